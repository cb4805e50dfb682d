"""The target that an unknown has to meet, as a function of the unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from ironlaw._language import LawVariable
from ironlaw._programs.values import number
from ironlaw._solving.bracket import extremes


@dataclass(slots=True)
class Target:
    """The given that an unknown has to meet, as a function of the unknown."""

    unknown: LawVariable
    variable: LawVariable
    expr: sympy.Expr
    point: dict[LawVariable, float]
    derived: tuple[tuple[LawVariable, sympy.Expr], ...] = ()

    @property
    def stated(self) -> float | None:
        """The value that the target must have, in base units."""
        return self.point.get(self.variable)

    def at(self, value: Any) -> Any:
        """Return the target at a value (or array) of the unknown; nan outside any domain."""
        at: dict[Any, Any] = {**self.point, self.unknown: value}
        result = number(self.expr, at)
        for variable, expr in self.derived:
            found = at[variable] = number(expr, at)
            lower, upper = variable.domain.lower, variable.domain.upper
            with np.errstate(invalid="ignore"):
                result = np.where((found >= lower) & (found <= upper), result, np.nan)
        return result if isinstance(value, np.ndarray) else float(result)

    def best(self) -> tuple[float | None, str]:
        """Return the reachable value nearest to the stated one, and words that say where."""
        known = {*self.point, self.unknown}
        ends = extremes(self.at, self.unknown.domain) if known >= self.expr.free_symbols else None
        if ends is None or self.stated is None:
            return None, ""
        (low, at_low), (high, at_high) = ends
        low, high = max(low, self.variable.domain.lower), min(high, self.variable.domain.upper)
        slack = 1e-9 * abs(self.stated)
        if self.stated < low + slack:
            return low, self._words("least", low, at_low)
        if self.stated > high - slack:
            return high, self._words("most", high, at_high)
        return None, ""

    def _words(self, side: str, value: float, where: float) -> str:
        far = where > 1e30 or 0 < where < 1e-18
        place = "in the limit" if far else f"at {self.unknown.name} = {self.unknown.show(where)}"
        return f"; the {side} is {self.variable.show(value)} {place}"
