"""Functions of this project's own, in any library with the array API, and for numba.

Erlang's C is not among them: it takes an incomplete gamma function, which these do not have.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from ironlaw._language import ExpDifference, ExpDifferenceSlope
from ironlaw._programs.normal import NORMAL, SCALED_NORMAL, portable_scaled, scaled_normal
from ironlaw._programs.operations import Operation, operation_of

_NEAR, _MIDDLE = 0.46875, 4.0  # ends of the ranges of the error function's approximations
_SERIES, _TERMS = 0.5, 18
_COEFFICIENTS = tuple(
    1 / math.factorial(k + 1) - (k + 1) / math.factorial(k + 2) for k in range(_TERMS)
)

# Rational approximations of the error function and its complement, to 18 digits: W. J. Cody,
# Mathematics of Computation 23 (1969), 631-637.
_A = (1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2,
      3.77485237685302021e2, 3.20937758913846947e3)  # fmt: skip
_B = (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3,
      2.84423683343917062e3)  # fmt: skip
_C = (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594,
      6.61191906371416295e1, 2.98635138197400131e2, 8.81952221241769090e2,
      1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3)  # fmt: skip
_D = (1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2,
      1.62138957456669019e3, 3.29079923573345963e3, 4.36261909014324716e3,
      3.43936767414372164e3, 1.23033935480374942e3)  # fmt: skip
_P = (1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1,
      1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4)  # fmt: skip
_Q = (1.0, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1,
      6.05183413124413191e-2, 2.33520497626869185e-3)  # fmt: skip


def portable_functions(xp: Any) -> dict[Operation, Callable[..., Any]]:
    """Return the functions in a namespace of the array API."""
    own = _Portable(xp)
    return {
        NORMAL: own.normal_cdf,
        SCALED_NORMAL: portable_scaled(xp, own.normal_cdf),
        operation_of(ExpDifference): own.difference,
        operation_of(ExpDifferenceSlope): own.slope,
    }


class _Portable:
    """The functions in one namespace."""

    def __init__(self, xp: Any) -> None:
        self._xp = xp

    def normal_cdf(self, x: Any) -> Any:
        """Return the standard normal distribution, half of the complement of an error function."""
        xp = self._xp
        z = -self._array(x) * math.sqrt(0.5)
        size = xp.abs(z)
        beside = 1.0 - z * _ratio(_A, _B, z * z)
        near = xp.maximum(size, self._array(_NEAR))
        far = xp.maximum(size, self._array(_MIDDLE))
        middle = _ratio(_C, _D, near) * self._bell(near)
        less = 1.0 / (far * far)
        tail = (1.0 / math.sqrt(math.pi) - less * _ratio(_P, _Q, less)) / far * self._bell(far)
        upper = xp.where(size > _MIDDLE, tail, middle)
        whole = xp.where(z < 0.0, 2.0 - upper, upper)
        return 0.5 * xp.where(size <= _NEAR, beside, whole)

    def difference(self, u: Any, v: Any) -> Any:
        """Return the divided difference of exp(-x)."""
        xp, u, v = self._xp, self._array(u), self._array(v)
        gap = xp.abs(v - u)
        other = xp.where(gap == 0.0, self._array(1.0), gap)
        mean = xp.where(gap == 0.0, self._array(1.0), -xp.expm1(-other) / other)
        return xp.exp(-xp.minimum(u, v)) * mean

    def slope(self, u: Any, v: Any) -> Any:
        """Return the derivative of `difference` in its first argument."""
        xp, u, v = self._xp, self._array(u), self._array(v)
        gap = v - u
        is_near = xp.abs(gap) < _SERIES
        small = xp.where(is_near, gap, self._array(0.0))
        series = _polynomial(_COEFFICIENTS[::-1], -small)
        other = xp.where(is_near, self._array(1.0), gap)
        direct = (self.difference(u, v) - xp.exp(-u)) / other
        return xp.where(is_near, -xp.exp(-u) * series, direct)

    def _bell(self, y: Any) -> Any:
        """Return exp(-y*y), with the square taken apart so that it keeps its digits."""
        xp = self._xp
        most = xp.minimum(y, self._array(40.0))
        rough = xp.floor(most * 16.0) / 16.0
        return xp.exp(-rough * rough) * xp.exp(-(most - rough) * (most + rough))

    def _array(self, value: Any) -> Any:
        is_array = hasattr(value, "shape")
        return value if is_array else self._xp.asarray(value, dtype=self._xp.float64)


def numba_functions() -> dict[Operation, Callable[..., Any]]:
    """Return the functions of plain floats, in what numba compiles."""
    return {
        NORMAL: _normal_cdf,
        SCALED_NORMAL: scaled_normal,
        operation_of(ExpDifference): _exp_difference,
        operation_of(ExpDifferenceSlope): _exp_slope,
    }


def _normal_cdf(x: float) -> float:
    return 0.5 * math.erfc(-x * math.sqrt(0.5))


def _exp_difference(u: float, v: float) -> float:
    gap = abs(v - u)
    return math.exp(-min(u, v)) * (1.0 if gap == 0.0 else -math.expm1(-gap) / gap)


def _exp_slope(u: float, v: float) -> float:
    gap = v - u
    if abs(gap) < _SERIES:
        total = 0.0
        for k in range(_TERMS):
            total += (-gap) ** k * _COEFFICIENTS[k]
        return -math.exp(-u) * total
    size = abs(gap)
    return (math.exp(-min(u, v)) * -math.expm1(-size) / size - math.exp(-u)) / gap


def _polynomial(coefficients: Sequence[float], x: Any) -> Any:
    """Return a polynomial's value; its highest coefficient comes first."""
    total = coefficients[0]
    for one in coefficients[1:]:
        total = total * x + one
    return total


def _ratio(above: Sequence[float], below: Sequence[float], x: Any) -> Any:
    return _polynomial(above, x) / _polynomial(below, x)
