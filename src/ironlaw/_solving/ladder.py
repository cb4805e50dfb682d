"""The ladder for one equation and one unknown: isolate, collect, split into regimes, bracket."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import sympy

from ironlaw._language import Equation, LawVariable, Range, Statement, Step, occurs
from ironlaw._programs import ROUNDINGS, number
from ironlaw._solving.bracket import bracket
from ironlaw._solving.collect import collect
from ironlaw._solving.evidence import Evidence, Piece, Pieces, Refusal
from ironlaw._solving.grid import grid
from ironlaw._solving.isolate import isolate
from ironlaw._solving.known import Known
from ironlaw._solving.regimes import EXTREMES, Regime, kept, regimes, within

_ROUNDING = 1e-15
_ALIKE = 1e-12
Mask = Callable[[Any], Any]


def rearrange(
    equation: Equation,
    unknown: LawVariable,
    known: Known,
    *,
    steps: tuple[Step, ...] = (),
    target: Piece | None = None,
    mask: Mask | None = None,
    doubts: bool = True,
) -> Pieces:
    """Solve one equation for one of its variables.

    Parameters
    ----------
    equation
        The equation.
    unknown
        The variable to solve for.
    known
        Values of the other variables.
    steps
        Those that led to the equation.
    target
        The interval that its left side came out as, where it did.
    mask
        Tells at which values of the unknown the search for roots may look.
    doubts
        Whether numbers look again where algebra refuses every root, for which rounding may be why.

    Examples
    --------
    >>> import ironlaw as il
    >>> (one,) = il.laws[2].only("memory_time").equations
    >>> [p.lower for p in rearrange(one, il.variables.weight_bytes, Known()).found]
    [memory_bandwidth*memory_time]
    """
    if equation.defines == unknown and not steps:
        return Pieces((direct(equation),))
    lhs, rhs = equation.lhs, equation.rhs
    stated = Statement(lhs, Range(rhs, rhs))
    first = Step("relation", stated, stated, equation.name, None, equation.name, equation)
    before = tuple(steps) if steps and steps[-1].end == stated else (*steps, first)
    if equation.defines == unknown:
        return Pieces((Piece(stated.range, Evidence(before, methods=("direct",))),))
    start = Evidence(before, methods=("isolation",))
    if equation.defines is not None or not occurs(lhs, unknown):
        piece = Piece.at(lhs, start) if target is None else _from(target, first)
        if rhs.is_Symbol and rhs == unknown:
            swapped = Step("swap", piece.about(rhs), piece.about(unknown))
            return Pieces((piece.after(swapped),))
        return invert(rhs, unknown, piece, known, mask=mask, doubts=doubts)
    if not occurs(rhs, unknown):
        return invert(lhs, unknown, Piece.at(rhs, start), known, mask=mask, doubts=doubts)
    gap = Piece.at(sympy.S.Zero, start)
    return invert(rhs - lhs, unknown, gap, known, mask=mask, doubts=doubts)


@lru_cache(4096)
def explicit(equation: Equation, variable: LawVariable) -> sympy.Expr | None:
    """Return what an equation makes of a variable; None where that is no single expression."""
    if equation.defines == variable:
        return equation.rhs
    pieces = rearrange(equation, variable, Known())
    if pieces.stuck or len(pieces.found) != 1:
        return None
    (piece,) = pieces.found
    is_plain = piece.is_point and not piece.evidence.conditions and not piece.evidence.regime
    return piece.lower if is_plain and not occurs(piece.lower, variable) else None


@lru_cache(4096)
def direct(equation: Equation) -> Piece:
    """Return what an equation makes of the variable that it defines."""
    stated = Statement(equation.lhs, Range(equation.rhs, equation.rhs))
    step = Step("relation", stated, stated, equation.name, None, equation.name, equation)
    return Piece(stated.range, Evidence((step,), methods=("direct",)))


def _from(target: Piece, step: Step) -> Piece:
    old: Evidence = target.evidence
    return Piece(target.range, old._replace(steps=(*old.steps, step)))


def invert(
    expr: sympy.Expr,
    unknown: LawVariable,
    piece: Piece,
    known: Known,
    *,
    mask: Mask | None = None,
    doubts: bool = True,
) -> Pieces:
    """Find all values of the unknown for which an expression lies in a piece.

    Parameters
    ----------
    expr
        An expression in which the unknown occurs.
    unknown
        The variable to solve for; numbers look in its domain.
    piece
        The value or interval that the expression must lie in.
    known
        Values of the other variables; where all are known, numbers answer what algebra cannot.
    mask
        Tells at which values of the unknown numbers may look.
    doubts
        Whether they look again where algebra refuses every root.

    Returns
    -------
    Pieces
        What is stuck is an equation that only numbers can solve, while some are missing.
    """
    found, stuck, refused = isolate(expr, unknown, piece, known)
    for rung in (collect, _split):
        left: list[tuple[sympy.Expr, Piece]] = []
        for inner, target in stuck:
            done = rung(inner, unknown, target, known)
            found, refused = found + done.found, refused + done.refused
            left += done.stuck
        stuck = tuple(left)
    if stuck or (doubts and refused and not found and known.values):
        # numbers search the expression itself: what was isolated has fewer digits, and what is
        # never reached may be so near that floats cannot tell
        searched = bracket(expr, unknown, piece, known, mask=mask)
        if not searched.stuck and (stuck or searched.found):
            return searched._replace(refused=refused + searched.refused)
    return Pieces(found, stuck, refused)


def _split(expr: sympy.Expr, unknown: LawVariable, piece: Piece, known: Known) -> Pieces:
    """Solve each regime of the Max and Min that hold the unknown; stuck where that is not all."""
    stuck = Pieces(stuck=((expr, piece),))
    if not piece.is_point or not within(expr, unknown, EXTREMES):
        return stuck
    if within(expr, unknown, ROUNDINGS):
        return stuck
    found: list[Piece] = []
    refused: list[Refusal] = []
    for regime in regimes(Regime(expr), unknown):
        level = _level(regime.expr, unknown, known)
        if level is not None:
            if known.order(level, piece.lower) in (0, None):
                return stuck  # a flat stretch at the target: an interval, left to the search
            continue
        start, end = Statement(expr, piece.range), Statement(regime.expr, piece.range)
        step = Step("regime", start, end, regime.condition)
        inner = invert(regime.expr, unknown, piece.after(step, regime.binding), known)
        if inner.stuck or not all(one.is_point for one in inner.found):
            return stuck
        refused += inner.refused
        for one in inner.found:
            root = kept(one, unknown, regime, known)
            (refused if isinstance(root, Refusal) else found).append(root)  # type: ignore[arg-type]
    return Pieces(tuple(found), (), tuple(refused))


def _level(expr: sympy.Expr, unknown: LawVariable, known: Known) -> sympy.Expr | None:
    """Return what an expression is if it is the same whatever the unknown; None if it is not.

    So it is without the unknown, where known values make its part in it vanish, and where what is
    added up leaves no more than rounding.
    """
    if not occurs(expr, unknown):
        return expr
    if not known.values or not known.values.keys() >= expr.free_symbols - {unknown}:
        return None
    inner = grid(unknown.domain)[1:-1]
    for points in (inner[:: len(inner) // 2], inner):  # a few tell most apart
        with np.errstate(all="ignore"):
            values = np.broadcast_to(number(expr, {**known.values, unknown: points}), points.shape)
            terms = (number(term, {**known.values, unknown: points}) for term in expr.args)
            noise = _ROUNDING * sum(np.abs(term) for term in terms) if expr.is_Add else 0.0
        is_zero = bool((np.abs(values) <= noise).all())
        alike = np.isfinite(values).all() and np.ptp(values) <= _ALIKE * np.abs(values).max()
        if not (alike or is_zero):
            return None
    return sympy.S.Zero if is_zero else sympy.Float(float(values[0]), 17)
