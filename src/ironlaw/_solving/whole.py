"""The given that an unknown has to meet, seen through all the blocks of a plan as one."""

from __future__ import annotations

from ironlaw._solving.goal import Goal
from ironlaw._solving.problem import Problem, known_values
from ironlaw._solving.single import eliminated
from ironlaw._solving.trail import Trail
from ironlaw._structure import Plan

_MOST = 150  # operations; the goal is not worth the time that larger equations take


def whole_goal(problem: Problem, plan: Plan) -> tuple[Goal, ...]:
    """Return the goal as a function of the unknown and the givens alone, or nothing.

    There is none where something is missing, as where it cancels in the answer only.
    """
    values = known_values(problem, plan)
    reduced = eliminated(problem, plan.whole, Trail(dict(values)), most=_MOST)
    equation = reduced.equations[0]
    unknown, defined = problem.unknown, equation.defines
    if reduced.loose or defined is None or defined == unknown:
        return ()
    needed = {
        s for expr in (equation.rhs, *(e for _, e in reduced.derived)) for s in expr.free_symbols
    }
    if not needed <= {unknown, *values, *(v for v, _ in reduced.derived)}:
        return ()
    return (Goal(unknown, defined, equation.rhs, values, reduced.derived),)
