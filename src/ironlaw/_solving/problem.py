"""What is asked of the solver, and what comes back: plain frozen data, no system."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import sympy

from ironlaw._language import Equation, FrozenDict, LawVariable
from ironlaw._solving.answer import Answer
from ironlaw._solving.eliminate import Elimination, by_definition
from ironlaw._solving.memory import Memory
from ironlaw._solving.survey import Survey
from ironlaw._structure import Block, Plan


class Problem(NamedTuple):
    """One unknown of a set of equations, and what is known of the others.

    Attributes
    ----------
    title
        How errors name the system.
    unknown
        The variable asked for.
    memory
        The equations, as they were declared, and what is remembered about them.
    uses
        Those that hold the unknown.
    values
        Known variables in base units: givens and constants.
    expressions
        Variables that are given as expressions of others.
    is_given
        Whether anything is given, so that the answer should be a number.
    rtol
        Relative gap within which givens agree and regimes tie.
    survey
        What is shared with many others about the same givens, if it is one of them: what
        several equations determine together is then found once for all of their variables.
    """

    title: str
    unknown: LawVariable
    memory: Memory
    uses: tuple[Equation, ...]
    values: FrozenDict[LawVariable, float] = FrozenDict()
    expressions: Mapping[LawVariable, sympy.Expr] = FrozenDict()
    is_given: bool = False
    rtol: float = 1e-6
    survey: Survey | None = None

    def equations(self) -> tuple[Equation, ...]:
        """Return the equations, with given expressions in the place of their variables."""
        swap = self.expressions
        if not swap:
            return self.memory.equations
        return tuple(
            one.swapped(swap) if any(v in swap for v in one.variables) else one
            for one in self.memory.equations
        )

    def elimination(self, block: Block, keep: LawVariable) -> Elimination:
        """Return what a block's definitions leave for a variable; remembered where it may be."""
        return (by_definition if self.expressions else self.memory.elimination)(block, keep)


class Outcome(NamedTuple):
    """What solving a problem comes to.

    Attributes
    ----------
    problem
        What was asked.
    plan
        The blocks that led to the answers.
    answers
        All of them, in rising order.
    rejected
        Roots that were found and refused: ``(value, reason)``.
    gaps
        Where further answers may lie that were not looked for, and why.
    """

    problem: Problem
    plan: Plan
    answers: tuple[Answer, ...]
    rejected: tuple[tuple[float | None, str], ...] = ()
    gaps: tuple[str, ...] = ()


def known_values(problem: Problem, plan: Plan) -> FrozenDict[LawVariable, float]:
    """Return what a plan starts from: the problem's values, defaults, and what does not matter."""
    if not (plan.defaults or plan.idle):
        return problem.values
    weak = {v: v.default for v in plan.defaults if v.default is not None}
    return FrozenDict({**problem.values, **weak, **dict(plan.idle)})
