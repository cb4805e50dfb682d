"""Numbers for people: a unit whose prefix suits the value, and significant digits."""

from __future__ import annotations

import math
from bisect import bisect_right
from functools import lru_cache
from typing import Any

import numpy as np
from pint.util import UnitsContainer

from ironlaw._language.definitions import registry
from ironlaw._language.units import Unit, unit

_BASE = {
    "[time]": "s",
    "[information]": "byte",
    "[operations]": "FLOP",
    "[energy]": "J",
    "[mass]": "kg",
    "[currency]": "USD",
    "[length]": "m",
}


def base_unit(text: str) -> str:
    """Return the base unit of a unit's text, the one that plain numbers are in.

    Examples
    --------
    >>> base_unit("GB/s"), base_unit("USD/kWh"), base_unit("h"), base_unit("1"), base_unit("GHz")
    ('byte/s', 'USD/J', 's', '1', '1/s')
    """
    return spelled(unit(text).dimension)


def spelled(dimension: UnitsContainer) -> str:
    """Return the base unit of a dimension, as text."""
    if dimension == unit("W").dimension:
        return "W"
    powers = {_BASE[name]: float(str(power)) for name, power in dimension.items()}
    names = sorted(powers, key=list(_BASE.values())[::-1].index)
    top = [_power(name, powers[name]) for name in names if powers[name] > 0]
    bottom = [_power(name, -powers[name]) for name in names if powers[name] < 0]
    return "/".join(["*".join(top) or "1", *bottom]) if names else "1"


def _power(name: str, power: float) -> str:
    return name if power == 1 else f"{name}^{power:g}"


_SHORT = {"byte": "B", "FLOP": "FLOP", "W": "W", "Wh": "Wh", "J": "J", "bit": "bit", "Hz": "Hz"}
_PREFIXABLE = _SHORT | {"kWh": "Wh", "GHz": "Hz"}  # what is declared with a prefix takes any other
_LADDER = ((1e24, "Y"), (1e21, "Z"), (1e18, "E"), (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"))
_STEPS = (*_LADDER, (1e3, "k"), (1.0, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"))
_TIME = ((2 * 31557600.0, "year"), (172800.0, "day"), (7200.0, "h"), (120.0, "min"), (1.0, "s"))
_ABOVE = 1 + 1e-12  # a hair beyond a rung, so that rounding does not decide
_SHORT_TIME = (*_TIME, (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
_MASS = ((1e12, "Gt"), (1e9, "Mt"), (1e3, "t"), (1.0, "kg"), (1e-3, "g"))
_MONEY = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (0.0, ""))  # thousands are written out


def display_unit(value: float, text: str) -> str:
    """Return the spelling of unit ``text`` whose prefix suits ``value`` (in base units).

    Examples
    --------
    >>> display_unit(2.8e12, "byte/s")
    'TB/s'
    >>> display_unit(4.8e-3, "s"), display_unit(1.5e9, "GHz"), display_unit(3.6e9, "kWh")
    ('ms', 'GHz', 'MWh')
    """
    size = abs(value)
    if text in ("", "1"):
        return ""
    if text in ("s", "min", "h", "day", "year"):
        return _step(size, _SHORT_TIME, "s")
    head, slash, tail = text.partition("/")
    if head in ("gCO2e", "kgCO2e", "tCO2e"):
        return (
            _step(size * unit(head).factor / unit(text).factor, _MASS, "kg") + "CO2e" + slash + tail
        )
    if text == "USD":
        return _step(size, _MONEY, "") + text
    if head not in _PREFIXABLE:
        return text
    base = _PREFIXABLE[head] if head not in _SHORT else head
    whole = f"{base}{slash}{tail}"
    prefix = _step(size / unit(whole).factor, _STEPS, "")
    return f"{prefix}{_SHORT[base]}{slash}{tail}" if prefix else whole


def _step(size: float, ladder: tuple[tuple[float, str], ...], zero: str) -> str:
    """Return the largest rung not above ``size``, allowing for its rounding up to the next."""
    if size == 0.0 or not math.isfinite(size):
        return zero
    return next((name for rung, name in ladder if size >= rung * 0.99995), ladder[-1][1])


def display(value: float, text: str) -> Any:
    """Return a base-unit value as a quantity in the unit ``text`` with a suitable prefix."""
    ends, chosen = _rungs(text)
    size = abs(value)
    one = chosen[bisect_right(ends, size)] if 0.0 < size < math.inf else unit(display_unit(0, text))
    return _made(value / one.factor, one.pint)


def _made(number: float, units: Any) -> Any:
    """Return a quantity as pint's constructor makes it of a float, which first looks what it is.

    That takes pint longer than all else that an evaluation does.
    """
    found = object.__new__(registry().Quantity)
    found._magnitude, found._units = number, units._units
    return found


@lru_cache(maxsize=256)
def _rungs(text: str) -> tuple[list[float], list[Unit]]:
    """Return where `display_unit` changes for a unit's text, and the units between these sizes."""
    head, _, tail = text.partition("/")
    plain = _PREFIXABLE.get(head, head) if head not in _SHORT else head
    scales = {1.0, unit(text).factor} | ({unit(text).factor / unit(head).factor} if tail else set())
    if head in _PREFIXABLE:
        scales.add(unit(f"{plain}/{tail}" if tail else plain).factor)
    ladders = (*_STEPS, *_SHORT_TIME, *_MASS, *_MONEY)
    steps = sorted({rung * 0.99995 * scale for rung, _ in ladders if rung for scale in scales})
    names = [display_unit(steps[0] / 2, text), *(display_unit(one * _ABOVE, text) for one in steps)]
    kept = [place for place, one in enumerate(steps) if names[place + 1] != names[place]]
    found = [unit(names[0]), *(unit(names[place + 1]) for place in kept)]
    return [steps[place] for place in kept], found


def display_all(values: Any, text: str) -> Any:
    """Return base-unit values as one quantity, whose prefix suits the largest of them."""
    finite = np.abs(values[np.isfinite(values)])
    chosen = unit(display_unit(float(finite.max(initial=0.0)), text))
    return registry().Quantity(values / chosen.factor, chosen.pint)


def show(value: float, text: str, digits: int = 4) -> str:
    """Return a base-unit value as text: ``2.8 TB/s``.

    Examples
    --------
    >>> show(0.004776, "s")
    '4.776 ms'
    """
    name = display_unit(value, text)
    number = show_number(value / unit(name).factor, digits)
    return f"{number} {name}".rstrip()


def show_number(value: float, digits: int = 4) -> str:
    """Return a number with significant digits; small ones never print as zero.

    Examples
    --------
    >>> show_number(3.14e23), show_number(41234.5), show_number(1e-6)
    ('3.14e23', '41234', '1e-6')
    """
    size = abs(value)
    if size != 0 and math.isfinite(size) and (size >= 1e6 or size < 1e-3):
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{mantissa}e{int(exponent)}"
    if size >= 10**digits:
        return f"{value:.0f}"
    return f"{value:.{digits}g}"
