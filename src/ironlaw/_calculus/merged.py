"""Several targets along straight lines at once: what they share is computed once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import sympy

from ironlaw._calculus.arrays import Arrays
from ironlaw._calculus.straight import Sides, Straight
from ironlaw._language import LawVariable
from ironlaw._programs import Wanted

_SURE = 1e-6  # a share of what was added up: no rounding puts a value so far out of its domain
_APART = 1e-2  # nor two sides of a relation
_KEPT = 32  # sets of broken guards that are remembered


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
        self._excesses = lru_cache(_KEPT)(self._made)

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

    def excesses(self, broken: Iterable[int]) -> Arrays:
        """Return by how much some guards, or sides, are further off than rounding could put them.

        Where that is not negative, they are wrong for sure.
        """
        return self._excesses(tuple(sorted(broken)))

    def _made(self, broken: tuple[int, ...]) -> Arrays:
        count = len(self.guards)
        results: list[Any] = []
        definitions = self.definitions
        for number in broken:
            if number < count:
                variable = self.guards[number]
                results.append(_excess(variable, _size(definitions[variable])))
            else:
                gap = sympy.Dummy()
                definitions = {**definitions, gap: _apart(*self.sides[number - count])}
                results.append(gap)
        return Arrays(Wanted(self.inputs, tuple(results), definitions, self.weak))

    def agrees(self, line: Straight) -> bool:
        """Tell whether a further line says the same of every variable that both compute."""
        return all(
            self.definitions.get(v, expr) == expr for v, expr in line.definitions.items()
        ) and _is_disjoint(self.weak, line.weak, {*self.definitions}, {*line.definitions})


def merged(lines: Sequence[Straight]) -> list[Merged]:
    """Return lines in as few groups as agree."""
    groups: list[Merged] = []
    for line in lines:
        own = next((one for one in groups if one.agrees(line)), None)
        if own is None:
            groups.append(Merged([line]))
        else:
            groups[groups.index(own)] = Merged([*own.lines, line])
    return groups


def _is_disjoint(
    weak: Mapping[LawVariable, float],
    other: Mapping[LawVariable, float],
    computed: set[LawVariable],
    others: set[LawVariable],
) -> bool:
    """Tell whether no default of one line is computed in another."""
    return not (weak.keys() & others or other.keys() & computed)


def _excess(variable: LawVariable, size: sympy.Expr) -> sympy.Expr:
    """Return how far a variable is out of its domain beyond what rounding could do.

    At an end that is no part of the domain it is zero where nothing was added up, negative else; so
    it is everywhere without an end: what is not finite is never taken to be wrong for sure.
    """
    ends = (
        (variable.domain.lower, variable.domain.lower - variable),
        (variable.domain.upper, variable - variable.domain.upper),
    )
    found = [
        beyond - _SURE * sympy.Max(abs(end), size, evaluate=False)
        for end, beyond in ends
        if math.isfinite(end)
    ]
    if len(found) > 1:
        return sympy.Max(*found, evaluate=False)
    return found[0] if found else sympy.S.NegativeInfinity


def _apart(left: sympy.Expr, right: sympy.Expr) -> sympy.Expr:
    """Return how far two sides are apart beyond what is taken for rounding."""
    scale = sympy.Max(sympy.Abs(left), sympy.Abs(right), evaluate=False)
    return sympy.Abs(left - right) / scale - _APART


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
