"""Large arrays in blocks that stay in the cache."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

_BLOCK = 65536  # elements at a time
_FEW = 2  # operations, of fewer of which blocks only add calls


def is_large(shape: tuple[int, ...], operations: int) -> bool:
    """Tell whether blocks pay: many elements, and something to compute from each."""
    return int(np.prod(shape)) > _BLOCK and operations >= _FEW


def blocks(arrays: Sequence[Any], shape: tuple[int, ...]) -> Iterator[tuple[slice, list[Any]]]:
    """Return the parts of a shape's elements in a row, and of the arrays that broadcast to it.

    An array of one value stays one.
    """
    flat = [
        one.reshape(()) if one.size == 1 else np.broadcast_to(one, shape).reshape(-1)
        for one in arrays
    ]
    for start in range(0, int(np.prod(shape)), _BLOCK):
        part = slice(start, start + _BLOCK)
        yield part, [one[part] if one.ndim else one for one in flat]
