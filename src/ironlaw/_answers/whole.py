"""The whole number that will do, where a count comes out as a fraction or an interval."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ironlaw._answers.numbers import chosen, ends, kind_of
from ironlaw._errors import UnreachableError
from ironlaw._language import LawVariable
from ironlaw._solving import Answer, Goal, Outcome, whole_goal


def whole(outcome: Outcome) -> int:
    """Return the nearest whole number that leaves the target no worse.

    Raises
    ------
    UnreachableError
        If no whole number lies in the answer.
    """
    unknown, answers = outcome.problem.unknown, outcome.answers
    kind = kind_of(unknown, answers)
    if kind in ("point", "any"):
        value = chosen(unknown, answers)
        answer = next(one for one in answers if one.low == value)
        near = [float(n) for n in (math.floor(value), math.ceil(value))]
        goal = _goal(outcome, answer) if any(map(unknown.domain.contains, near)) else None
        return _near(unknown, value, goal)
    last = unknown.better == "more" or kind == "at most"
    return _inside(unknown, answers, last=last)


def _goal(outcome: Outcome, answer: Answer) -> Goal | None:
    """Return the given that an answer has to meet, on the way on which it was found."""
    if answer.goal is not None:
        return answer.goal
    found = whole_goal(outcome.problem, outcome.plan)
    return found[0] if found else None


def _near(unknown: LawVariable, value: float, goal: Goal | None) -> int:
    near = sorted({math.floor(value), math.ceil(value)}, key=lambda n: abs(n - value))
    for number in near:
        allowed = unknown.domain.contains(float(number))
        if allowed and (goal is None or goal.is_met_by(float(number))):
            return number
    raise UnreachableError(
        f"no whole {unknown.name} near {value:.6g} meets the target", unknown.name
    )


def _inside(unknown: LawVariable, answers: Sequence[Answer], *, last: bool) -> int:
    """Return the first whole number of an interval, or its last where it has one."""
    low, high = ends(answers)
    first = final = None
    if math.isfinite(low):
        first = math.floor(low) + 1 if answers[0].left_open else math.ceil(low)
    if math.isfinite(high):
        final = math.ceil(high) - 1 if answers[-1].right_open else math.floor(high)
    if first is None or final is None:
        return first if first is not None else final or 0
    if first > final:
        left, right = unknown.show(low), unknown.show(high)
        raise UnreachableError(
            f"no whole {unknown.name} lies between {left} and {right}", unknown.name
        )
    return final if last else first
