"""What an answer takes for granted: factors that are not zero, defaults, released constants."""

from __future__ import annotations

from ironlaw._solving import Outcome
from ironlaw._structure import Plan


def assumptions(outcome: Outcome) -> tuple[str, ...]:
    """Return what an answer takes for granted, one phrase each."""
    factors = dict.fromkeys(part for one in outcome.answers for part in one.evidence.nonzero)
    zeros = [f"{part} ≠ 0" for part in factors if part.is_zero is not False]
    used = [f"{one} by default" for one in defaults_used(outcome.plan)]
    used += [
        f"{v.name} is not its default {v.show(v.default or 0.0)}, which does not fit the givens"
        for v in outcome.plan.left_out
    ]
    unknown = outcome.problem.unknown
    freed = [f"the constant {unknown.name} is released"] if unknown.constant is not None else []
    return (*zeros, *used, *freed)


def defaults_used(plan: Plan) -> list[str]:
    """Return the variables whose default was used, each with its value."""
    return [f"{v.name} = {v.show(v.default or 0.0)}" for v in plan.defaults]
