"""The grammar of units and quantities as text: a number, then a unit; nothing is computed.

Inside the engine every quantity is a plain float in base units (second, byte, FLOP, joule,
kilogram, metre, USD); quantity objects exist only at the edges.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any, NamedTuple

from pint.util import UnitsContainer

from ironlaw._errors import UnitError, did_you_mean, nearest
from ironlaw._language.definitions import DEFINITIONS, DIMENSIONLESS, LABELS, registry

_NUMBER = re.compile(
    r"\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*(.*?)\s*\Z", re.DOTALL
)
_FACTOR = re.compile(r"\s*([A-Za-zµμ%$][A-Za-z0-9µμ_]*|1)\s*(?:(?:\^|\*\*)\s*([+-]?[0-9]))?\s*\Z")
_OPERATOR = re.compile(r"(?<!\*)([*/·])(?!\*)")
_LONGEST_TEXT = 120
_COUNT_SUFFIXES = {"k": "e3", "K": "e3", "M": "e6", "B": "e9", "G": "e9", "T": "e12"}
_SIGNS = {"$": "USD", "%": "percent"}  # pint takes names alone for a unit
_HINTS = {"KB": "write kB (1000 bytes) or KiB (1024 bytes)"}


class Unit(NamedTuple):
    """A unit as the engine sees it: a factor to base units, a dimension, and pint's own value."""

    factor: float
    dimension: UnitsContainer
    pint: Any


@lru_cache(maxsize=4096)
def unit(text: str) -> Unit:
    """Return the unit that ``text`` spells, for example ``"GB/s"`` or ``"USD/kWh"``.

    Parameters
    ----------
    text
        Units joined by ``*``, ``·`` or ``/``, each with an optional one-digit power. The empty
        text and ``"1"`` are dimensionless.

    Raises
    ------
    UnitError
        If a unit is unknown or the text has another form.

    Examples
    --------
    >>> unit("Gbit/s").factor
    125000000.0
    """
    if text.strip() in ("", "1"):
        return Unit(1.0, DIMENSIONLESS, registry().Unit(""))
    if len(text) > _LONGEST_TEXT:
        raise UnitError(f"a unit of {len(text)} characters is too long: {text[:30]!r}...")
    total: Any = registry().Unit("")
    for name, power in factors(text):
        if name != "1":
            total = total * named(name) ** power
    try:
        quantity = registry().Quantity(1.0, total).to_base_units()
    except OverflowError as error:
        raise UnitError(f"the unit {text!r} is beyond what a number can hold") from error
    return Unit(float(quantity.magnitude), quantity.dimensionality, total)


def factors(text: str) -> list[tuple[str, int]]:
    """Split a unit's text into its named factors and their powers.

    Examples
    --------
    >>> factors("USD/kWh")
    [('USD', 1), ('kWh', -1)]
    """
    sign, found = 1, []
    for part in _OPERATOR.split(text):
        if part in ("*", "·", "/"):
            sign = -1 if part == "/" else 1
            continue
        match = _FACTOR.match(part)
        if match is None:
            raise UnitError(
                f"{text!r} is not a unit; write names joined by * or /, such as 'GB/s' or 'USD/kWh'"
            )
        found.append((match[1], sign * int(match[2] or 1)))
    return found


def parse(text: str) -> tuple[float, Unit]:
    """Read *number, then unit*; nothing in the text is ever computed.

    Parameters
    ----------
    text
        For example ``"3.35 TB/s"``, ``"400 Gbit/s"`` or ``"1e-3"``.

    Returns
    -------
    tuple[float, Unit]
        The number as written, and its unit.

    Raises
    ------
    UnitError
        If the text is anything else, or its number is not finite.

    Examples
    --------
    >>> parse("50 ms")[0]
    50.0
    """
    if len(text) > _LONGEST_TEXT:
        raise UnitError(f"a quantity of {len(text)} characters is too long: {text[:30]!r}...")
    match = _NUMBER.match(text)
    if match is None:
        raise UnitError(
            f"{text!r} does not start with a number; write a number and a unit, such as '50 ms'"
        )
    number, rest = float(match[1]), match[2]
    if not math.isfinite(number):
        raise UnitError(f"{text!r} is too large for a number; the largest is about 1.8e308")
    if rest in _COUNT_SUFFIXES and not (rest == "B" and match[0][match.end(1)].isspace()):
        meant = f"{match[1]}{_COUNT_SUFFIXES[rest]}"
        bytes_ = f"{match[1]} bytes? " if rest == "B" else ""
        raise UnitError(f"{text!r} is ambiguous: {bytes_}write {meant} for a count")
    if rest[:1] in (",", ".", "e", "E", "_") and rest[1:2].isdigit():
        raise UnitError(f"{text!r} is not a plain number; write it as 1500.0 or 1.5e3")
    return number, unit(rest)


def named(name: str) -> Any:
    """Return pint's unit of one name; a plural is accepted only of a whole word."""
    name = _SIGNS.get(name, name)
    candidates = registry().parse_unit_name(name)
    for prefix, base, suffix in candidates:
        if not suffix or base == "FLOP" or name in (f"{base}s", f"{prefix}{base}s"):
            return registry().Unit(f"{prefix}{base}")
    hint = _HINTS.get(name)
    known = [*_spellings(), *LABELS]
    advice = f"; {hint}" if hint else did_you_mean(nearest(name, known))
    raise UnitError(f"unknown unit {name!r}{advice}")


@lru_cache(maxsize=1)
def _spellings() -> tuple[str, ...]:
    names = [part.strip() for line in DEFINITIONS.splitlines() for part in line.split("=")]
    units = [name for name in names if name.isidentifier()]
    prefixed = [prefix + name for prefix in "kMGTP" for name in ("B", "FLOP", "FLOPS", "bit", "W")]
    return (*units, *prefixed, "GiB", "kWh", "MWh", "ms", "us")
