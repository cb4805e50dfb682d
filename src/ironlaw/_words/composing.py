"""From the ways of an answer to a document: what is said, in which order, and how much of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any, Literal, get_args

import sympy

from ironlaw._errors import DomainError, brief
from ironlaw._language import (
    LawVariable,
    Quadratic,
    Statement,
    Step,
    is_larger,
    point,
)
from ironlaw._words.document import Aligned, Document, Paragraph, Row, reason_of, spoken
from ironlaw._words.folding import measured, with_units
from ironlaw._words.ordering import Rank, ranked
from ironlaw._words.quadratics import TRIPLES, collected_rows, quadratic_rows
from ironlaw._words.way import Way

Detail = Literal["result", "main", "all"]
_LARGE = 150  # nodes; a longer line is not read
_TOO_LONG = "; written out, the line would be too long to be read."
_PUT_IN = "put the numbers in"
_MINOR = frozenset(
    "subtract divide exchange reciprocal root logarithm log exponential floor ceiling absolute "
    "cancel vanish".split()
) | {"negative root"}
_STARTS = frozenset({"relation", "definition"})


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
        start = _rows(first, first.steps[:shared], detail)
        found = [Aligned(tuple(start), rank)] if start and detail != "result" else []
        for index, way in enumerate(ways, 1):
            condition = (", if ", way.condition) if way.condition != sympy.true else ()
            named = f"{_ORDINAL[index]} answer" if index < len(_ORDINAL) else f"answer {index}"
            found.append(Paragraph((named.capitalize(), *condition, ":"), rank))
            rows = [*_rows(way, way.steps[shared:], detail, whole=way.steps), *_end(way, detail)]
            found.append(Aligned(tuple(rows), rank))
    if detail != "result":
        variables = [v for way in ways for v in (way.unknown, *_variables(way))]
        for value, reason in rejected:
            is_said = value is None or reason.startswith(f"{first.unknown.name} = ")
            root = () if is_said or value is None else (first.unknown, " = ", value.lower, ": ")
            found.append(Paragraph(("Rejected: ", *root, *spoken(reason, variables), "."), rank))
    return _cut_at_notes(found)


def _rank(ways: Sequence[Way]) -> Rank:
    """Return the order of variables, after the letters that stand for coefficients."""
    letters = {letter: index - 100 for index, letter in enumerate("".join(TRIPLES))}
    return {**letters, **ranked(step for way in ways for step in way.steps)}


_ORDINAL = ("", "first", "second", "third", "fourth")


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
    rows = _rows(first, first.steps, detail)
    searched = first.steps and first.steps[-1].rule == "numeric"
    lines = [way.inserted for way in ways]
    put = [Row(x, (_PUT_IN,), _PUT_IN, dots=True, is_step=True) for x in dict.fromkeys(lines) if x]
    at = len(rows) - 1 if searched else len(rows)
    rows[at:at] = put
    if len(ways) == count:  # of many, a few stand for all as values
        for way in ways[1:]:
            rows += _rows(way, way.steps[shared:], detail, whole=way.steps)
    results = [way.result for way in ways if way.result is not None]
    told = {repr(row.line) for row in rows} if searched else set()
    for index, line in enumerate(results):
        if repr(line) in told:
            continue
        last = index == len(results) - 1
        rows.append(Row(line, () if last else ("or",), "" if last else "or"))
    if detail != "result":
        rows += [row for way in ways for row in _after(way)]
    return [Aligned(tuple(rows), rank)]


def _end(way: Way, detail: Detail) -> list[Row]:
    """Return the last rows of one of several ways: with numbers, then the value."""
    line = way.inserted
    rows = [Row(line, (_PUT_IN,), _PUT_IN, dots=True, is_step=True)] if line is not None else []
    rows += [Row(way.result)] if way.result is not None else []
    return rows if detail == "result" else [*rows, *_after(way)]


def _after(way: Way) -> list[Row]:
    """Return what follows from an answer: what was eliminated for it, and the check."""
    rows = []
    values = way.values
    for step in way.steps:
        variable = step.stated.defines if step.stated is not None else None
        if step.rule == "definition" and variable in values and variable is not None:
            value = measured(values[variable], variable.unit)
            rows.append(Row(Statement(variable, point(value)), ("as it follows",), "as it follows"))
    if way.check is not None:
        line, value = way.check
        rows.append(Row(line, ("check",), "check", dots=True, then=value))
    return rows


def _rows(
    way: Way, steps: Sequence[Step], detail: Detail, *, whole: Sequence[Step] = ()
) -> list[Row]:
    """Return a row for each step, and what each variable on the way comes to."""
    all_steps = whole or steps
    rows: list[Row] = []
    for index, step in enumerate(steps):
        is_end = index + 1 == len(steps) or steps[index + 1].rule in _STARTS
        is_last = step is all_steps[-1]
        if detail == "result" and not is_last:
            continue
        if detail == "main" and step.rule in _MINOR and not is_end:
            continue
        if detail == "result":
            rows += [row._replace(why=(), plain="") for row in _step_rows(step)]
            continue
        following = steps[index + 1].argument if index + 1 < len(steps) else None
        if step.rule == "collect" and isinstance(following, Quadratic):
            rows += collected_rows(way, step, following)
        else:
            rows += _step_rows(step)
        if is_end and not is_last:
            rows += _worth(way, step)
    return rows


def _step_rows(step: Step) -> list[Row]:
    if isinstance(step.argument, Quadratic):
        return quadratic_rows(step, step.argument)
    why, plain = reason_of(step), step.reason()
    if step.rule == "definition":
        return [Row(step.start, why, plain, stated=step.stated, is_step=True)]
    return [Row(with_units(step.end), why, plain, stated=step.stated, is_step=True)]


def _worth(way: Way, step: Step) -> list[Row]:
    """Return what a variable on the way comes to: numbers put in, and its value."""
    variable = step.end.subject
    if not isinstance(variable, LawVariable) or variable not in way.values:
        return []
    if step.rule == "definition" or variable in way.given:
        return []
    line = way.with_numbers(step.end)
    if line is None:
        return []
    value = measured(way.values[variable], variable.unit)
    return [Row(line, dots=True, goes_on=True, then=value)]


def _cut_at_notes(found: Sequence[Aligned | Paragraph]) -> Document:
    """Put a sentence in the place of rows that are too long to be read."""
    blocks: list[Aligned | Paragraph] = []
    for block in found:
        if isinstance(block, Paragraph):
            blocks.append(block)
            continue
        rows: list[Row] = []
        for row in block.rows:
            if not is_larger(row.line.lower, _LARGE):
                rows.append(row)
                continue
            blocks += [Aligned(tuple(rows), block.rank)] if rows else []
            rows = []
            blocks.append(Paragraph((*row.why, _TOO_LONG), block.rank))
        blocks += [Aligned(tuple(rows), block.rank)] if rows else []
    return tuple(blocks)
