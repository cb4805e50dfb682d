"""What is wanted, over arrays of any shapes that broadcast against each other."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np

from ironlaw._programs import Compiled, Grid, Wanted, compiled

_FEW = 4096  # elements; fewer are computed at once, whatever their axes
_BLOCK = 65536  # elements; fewer, all along one axis, are computed at once
_GRIDS = 32  # ways in which arrays vary that are remembered


class Part(NamedTuple):
    """A part of a result: which, where in an array of some sizes, and its value there."""

    number: int
    sizes: tuple[int, ...]
    index: Any
    value: Any

    def of(self, array: Any) -> Any:
        """Return an array in one stretch as one of these sizes."""
        return array.reshape(self.sizes)


class Arrays:
    """What is wanted, as a function of arrays."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._grid = lru_cache(_GRIDS)(self._made)

    @cached_property
    def whole(self) -> Compiled:
        """The program of whole arrays."""
        return compiled(self._wanted, is_array=True)

    def __call__(self, arrays: Sequence[Any]) -> list[Any]:
        """Return the results, each as an array of the shape that the inputs broadcast to."""
        shape = np.broadcast_shapes(*(x.shape for x in arrays))
        if self.is_small(arrays, shape):
            found = self.whole.call(*arrays)
            return [x if np.shape(x) == shape else np.full(shape, x) for x in found]
        count = len(self._wanted.results) + len(arrays) * self._wanted.has_slopes
        out = [np.empty(shape) for _ in range(count)]
        for _ in self.parts(arrays, shape, out):
            pass
        return out

    def parts(
        self, arrays: Sequence[Any], shape: tuple[int, ...], into: Sequence[Any]
    ) -> Iterator[Part]:
        """Compute the results part by part, the first of them into arrays of a shape.

        The value of a part is overwritten when the next is asked for.
        """
        if self.is_small(arrays, shape):
            with np.errstate(all="ignore"):
                found = self.whole.call(*arrays)
            for own, value in zip(into, found, strict=False):
                own[...] = value
            yield from (Part(number, shape, ..., value) for number, value in enumerate(found))
            return
        laid = _laid_out(arrays, shape)
        grid = self._grid(laid.axes, len(laid.sizes))
        rows = {number: x.reshape(laid.sizes) for number, x in enumerate(into)}
        with np.errstate(all="ignore"):
            for number, index, value in grid.run(laid.inputs, laid.sizes, rows):
                yield Part(number, laid.sizes, index, value)

    def _made(self, varies: tuple[int, ...], count: int) -> Grid:
        return Grid(self._wanted, varies, count)

    @staticmethod
    def is_small(arrays: Sequence[Any], shape: tuple[int, ...]) -> bool:
        """Tell whether arrays are computed at once, without any order of axes or blocks."""
        size = math.prod(shape)
        is_dense = all(x.size in (1, size) for x in arrays)
        return size <= (_BLOCK if is_dense else _FEW)


class _Laid(NamedTuple):
    """Arrays without axes that nothing varies along, and those in a row that all share as one.

    Attributes
    ----------
    inputs
        The arrays; plain floats where they are one number.
    axes
        For each the axes that it varies along, as bits.
    sizes
        How long each axis is.
    """

    inputs: tuple[Any, ...]
    axes: tuple[int, ...]
    sizes: tuple[int, ...]


def spread(array: Any, count: int) -> Any:
    """Return an array, or a number, with as many axes as others."""
    array = np.asarray(array, dtype=float)
    return array.reshape((1,) * (count - array.ndim) + array.shape)


def _laid_out(arrays: Sequence[Any], shape: tuple[int, ...]) -> _Laid:
    """Lay out arrays that broadcast to a shape."""
    laid = [_without_repeats(spread(x, len(shape))) for x in arrays]
    groups: list[list[int]] = []
    for axis in (one for one, size in enumerate(shape) if size > 1):
        last = groups[-1][-1] if groups else None
        if last is not None and all((x.shape[axis] > 1) == (x.shape[last] > 1) for x in laid):
            groups[-1].append(axis)
        else:
            groups.append([axis])
    sizes = tuple(math.prod(shape[axis] for axis in group) for group in groups) or (1,)
    varies = [[x.shape[group[0]] > 1 for group in groups] or [False] for x in laid]
    inputs = (
        x.reshape([n if own else 1 for n, own in zip(sizes, row, strict=True)])
        if any(row)
        else float(x.reshape(-1)[0])
        for x, row in zip(laid, varies, strict=True)
    )
    axes = (sum(own << axis for axis, own in enumerate(row)) for row in varies)
    return _Laid(tuple(inputs), tuple(axes), sizes)


def _without_repeats(array: Any) -> Any:
    """Return an array whose axes along which one value is repeated have one element."""
    return array[
        tuple(
            slice(0, 1) if size > 1 and not stride else slice(None)
            for size, stride in zip(array.shape, array.strides, strict=True)
        )
    ]
