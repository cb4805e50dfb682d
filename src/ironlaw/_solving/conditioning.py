"""How well an answer is determined: what a change in the last digits of its givens makes of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import sympy

from ironlaw._language import Equation, LawVariable
from ironlaw._programs import ROUNDINGS, number
from ironlaw._solving.answer import Answer
from ironlaw._solving.goal import Goal

_STEP = 2.0**-20
_SHORTER = (_STEP, 2.0**-36, 2.0**-48)
_ROUNDING = 2.3e-16

Values = Mapping[LawVariable, float]


def condition_number(unknown: LawVariable, answer: Answer) -> float | None:
    """Return how many times larger a relative error of an answer is than that of its givens.

    It is that of the given which moves it most. Of an interval the ends are meant, those within
    the domain; of a variable whose domain has two ends the error is one relative to its width.

    Returns
    -------
    float or None
        None where an answer has no numbers, or rests on no given. Infinite where it can be
        moved without moving a given.
    """
    if answer.numbers is None:
        return None
    if answer.condition is not None:
        return answer.condition
    low, high = answer.numbers[:2]
    ends = [(low, answer.own.lower)]
    ends += [] if answer.is_point else [(high, answer.own.upper)]
    bounds = unknown.domain
    found = []
    for value, expr in ends:
        if not math.isfinite(value) or value in (bounds.lower, bounds.upper):
            continue
        shifts = _of_givens(unknown, answer, expr, value)
        found += [max(map(abs, shifts), default=0.0) / _scale(unknown, value)] if shifts else []
    return max(found, default=None)


def _scale(unknown: LawVariable, value: float) -> float:
    width = unknown.domain.upper - unknown.domain.lower
    return width if math.isfinite(width) else abs(value) or 1.0


def _of_givens(unknown: LawVariable, answer: Answer, expr: sympy.Expr, value: float) -> list[float]:
    """Return by how much an end moves if a given is doubled, to first order, for each given."""
    goal = answer.goal
    if "numeric" in answer.evidence.methods[-1:] and goal is not None:
        return _through_goal(goal, unknown, value)
    moves = shifts(expr, answer.local, answer.point)
    return [move for v, move in moves.items() if v.constant is None and v not in answer.local]


def _through_goal(goal: Goal, unknown: LawVariable, value: float) -> list[float]:
    """Differentiate the goal in the unknown and in what is given, by differences."""
    stated = goal.stated
    if stated is None:
        return []
    step = _STEP * (abs(value) or 1.0)
    slope = (goal.at(value + step) - goal.at(value - step)) / (2 * step)
    if not math.isfinite(slope):
        return []
    moves = [stated]
    for variable, given in goal.values.items():
        if variable.constant is None and variable != goal.variable and given:
            sides = [_moved(goal, variable, given * (1 + s * _STEP)).at(value) for s in (-1, 1)]
            moves.append((sides[1] - sides[0]) / (2 * _STEP))
    return [abs(move / slope) if slope else math.inf for move in moves if math.isfinite(move)]


def _moved(goal: Goal, variable: LawVariable, value: float) -> Goal:
    return Goal(
        goal.unknown, goal.variable, goal.expr, {**goal.values, variable: value}, goal.derived
    )


def shifts(
    expr: sympy.Expr, local: Mapping[LawVariable, sympy.Expr], point: Values
) -> dict[LawVariable, float]:
    """Return by how much an expression moves if a variable is doubled, to first order.

    Parameters
    ----------
    expr
        An expression of known and derived variables.
    local
        Each derived variable's expression in those before it.
    point
        The value of each.

    Returns
    -------
    dict[LawVariable, float]
        For each variable that it rests on, derived ones included.

    Examples
    --------
    >>> import ironlaw as il
    >>> x, y = il.Variable("x"), il.Variable("y")
    >>> moves = shifts(x - y, {}, {x: 3.0, y: 2.0})
    >>> round(moves[x], 6), round(moves[y], 6)
    (3.0, -2.0)
    """
    found: dict[LawVariable, float] = {}
    _spread(expr, 1.0, point, found)
    for variable in reversed(tuple(local)):
        move = found.get(variable)
        value = point[variable]
        if move and value:
            _spread(local[variable], move / value, point, found)
    return found


def _spread(
    expr: sympy.Expr, weight: float, point: Values, found: dict[LawVariable, float]
) -> None:
    """Add what an expression's own variables move, by differences; roundings keep their number."""
    at: dict[Any, float] = dict(point)
    for node in expr.atoms(*ROUNDINGS):
        at[node] = number(node, point)
    for variable in (v for v in expr.free_symbols if isinstance(v, LawVariable)):
        if variable not in point:
            continue
        move = weight * _slope(expr, at, variable)
        found[variable] = found.get(variable, 0.0) + move


def _slope(expr: sympy.Expr, at: Mapping[Any, float], variable: LawVariable) -> float:
    """Return by how much an expression moves if one variable is doubled, by differences.

    Where it has no value so near, the step is shorter; infinite where that does not help.
    """
    value = at[variable]
    for step in _SHORTER:
        moved = [{**at, variable: value * (1 + sign * step)} for sign in (-1, 1)]
        below, above = (float(number(expr, point)) for point in moved)
        if math.isfinite(above - below):
            return (above - below) / (2 * step)
    return math.inf


def errors_along(
    chain: Iterable[tuple[LawVariable, Equation]], point: Values
) -> dict[LawVariable, float]:
    """Return the relative error that roundings may make in each variable of a chain.

    Parameters
    ----------
    chain
        Variables in the order in which they were computed, each with the equation that it was
        computed from, forwards or backwards.
    point
        The value of each variable.
    """
    found: dict[LawVariable, float] = {}
    for variable, one in chain:
        own = abs(shifts(one.lhs - one.rhs, {}, point).get(variable, 0.0))
        error = gap_error(one, point, {**found, variable: 0.0})
        found[variable] = error / own if own else math.inf
    return found


def gap_error(one: Equation, point: Values, errors: Values) -> float:
    """Return the error in the gap between an equation's sides, from its variables' errors."""
    moves = shifts(one.lhs - one.rhs, {}, point)
    scale = max(abs(float(number(side, point))) for side in (one.lhs, one.rhs))
    made = (abs(move) * errors.get(v, 4 * _ROUNDING) for v, move in moves.items() if move)
    return 4 * _ROUNDING * scale + sum(made)


def rounding_error(
    expr: sympy.Expr, local: Mapping[LawVariable, sympy.Expr], point: Values
) -> float:
    """Return the error that roundings of all values on its way may make in an expression."""
    moves = shifts(expr, local, point)
    return 4 * _ROUNDING * sum(map(abs, moves.values()))
