"""Units: the registry's own definitions, the grammar of quantities as text, and their display.

Bytes, operations, energy and dollars are dimensions of their own, so a bandwidth cannot pass for
a FLOP rate, nor dollars for joules. Inside the engine every quantity is a plain float in base
units (second, byte, FLOP, joule, kilogram, metre, USD); quantity objects exist only at the edges.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any, NamedTuple

import pint
from pint.util import UnitsContainer

from ironlaw._errors import DimensionError, UnitError, did_you_mean, nearest

DIMENSIONLESS = UnitsContainer()

_PREFIXES = """
femto- = 1e-15 = f-
pico- = 1e-12 = p-
nano- = 1e-9 = n-
micro- = 1e-6 = µ- = μ- = u-
milli- = 1e-3 = m-
kilo- = 1e3 = k-
mega- = 1e6 = M-
giga- = 1e9 = G-
tera- = 1e12 = T-
peta- = 1e15 = P-
exa- = 1e18 = E-
zetta- = 1e21 = Z-
yotta- = 1e24 = Y-
ronna- = 1e27 = R-
kibi- = 2**10 = Ki-
mebi- = 2**20 = Mi-
gibi- = 2**30 = Gi-
tebi- = 2**40 = Ti-
pebi- = 2**50 = Pi-
exbi- = 2**60 = Ei-
"""

_DEFINITIONS = """
second = [time] = s = sec
minute = 60 * second = min
hour = 3600 * second = h = hr
day = 86400 * second = d
week = 7 * day = wk
year = 365.25 * day = yr
hertz = 1 / second = Hz
byte = [information] = B
bit = byte / 8 = _ = b
FLOP = [operations] = _ = flop
FLOPS = FLOP / second
USD = [currency] = _ = $
kilogram = [mass]
gram = 1e-3 * kilogram = g
tonne = 1e3 * kilogram = t
pound = 0.45359237 * kilogram = lb
gCO2e = gram = gCO2
tCO2e = tonne = tCO2
lbCO2e = pound = lbCO2
meter = [length] = m
liter = 1e-3 * meter ** 3 = L = litre
joule = [energy] = J
watt = joule / second = W
watt_hour = 3600 * joule = Wh
percent = 0.01 = %
"""

# Counts are labels: they document a quantity and weigh nothing.
_LABELS = """
parameter token device GPU gpu TPU accelerator chip server node rank core component request query
sequence sample image layer step head failure event job batch element
count radian
""".split()

_NUMBER = re.compile(
    r"\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*(.*?)\s*\Z", re.DOTALL
)
_FACTOR = re.compile(r"\s*([A-Za-zµμ%$][A-Za-z0-9µμ_]*|1)\s*(?:(?:\^|\*\*)\s*([+-]?[0-9]))?\s*\Z")
_OPERATOR = re.compile(r"(?<!\*)([*/·])(?!\*)")
_LONGEST_TEXT = 120
_COUNT_SUFFIXES = {"k": "e3", "K": "e3", "M": "e6", "B": "e9", "G": "e9", "T": "e12"}
_HINTS = {"KB": "write kB (1000 bytes) or KiB (1024 bytes)"}


class Unit(NamedTuple):
    """A unit as the engine sees it: a factor to base units, a dimension, and pint's own value."""

    factor: float
    dimension: UnitsContainer
    pint: Any


@lru_cache(maxsize=1)
def registry() -> pint.UnitRegistry[Any]:
    """Return ironlaw's pint registry, built on first use from its own definitions."""
    built: pint.UnitRegistry[Any] = pint.UnitRegistry(None)
    for line in (_PREFIXES + _DEFINITIONS).strip().splitlines():
        if line:
            built.define(line)
    for label in dict.fromkeys(_LABELS):
        built.define(f"{label} = 1")
    built.formatter.default_format = "~C"
    return built


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
            total = total * _named(name) ** power
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


