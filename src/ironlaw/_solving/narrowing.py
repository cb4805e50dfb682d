"""Intervals narrowed by what else is given: every further relation that holds the unknown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import sympy

from ironlaw._errors import InconsistentError, UnsolvableError
from ironlaw._language import Equation, LawVariable, Range, point
from ironlaw._solving.answer import Answer
from ironlaw._solving.arrive import arrive
from ironlaw._solving.following import Chain, Following, leading
from ironlaw._solving.gaps import HELD, Gaps
from ironlaw._solving.preimage import preimage
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
    known = {v: value for v, value in answer.point.items() if v not in answer.local}
    every = frozenset({*known, problem.unknown})
    if not problem.expressions and problem.memory.spare(every) < 2:
        return [answer]  # the given that it meets is the only one that the unknown moves
    gaps = Gaps(problem, following, known)
    kept = [answer] if gaps.are_small_in(answer) else _cut(gaps, answer)
    found: list[Answer] = []
    for one in kept:
        found += [one] if gaps.are_small_in(one) else _searched(problem, one, gaps)
    if not found:
        raise InconsistentError(
            f"the givens contradict each other for every {problem.unknown.name} in "
            f"{_shown(problem.unknown, answer)}; drop one",
            problem.unknown.name,
        )
    return found


def _cut(gaps: Gaps, answer: Answer) -> list[Answer]:
    """Keep what an interval and the solutions of each further relation share.

    A relation that leaves nothing contradicts, unless rounding may be why: it has no value where
    it would have to hold, or holds there as it is.
    """
    kept = [answer]
    for one, others in _solutions(gaps.problem, gaps.following, gaps.known):
        both = [_both(a, b) for a in kept for b in others]
        found = [one for one in both if one is not None]
        if not found and not any(gaps._replace(only=one).are_small_in(a) for a in kept):
            raise _contradiction(gaps.problem.unknown, one, kept, others)
        kept = found or kept
    return kept


def _solutions(
    problem: Problem, following: Following, known: dict[LawVariable, float]
) -> list[tuple[Equation, tuple[Answer, ...]]]:
    """Solve each relation that is known but for the unknown; once for what is known."""
    unknown = problem.unknown
    key = frozenset(known.items())
    if key in following.solved:
        return following.solved[key]
    followed = following.after(known, unknown)
    at = followed.values
    done = {one.name for one in (*followed.origin.values(), *followed.over)}
    left = [one for one in following.equations if one.name not in done]
    behind = {v: one.lhs - one.rhs for v, one in reversed(list(followed.origin.items()))}
    chain, over = following.closure(left, {**at, unknown: 0.0})
    found: list[tuple[Equation, tuple[Answer, ...]]] = []
    for one in over:
        try:
            arrival = arrive(problem, _block(one, chain, unknown), Trail(dict(at), behind=behind))
        except UnsolvableError:
            continue
        is_missed = not arrival.answers and any(one.is_gap for one in arrival.refused)
        if not is_missed and all(other.low is not None for other in arrival.answers):
            found.append((one, arrival.answers))
    following.solved[key] = found
    return found


def _searched(problem: Problem, one: Answer, gaps: Gaps) -> list[Answer]:
    """Return where in an interval all relations hold, by numbers."""
    if one.numbers is None:
        return [one]
    low, high, left_open, right_open = one.numbers
    bounds = problem.unknown.domain._replace(
        lower=low, upper=high, left_open=left_open, right_open=right_open
    )
    ends = preimage(gaps.along, (-HELD, HELD), bounds)
    evidence = one.evidence._replace(methods=(*one.evidence.methods, "numeric"))
    found = []
    for lower, upper in ends:
        own: Range[sympy.Expr] = Range(_float(lower), _float(upper))
        if upper - lower <= 10 * HELD * abs(upper):
            middle = 0.5 * (lower + upper)
            found.append(replace(one, own=point(_float(middle)), numbers=point(middle)))
        else:
            found.append(replace(one, own=own, numbers=Range(lower, upper)))
    return [replace(one, evidence=evidence) for one in found]


def _block(one: Equation, chain: Chain, unknown: LawVariable) -> Block:
    """Return a relation with the part of a chain that leads to it from the unknown."""
    found = dict(leading(chain, [one]))
    return Block((*found.values(), one), (*found, unknown))


def _both(one: Answer, other: Answer) -> Answer | None:
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
    ends = (unknown.show(end, 6) if math.isfinite(end) else str(end) for end in answer.numbers[:2])
    return f"[{', '.join(ends)}]"
