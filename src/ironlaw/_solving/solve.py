"""Solving: structure first, algebra second, numbers last; every answer is verified."""

from __future__ import annotations

from ironlaw._errors import InconsistentError, IronLawError, UnreachableError, UnsolvableError
from ironlaw._language import Equation, FrozenDict, LawVariable
from ironlaw._solving.answer import anything
from ironlaw._solving.around import around, in_part
from ironlaw._solving.cancelling import differences
from ironlaw._solving.consistency import check_answers, check_givens, violations, without_digits
from ironlaw._solving.evidence import Refusal
from ironlaw._solving.goal import Goal
from ironlaw._solving.idle import is_idle
from ironlaw._solving.problem import Outcome, Problem, known_values
from ironlaw._solving.unreachable import raise_unreachable
from ironlaw._solving.vanishing import reduced
from ironlaw._solving.walk import Void, walk
from ironlaw._solving.whole import whole_goal
from ironlaw._structure import Plan, beside_default, plan, plan_symbolic

Equations = tuple[Equation, ...]
_NO_PLAN = Plan(())


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
    chosen = _planned(problem, equations)
    try:
        is_weak = chosen.defaults and not chosen.free
        less = _reduced(problem, equations, chosen) if is_weak else None
        outcome = less or _solved(problem, equations, chosen)
    except (UnreachableError, InconsistentError, UnsolvableError) as error:
        other = _reduced(problem, equations) or _otherwise(problem, equations, chosen, error)
        if other is None:
            raise
        return other
    if problem.is_given and any(not one.is_point for one in outcome.answers):
        return in_part(problem, equations, chosen) or outcome
    return outcome


def _reduced(problem: Problem, equations: Equations, chosen: Plan = _NO_PLAN) -> Outcome | None:
    """Return what follows where known zeros take out what lacks; None where they do not help."""
    less = reduced(problem, equations) if problem.is_given else None
    if less is None:
        return None
    left = less.problem.memory.equations
    plain = _planned(less.problem, left)
    if not less.helps(plain, chosen):
        return None
    try:
        found = _solved(less.problem, left, plain)
    except IronLawError as error:
        if chosen.free and not less.defaults and isinstance(error, UnreachableError):
            raise
        return None
    return found._replace(problem=problem, plan=less.said(found.plan))


def _solved(
    problem: Problem, equations: Equations, chosen: Plan, *, against: Equations = ()
) -> Outcome:
    """Follow a plan, and check what it leads to; against more equations than its own, if told."""
    values = known_values(problem, chosen)
    refused: tuple[Refusal, ...] = ()
    goals: tuple[Goal, ...] = ()
    if not problem.is_given:
        answers, refused, goals = walk(problem, chosen, values)
    elif chosen.free and is_idle(problem, equations, values):
        chosen, answers = Plan(chosen.blocks), [anything(problem.unknown, values)]
    elif chosen.free and (found := around(problem, equations, chosen.left_out)):
        chosen, answers = found
    elif chosen.free and (less := _reduced(problem, equations, chosen)):
        return less
    else:
        answers, refused, goals = walk(problem, chosen, values)
    if problem.is_given and not (chosen.free or chosen.idle):
        answers, no = check_answers(problem, against or equations, answers)
        refused += no
    if not answers:
        followed = check_givens(problem, equations, values)
        reasons = [*violations(equations, values, problem.unknown)]
        reasons += [one.sentence for one in refused if one.is_said]
        vague = ", ".join(v.name for v in without_digits(followed))
        reasons += [f"rounding alone decides {vague}"] if vague else []
        aims = goals or whole_goal(problem, chosen)
        raise_unreachable(
            problem,
            reasons,
            aims,
            is_search=any(one.is_gap and one.value is None for one in refused),
        )
    rejected = tuple((one.value, one.reason) for one in refused if one.value is not None)
    gaps = tuple(dict.fromkeys(one.reason for one in refused if one.is_gap))
    return Outcome(problem, chosen, tuple(answers), rejected, gaps)


def _otherwise(
    problem: Problem, equations: Equations, chosen: Plan, error: IronLawError
) -> Outcome | None:
    """Return what follows where a plan led to an error: with other defaults, or in part."""
    outcome = None
    if chosen.free and isinstance(error, UnreachableError):
        return _by_another(problem, equations, chosen)
    if not isinstance(error, UnsolvableError):  # what no search finds is no default's fault
        outcome = _without_default(problem, equations, chosen, error)
    outcome = outcome or _with_defaults(problem, equations, chosen)
    if isinstance(error, InconsistentError):
        return outcome or _by_firmer(problem, equations, chosen)
    return outcome or in_part(problem, equations, chosen)


def _by_firmer(problem: Problem, equations: Equations, chosen: Plan) -> Outcome | None:
    """Return what follows without a way back through a sum, in which digits may be lost.

    The other givens have to determine the unknown, and all equations to hold there.
    """
    for tried in differences(chosen):
        left = tuple(one for one in equations if one is not tried)
        plain = plan(left, problem.unknown, problem.values, left_out=chosen.left_out)
        if plain.free or plain.defaults != chosen.defaults:
            continue
        try:
            return _solved(problem, left, plain, against=equations)
        except IronLawError:
            continue
    return None


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
        return _solved(problem, left, plain)
    except UnreachableError as error:
        return _otherwise(problem, left, plain, error)


def _without_default(
    problem: Problem, equations: Equations, chosen: Plan, error: IronLawError
) -> Outcome | None:
    """Return what follows without the one default that the givens do not fit, if one is such.

    The other defaults and the givens determine that variable, or it is asked for.
    """
    for variable in chosen.defaults:
        plain = _planned(problem, equations, left_out=(variable,))
        try:
            if plain.free and not _is_to_blame(problem, equations, plain, variable, error):
                continue
            return _solved(problem, equations, plain)
        except IronLawError:
            continue
    return None


def _with_defaults(problem: Problem, equations: Equations, chosen: Plan) -> Outcome | None:
    """Return what follows with defaults where equations, solved together, give no answer.

    So it is where the givens say something twice: there are enough of them to solve for a
    variable that has a default, but they do not determine it.
    """
    if all(len(block.equations) == 1 for block in chosen.blocks):
        return None
    plain = _planned(problem, equations, eager=True)
    if plain.defaults == chosen.defaults:
        return None
    try:
        return _solved(problem, equations, plain)
    except IronLawError:
        return None


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
    other = problem._replace(values=FrozenDict({**problem.values, variable: value}))
    try:
        _solved(other, equations, _planned(other, equations))
    except IronLawError:
        return False
    return True


def _planned(
    problem: Problem,
    equations: Equations,
    *,
    left_out: tuple[LawVariable, ...] = (),
    eager: bool = False,
) -> Plan:
    if not problem.is_given:
        return plan_symbolic(equations, problem.unknown, problem.uses)
    declared = problem.memory.equations
    if equations is declared and not (left_out or eager):
        return problem.memory.plan(problem.unknown, frozenset(problem.values))
    touched = {one.name for one in set(equations) - set(declared)}
    found = plan(
        equations,
        problem.unknown,
        problem.values,
        touched=touched,
        left_out=left_out,
        eager=eager,
    )
    return found._replace(left_out=left_out)
