"""What is known while one equation is solved: values by variable, and the tolerance of ties."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import sympy

from ironlaw._language import FrozenDict, LawVariable, covers, is_larger
from ironlaw._programs import number
from ironlaw._solving.evidence import MINUS_OO, OO

_LARGE = 200  # nodes; of a larger expression SymPy may take seconds to find the sign
_NO_VALUES: Mapping[Any, float] = FrozenDict()


class Known(NamedTuple):
    """Values by symbol, in base units, and how near two of them tie.

    Attributes
    ----------
    values
        The values.
    rtol
        The relative gap within which regimes tie.
    error
        What returns the error that roundings on its way may have made in a target.
    """

    values: Mapping[Any, float] = _NO_VALUES
    rtol: float = 1e-6
    error: Callable[[sympy.Expr], float] | None = None

    def also(self, symbol: Any, value: float) -> Known:
        """Return what is known if a further symbol has a value."""
        return self._replace(values={**self.values, symbol: value})

    def value(self, expr: sympy.Expr) -> float | None:
        """Return the value of an expression, or None where a symbol lacks one."""
        if expr.is_Number:
            return float(expr)
        if not self.values or not covers(self.values, expr):
            return None
        return float(number(expr, self.values))

    def sign(self, expr: sympy.Expr) -> int | None:
        """Return the sign of an expression, from its value or its assumptions."""
        value = self.value(expr)
        if value is not None and not math.isnan(value):
            return (value > 0) - (value < 0)
        if is_larger(expr, _LARGE):
            return None
        if self.values and expr.is_Mul and any(map(self._is_zero, expr.args)):
            return 0
        if expr.is_positive:
            return 1
        return -1 if expr.is_negative else self._by_domain(expr)

    def _by_domain(self, expr: sympy.Expr) -> int | None:
        """Return a sign that follows from the domain of a variable, as that of ``ranks - 1``."""
        if expr.is_Mul:
            signs = [self.sign(factor) for factor in expr.args]
            return None if None in signs else math.prod(one for one in signs if one is not None)
        if expr.is_Pow and expr.args[1].is_odd:
            return self.sign(expr.args[0])
        number_, rest = expr.as_coeff_Add()
        if not isinstance(rest, LawVariable) or number_ is sympy.S.Zero:
            return None
        low, high = rest.domain.lower + float(number_), rest.domain.upper + float(number_)
        return 1 if low > 0 else -1 if high < 0 else None

    def _is_zero(self, factor: sympy.Expr) -> bool:
        """Tell whether a factor is zero, and not by underflow."""
        return self.value(factor) == 0 and not factor.atoms(sympy.Function, sympy.Pow)

    def order(self, left: sympy.Expr, right: sympy.Expr) -> int | None:
        """Return -1, 0 (a tie within the tolerance) or 1: ``left`` below or above ``right``."""
        if left in (OO, MINUS_OO) or right in (OO, MINUS_OO):
            return 0 if left == right else (1 if left is OO or right is MINUS_OO else -1)
        a, b = self.value(left), self.value(right)
        if a is None or b is None:
            return None
        if abs(a - b) <= self.rtol * max(abs(a), abs(b)):
            return 0
        return 1 if a > b else -1
