"""What a node of an expression computes: on plain floats, on arrays, and with many digits.

Sums and logarithms beside 1 are computed from what is beside it, so that they keep their digits.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache, reduce
from operator import add, mul
from typing import Any, NamedTuple

import numpy as np
import sympy
from mpmath import mp

_X = sympy.Symbol("x")
NEAR = 0.5  # a logarithm, or what is added to 1, below which a power less one keeps digits


class Operation(NamedTuple):
    """A function of the values of a node's arguments.

    Attributes
    ----------
    scalar, array
        The function of plain floats, which never raises, and that of arrays, or both.
    exact
        The function of mpmath's numbers, which may raise; None where there is none.
    infix
        The sign between its arguments, if Python has one that does the same.
    """

    scalar: Callable[..., Any]
    array: Callable[..., Any]
    exact: Callable[..., Any] | None
    infix: str = ""


class Part(NamedTuple):
    """A node that is no expression of its own: a part of a sum that is computed together."""

    operation: Operation
    args: tuple[Any, ...]


def taken_apart(expr: Any) -> Part:
    """Return what a node that has arguments, and is no piecewise function, computes of what.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> taken_apart(sympy.exp(x)).args
    (x,)
    """
    kind: Any = type(expr)
    if kind is sympy.Add:
        return Part(SUM, _terms(expr.args))
    if kind is sympy.log and expr.args[0].is_Add and expr.args[0].args[0] is sympy.S.One:
        return Part(LOG_BESIDE_ONE, expr.args[0].args[1:])
    operation = _OPERATIONS.get(kind)
    if operation is not None or hasattr(kind, "_imp_"):
        return Part(operation or _own(kind), expr.args)
    return Part(_of_sympy(kind), expr.args[:1])  # Heaviside has another, its value at 0


def constant(leaf: Any) -> float:
    """Return the value of a leaf that is no symbol; nan of an infinity without direction."""
    if isinstance(leaf, sympy.Rational):
        return float(leaf.p) if leaf.q == 1 else leaf.p / leaf.q
    return float(leaf) if isinstance(leaf, (sympy.Number, sympy.NumberSymbol)) else math.nan


def exact_constant(leaf: Any) -> Any:
    """Return the value of a leaf that is no symbol, with all digits of the working precision."""
    if isinstance(leaf, sympy.Rational):
        return mp.mpf(leaf.p) / leaf.q
    if not isinstance(leaf, (sympy.Number, sympy.NumberSymbol)):
        return mp.nan
    if not leaf.is_finite:
        return mp.mpf(float(leaf))
    return mp.mpf(leaf.evalf(mp.dps)._mpf_)  # type: ignore[attr-defined]


def _terms(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Put together a 1 and what cancels with it; a number comes first in SymPy's sums."""
    one, *terms = args
    if one is sympy.S.One or one is sympy.S.NegativeOne:
        for index, term in enumerate(terms):
            part = _less_one(term, -one.p)
            if part is not None:
                return (part, *terms[:index], *terms[index + 1 :])
    return args


def _less_one(term: Any, sign: int) -> Part | None:
    """Return ``exp(x) - 1`` or a power of ``1 + x`` less one, which cancel for small x.

    Of a sign -1, one less the term; None of any other term.
    """
    if sign < 0:
        if not term.is_Mul or len(term.args) != 2 or term.args[0] is not sympy.S.NegativeOne:
            return None
        term = term.args[1]
    if isinstance(term, sympy.exp):
        return Part(EXP_LESS_ONE if sign > 0 else ONE_LESS_EXP, term.args)
    if not term.is_Pow or not term.args[0].is_Add or term.args[0].args[0] is not sympy.S.One:
        return None
    small = Part(SUM, term.args[0].args[1:])
    return Part(POWER_LESS_ONE if sign > 0 else ONE_LESS_POWER, (small, term.args[1], term))


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


@lru_cache(maxsize=256)
def _own(kind: Any) -> Operation:
    """Return the operation of a function of this project, which knows its numbers itself."""

    def exact(*args: Any) -> Any:
        value = kind(*(sympy.Float._new(arg._mpf_, mp.prec) for arg in args)).evalf(mp.dps)
        return mp.mpf(value._mpf_) if value.is_Float else mp.mpf(value)

    return Operation(_quiet(kind._imp_), kind._imp_, exact)


@lru_cache(maxsize=256)
def _of_sympy(kind: Any) -> Operation:
    function = sympy.lambdify(_X, kind(_X), "numpy")
    return Operation(_quiet(function), function, None)


def _quiet(function: Callable[..., Any]) -> Callable[..., float]:
    def scalar(*args: float) -> float:
        with np.errstate(all="ignore"):
            return float(function(*args))

    return scalar


def _plus(*args: Any) -> Any:
    return reduce(add, args)


def _times(*args: Any) -> Any:
    return reduce(mul, args)


SUM = Operation(_plus, _plus, _plus, "+")
_LOG1P = _no_error(math.log1p, pole=-1.0)
LOG_BESIDE_ONE = Operation(
    lambda *terms: _LOG1P(reduce(add, terms)),
    lambda *terms: np.log1p(reduce(add, terms)),
    lambda *terms: mp.log1p(reduce(add, terms)),
)
EXP_LESS_ONE, ONE_LESS_EXP = _both_ways(_no_error(math.expm1), np.expm1, mp.expm1)
POWER_LESS_ONE, ONE_LESS_POWER = _both_ways(
    _power_less_one, _power_less_one_array, lambda _small, _power, whole: whole - 1
)
_OPERATIONS: dict[type, Operation] = {
    sympy.Mul: Operation(_times, _times, _times, "*"),
    sympy.Pow: Operation(_power, np.power, mp.power),
    sympy.Max: Operation(max, lambda *args: reduce(np.maximum, args), max),
    sympy.Min: Operation(min, lambda *args: reduce(np.minimum, args), min),
    sympy.exp: Operation(_no_error(math.exp), np.exp, mp.exp),
    sympy.log: Operation(_no_error(math.log, pole=0.0), np.log, mp.log),
    sympy.floor: Operation(_step(math.floor), _step_array(np.floor), mp.floor),
    sympy.ceiling: Operation(_step(math.ceil), _step_array(np.ceil), mp.ceil),
}


def operation_of(kind: Any) -> Operation:
    """Return what a kind of node computes."""
    return _OPERATIONS.get(kind) or _of_sympy(kind)
