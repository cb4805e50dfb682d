"""Why no value is left, in words, and what the best that can be reached would be."""

from __future__ import annotations

from collections.abc import Sequence

from ironlaw._errors import UnreachableError, UnsolvableError
from ironlaw._solving.goal import Goal
from ironlaw._solving.problem import Problem


def raise_unreachable(
    problem: Problem, reasons: Sequence[str], goals: Sequence[Goal], *, is_search: bool
) -> None:
    """Say why no value is left, and what the best one would be.

    Raises
    ------
    UnreachableError
        If no value meets what is given.
    UnsolvableError
        If a search found none, which proves nothing.
    """
    name = problem.unknown.name
    why = "; ".join(dict.fromkeys(reasons))
    aimed = [(goal, *goal.best()) for goal in goals if goal.stated is not None]
    if is_search or not (aimed or why):
        raise UnsolvableError(
            f"{problem.title}: no value of {name} was found that meets all givens"
            f"{': ' + why if why else ', by numbers'}; give another variable"
        )
    if not aimed:
        raise UnreachableError(f"no value of {name} meets the givens: {why}", name)
    goal, best, words = min(aimed, key=lambda one: _missed(one[0], one[1]))
    wanted = f"{goal.variable.name} = {goal.variable.show(goal.stated or 0.0)}"
    raise UnreachableError(
        f"no value of {name} reaches {wanted}{words}{'; ' + why if why else ''}", name, best
    )


def _missed(goal: Goal, best: float | None) -> float:
    """Return how far the best that can be reached is from what is wanted; last where unknown."""
    if best is None or goal.stated is None:
        return float("inf")
    return abs(best - goal.stated)
