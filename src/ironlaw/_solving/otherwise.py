"""Where a plan led to no answer: other defaults, another equation, or a part of them all."""

from __future__ import annotations

import math
from dataclasses import replace

from ironlaw._errors import InconsistentError, IronLawError, UnreachableError, UnsolvableError
from ironlaw._language import FrozenDict, LawVariable
from ironlaw._solving.answer import Answer
from ironlaw._solving.around import around, in_part
from ironlaw._solving.cancelling import differences
from ironlaw._solving.consistency import check_givens
from ironlaw._solving.determined import unmoved
from ironlaw._solving.evidence import added
from ironlaw._solving.lead import Equations, lead, planned, simpler
from ironlaw._solving.problem import Outcome, Problem, known_values
from ironlaw._solving.survey import without_ends
from ironlaw._structure import Plan, beside_default, plan

_MOST_FIRMER = 8  # sums that are left out, one at a time


def otherwise(
    problem: Problem, equations: Equations, chosen: Plan, error: IronLawError
) -> Outcome | None:
    """Return what follows where a plan led to an error: with other defaults, or in part."""
    outcome = None
    if chosen.free and isinstance(error, UnreachableError):
        return _by_another(problem, equations, chosen)
    if not isinstance(error, UnsolvableError):  # what no search finds is no default's fault
        outcome = _without_default(problem, equations, chosen, error)
    outcome = outcome or _with_defaults(problem, equations, chosen)
    if isinstance(error, UnreachableError):
        outcome = outcome or _said_twice(problem, equations, chosen)
        outcome = outcome or _by_firmer(problem, equations, chosen)
    if isinstance(error, InconsistentError):
        return outcome or _by_firmer(problem, equations, chosen)
    return outcome or in_part(problem, equations, chosen)


def in_points(problem: Problem, equations: Equations, chosen: Plan) -> Outcome | None:
    """Return the single values that follow by defaults, or in part, where a plan leaves more open.

    An interval determines nothing: a default that lies in it is used.
    """
    if chosen.free:  # what is open then was looked for in these ways on the plan itself
        return None
    for way in (simpler, _points_with_defaults, in_part):
        outcome = way(problem, equations, chosen)
        if outcome is not None and all(one.is_point for one in outcome.answers):
            return outcome
    return None


def without_contested(problem: Problem, equations: Equations, chosen: Plan) -> Outcome | None:
    """Return what follows without the defaults in whose place the givens determine a value.

    A plan does not see it where they do so through something that cancels. It can be so only
    where a given is defined by an equation that the plan has no use for.
    """
    used = {*chosen.equations}
    if not any(one.defines in problem.values and one not in used for one in equations):
        return None
    asked = (_contested, chosen.defaults, equations, problem.values)
    known = problem.memory.recalled(asked, lambda: _contested(problem, equations, chosen))
    if not known:
        return None
    values = FrozenDict({**problem.values, **{v: one.low or 0.0 for v, one in known.items()}})
    less = problem._replace(values=values)
    try:
        outcome = lead(less, equations, planned(less, equations))
    except IronLawError:
        return None
    before = [one.evidence for one in known.values()]
    answers = (replace(one, evidence=added([*before, one.evidence])) for one in outcome.answers)
    return outcome._replace(problem=problem, answers=tuple(answers))


def _contested(problem: Problem, equations: Equations, chosen: Plan) -> dict[LawVariable, Answer]:
    """Return the single values that the givens determine for variables whose default is used."""
    found = {}
    unmoving = unmoved(equations, chosen.defaults, problem.values)
    for variable in unmoving:
        own = around(problem._replace(unknown=variable, survey=None), equations, unmoving)
        if (
            own is not None
            and len(own[1]) == 1
            and own[1][0].is_point
            and own[1][0].low is not None
        ):
            found[variable] = own[1][0]
    return found


def _by_firmer(problem: Problem, equations: Equations, chosen: Plan) -> Outcome | None:
    """Return what follows without a way back through a sum, in which digits may be lost.

    The other givens have to determine the unknown, and all equations to hold there.
    """
    for tried in differences(chosen)[:_MOST_FIRMER]:
        left = tuple(one for one in equations if one is not tried)
        if not any(problem.unknown in one.variables for one in left):
            continue
        plain = plan(left, problem.unknown, problem.values, left_out=chosen.left_out)
        if plain.free or plain.defaults != chosen.defaults:
            continue
        try:
            return lead(problem, left, plain, against=equations)
        except IronLawError:
            continue
    return None


