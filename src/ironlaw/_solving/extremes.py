"""Undoing Max and Min: which argument binds, and how far the others may go."""

from __future__ import annotations

import sympy
from sympy.core.relational import Equality, StrictLessThan

from ironlaw._language import LawVariable, Range
from ironlaw._solving.evidence import MINUS_OO, OO, Piece, Refusal, moved
from ironlaw._solving.inverse import Inverted, others
from ironlaw._solving.known import Known


def maximum(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    """Undo ``Max(inner, rest) in piece``.

    While ``rest`` is below the lower end, ``inner`` alone must lie in the piece; where it lies
    in the piece itself, ``inner`` only must not pass the upper end; beyond, nothing will do.
    """
    rest, sides = others(expr, inner), (expr, inner)
    low, high, left_open, right_open = piece.range
    to_low, to_high = (
        _placed(known.order(rest, low), -left_open),
        _placed(known.order(rest, high), right_open),
    )
    if to_low is None or to_low < 0:
        below = None if to_low is not None else StrictLessThan(rest, low, evaluate=False)
        bound = moved(piece, "largest", sides, argument=inner, condition=below, regime=inner)
        yield inner, bound
    if to_low is None or (to_low >= 0 and (to_high is None or to_high <= 0)):
        tie = None if to_low is not None else Equality(rest, low, evaluate=False)
        to = Range(MINUS_OO, high, False, right_open)
        rule = "not the largest"
        yield (
            inner,
            moved(piece, rule, sides, to=to, argument=rest, condition=tie, regime=rest),
        )
    if to_high is not None and to_high > 0:
        yield Refusal("{} binds: {} is at least {}", (rest, expr, _shown(rest, known)))


def minimum(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    """Undo ``Min(inner, rest) in piece``: as `maximum`, with every order backwards."""
    rest, sides = others(expr, inner), (expr, inner)
    low, high, left_open, right_open = piece.range
    to_low, to_high = (
        _placed(known.order(rest, low), -left_open),
        _placed(known.order(rest, high), right_open),
    )
    if to_high is None or to_high > 0:
        above = None if to_high is not None else StrictLessThan(high, rest, evaluate=False)
        bound = moved(piece, "smallest", sides, argument=inner, condition=above, regime=inner)
        yield inner, bound
    if to_high is None or (to_high <= 0 and (to_low is None or to_low >= 0)):
        tie = None if to_high is not None else Equality(rest, high, evaluate=False)
        to = Range(low, OO, left_open, False)
        rule = "not the smallest"
        yield (
            inner,
            moved(piece, rule, sides, to=to, argument=rest, condition=tie, regime=rest),
        )
    if to_low is not None and to_low < 0:
        yield Refusal("{} binds: {} is at most {}", (rest, expr, _shown(rest, known)))


def _placed(order: int | None, outside: int) -> int | None:
    """Return where a value is to an end: at an open end it is outside."""
    return outside if order == 0 and outside else order


def _shown(expr: sympy.Expr, known: Known) -> str:
    value = known.value(expr)
    if value is None:
        return str(expr)
    return expr.show(value) if isinstance(expr, LawVariable) else f"{value:.6g}"
