"""The errors that roundings may make in a chain of values, each computed from those before it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import sympy

from ironlaw._language import FrozenDict, LawVariable
from ironlaw._programs import number
from ironlaw._solving.conditioning import ROUNDING, slopes

Values = Mapping[LawVariable, float]
Sides = tuple[sympy.Expr, sympy.Expr]
_NONE: Values = FrozenDict()


def errors_along(
    chain: Iterable[tuple[LawVariable, Sides]], point: Values, start: Values = _NONE
) -> dict[LawVariable, float]:
    """Return the error that roundings may make in each variable of a chain.

    Parameters
    ----------
    chain
        Variables in the order in which they were computed, each with the two sides of the
        equation that it was computed from, forwards or backwards.
    point
        The value of each variable.
    start
        The errors of those that it starts from, where they are not those of rounding.
    """
    found: dict[LawVariable, float] = {}
    for variable, sides in chain:
        own = abs(slopes(sides[0] - sides[1], point).get(variable, 0.0))
        error = gap_error(sides, point, {**start, **found, variable: 0.0})
        found[variable] = error / own if own else math.inf
    return found


def gap_error(sides: Sides, point: Values, errors: Values) -> float:
    """Return the error in the gap between an equation's sides, from its variables' errors."""
    found = slopes(sides[0] - sides[1], point)
    scale = max(abs(float(number(side, point))) for side in sides)
    error = {v: errors.get(v, 4 * ROUNDING * abs(point[v])) for v, slope in found.items() if slope}
    made = (
        abs(found[v]) * own if math.isfinite(found[v]) else _moved(sides, point, v, own)
        for v, own in error.items()
    )
    return 4 * ROUNDING * scale + sum(made)


def _moved(sides: Sides, point: Values, variable: LawVariable, error: float) -> float:
    """Return how far the gap between two sides moves with a variable, where its slope overflows."""
    beside = (point[variable] + sign * error for sign in (-1, 0, 1))
    at = [{**point, variable: value} for value in beside]
    low, still, high = (float(number(sides[0] - sides[1], one)) for one in at)
    found = max(abs(low - still), abs(high - still))
    return found if math.isfinite(found) else math.inf
