"""The ladder for one equation and one unknown: isolate, collect, split into regimes, bracket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import sympy

from ironlaw._language import Bounds, LawVariable
from ironlaw._programs.values import Point, repeated
from ironlaw._solving.bracket import grid, preimage, whole_crossings
from ironlaw._solving.collect import collect
from ironlaw._solving.isolate import Known, Piece, isolate, occurs
from ironlaw._words.derivation import Step

_ROUNDING = (sympy.floor, sympy.ceiling)
_EXTREME = (sympy.Max, sympy.Min)
_MOST_REGIMES = 64


@dataclass
class Found:
    """Pieces of the unknown; and equations that only numbers can solve, while some are missing."""

    pieces: list[Piece] = field(default_factory=list)
    implicit: list[tuple[sympy.Expr, Piece]] = field(default_factory=list)


def invert(
    expr: sympy.Expr, unknown: LawVariable, piece: Piece, known: Known, bounds: Bounds
) -> Found:
    """Find all values of the unknown for which ``expr`` lies in a piece.

    Parameters
    ----------
    expr
        An expression in which the unknown occurs.
    unknown
        The variable to solve for.
    piece
        The value or interval that the expression must lie in.
    known
        Values of the other variables; where all are known, numbers answer what algebra cannot.
    bounds
        The domain in which the numeric rung looks.

    Returns
    -------
    Found
    """
    isolated = isolate(expr, unknown, piece, known)
    found = Found(isolated.pieces, [])
    for inner, target in isolated.stuck:
        _unstick(inner, unknown, target, known, bounds, found)
    return found


def _unstick(
    expr: sympy.Expr, unknown: LawVariable, piece: Piece, known: Known, bounds: Bounds, found: Found
) -> None:
    """Climb the ladder for one expression that isolation could not invert."""
    if not _within(expr, unknown, (*_EXTREME, *_ROUNDING)):
        roots = collect(expr, unknown, piece, known)
        if roots is not None:
            found.pieces.extend(roots)
            return
    elif _by_regimes(expr, unknown, piece, known, bounds, found):
        return
    target = known.value(piece.lower), known.value(piece.upper)
    if None in target or not known.point.keys() >= expr.free_symbols - {unknown}:
        found.implicit.append((expr, piece))
        return
    found.pieces.extend(_bracket(expr, unknown, piece, known, bounds))


def _within(expr: sympy.Expr, unknown: LawVariable, kinds: tuple[Any, ...]) -> bool:
    return any(occurs(node, unknown) for node in expr.atoms(*kinds))


# -- regimes -----------------------------------------------------------------------------------


def _by_regimes(
    expr: sympy.Expr, unknown: LawVariable, piece: Piece, known: Known, bounds: Bounds, found: Found
) -> bool:
    """Solve each regime of the Max and Min that hold the unknown; tell whether that was all."""
    if _within(expr, unknown, _ROUNDING) or not piece.is_point:
        return False
    trial = Found()
    for regime, conditions, binding in _regimes(expr, unknown, (), ()):
        if not occurs(regime, unknown):
            if known.order(regime, piece.lower) in (0, None):
                return False  # a flat stretch at the target: an interval, left to the search
            continue
        step = Step("regime", piece.about(expr), piece.about(regime), _and(conditions))
        start = piece._replace(steps=(*piece.steps, step), regime=(*piece.regime, *binding))
        inner = invert(regime, unknown, start, known, bounds)
        if inner.implicit or not all(one.is_point for one in inner.pieces):
            return False
        trial.pieces += [
            kept for one in inner.pieces if (kept := _kept(one, unknown, conditions, known))
        ]
    found.pieces.extend(trial.pieces)
    return True


def _regimes(
    expr: sympy.Expr, unknown: LawVariable, conditions: tuple[Any, ...], binding: tuple[Any, ...]
) -> Iterator[tuple[sympy.Expr, tuple[Any, ...], tuple[Any, ...]]]:
    nodes = [node for node in expr.atoms(*_EXTREME) if occurs(node, unknown)]
    if not nodes:
        yield expr, conditions, binding
        return
    node = min(nodes, key=lambda one: (sympy.count_ops(one), str(one)))
    for arg in sorted(node.args, key=str):
        others = [other for other in node.args if other is not arg]
        kind = sympy.Ge if isinstance(node, sympy.Max) else sympy.Le
        extra = tuple(kind(arg, other, evaluate=False) for other in others)
        replaced = expr.xreplace({node: arg})
        yield from _regimes(replaced, unknown, (*conditions, *extra), (*binding, arg))


def _and(conditions: tuple[Any, ...]) -> Any:
    return conditions[0] if len(conditions) == 1 else sympy.And(*conditions, evaluate=False)


def _kept(
    piece: Piece, unknown: LawVariable, conditions: tuple[Any, ...], known: Known
) -> Piece | None:
    """Return a regime's root if its conditions hold there, or may."""
    pending = []
    for condition in conditions:
        sides = [side.xreplace({unknown: piece.lower}) for side in condition.args]
        order = known.order(*sides)
        if order is None:
            pending.append(condition.func(*sides, evaluate=False))
        elif order != 0 and (order > 0) != isinstance(condition, sympy.Ge):
            known.ruled_out.append(
                f"{unknown} = {known.value(piece.lower):.6g} lies in another regime"
            )
            return None
    return piece._replace(
        conditions=(*piece.conditions, *pending),
        method="regimes" if piece.method == "isolation" else piece.method,
    )


# -- numbers -----------------------------------------------------------------------------------


def _bracket(
    expr: sympy.Expr, unknown: LawVariable, piece: Piece, known: Known, bounds: Bounds
) -> list[Piece]:
    evaluate, point = repeated(expr), dict(known.point)

    def function(x: Any) -> Any:
        value = evaluate({**point, unknown: x})
        return value if known.mask is None else np.where(known.mask(x), value, np.nan)

    low, high = float(known.value(piece.lower) or 0.0), float(known.value(piece.upper) or 0.0)
    jumps = _jumps(expr, unknown, point, bounds)
    return [
        _interval(expr, unknown, piece, ends, bounds)
        for ends in preimage(function, low, high, bounds, extra=jumps)
    ]


def _jumps(expr: sympy.Expr, unknown: LawVariable, point: Point, bounds: Bounds) -> Any:
    """Return points on both sides of where a rounding of the unknown jumps."""
    inner = [node.args[0] for node in expr.atoms(*_ROUNDING) if occurs(node, unknown)]
    found = [whole_crossings(_of_one(repeated(one), unknown, point), bounds) for one in inner]
    return np.concatenate(found) if found else np.empty(0)


def _of_one(
    evaluate: Callable[[Point], Any], unknown: LawVariable, point: Point
) -> Callable[[Any], Any]:
    return lambda x: evaluate({**point, unknown: x})


def _interval(
    expr: sympy.Expr, unknown: LawVariable, piece: Piece, ends: tuple[float, float], bounds: Bounds
) -> Piece:
    lower, upper = sympy.Float(ends[0], 17), sympy.Float(ends[1], 17)
    if ends[0] == ends[1]:
        upper = lower
    else:
        points = grid(bounds)
        domain = bounds.to_set()
        lower = domain.inf if ends[0] <= points[0] else lower
        upper = domain.sup if ends[1] >= points[-1] else upper
    end = piece._replace(
        lower=lower, upper=upper, left_open=False, right_open=False, method="numeric"
    )
    step = Step("numeric", piece.about(expr), end.about(unknown), unknown)
    return end._replace(steps=(*piece.steps, step))
