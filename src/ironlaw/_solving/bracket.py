"""The numeric rung: what has no closed form is searched over the whole domain and refined."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import sympy

from ironlaw._language import LawVariable, Range, Statement, Step, nodes, occurs, point, replaced
from ironlaw._programs import ROUNDINGS, Point, number
from ironlaw._solving.evidence import Piece, Pieces, Refusal
from ironlaw._solving.grid import grid, whole_crossings
from ironlaw._solving.known import Known
from ironlaw._solving.preimage import preimage
from ironlaw._solving.unbroken import holds_exactly, unbroken


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
    at = dict(known.values)

    def function(x: Any) -> Any:
        value = number(expr, {**at, unknown: x})
        if isinstance(x, float):
            return value if mask is None or mask(x) else math.nan
        return value if mask is None else np.where(mask(x), value, np.nan)

    jumps, left_out = _jumps(expr, unknown, at)
    size = _sizes(expr, unknown, at) if expr.is_Add else None
    level = 0.0 if known.error is None or low != high else known.error(piece.lower)
    level = min(level, known.rtol * abs(low))
    ends = preimage(function, (low, high), unknown.domain, extra=jumps, size=size, level=level)
    slack = known.rtol * max(abs(low), abs(high))
    exactly = holds_exactly(expr, unknown, at, (low, high), slack if math.isfinite(slack) else 0.0)
    ends = unbroken(ends, unknown.domain, exactly)
    found = tuple(_found((expr, unknown), piece, one) for one in ends)
    open_ = _reaching(_extreme_roundings(expr, unknown, at), left_out, (low, high))
    if not len(open_):
        return Pieces(found)
    first, last = (unknown.show(float(end)) for end in (open_.min(), open_.max()))
    words = "between {} and {} it steps too often for each step to be searched"
    return Pieces(found, (), (Refusal(words, (first, last), is_gap=True),))


def _roundings(expr: sympy.Expr, unknown: LawVariable) -> list[sympy.Expr]:
    return [node for node in nodes(expr, ROUNDINGS) if occurs(node, unknown)]


def _jumps(expr: sympy.Expr, unknown: LawVariable, at: Point) -> tuple[Any, Any]:
    """Return points on both sides of where a rounding of the unknown jumps; and cells left out."""
    inner = [node.args[0] for node in _roundings(expr, unknown)]
    found = [whole_crossings(_of_one(one, unknown, at), unknown.domain) for one in inner]
    none = [(np.empty(0), np.empty((0, 2)))]
    points, cells = zip(*(found or none), strict=True)
    return np.concatenate(points), np.concatenate(cells)


def _extreme_roundings(
    expr: sympy.Expr, unknown: LawVariable, at: Point
) -> list[Callable[[Any], Any]]:
    """Return an expression as it is with each rounding a whole step down, and a step up."""
    inner = {node: node.args[0] for node in _roundings(expr, unknown)}
    down = {n: arg - 1 if isinstance(n, sympy.floor) else arg for n, arg in inner.items()}
    up = {n: arg if isinstance(n, sympy.floor) else arg + 1 for n, arg in inner.items()}
    return [_of_one(replaced(expr, swap), unknown, at) for swap in (down, up)]


def _reaching(
    functions: list[Callable[[Any], Any]], cells: Any, target: tuple[float, float]
) -> Any:
    """Return those cells of the grid in which the target may be reached."""
    if not len(cells):
        return cells
    with np.errstate(all="ignore"):
        values = np.stack([np.broadcast_to(one(cells), cells.shape) for one in functions])
        low, high = np.fmin.reduce(values, axis=(0, 2)), np.fmax.reduce(values, axis=(0, 2))
    return cells[(low <= target[1]) & (high >= target[0])]


def _of_one(expr: sympy.Expr, unknown: LawVariable, at: Point) -> Callable[[Any], Any]:
    return lambda x: number(expr, {**at, unknown: x})


def _sizes(expr: sympy.Expr, unknown: LawVariable, at: Point) -> Callable[[Any], Any]:
    """Return the sum of the sizes of an expression's terms."""
    terms = [_of_one(term, unknown, at) for term in expr.args]

    def sizes(x: Any) -> Any:
        with np.errstate(all="ignore"):
            return sum(np.abs(term(x)) for term in terms)

    return sizes


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
