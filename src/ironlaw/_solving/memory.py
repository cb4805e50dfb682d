"""What is worked out once for a set of equations, whatever the values: bounded and shared."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from ironlaw._language import Equation, LawVariable
from ironlaw._solving.eliminate import Elimination, by_definition
from ironlaw._structure import Block, Plan, closure, plan

_MOST = 256


class Memory:
    """Plans, eliminations and explicit formulas of a set of equations, each made once.

    All of them follow from structure alone; the least recently used are forgotten. A system
    shares its memory with those that differ from it only in the values that are bound.

    Attributes
    ----------
    equations
        The equations that it is about.
    plan
        Returns the plan for an unknown and a frozen set of known variables.
    elimination
        Returns what a block's definitions leave for the variable that is kept.
    explicit
        Returns the equation that alone defines an unknown from a frozen set of known variables,
        where nothing known can contradict it; None where there is no such equation.
    """

    plan: Callable[[LawVariable, frozenset[LawVariable]], Plan]
    elimination: Callable[[Block, LawVariable], Elimination]
    explicit: Callable[[LawVariable, frozenset[LawVariable]], Equation | None]

    def __init__(self, equations: tuple[Equation, ...]) -> None:
        self.equations = equations
        self.plan = lru_cache(_MOST)(partial(plan, equations))
        self.elimination = lru_cache(_MOST)(by_definition)
        self.explicit = lru_cache(_MOST)(self._explicit)

    def _explicit(self, unknown: LawVariable, known: frozenset[LawVariable]) -> Equation | None:
        found = self.plan(unknown, known)
        (one, *more) = found.equations
        if found.free or more or one.defines != unknown:
            return None
        spare = tuple(other for other in self.equations if other is not one)
        return None if closure(spare, known)[1] else one

    def __reduce__(self) -> Any:
        return Memory, (self.equations,)
