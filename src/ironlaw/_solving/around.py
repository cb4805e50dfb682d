"""Answers although something lacks: what is missing does not move them."""

from __future__ import annotations

from collections.abc import Collection

from ironlaw._errors import InconsistentError, IronLawError
from ironlaw._language import Equation, LawVariable
from ironlaw._solving.answer import Answer
from ironlaw._solving.cancelling import cancelled
from ironlaw._solving.consistency import check_answers
from ironlaw._solving.determined import determined
from ironlaw._solving.probing import probed
from ironlaw._solving.problem import Outcome, Problem
from ironlaw._solving.verify import Values
from ironlaw._structure import Plan, spread, usable_defaults

Found = tuple[Plan, list[Answer]]


def around(
    problem: Problem, equations: tuple[Equation, ...], left_out: Collection[LawVariable]
) -> Found | None:
    """Return the answers that what is missing does not move, and their plan; None without any.

    It may cancel on the shortest way, which structure finds; where it does not, the slopes of
    all equations tell whether there is another.
    """
    found = cancelled(problem, equations, left_out)
    return found or _caused(problem, equations, left_out)


def _caused(
    problem: Problem,
    equations: tuple[Equation, ...],
    left_out: Collection[LawVariable],
    tried: Collection[Equation] = (),
) -> Found | None:
    """Return the answers that a part of the equations determines, and their plan.

    Defaults are a last resort; equations that were ``tried`` together lead nowhere else.
    """
    given = dict(problem.values)
    weak = usable_defaults(spread(equations, given, problem.unknown), set(given))
    defaults = {v: v.default or 0.0 for v in weak if v not in left_out}
    found = _by(problem, equations, left_out, given, tried)
    if found is not None or not defaults:
        return found
    try:
        return _by(problem, equations, left_out, {**given, **defaults}, tried)
    except InconsistentError:
        return None  # so a default does not fit


def _by(
    problem: Problem,
    equations: tuple[Equation, ...],
    left_out: Collection[LawVariable],
    known: Values,
    tried: Collection[Equation],
) -> Found | None:
    cause = determined(equations, problem.unknown, known)
    if cause is None or set(cause.equations) == set(tried):
        return None
    survey = problem.survey
    if survey is not None and survey.is_fruitless(cause.equations, known):
        return None
    found = cancelled(problem, cause.equations, left_out) or probed(problem, equations, cause)
    if survey is not None and not _has_points(found):
        survey.fruitless(cause.equations, known)
    return found


def _has_points(found: Found | None) -> bool:
    return found is not None and all(answer.is_point for answer in found[1])


def in_part(problem: Problem, equations: tuple[Equation, ...], chosen: Plan) -> Outcome | None:
    """Return what a part of the equations determines, where all together do not lead there."""
    if not problem.is_given or chosen.free:
        return None
    try:
        found = _caused(problem, equations, chosen.left_out, chosen.equations)
        if found is None:
            return None
        way, answers = found
        kept, _ = (answers, ()) if way.idle else check_answers(problem, equations, answers)
    except IronLawError:
        return None
    return Outcome(problem, way, tuple(kept))
