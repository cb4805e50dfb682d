"""The numeric rung: what has no closed form is searched over the whole domain and refined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy

from ironlaw._language import LawVariable, Range, Statement, Step, occurs, point
from ironlaw._programs import Point, repeated
from ironlaw._solving.evidence import Piece, Pieces
from ironlaw._solving.grid import grid, whole_crossings
from ironlaw._solving.known import Known
from ironlaw._solving.preimage import preimage
from ironlaw._solving.regimes import ROUNDINGS


def bracket(
    expr: sympy.Expr,
    unknown: LawVariable,
    piece: Piece,
    known: Known,
    *,
    mask: Callable[[Any], Any] | None = None,
) -> Pieces:
    """Find all values of the unknown in its domain by numbers; stuck while some are missing.

    Parameters
    ----------
    expr, unknown, piece, known
        As in every rung.
    mask
        Tells at which values of the unknown to look: where the variables on the way have theirs.

    Examples
    --------
    >>> import ironlaw as il
    >>> x = il.Variable("x")
    >>> (root,) = bracket(x + sympy.sqrt(x), x, Piece.at(sympy.Integer(6)), Known()).found
    >>> float(root.lower)
    4.0
    """
    low, high = known.value(piece.lower), known.value(piece.upper)
    lacking = not known.values.keys() >= expr.free_symbols - {unknown}
    if low is None or high is None or lacking:
        return Pieces(stuck=((expr, piece),))
    evaluate, at = repeated(expr), dict(known.values)

    def function(x: Any) -> Any:
        value = evaluate({**at, unknown: x})
        return value if mask is None else np.where(mask(x), value, np.nan)

    jumps = _jumps(expr, unknown, at)
    ends = preimage(function, (low, high), unknown.domain, extra=jumps)
    return Pieces(tuple(_found((expr, unknown), piece, one) for one in ends))


def _jumps(expr: sympy.Expr, unknown: LawVariable, at: Point) -> Any:
    """Return points on both sides of where a rounding of the unknown jumps."""
    inner = [node.args[0] for node in expr.atoms(*ROUNDINGS) if occurs(node, unknown)]
    found = [whole_crossings(_of_one(one, unknown, at), unknown.domain) for one in inner]
    return np.concatenate(found) if found else np.empty(0)


def _of_one(expr: sympy.Expr, unknown: LawVariable, at: Point) -> Callable[[Any], Any]:
    evaluate = repeated(expr)
    return lambda x: evaluate({**at, unknown: x})


def _found(sides: tuple[sympy.Expr, LawVariable], piece: Piece, ends: tuple[float, float]) -> Piece:
    """Return what the search found as a piece; one that reaches the last point is unbounded."""
    expr, unknown = sides
    lower: sympy.Expr = sympy.Float(ends[0], 17)
    upper: sympy.Expr = sympy.Float(ends[1], 17)
    to = point(lower)
    if ends[0] != ends[1]:
        points, domain = grid(unknown.domain), unknown.domain.to_set()
        lower = domain.inf if ends[0] <= points[0] else lower
        upper = domain.sup if ends[1] >= points[-1] else upper
        to = Range(lower, upper)
    step = Step("numeric", Statement(expr, piece.range), Statement(unknown, to), unknown)
    return piece.after(step).by("numeric")
