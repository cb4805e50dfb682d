"""From the ways of an answer to a document: what is said, in which order, and how much of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any, get_args

import sympy

from ironlaw._errors import DomainError, brief
from ironlaw._language import LawVariable, Quadratic, Statement, Step, is_larger, point
from ironlaw._words.document import Aligned, Document, Paragraph, Row, spoken
from ironlaw._words.folding import measured
from ironlaw._words.ordering import latex
from ironlaw._words.quadratics import letter_rank
from ironlaw._words.rank import Rank, ranked
from ironlaw._words.rows import Detail, rows_of
from ironlaw._words.tidying import tidied
from ironlaw._words.way import Way

_LARGE = 150  # nodes; a longer line is not read
_TOO_LONG = "; written out, the line would be too long to be read."
_MOST_ROWS = 12  # from here on the next relation starts a display of its own: pages break there
_PUT_IN = "put the numbers in"
_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth")


def checked_detail(detail: Any) -> Detail:
    """Return a level of detail.

    Raises
    ------
    DomainError
        If there is no such level.
    """
    if detail in get_args(Detail):
        return detail  # type: ignore[no-any-return]
    levels = ", ".join(map(repr, get_args(Detail)))
    raise DomainError(f"detail = {brief(detail)} is no level of detail; give one of {levels}")


def document(
    ways: Sequence[Way],
    *,
    count: int,
    rejected: Sequence[tuple[Statement | None, str]] = (),
    detail: Detail = "all",
) -> Document:
    """Return what is to be read of some answers.

    Parameters
    ----------
    ways
        How each answer follows; steps that all share are said once.
    count
        How many answers there are, of which some may stand for all.
    rejected
        What is no answer, each with the reason.
    detail
        ``"result"`` leaves the formulas and values, ``"main"`` leaves out single moves.
    """
    rank = _rank(ways)
    first = ways[0]
    shared = len(first.steps) if len(ways) == 1 else _shared(ways)
    is_short = len(ways) > 1 and all(len(way.steps) - shared <= 1 for way in ways)
    if len(ways) == 1 or (is_short and all(way.condition == sympy.true for way in ways)):
        found: list[Aligned | Paragraph] = _one(ways, shared, rank, count, detail)
    else:
        start = rows_of(first, first.steps[:shared], detail)
        found = [Aligned(tuple(start), rank)] if start and detail != "result" else []
        names = [*_ORDINALS[: len(ways) - 1], "Last"] if count > len(ways) else _ORDINALS
        for name, way in zip(names, ways, strict=False):
            condition = (", if ", way.condition) if way.condition != sympy.true else ()
            found.append(Paragraph((f"{name} answer", *condition, ":"), rank))
            own = [_unconditional(step, way) for step in way.steps[shared:]]
            rows = [*rows_of(way, own, detail, whole=own), *_end(way, rank, detail)]
            found += [Aligned(tuple(rows), rank), *_values(way, rank, detail)]
    if detail != "result":
        variables = [v for way in ways for v in (way.unknown, *_variables(way))]
        for value, reason in rejected:
            is_said = value is None or reason.startswith(f"{first.unknown.name} = ")
            root = () if is_said or value is None else (first.unknown, " = ", value.lower, ": ")
            found.append(Paragraph(("Rejected: ", *root, *spoken(reason, variables), "."), rank))
    return _cut_at_notes(found)


def _unconditional(step: Step, way: Way) -> Step:
    """Return a step without a condition that was said of its whole way."""
    both = [x.args if isinstance(x, sympy.And) else (x,) for x in (way.condition, step.condition)]
    is_said = step.condition is not None and set(both[1]) <= set(both[0])
    return step._replace(condition=None) if is_said else step


def _rank(ways: Sequence[Way]) -> Rank:
    """Return the order of variables, after the letters that stand for coefficients."""
    own = {v for way in ways for v, x in way.given.items() if v.constant not in (None, x)}
    steps = (step for way in ways for step in way.steps)
    return letter_rank(ranked(steps, {*own, *(way.unknown for way in ways)}))


def _shared(ways: Sequence[Way]) -> int:
    """Return how many of the first steps all ways have in common."""
    columns = zip(*(way.steps for way in ways), strict=False)
    alike = takewhile(lambda one: all(x.end == one[0].end for x in one), columns)
    return sum(1 for _ in alike)


def _variables(way: Way) -> Iterator[LawVariable]:
    for step in way.steps:
        if step.stated is not None:
            yield from step.stated.variables


def _one(
    ways: Sequence[Way], shared: int, rank: Rank, count: int, detail: Detail
) -> list[Aligned | Paragraph]:
    """Say answers whose ways part in the last step, if at all."""
    first = ways[0]
    rows = rows_of(first, first.steps, detail)
    searched = first.steps and first.steps[-1].rule == "numeric"
    rows += _tidier(first, rank) if len(ways) == 1 else []
    put = _put_in(ways)
    at = len(rows) - 1 if searched else len(rows)
    rows[at:at] = put
    if len(ways) == count:  # of many, a few stand for all as values
        for way in ways[1:]:
            rows += rows_of(way, way.steps[shared:], detail, whole=way.steps)
    results = [way.result for way in ways if way.result is not None]
    told = {repr(row.line) for row in rows[-len(ways) :]} if searched else set()
    for index, line in enumerate(results):
        if repr(line) in told:
            continue
        left = len(results) - 1 - index
        more = count > len(ways) and left == 1
        after = f"or, of {count} in all," if more else "or" if left else ""
        rows.append(Row(line, (after,) if after else (), after))
    if detail != "result":
        rows += [row for way in ways for row in _check(way)]
    return [Aligned(tuple(rows), rank), *_values(first, rank, detail)]


def _end(way: Way, rank: Rank, detail: Detail) -> list[Row]:
    """Return the last rows of one of several ways: with numbers, then the value."""
    rows = [*_tidier(way, rank), *_put_in([way])]
    rows += [Row(way.result)] if way.result is not None else []
    return rows if detail == "result" else [*rows, *_check(way)]


def _put_in(ways: Sequence[Way]) -> list[Row]:
    """Return the formulas of answers with numbers put in, each once."""
    lines = dict.fromkeys(way.inserted for way in ways)
    return [
        Row(line, (_PUT_IN,), _PUT_IN, dots=True, is_step=True)
        for line in lines
        if line is not None
    ]


def _tidier(way: Way, rank: Rank) -> list[Row]:
    """Return the row that brings a formula to the form that is easiest to read, if there is one."""
    last = way.steps[-1] if way.steps else None
    if last is None or last.rule in ("relation", "rewrite") or isinstance(last.argument, Quadratic):
        return []
    if not last.end.is_point or last.end.subject != way.unknown:
        return []
    form = tidied(last.end.lower)
    if form is last.end.lower or latex(form, rank) == latex(last.end.lower, rank):
        return []
    why = "the same, as it is read best"
    return [Row(Statement(way.unknown, point(form)), (why,), why, is_step=True)]


def _values(way: Way, rank: Rank, detail: Detail) -> list[Aligned | Paragraph]:
    rows = _on_the_way(way) if detail != "result" else []
    return [Paragraph(("On the way:",), rank), Aligned(tuple(rows), rank)] if rows else []


def _check(way: Way) -> list[Row]:
    """Return the row that puts an answer back into the relation that was turned round."""
    if way.check is None:
        return []
    line, value = way.check
    return [Row(line, ("check",), "check", dots=True, then=value)]


def _on_the_way(way: Way) -> list[Row]:
    """Return what was eliminated for an answer, with the values that follow from it."""
    rows = []
    for step in way.steps:
        variable = step.stated.defines if step.stated is not None else None
        if step.rule == "definition" and variable is not None and variable in way.values:
            value = measured(way.values[variable], variable.unit)
            rows.append(Row(Statement(variable, point(value))))
    return rows


def _cut_at_notes(found: Sequence[Aligned | Paragraph]) -> Document:
    """Put a sentence in the place of rows that are too long to be read."""
    blocks: list[Aligned | Paragraph] = []
    for block in found:
        if isinstance(block, Paragraph):
            blocks.append(block)
            continue
        rows: list[Row] = []
        for row in block.rows:
            if len(rows) >= _MOST_ROWS and row.is_step:
                blocks.append(Aligned(tuple(rows), block.rank))
                rows = []
            if not any(is_larger(x, _LARGE) for x in (row.line.lower, row.line.subject)):
                rows.append(row)
                continue
            blocks += [Aligned(tuple(rows), block.rank)] if rows else []
            rows = []
            words = [x for x in row.why if isinstance(x, str) or not is_larger(x, _LARGE)]
            blocks.append(Paragraph((*words, _TOO_LONG), block.rank))
        blocks += [Aligned(tuple(rows), block.rank)] if rows else []
    return tuple(blocks)
