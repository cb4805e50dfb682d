"""Arrays as givens: lists, NumPy, pandas, xarray and pint, read into floats in base units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ironlaw._errors import DomainError, UnitError, brief
from ironlaw._language import LawVariable, check_dimension, is_quantity, to_base, unit

_KINDS = "iuf"  # of NumPy: whole numbers and floats


def is_array(value: Any) -> bool:
    """Tell whether a value holds several: a list, or an array of any kind with a dimension."""
    if type(value) in (float, int, str):
        return False
    bare = value.magnitude if is_quantity(value) else value
    return isinstance(bare, (list, tuple)) or bool(getattr(bare, "ndim", 0))


def read_arrays(stated: Mapping[LawVariable, Any]) -> dict[LawVariable, Any]:
    """Read arrays against their variables; those with named dimensions broadcast by name.

    Raises
    ------
    DomainError
        If one is not of numbers, or rows of tables do not belong together.
    UnitError, DimensionError
        As for one value.
    """
    aligned = _aligned(stated)
    return {variable: _floats(variable, value) for variable, value in aligned.items()}


def shape_of(arrays: Mapping[LawVariable, Any]) -> tuple[int, ...]:
    """Return the shape that arrays broadcast to.

    Raises
    ------
    DomainError
        If they do not.
    """
    try:
        return np.broadcast_shapes(*(np.shape(one) for one in arrays.values()))
    except ValueError:
        sizes = ", ".join(f"{v.name} is {np.shape(x)}" for v, x in arrays.items() if np.ndim(x))
        raise DomainError(f"the arrays do not broadcast against each other: {sizes}") from None


def _aligned(stated: Mapping[LawVariable, Any]) -> dict[LawVariable, Any]:
    """Return arrays without names or rows: those of xarray broadcast, rows of pandas compared."""
    found = dict(stated)
    labelled = {v: x for v, x in stated.items() if not is_quantity(x)}  # it prints all it lacks
    named = {v: x for v, x in labelled.items() if hasattr(x, "dims") and hasattr(x, "coords")}
    if named:
        import xarray

        for variable, whole in zip(named, xarray.broadcast(*named.values()), strict=True):
            found[variable] = whole.data
    tables = {v: x for v, x in labelled.items() if hasattr(x, "iloc") and hasattr(x, "index")}
    first = next(iter(tables.values()), None)
    for variable, table in tables.items():
        if first is not None and not table.index.equals(first.index):
            raise DomainError(
                f"{variable.name} has other rows than the first table; give tables of one index",
                variable.name,
            )
        found[variable] = table.to_numpy()
    return found


def _floats(variable: LawVariable, value: Any) -> Any:
    if is_quantity(value):
        magnitude, dimension = to_base(value)
        shown = f"an array in {value.units}" if dimension else "an array of bare numbers"
        check_dimension(dimension, variable.unit, variable.name, shown)
        return _numbers(variable, magnitude)
    bare = _rows(variable, value)
    if bare.dtype.kind in "OU":
        each = [variable.to_base(one) for one in bare.reshape(-1).tolist()]
        return np.array(each, dtype=float).reshape(bare.shape)
    numbers = _numbers(variable, bare)
    if unit(variable.unit).factor != 1.0 and np.any(numbers != 0.0):
        raise UnitError(
            f"{variable.name} = {brief(value)} can be misread; give a quantity, such as "
            f"il.Q(values, '{variable.unit}') or il.Q(values, '{variable.base_unit}')"
        )
    return numbers


def _rows(variable: LawVariable, value: Any) -> Any:
    """Return an array as NumPy has it; of objects where a list holds text or quantities."""
    if isinstance(value, np.ma.MaskedArray):
        return value
    if isinstance(value, (list, tuple)) and any(map(_is_stated, value)):
        mixed = np.empty(len(value), dtype=object)
        mixed[:] = value
        return mixed
    try:
        return np.asarray(value)
    except ValueError:
        raise DomainError(
            f"{variable.name} = {brief(value)} has rows of unequal length; give an array",
            variable.name,
        ) from None


def _is_stated(value: Any) -> bool:
    return isinstance(value, str) or is_quantity(value)


def _numbers(variable: LawVariable, array: Any) -> Any:
    kind = getattr(array, "dtype", np.dtype(object)).kind
    if kind not in _KINDS or isinstance(array, np.ma.MaskedArray):
        raise DomainError(
            f"{variable.name} = {brief(array)} is not an array of numbers; give one", variable.name
        )
    return np.asarray(array, dtype=float)
