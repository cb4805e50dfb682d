"""A target as a straight line: what each step computes of known values, and what must hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import sympy

from ironlaw._calculus.arrays import Arrays
from ironlaw._language import Equation, LawVariable
from ironlaw._programs import Compiled, Wanted, compiled
from ironlaw._solving import Memory, explicit

Step = tuple[LawVariable, sympy.Expr]
Sides = tuple[sympy.Expr, sympy.Expr]


class Straight:
    """Definitions that lead from known variables to a target, without any search.

    Attributes
    ----------
    target
        What is computed.
    known
        The variables that a value is given for.
    steps
        Each variable on the way, the target last, and its expression in what comes before.
    defaults
        Variables that hold their default.
    beside
        What else has to be computed for the sides.
    sides
        The two sides of each relation that what is known could contradict.
    """

    def __init__(
        self,
        target: LawVariable,
        known: frozenset[LawVariable],
        steps: Sequence[Step],
        defaults: Sequence[LawVariable],
        beside: Mapping[LawVariable, sympy.Expr],
        sides: Sequence[Sides],
    ) -> None:
        self.target, self.known, self.steps = target, known, tuple(steps)
        self.defaults, self.beside, self.sides = tuple(defaults), dict(beside), tuple(sides)

    @cached_property
    def inputs(self) -> tuple[LawVariable, ...]:
        """The known variables that it rests on, in the order of their names."""
        used: set[Any] = set()
        for _, expr in self.steps:
            used |= expr.free_symbols
        for one in (*self.beside.values(), *(side for pair in self.sides for side in pair)):
            used |= one.free_symbols
        return tuple(sorted(used & self.known, key=lambda one: one.name))

    @cached_property
    def definitions(self) -> dict[Any, sympy.Expr]:
        """The expression of each variable that is computed."""
        return {**self.beside, **dict(self.steps)}

    @cached_property
    def weak(self) -> dict[LawVariable, float]:
        """The defaults that hold."""
        return {v: v.default for v in self.defaults if v.default is not None}

    @cached_property
    def scalar(self) -> Compiled:
        """The program of the target and the sides' gaps for plain floats; None off a domain."""
        guards = [(v, v.domain) for v, _ in self.steps]
        return compiled(self.wanted(self.inputs, self.weak, self.sides), guards=guards)

    @cached_property
    def arrays(self) -> Arrays:
        """The target, the variables before it, and the sides' gaps, for arrays of the inputs."""
        before = [v for v, _ in self.steps[:-1]]
        return Arrays(self.wanted(self.inputs, self.weak, (*before, *self.sides)))

    def at(self, inputs: Sequence[float], rtol: float) -> float | None:
        """Return the target for plain floats; None where it has no value or a check fails."""
        try:
            found = self.scalar.call(*inputs)
        except (ArithmeticError, ValueError):
            return None
        if found is None or (self.sides and not all(gap <= rtol for gap in found[1:])):
            return None
        return float(found[0])

    def wanted(
        self,
        inputs: Sequence[LawVariable],
        fixed: Mapping[LawVariable, float],
        more: Sequence[sympy.Expr | Sides] = (),
        *,
        has_slopes: bool = False,
    ) -> Wanted:
        """Return what computes the target, and more, of inputs, what is fixed folded in."""
        results = (self.target, *more)
        return Wanted(tuple(inputs), results, self.definitions, fixed, has_slopes)


def straight(memory: Memory, target: LawVariable, known: frozenset[LawVariable]) -> Straight | None:
    """Return the straight line to a target; None where a search, or a choice, is on the way.

    Remembered with the equations, by target and by what is known.
    """
    return memory.recalled((straight, target, known), lambda: _line(memory, target, known))


def _line(memory: Memory, target: LawVariable, known: frozenset[LawVariable]) -> Straight | None:
    if target in known:
        return None
    plan = memory.plan(target, known)
    if plan.free or plan.idle or any(len(block.equations) > 1 for block in plan.blocks):
        return None
    chain = [(block.variables[0], block.equations[0]) for block in plan.blocks]
    steps = _steps(chain)
    checks = _checks(memory, chain, known | set(plan.defaults)) if steps is not None else None
    if steps is None or checks is None:
        return None
    return Straight(target, known, steps, plan.defaults, *checks)


def _steps(chain: Sequence[tuple[LawVariable, Equation]]) -> list[Step] | None:
    steps = []
    for variable, equation in chain:
        expr = explicit(equation, variable)
        if expr is None:
            return None
        steps.append((variable, expr))
    return steps


def _checks(
    memory: Memory, chain: Sequence[tuple[LawVariable, Equation]], known: frozenset[LawVariable]
) -> tuple[dict[LawVariable, sympy.Expr], list[Sides]] | None:
    """Return the sides that have to agree, and what else has to be computed for them.

    None where an equation without a single expression is among that.
    """
    if not memory.spare(known):
        return {}, []
    order, spare = memory.closed(known)
    by = dict(chain)
    stated = set(by.values())
    others = [(v, one) for v, one in order if v not in by]
    ends = [one for one in spare if one not in stated]
    ends += [one for v, one in order if v in by and one not in stated]
    needed = {v for one in ends for v in one.variables}
    kept = []
    for variable, equation in reversed(others):
        if variable in needed and equation not in stated:
            needed |= set(equation.variables)
            kept.append((variable, equation))
    more = _steps(kept)
    return None if more is None else (dict(more), [(one.lhs, one.rhs) for one in ends])
