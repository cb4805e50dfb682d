"""The value of an expression at a point, in plain floats or NumPy arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import reduce
from operator import add, mul
from typing import Any

import numpy as np
import sympy
from sympy.functions.elementary.integers import RoundFunction

_X = sympy.Symbol("x")
_NEAR = 0.5  # a logarithm, or what is added to 1, below which a power less one keeps digits
Point = Mapping[Any, Any]  # floats or arrays, by variable or by a whole subexpression


def number(expr: sympy.Basic, point: Point) -> Any:
    """Return an expression's value; nan where it has none.

    Parameters
    ----------
    expr
        An expression whose symbols are all in ``point``.
    point
        Floats or arrays in base units, by symbol.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> number(sympy.Max(x**2, 3), {x: 2.0})
    4.0
    """
    known = point.get(expr)
    if known is not None:
        return known
    rule = _RULES.get(type(expr))
    if rule is None:
        rule = _RULES[type(expr)] = _rule_for(expr)
    return rule(expr, point)


def _symbol(expr: Any, point: Point) -> Any:
    return point[expr]


def _float(expr: Any, _: Point) -> float:
    return float(expr)


def _no_number(_expr: Any, _: Point) -> float:
    return math.nan  # an infinity without direction, an imaginary unit


def _rational(expr: Any, _: Point) -> float:
    return float(expr.p) if expr.q == 1 else expr.p / expr.q


def _sum(expr: Any, point: Point) -> Any:
    one, *terms = expr.args
    if one is sympy.S.One or one is sympy.S.NegativeOne:  # a number comes first
        for index, term in enumerate(terms):
            found = _less_one(term, -one.p, point)
            if found is not None:
                rest = (number(terms[i], point) for i in range(len(terms)) if i != index)
                return reduce(add, rest, found)
    return reduce(add, (number(arg, point) for arg in expr.args))


def _less_one(term: Any, sign: int, point: Point) -> Any:
    """Return ``exp(x) - 1`` or a power of ``1 + x`` less one, which cancel for small x.

    Of a sign -1, one less the term; None of any other term.
    """
    if sign < 0:
        if not term.is_Mul or len(term.args) != 2 or term.args[0] is not sympy.S.NegativeOne:
            return None
        term = term.args[1]
    if isinstance(term, sympy.exp):
        with np.errstate(all="ignore"):
            return sign * _plain(np.expm1(number(term.args[0], point)))
    if not term.is_Pow or not term.args[0].is_Add or term.args[0].args[0] is not sympy.S.One:
        return None
    small = reduce(add, (number(arg, point) for arg in term.args[0].args[1:]))
    power = number(term.args[1], point)
    with np.errstate(all="ignore"):
        log = power * np.log1p(small)
        is_near = (np.abs(log) < _NEAR) | (np.abs(small) < _NEAR)
        less = np.where(is_near, np.expm1(log), number(term, point) - 1.0)
    return sign * _plain(less)


def _logarithm(expr: Any, point: Point) -> Any:
    """Return a logarithm, which keeps its digits beside 1."""
    inner = expr.args[0]
    if not inner.is_Add or inner.args[0] is not sympy.S.One:
        return _LOGARITHM(expr, point)
    small = reduce(add, (number(arg, point) for arg in inner.args[1:]))
    with np.errstate(all="ignore"):
        return _plain(np.log1p(small))


def _power(expr: Any, point: Point) -> Any:
    base, exponent = number(expr.args[0], point), number(expr.args[1], point)
    if isinstance(base, np.ndarray) or isinstance(exponent, np.ndarray):
        with np.errstate(all="ignore"):
            return np.power(base, exponent)
    try:
        return math.pow(base, exponent)
    except ValueError:
        return math.inf if base == 0 else math.nan
    except OverflowError:
        return math.inf


def _folded(pair: Any) -> Callable[[Any, Point], Any]:
    def rule(expr: Any, point: Point) -> Any:
        return reduce(pair, (number(arg, point) for arg in expr.args))

    return rule


def _max(a: Any, b: Any) -> Any:
    return np.maximum(a, b) if isinstance(a, np.ndarray) or isinstance(b, np.ndarray) else max(a, b)


def _min(a: Any, b: Any) -> Any:
    return np.minimum(a, b) if isinstance(a, np.ndarray) or isinstance(b, np.ndarray) else min(a, b)


def _elementwise(scalar: Callable[[float], float], array: Any) -> Callable[[Any, Point], Any]:
    def rule(expr: Any, point: Point) -> Any:
        value = number(expr.args[0], point)
        if isinstance(value, np.ndarray):
            with np.errstate(all="ignore"):
                return array(value)
        try:
            return float(scalar(value))
        except OverflowError:
            return math.inf
        except ValueError:
            return -math.inf if scalar is math.log and value == 0 else math.nan

    return rule


def _step(rounding: Callable[[Any], Any]) -> Callable[[Any, Point], Any]:
    """Round to whole numbers, taking a value a hair off a whole number for that number.

    A hair is the rounding that a formula may make: a share of 1e-12, and never over a millionth
    but for the last digits of a float.
    """

    def rule(expr: Any, point: Point) -> Any:
        value = number(expr.args[0], point)
        with np.errstate(all="ignore"):
            near = np.round(value)
            size = np.abs(near)
            hair = np.maximum(np.minimum(1e-12 * size, 1e-6), 1e-15 * size)
            snapped = np.where(np.abs(value - near) <= hair, near, rounding(value))
        return snapped if isinstance(value, np.ndarray) else float(snapped)

    return rule


def _pieces(expr: Any, point: Point) -> Any:
    for value, condition in expr.args:
        if condition == True or _holds(condition, point):  # noqa: E712 (SymPy's own true)
            return number(value, point)
    return math.nan


def _holds(condition: Any, point: Point) -> bool:
    if isinstance(condition, sympy.And):
        return all(_holds(part, point) for part in condition.args)
    if isinstance(condition, sympy.Or):
        return any(_holds(part, point) for part in condition.args)
    difference = number(condition.lhs - condition.rhs, point)
    return bool(condition.func(sympy.Float(difference), 0))


def _custom(expr: Any, point: Point) -> Any:
    with np.errstate(all="ignore"):
        return _plain(type(expr)._imp_(*(number(arg, point) for arg in expr.args)))


def _plain(value: Any) -> Any:
    """Return a scalar as a plain float, which overflows and fails without a warning."""
    return value if isinstance(value, np.ndarray) and value.ndim else float(value)


def _rule_for(expr: sympy.Basic) -> Callable[[Any, Point], Any]:
    if isinstance(expr, sympy.Symbol):
        return _symbol
    if hasattr(type(expr), "_imp_"):
        return _custom
    if isinstance(expr, sympy.Rational):
        return _rational  # one, a half and the like have types of their own
    if not isinstance(expr, sympy.Function):
        return _float if isinstance(expr, (sympy.Number, sympy.NumberSymbol)) else _no_number
    if isinstance(expr, RoundFunction):
        return _step(np.floor if isinstance(expr, sympy.floor) else np.ceil)
    function = sympy.lambdify(_X, expr.func(_X), "numpy")
    return lambda one, point: _plain(function(number(one.args[0], point)))


_LOGARITHM = _elementwise(math.log, np.log)
_RULES: dict[type, Callable[[Any, Point], Any]] = {
    sympy.Float: _float,
    sympy.Integer: _rational,
    sympy.Rational: _rational,
    sympy.Add: _sum,
    sympy.Mul: _folded(mul),
    sympy.Pow: _power,
    sympy.Max: _folded(_max),
    sympy.Min: _folded(_min),
    sympy.exp: _elementwise(math.exp, np.exp),
    sympy.log: _logarithm,
    sympy.floor: _step(np.floor),
    sympy.ceiling: _step(np.ceil),
    sympy.Piecewise: _pieces,
}
