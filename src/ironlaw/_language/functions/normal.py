"""The standard normal distribution function, as a SymPy function."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy
from sympy.core.function import ArgumentIndexError


class NormalCDF(sympy.Function):
    """Standard normal distribution function.

    Examples
    --------
    >>> NormalCDF(0)
    1/2
    """

    nargs = 1
    is_real = True
    is_nonnegative = True

    @classmethod
    def eval(cls, x: sympy.Expr) -> sympy.Expr | None:
        return sympy.Rational(1, 2) if x.is_zero else None

    def _latex(self, printer: Any, exp: str = "", **_: Any) -> str:
        power = f"^{{{exp}}}" if exp else ""
        return rf"\Phi{power}\left({printer.doprint(self.args[0])}\right)"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
        return sympy.exp(-(self.args[0] ** 2) / 2) / sympy.sqrt(2 * sympy.pi)

    def _eval_evalf(self, prec: int) -> Any:
        return (sympy.erfc(-self.args[0] / sympy.sqrt(2)) / 2)._eval_evalf(prec)

    @staticmethod
    def _imp_(x: Any) -> Any:
        return normal_cdf_number(x)


def normal_cdf_number(x: Any) -> Any:
    """Return the distribution function of floats or arrays."""
    from scipy.special import ndtr

    value = ndtr(x)
    return value if isinstance(x, np.ndarray) else float(value)
