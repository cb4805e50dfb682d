"""Exact partial derivatives of an answer in every input, symbolically and at a point."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import sympy

from ironlaw._language import LawVariable
from ironlaw._programs import differentiated, sloped
from ironlaw._solving import Answer, Outcome, known_values, whole_goal


@dataclass(frozen=True)
class Row:
    """One input's part in a target.

    Attributes
    ----------
    variable
        The input.
    value
        Its value in base units; None where it is not given.
    derivative
        Exact partial derivative of the target, in base units of target over input; an
        expression where givens are missing.
    elasticity
        Relative change of the target over relative change of the input; None where the target
        is zero, so that it has no relative change.
    """

    variable: LawVariable
    value: float | None
    derivative: Any
    elasticity: Any


def symbolic_gradient(answer: Answer, unknown: LawVariable) -> list[Row]:
    """Differentiate a formula in each of its variables; an implicit one through its equation.

    A rounding is constant between its jumps: its derivative is 0 there.

    Examples
    --------
    >>> import ironlaw as il
    >>> law = il.laws[2]
    >>> (answer,) = law.solve("memory_time").answers
    >>> rows = symbolic_gradient(answer, law.variable("memory_time"))
    >>> [(row.variable.name, row.elasticity) for row in rows]
    [('memory_bandwidth', -1), ('weight_bytes', 1)]
    """
    value: sympy.Expr = answer.lower
    expr = value
    scale: sympy.Expr = sympy.S.One
    if answer.equation is not None:
        value, expr = unknown, answer.equation.lhs - answer.equation.rhs
    inputs = sorted(expr.free_symbols - {unknown}, key=str)
    derivative = differentiated(expr)
    if answer.equation is not None:
        scale = -1 / derivative(unknown)
    rows = []
    for variable in inputs:
        if isinstance(variable, LawVariable) and variable.constant is None:
            slope = derivative(variable) * scale
            ratio = (
                _elasticity(value, variable)
                if answer.equation is None
                else sympy.simplify(slope * variable / value)
            )
            rows.append(Row(variable, None, slope, ratio))
    return rows


def _elasticity(value: sympy.Expr, variable: LawVariable) -> sympy.Expr:
    """Return a formula's elasticity; the factors without the variable cancel, so they stay out."""
    _, moving = value.as_independent(variable, as_Add=False)
    ratio = differentiated(moving)(variable) * variable / moving
    return sympy.factor(ratio) if ratio.is_rational_function() else sympy.simplify(ratio)


def numeric_gradient(outcome: Outcome, value: float) -> list[Row]:
    """Differentiate an answer at its point, through the equation where it is implicit.

    The rows are ranked by the size of their elasticity.
    """
    unknown, answer = outcome.problem.unknown, outcome.answers[0]
    point: dict[Any, float] = dict(known_values(outcome.problem, outcome.plan))
    is_implicit = "numeric" in answer.evidence.methods
    goals = whole_goal(outcome.problem, outcome.plan) if is_implicit else ()
    if goals:
        (goal,) = goals
        point |= {**goal.values, unknown: value}
        expr = goal.expr - goal.variable
        inputs = goal.expr.free_symbols - {unknown} | {goal.variable}
    else:
        point |= _constants(answer.lower)
        expr, inputs = answer.lower, answer.lower.free_symbols
    idle = dict(outcome.plan.idle)
    given = [v for v in inputs if v.constant is None and v not in idle]
    slopes = sloped((expr,), (*given, unknown))(point | {unknown: value})
    own = slopes.pop()
    scale = 1.0 if not goals else (-1 / own if own else math.inf)
    rows = [
        _row(v, slope * scale, (float(point[v]), value))
        for v, slope in zip(given, slopes, strict=True)
    ]
    return sorted(rows, key=_rank)


def _rank(row: Row) -> tuple[float, str]:
    size = -round(abs(row.elasticity), 12) if row.elasticity is not None else 0.0
    return size, row.variable.name


def _constants(expr: sympy.Expr) -> dict[Any, float]:
    return {v: v.constant for v in expr.free_symbols if v.constant is not None}


def _row(variable: LawVariable, derivative: float, at: tuple[float, float]) -> Row:
    """Return the row of an input, from its value and that of the target."""
    size, target = at
    return Row(variable, size, derivative, derivative * size / target if target else None)
