"""The grammar of units and quantities as text: a number, then a unit; nothing is computed.

Inside the engine every quantity is a plain float in base units (second, byte, FLOP, joule,
kilogram, metre, USD); quantity objects exist only at the edges.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from pint.util import UnitsContainer

from ironlaw._errors import UnitError, did_you_mean, nearest
from ironlaw._language.definitions import DEFINITIONS, DIMENSIONLESS, LABELS, registry
from ironlaw._language.numerals import numeral

_NAME = r"(?:[A-Za-zµμ%$][A-Za-z0-9µμ_]*|1)(?:\s*(?:\^|\*\*)\s*[+-]?[0-9])?"
_HYPHENED = rf"{_NAME}(?:-{_NAME})*"
_FACTOR = re.compile(r"([^\s^*]+)\s*(?:(?:\^|\*\*)\s*([+-]?[0-9]))?")
_TERM = re.compile(
    rf"\s*(?:({_HYPHENED})|\(\s*({_HYPHENED}(?:(?:\s*[*·]\s*|\s+){_HYPHENED})*)\s*\))"
    r"(\s*(?:[*/·]|\Z)|\s+(?=[A-Za-zµμ%$(]))"
)
_ONE = re.compile(_NAME)
_PER = re.compile(r"(?<=[A-Za-z%$])\s+per\s+(?=[A-Za-z(])|\Aper\s+(?=[A-Za-z(])")
_SCALE = "(k|[MGTPEZ]|mega|giga|tera|peta|exa|zetta)"
_RATE = re.compile(rf"\b{_SCALE}F/s(?![A-Za-z0-9_])")
_RATE_TIME = re.compile(rf"\b{_SCALE}?(?:(?:F|FLOPs?|flops?)/s|F|FLOPS)-(?=[a-z]+\b)")
_LONGEST_TEXT = 120
_SIGNS = {"$": "USD", "%": "percent"}  # pint takes names alone for a unit
_HINTS = {
    "KB": "write kB (1000 bytes) or KiB (1024 bytes)",
    **{name: f"write M{name[1:]}" for name in ("mbps", "mBps")},
    **{name: f"write {name[0].upper()}{name[1:]}" for name in ("gbps", "tbps", "gBps", "tBps")},
    **{
        f"{prefix}F": f"write {prefix}FLOP for a count of operations, {prefix}FLOP/s for a rate"
        for prefix in ("M", "G", "T", "P", "E")
    },
}


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

    A hyphen joins names into one factor, and so do parentheses: ``USD/GPU-hour``.

    Examples
    --------
    >>> factors("USD/kWh")
    [('USD', 1), ('kWh', -1)]
    >>> factors("1/(node day)")
    [('1', 1), ('node', -1), ('day', -1)]
    """
    plain = _plain(text)
    sign, at, found, is_divided = 1, 0, [], False
    if plain[:1] == "/":
        sign, at, is_divided = -1, 1, True
    while at < len(plain):
        match = _TERM.match(plain, at)
        joint = match[3].strip() if match else ""
        is_loose = match is not None and not joint and match.end() < len(plain)
        if match is None or (is_loose and is_divided) or (joint and match.end() == len(plain)):
            raise UnitError(
                f"{text!r} is not a unit; write names joined by * or /, such as 'GB/s', "
                "'USD/kWh' or '1/(node*day)'"
            )
        for one in _ONE.findall(match[1] or match[2]):
            name, power = _FACTOR.match(one).groups()  # type: ignore[union-attr]
            found.append((name, sign * int(power or 1)))
        sign, at = -1 if joint == "/" else 1, match.end()
        is_divided = is_divided or joint == "/"
    return found


def _plain(text: str) -> str:
    """Put the everyday words for a ratio into signs, and PF-days into a rate by a time."""
    plain = _RATE_TIME.sub(r"\1FLOPS-", _PER.sub("/", text.strip()))
    return _RATE.sub(r"\1FLOP/s", plain)


def parse(text: str) -> tuple[float, Unit]:
    """Read *number, then unit*; nothing in the text is ever computed.

    Parameters
    ----------
    text
        For example ``"3.35 TB/s"``, ``"400 Gbps"``, ``"2.5 USD/GPU-hour"``, ``"15 trillion"`` or
        ``"1e-3"``.

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
    number, rest = numeral(text)
    return number, unit(rest)


def named(name: str) -> Any:
    """Return pint's unit of one name; a plural is accepted only of a whole word."""
    name = _SIGNS.get(name, name)
    if name in _HINTS:
        raise UnitError(f"unknown unit {name!r}; {_HINTS[name]}")
    candidates = registry().parse_unit_name(name)
    for prefix, base, suffix in candidates:
        if not suffix or base == "FLOP" or name in (f"{base}s", f"{prefix}{base}s"):
            return registry().Unit(f"{prefix}{base}")
    advice = did_you_mean(nearest(name, [*_spellings(), *LABELS]))
    raise UnitError(f"unknown unit {name!r}{advice}")


@lru_cache(maxsize=1)
def _spellings() -> tuple[str, ...]:
    names = [part.strip() for line in DEFINITIONS.splitlines() for part in line.split("=")]
    units = [name for name in names if name.isidentifier()]
    prefixed = [
        prefix + name for prefix in "kMGTP" for name in ("B", "FLOP", "FLOPS", "bit", "W", "bps")
    ]
    return (*units, *prefixed, "GiB", "kWh", "MWh", "ms", "us")
