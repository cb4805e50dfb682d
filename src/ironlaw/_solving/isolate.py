"""Isolation: invert one operation at a time until the unknown stands alone.

What is inverted is a `Piece`, a value or an interval that an expression must lie in, so that
``floor`` and ``Max`` are inverted as exactly as a product: into intervals and rays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy import Add, Mul, Pow, S
from sympy.core.relational import StrictLessThan

from ironlaw._language import Range, occurs, point
from ironlaw._solving.evidence import EVERYTHING, MINUS_OO, OO, Piece, Pieces, Refusal, moved
from ironlaw._solving.extremes import maximum, minimum
from ironlaw._solving.inverse import Inverted, Part, flipped, mapped, others, positive_parts
from ironlaw._solving.known import Known
from ironlaw._solving.rounding import ceiling, floor


def isolate(expr: sympy.Expr, unknown: sympy.Symbol, piece: Piece, known: Known) -> Pieces:
    """Invert ``expr in piece`` for a symbol, one operation at a time.

    Parameters
    ----------
    expr
        An expression in which the unknown occurs.
    unknown
        The symbol to stand alone.
    piece
        The value or interval that the expression must lie in.
    known
        Values that decide between regimes; where they lack, branches carry conditions.

    Returns
    -------
    Pieces
        Pieces of the unknown; and, stuck, the sub-expressions in which it occurs more than
        once, or in a function without an inverse, each with the piece it must lie in.

    Examples
    --------
    >>> x, b, t = sympy.symbols("x b t", positive=True)
    >>> [p.lower for p in isolate(b / x, x, Piece.at(t), Known()).found]
    [b/t]
    """
    found: list[Piece] = []
    stuck: list[tuple[sympy.Expr, Piece]] = []
    refused: list[Refusal] = []
    work = [(expr, piece)]
    while work:
        current, now = work.pop()
        if current is unknown or (current.is_Symbol and current == unknown):
            found.append(now)
            continue
        inverse = _INVERSES.get(type(current))
        inside = [arg for arg in current.args if occurs(arg, unknown)]
        if inverse is None or len(inside) != 1:
            stuck.append((current, now))
            continue
        for branch in reversed(tuple(inverse(current, inside[0], now, known))):
            (refused if type(branch) is Refusal else work).append(branch)
    return Pieces(tuple(found), tuple(stuck), tuple(refused))


def _add(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    rest = others(expr, inner)
    if piece.is_point and inner.is_Mul and inner.args[0].is_negative:
        to = point(Add(rest, -piece.lower))
        yield -inner, moved(piece, "move", (expr, -inner), to=to, argument=-inner)
        return
    new = mapped(piece.range, lambda end: end if end is OO or end is MINUS_OO else Add(end, -rest))
    yield inner, moved(piece, "subtract", (expr, inner), to=new, argument=rest)


def _mul(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    factor = others(expr, inner)
    if piece.is_point and inner.is_Pow and inner.args[1].is_negative and inner.args[1].is_Number:
        yield _exchange(expr, inner, factor, piece, known)
        return
    sign = known.sign(factor) if known.values or not piece.is_point else 1
    if sign == 0:
        yield _times_zero(expr, inner, piece, known)
        return
    inverse = Pow(factor, -1)

    def scaled(end: sympy.Expr) -> sympy.Expr:
        if end is OO or end is MINUS_OO:
            return -end if sign == -1 else end
        return Mul(end, inverse)

    def divided(to: Range[sympy.Expr], condition: Any = None) -> tuple[sympy.Expr, Piece]:
        nonzero = None if factor.is_Number else factor
        options = {"argument": factor, "condition": condition, "nonzero": nonzero}
        return inner, moved(piece, "divide", (expr, inner), to=to, **options)

    new = mapped(piece.range, scaled)
    if sign is not None or piece.is_point:
        yield divided(flipped(new) if sign == -1 else new)
        return
    yield divided(new, StrictLessThan(0, factor, evaluate=False))
    if not (inner.is_nonnegative and piece.lower.is_nonnegative):
        to = flipped(
            mapped(piece.range, lambda end: -scaled(end) if end in (OO, MINUS_OO) else scaled(end))
        )
        yield divided(to, StrictLessThan(factor, 0, evaluate=False))


Branch = tuple[sympy.Expr, Piece] | Refusal


def _exchange(
    expr: sympy.Expr, inner: sympy.Expr, factor: sympy.Expr, piece: Piece, known: Known
) -> Branch:
    """Turn ``factor/denominator = value`` into ``denominator = factor/value`` in one step."""
    if known.values and known.sign(factor) == 0:
        return _times_zero(expr, inner, piece, known)
    value = piece.lower
    if value is S.Zero or (known.values and known.sign(value) == 0):
        return Refusal("{} is never 0", (expr,))
    base, exponent = inner.args
    denominator = base if exponent is S.NegativeOne else Pow(base, -exponent)
    to = point(Mul(factor, Pow(value, -1)))
    sides, argument = (expr, denominator), (denominator, value)
    return denominator, moved(piece, "exchange", sides, to=to, argument=argument, nonzero=value)


def _times_zero(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Branch:
    low, high = known.order(piece.lower, S.Zero), known.order(piece.upper, S.Zero)
    if low is not None and high is not None and low <= 0 <= high:
        return inner, moved(piece, "divide", (expr, inner), to=EVERYTHING, argument=S.Zero)
    return Refusal("{} is 0 whatever the unknown", (expr,))


def _pow(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    base, exponent = expr.args
    if inner is exponent:
        yield _exponent(expr, piece, known)
        return
    rule, argument = ("reciprocal", None) if exponent is S.NegativeOne else ("root", 1 / exponent)
    roots = (
        [_root_of_value(piece.lower, exponent, known)]
        if piece.is_point
        else [
            (_root(part, exponent, known), condition)
            for part, condition in positive_parts(piece, known, above=known.sign(exponent) == -1)
        ]
    )
    if not roots:
        yield Refusal("a power of a positive number is not negative")
        return
    for new, condition in roots:
        options = {"argument": argument, "condition": condition}
        yield base, moved(piece, rule, (expr, base), to=new, **options)
        if exponent.is_Integer and exponent.is_even and not base.is_nonnegative:
            mirror = point(-new.lower) if new.is_point else flipped(mapped(new, lambda end: -end))
            yield base, moved(piece, "negative root", (expr, base), to=mirror, **options)


def _root_of_value(value: sympy.Expr, exponent: sympy.Expr, known: Known) -> Part:
    if exponent.is_odd and known.sign(value) == -1:
        return point(-Pow(-value, 1 / exponent)), None
    return point(Pow(value, 1 / exponent)), None


def _root(positive: Range[sympy.Expr], exponent: sympy.Expr, known: Known) -> Range[sympy.Expr]:
    """Return what the base of a power must be, which lies in an interval that is not negative."""

    def root(end: sympy.Expr) -> sympy.Expr:
        if end is S.Zero and exponent.is_negative:
            return OO
        if end is OO:
            return S.Zero if exponent.is_negative else OO
        return Pow(end, 1 / exponent)

    new = mapped(positive, root)
    return flipped(new) if known.sign(exponent) == -1 else new


def _exponent(expr: sympy.Expr, piece: Piece, known: Known) -> Branch:
    base, inner = expr.args
    growth = sympy.log(base)
    new = mapped(piece.range, lambda end: _log(end) / growth)
    if not piece.is_point and known.sign(growth) == -1:
        new = flipped(new)
    sides = (expr, inner)
    return inner, moved(piece, "logarithm", sides, to=new, argument=base, nonzero=growth)


def _log(end: sympy.Expr) -> sympy.Expr:
    if end in (OO, MINUS_OO) or end.is_nonpositive:
        return OO if end is OO else MINUS_OO
    return sympy.log(end)


def _exp(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    sign = known.sign(piece.upper)
    if sign is not None and sign <= 0:
        yield Refusal("{} is positive", (expr,))
        return
    yield inner, moved(piece, "log", (expr, inner), to=mapped(piece.range, _log))


def _logarithm(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    new = mapped(piece.range, lambda end: S.Zero if end is MINUS_OO else sympy.exp(end))
    yield inner, moved(piece, "exponential", (expr, inner), to=new)


def _absolute(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    yield inner, moved(piece, "absolute", (expr, inner))
    mirror = flipped(mapped(piece.range, lambda end: -end))
    yield inner, moved(piece, "absolute", (expr, inner), to=mirror)


_INVERSES: dict[Any, Callable[[sympy.Expr, sympy.Expr, Piece, Known], Inverted]] = {
    Add: _add,
    Mul: _mul,
    Pow: _pow,
    sympy.exp: _exp,
    sympy.log: _logarithm,
    sympy.Abs: _absolute,
    sympy.floor: floor,
    sympy.ceiling: ceiling,
    sympy.Max: maximum,
    sympy.Min: minimum,
}
