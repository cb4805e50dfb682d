"""Answers that do not depend on what is missing: it cancels, or is multiplied by zero."""

from __future__ import annotations

import math
import random
from collections.abc import Collection, Mapping, Sequence

import sympy

from ironlaw._language import (
    Equation,
    LawVariable,
    Statement,
    Step,
    is_larger,
    nodes,
    point,
    replaced,
)
from ironlaw._programs import accurate, number
from ironlaw._solving.answer import Answer
from ironlaw._solving.evidence import Evidence, added
from ironlaw._solving.known import Known
from ironlaw._solving.ladder import rearrange
from ironlaw._solving.moving import FAR, NEAR, drawn
from ironlaw._solving.problem import Problem, known_values
from ironlaw._structure import Plan, plan_around

_ALIKE = 1e-9
_DECADES = (NEAR, NEAR, NEAR, FAR)  # far away another regime may hold
_MOST_BLOCKS = 200  # a longer way takes longer than a partial answer may
_LARGE = 80  # operations; what is larger takes too long to be cancelled


def cancelled(
    problem: Problem, equations: Sequence[Equation], left_out: Collection[LawVariable]
) -> tuple[Plan, list[Answer]] | None:
    """Return an answer in which what is missing cancels, and its plan; None where it does not.

    What is missing stands for itself on the way, and so do those that are ``left_out``, whose
    default is not used. Numbers are tried first, since they tell quickly that an answer depends
    on it; that it does not is for algebra to prove.
    """
    plan = plan_around(equations, problem.unknown, problem.values, left_out=left_out)
    if plan is None or len(plan.blocks) > _MOST_BLOCKS:
        return None
    values = known_values(problem, plan)
    way = _followed(plan, Known(values, problem.rtol))
    if way is None:
        return None
    expr, evidence = way
    less = without(expr, plan.free, values)
    if less is None:
        return None
    rule, found = less
    value = problem.unknown.domain.settled(accurate(found, values))
    if not problem.unknown.domain.contains(value):
        return None
    start, end = (Statement(problem.unknown, point(one)) for one in (expr, found))
    if plan.free:
        step = Step(rule, start, end, plan.free)
        evidence = evidence._replace(steps=(*evidence.steps, step))
    answer = Answer(point(found), evidence, numbers=point(value), residual=0.0, point=values)
    return plan._replace(free=()), [answer]


def _followed(plan: Plan, known: Known) -> tuple[sympy.Expr, Evidence] | None:
    """Return what a plan makes of the unknown, in all that it starts from; None without one way."""
    full: dict[LawVariable, sympy.Expr] = {}
    parts = []
    for block in plan.blocks:
        (equation,), (variable,) = block.equations, block.variables
        pieces = rearrange(equation, variable, known)
        if pieces.stuck or len(pieces.found) != 1:
            return None
        (piece,) = pieces.found
        if not piece.is_point or piece.evidence.conditions:
            return None
        full[variable] = replaced(piece.lower, full)
        parts.append(piece.evidence)
    return full[variable], added(parts)


def _is_free(expr: sympy.Expr, free: Sequence[LawVariable]) -> bool:
    return expr.free_symbols.isdisjoint(free)


def without(
    expr: sympy.Expr, free: Sequence[LawVariable], values: Mapping[LawVariable, float]
) -> tuple[str, sympy.Expr] | None:
    """Return an expression without some of its variables, and how it lost them; None if not."""
    if _is_free(expr, free):
        return "cancel", expr
    if not _is_level(expr, free, values):
        return None
    exact = {v: sympy.Integer(int(x)) for v, x in values.items() if x in (0.0, 1.0)}
    # of a large maximum SymPy would compare all arguments with each other
    less = replaced(expr, exact) if is_larger(expr, _LARGE) else expr.xreplace(exact)
    for rule, one in (("cancel", expr), ("vanish", less)):
        found = one if _is_free(one, free) or sympy.count_ops(one) > _LARGE else _cancelled(one)
        if _is_free(found, free):
            return rule, found
    return None


def _cancelled(expr: sympy.Expr) -> sympy.Expr:
    return sympy.cancel(sympy.together(expr))


def _is_level(
    expr: sympy.Expr, free: Sequence[LawVariable], values: Mapping[LawVariable, float]
) -> bool:
    """Tell whether an expression has one value for a few values of some of its variables."""
    rng = random.Random(13)
    found: list[float] = []
    for decades in _DECADES:
        at = {v: drawn(v, rng, decades) for v in free}
        value = float(number(expr, {**values, **at}))
        if not math.isfinite(value) and decades == NEAR:
            return False
        found += [value] if math.isfinite(value) else []
    scale = max(map(abs, found))
    return max(found) - min(found) <= _ALIKE * scale


def differences(chosen: Plan) -> list[Equation]:
    """Return what holds sums on a way and leads back to one of their terms: others' difference."""
    return [
        one
        for block in chosen.blocks
        if len(block.equations) == 1
        for one in block.equations
        if one.defines is not None
        and one.defines not in block.variables
        and nodes(one.rhs, (sympy.Add,))
    ]