def quantity(text: Any, units: str | None = None) -> Any:
    """Make a quantity in ironlaw's units; exported as ``il.Q``.

    Parameters
    ----------
    text
        Text such as ``"3.35 TB/s"``, a number, or a quantity from any pint registry.
    units
        The unit of a number.

    Returns
    -------
    pint.Quantity

    Raises
    ------
    UnitError
        If the text is not a number followed by a unit.

    Examples
    --------
    >>> round(quantity("3.35 TB/s").to("GB/s").magnitude, 9)
    3350.0
    """
    if isinstance(text, str):
        if units is not None:
            raise UnitError(f"{text!r} already has a unit; use .to({units!r}) to convert it")
        number, parsed = parse(text)
        return registry().Quantity(number, parsed.pint)
    if is_quantity(text):
        own = _own_unit(text)
        return registry().Quantity(text.magnitude, own.pint)
    if not (units is None or isinstance(units, str)) or isinstance(text, (bool, type(None))):
        raise UnitError(f"{text!r}, {units!r} is not a number and a unit's text; give both")
    return registry().Quantity(text, unit(units or "").pint)


def is_quantity(value: Any) -> bool:
    """Tell whether a value is a pint quantity of any registry (plain numbers are not)."""
    return hasattr(value, "magnitude") and hasattr(value, "unit_items")


def to_base(value: Any) -> tuple[Any, UnitsContainer]:
    """Return a quantity's magnitude in base units and its dimension, from any pint registry."""
    own = _own_unit(value)
    magnitude = value.magnitude
    plain = magnitude if hasattr(magnitude, "dtype") else float(magnitude)
    return plain * own.factor, own.dimension


def _own_unit(value: Any) -> Unit:
    items = tuple(sorted((str(name), float(power)) for name, power in value.unit_items()))
    try:
        return _foreign_unit(items)
    except UnitError:
        reduced = _reduced(value.__class__(1, value.units))
        base = tuple(sorted((str(name), float(power)) for name, power in reduced.unit_items()))
        own = _foreign_unit(base)
        return Unit(own.factor * float(reduced.magnitude), own.dimension, own.pint)


def _reduced(value: Any) -> Any:
    """Reduce an unknown unit (a horsepower) to joule, watt or base units of its own registry."""
    for name in ("joule", "watt"):
        if value.is_compatible_with(name):
            return value.to(name)
    return value.to_base_units()


@lru_cache(maxsize=1024)
def _foreign_unit(items: tuple[tuple[str, float], ...]) -> Unit:
    total: Any = registry().Unit("")
    for name, power in items:
        total = total * _named(name) ** power
    own = registry().Quantity(1.0, total).to_base_units()
    return Unit(float(own.magnitude), own.dimensionality, total)


def _named(name: str) -> Any:
    """Return pint's unit of one name; a plural is accepted only of a whole word."""
    candidates = registry().parse_unit_name(name)
    for prefix, base, suffix in candidates:
        if not suffix or base == "FLOP" or name in (f"{base}s", f"{prefix}{base}s"):
            return registry().Unit(f"{prefix}{base}")
    hint = _HINTS.get(name)
    known = [*_spellings(), *_LABELS]
    advice = f"; {hint}" if hint else did_you_mean(nearest(name, known))
    raise UnitError(f"unknown unit {name!r}{advice}")


@lru_cache(maxsize=1)
def _spellings() -> tuple[str, ...]:
    names = [part.strip() for line in _DEFINITIONS.splitlines() for part in line.split("=")]
    units = [name for name in names if name.isidentifier()]
    prefixed = [prefix + name for prefix in "kMGTP" for name in ("B", "FLOP", "FLOPS", "bit", "W")]
    return (*units, *prefixed, "GiB", "kWh", "MWh", "ms", "us")


