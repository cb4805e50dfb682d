"""Solving: structure first, algebra second, numbers last; every answer is verified."""

from __future__ import annotations

from collections.abc import Sequence

from ironlaw._errors import InconsistentError, IronLawError, UnreachableError, UnsolvableError
from ironlaw._solving.lead import Equations, lead, planned, simpler
from ironlaw._solving.otherwise import in_points, otherwise, without_contested
from ironlaw._solving.problem import Outcome, Problem, known_values
from ironlaw._solving.survey import Core
from ironlaw._solving.walk import Void, walk
from ironlaw._structure import Plan, beside_default


def solve(problem: Problem) -> Outcome:
    """Answer a problem.

    Raises
    ------
    InconsistentError
        If what is given contradicts itself.
    UnreachableError
        If no value of the unknown meets what is given.
    UnsolvableError
        If the structure is one that this version does not solve.
    """
    equations = problem.equations()
    while True:
        try:
            return _answered(problem, equations)
        except Void as void:  # by what it was to determine it cannot be contradicted
            equations = tuple(one for one in equations if one is not void.equation)


def _answered(problem: Problem, equations: Equations) -> Outcome:
    chosen = planned(problem, equations)
    survey = problem.survey
    if survey is None:
        return _by(problem, equations, chosen)
    cores = survey.rests(problem.values, equations, chosen)
    if cores:
        quick = _quick(problem, equations, chosen, cores)
        survey.paid(cores, is_found=quick is not None)
        if quick is not None:
            return quick
    outcome = None
    try:
        outcome = _by(problem, equations, chosen)
        return outcome
    finally:
        is_single = outcome is not None and _is_single(outcome)
        survey.settle(is_found=outcome is not None, is_single=is_single)


def _by(problem: Problem, equations: Equations, chosen: Plan) -> Outcome:
    """Follow the plan of a question, and where it does not lead to single values another way."""
    try:
        is_weak = chosen.defaults and not chosen.free
        less = simpler(problem, equations, chosen) if is_weak else None
        if is_weak and less is None:
            less = without_contested(problem, equations, chosen)
        outcome = less or lead(problem, equations, chosen)
    except (UnreachableError, InconsistentError, UnsolvableError) as error:
        other = simpler(problem, equations) or otherwise(problem, equations, chosen, error)
        if other is None:
            raise
        return other
    if problem.is_given and any(not one.is_point for one in outcome.answers):
        return in_points(problem, equations, chosen) or outcome
    return outcome


def _quick(
    problem: Problem, equations: Equations, chosen: Plan, cores: Sequence[Core]
) -> Outcome | None:
    """Return what another way leads to than a plan that holds equations which decide nothing.

    None where it leads to no single value although something may meet them, or where the defaults
    on that way do not move it: by what it rests on is then to be told.
    """
    survey = None if problem.survey is None else problem.survey.quick()
    try:
        outcome = _by(problem._replace(survey=survey), equations, chosen)
    except IronLawError:
        return None
    is_empty = any(core.error is not None for core in cores)
    if not is_empty and (not _is_single(outcome) or _stays(outcome, chosen)):
        return None
    return outcome._replace(problem=problem)


def _is_single(outcome: Outcome) -> bool:
    return len(outcome.answers) == 1 and outcome.answers[0].is_point


def _stays(outcome: Outcome, chosen: Plan) -> bool:
    """Tell whether the defaults that an answer rests on beyond a plan's do not move it."""
    problem, way = outcome.problem, outcome.plan
    more = [v for v in way.defaults if v not in chosen.defaults]
    if not more:
        return False
    values = {**known_values(problem, way), **{v: beside_default(v)[0] for v in more}}
    solved = {*way.whole.variables, *values}
    if any(v not in solved for one in way.equations for v in one.variables):
        return True  # what it lacks cancels: numbers do not lead there
    try:
        answers, *_ = walk(problem, way, values)
    except (IronLawError, Void):
        return True
    return any(one.low == outcome.answers[0].low for one in answers)