def _said_twice(problem: Problem, equations: Equations, chosen: Plan) -> Outcome | None:
    """Return what follows without a given that the others say too, within the tolerance.

    To solve for as many variables as there are equations takes both, which meet at best by
    rounding: what looks out of reach is not determined.
    """
    if unmoved(equations, [problem.unknown], problem.values):
        return None
    blocks = [block for block in chosen.blocks if len(block.equations) > 1]
    defined = {one.defines for block in blocks for one in block.equations}
    for given in [v for v in problem.values if v in defined]:
        left = FrozenDict({v: x for v, x in problem.values.items() if v != given})
        own = problem._replace(unknown=given, values=left, survey=None)
        less = problem._replace(values=left, survey=None)
        try:
            found = lead(own, equations, planned(own, equations)).answers
            if len(found) == 1 and found[0].is_point and _is_near(found[0].low, problem, given):
                return lead(less, equations, planned(less, equations))._replace(problem=problem)
        except IronLawError:
            continue
    return None


def _is_near(value: float | None, problem: Problem, given: LawVariable) -> bool:
    return value is not None and math.isclose(value, problem.values[given], rel_tol=problem.rtol)


def _by_another(problem: Problem, equations: Equations, chosen: Plan) -> Outcome | None:
    """Return what follows by another equation than the one whose free variables were left open.

    In that the unknown may be multiplied by a zero that is given.
    """
    (tried,) = chosen.blocks[-1].equations
    left = tuple(one for one in equations if one is not tried)
    if not any(problem.unknown in one.variables for one in left):
        return None
    plain = plan(left, problem.unknown, problem.values, left_out=chosen.left_out)
    try:
        return lead(problem, left, plain)
    except UnreachableError as error:
        return otherwise(problem, left, plain, error)


def _without_default(
    problem: Problem, equations: Equations, chosen: Plan, error: IronLawError
) -> Outcome | None:
    """Return what follows without the one default that the givens do not fit, if one is such.

    The other defaults and the givens determine that variable, or it is asked for.
    """
    for variable in chosen.defaults:
        plain = planned(problem, equations, left_out=(variable,))
        try:
            if plain.free and not _is_to_blame(problem, equations, plain, variable, error):
                continue
            return lead(problem, equations, plain)
        except IronLawError:
            continue
    return None


def _with_defaults(problem: Problem, equations: Equations, chosen: Plan) -> Outcome | None:
    """Return what follows with defaults where equations, solved together, give no answer.

    So it is where the givens say something twice: there are enough of them to solve for a
    variable that has a default, but they do not determine it.
    """
    plain = _eager(problem, equations, chosen)
    try:
        return None if plain is None else lead(problem, equations, plain)
    except IronLawError:
        return None


def _points_with_defaults(problem: Problem, equations: Equations, chosen: Plan) -> Outcome | None:
    """Return the same where single values are wanted; a survey tries no equations many times."""
    plain, survey = _eager(problem, equations, chosen), problem.survey
    if plain is None or survey is None:
        return _with_defaults(problem, equations, chosen)
    known = known_values(problem, plain)
    if survey.is_fruitless(plain.equations, known):
        return None
    found = _with_defaults(problem, equations, chosen)
    if found is None or not all(one.is_point for one in found.answers):
        survey.fruitless(without_ends(plain).equations, known)
    return found


def _eager(problem: Problem, equations: Equations, chosen: Plan) -> Plan | None:
    """Return a plan that uses defaults where it may; None if those are a plan's own."""
    if all(len(block.equations) == 1 for block in chosen.blocks):
        return None
    plain = planned(problem, equations, eager=True)
    return None if plain.defaults == chosen.defaults else plain


def _is_to_blame(
    problem: Problem,
    equations: Equations,
    plain: Plan,
    variable: LawVariable,
    error: IronLawError,
) -> bool:
    """Tell whether a default is to blame for an error.

    It is where the givens alone do not contradict each other, and where another value in its
    place lets the unknown be solved for.
    """
    if isinstance(error, InconsistentError):
        check_givens(problem, equations, known_values(problem, plain))
        return True
    return any(_solves(problem, equations, variable, value) for value in beside_default(variable))


def _solves(problem: Problem, equations: Equations, variable: LawVariable, value: float) -> bool:
    """Tell whether a problem has an answer if a variable has a value."""
    other = problem._replace(survey=None, values=FrozenDict({**problem.values, variable: value}))
    try:
        lead(other, equations, planned(other, equations))
    except IronLawError:
        return False
    return True
