"""Verification: every root is substituted back, and every variable on the way has its domain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import sympy

from ironlaw._language import LawVariable
from ironlaw._model.relation import Relation
from ironlaw._programs.values import number
from ironlaw._solving.answer import Answer
from ironlaw._solving.isolate import MINUS_OO, OO, Piece
from ironlaw._solving.trail import Search, Values, accurate, out_of_domain

_ACCEPT = 1e-9


def valued(
    search: Search,
    relation: Relation,
    piece: Piece,
    answer: Answer,
    derived: Sequence[tuple[LawVariable, sympy.Expr]],
    point: Values,
) -> Answer | None:
    """Give an answer its numbers, if they hold in every domain on the way; else None.

    What is refused is noted in the search, with the reason.
    """
    unknown = search.unknown
    low = _end(piece.lower, point)
    if not piece.is_point:
        return _clipped(search, answer, low, _end(piece.upper, point))
    low = unknown.domain.settled(low)
    if not unknown.domain.contains(low):
        search.reject(unknown, low, relation.name)
        return None
    low = _polished(relation, unknown, low, point)
    if not _consistent(search, derived, low, point):
        return None
    residual = residual_of(relation, unknown, low, point)
    if not residual <= _tolerance(relation, unknown, low, point):
        search.rejected.append((low, f"it misses {relation.name} by {residual:.2g}"))
        return None
    return replace(answer, low=low, high=low, residual=residual)


def _clipped(search: Search, answer: Answer, low: float, high: float) -> Answer | None:
    bounds = search.unknown.domain
    left_open, right_open = answer.left_open, answer.right_open
    if low <= bounds.lower:
        low, left_open = bounds.lower, bounds.left_open or (left_open and low == bounds.lower)
    if high >= bounds.upper:
        high, right_open = bounds.upper, bounds.right_open or (right_open and high == bounds.upper)
    if not low <= high or (low == high and (left_open or right_open)):
        search.reasons.append(f"{search.unknown.name} would not be {bounds.describe()}")
        return None
    return replace(
        answer, low=low, high=high, left_open=left_open, right_open=right_open, residual=0.0
    )


def _end(end: sympy.Expr, point: Values) -> float:
    return float(end) if end is OO or end is MINUS_OO else accurate(end, point)


def residual_of(relation: Relation, unknown: LawVariable, value: float, point: Values) -> float:
    """Return the relative gap between a relation's two sides at a value of the unknown."""
    at = {**point, unknown: value}
    left, right = accurate(relation.lhs, at), accurate(relation.rhs, at)
    scale = max(abs(left), abs(right))
    return abs(left - right) / scale if scale else 0.0


def _tolerance(relation: Relation, unknown: LawVariable, value: float, point: Values) -> float:
    """Return the residual to accept: 1e-9, or what a few roundings of the root move it by."""
    if relation.defines == unknown:
        return _ACCEPT
    at = [{**point, unknown: value * (1 + sign * 1e-15)} for sign in (-1, 1)]
    sides = [(float(number(relation.lhs, p)), float(number(relation.rhs, p))) for p in at]
    scale = max(abs(side) for pair in sides for side in pair) or 1.0
    gaps = [left - right for left, right in sides]
    return max(_ACCEPT, 4 * abs(gaps[1] - gaps[0]) / scale)


def _polished(relation: Relation, unknown: LawVariable, value: float, point: Values) -> float:
    """Improve a root by secant steps while that lowers its residual (cancellation in a formula)."""
    if relation.defines == unknown:
        return value
    best = residual_of(relation, unknown, value, point)
    for _ in range(8):
        if best <= 1e-14:
            break
        step = value * 1e-6
        gaps = [_gap(relation, {**point, unknown: x}) for x in (value, value + step)]
        if not all(map(math.isfinite, gaps)) or gaps[0] == gaps[1]:
            break
        trial = value - gaps[0] * step / (gaps[1] - gaps[0])
        error = residual_of(relation, unknown, trial, point)
        if not error < best or not unknown.domain.contains(trial):
            break
        value, best = trial, error
    return value


def _gap(relation: Relation, at: Values) -> float:
    return float(number(relation.rhs, at)) - float(number(relation.lhs, at))


def _consistent(
    search: Search,
    derived: Sequence[tuple[LawVariable, sympy.Expr]],
    value: float,
    point: Values,
) -> bool:
    """Check the domains of the variables that were eliminated on the way to a root."""
    at = {**point, search.unknown: value}
    for variable, expr in derived:
        found = variable.domain.settled(float(number(expr, at)))
        if not variable.domain.contains(found):
            reason = f"there {out_of_domain(variable, found)}"
            search.rejected.append((value, reason))
            search.reasons.append(
                f"at {search.unknown.name} = {search.unknown.show(value)}, {reason}"
            )
            return False
        at[variable] = found
    return True
