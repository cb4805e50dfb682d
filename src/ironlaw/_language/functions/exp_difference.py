"""The divided difference of exp(-x): smooth where its two arguments meet, never overflowing."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import sympy
from sympy.core.function import ArgumentIndexError

_SERIES = 0.5
_TERMS = 18


class ExpDifference(sympy.Function):
    """``(exp(-u) - exp(-v))/(v - u)``, which is ``exp(-u)`` where u = v.

    Examples
    --------
    >>> ExpDifference(sympy.Integer(2), 2)
    exp(-2)
    >>> ExpDifference(0, sympy.log(2)).evalf(6)
    0.721348
    """

    nargs = 2
    is_real = True
    is_positive = True

    @classmethod
    def eval(cls, u: sympy.Expr, v: sympy.Expr) -> sympy.Expr | None:
        return sympy.exp(-u) if _alike(u, v) else None

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        u, v = self.args
        if argindex not in (1, 2):
            raise ArgumentIndexError(self, argindex)
        return ExpDifferenceSlope(u, v) if argindex == 1 else ExpDifferenceSlope(v, u)

    @property
    def quotient(self) -> sympy.Expr:
        """The quotient that it is, which loses its digits where its arguments are alike."""
        u, v = self.args
        return (sympy.exp(-u) - sympy.exp(-v)) / (v - u)

    def _eval_evalf(self, prec: int) -> Any:
        u, v = (arg.evalf(prec) for arg in self.args)
        return ((sympy.exp(-u) - sympy.exp(-v)) / (v - u))._eval_evalf(prec)

    def _latex(self, printer: Any, exp: str = "", **_: Any) -> str:
        u, v = self.args
        powers = (printer.doprint(sympy.exp(-arg)) for arg in (u, v))
        bottom = printer.doprint(sympy.Add(v, -u, evaluate=False))
        fraction = rf"\frac{{{' - '.join(powers)}}}{{{bottom}}}"
        return rf"\left({fraction}\right)^{{{exp}}}" if exp else fraction

    @staticmethod
    def _imp_(u: Any, v: Any) -> Any:
        return exp_difference_number(u, v)


class ExpDifferenceSlope(sympy.Function):
    """Derivative of `ExpDifference` in its first argument."""

    nargs = 2
    is_by_numbers = True  # it prints as no formula
    is_real = True

    @classmethod
    def eval(cls, u: sympy.Expr, v: sympy.Expr) -> sympy.Expr | None:
        return -sympy.exp(-u) / 2 if _alike(u, v) else None

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        u, v = self.args
        if argindex == 1:
            return (2 * self + sympy.exp(-u)) / (v - u)
        return (ExpDifferenceSlope(v, u) - self) / (v - u)

    def _eval_evalf(self, prec: int) -> Any:
        u, v = (arg.evalf(2 * prec) for arg in self.args)
        difference = (sympy.exp(-u) - sympy.exp(-v)) / (v - u)
        return ((difference - sympy.exp(-u)) / (v - u))._eval_evalf(prec)

    @staticmethod
    def _imp_(u: Any, v: Any) -> Any:
        return _slope_number(u, v)


def _alike(u: sympy.Expr, v: sympy.Expr) -> bool:
    return u == v or bool(u.is_Number and v.is_Number and float(u) == float(v))


def exp_difference_number(u: Any, v: Any) -> Any:
    """Return the divided difference of floats or arrays; always between 0 and 1 for u, v >= 0."""
    gap = np.abs(np.subtract(v, u))
    with np.errstate(all="ignore"):
        mean = np.where(gap == 0, 1.0, -np.expm1(-gap) / np.where(gap == 0, 1.0, gap))
        value = np.exp(-np.minimum(u, v)) * mean
    return value if isinstance(value, np.ndarray) and value.ndim else float(value)


def _slope_number(u: Any, v: Any) -> Any:
    gap = np.subtract(v, u)
    near = np.where(np.abs(gap) < _SERIES, gap, 0.0)
    series = sum(
        (-near) ** k * (1 / math.factorial(k + 1) - (k + 1) / math.factorial(k + 2))
        for k in range(_TERMS)
    )
    with np.errstate(all="ignore"):
        direct = (exp_difference_number(u, v) - np.exp(-np.asarray(u))) / gap
        value = np.where(np.abs(gap) < _SERIES, -np.exp(-np.asarray(u)) * series, direct)
    return value if value.ndim else float(value)
