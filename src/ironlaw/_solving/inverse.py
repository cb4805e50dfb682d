"""What the inverses of single operations share: their form, and the mapping of intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy
from sympy import Mul, S
from sympy.core.relational import StrictLessThan

from ironlaw._language import Range, point
from ironlaw._solving.evidence import Piece, Refusal
from ironlaw._solving.known import Known

Inverted = Iterator[tuple[sympy.Expr, Piece] | Refusal]
Part = tuple[Range[sympy.Expr], Any]  # of an interval, and the condition of its being one


def others(expr: sympy.Expr, inner: sympy.Expr) -> sympy.Expr:
    """Return an operation without one of its arguments.

    What is left of a maximum or minimum was compared when that was made.
    """
    rest = [arg for arg in expr.args if arg is not inner]
    if len(rest) == 1:
        return rest[0]
    is_extreme = isinstance(expr, (sympy.Max, sympy.Min))
    return expr.func(*rest, evaluate=False) if is_extreme else expr.func(*rest)


def mapped(old: Range[sympy.Expr], change: Callable[[sympy.Expr], sympy.Expr]) -> Range[sympy.Expr]:
    """Return a range with both ends changed."""
    if old.is_point:
        return point(change(old.lower))
    return Range(change(old.lower), change(old.upper), old.left_open, old.right_open)


def flipped(old: Range[sympy.Expr]) -> Range[sympy.Expr]:
    """Return a range with its ends exchanged, for a change that falls."""
    return Range(old.upper, old.lower, old.right_open, old.left_open)


def positive_parts(piece: Piece, known: Known, *, above: bool) -> list[Part]:
    """Return the part of an interval from 0 on, in each case of its ends' signs.

    Where the interval has to hold more than 0, ``above`` is true.
    """
    kind = sympy.Gt if above else sympy.Ge
    low, high = _side(piece.lower, known), _side(piece.upper, known)
    whole, cut = piece.range, piece.range._replace(lower=S.Zero, left_open=False)
    if low == 1:
        return [(whole, None)]
    upper = kind(_moving(piece.upper), 0, evaluate=False) if high is None else None
    if low == -1:
        return [(cut, upper)] if high != -1 else []
    found: list[Part] = [(whole, StrictLessThan(0, _moving(piece.lower), evaluate=False))]
    if high != -1:
        under = sympy.Le(_moving(piece.lower), 0, evaluate=False)
        found.append((cut, under if upper is None else sympy.And(under, upper, evaluate=False)))
    return found


def _side(end: sympy.Expr, known: Known) -> int | None:
    """Return 1 for an end above 0, -1 for one at or below it (an upper end: below), else None."""
    order = known.order(end, S.Zero)
    if order is None and (sign := known.sign(end)) is not None:
        return sign
    return order if order != 0 else 1


def _moving(end: sympy.Expr) -> sympy.Expr:
    """Return an end without its positive factors, which leave its sign alone."""
    return Mul(*(factor for factor in Mul.make_args(end) if not factor.is_positive))
