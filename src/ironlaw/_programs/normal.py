"""Products of a power of e and a normal distribution: one is huge where the other is tiny."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from mpmath import mp

from ironlaw._language import NormalCDF
from ironlaw._programs.operations import Operation, operation_of

_LARGE, _LARGEST = 700.0, 709.78  # powers of e that floats hold with ease, and barely
_FAR = -36.0  # beyond it the distribution is close to underflow
_HALF_LOG = 0.5 * math.log(2 * math.pi)


def scaled_normal(power: float, x: float) -> float:
    """Return the product of floats, in what numba compiles as well."""
    if math.isnan(power) or math.isnan(x):
        return math.nan
    near = 0.5 * math.erfc(-x * math.sqrt(0.5))
    if power <= _LARGE and x >= _FAR:
        return math.exp(power) * near
    if x >= _FAR:
        log = power + math.log(near)
    else:
        less = 1.0 / (x * x)
        series = less * (-1.0 + less * (3.0 + less * (-15.0 + less * (105.0 - 945.0 * less))))
        log = power - 0.5 * x * x - math.log(-x) - _HALF_LOG + math.log1p(series)
    return math.inf if log > _LARGEST else math.exp(log)


def portable_scaled(xp: Any, normal: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    """Return the product in a namespace of the array API, from the distribution there."""

    def scaled(power: Any, x: Any) -> Any:
        power, x = (
            one if hasattr(one, "shape") else xp.asarray(one, dtype=xp.float64)
            for one in (power, x)
        )
        is_far = x < _FAR
        tail = xp.where(is_far, x, xp.full_like(x, _FAR))
        less = 1.0 / (tail * tail)
        series = less * (-1.0 + less * (3.0 + less * (-15.0 + less * (105.0 - 945.0 * less))))
        below = power - 0.5 * tail * tail - xp.log(-tail) - _HALF_LOG + xp.log1p(series)
        near = normal(xp.where(is_far, xp.full_like(x, _FAR), x))
        is_plain = ~is_far & (power <= _LARGE)
        log = xp.where(is_far, below, xp.where(is_plain, power, power + xp.log(near)))
        return xp.exp(log) * xp.where(is_plain, near, xp.ones_like(near))

    return scaled


def _array(power: Any, x: Any) -> Any:
    with np.errstate(all="ignore"):
        return portable_scaled(np, NORMAL.array)(np.asarray(power, float), np.asarray(x, float))


NORMAL = operation_of(NormalCDF)
SCALED_NORMAL = Operation(scaled_normal, _array, lambda power, x: mp.exp(power) * mp.ncdf(x))
