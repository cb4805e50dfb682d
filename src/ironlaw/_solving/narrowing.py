"""Intervals narrowed by what else is given: every further relation that holds the unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sympy

from ironlaw._errors import InconsistentError, UnsolvableError
from ironlaw._language import Equation, LawVariable, Range
from ironlaw._solving.answer import Answer
from ironlaw._solving.arrive import arrive
from ironlaw._solving.following import Chain, Following
from ironlaw._solving.problem import Problem
from ironlaw._solving.trail import Trail
from ironlaw._structure import Block

_SLACK = 1e-9


def narrowed(problem: Problem, following: Following, answer: Answer) -> list[Answer]:
    """Return what is left of an interval where the unknown has to meet more than one given.

    Parameters
    ----------
    problem
        What was asked.
    following
        All relations, and what follows in them.
    answer
        An interval of the unknown, with its numbers.

    Raises
    ------
    InconsistentError
        If nothing is left.
    """
    unknown = problem.unknown
    known = {v: value for v, value in answer.point.items() if v not in answer.local}
    followed = following.after(known, unknown)
    at = followed.values
    done = {one.name for one in (*followed.origin.values(), *followed.over)}
    left = [one for one in following.equations if one.name not in done]
    chain, over = following.closure(left, {**at, unknown: 0.0})
    kept = [answer]
    for one in over if len(over) > 1 else ():
        block = _leading(one, chain, unknown)
        try:
            arrival = arrive(problem, block, Trail(dict(at)))
        except UnsolvableError:
            continue
        if any(other.low is None for other in arrival.answers):
            continue
        both = [_both(unknown, a, b) for a in kept for b in arrival.answers]
        found = [one for one in both if one is not None]
        if not found:
            raise _contradiction(unknown, one, kept, arrival.answers)
        kept = found
    return kept


def _leading(one: Equation, chain: Chain, unknown: LawVariable) -> Block:
    """Return a relation with the part of a chain that leads to it from the unknown."""
    origin = dict(chain)
    found: dict[LawVariable, Equation] = {}
    work = list(one.variables)
    while work:
        variable = work.pop()
        if variable in origin and variable not in found and variable != unknown:
            found[variable] = origin[variable]
            work += origin[variable].variables
    return Block((*found.values(), one), (*found, unknown))


def _both(unknown: LawVariable, one: Answer, other: Answer) -> Answer | None:
    """Return what two branches share; None where that is nothing."""
    if one.numbers is None or other.numbers is None:
        return None
    a, b = (one.numbers, other.numbers)
    for inner, outer in ((other, a), (one, b)):
        (low, high), slack = inner.numbers[:2], _SLACK * abs(inner.numbers[0])  # type: ignore[index]
        if inner.is_point and outer.lower - slack <= low <= outer.upper + slack:
            return inner
    low, left_open = max((a.lower, a.left_open), (b.lower, b.left_open))
    high, right_open = min((a.upper, not a.right_open), (b.upper, not b.right_open))
    if low > high or (low == high and (left_open or not right_open)):
        return None
    if (low, high) == (a.lower, a.upper):
        return one
    if (low, high) == (b.lower, b.upper):
        return other
    ends: Range[sympy.Expr] = Range(_float(low), _float(high), left_open, not right_open)
    numbers = Range(low, high, left_open, not right_open)
    return replace(one, own=ends, numbers=numbers)


def _float(value: float) -> sympy.Expr:
    return sympy.Float(value, 17) if abs(value) < float("inf") else sympy.oo * value


def _contradiction(
    unknown: LawVariable, one: Equation, kept: Sequence[Answer], others: Sequence[Answer]
) -> InconsistentError:
    own, wanted = (" or ".join(_shown(unknown, a) for a in some) for some in (kept, others))
    return InconsistentError(
        f"the givens contradict {one.name!r}: it makes {unknown.name} {wanted or 'impossible'}, "
        f"which is not in {own}; drop one",
        one.name,
    )


def _shown(unknown: LawVariable, answer: Answer) -> str:
    if answer.numbers is None or answer.is_point:
        return unknown.show(answer.low or 0.0, 6)
    return f"[{unknown.show(answer.low or 0.0, 6)}, {unknown.show(answer.high or 0.0, 6)}]"
