"""One way through the blocks: what each variable came out as, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sympy

from ironlaw._language import Equation, FrozenDict, LawVariable
from ironlaw._solving.answer import Answer
from ironlaw._solving.evidence import Evidence, Piece, added
from ironlaw._solving.goal import Goal
from ironlaw._solving.known import Known


@dataclass(eq=False)
class Trail:
    """A way that is still being walked; it belongs to the walk alone, and only grows.

    Attributes
    ----------
    values
        Values by variable: givens, constants, defaults, and what was derived.
    local
        Each derived variable's expression in those before it.
    sets
        Variables that came out as an interval.
    behind
        For each variable that numbers found, an expression that is zero there.
    by
        The equation that each derived variable came from, where it was one.
    evidence
        What each block added, in order.
    joint
        Whether an interval on the way makes the blocks one.
    """

    values: dict[LawVariable, float]
    local: dict[LawVariable, sympy.Expr] = field(default_factory=dict)
    sets: dict[LawVariable, Piece] = field(default_factory=dict)
    behind: dict[LawVariable, sympy.Expr] = field(default_factory=dict)
    by: dict[LawVariable, Equation] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    joint: bool = False

    def fork(self) -> Trail:
        """Return a trail that goes on from here without touching this one."""
        return Trail(
            dict(self.values),
            dict(self.local),
            dict(self.sets),
            dict(self.behind),
            dict(self.by),
            list(self.evidence),
            self.joint,
        )

    def take(self, variable: LawVariable, piece: Piece, value: float) -> None:
        """Go on with a variable determined."""
        self.local[variable] = piece.lower
        self.values[variable] = value
        self.evidence.append(piece.evidence)

    def known(self, rtol: float) -> Known:
        """Return what is known so far."""
        return Known(self.values, rtol)

    def answer(self, piece: Piece, goal: Goal | None) -> Answer:
        """Return where the trail arrives, without numbers."""
        if not self.values and not self.evidence:
            return Answer(piece.range, piece.evidence)
        evidence = added([*self.evidence, piece.evidence]) if self.evidence else piece.evidence
        local, values = FrozenDict(self.local), FrozenDict(self.values)
        behind = FrozenDict(self.behind)
        return Answer(piece.range, evidence, goal=goal, behind=behind, local=local, point=values)

    def goal(self, goal: Goal, given: Mapping[LawVariable, float]) -> Goal | None:
        """Return the goal behind one that was derived; None where they were derived together.

        A variable that was derived from its place in another's definition makes that other the
        goal; one that follows from what is known alone stays the goal, and all else its value.
        """
        while goal.variable not in given:
            equation = self.by.get(goal.variable)
            if equation is None or equation.defines is None:
                return None
            if equation.defines == goal.variable:
                return goal
            goal = goal.through(equation.defines, equation.rhs)
        return goal
