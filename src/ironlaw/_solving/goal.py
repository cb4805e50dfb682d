"""The given that an answer has to meet, as a function of the unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from ironlaw._language import LawVariable, covers
from ironlaw._programs import number
from ironlaw._solving.extrema import extremes

_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Goal:
    """The given that an unknown has to meet, with all else as it is on the answer's way.

    Attributes
    ----------
    unknown, variable
        The variable asked for, and the one that has to be met.
    expr
        The latter as an expression of the unknown, of ``derived`` and of known variables.
    values
        Values of everything that does not move with the unknown, in base units.
    derived
        The variables that do, each with its expression in those before it.
    """

    unknown: LawVariable
    variable: LawVariable
    expr: sympy.Expr
    values: Mapping[LawVariable, float]
    derived: tuple[tuple[LawVariable, sympy.Expr], ...] = ()

    @property
    def stated(self) -> float | None:
        """The value that has to be met, in base units."""
        return self.values.get(self.variable)

    def through(self, variable: LawVariable, expr: sympy.Expr) -> Goal:
        """Return the goal that lies behind this one: a variable that depends on this one's."""
        derived = (*self.derived, (self.variable, self.expr))
        return Goal(self.unknown, variable, expr, self.values, derived)

    def at(self, value: Any) -> Any:
        """Return the target at a value (or array) of the unknown; nan outside any domain."""
        at: dict[Any, Any] = {**self.values, self.unknown: value}
        inside: Any = True
        for variable, expr in self.derived:
            found = at[variable] = number(expr, at)
            inside = inside & variable.domain.hold(found)
        result = np.where(inside, number(self.expr, at), np.nan)
        return result if isinstance(value, np.ndarray) else float(result)

    def is_met_by(self, value: float) -> bool:
        """Tell whether a value leaves the target no worse, in the target's better direction."""
        if self.stated is None or self.variable.better is None:
            return True
        reached, slack = self.at(float(value)), _SLACK * abs(self.stated)
        if self.variable.better == "less":
            return bool(reached <= self.stated + slack)
        return bool(reached >= self.stated - slack)

    def best(self) -> tuple[float | None, str]:
        """Return the reachable value nearest to the stated one, and words that say where."""
        moving = {self.unknown, *(v for v, _ in self.derived)}
        known = {*self.values, *moving}
        is_known = all(covers(known, one) for one in (self.expr, *(e for _, e in self.derived)))
        ends = extremes(self.at, self.unknown.domain) if is_known else None
        if ends is None or self.stated is None:
            return None, ""
        (low, at_low), (high, at_high) = ends
        low, high = max(low, self.variable.domain.lower), min(high, self.variable.domain.upper)
        slack = _SLACK * abs(self.stated)
        if self.stated < low + slack:
            return low, self._words("least", low, at_low)
        if self.stated > high - slack:
            return high, self._words("most", high, at_high)
        return None, ""

    def _words(self, side: str, value: float, where: float) -> str:
        far = where > 1e30 or 0 < where < 1e-18
        place = "in the limit" if far else f"at {self.unknown.name} = {self.unknown.show(where)}"
        return f"; the {side} is {self.variable.show(value)} {place}"
