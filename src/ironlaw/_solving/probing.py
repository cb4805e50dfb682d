"""Answers by numbers that do not depend on what is missing: it is put to several values."""

from __future__ import annotations

import itertools
import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import sympy

from ironlaw._errors import InconsistentError, UnreachableError, UnsolvableError
from ironlaw._language import Equation, FrozenDict, Range, Step, point
from ironlaw._solving.answer import Answer
from ironlaw._solving.cancelling import without
from ironlaw._solving.consistency import check_answers
from ironlaw._solving.determined import Cause
from ironlaw._solving.evidence import DIRECT
from ironlaw._solving.moving import consistent, drawn
from ironlaw._solving.problem import Problem, known_values
from ironlaw._solving.walk import walk
from ironlaw._structure import Plan, plan

_TRIES = 24
_FRUITLESS = 9  # tries, three of each size, after which an answer is not looked for any longer
_ALIKE = 1e-8
_DECADES = ((0.0, 3.0), (-9.0, -3.0), (6.0, 15.0))
_SEED = 13

Found = tuple[Plan, list[Answer]]


def probed(problem: Problem, equations: Sequence[Equation], cause: Cause) -> Found | None:
    """Return the answers that are the same at two values of what does not matter; None without any.

    Parameters
    ----------
    problem
        What is asked.
    equations
        All active equations, which the answers are checked against.
    cause
        Those that the unknown follows from, and what does not matter in them.

    Raises
    ------
    InconsistentError
        If the answers contradict a given.
    """
    chosen = plan(cause.equations, problem.unknown, {*problem.values, *cause.idle})
    if chosen.free:
        return None
    ways = _ways(problem, cause, chosen)
    first = next(ways, None)
    second = next(ways, None) if cause.idle else first
    if first is None or second is None:
        return None
    way, answers = first
    same = _shared(answers, second[1])
    kept = _holding(problem, equations, way, same)
    return (way, [_said(one, problem, way) for one in kept]) if kept else None


def _ways(problem: Problem, cause: Cause, chosen: Plan) -> Iterator[Found]:
    """Yield what a plan leads to from values of what does not matter that fit the givens."""
    values = known_values(problem, chosen)
    rng = random.Random(_SEED)
    has_answer = False
    for index, decades in zip(range(_TRIES), itertools.cycle(_DECADES), strict=False):
        if index >= _FRUITLESS and not has_answer:
            return
        at = consistent(cause.equations, values, partial(drawn, rng=rng, decades=decades))
        if at is not None:
            way = chosen._replace(idle=tuple((v, at[v]) for v in cause.idle))
            answers = _answers(problem, way)
            if answers:
                has_answer = True
                yield way, answers


def _answers(problem: Problem, way: Plan) -> list[Answer]:
    """Return the answers that a plan leads to; none where it leads nowhere, or anywhere."""
    values = known_values(problem, way)
    try:
        answers, *_ = walk(problem._replace(values=values), way, values)
    except (InconsistentError, UnreachableError, UnsolvableError):
        return []
    return [one for one in answers if one.numbers is not None and not _is_anything(problem, one)]


def _is_anything(problem: Problem, answer: Answer) -> bool:
    bounds = problem.unknown.domain
    return not answer.is_point and (answer.low, answer.high) == (bounds.lower, bounds.upper)


def _shared(answers: Sequence[Answer], others: Sequence[Answer]) -> list[Answer]:
    """Return the answers that are among others, which are in rising order."""
    starts = [one.low or 0.0 for one in others]
    found = []
    for one in answers:
        low = one.low or 0.0
        slack = 2 * _ALIKE * abs(low)
        near = others[bisect_left(starts, low - slack) : bisect_right(starts, low + slack)]
        found += [one] if any(_is_alike(one, other) for other in near) else []
    return found


def _is_alike(one: Answer, other: Answer) -> bool:
    ends = ((one.low or 0.0, other.low or 0.0), (one.high or 0.0, other.high or 0.0))
    return one.is_point == other.is_point and all(
        a == b or abs(a - b) <= _ALIKE * max(abs(a), abs(b)) for a, b in ends
    )


def _holding(
    problem: Problem, equations: Sequence[Equation], way: Plan, answers: Sequence[Answer]
) -> list[Answer]:
    """Return the answers that agree with all that is given, whatever does not matter."""
    if not answers:
        return []
    values = known_values(problem, way._replace(idle=()))
    kept = []
    for one in answers:
        plain = Answer(_in_numbers(one), DIRECT, numbers=one.numbers, point=values)
        left, _ = check_answers(problem, equations, [plain])
        kept += [replace(one, numbers=at.numbers) for at in left]
    return kept


def _in_numbers(answer: Answer) -> Range[sympy.Expr]:
    """Return an answer's range with numbers for its ends."""
    low, high = (sympy.Float(end, 17) for end in (answer.low, answer.high))
    return point(low) if answer.is_point else Range(low, high, answer.left_open, answer.right_open)


def _said(answer: Answer, problem: Problem, way: Plan) -> Answer:
    """Return an answer with the step that says what it does not depend on, and without it."""
    free = tuple(v for v, _ in way.idle)
    if not free:
        return answer
    values = known_values(problem, way._replace(idle=()))
    found = without(answer.lower, free, values) if answer.is_point else None
    start = answer.statement(problem.unknown)
    if found is not None:
        rule, formula = found
        answer = replace(answer, own=point(formula), local=FrozenDict())
    else:
        rule = "idle"
    step = Step(rule, start, answer.statement(problem.unknown), free)
    evidence = answer.evidence._replace(steps=(*answer.evidence.steps, step))
    return replace(answer, evidence=evidence)
