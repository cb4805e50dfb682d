"""Undoing floor and ceiling: a whole number comes from a half-open interval."""

from __future__ import annotations

import math

import sympy

from ironlaw._language import Range
from ironlaw._solving.evidence import MINUS_OO, OO, Piece, Refusal, moved
from ironlaw._solving.inverse import Inverted
from ironlaw._solving.known import Known

_LARGEST = 1.7e308
_HAIR = 1e-3  # what a whole number may be off by, however large it is


def floor(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    """Undo ``floor(inner) in piece``."""
    whole = _whole_ends(expr, piece, known)
    if isinstance(whole, Refusal):
        yield whole
        return
    first, last = whole
    to = Range(first, last + 1, left_open=False, right_open=True)
    yield inner, moved(piece, "floor", (expr, inner), to=to)


def ceiling(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    """Undo ``ceiling(inner) in piece``."""
    whole = _whole_ends(expr, piece, known)
    if isinstance(whole, Refusal):
        yield whole
        return
    first, last = whole
    to = Range(first - 1, last, left_open=True, right_open=False)
    yield inner, moved(piece, "ceiling", (expr, inner), to=to)


def _whole_ends(
    expr: sympy.Expr, piece: Piece, known: Known
) -> tuple[sympy.Expr, sympy.Expr] | Refusal:
    """Return the least and largest whole number in a piece."""
    low, high = known.value(piece.lower), known.value(piece.upper)
    if low is None or high is None:
        return piece.lower, piece.upper
    if math.isnan(low) or math.isnan(high):
        return Refusal("{} has no value to be", (expr,))
    first, last = _round_up(low, piece.range.left_open), _round_down(high, piece.range.right_open)
    if first > last:
        return Refusal("{} takes whole values only, and {:.6g} is not one", (expr, low))
    return _whole(first, low, MINUS_OO), _whole(last, high, OO)


def _whole(value: int, end: float, infinite: sympy.Expr) -> sympy.Expr:
    """Return a whole number exactly while it is small; powers of a huge one would never end."""
    if abs(end) >= 1e300:
        return infinite
    return sympy.Integer(value) if abs(value) < 10**15 else sympy.Float(value)


def _round_up(value: float, strict: bool) -> int:
    if math.isinf(value):
        return int(math.copysign(_LARGEST, value))
    nearest = round(value)
    if abs(value - nearest) <= min(1e-9 * max(1.0, abs(nearest)), _HAIR):
        return nearest + strict
    return int(value // 1) + 1


def _round_down(value: float, strict: bool) -> int:
    return -_round_up(-value, strict)
