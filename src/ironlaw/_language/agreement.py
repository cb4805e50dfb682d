"""Whether a quantity has the dimension that is wanted, and advice where it has not."""

from __future__ import annotations

from pint.util import UnitsContainer

from ironlaw._errors import DimensionError
from ironlaw._language.units import unit


def check_dimension(found: UnitsContainer, wanted: str, name: str, shown: str) -> None:
    """Raise `DimensionError` unless ``found`` is the dimension of the unit ``wanted``."""
    expected = unit(wanted).dimension
    if found == expected:
        return
    advice = _confusion(found, expected, wanted)
    needed = f" [{wanted}]" if expected else ""
    raise DimensionError(
        f"{name} = {shown} is {describe(found)}, but {name} is {describe(expected)}{needed}{advice}"
    )


def describe(dimension: UnitsContainer) -> str:
    """Return a dimension as text: ``[information] / [time]``, or ``dimensionless``."""
    return str(dimension) if dimension else "dimensionless"


def _confusion(found: UnitsContainer, expected: UnitsContainer, wanted: str) -> str:
    flop, second, byte = (unit(name).dimension for name in ("FLOP", "s", "byte"))
    if found == flop and expected == flop / second:
        return "; FLOP (FLOPs) counts operations, write FLOPS or FLOP/s for a rate"
    if found == flop / second and expected == flop:
        return "; FLOPS is a rate, write FLOP for a count of operations"
    if found == byte and not expected:
        return "; B is byte, write 70e9 for 70 billion"
    if not found:
        return f"; write a unit such as {_example_unit(expected, wanted)!r}"
    return ""


def _example_unit(dimension: UnitsContainer, wanted: str) -> str:
    common = ("s", "GB", "GB/s", "TFLOP", "TFLOP/s", "W", "kWh", "USD", "USD/kWh", "USD/hour", "kg")
    same = (text for text in common if unit(text).dimension == dimension)
    return next(same, wanted)
