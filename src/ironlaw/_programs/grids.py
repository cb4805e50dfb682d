"""Code over arrays that vary along axes of their own: in blocks, each line on its own axes only."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ironlaw._programs.compiling import Wanted
from ironlaw._programs.lines import Line
from ironlaw._programs.schedule import FIRST, Schedule, scheduled

_BLOCK = 65536  # elements at a time, which stay in the cache
_FEW = 2  # operations on all elements, of fewer of which blocks only add calls
_SHORT = 8  # an axis that is looped over last

Index = tuple[slice, ...]
Found = tuple[int, Index, Any]  # which result, where, and its value there


class Grid:
    """What is wanted, of inputs that vary along some axes each.

    A line that does not vary along the outermost axis is carried out before its loop, and so on;
    the innermost lines are carried out in blocks, in registers that are used again.

    Parameters
    ----------
    wanted
        What is wanted.
    axes
        For each input the axes that it varies along, as bits.
    count
        How many axes there are.
    """

    def __init__(self, wanted: Wanted, axes: Sequence[int], count: int) -> None:
        self._code, self._results = wanted.code(axes)
        self._all = 2**count - 1
        self._needed = self._code.needed(self._results)
        self._schedules: dict[tuple[int, ...], Schedule] = {}
        self.operations = sum(self._code.axes[one] == self._all for one in self._needed)

    def run(
        self, inputs: Sequence[Any], shape: tuple[int, ...], into: Mapping[int, Any]
    ) -> Iterator[Found]:
        """Compute the results block by block, and write some of them into arrays.

        Parameters
        ----------
        inputs
            Floats, or arrays with as many axes as the shape.
        shape
            What they broadcast to.
        into
            Arrays of this shape for some results, by number.

        Yields
        ------
        tuple
            The number of a result, where it is, and its value there. The value is overwritten
            when the next is asked for.
        """
        loops, chunk = self._loops(shape)
        schedule = self._schedule(loops)
        values: list[Any] = [*self._code.entries]
        values[: len(inputs)] = inputs
        everywhere = (slice(None),) * len(shape)
        for number, place in enumerate(self._results):
            if not isinstance(self._code.entries[place], Line):
                yield self._put(number, everywhere, values[place], into)
        run = _Run(schedule, shape, chunk, into)
        yield from run.descend(0, values, everywhere)

    def _put(self, number: int, index: Index, value: Any, into: Mapping[int, Any]) -> Found:
        if number in into:
            into[number][index] = value
        return number, index, value

    def _loops(self, shape: tuple[int, ...]) -> tuple[tuple[int, ...], int]:
        """Return the axes to loop over, one by one but for the last, and its part at a time."""
        rest = math.prod(shape)
        if rest <= _BLOCK or self.operations < _FEW:
            return (), 0
        loops = []
        for axis in sorted(range(len(shape)), key=lambda one: shape[one] < _SHORT):
            rest //= shape[axis]
            loops.append(axis)
            if rest <= _BLOCK:
                break
        return tuple(loops), max(1, _BLOCK // rest)

    def _schedule(self, loops: tuple[int, ...]) -> Schedule:
        found = self._schedules.get(loops)
        if found is None:
            found = self._schedules[loops] = scheduled(self._code, self._results, self._all, loops)
        return found


class _Run:
    """One run of a schedule."""

    def __init__(
        self, schedule: Schedule, shape: tuple[int, ...], chunk: int, into: Mapping[int, Any]
    ) -> None:
        self._schedule, self._shape, self._chunk, self._into = schedule, shape, chunk, into
        self._blocks: dict[tuple[int, ...], dict[int | None, Any]] = {}

    def descend(self, depth: int, values: list[Any], index: Index) -> Iterator[Found]:
        """Carry out the steps within some loops, and then the next loop."""
        loops = self._schedule.loops
        is_last = depth == len(loops)
        arrays = self._registers(index) if is_last else {}
        for place, args, function, register, results, over in self._schedule.steps[depth]:
            taken = [values[one] for one in args]
            if register is None or not is_last:
                value = function(*taken)
            else:
                value = function(*taken, out=arrays[register])
            values[place] = value
            for number in results:
                own = self._into.get(number)
                if own is not None and not (register == FIRST and number == 0):
                    own[index] = value
                yield number, index, value
            for one in over:
                values[one] = None
        if is_last:
            return
        axis = loops[depth]
        size = self._chunk if depth == len(loops) - 1 else 1
        before = (slice(None),) * axis
        for start in range(0, self._shape[axis], size):
            part = slice(start, min(start + size, self._shape[axis]))
            inner = values.copy()
            for place in self._schedule.cut[depth]:
                inner[place] = values[place][(*before, part)]
            where = (*index[:axis], part, *index[axis + 1 :])
            yield from self.descend(depth + 1, inner, where)

    def _registers(self, index: Index) -> dict[int | None, Any]:
        """Return the registers of a block, those of its shape being kept."""
        shape = tuple(
            size if one.start is None else one.stop - one.start
            for size, one in zip(self._shape, index, strict=True)
        )
        found = self._blocks.get(shape)
        if found is None:
            found = self._blocks[shape] = {
                register: np.empty([n if axes >> i & 1 else 1 for i, n in enumerate(shape)])
                for register, axes in self._schedule.registers.items()
            }
        own = self._into.get(0)
        found[FIRST] = own[index] if own is not None else None
        return found
