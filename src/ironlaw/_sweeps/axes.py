"""The axes of a grid: a variable's values, or the variants of a choice."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from ironlaw._language import LawVariable, unit

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
        A variable's values, in base units; the names of variants.
    variable
        The variable; None for a choice.
    """

    name: str
    values: Any
    variable: LawVariable | None = None

    @property
    def coordinate(self) -> Any:
        """The values as a label: in the variable's unit, counts as whole numbers."""
        if self.variable is None:
            return np.asarray(self.values)
        shown = self.values / unit(self.variable.unit).factor
        is_count = self.variable.domain.whole and np.all(np.abs(shown) < _WHOLE)
        if is_count and np.all(shown == np.round(shown)):
            return shown.astype(np.int64)
        return shown


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
