"""One branch of an answer, as the engine finds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sympy

from ironlaw._language import FrozenDict, LawVariable, Range, Statement, Step, replaced
from ironlaw._solving.evidence import DIRECT, Evidence
from ironlaw._solving.goal import Goal

_MOST_COMPOSED = 400


@dataclass(frozen=True, eq=False)
class Answer:
    """One branch: a value or an interval of the unknown, symbolically and in base units.

    Attributes
    ----------
    own
        The range of the unknown, in the variables next to it.
    evidence
        The steps, conditions, regimes and methods that led to it.
    numbers
        The range in base units; None while givens are missing.
    residual
        The relative gap that it leaves between the two sides of its equation.
    equation
        The equation itself, where only numbers can solve it and some are missing.
    goal
        The given that it has to meet, where that depends on the unknown.
    condition
        Its condition number, where that was found along with it.
    behind
        For each variable that numbers found, the unknown too: an expression that is zero there.
    local
        Each derived variable's expression in those before it.
    point
        Values by variable on its way: givens, constants, and what was derived.
    """

    own: Range[sympy.Expr]
    evidence: Evidence
    numbers: Range[float] | None = None
    residual: float | None = None
    equation: Any = None
    goal: Goal | None = None
    condition: float | None = None
    behind: Mapping[LawVariable, sympy.Expr] = field(default_factory=FrozenDict)
    local: Mapping[LawVariable, sympy.Expr] = field(default_factory=FrozenDict)
    point: Mapping[LawVariable, float] = field(default_factory=FrozenDict)

    @cached_property
    def range(self) -> Range[sympy.Expr]:
        """The range in the variables that were given."""
        lower = composed(self.own.lower, self.local)
        upper = lower if self.own.is_point else composed(self.own.upper, self.local)
        return Range(lower, upper, self.own.left_open, self.own.right_open)

    @property
    def lower(self) -> sympy.Expr:
        """The lower end in the variables that were given."""
        return self.range.lower

    @property
    def upper(self) -> sympy.Expr:
        """The upper end in the variables that were given."""
        return self.range.upper

    @property
    def low(self) -> float | None:
        """The lower end in base units; None while givens are missing."""
        return None if self.numbers is None else self.numbers.lower

    @property
    def high(self) -> float | None:
        """The upper end in base units; None while givens are missing."""
        return None if self.numbers is None else self.numbers.upper

    @property
    def left_open(self) -> bool:
        """Whether the lower end itself is not in it."""
        return (self.numbers or self.own).left_open

    @property
    def right_open(self) -> bool:
        """Whether the upper end itself is not in it."""
        return (self.numbers or self.own).right_open

    @property
    def is_point(self) -> bool:
        """Whether it is a single value."""
        return self.own.is_point

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that led to it."""
        return self.evidence.steps

    def statement(self, unknown: sympy.Expr) -> Statement:
        """Return the branch as a statement about the unknown."""
        return Statement(unknown, self.range)


def anything(unknown: LawVariable, values: Mapping[LawVariable, float]) -> Answer:
    """Answer that any value of the unknown will do."""
    bounds = unknown.domain
    interval = bounds.to_set()
    own = Range(interval.inf, interval.sup, bounds.left_open, bounds.right_open)
    return Answer(own, DIRECT, numbers=bounds, residual=0.0, point=values)


def composed(expr: sympy.Expr, local: Mapping[LawVariable, sympy.Expr]) -> sympy.Expr:
    """Expand derived variables down to what was given.

    Where more than 400 stand between the two, the expression is left as it is: nothing could
    read it, and its depth would exceed what Python can walk.
    """
    if not local or not any(symbol in local for symbol in expr.free_symbols):
        return expr
    needed: set[LawVariable] = set()
    work = [symbol for symbol in expr.free_symbols if symbol in local]
    while work and len(needed) <= _MOST_COMPOSED:
        variable = work.pop()
        if variable not in needed:
            needed.add(variable)
            work += [symbol for symbol in local[variable].free_symbols if symbol in local]
    if len(needed) > _MOST_COMPOSED:
        return expr
    full: dict[LawVariable, sympy.Expr] = {}
    for variable, own in local.items():
        if variable in needed:
            full[variable] = replaced(own, full)
    whole: sympy.Expr = replaced(expr, full)
    return whole
