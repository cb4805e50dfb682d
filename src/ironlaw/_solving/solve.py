"""Solving: structure first, algebra second, numbers last; every answer is verified."""

from __future__ import annotations

from collections.abc import Sequence

from ironlaw._errors import InconsistentError, IronLawError, UnreachableError, UnsolvableError
from ironlaw._language import Equation, FrozenDict, LawVariable
from ironlaw._solving.answer import anything
from ironlaw._solving.consistency import check_answers, check_givens, violations
from ironlaw._solving.evidence import Refusal
from ironlaw._solving.goal import Goal
from ironlaw._solving.problem import Outcome, Problem, known_values
from ironlaw._solving.verify import Values
from ironlaw._solving.walk import walk
from ironlaw._solving.whole import whole_goal
from ironlaw._structure import Plan, closure, plan, plan_symbolic


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
    chosen = _planned(problem, equations)
    try:
        return _solved(problem, equations, chosen)
    except (UnreachableError, InconsistentError, UnsolvableError) as error:
        outcome = _without_default(problem, equations, chosen, error)
        outcome = outcome or _with_defaults(problem, equations, chosen)
        if outcome is None:
            raise
        return outcome


def _solved(problem: Problem, equations: tuple[Equation, ...], chosen: Plan) -> Outcome:
    """Follow a plan, and check what it leads to."""
    values = known_values(problem, chosen)
    refused: tuple[Refusal, ...] = ()
    goals: tuple[Goal, ...] = ()
    if problem.is_given and chosen.free and _is_idle(problem, equations, values):
        chosen, answers = Plan(chosen.blocks), [anything(problem.unknown, values)]
    else:
        answers, refused, goals = walk(problem, chosen, values)
    if problem.is_given and not chosen.free:
        answers, no = check_answers(problem, equations, answers)
        refused += no
    if not answers:
        check_givens(problem, equations, values)
        reasons = [*violations(equations, values, problem.unknown)]
        reasons += [one.sentence for one in refused if one.is_said]
        _raise_unreachable(problem, reasons, goals or whole_goal(problem, chosen))
    rejected = tuple((one.value, one.reason) for one in refused if one.value is not None)
    gaps = tuple(dict.fromkeys(one.reason for one in refused if one.is_gap))
    return Outcome(problem, chosen, tuple(answers), rejected, gaps)


def _without_default(
    problem: Problem, equations: tuple[Equation, ...], chosen: Plan, error: IronLawError
) -> Outcome | None:
    """Return what follows without the one default that the givens do not fit, if one is such.

    The other defaults and the givens determine that variable, or it is asked for.
    """
    for variable in chosen.defaults:
        plain = _planned(problem, equations, left_out=(variable,))
        try:
            if plain.free:
                _blame(problem, equations, plain, variable, error)
            return _solved(problem, equations, plain)
        except IronLawError:
            continue
    return None


def _with_defaults(
    problem: Problem, equations: tuple[Equation, ...], chosen: Plan
) -> Outcome | None:
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


def _blame(
    problem: Problem,
    equations: tuple[Equation, ...],
    plain: Plan,
    variable: LawVariable,
    error: IronLawError,
) -> None:
    """Raise an error if a default is not to blame for one.

    It is where the givens alone do not contradict each other, and where another value in its
    place lets the unknown be solved for.
    """
    if isinstance(error, InconsistentError):
        check_givens(problem, equations, known_values(problem, plain))
        return
    values = FrozenDict({**problem.values, variable: _another(variable)})
    other = problem._replace(values=values)
    _solved(other, equations, _planned(other, equations))


def _another(variable: LawVariable) -> float:
    """Return a value of a variable that is not its default, well inside its domain."""
    default, bounds = variable.default or 0.0, variable.domain
    if bounds.contains(default + 1.0):
        return default + 1.0
    return 0.5 * (bounds.lower + bounds.upper)


def _planned(
    problem: Problem,
    equations: tuple[Equation, ...],
    *,
    left_out: tuple[LawVariable, ...] = (),
    eager: bool = False,
) -> Plan:
    if not problem.is_given:
        return plan_symbolic(equations, problem.unknown, problem.uses)
    if not (problem.expressions or left_out or eager):
        return problem.memory.plan(problem.unknown, frozenset(problem.values))
    pairs = zip(equations, problem.memory.equations, strict=True)
    touched = {one.name for one, declared in pairs if one is not declared}
    found = plan(
        equations,
        problem.unknown,
        problem.values,
        touched=touched,
        left_out=left_out,
        eager=eager,
    )
    return found._replace(left_out=left_out)


def _is_idle(problem: Problem, equations: Sequence[Equation], values: Values) -> bool:
    """Tell whether nothing that is given depends on the unknown, though all else is fixed.

    So it is where the givens say something twice without the unknown, and with it every leaf
    is known or follows.
    """
    unknown = problem.unknown
    defined = {one.defines for one in equations}
    if unknown in defined:
        return False
    variables = {v for one in equations for v in one.variables}
    known = {v for v in variables if v.default is not None and v != unknown} | values.keys()
    if not closure(equations, known)[1]:
        return False
    order, _ = closure(equations, known | {unknown})
    fixed = known | {unknown} | {v for v, _ in order}
    return all(v in fixed for v in variables if v not in defined)


def _raise_unreachable(problem: Problem, reasons: Sequence[str], goals: Sequence[Goal]) -> None:
    """Say why no value is left, and what the best one would be."""
    name = problem.unknown.name
    why = "; ".join(dict.fromkeys(reasons))
    aimed = [(goal, *goal.best()) for goal in goals if goal.stated is not None]
    if not aimed:
        raise UnreachableError(
            f"no value of {name} meets the givens{': ' + why if why else ''}", name
        )
    goal, best, words = min(aimed, key=lambda one: _missed(one[0], one[1]))
    wanted = f"{goal.variable.name} = {goal.variable.show(goal.stated or 0.0)}"
    raise UnreachableError(
        f"no value of {name} reaches {wanted}{words}{'; ' + why if why else ''}", name, best
    )


def _missed(goal: Goal, best: float | None) -> float:
    """Return how far the best that can be reached is from what is wanted; last where unknown."""
    if best is None or goal.stated is None:
        return float("inf")
    return abs(best - goal.stated)
