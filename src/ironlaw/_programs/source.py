"""Code as the text of a Python function, in plain floats, NumPy's arrays or another library."""

from __future__ import annotations

import keyword
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ironlaw._language import Range
from ironlaw._programs import operations as do
from ironlaw._programs.code import Code
from ironlaw._programs.lines import Line
from ironlaw._programs.operations import Operation

Translate = Callable[[Operation], Callable[..., Any]]
Guard = tuple[int, Range[float]]

_RANKS = {do.ADD: 1, do.SUBTRACT: 1, do.MULTIPLY: 2, do.DIVIDE: 2}  # those alike need no brackets
_SPACED = {do.ADD, do.SUBTRACT}
_OWN = ("inf", "nan")  # names that the text uses itself


class Source:
    """The text of some lines of code, and the names that stand in it.

    Attributes
    ----------
    lines
        The lines, without indentation.
    globals
        The functions that they call, by name.
    """

    def __init__(
        self,
        code: Code,
        results: Sequence[int],
        arguments: Mapping[int, str],
        *,
        function: Translate,
        guards: Sequence[Guard] = (),
        held: Mapping[int, str] | None = None,
        is_safe: bool = False,
    ) -> None:
        self.lines: list[str] = []
        self.globals: dict[str, Any] = {"inf": math.inf, "nan": math.nan}
        self._code, self._function, self._is_safe = code, function, is_safe
        self._names, self._written = dict(arguments), 0
        self._taken = set(arguments.values())
        self._held = held or {}
        kept = {*results, *(place for place, _ in guards), *self._held}
        needed = code.needed([*results, *(place for place, _ in guards)])
        self._inner = self._inlined(needed, kept)
        bounds: dict[int, list[Range[float]]] = {}
        for place, one in guards:
            bounds.setdefault(place, []).append(one)
        for place in [one for one in bounds if not isinstance(code.entries[one], Line)]:
            self._guard(place, bounds.pop(place))
        for place in needed:
            if place not in self._inner:
                self._write(place)
                self._guard(place, bounds.get(place, ()))
        self.results = [self._name(one) for one in results]

    def _inlined(self, needed: Sequence[int], kept: set[int]) -> set[int]:
        """Return the places that are written where they are used: once, in a row of their kind."""
        lines = {one: entry for one in needed if isinstance(entry := self._code.entries[one], Line)}
        uses = Counter(arg for line in lines.values() for arg in line.args)
        found = set()
        for line in lines.values():
            places = line.args if line.operation.is_symmetric else line.args[:1]
            for arg in places:
                inner = lines.get(arg)
                if (
                    inner is not None
                    and uses[arg] == 1
                    and arg not in kept
                    and self._chains(line, inner)
                ):
                    found.add(arg)
                    break
        return found

    def _chains(self, line: Line, inner: Line) -> bool:
        """Tell whether one operation is written within another without brackets."""
        rank = _RANKS.get(line.operation)
        if rank is not None:
            return rank == _RANKS.get(inner.operation)
        is_row = line.operation.is_symmetric and line.operation is inner.operation
        return is_row and not isinstance(self._function(line.operation), np.ufunc)  # takes two

    def _write(self, place: int) -> None:
        text = self._text(place)
        self._written += 1
        self._names[place] = name = self._free("a", self._written)
        if place in self._held:
            text = f"{text} if {self._held[place]} not in point else point[{self._held[place]}]"
        self.lines.append(f"{name} = {text}")

    def _guard(self, place: int, bounds: Sequence[Range[float]]) -> None:
        """Return nothing where a value does not lie in its bounds."""
        for one in bounds:
            left, right = ("<" if is_open else "<=" for is_open in (one.left_open, one.right_open))
            low, high = (repr(float(end)) for end in (one.lower, one.upper))
            name = self._name(place)
            self.lines.append(f"if not {low} {left} {name} {right} {high}: return None")

    def _name(self, place: int) -> str:
        entry = self._code.entries[place]
        return repr(entry) if isinstance(entry, float) else self._names[place]

    def _text(self, place: int) -> str:
        line = self._code.entries[place]
        assert isinstance(line, Line)
        operation = line.operation
        args = _ordered(line, self._inner)
        if operation.infix and len(args) == 1:
            return f"{operation.infix}{self._argument(args[0])}"
        if operation is do.DIVIDE and self._is_safe and not self._is_number(args[1]):
            above, below = map(self._argument, args)
            return f"{self._called(operation)}({above}, {below})"
        if operation.infix:
            sign = f" {operation.infix} " if operation in _SPACED else operation.infix
            return sign.join(map(self._argument, args))
        return f"{self._called(operation)}({', '.join(self._row(operation, args))})"

    def _is_number(self, place: int) -> bool:
        entry = self._code.entries[place]
        return isinstance(entry, float) and entry != 0.0

    def _argument(self, place: int) -> str:
        return self._text(place) if place in self._inner else self._name(place)

    def _row(self, operation: Operation, args: Sequence[int]) -> list[str]:
        """Return the arguments of a call, with those of a call of its kind among them."""
        found = []
        for one in args:
            line = self._code.entries[one]
            if one in self._inner and isinstance(line, Line):
                found += self._row(operation, _ordered(line, self._inner))
            else:
                found.append(self._name(one))
        return found

    def _called(self, operation: Operation) -> str:
        """Return the name under which the text calls an operation."""
        function = self._function(operation)
        for name, known in self.globals.items():
            if known is function:
                return name
        name = self._free("f", len(self.globals))
        self.globals[name] = function
        return name

    def _free(self, letter: str, number: int) -> str:
        name = f"{letter}{number}"
        while name in self._taken:
            name += "_"
        return name


def identifiers(names: Sequence[str]) -> list[str]:
    """Return the names of arguments, those that are none of Python's numbered."""

    def one(name: str, index: int) -> str:
        is_free = name.isidentifier() and not keyword.iskeyword(name) and name not in _OWN
        return name if is_free else f"x{index}"

    return [one(name, index) for index, name in enumerate(names)]


def _ordered(line: Line, lines: Any) -> Sequence[int]:
    """Return the arguments, of two in any order the one first that may be written in place."""
    if line.operation.is_symmetric and line.args[0] not in lines and line.args[1] in lines:
        return line.args[::-1]
    return line.args
