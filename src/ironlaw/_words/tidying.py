"""The form of a formula that is easiest to read: one fraction where fractions nest."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sympy

from ironlaw._language import LawVariable, is_larger
from ironlaw._programs import number
from ironlaw._words.base_two import in_base_two
from ironlaw._words.folding import Measured

_LARGE = 70  # nodes; what is larger takes too long to be brought to other forms
_DEEP = 2
_NEST, _MINUS = 3.0, 2.0  # in letters
_FUNCTION = 0.5
_BETTER = 0.5
_ALIKE = 1e-9


@lru_cache(maxsize=4096)
def tidied(expr: sympy.Expr) -> sympy.Expr:
    """Return the form of a formula that is easiest to read; itself where none is easier.

    Other forms are looked at where fractions nest or a symbol stands twice; nothing is expanded.

    Examples
    --------
    >>> a, b = sympy.symbols("a b", positive=True)
    >>> tidied((1 - a + (a - 1) / b) / 2)
    -(a - 1)*(b - 1)/(2*b)
    """
    if is_larger(expr, _LARGE) or expr.atoms(Measured) or not _is_tangled(expr):
        return expr
    best, least = expr, _cost(in_base_two(expr))
    for form in _forms(in_base_two(expr)):
        cost = _cost(form)
        if cost < least - _BETTER and _is_same(form, expr):
            best, least = form, cost
    return best


def _is_tangled(expr: Any) -> bool:
    if depth(expr) >= _DEEP or expr.find(_is_quotient):
        return True
    return any(expr.count(one) > 1 for one in expr.free_symbols)


def _is_quotient(node: Any) -> bool:
    """Tell whether a function has a quotient for its name on paper."""
    return hasattr(node, "quotient") and bool(node.args)


def _forms(expr: Any) -> Iterator[Any]:
    plain = expr.replace(_is_quotient, lambda one: sympy.factor_terms(one.quotient))
    yield sympy.factor_terms(plain)
    whole = sympy.together(plain)
    yield whole
    yield sympy.factor_terms(whole)
    top, bottom = (sympy.factor_terms(part) for part in sympy.fraction(whole))
    yield top / bottom
    if plain.has(sympy.log):
        yield (top / bottom).replace(  # type: ignore[attr-defined]
            lambda one: one.is_Add, _one_logarithm
        )
    if not plain.atoms(sympy.Function) and plain.is_rational_function(*plain.free_symbols):
        yield plain.factor()


def _one_logarithm(total: Any) -> Any:
    """Return a sum with its logarithms as one, of a quotient."""
    logs = {one: one.args[0] for one in total.args if isinstance(one, sympy.log)}
    logs |= {one: 1 / (-one).args[0] for one in total.args if isinstance(-one, sympy.log)}
    rest = [one for one in total.args if one not in logs]
    return sympy.Add(sympy.log(sympy.Mul(*logs.values())), *rest) if len(logs) > 1 else total


def _cost(expr: Any) -> float:
    """Return how hard a formula is to read: what stands in it, nested fractions, a minus."""
    nested = max(depth(expr.replace(_is_quotient, lambda one: one.quotient)) - 1, 0)
    return _leaves(expr) + _NEST * nested + _MINUS * _is_behind_minus(expr)


def _leaves(expr: Any) -> float:
    """Return how many numbers and symbols stand in a formula."""
    if not expr.args:
        return 1.0
    if _is_quotient(expr):
        return _leaves(expr.quotient)
    unseen = (expr.is_Mul and sympy.S.NegativeOne in expr.args) + (
        expr.is_Pow and abs(expr.exp) in (sympy.S.One, sympy.S.Half)
    )
    return sum(map(_leaves, expr.args)) - unseen + (_FUNCTION if expr.is_Function else 0.0)


def _is_behind_minus(expr: Any) -> bool:
    """Tell whether a minus has to stand in front: no sum takes it in."""
    if not expr.is_Mul or not expr.as_coeff_Mul()[0].is_negative:
        return False
    return not any(one.is_Add for one in expr.args)


def depth(expr: Any) -> int:
    """Return how many fractions stand inside each other; those in a function stand for themselves.

    Examples
    --------
    >>> a, b = sympy.symbols("a b")
    >>> depth(a / (1 + 1 / b)), depth(a / sympy.log(1 / b))
    (2, 1)
    """
    if not expr.args or expr.is_Function:
        return 0
    if not (expr.is_Mul or expr.is_Pow):
        return max(map(depth, expr.args))
    top, bottom = sympy.fraction(expr)
    if bottom is sympy.S.One:
        return max(map(depth, expr.args))
    sides = [side for side in (top, bottom) if side != expr]
    parts = [arg for side in sides for arg in (side.args if side.is_Mul else (side,))]
    return 1 + max(map(depth, parts), default=0)


def _is_same(one: sympy.Expr, other: sympy.Expr) -> bool:
    """Tell whether two forms have one value at a few points."""
    symbols = sorted(other.free_symbols | one.free_symbols, key=str)
    rng = random.Random(7)
    for _ in range(3):
        point = {v: _drawn(v, rng) for v in symbols}
        left, right = (float(number(x, point)) for x in (one, other))
        if math.isfinite(left) != math.isfinite(right):
            return False
        if math.isfinite(left) and not math.isclose(left, right, rel_tol=_ALIKE):
            return False
    return True


def _drawn(symbol: Any, rng: random.Random) -> float:
    if isinstance(symbol, LawVariable) and math.isfinite(symbol.domain.upper):
        low = max(symbol.domain.lower, symbol.domain.upper - 1.0)
        return low + (symbol.domain.upper - low) * rng.uniform(0.1, 0.9)
    return rng.uniform(1.1, 3.0)
