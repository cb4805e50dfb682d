"""Several targets along straight lines at once: what they share is computed once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import sympy

from ironlaw._calculus.arrays import Arrays
from ironlaw._calculus.straight import Sides, Straight
from ironlaw._language import LawVariable
from ironlaw._programs import Wanted

_SURE = 1e-6  # a share of what was added up: no rounding puts a value so far out of its domain
_APART = 1e-2  # nor two sides of a relation


class Merged:
    """Lines that agree about what each variable on the way is.

    Attributes
    ----------
    lines
        The lines, each to a target of its own.
    inputs
        The known variables that they rest on.
    guards
        Every variable on the way, in the order of computing; each has to be in its domain.
    sides
        The two sides of each relation that what is known could contradict.
    """

    def __init__(self, lines: Sequence[Straight]) -> None:
        self.lines = tuple(lines)
        inputs = {v: None for one in lines for v in one.inputs}
        self.inputs = tuple(sorted(inputs, key=lambda v: v.name))
        self.guards = tuple(dict.fromkeys(v for one in lines for v, _ in one.steps))
        self.sides: tuple[Sides, ...] = tuple(dict.fromkeys(s for one in lines for s in one.sides))

    @cached_property
    def targets(self) -> tuple[LawVariable, ...]:
        """What is computed."""
        return tuple(one.target for one in self.lines)

    @cached_property
    def definitions(self) -> dict[Any, sympy.Expr]:
        """The expression of each variable that is computed."""
        return {v: expr for one in self.lines for v, expr in one.definitions.items()}

    @cached_property
    def weak(self) -> dict[LawVariable, float]:
        """The defaults that hold."""
        return {v: x for one in self.lines for v, x in one.weak.items()}

    @cached_property
    def arrays(self) -> Arrays:
        """The targets, then the guards, then the sides' gaps, for arrays of the inputs."""
        results: tuple[Any, ...] = (*self.targets, *self.guards, *self.sides)
        return Arrays(Wanted(self.inputs, results, self.definitions, self.weak))

    @cached_property
    def checks(self) -> Arrays:
        """The guards, the size of what each is added up from, and the sides' gaps."""
        sizes = [_size(self.definitions[v]) for v in self.guards]
        results: tuple[Any, ...] = (*self.guards, *sizes, *self.sides)
        return Arrays(Wanted(self.inputs, results, self.definitions, self.weak))

    @cached_property
    def resting(self) -> list[tuple[int, ...]]:
        """For each guard, then each pair of sides, the lines that rest on it."""
        own = [{v for v, _ in one.steps} for one in self.lines]
        held = [set(one.sides) for one in self.lines]
        found = [tuple(i for i, one in enumerate(own) if v in one) for v in self.guards]
        return [*found, *(tuple(i for i, one in enumerate(held) if s in one) for s in self.sides)]

    @property
    def texts(self) -> list[str]:
        """What is wrong where a guard, or two sides, do not hold."""
        outside = [f"{v.name} is not {v.domain.describe()}" for v in self.guards]
        return [*outside, *(f"the givens contradict each other in {one[0]}" for one in self.sides)]

    def is_surely_wrong(self, inputs: Sequence[Any], count: int) -> Any:
        """Tell at which of some points no rounding is why a guard, or two sides, do not hold."""
        with np.errstate(all="ignore"):
            found = self.checks.whole.call(*inputs)
        values = [np.broadcast_to(x, (count,)) for x in found]
        sizes = values[len(self.guards) :]
        sure = np.zeros(count, dtype=bool)
        for variable, value, size in zip(self.guards, values, sizes, strict=False):
            sure |= _is_far(variable, value, size)
        for gap in values[2 * len(self.guards) :]:
            sure |= gap > _APART
        return sure

    def agrees(self, line: Straight) -> bool:
        """Tell whether a further line says the same of every variable that both compute."""
        return all(
            self.definitions.get(v, expr) == expr for v, expr in line.definitions.items()
        ) and _is_disjoint(self.weak, line.weak, {*self.definitions}, {*line.definitions})


def merged(lines: Sequence[Straight]) -> list[Merged]:
    """Return lines in as few groups as agree."""
    groups: list[list[Straight]] = []
    for line in lines:
        own = next((one for one in groups if Merged(one).agrees(line)), None)
        if own is None:
            groups.append([line])
        else:
            own.append(line)
    return [Merged(one) for one in groups]


def _is_disjoint(
    weak: Mapping[LawVariable, float],
    other: Mapping[LawVariable, float],
    computed: set[LawVariable],
    others: set[LawVariable],
) -> bool:
    """Tell whether no default of one line is computed in another."""
    return not (weak.keys() & others or other.keys() & computed)


def _is_far(variable: LawVariable, value: Any, size: Any) -> Any:
    """Tell where a value is so far out of its domain that it is not for rounding."""
    bounds = variable.domain
    far = np.zeros(np.shape(value), dtype=bool)
    for end, beyond, is_open in (
        (bounds.lower, bounds.lower - value, bounds.left_open),
        (bounds.upper, value - bounds.upper, bounds.right_open),
    ):
        if math.isfinite(end):
            far |= beyond > _SURE * np.maximum(abs(end), size)
            if is_open and not end:
                far |= (beyond == 0) & (size == 0)  # nothing was added up to it
    return far


def _size(expr: sympy.Expr) -> sympy.Expr:
    """Return an expression's size if all that is added up in it had one sign."""
    if expr.is_Add:
        return sympy.Add(*map(_size, expr.args))
    if expr.is_Mul:
        return sympy.Mul(*map(_size, expr.args))
    if expr.is_Pow and expr.args[1].is_number:
        base, exponent = expr.args
        return sympy.Pow(_size(base) if exponent.is_positive else sympy.Abs(base), exponent)
    return sympy.Abs(expr)
