"""What is read at once: plain floats, texts that were read before, and quantities of our own."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pint.util import UnitsContainer

from ironlaw._language.definitions import registry
from ironlaw._language.domain import Bounds
from ironlaw._language.quantities import unit_of_ours
from ironlaw._language.units import unit

_MOST = 4096  # texts whose numbers are remembered
_PLAIN = (float, int)
_EXACT = 2**53  # whole numbers below which floats leave as they are
_TEXTS: dict[tuple[str, Any, str], float] = {}


@lru_cache(maxsize=1024)
def at_once(text: str, bounds: Bounds) -> Callable[[Any], float | None]:
    """Return what reads values of a unit and a domain where that takes no thought.

    It returns base units; None of a value that has to be read otherwise, which may still be
    right, as a quantity of another registry of pint is.
    """
    is_base, low, high = unit(text).factor == 1.0, bounds.lower, bounds.upper
    contains, ours = bounds.contains, registry().Quantity
    last: tuple[Any, float] = (None, 0.0)  # the next quantity often has the very same unit

    def read(value: Any) -> float | None:
        nonlocal last
        kind = type(value)
        if kind is ours and type(value._magnitude) in _PLAIN:
            units, factor = last
            if value._units is not units:
                found = _factor(value._units, text)
                if found is None:
                    return None
                last = value._units, (factor := found)
            number = value._magnitude * factor
        elif kind is float or (kind is int and abs(value) < _EXACT):
            if not is_base:
                return None
            number = float(value)
        else:
            return _TEXTS.get((text, bounds, value)) if kind is str else None
        return number if low < number < high or contains(number) else None

    return read


@lru_cache(maxsize=4096)
def _factor(units: UnitsContainer, text: str) -> float | None:
    """Return the factor to base units; None where the dimension is another."""
    stated = unit_of_ours(units)
    return stated.factor if stated.dimension == unit(text).dimension else None


def remember(variable: Any, text: str, number: float) -> None:
    """Keep the number that a text is for a variable; the oldest are forgotten."""
    while len(_TEXTS) >= _MOST:
        del _TEXTS[next(iter(_TEXTS))]
    _TEXTS[variable.unit, variable.domain, text] = number
