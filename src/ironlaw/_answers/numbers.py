"""The numbers of an answer: all of them, the better one, and what kind of answer they make."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from ironlaw._errors import AmbiguousError
from ironlaw._language import LawVariable, display
from ironlaw._solving import Answer
from ironlaw._words import few, listed

_LADDER = ("direct", "isolation", "linear", "quadratic", "regimes", "numeric", "implicit")


def is_numeric(answers: Sequence[Answer]) -> bool:
    """Tell whether every branch has its numbers."""
    return all(one.numbers is not None for one in answers)


def magnitudes(answers: Sequence[Answer]) -> tuple[float, ...]:
    """Return all answers in base units; for intervals, their finite ends."""
    found: list[float] = []
    for one in answers:
        if one.numbers is not None:
            ends = one.numbers[:1] if one.is_point else one.numbers[:2]
            found += (end for end in ends if math.isfinite(end))
    return tuple(dict.fromkeys(found))


def chosen(unknown: LawVariable, answers: Sequence[Answer]) -> float:
    """Return the one value of an answer that its unknown prefers.

    Raises
    ------
    AmbiguousError
        If it prefers neither side, or any value will do.
    """
    kind, candidates = kind_of(unknown, answers), magnitudes(answers)
    if kind == "any":
        raise AmbiguousError(f"any {unknown.name} will do: it does not change the target")
    if kind == "at least":
        return ends(answers)[0]
    if kind == "at most":
        return ends(answers)[1]
    if len(candidates) == 1:
        return candidates[0]
    if unknown.better is None:
        shown = listed([unknown.show(value) for value in few(candidates)], len(candidates))
        raise AmbiguousError(
            f"{unknown.name} has several answers, {shown}; choose one of .values",
            tuple(display(value, unknown.unit) for value in candidates),
        )
    return min(candidates) if unknown.better == "less" else max(candidates)


def ends(answers: Sequence[Answer]) -> tuple[float, float]:
    """Return the lowest and the highest end of all branches."""
    found = [one.numbers for one in answers if one.numbers is not None]
    return min(one.lower for one in found), max(one.upper for one in found)


def kind_of(unknown: LawVariable, answers: Sequence[Answer]) -> str:
    """Return ``point``, ``interval``, ``at least``, ``at most`` or ``any``."""
    if all(one.is_point for one in answers):
        return "point"
    if answers[0].numbers is None:
        return "point" if answers[0].is_point else "interval"
    low, high = ends(answers)
    bottom, top = low <= unknown.domain.lower, high >= unknown.domain.upper
    if len(answers) > 1 or not (bottom or top):
        return "interval"
    return "any" if bottom and top else "at most" if bottom else "at least"


def furthest(methods: Iterable[str]) -> str:
    """Return the method that is furthest down the ladder."""
    return max(methods, key=_LADDER.index)
