"""Quantities of pint, of ironlaw's registry and of any other: read and made at the edges."""

from __future__ import annotations

import math
import numbers
from functools import lru_cache
from typing import Any

import numpy as np
import sympy
from pint.util import UnitsContainer

from ironlaw._errors import DomainError, UnitError, brief
from ironlaw._language.definitions import registry
from ironlaw._language.units import Unit, named, parse, unit


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
        raise UnitError(
            f"{brief(text)}, {brief(units)} is not a number and a unit's text; give both"
        )
    if not _is_number(text):
        raise UnitError(f"{brief(text)} is neither text nor a number; give one with its unit")
    return registry().Quantity(text, unit(units or "").pint)


def _is_number(value: Any) -> bool:
    """Tell whether a value is a number, an expression, or an array of numbers."""
    if isinstance(value, (numbers.Number, sympy.Expr)):
        return True
    kind = np.asarray(value).dtype.kind if isinstance(value, (list, tuple, np.ndarray)) else "O"
    return kind in "iufc"


def is_quantity(value: Any) -> bool:
    """Tell whether a value is a pint quantity of any registry (plain numbers are not)."""
    return hasattr(value, "unit_items") and hasattr(value, "magnitude")


def to_base(value: Any) -> tuple[Any, UnitsContainer]:
    """Return a quantity's magnitude in base units and its dimension, from any pint registry."""
    own = _own_unit(value)
    magnitude = value.magnitude
    plain = magnitude if hasattr(magnitude, "dtype") else float(magnitude)
    return plain * own.factor, own.dimension


def _own_unit(value: Any) -> Unit:
    if type(value) is registry().Quantity:
        return unit_of_ours(value._units)
    items = tuple(sorted((str(name), float(power)) for name, power in value.unit_items()))
    try:
        return _foreign_unit(items)
    except UnitError:
        reduced = _reduced(value.__class__(1, value.units))
        base = tuple(sorted((str(name), float(power)) for name, power in reduced.unit_items()))
        own = _foreign_unit(base)
        return Unit(own.factor * float(reduced.magnitude), own.dimension, own.pint)


@lru_cache(maxsize=1024)
def unit_of_ours(units: UnitsContainer) -> Unit:
    """Return the unit of a quantity of ironlaw's own registry."""
    own = registry().Quantity(1.0, units).to_base_units()
    return Unit(float(own.magnitude), own.dimensionality, registry().Unit(units))


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
        total = total * named(name) ** power
    own = registry().Quantity(1.0, total).to_base_units()
    return Unit(float(own.magnitude), own.dimensionality, total)


_NOT_NUMBERS = (bool, str, bytes, bytearray, memoryview)
_NO_NUMBERS = frozenset("bcmMSUV")  # kinds of NumPy: booleans, complex, times, text, records


def as_float(name: str, value: Any) -> float:
    """Return a variable's value as a float; what is not one plain number is refused.

    Raises
    ------
    DomainError
        Naming the variable and the value.
    """
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    is_masked = kind and getattr(value, "mask", False) is not False and bool(value.mask)
    if kind in _NO_NUMBERS or is_masked or value is None or isinstance(value, _NOT_NUMBERS):
        raise DomainError(f"{name} = {brief(value)} is not a number; give one", name, value)
    if hasattr(value, "dimensionality"):
        raise DomainError(f"{name} = {value} is a unit alone; give a number with it", name, value)
    try:
        return float(value)
    except OverflowError:
        return math.inf
    except (TypeError, ValueError) as error:
        advice = "give a number, text such as '50 ms', or a quantity"
        shown = brief(value)
        raise DomainError(f"{name} = {shown} is not a number; {advice}", name, value) from error
