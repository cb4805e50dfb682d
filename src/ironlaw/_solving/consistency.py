"""Givens that were not needed: whether they agree and leave every variable its domain."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import sympy

from ironlaw._errors import InconsistentError
from ironlaw._language import Equation, LawVariable, Range, point
from ironlaw._programs import accurate, number
from ironlaw._solving.answer import Answer
from ironlaw._solving.evidence import Refusal
from ironlaw._solving.known import Known
from ironlaw._solving.ladder import rearrange
from ironlaw._solving.problem import Problem
from ironlaw._solving.verify import Values, out_of_domain
from ironlaw._structure import closure


def forward(
    equations: Sequence[Equation], at: dict[LawVariable, float], unknown: LawVariable
) -> Iterator[tuple[Equation, float]]:
    """Compute each relation whose inputs are known, once; fill ``at`` in on the way.

    Yields
    ------
    tuple[Equation, float]
        A relation and the value that it gives its variable.
    """
    uses: dict[LawVariable, list[int]] = {}
    lacking = []
    for index, one in enumerate(equations):
        gaps = {v for v in one.others if v not in at}
        lacking.append(len(gaps))
        for variable in gaps:
            uses.setdefault(variable, []).append(index)
    work = [i for i, gaps in enumerate(lacking) if not gaps and equations[i].defines is not None]
    for index in work:  # grows while it is walked
        one, defined = equations[index], equations[index].defines
        value = float(number(one.rhs, at))
        value = value if defined is None else defined.domain.settled(value)
        yield one, value
        if defined is None or defined in at or defined == unknown:
            continue
        if defined.domain.contains(value):
            at[defined] = value
            for other in uses.get(defined, ()):
                lacking[other] -= 1
                if not lacking[other] and equations[other].defines is not None:
                    work.append(other)


class _Followed(NamedTuple):
    """What was computed from what is known, and the equation that each value came from."""

    values: dict[LawVariable, float]
    origin: Mapping[LawVariable, Equation]


def check_rest(
    problem: Problem, spare: Sequence[Equation], answers: Sequence[Answer]
) -> tuple[list[Answer], tuple[Refusal, ...]]:
    """Check the answers against every spare relation, one they did not need, that is all known.

    Returns
    -------
    tuple
        The answers that hold, since a further given may decide between roots, or narrow an
        interval; and what was refused.

    Raises
    ------
    InconsistentError
        If none does: the relation, both values, the gap, and the givens that contradict.
    """
    kept: list[Answer] = []
    errors: list[tuple[Answer, InconsistentError]] = []
    for answer in answers:
        try:
            kept.append(_checked(problem, spare, answer))
        except InconsistentError as error:
            errors.append((answer, error))
    if errors and not kept:
        raise errors[0][1]
    refused = (Refusal("{}", (error,), one.low, is_said=False) for one, error in errors)
    return kept, tuple(refused)


def check_givens(problem: Problem, equations: Sequence[Equation], values: Values) -> None:
    """Check whether givens contradict each other, whatever is asked for.

    Raises
    ------
    InconsistentError
        If they do.
    """
    order, over = closure(equations, values)
    if over:
        _compare(over, _followed(order, values), problem.rtol)


def _followed(order: Sequence[tuple[LawVariable, Equation]], values: Values) -> _Followed:
    """Compute what follows, one by one."""
    at, origin = dict(values), {}
    for variable, equation in order:
        value = _determined(equation, variable, at)
        if value is not None:
            at[variable], origin[variable] = value, equation
    return _Followed(at, origin)


def _checked(problem: Problem, spare: Sequence[Equation], answer: Answer) -> Answer:
    if answer.low is None:
        return answer
    at, unknown = dict(answer.point), problem.unknown
    if answer.is_point:
        at[unknown] = answer.low
    order, over = closure(spare, at)
    fixing = next((one for v, one in order if v == unknown), None)
    if not over and fixing is None:
        return answer
    followed = _followed(order, at)
    _compare(over, followed, problem.rtol)
    if fixing is not None and unknown in followed.values:
        answer = _narrowed(answer, fixing, (unknown, followed.values[unknown]))
    return answer


def _determined(equation: Equation, variable: LawVariable, at: Values) -> float | None:
    """Return the one value that an equation gives a variable; None where there is no single one."""
    if any(v not in at for v in equation.variables if v != variable):
        return None
    if equation.defines == variable:
        value = variable.domain.settled(float(number(equation.rhs, at)))
        return value if math.isfinite(value) else None
    pieces = rearrange(equation, variable, Known(at)).found
    if not all(piece.is_point for piece in pieces):
        return None
    values = [variable.domain.settled(accurate(piece.lower, at)) for piece in pieces]
    values = [value for value in values if variable.domain.contains(value)]
    return values[0] if len(values) == 1 else None


def _narrowed(answer: Answer, one: Equation, fixed: tuple[LawVariable, float]) -> Answer:
    """Return the point of an interval that a further relation fixes."""
    variable, value = fixed
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
    own: Range[sympy.Expr] = point(sympy.Float(value, 17))
    return replace(answer, own=own, numbers=point(value))


def _compare(over: Sequence[Equation], followed: _Followed, rtol: float) -> None:
    """Compare the two sides of each relation that is left over and all known."""
    for one in over:
        if all(v in followed.values for v in one.variables):
            _compare_sides(one, followed, rtol)


def _compare_sides(one: Equation, followed: _Followed, rtol: float) -> None:
    at, origin = followed
    stated, computed = float(number(one.lhs, at)), float(number(one.rhs, at))
    if not (math.isfinite(stated) and math.isfinite(computed)):
        return
    gap = abs(computed - stated) / max(abs(computed), abs(stated), 1e-300)
    if gap <= rtol:
        return
    name = str(one.lhs)
    left, right = f"{stated:.6g}", f"{computed:.6g}"
    if one.defines is not None:
        left, right = one.defines.show(stated, 6), one.defines.show(computed, 6)
    roots = [root for root in _roots(one.others, origin) if root != name]
    source = ""
    if one.defines is not None and one.defines in origin:
        given = [v for v in origin[one.defines].variables if v != one.defines]
        source = f" by {', '.join(_roots(given, origin))}"
    makes = "makes" if len(roots) == 1 else "make"
    raise InconsistentError(
        f"the givens contradict {one.name!r}: {name} = {left}{source}, but {', '.join(roots)} "
        f"{makes} it {right}, a gap of {gap:.2g}; drop one of them",
        one.name,
        gap,
    )


def _roots(variables: Sequence[LawVariable], origin: Mapping[LawVariable, Equation]) -> list[str]:
    """Return the givens that variables come from: with the other side's, the minimal set."""
    found: dict[str, None] = {}
    work, seen = list(reversed(variables)), set()
    while work:
        variable = work.pop()
        if variable in seen:
            continue
        seen.add(variable)
        if variable in origin:
            work.extend(v for v in reversed(origin[variable].variables) if v != variable)
        elif variable.constant is None:
            found[variable.name] = None
    return list(found)


def violations(equations: Sequence[Equation], values: Values, unknown: LawVariable) -> list[str]:
    """Return what the givens alone make impossible: a utilisation above 1, a negative time."""
    return [
        f"{out_of_domain(one.defines, value)} (from {one.name})"
        for one, value in forward(equations, dict(values), unknown)
        if one.defines is not None
        and one.defines not in values
        and one.defines != unknown
        and math.isfinite(value)
        and not one.defines.domain.contains(value)
    ]
