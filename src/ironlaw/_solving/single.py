"""One equation solved for the unknown, after elimination, and its answers verified."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import sympy

from ironlaw._language import (
    Equation,
    FrozenDict,
    LawVariable,
    Range,
    Statement,
    covers,
    is_larger,
    nodes,
    occurs,
    point,
)
from ironlaw._programs import accurate, binding, number
from ironlaw._solving.answer import Answer, composed
from ironlaw._solving.bracket import bracket
from ironlaw._solving.conditioning import rounding_error
from ironlaw._solving.eliminate import Derived, Elimination, by_isolation
from ironlaw._solving.evidence import Evidence, Piece, Pieces, Refusal, added
from ironlaw._solving.goal import Goal
from ironlaw._solving.known import Known
from ironlaw._solving.ladder import explicit, rearrange
from ironlaw._solving.problem import Problem
from ironlaw._solving.regimes import EXTREMES, within
from ironlaw._solving.trail import Trail
from ironlaw._solving.verify import Values, valued
from ironlaw._structure import Block

_LARGE = 1000  # operations
_ROUNDED = 1e-13  # a share of its terms within which a sum may be 0
_BEYOND = 1e-9  # a share of the end of a domain


class Arrival(NamedTuple):
    """What the last block of a way comes to.

    Attributes
    ----------
    answers, refused
        What was found, and what was refused and why.
    goal
        What was aimed at.
    is_search
        Whether several unknowns were searched for together, which takes long.
    """

    answers: tuple[Answer, ...] = ()
    refused: tuple[Refusal, ...] = ()
    goal: Goal | None = None
    is_search: bool = False


def eliminated(problem: Problem, block: Block, trail: Trail, *, most: int = _LARGE) -> Elimination:
    """Eliminate all variables of a block but the unknown; large equations isolate nothing."""
    reduced = problem.elimination(block, problem.unknown)
    if not reduced.loose:
        return reduced

    def isolator(equation: Equation, variable: LawVariable) -> sympy.Expr | None:
        if _is_long(equation.rhs, most):
            return None
        symbols = (equation.rhs - equation.lhs).free_symbols
        near = FrozenDict({v: trail.values[v] for v in symbols if v in trail.values})
        asked = (_isolated, equation, variable, near, problem.rtol)
        return problem.memory.recalled(asked, lambda: _isolated(*asked[1:]))

    return by_isolation(reduced, isolator)


def _is_long(expr: sympy.Expr, most: int) -> bool:
    """Tell whether an expression has more operations than so many, most of them at once."""
    if not is_larger(expr, most):
        return False
    return is_larger(expr, 8 * most) or bool(sympy.count_ops(expr) > most)


def _isolated(
    equation: Equation, variable: LawVariable, near: Values, rtol: float
) -> sympy.Expr | None:
    """Return the one expression that an equation makes of a variable, if it is one."""
    if within(equation.rhs, variable, EXTREMES):
        held = [one for one in nodes(equation.rhs, EXTREMES) if occurs(one, variable)]
        if not all(covers({*near, variable}, one) for one in (equation.lhs, *held)):
            return None  # which regime holds cannot be told
    elif (plain := explicit(equation, variable)) is not None:
        return None if _saturates(plain, near) else plain
    found = rearrange(equation, variable, Known(near, rtol))
    alone = len(found.found) == 1 and found.found[0].is_point and not found.stuck
    return found.found[0].lower if alone else None


def _saturates(expr: sympy.Expr, values: Values) -> bool:
    """Tell whether a value is the logarithm of a zero that rounding made: it leaves an interval."""
    if not expr.has(sympy.log) or not covers(values, expr):
        return False
    return math.isinf(number(expr, values))


def solved(problem: Problem, reduced: Elimination, trail: Trail) -> Arrival:
    """Solve the one equation that elimination left for the unknown."""
    (equation,) = reduced.equations
    unknown, defined = problem.unknown, equation.defines
    goal = None
    if trail.values and defined is not None and defined != unknown:
        values = FrozenDict(trail.values)
        near = Goal(unknown, defined, equation.rhs, values, reduced.derived)
        goal = trail.goal(near, problem.values)
    mask = None
    if reduced.derived:
        mask = partial(_within_domains, reduced.derived, trail.values, unknown)
    known = trail.known(problem.rtol)
    if trail.local or trail.sets:
        found, stuck, refused = rearranged(
            equation, unknown, trail, known, steps=reduced.steps, mask=mask
        )
    else:
        found, stuck, refused = rearrange(equation, unknown, known, steps=reduced.steps, mask=mask)
    if trail.values and any(_is_undefined(piece, trail) for piece in found):  # 0/0: all, or none
        zero = Piece.at(sympy.S.Zero)
        gap = equation.lhs - equation.rhs
        found, stuck, refused = bracket(gap, unknown, zero, known, mask=mask)
    answers: list[Answer] = []
    no = list(refused)
    for piece in found:
        answer = trail.answer(piece, goal)
        if piece.method == "numeric":
            gap = equation.lhs - equation.rhs
            answer = replace(answer, behind=FrozenDict({**answer.behind, unknown: gap}))
        kept = _checked(unknown, answer, reduced)
        (no if isinstance(kept, Refusal) else answers).append(kept)  # type: ignore[arg-type]
    answers += (_implicit(unknown, one, trail) for one in stuck)
    return Arrival(tuple(answers), tuple(no), goal)


def rearranged(
    equation: Equation, unknown: LawVariable, trail: Trail, known: Known, **options: Any
) -> Pieces:
    """Solve one equation for one of its variables, for all that its left side can be.

    That is the interval that it came out as, and what rounding makes of a value without digits.
    """
    defined = equation.defines
    if defined is None:
        return rearrange(equation, unknown, known, **options)
    target = trail.sets.get(defined)
    if trail.local or trail.behind:
        known = known._replace(error=partial(_error, trail))
    found = rearrange(equation, unknown, known, target=target, **options)
    is_level = within(equation.rhs, unknown, EXTREMES) or any(not x.is_point for x in found.found)
    if target is None and defined in trail.local and is_level:
        target = _vague(defined, trail)
        if target is not None:
            return rearrange(equation, unknown, known, target=target, **options)
    return found


def _error(trail: Trail, target: sympy.Expr) -> float:
    return rounding_error(target, trail.local, trail.values, behind=trail.behind)


def _vague(variable: LawVariable, trail: Trail) -> Piece | None:
    """Return what a derived value lies in, if rounding on its way leaves it no digit."""
    expr, value = trail.local[variable], trail.values[variable]
    error = rounding_error(expr, trail.local, trail.values, behind=trail.behind)
    if error < abs(value):
        return None
    low, high = max(value - error, variable.domain.lower), min(value + error, variable.domain.upper)
    return Piece(Range(sympy.Float(low, 17), sympy.Float(high, 17)))


def _is_undefined(piece: Piece, trail: Trail) -> bool:
    """Tell whether a value is 0/0: all that it depends on is known, and it has none all the same.

    So it is too where nothing is divided by the rounding of what was added up.
    """
    if not piece.is_point or not covers(trail.values, piece.lower):
        return False
    value = accurate(piece.lower, trail.values)
    below = piece.evidence.nonzero
    return math.isnan(value) or (not value and any(_is_noise(one, trail.values) for one in below))


def _is_noise(expr: sympy.Expr, values: Values) -> bool:
    """Tell whether a sum is perhaps nothing but the rounding of its terms."""
    if not expr.is_Add or not covers(values, expr):
        return False
    size = sum(abs(float(number(term, values))) for term in expr.args)
    return abs(float(number(expr, values))) <= _ROUNDED * size


def _checked(unknown: LawVariable, answer: Answer, reduced: Elimination) -> Answer | Refusal:
    """Give an answer its numbers where all that it depends on is known."""
    if not _is_known(unknown, answer, reduced):
        return answer
    if answer.evidence.methods[-1] == "direct":
        bound = binding(answer.own.lower, answer.point)
        answer = replace(answer, evidence=answer.evidence + Evidence(regime=bound))
    return valued(unknown, answer, reduced)


def _is_known(unknown: LawVariable, answer: Answer, reduced: Elimination) -> bool:
    """Tell whether an answer can have numbers: its ends, its conditions, and its equation."""
    own, values = answer.own, answer.point
    if not values:
        return covers((), own.lower) and covers((), own.upper) and not answer.evidence.conditions
    ends = (own.lower,) if own.is_point else (own.lower, own.upper)
    if not all(covers(values, end) for end in ends):
        return False
    if any(one.free_symbols - {unknown} - values.keys() for one in answer.evidence.conditions):
        return False
    (equation,) = reduced.equations
    return bool(reduced.derived) or all(v in values or v == unknown for v in equation.others)


def _implicit(unknown: LawVariable, stuck: tuple[sympy.Expr, Piece], trail: Trail) -> Answer:
    """Return the answer that only numbers can give: an equation for the unknown."""
    expr, piece = stuck
    equation = Statement(composed(expr, trail.local), piece.range).to_sympy()
    evidence = added([*trail.evidence, piece.evidence])._replace(methods=("implicit",))
    return Answer(point(unknown), evidence, equation=equation)


def _within_domains(derived: Derived, values: Values, unknown: LawVariable, /, value: Any) -> Any:
    """Tell at which values of the unknown every eliminated variable has one of its own.

    A root may lie at the very end, where rounding on the way puts a variable beyond it: it is
    looked for a little further.
    """
    at: dict[Any, Any] = {**values, unknown: value}
    if isinstance(value, float):
        for variable, expr in derived:
            one = at[variable] = number(expr, at)
            if not variable.domain.nears(one, _BEYOND):
                return False
        return True
    inside: Any = True
    for variable, expr in derived:
        found = at[variable] = number(expr, at)
        inside = inside & variable.domain.hold(found, _BEYOND)
    return inside
