"""The axes of a grid: a variable's values, rows of a table, or the variants of a choice."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from ironlaw._language import FrozenDict, LawVariable, unit

BLOCK = 2**22  # points at a time
SEARCHED = 2**10  # where each takes a search
_WHOLE = 2.0**53

Index = tuple[slice, ...]


class Axis(NamedTuple):
    """What is varied along one axis.

    Attributes
    ----------
    name
        The name of the variable or the choice.
    values
        A variable's values, in base units; the names of rows or variants.
    variable
        The variable; None for a table or a choice.
    rows
        Of a table the values of each of its variables, in base units, row by row.
    """

    name: str
    values: Any
    variable: LawVariable | None = None
    rows: Mapping[LawVariable, Any] = FrozenDict()

    @property
    def columns(self) -> Mapping[LawVariable, Any]:
        """The variables that it moves, each with its values in base units; none for a choice."""
        return self.rows if self.variable is None else {self.variable: self.values}

    @property
    def coordinates(self) -> dict[str, tuple[str, Any, dict[str, str]]]:
        """Its labels, and what else varies along it, as xarray takes them.

        Values are in the variable's unit, counts as whole numbers.
        """
        own = {v.name: (self.name, _label(v, x), attributes(v)) for v, x in self.columns.items()}
        return (
            own if self.variable else {self.name: (self.name, np.asarray(self.values), {}), **own}
        )


def _label(variable: LawVariable, values: Any) -> Any:
    shown = values / unit(variable.unit).factor
    is_count = variable.domain.whole and np.all(np.abs(shown) < _WHOLE)
    return shown.astype(np.int64) if is_count and np.all(shown == np.round(shown)) else shown


def handy(shape: Sequence[int], most: int) -> tuple[int, ...]:
    """Return the shape of blocks of no more points than ``most`` that lie in one stretch."""
    sizes = []
    rest = math.prod(shape)
    for count in shape:
        rest //= max(1, count)
        sizes.append(min(count, max(1, most // max(1, rest))) if rest <= most else 1)
    return tuple(sizes)


def blocks(shape: Sequence[int], sizes: Sequence[int]) -> Iterator[Index]:
    """Yield the blocks of a grid, of some size each, in order."""
    starts = (range(0, count, max(1, size)) for count, size in zip(shape, sizes, strict=True))
    for first in product(*starts):
        yield tuple(
            slice(start, min(start + size, count))
            for start, size, count in zip(first, sizes, shape, strict=True)
        )


def attributes(variable: LawVariable) -> dict[str, str]:
    """Return what a labelled array says about its variable."""
    said = {
        "units": variable.unit,
        "long_name": variable.meaning or variable.name,
        "latex": variable.glyph,
        "better": variable.better or "",
    }
    return {name: text for name, text in said.items() if text}
