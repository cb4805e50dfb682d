"""What is read at once: plain floats, texts that were read before, and quantities of our own."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pint.util import UnitsContainer

from ironlaw._language.definitions import registry
from ironlaw._language.quantities import unit_of_ours
from ironlaw._language.units import unit

_MOST = 4096  # texts whose numbers are remembered
_EXACT = 2**53  # whole numbers below which floats leave as they are
_TEXTS: dict[tuple[str, Any, str], float] = {}


def at_once(variable: Any, value: Any) -> float | None:
    """Return a value in base units where that takes no thought; None where it has to be read.

    What is None may still be right, as a quantity of another registry of pint is.
    """
    kind = type(value)
    if kind is str:
        return _TEXTS.get((variable.unit, variable.domain, value))
    if kind is float or (kind is int and abs(value) < _EXACT):
        number = float(value) if _is_base(variable.unit) else None
    elif kind is registry().Quantity and type(value.magnitude) in (float, int):
        factor = _factor(value._units, variable.unit)
        number = None if factor is None else value.magnitude * factor
    else:
        return None
    return number if number is not None and variable.domain.contains(number) else None


@lru_cache(maxsize=1024)
def _is_base(text: str) -> bool:
    return unit(text).factor == 1.0


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
