"""The end of a way: one block solved for the unknown, and its answers verified."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import sympy

from ironlaw._errors import UnsolvableError
from ironlaw._language import Equation, FrozenDict, LawVariable, Statement, point
from ironlaw._programs import accurate, binding, number
from ironlaw._solving.answer import Answer, anything, composed
from ironlaw._solving.bracket import bracket
from ironlaw._solving.eliminate import Derived, Elimination, by_isolation
from ironlaw._solving.evidence import Evidence, Piece, Refusal, added
from ironlaw._solving.goal import Goal
from ironlaw._solving.grid import grid
from ironlaw._solving.ladder import rearrange
from ironlaw._solving.newton import condition_of, has_root, solve_together
from ironlaw._solving.problem import Problem
from ironlaw._solving.trail import Trail
from ironlaw._solving.verify import Values, out_of_domain, residual_of, valued
from ironlaw._structure import Block

Root = dict[LawVariable, float]
_PROBES = 8


class Arrival(NamedTuple):
    """What the last block of a way comes to: answers, what was refused, and what was aimed at."""

    answers: tuple[Answer, ...] = ()
    refused: tuple[Refusal, ...] = ()
    goal: Goal | None = None


def arrive(problem: Problem, block: Block, trail: Trail) -> Arrival:
    """Solve the last block for the unknown; check domains and residuals of each root."""
    if len(block.equations) == 1:
        return solved(problem, Elimination(block.equations), trail)
    reduced = eliminated(problem, block, trail)
    if not reduced.loose:
        return solved(problem, reduced, trail)
    unknowns = (problem.unknown, *reduced.loose)
    needed = {s for one in reduced.equations for s in (one.lhs - one.rhs).free_symbols}
    if not needed - set(unknowns) <= trail.values.keys():
        names = ", ".join(v.name for v in unknowns)
        raise UnsolvableError(
            f"{problem.title}: {names} depend on each other; give what else they need, or one"
        )
    roots, refused = _together(problem, reduced, trail)
    if roots is None:
        return Arrival((_anything(problem, reduced, trail),), refused)
    return Arrival(tuple(_root_answer(reduced, root, trail) for root in roots), refused)


def eliminated(problem: Problem, block: Block, trail: Trail) -> Elimination:
    """Eliminate all variables of a block but the unknown."""
    reduced = problem.elimination(block, problem.unknown)
    if not reduced.loose:
        return reduced
    known = trail.known(problem.rtol)

    def isolator(equation: Equation, variable: LawVariable) -> sympy.Expr | None:
        found = rearrange(equation, variable, known)
        alone = len(found.found) == 1 and found.found[0].is_point and not found.stuck
        return found.found[0].lower if alone else None

    return by_isolation(reduced, isolator)


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
    found, stuck, refused = rearrange(
        equation,
        unknown,
        trail.known(problem.rtol),
        steps=reduced.steps,
        target=None if defined is None else trail.sets.get(defined),
        mask=mask,
    )
    if any(_is_undefined(piece, trail) for piece in found):  # 0/0: whether all will do, or none
        known, zero = trail.known(problem.rtol), Piece.at(sympy.S.Zero)
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


def _is_undefined(piece: Piece, trail: Trail) -> bool:
    """Tell whether all that a value depends on is known, and it has none all the same."""
    if not piece.is_point or not trail.values.keys() >= piece.lower.free_symbols:
        return False
    return bool(trail.values) and math.isnan(accurate(piece.lower, trail.values))


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
        return bool(own.lower.is_number and own.upper.is_number) and not answer.evidence.conditions
    ends = (own.lower,) if own.is_point else (own.lower, own.upper)
    if not all(symbol in values for end in ends for symbol in end.free_symbols):
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
    """Tell at which values of the unknown every eliminated variable has one of its own."""
    at: dict[Any, Any] = {**values, unknown: value}
    inside: Any = True
    for variable, expr in derived:
        found = at[variable] = number(expr, at)
        inside = inside & variable.domain.hold(found)
    return inside


# -- several unknowns at once --------------------------------------------------------------------


def block_roots(
    problem: Problem, reduced: Elimination, trail: Trail
) -> tuple[list[Root] | None, tuple[Refusal, ...]]:
    """Return all variables of a block for each of its roots; None where they are not single.

    Raises
    ------
    UnsolvableError
        If a part of the block has no closed form and lacks values.
    """
    if reduced.loose:
        return _together(problem, reduced, trail)
    answers, refused, _ = solved(problem, reduced, trail)
    if not all(answer.is_point for answer in answers):
        return None, refused
    if any(answer.low is None for answer in answers):
        raise UnsolvableError(
            f"{problem.title}: {problem.unknown.name} has no closed form; give what it depends on"
        )
    roots = [{problem.unknown: answer.low} for answer in answers if answer.low is not None]
    found, more = _completed(roots, reduced, trail)
    return found, (*refused, *more)


def _together(
    problem: Problem, reduced: Elimination, trail: Trail
) -> tuple[list[Root] | None, tuple[Refusal, ...]]:
    """Return the roots of several unknowns; None where one can be moved into the next."""
    unknowns = (problem.unknown, *reduced.loose)
    roots = solve_together(reduced.equations, unknowns, trail.values)
    return (None, ()) if roots is None else _completed(roots, reduced, trail)


def _anything(problem: Problem, reduced: Elimination, trail: Trail) -> Answer:
    """Answer that any value will do, if the other unknowns follow wherever this one is put.

    Raises
    ------
    UnsolvableError
        If they follow in a part of the domain only.
    """
    unknown, loose = problem.unknown, reduced.loose
    points = grid(unknown.domain)
    for value in points[:: max(1, len(points) // _PROBES)][1:-1].tolist():
        at = {**trail.values, unknown: value}
        if not has_root(reduced.equations, loose, at):
            names = ", ".join(v.name for v in (unknown, *loose))
            raise UnsolvableError(
                f"{problem.title}: {names} can move together while all givens are met; give one"
            )
    return anything(unknown, trail.values)


def _completed(
    roots: list[Root], reduced: Elimination, trail: Trail
) -> tuple[list[Root], tuple[Refusal, ...]]:
    """Add the eliminated variables to each root; refuse those without a value in their domain."""
    kept, refused = [], []
    for root in roots:
        at: Root = {**trail.values, **root}
        for variable, expr in reduced.derived:
            found = variable.domain.settled(float(number(expr, at)))
            at[variable] = root[variable] = found
        wrong = next((v for v, value in root.items() if not v.domain.contains(value)), None)
        if wrong is None:
            kept.append(root)
        else:
            refused.append(Refusal("{}", (out_of_domain(wrong, root[wrong]),)))
    return kept, tuple(refused)


def _root_answer(reduced: Elimination, root: Root, trail: Trail) -> Answer:
    """Return the answer of a root, whose first variable is the unknown."""
    value = next(iter(root.values()))
    residual = max(residual_of(one, {**trail.values, **root}) for one in reduced.equations)
    together = {v: root[v] for v in (next(iter(root)), *reduced.loose)}
    condition = condition_of(together, reduced.equations, trail.values)
    return Answer(
        point(sympy.Float(value, 17)),
        Evidence(steps=reduced.steps, methods=("numeric",)),
        numbers=point(value),
        residual=residual,
        condition=condition,
    )
