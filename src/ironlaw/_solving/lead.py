"""One plan followed to the unknown, and what it leads to checked."""

from __future__ import annotations

from ironlaw._errors import InconsistentError, IronLawError, UnreachableError, UnsolvableError
from ironlaw._language import Equation, LawVariable
from ironlaw._solving.answer import anything
from ironlaw._solving.around import around
from ironlaw._solving.consistency import check_answers, check_givens, violations, without_digits
from ironlaw._solving.determined import unmoved
from ironlaw._solving.evidence import Refusal
from ironlaw._solving.goal import Goal
from ironlaw._solving.idle import is_idle
from ironlaw._solving.problem import Outcome, Problem, known_values
from ironlaw._solving.unreachable import raise_unreachable
from ironlaw._solving.vanishing import reduced
from ironlaw._solving.verify import Values
from ironlaw._solving.walk import walk
from ironlaw._solving.whole import whole_goal
from ironlaw._structure import Plan, plan, plan_symbolic

Equations = tuple[Equation, ...]
_NO_PLAN = Plan(())


def planned(
    problem: Problem,
    equations: Equations,
    *,
    left_out: tuple[LawVariable, ...] = (),
    eager: bool = False,
) -> Plan:
    """Return the plan of a question, from memory where it may be."""
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


def lead(
    problem: Problem, equations: Equations, chosen: Plan, *, against: Equations = ()
) -> Outcome:
    """Follow a plan, and check what it leads to; against more equations than its own, if told."""
    survey = problem.survey
    if survey is None:
        return _led(problem, equations, chosen, against)
    among = against or equations
    survey.check(problem.values, among, chosen)
    try:
        outcome = _led(problem, equations, chosen, against)
    except (UnreachableError, InconsistentError, UnsolvableError) as error:
        certain = None if isinstance(error, UnsolvableError) else error
        survey.failing(problem.values, among, chosen, certain)
        raise
    if any(not one.is_point for one in outcome.answers):
        survey.failing(problem.values, among, chosen)
    return outcome


def _led(problem: Problem, equations: Equations, chosen: Plan, against: Equations) -> Outcome:
    values = known_values(problem, chosen)
    refused: tuple[Refusal, ...] = ()
    goals: tuple[Goal, ...] = ()
    if not problem.is_given:
        answers, refused, goals = walk(problem, chosen, values)
    elif chosen.free and _is_any(problem, equations, values):
        chosen, answers = Plan(chosen.blocks), [anything(problem.unknown, values)]
    elif chosen.free and (found := around(problem, equations, chosen.left_out)):
        chosen, answers = found
    elif chosen.free and (less := simpler(problem, equations, chosen)):
        return less
    else:
        answers, refused, goals = walk(problem, chosen, values)
    if problem.is_given and not (chosen.free or chosen.idle):
        try:
            answers, no = check_answers(problem, against or equations, answers)
        except InconsistentError as error:
            gaps = tuple(one.sentence for one in refused if one.is_gap)
            if not gaps:
                raise
            # some values were not tried: that those that were fit nothing proves nothing
            no_fit = f"of those that were tried none fits {error.relation!r}"
            raise_unreachable(problem, [*gaps, no_fit], (), is_search=True)
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


def _is_any(problem: Problem, equations: Equations, values: Values) -> bool:
    """Tell whether any value of the unknown will do, and nothing that cancels determines it."""
    is_any = is_idle(problem, equations, values)
    return is_any and not unmoved(equations, [problem.unknown], problem.values)


def simpler(problem: Problem, equations: Equations, chosen: Plan = _NO_PLAN) -> Outcome | None:
    """Return what follows where known zeros take out what lacks; None where they do not help."""
    less = reduced(problem, equations, chosen.left_out) if problem.is_given else None
    if less is None:
        return None
    left = less.problem.memory.equations
    plain = planned(less.problem, left, left_out=chosen.left_out)
    if not less.helps(plain, chosen):
        return None
    try:
        found = lead(less.problem, left, plain)
    except IronLawError as error:
        if chosen.free and not less.defaults and isinstance(error, UnreachableError):
            raise
        return None
    return found._replace(problem=problem, plan=less.said(found.plan))
