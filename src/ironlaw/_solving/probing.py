"""Answers by numbers that do not depend on what is missing: it is put to several values."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import sympy

from ironlaw._errors import InconsistentError, UnreachableError, UnsolvableError
from ironlaw._language import Equation, FrozenDict, LawVariable, Step, point
from ironlaw._solving.answer import Answer
from ironlaw._solving.cancelling import without
from ironlaw._solving.consistency import check_answers
from ironlaw._solving.determined import Cause
from ironlaw._solving.evidence import DIRECT
from ironlaw._solving.moving import consistent
from ironlaw._solving.problem import Problem, known_values
from ironlaw._solving.walk import walk
from ironlaw._structure import Plan, plan

_TRIES = 24
_ALIKE = 1e-8
_SEED = 13

Values = Mapping[LawVariable, float]
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
    same = [one for one in answers if any(_is_alike(one, other) for other in second[1])]
    kept = _holding(problem, equations, way, same)
    return (way, [_said(one, problem, way) for one in kept]) if kept else None


def _ways(problem: Problem, cause: Cause, chosen: Plan) -> Iterator[Found]:
    """Yield what a plan leads to from values of what does not matter that fit the givens."""
    values = known_values(problem, chosen)
    rng = random.Random(_SEED)
    for _ in range(_TRIES):
        at = consistent(cause.equations, values, rng)
        if at is not None:
            way = chosen._replace(idle=tuple((v, at[v]) for v in cause.idle))
            answers = _answers(problem, way)
            if answers:
                yield way, answers


def _answers(problem: Problem, way: Plan) -> list[Answer]:
    """Return the single values that a plan leads to; none where it leads nowhere."""
    values = known_values(problem, way)
    try:
        answers, *_ = walk(problem._replace(values=values), way, values)
    except (InconsistentError, UnreachableError, UnsolvableError):
        return []
    return [one for one in answers if one.is_point and one.low is not None]


def _is_alike(one: Answer, other: Answer) -> bool:
    a, b = one.low or 0.0, other.low or 0.0
    return abs(a - b) <= _ALIKE * max(abs(a), abs(b))


def _holding(
    problem: Problem, equations: Sequence[Equation], way: Plan, answers: Sequence[Answer]
) -> list[Answer]:
    """Return the answers that agree with all that is given, whatever does not matter."""
    if not answers:
        return []
    values = known_values(problem, way._replace(idle=()))
    plain = {}
    for one in answers:
        value = one.low or 0.0
        at = Answer(point(sympy.Float(value, 17)), DIRECT, numbers=point(value), point=values)
        plain[id(at)] = at, one
    kept, _ = check_answers(problem, equations, [at for at, _ in plain.values()])
    return [plain[id(at)][1] for at in kept]


def _said(answer: Answer, problem: Problem, way: Plan) -> Answer:
    """Return an answer with the step that says what it does not depend on, and without it."""
    free = tuple(v for v, _ in way.idle)
    if not free:
        return answer
    found = without(answer.lower, free, known_values(problem, way._replace(idle=())))
    start = answer.statement(problem.unknown)
    if found is not None:
        rule, formula = found
        answer = replace(answer, own=point(formula), local=FrozenDict())
    else:
        rule = "idle"
    step = Step(rule, start, answer.statement(problem.unknown), free)
    evidence = answer.evidence._replace(steps=(*answer.evidence.steps, step))
    return replace(answer, evidence=evidence)
