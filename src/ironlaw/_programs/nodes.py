"""What a node of an expression is to a program: an operation, and what it is applied to.

Sums and logarithms beside 1 are computed from what is beside it, so that they keep their digits;
so are powers of e beside a normal distribution, of which one may overflow and one vanish.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import sympy
from mpmath import mp

from ironlaw._language import NormalCDF
from ironlaw._programs.normal import SCALED_NORMAL
from ironlaw._programs.operations import (
    EXP_LESS_ONE,
    LOG_BESIDE_ONE,
    ONE_LESS_EXP,
    ONE_LESS_POWER,
    POWER_LESS_ONE,
    Operation,
    operation_of,
)


class Part(NamedTuple):
    """A node that is no expression of its own: a part of a sum that is computed together.

    Attributes
    ----------
    operation
        What it does; None of a sum.
    args
        The nodes that it is applied to.
    """

    operation: Operation | None
    args: tuple[Any, ...]


def taken_apart(expr: Any) -> Part:
    """Return what a node that has arguments, and is no product, computes of what.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> taken_apart(sympy.exp(x)).args
    (x,)
    """
    if expr.is_Add:
        return Part(None, _terms(expr.args))
    kind: Any = type(expr)
    if kind is sympy.log and expr.args[0].is_Add and expr.args[0].args[0] is sympy.S.One:
        return Part(LOG_BESIDE_ONE, (Part(None, expr.args[0].args[1:]),))
    operation = operation_of(kind)
    is_whole = operation.taken is None or len(expr.args) == operation.taken
    return Part(operation, expr.args if is_whole else expr.args[: operation.taken])


def factors(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Put together the factors of a product that are computed together.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> part, other = factors((x, sympy.exp(x), NormalCDF(x)))
    >>> part.args, other
    ((x, x), x)
    """
    normal = next((one for one in args if isinstance(one, NormalCDF)), None)
    power = next((one for one in args if isinstance(one, sympy.exp)), None)
    if normal is None or power is None:
        return args
    rest = (one for one in args if one is not normal and one is not power)
    return (Part(SCALED_NORMAL, (power.args[0], normal.args[0])), *rest)


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
    small = Part(None, term.args[0].args[1:])
    return Part(POWER_LESS_ONE if sign > 0 else ONE_LESS_POWER, (small, term.args[1], term))
