"""What is read at once: plain floats, texts that were read before, and quantities of our own."""

from __future__ import annotations

from typing import Any

from ironlaw._language.definitions import registry
from ironlaw._language.quantities import unit_of_ours
from ironlaw._language.units import unit

_MOST = 4096  # texts whose numbers are remembered
_TEXTS: dict[tuple[Any, str], float] = {}


def at_once(variable: Any, value: Any) -> float | None:
    """Return a value in base units where that takes no thought; None where it has to be read.

    What is None may still be right: at the end of a domain, or of another registry of pint.
    """
    kind = type(value)
    if kind is str:
        return _TEXTS.get((variable, value))
    own = unit(variable.unit)
    if kind is float:
        number = value if own.factor == 1.0 else None
    elif kind.__module__[:4] == "pint" and value._REGISTRY is registry():
        stated = unit_of_ours(value._units)
        is_plain = type(value._magnitude) is float and stated.dimension == own.dimension
        number = value._magnitude * stated.factor if is_plain else None
    else:
        return None
    bounds = variable.domain
    is_inside = number is not None and bounds.lower < number < bounds.upper
    return number if is_inside else None


def remember(variable: Any, text: str, number: float) -> None:
    """Keep the number that a text is for a variable; the oldest are forgotten."""
    while len(_TEXTS) >= _MOST:
        del _TEXTS[next(iter(_TEXTS))]
    _TEXTS[variable, text] = number
