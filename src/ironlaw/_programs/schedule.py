"""The order in which code over axes is carried out: before loops, within them, and where to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ironlaw._programs.code import Code
from ironlaw._programs.lines import Line

FIRST = -1  # the register that is the first result's own array


class Step(NamedTuple):
    """A line as it is carried out.

    Attributes
    ----------
    place, args
        The places of what it computes, and of what from.
    function
        What computes it.
    register
        Where it is put; None for an array of its own.
    results
        Which results it is.
    over
        The places that nothing rests on from here.
    """

    place: int
    args: tuple[int, ...]
    function: Any
    register: int | None
    results: tuple[int, ...]
    over: tuple[int, ...]


class Schedule(NamedTuple):
    """What is carried out at each depth of loops over axes.

    Attributes
    ----------
    loops
        The axes, from the outermost loop in.
    steps
        The steps before the loops, and those within the first, two, ... of them.
    cut
        The places that the loop at each depth takes a part of.
    registers
        The axes, as bits, of each register.
    """

    loops: tuple[int, ...]
    steps: tuple[tuple[Step, ...], ...]
    cut: tuple[tuple[int, ...], ...]
    registers: Mapping[int, int]


def scheduled(code: Code, results: Sequence[int], whole: int, loops: tuple[int, ...]) -> Schedule:
    """Return the schedule of results for loops over some axes.

    Parameters
    ----------
    code
        The code.
    results
        The places of the results.
    whole
        All axes, as bits.
    loops
        The axes to loop over, the outermost first.
    """
    needed = code.needed(results)
    lines = {place: entry for place in needed if isinstance(entry := code.entries[place], Line)}
    depths = {place: _depth(code.axes[place], loops) for place in needed}
    order = sorted(needed, key=lambda place: depths[place])  # stable: arguments come first
    position = {place: index for index, place in enumerate(order)}
    ends = dict(position)
    for place in order:
        for arg in lines[place].args:
            if arg in ends:
                ends[arg] = max(ends[arg], position[place])
    registers = _Registers(whole, position.get(results[0], -1))
    steps: list[list[Step]] = [[] for _ in range(len(loops) + 1)]
    for place in order:
        (operation, args), depth = lines[place], depths[place]
        over = tuple({one for one in args if ends.get(one) == position[place]})
        register = None
        if depth == len(loops):
            registers.free(over)
            if isinstance(operation.array, np.ufunc):
                register = registers.take(place, code.axes[place], position[place], ends[place])
        own = tuple(one for one in over if depths[one] == depth)
        numbers = tuple(i for i, one in enumerate(results) if one == place)
        steps[depth].append(Step(place, args, operation.array, register, numbers, own))
    cut = []
    for depth, axis in enumerate(loops):
        inner = {arg for one in order if depths[one] > depth for arg in lines[one].args}
        outer = (one for one in sorted(inner) if depths.get(one, 0) <= depth)
        cut.append(tuple(one for one in outer if code.axes[one] >> axis & 1))
    return Schedule(loops, tuple(map(tuple, steps)), tuple(cut), registers.axes)


def _depth(axes: int, loops: tuple[int, ...]) -> int:
    """Return within how many loops what has some axes is computed: until one that it lacks."""
    return next((i for i, axis in enumerate(loops) if not axes >> axis & 1), len(loops))


class _Registers:
    """Which arrays the innermost lines are put into; a free one is taken again.

    The first result's own array serves as one until that result is computed.
    """

    def __init__(self, whole: int, first: int) -> None:
        self.axes: dict[int, int] = {}
        self._free: dict[int, list[int]] = {whole: [FIRST]}
        self._whole, self._first = whole, first
        self._held: dict[int, int] = {}

    def free(self, places: Sequence[int]) -> None:
        """Give back the registers of some places."""
        for place in places:
            register = self._held.pop(place, None)
            if register is not None:
                axes = self._whole if register == FIRST else self.axes[register]
                self._free.setdefault(axes, []).append(register)

    def take(self, place: int, axes: int, position: int, end: int) -> int:
        """Return a register for a place that is computed and last used at some positions."""
        free = self._free.setdefault(axes, [])
        if position == self._first and axes == self._whole:  # what was in it is used here last
            self._free[axes] = [one for one in free if one != FIRST]
            return FIRST
        may_lend = position < self._first and end <= self._first
        choice = next((one for one in free if one != FIRST or may_lend), None)
        if choice is None:
            return self._new(place, axes)
        free.remove(choice)
        self._held[place] = choice
        return choice

    def _new(self, place: int, axes: int) -> int:
        self._held[place] = register = len(self.axes)
        self.axes[register] = axes
        return register
