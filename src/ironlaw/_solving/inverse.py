"""What the inverses of single operations share: their form, and the mapping of intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sympy

from ironlaw._language import Range, point
from ironlaw._solving.evidence import Piece, Refusal

Inverted = Iterator[tuple[sympy.Expr, Piece] | Refusal]


def others(expr: sympy.Expr, inner: sympy.Expr) -> sympy.Expr:
    """Return an operation without one of its arguments."""
    rest = [arg for arg in expr.args if arg is not inner]
    return rest[0] if len(rest) == 1 else expr.func(*rest)


def mapped(old: Range[sympy.Expr], change: Callable[[sympy.Expr], sympy.Expr]) -> Range[sympy.Expr]:
    """Return a range with both ends changed."""
    if old.is_point:
        return point(change(old.lower))
    return Range(change(old.lower), change(old.upper), old.left_open, old.right_open)


def flipped(old: Range[sympy.Expr]) -> Range[sympy.Expr]:
    """Return a range with its ends exchanged, for a change that falls."""
    return Range(old.upper, old.lower, old.right_open, old.left_open)
