"""Givens that were not needed: whether they agree and leave every variable its domain."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import sympy

from ironlaw._errors import InconsistentError
from ironlaw._language import LawVariable
from ironlaw._model.relation import Relation
from ironlaw._programs.values import number
from ironlaw._solving.answer import Answer
from ironlaw._solving.isolate import Known, Piece
from ironlaw._solving.ladder import invert
from ironlaw._solving.trail import Search, Values, accurate, inputs_of, out_of_domain
from ironlaw._structure.plan import Plan, closure


def forward(
    relations: Sequence[Relation], at: dict[LawVariable, float], unknown: LawVariable
) -> Iterator[tuple[Relation, float]]:
    """Compute each relation whose inputs are known, once; fill ``at`` in on the way.

    Yields
    ------
    tuple[Relation, float]
        A relation and the value that it gives its variable.
    """
    uses: dict[LawVariable, list[int]] = {}
    lacking = []
    for index, one in enumerate(relations):
        gaps = {v for v in inputs_of(one) if v not in at}
        lacking.append(len(gaps))
        for variable in gaps:
            uses.setdefault(variable, []).append(index)
    work = [i for i, gaps in enumerate(lacking) if not gaps and relations[i].defines is not None]
    for index in work:  # grows while it is walked
        one, defined = relations[index], relations[index].defines
        value = float(number(one.rhs, at))
        value = value if defined is None else defined.domain.settled(value)
        yield one, value
        if defined is None or defined in at or defined == unknown:
            continue
        if defined.domain.contains(value):
            at[defined] = value
            for other in uses.get(defined, ()):
                lacking[other] -= 1
                if not lacking[other] and relations[other].defines is not None:
                    work.append(other)


def check_rest(
    search: Search, relations: Sequence[Relation], chosen: Plan, answers: list[Answer]
) -> list[Answer]:
    """Check the answers against every relation that they did not need and that is all known.

    Returns
    -------
    list[Answer]
        The answers that hold: a further given may decide between roots, or narrow an interval.

    Raises
    ------
    InconsistentError
        If none does: the relation, both values, the gap, and the givens that contradict.
    """
    used = {one.name for block in chosen.blocks for one in block.relations}
    spare = [one for one in relations if one.name not in used]
    kept: list[Answer] = []
    refused: list[InconsistentError] = []
    for answer in answers:
        try:
            kept.append(_checked(search, spare, answer))
        except InconsistentError as error:
            refused.append(error)
            search.rejected.append((answer.low, str(error)))
    if answers and not kept:
        raise refused[0]
    return kept


def check_givens(search: Search, relations: Sequence[Relation], point: Values) -> None:
    """Check whether givens contradict each other, whatever is asked for.

    Raises
    ------
    InconsistentError
        If they do.
    """
    order, over = closure(relations, point)
    _follow(search, order if over else (), over, dict(point))


def _follow(
    search: Search,
    order: Sequence[tuple[LawVariable, Relation]],
    over: Sequence[Relation],
    at: dict[LawVariable, float],
) -> None:
    """Compute what follows one by one, and compare the relations that are left over."""
    origin: dict[LawVariable, Relation] = {}
    for variable, relation in order:
        value = _determined(relation, variable, at)
        if value is not None:
            at[variable], origin[variable] = value, relation
    for one in over:
        if all(v in at for v in one.symbols_used):
            _compare(search, one, at, origin)


def _checked(search: Search, spare: Sequence[Relation], answer: Answer) -> Answer:
    if answer.low is None:
        return answer
    at = dict(answer.point)
    if answer.is_point:
        at[search.unknown] = answer.low
    order, over = closure(spare, at)
    fixing = next((one for v, one in order if v == search.unknown), None)
    if over or fixing is not None:
        _follow(search, order, over, at)
    if fixing is not None and search.unknown in at:
        answer = _narrowed(answer, search.unknown, at[search.unknown], fixing)
    return answer


def _determined(relation: Relation, variable: LawVariable, at: Values) -> float | None:
    """Return the one value that a relation gives a variable; None where there is no single one."""
    if any(v not in at for v in relation.symbols_used if v != variable):
        return None
    if relation.defines == variable:
        value = variable.domain.settled(float(number(relation.rhs, at)))
        return value if math.isfinite(value) else None
    inner = Known(at)
    gap, zero = relation.rhs - relation.lhs, Piece(sympy.S.Zero, sympy.S.Zero)
    if relation.defines is not None:
        gap, zero = relation.rhs, Piece(relation.lhs, relation.lhs)
    pieces = invert(gap, variable, zero, inner, variable.domain).pieces
    if not all(piece.is_point for piece in pieces):
        return None
    values = [variable.domain.settled(accurate(piece.lower, at)) for piece in pieces]
    values = [value for value in values if variable.domain.contains(value)]
    return values[0] if len(values) == 1 else None


def _narrowed(answer: Answer, variable: LawVariable, value: float, one: Relation) -> Answer:
    """Return the point of an interval that a further relation fixes."""
    low, high = answer.low or 0.0, answer.high or 0.0
    slack = 1e-9 * abs(value)
    if not low - slack <= value <= high + slack:
        shown = variable.show(value, 6)
        raise InconsistentError(
            f"the givens contradict {one.name!r}: it makes {variable.name} {shown}, "
            f"which is not in [{variable.show(low, 6)}, {variable.show(high, 6)}]; drop one",
            one.name,
            min(abs(value - low), abs(value - high)) / max(abs(value), 1e-300),
        )
    end = sympy.Float(value, 17)
    return replace(answer, own_lower=end, own_upper=end, low=value, high=value)


def _compare(
    search: Search, one: Relation, at: Values, origin: dict[LawVariable, Relation]
) -> None:
    stated, computed = float(number(one.lhs, at)), float(number(one.rhs, at))
    if not (math.isfinite(stated) and math.isfinite(computed)):
        return
    gap = abs(computed - stated) / max(abs(computed), abs(stated), 1e-300)
    if gap <= search.rtol:
        return
    name = str(one.lhs)
    left, right = f"{stated:.6g}", f"{computed:.6g}"
    if one.defines is not None:
        left, right = one.defines.show(stated, 6), one.defines.show(computed, 6)
    roots = [root for root in _roots(inputs_of(one), origin) if root != name]
    source = ""
    if one.defines in origin:
        given = [v for v in origin[one.defines].symbols_used if v != one.defines]
        source = f" by {', '.join(_roots(given, origin))}"
    makes = "makes" if len(roots) == 1 else "make"
    raise InconsistentError(
        f"the givens contradict {one.name!r}: {name} = {left}{source}, but {', '.join(roots)} "
        f"{makes} it {right}, a gap of {gap:.2g}; drop one of them",
        one.name,
        gap,
    )


def _roots(variables: Sequence[LawVariable], origin: Mapping[LawVariable, Relation]) -> list[str]:
    """Return the givens that variables come from: with the other side's, the minimal set."""
    found: dict[str, None] = {}
    work, seen = list(reversed(variables)), set()
    while work:
        variable = work.pop()
        if variable in seen:
            continue
        seen.add(variable)
        if variable in origin:
            work.extend(v for v in reversed(origin[variable].symbols_used) if v != variable)
        elif variable.constant is None:
            found[variable.name] = None
    return list(found)


def violations(relations: Sequence[Relation], point: Values, unknown: LawVariable) -> list[str]:
    """Return what the givens alone make impossible: a utilisation above 1, a negative time."""
    return [
        f"{out_of_domain(one.defines, value)} (from {one.name})"
        for one, value in forward(relations, dict(point), unknown)
        if one.defines is not None
        and one.defines not in point
        and one.defines != unknown
        and math.isfinite(value)
        and not one.defines.domain.contains(value)
    ]