def check_dimension(found: UnitsContainer, wanted: str, name: str, shown: str) -> None:
    """Raise `DimensionError` unless ``found`` is the dimension of the unit ``wanted``."""
    expected = unit(wanted).dimension
    if found == expected:
        return
    advice = _confusion(found, expected)
    needed = f" [{wanted}]" if expected else ""
    raise DimensionError(
        f"{name} = {shown} is {describe(found)}, but {name} is {describe(expected)}{needed}{advice}"
    )


def describe(dimension: UnitsContainer) -> str:
    """Return a dimension as text: ``[information] / [time]``, or ``dimensionless``."""
    return str(dimension) if dimension else "dimensionless"


def _confusion(found: UnitsContainer, expected: UnitsContainer) -> str:
    flop, second, byte = (unit(name).dimension for name in ("FLOP", "s", "byte"))
    if found == flop and expected == flop / second:
        return "; FLOP counts operations, write FLOPS or FLOP/s for a rate"
    if found == flop / second and expected == flop:
        return "; FLOPS is a rate, write FLOP for a count of operations"
    if found == byte and not expected:
        return "; B is byte, write 70e9 for 70 billion"
    if not found:
        return f"; write a unit such as {_example_unit(expected)!r}"
    return ""


def _example_unit(dimension: UnitsContainer) -> str:
    common = ("s", "GB", "GB/s", "TFLOP", "TFLOP/s", "W", "kWh", "USD", "USD/kWh", "USD/hour", "kg")
    same = (text for text in common if unit(text).dimension == dimension)
    return next(same, "a unit of that dimension")


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
    dimension = unit(text).dimension
    if dimension == unit("W").dimension:
        return "W"
    spelled = {_BASE[name]: round(float(str(power))) for name, power in dimension.items()}
    names = sorted(spelled, key=list(_BASE.values())[::-1].index)
    top = [_power(name, spelled[name]) for name in names if spelled[name] > 0]
    bottom = [_power(name, -spelled[name]) for name in names if spelled[name] < 0]
    return "/".join(["*".join(top) or "1", *bottom])


def _power(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"


# -- display ---------------------------------------------------------------------------------

_PREFIXABLE = {"byte": "B", "FLOP": "FLOP", "W": "W", "Wh": "Wh", "J": "J", "bit": "bit"}
_LADDER = ((1e24, "Y"), (1e21, "Z"), (1e18, "E"), (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"))
_STEPS = (*_LADDER, (1e3, "k"), (1.0, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"))
_TIME = ((2 * 31557600.0, "year"), (172800.0, "day"), (7200.0, "h"), (120.0, "min"), (1.0, "s"))
_SHORT_TIME = (*_TIME, (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
_MASS = ((1e3, "t"), (1.0, "kg"), (1e-3, "g"))


def display_unit(value: float, text: str) -> str:
    """Return the spelling of unit ``text`` whose prefix suits ``value`` (in base units).

    Examples
    --------
    >>> display_unit(2.8e12, "byte/s")
    'TB/s'
    >>> display_unit(4.8e-3, "s")
    'ms'
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
    if head not in _PREFIXABLE:
        return text
    prefix = _step(size / unit(text).factor, _STEPS, "")
    short = _PREFIXABLE[head] if prefix else head
    return f"{prefix}{short}{slash}{tail}"


def _step(size: float, ladder: tuple[tuple[float, str], ...], zero: str) -> str:
    """Return the largest rung not above ``size``, allowing for its rounding up to the next."""
    if size == 0.0 or not math.isfinite(size):
        return zero
    return next((name for rung, name in ladder if size >= rung * 0.99995), ladder[-1][1])


def display(value: float, text: str) -> Any:
    """Return a base-unit value as a quantity in the unit ``text`` with a suitable prefix."""
    chosen = unit(display_unit(value, text))
    return registry().Quantity(value / chosen.factor, chosen.pint)


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
    if size != 0 and (size >= 1e6 or size < 1e-3):
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{mantissa}e{int(exponent)}"
    if size >= 10**digits:
        return f"{value:.0f}"
    return f"{value:.{digits}g}"
