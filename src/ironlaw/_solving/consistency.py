"""Givens that were not needed: whether they agree and leave every variable its domain."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import sympy

from ironlaw._errors import InconsistentError
from ironlaw._language import Equation, LawVariable
from ironlaw._programs import number
from ironlaw._solving.answer import Answer
from ironlaw._solving.errors import Sides, errors_along
from ironlaw._solving.evidence import Refusal
from ironlaw._solving.following import Followed, Following, rounding_gap
from ironlaw._solving.forward import forward
from ironlaw._solving.narrowing import narrowed
from ironlaw._solving.problem import Problem
from ironlaw._solving.verify import Values, exact_gap, out_of_domain

Explained = set[tuple[Any, ...]]  # relations that hold, but for rounding, and their values
_WHOLE = 2.0**53
_MANY = 64  # answers; of more, rounding is asked for only at those that miss the givens least


def check_answers(
    problem: Problem, equations: Sequence[Equation], answers: Sequence[Answer]
) -> tuple[list[Answer], tuple[Refusal, ...]]:
    """Check the answers against every relation that is all known.

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
    following = Following(equations, problem.memory)
    at = [_followed(problem, following, answer) for answer in answers]
    explained: Explained = set()
    for answer, followed, is_near in zip(answers, at, _near(at), strict=True):
        try:
            kept += _checked(problem, following, answer, followed, explained if is_near else None)
        except InconsistentError as error:
            errors.append((answer, error))
    if errors and not kept:
        raise errors[0][1]
    refused = (Refusal("{}", (error,), one.low, is_said=False) for one, error in errors)
    return kept, tuple(refused)


def check_givens(problem: Problem, equations: Sequence[Equation], values: Values) -> Followed:
    """Check whether givens contradict each other, whatever is asked for; return what follows.

    Raises
    ------
    InconsistentError
        If they do.
    """
    followed = Following(equations, problem.memory).after(values, problem.unknown)
    _compare(followed, problem.rtol, {})
    return followed


def without_digits(followed: Followed) -> list[LawVariable]:
    """Return variables that came out as the difference of values which rounding alone sets apart.

    Whole numbers are taken to be exact.
    """
    at = followed.values
    exact = {v: 0.0 for v, x in at.items() if x.is_integer() and abs(x) < _WHOLE}
    chain = [(v, (one.lhs, one.rhs)) for v, one in followed.origin.items()]
    errors = errors_along(chain, at, exact)
    return [v for v, error in errors.items() if error > abs(at[v]) and math.isfinite(error)]


def _followed(problem: Problem, following: Following, answer: Answer) -> Followed | None:
    """Return what follows from an answer; None while it has no numbers."""
    if answer.low is None:
        return None
    at = {v: value for v, value in answer.point.items() if v not in answer.local}
    if answer.is_point:
        at[problem.unknown] = answer.low
    return following.after(at, problem.unknown)


def _near(at: Sequence[Followed | None]) -> list[bool]:
    """Tell which of many answers miss the givens least; all of a few."""
    if len(at) <= _MANY:
        return [True] * len(at)
    misses = [0.0 if one is None else _miss(one) for one in at]
    least = sorted(misses)[_MANY]
    return [miss <= least for miss in misses]


def _miss(followed: Followed) -> float:
    """Return the largest relative gap in the relations that are left over and all known."""
    gaps = (_gap(*_sides(one, followed.values)) for one in _known(followed))
    return max((gap for gap in gaps if math.isfinite(gap)), default=0.0)


def _checked(
    problem: Problem,
    following: Following,
    answer: Answer,
    followed: Followed | None,
    explained: Explained | None,
) -> list[Answer]:
    """Return what the relations leave of an answer."""
    if followed is None:
        return [answer]
    derived = None if explained is None else _on_its_way(problem.unknown, answer)
    _compare(followed, problem.rtol, derived, explained)
    return [answer] if answer.is_point else narrowed(problem, following, answer)


def _on_its_way(unknown: LawVariable, answer: Answer) -> dict[LawVariable, Sides]:
    """Return the two sides that an answer and all that was derived on its way come from."""
    own = {unknown: answer.own.lower} if answer.is_point else {}
    came: dict[LawVariable, Sides] = {v: (v, expr) for v, expr in {**answer.local, **own}.items()}
    return came | {v: (gap, sympy.S.Zero) for v, gap in answer.behind.items()}


def _known(followed: Followed) -> list[Equation]:
    """Return the relations that are left over and all known."""
    return [one for one in followed.over if all(v in followed.values for v in one.variables)]


def _sides(one: Equation, at: Values) -> tuple[float, float]:
    return float(number(one.lhs, at)), float(number(one.rhs, at))


def _gap(stated: float, computed: float) -> float:
    return abs(computed - stated) / max(abs(computed), abs(stated), 1e-300)


def _compare(
    followed: Followed,
    rtol: float,
    derived: Mapping[LawVariable, Sides] | None,
    explained: Explained | None = None,
) -> None:
    """Compare the two sides of each relation that is left over and all known.

    Rounding explains a gap if what was ``derived`` on the way is said; once for the same values,
    which many answers share.
    """
    explained = set() if explained is None else explained
    for one in _known(followed):
        values = (one.name, *(followed.values[v] for v in one.variables))
        if values in explained:
            continue
        _compare_sides(one, followed, rtol, derived)
        explained.add(values)


def _compare_sides(
    one: Equation,
    followed: Followed,
    rtol: float,
    derived: Mapping[LawVariable, Sides] | None,
) -> None:
    """Refuse a gap between a relation's sides that rounding does not explain."""
    at, origin, _ = followed
    stated, computed = _sides(one, at)
    if not (math.isfinite(stated) and math.isfinite(computed)):
        return
    gap = _gap(stated, computed)
    if gap <= rtol:
        return
    if derived is not None and (
        gap <= rounding_gap(one, followed, derived) or abs(exact_gap(one, at)) <= rtol
    ):
        return  # rounding explains it, or floats lose digits in the relation itself
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
