"""What is done with a composed case in the worker: solved, written out, eliminated, and timed."""

from __future__ import annotations

import math
from typing import Any

import sympy
from sympy.core.cache import clear_cache

import ironlaw as il
from benchmarks._composed_cases import Goal, Inverse
from benchmarks._timing import Call, measured, no_collector, seconds
from benchmarks._worker import ANSWERED, EMPTY, Stages
from benchmarks.givens import based
from ironlaw._solving import whole_goal
from ironlaw._solving.eliminate import by_definition
from ironlaw._structure import Block

LOST, EXPLICIT = "answered without the leaf's value", "nothing to solve: explicit in the leaf"
_SAME = 1e-6


# -- a leaf from its target ----------------------------------------------------------------------


def _solve(case: Inverse) -> il.Solution:
    return case.goal.system.solve(case.leaf, case.given)


def _ironlaw_outcome(case: Inverse, _: int) -> tuple[str, str]:
    """Return what became of the case, and the furthest method that was needed."""
    try:
        solution = _solve(case)
    except Exception as error:  # what a side raises is an outcome, and counted
        return type(error).__name__, ""
    return ANSWERED if _holds(solution, case.value) else LOST, solution.method


def _holds(solution: il.Solution, value: float) -> bool:
    """Tell whether a value lies in the answer."""
    slack = _SAME * abs(value)
    return any(
        one.low is not None
        and one.high is not None
        and one.low - slack <= value <= one.high + slack
        for one in solution.answers
    )


def _ironlaw_time(case: Inverse, times: int) -> float:
    system, leaf, given = case.goal.system, case.leaf, case.given
    return measured({"warm": lambda: lambda: system.solve(leaf, given)}, times)["warm"]


def _sympy_outcome(case: Inverse, _: int) -> str:
    equation, unknown = _equation(case)
    if equation is None:
        return EXPLICIT
    try:
        found = sympy.solve(equation, unknown)
    except Exception as error:  # what a side raises is an outcome, and counted
        return type(error).__name__
    if not found:
        return EMPTY
    numbers = [complex(one) for one in found if one.is_number]
    near = any(math.isclose(abs(one), case.value, rel_tol=_SAME) for one in numbers)
    return ANSWERED if near else LOST


def _sympy_time(case: Inverse, _: int) -> float:
    equation, unknown = _equation(case)
    with no_collector():
        return seconds(lambda: sympy.solve(equation, unknown))


def _equation(case: Inverse) -> tuple[Any, Any]:
    """Return the one equation in the leaf that is left, with all numbers in, and the leaf."""
    outcome = _solve(case)._outcome
    goals = whole_goal(outcome.problem, outcome.plan)
    if not goals:
        return None, None
    (goal,) = goals
    numbers = {v: sympy.Float(x) for v, x in goal.values.items() if v != goal.unknown}
    return sympy.Eq(sympy.Float(goal.stated), goal.expr.xreplace(numbers)), goal.unknown


def _latex(case: Inverse, times: int) -> tuple[dict[str, float], int, int]:
    """Return the times of the derivation and of SymPy's printer, the steps and the characters."""
    derivation = _solve(case).derivation
    ways = {"derivation": lambda: derivation.to_latex, "printer": lambda: _printer(derivation)}
    return measured(ways, times), len(derivation.steps), len(derivation.to_latex())


def _printer(derivation: Any) -> Call:
    """Return a call of SymPy's own printer on what the steps say, without their reasons."""
    lines = [step.after for step in derivation.steps]
    return lambda: [sympy.latex(line) for line in lines]


INVERSE_STAGES: Stages = {
    "ironlaw outcome": _ironlaw_outcome,
    "sympy outcome": _sympy_outcome,
    "ironlaw time": _ironlaw_time,
    "sympy time": _sympy_time,
    "latex": _latex,
}


# -- a whole system, with symbols ----------------------------------------------------------------


def _whole(goal: Goal) -> tuple[Block, il.Variable]:
    """Return all relations that a target takes, as one block, and the target."""
    plan = goal.system.solve(goal.target, based(goal.leaves))._outcome.plan
    return plan.whole, goal.system.variable(goal.target)


def _by_engine(block: Block, keep: il.Variable) -> sympy.Expr:
    (last,) = by_definition(block, keep).equations
    return last.rhs


def _by_subs(block: Block, keep: il.Variable) -> sympy.Expr:
    """Replace what is defined by its definition until only leaves are left."""
    last = next(one for one in block.equations if keep in one.variables)
    found, definitions = last.rhs, {v: one.rhs for one in block.equations if (v := one.defines)}
    while any(v in definitions for v in found.free_symbols):
        found = found.subs(definitions)
    return found


def _elimination(goal: Goal, times: int) -> tuple[dict[str, float], int, int, bool]:
    """Return the times, the relations, the symbols left, and whether both ways agree."""
    block, keep = _whole(goal)
    ours, theirs = _by_engine(block, keep), _by_subs(block, keep)

    def warm() -> Call:
        return lambda: _by_engine(block, keep)

    def cleared() -> Call:
        clear_cache()
        return warm()

    with no_collector():
        slow = seconds(lambda: _by_subs(block, keep))
    taken = {"subs": slow, **measured({"warm": warm, "cleared": cleared}, times)}
    return taken, len(block.equations), len(ours.free_symbols), ours == theirs


def _as_system(goal: Goal, _: int) -> str:
    """Return what ``sympy.solve`` makes of the same relations for the same variables."""
    block, _keep = _whole(goal)
    try:
        found = sympy.solve([one.to_sympy() for one in block.equations], block.variables, dict=True)
    except Exception as error:  # what a side raises is an outcome, and counted
        return type(error).__name__
    return ANSWERED if found else EMPTY


GOAL_STAGES: Stages = {"elimination": _elimination, "as a system": _as_system}
