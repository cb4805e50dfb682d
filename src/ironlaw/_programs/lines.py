"""Three-address code: each line one operation on what stands before it, what is alike only once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ironlaw._programs import operations as do
from ironlaw._programs.operations import Operation


class Line(NamedTuple):
    """One operation, and the places of what it is applied to."""

    operation: Operation
    args: tuple[int, ...]


class Lines:
    """Lines that grow; a number, or an operation on the same places, is never there twice.

    Parameters
    ----------
    axes
        For each of the inputs, at the first places, the axes that it varies along, as bits.
    is_in_order
        Whether what is put together goes from left to right, which keeps extreme magnitudes in
        range; what varies along few axes comes first, else.
    is_exact
        Whether nothing is to be carried out beforehand, in floats.

    Attributes
    ----------
    entries
        At each place: None of an input, a number, or a line.
    axes
        At each place the axes that it varies along, as bits.
    """

    def __init__(self, axes: Iterable[int], *, is_in_order: bool, is_exact: bool = False) -> None:
        self.axes = list(axes)
        self.entries: list[Line | float | None] = [None] * len(self.axes)
        self.is_in_order, self.is_exact = is_in_order, is_exact
        self._alike: dict[Any, int] = {}

    def number(self, value: float) -> int:
        """Return the place of a number."""
        key = (value, math.copysign(1.0, value))
        found = self._alike.get(key)
        return self.add(key, float(value), 0) if found is None else found

    def emit(self, operation: Operation, *args: int) -> int:
        """Return the place of an operation; of numbers alone it is carried out at once."""
        if operation.is_symmetric and args[0] > args[1]:
            args = (args[1], args[0])
        key = (operation, args)
        found = self._alike.get(key)
        if found is not None:
            return found
        entries = map(self.entries.__getitem__, args)
        numbers = [entry for entry in entries if isinstance(entry, float)]
        if len(numbers) == len(args) and not self.is_exact:
            return self.number(operation.scalar(*numbers))
        same = self._same(operation, args) if numbers else None
        if same is not None:
            return same
        axes = 0
        for one in args:
            axes |= self.axes[one]
        return self.add(key, Line(operation, args), axes)

    def needed(self, results: Iterable[int]) -> list[int]:
        """Return the places of the lines that results rest on, in order."""
        wanted, work = set(), list(results)
        while work:
            one = work.pop()
            entry = self.entries[one]
            if isinstance(entry, Line) and one not in wanted:
                wanted.add(one)
                work += entry.args
        return sorted(wanted)

    def from_left(
        self, parts: Sequence[tuple[bool, int]], forth: Operation, back: Operation, one: float
    ) -> int:
        """Put parts together from left to right; the first that goes forth begins."""
        start = next((i for i, (is_back, _) in enumerate(parts) if not is_back), None)
        found = self.number(one) if start is None else parts[start][1]
        for index, (is_back, place) in enumerate(parts):
            if index != start:
                found = self.emit(back if is_back else forth, found, place)
        return found

    def together(
        self, parts: Sequence[tuple[bool, int]], forth: Operation, back: Operation, one: float
    ) -> int:
        """Put parts together, those first that vary along the same axes, and along few."""
        by_axes: dict[int, tuple[list[int], list[int]]] = {}
        for is_back, place in parts:
            by_axes.setdefault(self.axes[place], ([], []))[is_back].append(place)
        groups = []
        for axes, (ahead, behind) in by_axes.items():
            if ahead and behind:
                both = self.folded(forth, ahead), self.folded(forth, behind)
                groups.append((axes, False, self.emit(back, *both)))
            else:
                groups.append((axes, not ahead, self.folded(forth, ahead or behind)))
        while len(groups) > 1:
            first, second = _closest([axes for axes, *_ in groups])
            (axes, is_back, place), (more, is_other_back, other) = groups[first], groups[second]
            if is_back == is_other_back:
                place = self.emit(forth, place, other)
            else:
                place = self.emit(back, *((other, place) if is_back else (place, other)))
            is_back = is_back and is_other_back
            groups = [x for i, x in enumerate(groups) if i not in (first, second)]
            groups.append((axes | more, is_back, place))
        ((_, is_back, place),) = groups
        return self.emit(back, self.number(one), place) if is_back else place

    def folded(self, operation: Operation, places: Sequence[int]) -> int:
        """Apply an operation of two to several, in the order of their places."""
        work = list(places) if self.is_in_order else sorted(places)
        if not self.is_in_order:
            work.sort(key=lambda one: self.axes[one].bit_count())
        found = work[0]
        for other in work[1:]:
            found = self.emit(operation, found, other)
        return found

    def add(self, key: Any, entry: Line | float, axes: int) -> int:
        """Add an entry, which is found again under its key, and return its place."""
        self._alike[key] = place = len(self.entries)
        self.entries.append(entry)
        self.axes.append(axes)
        return place

    def _same(self, operation: Operation, args: tuple[int, ...]) -> int | None:
        """Return the place that an operation with a number leaves as it is; None of others."""
        first, last = (self.entries[one] for one in (args[0], args[-1]))
        if operation is do.MULTIPLY and 1.0 in (first, last):
            return args[1] if first == 1.0 else args[0]
        if operation is do.ADD and 0.0 in (first, last):
            return args[1] if first == 0.0 else args[0]
        if (operation is do.DIVIDE and last == 1.0) or (operation is do.SUBTRACT and last == 0.0):
            return args[0]
        return None


def _closest(axes: Sequence[int]) -> tuple[int, int]:
    """Return the two whose axes together are the fewest, the first such pair."""
    pairs = ((i, j) for j in range(len(axes)) for i in range(j))
    return min(pairs, key=lambda pair: (axes[pair[0]] | axes[pair[1]]).bit_count())
