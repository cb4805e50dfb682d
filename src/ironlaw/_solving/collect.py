"""Unknowns that occur more than once: collect them into a linear or quadratic equation."""

from __future__ import annotations

from enum import Enum

import sympy

from ironlaw._language import (
    LETTERS,
    Quadratic,
    Statement,
    Step,
    is_larger,
    point,
)
from ironlaw._programs import ROUNDINGS
from ironlaw._solving.coefficients import Coefficients, coefficients, remembered_coefficients
from ironlaw._solving.evidence import Piece, Pieces, Refusal
from ironlaw._solving.known import Known
from ironlaw._solving.regimes import EXTREMES, within

_MOST_NODES = 600  # to multiply out more takes long, and nobody could read it
_BOTH = "it has two roots"
_LEVEL = "its square has the coefficient 0"
_ONE = "its roots have opposite signs, and this one is not negative"


def collect(expr: sympy.Expr, unknown: sympy.Symbol, piece: Piece, known: Known) -> Pieces:
    """Solve ``expr = value`` where it is linear or quadratic in the unknown.

    Parameters
    ----------
    expr
        An expression in which the unknown occurs more than once.
    unknown
        The symbol to solve for.
    piece
        A point that the expression must equal.
    known
        Values and signs that choose between two roots.

    Returns
    -------
    Pieces
        One piece per root; stuck where the equation is neither, or the piece an interval.

    Examples
    --------
    >>> x, t = sympy.symbols("x t", positive=True)
    >>> [p.lower for p in collect(x / (1 + x), x, Piece.at(t), Known()).found]
    [t/(1 - t)]
    """
    stuck = Pieces(stuck=((expr, piece),))
    if not piece.is_point or within(expr, unknown, (*EXTREMES, *ROUNDINGS)):
        return stuck
    if is_larger(expr, _MOST_NODES):
        return stuck
    read = remembered_coefficients if known.values else coefficients
    found = read(expr - piece.lower, unknown)
    if found is None:
        return stuck
    if len(found) == 2:
        return Pieces((_divided(expr, unknown, piece, found),))
    numbers = None not in (known.value(part) for part in found)
    roots = _quadratic(found, known, positive=bool(unknown.is_nonnegative) and not numbers)
    if not roots:
        return Pieces(refused=(Refusal("the quadratic has no real root"),))
    why = _LEVEL if roots == [Root.LINEAR] else _BOTH if len(roots) > 1 else _ONE
    pieces = (_solved(expr, unknown, piece, found, (root, why)) for root in roots)
    return Pieces(tuple(pieces))


def _linear(slope: sympy.Expr, constant: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    """Return the two parts of ``-constant/slope``, signed so that few minus signs remain."""
    top, bottom = -constant, slope
    negative = top.could_extract_minus_sign()
    if negative and (bottom.could_extract_minus_sign() or bottom.is_Add):
        top, bottom = -top, -bottom
    return top, bottom


def _quadratic(parts: Coefficients, known: Known, *, positive: bool) -> list[Root]:
    """Return the roots; of a positive unknown the positive one, where signs prove there is one."""
    a, b, c = parts
    sign_a, sign_b, sign_c = _side(a, known), known.sign(b), _side(c, known)
    if sign_a == 0:
        return [Root.LINEAR]
    if known.sign(b**2 - 4 * a * c) == -1:
        return []
    if positive and sign_a is not None and sign_c is not None and sign_a * sign_c < 0:
        if sign_b is not None and sign_b * sign_a > 0:  # avoids the difference of near equals
            return [Root.STABLE_PLUS if sign_a > 0 else Root.STABLE_MINUS]
        return [Root.PLUS if sign_a > 0 else Root.MINUS]
    stable = {1: [Root.MINUS, Root.STABLE_PLUS], -1: [Root.PLUS, Root.STABLE_MINUS]}
    return stable.get(sign_b or 0, [Root.PLUS, Root.MINUS])


class Root(Enum):
    """Which root of a quadratic, written so that no difference of near equals is in it."""

    PLUS = "plus"
    MINUS = "minus"
    STABLE_PLUS = "stable plus"
    STABLE_MINUS = "stable minus"
    LINEAR = "linear"

    def of(self, a: sympy.Expr, b: sympy.Expr, c: sympy.Expr) -> sympy.Expr:
        """Return the root of ``a*x**2 + b*x + c``."""
        if self is Root.LINEAR:
            return -c / b
        root = sympy.sqrt(b**2 - 4 * a * c)
        if self in (Root.PLUS, Root.MINUS):
            return (-b + (root if self is Root.PLUS else -root)) / (2 * a)
        return -2 * c / (b + (root if self is Root.STABLE_PLUS else -root))


def _side(coefficient: sympy.Expr, known: Known) -> int | None:
    """Return a sign; a symbolic coefficient that is only known not to be negative counts as 1."""
    sign = known.sign(coefficient)
    if sign is None and known.value(coefficient) is None:
        if coefficient.is_nonnegative:
            return 1
        return -1 if coefficient.is_nonpositive else None
    return sign


def _divided(expr: sympy.Expr, unknown: sympy.Symbol, piece: Piece, parts: Coefficients) -> Piece:
    """Return the root of a linear equation: its terms collected, then divided."""
    top, bottom = _linear(*parts)
    collected = Statement(bottom * unknown, point(top))
    now = piece.after(Step("collect", piece.about(expr), collected, unknown))
    end = Statement(unknown, point(top / bottom))
    steps = () if bottom is sympy.S.One else (Step("divide", collected, end, bottom),)
    old = now.evidence
    new = old._replace(steps=(*old.steps, *steps), nonzero=(*old.nonzero, parts[0]))
    return Piece(end.range, new).by("linear")


def _solved(
    expr: sympy.Expr,
    unknown: sympy.Symbol,
    piece: Piece,
    parts: Coefficients,
    chosen: tuple[Root, str],
) -> Piece:
    """Return one root of a quadratic equation: its terms collected, then by the formula."""
    a, b, c = parts
    root, why = chosen
    collected = Statement(a * unknown**2 + b * unknown + c, point(sympy.S.Zero))
    now = piece.after(Step("collect", piece.about(expr), collected, unknown))
    end = Statement(unknown, point(root.of(*parts)))
    formula = Quadratic(unknown, parts, root.of(*LETTERS), why)
    now = now.after(Step("quadratic", collected, end, formula))
    new = now.evidence._replace(nonzero=(*now.evidence.nonzero, a))
    return Piece(end.range, new).by("quadratic")
