"""What one line of a program does: on plain floats, on arrays, and with many digits."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import sympy
from mpmath import mp

_X = sympy.Symbol("x")
NEAR = 0.5  # a logarithm, or what is added to 1, below which a power less one keeps digits


class Operation(NamedTuple):
    """A function of one or two values, sometimes more.

    Attributes
    ----------
    scalar, array
        The function of plain floats, which never raises, and that of arrays, or both.
    exact
        The function of mpmath's numbers, which may raise; None where there is none.
    infix
        The sign between its arguments, or before its one, if Python has one that does the same.
    is_symmetric
        Whether the order of its two arguments is of no matter.
    taken
        How many of a node's arguments it takes; None for all.
    kind
        The class of nodes that it belongs to, where that knows its own slope.
    """

    scalar: Callable[..., Any]
    array: Callable[..., Any]
    exact: Callable[..., Any] | None
    infix: str = ""
    is_symmetric: bool = False
    taken: int | None = None
    kind: Any = None


def _no_error(function: Callable[..., float], *, pole: float = math.nan) -> Any:
    """Return a function that overflows, is -inf at its pole, and else is no number."""

    def scalar(value: float) -> float:
        try:
            return function(value)
        except OverflowError:
            return math.inf
        except ValueError:
            return -math.inf if value == pole else math.nan

    return scalar


def _quotient(above: float, below: float) -> float:
    try:
        return above / below
    except ZeroDivisionError:
        return above * math.copysign(math.inf, below)  # nan of 0/0


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except ValueError:
        return math.inf if base == 0 else math.nan
    except OverflowError:
        return math.inf


def _power_less_one(small: float, power: float, whole: float) -> float:
    try:
        log = power * math.log1p(small)
        if abs(log) < NEAR or abs(small) < NEAR:
            return math.expm1(log)
    except OverflowError:
        return math.inf
    except ValueError:
        pass
    return whole - 1.0


def _power_less_one_array(small: Any, power: Any, whole: Any) -> Any:
    log = power * np.log1p(small)
    is_near = (np.abs(log) < NEAR) | (np.abs(small) < NEAR)
    return np.where(is_near, np.expm1(log), whole - 1.0)


def hair(near: Any, least: Callable[..., Any], most: Callable[..., Any]) -> Any:
    """Return how far beside a whole number rounding may put a value that is this number.

    A share of 1e-12, and never over a millionth but for the last digits of a float.
    """
    size = abs(near)
    return most(least(1e-12 * size, 1e-6), 1e-15 * size)


def _step_array(rounding: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def array(value: Any) -> Any:
        near = np.round(value)
        is_near = np.abs(value - near) <= hair(near, np.minimum, np.maximum)
        return np.where(is_near, near, rounding(value))

    return array


def _step(rounding: Callable[[float], int]) -> Callable[[float], float]:
    def scalar(value: float) -> float:
        if not math.isfinite(value):
            return value
        near = round(value)
        return float(near if abs(value - near) <= hair(near, min, max) else rounding(value))

    return scalar


def _negative(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: -function(*args)


def _both_ways(scalar: Any, array: Any, exact: Any) -> tuple[Operation, Operation]:
    turned = Operation(_negative(scalar), _negative(array), _negative(exact))
    return Operation(scalar, array, exact), turned


def _quiet(function: Callable[..., Any]) -> Callable[..., float]:
    def scalar(*args: float) -> float:
        with np.errstate(all="ignore"):
            return float(function(*args))

    return scalar


def _side(value: float) -> float:
    return 0.5 if value == 0.0 else (1.0 if value > 0.0 else 0.0)


def _gap(one: float, other: float) -> float:
    if one == other:
        return 0.0
    return abs(one - other) / max(abs(one), abs(other))


def _gap_array(one: Any, other: Any) -> Any:
    gap = np.abs(one - other) / np.maximum(np.abs(one), np.abs(other))
    return np.where(np.equal(one, other), 0.0, gap)


def _ordered(array: Any, scalar: Any) -> Operation:
    """Return a comparison, as 1 where it holds and 0 where not."""
    return Operation(
        lambda left, right: float(scalar(left, right)),
        lambda left, right: np.where(array(left, right), 1.0, 0.0),
        None,
    )


ADD = Operation(operator.add, np.add, operator.add, "+", is_symmetric=True)
SUBTRACT = Operation(operator.sub, np.subtract, operator.sub, "-")
MULTIPLY = Operation(operator.mul, np.multiply, operator.mul, "*", is_symmetric=True)
ABSORB = Operation(  # a product that is 0 where its first factor is, whatever the second
    lambda one, other: one * other if one else 0.0,
    lambda one, other: np.where(np.equal(one, 0.0), 0.0, one * other),
    lambda one, other: one * other if one else one,
)
DIVIDE = Operation(_quotient, np.divide, operator.truediv, "/")
NEGATE = Operation(operator.neg, np.negative, operator.neg, "-")
POWER = Operation(_power, np.power, mp.power)
ROOT = Operation(_no_error(math.sqrt), np.sqrt, mp.sqrt)
EXP = Operation(_no_error(math.exp), np.exp, mp.exp)
LOG = Operation(_no_error(math.log, pole=0.0), np.log, mp.log)
LOG_BESIDE_ONE = Operation(_no_error(math.log1p, pole=-1.0), np.log1p, mp.log1p)
EXP_LESS_ONE, ONE_LESS_EXP = _both_ways(_no_error(math.expm1), np.expm1, mp.expm1)
POWER_LESS_ONE, ONE_LESS_POWER = _both_ways(
    _power_less_one, _power_less_one_array, lambda _small, _power, whole: whole - 1
)
MAXIMUM = Operation(max, np.maximum, max, is_symmetric=True)
MINIMUM = Operation(min, np.minimum, min, is_symmetric=True)
FLOOR = Operation(_step(math.floor), _step_array(np.floor), mp.floor)
CEILING = Operation(_step(math.ceil), _step_array(np.ceil), mp.ceil)
HEAVISIDE = Operation(_side, lambda value: np.heaviside(value, 0.5), None, taken=1)
GAP = Operation(_gap, _gap_array, None, is_symmetric=True)  # the relative one
CHOOSE = Operation(  # the second where the first is true, else the third
    lambda holds, one, other: one if holds else other,
    np.where,
    None,
)
COMPARE = {
    sympy.Lt: _ordered(np.less, operator.lt),
    sympy.Le: _ordered(np.less_equal, operator.le),
    sympy.Gt: _ordered(np.greater, operator.gt),
    sympy.Ge: _ordered(np.greater_equal, operator.ge),
    sympy.Eq: _ordered(np.equal, operator.eq),
    sympy.Ne: _ordered(np.not_equal, operator.ne),
}
_OPERATIONS: dict[type, Operation] = {
    sympy.Max: MAXIMUM,
    sympy.Min: MINIMUM,
    sympy.exp: EXP,
    sympy.log: LOG,
    sympy.floor: FLOOR,
    sympy.ceiling: CEILING,
    sympy.Heaviside: HEAVISIDE,
}


@lru_cache(maxsize=256)
def operation_of(kind: Any) -> Operation:
    """Return what a kind of node computes."""
    found = _OPERATIONS.get(kind)
    if found is not None:
        return found
    return _own(kind) if hasattr(kind, "_imp_") else _of_sympy(kind)


def _own(kind: Any) -> Operation:
    """Return the operation of a function of this project, which knows its numbers itself."""

    def exact(*args: Any) -> Any:
        value = kind(*(sympy.Float._new(arg._mpf_, mp.prec) for arg in args)).evalf(mp.dps)
        return mp.mpf(value._mpf_) if value.is_Float else mp.mpf(value)

    return Operation(_quiet(kind._imp_), kind._imp_, exact, kind=kind)


def _of_sympy(kind: Any) -> Operation:
    function = sympy.lambdify(_X, kind(_X), "numpy")
    return Operation(_quiet(function), function, None, taken=1, kind=kind)
