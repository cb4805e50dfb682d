r"""Logarithms and powers of two as their author wrote them: SymPy has them as ``log(N)/log(2)``."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

_LN_TWO = sympy.log(2)
_TWO = sympy.Integer(2)


class Log2(sympy.Function):
    """A logarithm to the base 2, which prints as such."""

    nargs = 1
    is_real = True

    @staticmethod
    def _imp_(value: Any) -> Any:
        return np.log2(value)

    def _latex(self, printer: Any, exp: str = "", **_: Any) -> str:
        (inner,) = self.args
        shown = printer.doprint(inner)
        power = f"^{{{exp}}}" if exp else ""
        if inner.is_Symbol:
            return rf"\log_2{power} {shown}"
        return rf"\log_2{power} \left( {shown} \right)"


def in_base_two(expr: Any) -> Any:
    r"""Return an expression with powers of two and binary logarithms in the place of natural ones.

    Examples
    --------
    >>> x, y = sympy.symbols("x y")
    >>> in_base_two(sympy.exp(y * sympy.log(2)))
    2**y
    >>> sympy.latex(in_base_two(sympy.log(x) / sympy.log(2)))
    '\\log_2 x'
    """
    if not expr.args or not expr.has(_LN_TWO) or expr == _LN_TWO:
        return expr
    args = [in_base_two(arg) for arg in expr.args]
    if isinstance(expr, sympy.exp) and args[0].is_Mul and _LN_TWO in args[0].args:
        rest = [one for one in args[0].args if one != _LN_TWO]
        return sympy.Pow(_TWO, _product(rest), evaluate=False)
    if expr.is_Mul:
        for power in (1, -1):
            pair = _paired(args, power)
            if pair is not None:
                return pair
    return expr.func(*args, evaluate=False)


def _paired(factors: list[Any], power: int) -> Any:
    """Return a product with ``log(x)/log(2)``, to a power of 1 or -1, as one; None without."""
    two = _LN_TWO**-power
    if two not in factors:
        return None
    for one in factors:
        base = one if power > 0 else 1 / one
        if isinstance(base, sympy.log) and base != _LN_TWO:
            rest = [other for other in factors if other not in (one, two)]
            return _product([*rest, sympy.Pow(Log2(base.args[0]), power)])
    return None


def _product(factors: list[Any]) -> Any:
    return factors[0] if len(factors) == 1 else sympy.Mul(*factors, evaluate=False)
