"""Intervals that rounding broke into many pieces: many digits tell that they are one."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import sympy

from ironlaw._language import Bounds, LawVariable
from ironlaw._programs import Point, exact_number
from ironlaw._solving.grid import between, grid

_MANY = 32  # pieces; of fewer each is looked at by itself
_PROBES = 8  # gaps between them that are looked at, and as many of the widest
Ends = tuple[float, float]


def holds_exactly(
    expr: sympy.Expr, unknown: LawVariable, at: Point, target: Ends, slack: float
) -> Callable[[float], bool]:
    """Return what tells by many digits whether an expression is on a target, or so near to it."""

    def holds(value: float) -> bool:
        try:
            found = exact_number(expr, {**at, unknown: value})
        except (TypeError, ValueError, OverflowError, ZeroDivisionError):
            return False
        return target[0] - slack <= found <= target[1] + slack

    return holds


def unbroken(found: list[Ends], bounds: Bounds, holds: Callable[[float], bool]) -> list[Ends]:
    """Return one interval in the place of very many, if the gaps between them are rounding's.

    Parameters
    ----------
    found
        Intervals in rising order, as floats found them.
    bounds
        The domain that was searched.
    holds
        Tells by many digits whether a value belongs to them.

    Examples
    --------
    >>> from ironlaw._language import Bounds
    >>> pieces = [(float(2**k), 1.5 * 2**k) for k in range(40)]
    >>> unbroken(pieces, Bounds(0.0, 1e15, True, True), lambda x: 1 <= x < 1e12)
    [(1.0, 824633720832.0)]
    """
    if len(found) <= _MANY:
        return found
    gaps = [(left[1], right[0]) for left, right in itertools.pairwise(found)]
    widest = sorted(gaps, key=lambda gap: gap[1] - gap[0])[-_PROBES:]
    probed = {*gaps[:: max(1, len(gaps) // _PROBES)], *widest}
    if not all(holds(between(*gap)) for gap in probed):
        return found
    points = grid(bounds)
    low, high, first, last = found[0][0], found[-1][1], float(points[0]), float(points[-1])
    low = first if first < low and holds(first) and holds(between(first, low)) else low
    high = last if high < last and holds(last) and holds(between(high, last)) else high
    return [(low, high)]
