"""Undoing Max and Min: which argument binds, and how far the others may go."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import sympy

from ironlaw._language import LawVariable, Range
from ironlaw._solving.evidence import MINUS_OO, OO, Piece, Refusal, moved
from ironlaw._solving.inverse import Inverted, others
from ironlaw._solving.known import Known

_ROUNDING = 1e-15
_HAIR = 1e-12
_HAIR_OF_WIDTH = 0.01
_NEAR = 0.05  # relative gap beyond which the error of rounding is not asked for: it takes long
_LEAST = 1e-300


class _Case(NamedTuple):
    """What stands of an extreme, from the side of the argument that is not inverted.

    Attributes
    ----------
    rule, word
        How the step and a refusal name it.
    apart
        Whether the other argument leaves the piece to the inverted one; or the condition for it.
    out
        Whether the other argument puts the extreme out of the piece; or the condition for it.
    inside
        The condition for the other argument to lie in the piece; None where it is known.
    to
        What the inverted argument must lie in then.
    """

    rule: str
    word: str
    apart: Any
    out: Any
    inside: Any
    to: Range[sympy.Expr]


def maximum(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    """Undo ``Max(inner, rest) in piece``.

    While ``rest`` is below the piece, ``inner`` alone must lie in it; where ``rest`` lies in the
    piece itself, ``inner`` only must not pass the upper end; where it is above, nothing will do.
    Where values lack that would tell, each of the first two is a branch with its condition.
    """
    rest, within = others(expr, inner), piece.range
    below, above = _below(rest, within, known), _above(rest, within, known)
    to = Range(MINUS_OO, within.upper, False, within.right_open)
    case = _Case("largest", "least", below, above, _inside(below, above), to)
    yield from _branches((expr, inner), piece, known, case=case)


def minimum(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    """Undo ``Min(inner, rest) in piece``: as `maximum`, with every order backwards."""
    rest, within = others(expr, inner), piece.range
    below, above = _below(rest, within, known), _above(rest, within, known)
    to = Range(within.lower, OO, within.left_open, False)
    case = _Case("smallest", "most", above, below, _inside(below, above), to)
    yield from _branches((expr, inner), piece, known, case=case)


def _branches(
    sides: tuple[sympy.Expr, sympy.Expr], piece: Piece, known: Known, *, case: _Case
) -> Inverted:
    (expr, inner), rest = sides, others(*sides)
    rule, word, apart, out, inside, to = case
    if out is True:
        yield Refusal("{} binds: {} is at {} {}", (rest, expr, word, _shown(rest, known)))
        return
    if apart is not False:
        condition = None if apart is True else apart
        yield inner, moved(piece, rule, sides, argument=inner, condition=condition, regime=inner)
    if apart is not True:
        rule = f"not the {rule}"
        yield inner, moved(piece, rule, sides, to=to, argument=rest, condition=inside, regime=rest)


def _order(rest: sympy.Expr, end: sympy.Expr, within: Range[sympy.Expr], known: Known) -> Any:
    """Return the order of a value and an end of what has to be met; None where it is not known.

    With a single value to be met, they tie within the tolerance of givens, and within what
    rounding on their way may have made of them; with an interval, within rounding. Where rounding
    is as wide as the interval, no order can be told, and the value is taken to lie inside.
    """
    if within.is_point:
        return 0 if _is_tie(rest, end, known) else known.order(rest, end)
    low, high = known.value(within.lower), known.value(within.upper)
    if low is None or high is None or not math.isfinite(high - low):
        return known._replace(rtol=_HAIR).order(rest, end)
    size = max(abs(low), abs(high))
    order = known._replace(rtol=min(_HAIR, 1e-6 * (high - low) / size)).order(rest, end)
    value = known.value(rest)
    if value is not None and size * _ROUNDING > _HAIR_OF_WIDTH * (high - low):
        beside = abs(value - low) <= 2 * (high - low) + size * _ROUNDING
        return (1 if end is within.lower else -1) if beside else order
    return order


def _is_tie(rest: sympy.Expr, end: sympy.Expr, known: Known) -> bool:
    """Tell whether two values are near each other, and rounding may be all that sets them apart."""
    one, other = known.value(rest), known.value(end)
    if known.error is None or one is None or other is None:
        return False
    gap = abs(one - other)
    if not known.rtol < gap / max(abs(one), abs(other), _LEAST) < _NEAR:
        return False
    return gap <= known.error(rest) + known.error(end)


def _below(rest: sympy.Expr, within: Range[sympy.Expr], known: Known) -> Any:
    """Tell whether a value lies below a range; the condition for that where it is not known."""
    order = _order(rest, within.lower, within, known)
    if order is not None:
        return order < 0 or (order == 0 and within.left_open)
    kind = sympy.Le if within.left_open else sympy.Lt
    return kind(rest, within.lower, evaluate=False)


def _above(rest: sympy.Expr, within: Range[sympy.Expr], known: Known) -> Any:
    """Tell whether a value lies above a range; the condition for that where it is not known."""
    order = _order(rest, within.upper, within, known)
    if order is not None:
        return order > 0 or (order == 0 and within.right_open)
    kind = sympy.Le if within.right_open else sympy.Lt
    return kind(within.upper, rest, evaluate=False)


def _inside(below: Any, above: Any) -> Any:
    """Return the condition for being neither below nor above; None where that is known."""
    parts = [_not(one) for one in (below, above) if not isinstance(one, bool)]
    if len(parts) == 2 and {*parts[0].args} == {*parts[1].args}:
        return sympy.Eq(*parts[1].args, evaluate=False)  # of a single value
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else sympy.And(*parts, evaluate=False)


def _not(order: sympy.Rel) -> sympy.Rel:
    """Return the opposite of an order: ``a < b`` becomes ``b <= a``."""
    kind = sympy.Lt if isinstance(order, sympy.Le) else sympy.Le
    return kind(order.rhs, order.lhs, evaluate=False)


def _shown(expr: sympy.Expr, known: Known) -> str:
    value = known.value(expr)
    if value is None:
        return str(expr)
    return expr.show(value) if isinstance(expr, LawVariable) else f"{value:.6g}"
