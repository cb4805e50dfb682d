"""Several unknowns at once: roots found together, or any value where all follow from it."""

from __future__ import annotations

import math

import sympy

from ironlaw._errors import UnsolvableError
from ironlaw._language import LawVariable, point
from ironlaw._programs import number
from ironlaw._solving.answer import Answer, anything
from ironlaw._solving.conditioning import carried, shifts
from ironlaw._solving.eliminate import Elimination
from ironlaw._solving.evidence import Evidence, Refusal
from ironlaw._solving.grid import grid
from ironlaw._solving.newton import condition_of, has_root, solve_together
from ironlaw._solving.problem import Problem
from ironlaw._solving.trail import Trail
from ironlaw._solving.verify import ACCEPT, out_of_domain, residual_of

Root = dict[LawVariable, float]
_PROBES = 8


def roots_together(
    problem: Problem, reduced: Elimination, trail: Trail
) -> tuple[list[Root] | None, tuple[Refusal, ...]]:
    """Return the roots of several unknowns; None where one can be moved into the next."""
    unknowns = (problem.unknown, *reduced.loose)
    roots = solve_together(reduced.equations, unknowns, trail.values)
    if roots is None:
        return None, ()
    found, refused = completed(roots, reduced, trail)
    searched = Refusal("{} were searched for together", (listed(unknowns),), is_gap=True)
    return found, (*refused, searched)


def any_value(problem: Problem, reduced: Elimination, trail: Trail) -> Answer:
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
            raise UnsolvableError(
                f"{problem.title}: {listed((unknown, *loose))} can move together while all givens "
                "are met; give one"
            )
    return anything(unknown, trail.values)


def listed(variables: tuple[LawVariable, ...]) -> str:
    """Return the names of variables."""
    return ", ".join(v.name for v in variables)


def completed(
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


def root_answer(reduced: Elimination, root: Root, trail: Trail) -> Answer:
    """Return the answer of a root, whose first variable is the unknown."""
    value = next(iter(root.values()))
    residual = max(residual_of(one, {**trail.values, **root}) for one in reduced.equations)
    together = {v: root[v] for v in (next(iter(root)), *reduced.loose)}
    condition = math.inf  # so it is where floats cannot hold what meets all equations
    if residual <= ACCEPT:
        gaps = tuple(one.rhs - one.lhs for one in reduced.equations)
        condition = max(
            condition_of(together, reduced.equations, trail.values),
            carried(together, gaps, trail.values, _moved(reduced, trail)),
        )
    return Answer(
        point(sympy.Float(value, 17)),
        Evidence(steps=reduced.steps, methods=("numeric",)),
        numbers=point(value),
        residual=residual,
        condition=condition,
    )


def _moved(reduced: Elimination, trail: Trail) -> Root:
    """Return by how much each value on the way to a block moves with what it came from."""
    inputs = {s for one in reduced.equations for s in (one.lhs - one.rhs).free_symbols}
    local, behind, at = trail.local, trail.behind, trail.values
    return {
        v: sum(abs(move) for move in shifts(expr, local, at, behind=behind).values())
        for v, expr in local.items()
        if v in inputs
    }
