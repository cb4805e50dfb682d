"""What to know before an answer is relied on: how well it is determined, and whether it is all."""

from __future__ import annotations

import math

from ironlaw._language import show_number
from ironlaw._solving import Outcome, condition_number
from ironlaw._words import few

_WEAK = 1e6


def condition(outcome: Outcome) -> float | None:
    """Return the largest condition number of the branches that are shown; None where none has."""
    unknown = outcome.problem.unknown
    found = (condition_number(unknown, one) for one in few(outcome.answers))
    return max((one for one in found if one is not None), default=None)


def is_complete(outcome: Outcome) -> bool:
    """Tell whether the branches are proved to be all: algebra proves it, a search does not."""
    searched = any("numeric" in one.evidence.methods for one in outcome.answers)
    return not searched and not outcome.gaps


def caveats(outcome: Outcome) -> tuple[str, ...]:
    """Return what limits an answer, one phrase each; nothing where it can be taken as it is."""
    found = [f"more may follow: {gap}" for gap in outcome.gaps]
    number = condition(outcome)
    if number is not None and number >= _WEAK:
        moves = "while no given does"
        if math.isfinite(number):
            moves = f"{show_number(number)} times as much as a given, in relative terms"
        found.append(f"weakly determined: it moves {moves}")
    return tuple(found)
