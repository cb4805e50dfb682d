"""The judge of every kind of question: by its point, or by what the question is about."""

from __future__ import annotations

from typing import Any

import sympy
from tests.fuzz.judge import Verdict, apart, by_point, holds
from tests.fuzz.points import DIGITS, Case
from tests.fuzz.questions import Question

import ironlaw as il

_STEEP = 1e-3
_CLOSE = 1e-6


def judged(case: Case, asked: Question, answer: Any) -> Verdict:
    """Judge an answer as its kind of question asks."""
    return _JUDGES.get(asked.kind, by_point)(case, asked, answer)


def _contradicted(case: Case, asked: Question, answer: il.Solution | il.IronLawError) -> Verdict:
    """A contradiction is to be refused, unless digits are what the wrong given lies in."""
    if isinstance(answer, il.IronLawError):
        return Verdict("right")
    wrong = next(n for n, x in asked.given.items() if x != case.point[n])
    for leaf in case.model.leaves:
        for sign in (-1, 1):
            beside = case.model.moved(case.point, leaf, case.point[leaf] * (1 + sign * 1e-12))
            if beside is None or apart(beside[wrong], case.point[wrong]) > 1e-6:
                return Verdict("lost", f"{wrong} has few digits, or is beside a jump")
    return Verdict("silent", f"{answer!r}, though {wrong} is {case.point[wrong]!r}")


def _withstood(case: Case, asked: Question, answer: Any) -> Verdict:
    """What is no number is to be refused by name: getting here is all but enough."""
    if isinstance(answer, il.IronLawError):
        words = str(answer)
        return Verdict("right") if 0 < len(words) < 2000 else Verdict("foreign", words[:2000])
    return Verdict("silent", f"{answer!r}")


def _sloped(case: Case, asked: Question, answer: il.Sensitivity | il.IronLawError) -> Verdict:
    """Compare elasticities with differences of the laws' own functions."""
    if isinstance(answer, il.IronLawError) or answer.solution.missing:
        return Verdict("refused", str(answer))
    if answer.solution.warnings or answer.solution.defaults:
        return Verdict("open", "weakly determined, or by a default")
    drawn = case.point[asked.unknown]
    if not drawn or not holds(case, asked, answer.solution, drawn):
        return Verdict("open", "another root")
    own = case.model.below.get(asked.unknown)
    targets = [n for n in asked.given if n in own] if own else [asked.unknown]
    if len(targets) != 1 or not case.point[targets[0]]:
        return Verdict("open", "several targets")
    if any(one.rhs.has(sympy.floor, sympy.ceiling) for one in case.model.order):
        return Verdict("open", "large whole numbers look as if they had slopes")
    slope = _elasticity(case, asked.unknown, targets[0]) if own else 1.0
    if slope is not None and abs(slope) < _STEEP:
        return Verdict("open", "a step of the differences moves it too far")
    for row in answer.rows:
        name = row.variable.name
        moved = -1.0 if own and name == targets[0] else _elasticity(case, name, targets[0])
        if slope is None or moved is None or row.elasticity is None:
            continue
        expected = -moved / slope if own else moved
        if abs(row.elasticity - expected) > 1e-4 * max(1.0, abs(expected)):
            return Verdict("false", f"{name}: {row.elasticity!r}, differences make it {expected!r}")
    return Verdict("right")


def _elasticity(case: Case, leaf: str, target: str) -> float | None:
    """Return an elasticity by differences of two sizes; None where they differ, as beside jumps."""
    drawn, found = case.point[leaf], []
    for step in (1e-6, 4e-6, -3e-6):
        beside = case.model.moved(case.point, leaf, drawn * (1 + step), digits=DIGITS)
        if beside is None:
            return None
        found.append((beside[target] - case.point[target]) / (step * case.point[target]))
    if max(found) - min(found) > 1e-4 * max(1.0, *map(abs, found)):
        return None
    return (4 * found[0] - found[1]) / 3  # what is linear in the step cancels


def _surveyed(case: Case, asked: Question, answer: Any) -> Verdict:
    """Judge each answer that follows by the point; what agrees is no contradiction."""
    if isinstance(answer, il.IronLawError):
        return Verdict("foreign", f"{type(answer).__name__}: {answer}")
    said = dict(answer.unsolved)
    verdicts = [
        by_point(case, asked._replace(unknown=one.solution.unknown.name), one.solution)
        for one in answer.determined
    ]
    wrong = next((one for one in verdicts if one.is_wrong), None)
    if wrong is not None:
        return wrong
    if answer.contradictions:
        return by_point(case, asked, il.InconsistentError("; ".join(answer.contradictions), ""))
    return Verdict("refused" if said else "right", str(said))


def _compared(case: Case, asked: Question, answer: Any) -> Verdict:
    """Compare a change with what the laws' own functions make of the moved leaf."""
    if isinstance(answer, il.IronLawError):
        return Verdict("refused", str(answer))
    (leaf,) = (n for n, x in asked.given.items() if isinstance(x, tuple))
    after = case.model.variables[leaf].to_base(asked.given[leaf][1])
    moved = case.model.moved(case.point, leaf, after)
    for solution, at in zip((answer.before, answer.after), (case.point, moved), strict=True):
        try:
            value = solution.magnitude
        except il.IronLawError as error:
            return Verdict("refused", str(error))
        gap = apart(value, at[asked.unknown])
        if gap > _CLOSE:
            is_lost = solution.warnings and gap <= 1e-14 * (solution.condition_number or 0.0)
            words = f"{value!r}, the functions make it {at[asked.unknown]!r}"
            return Verdict("lost" if is_lost else "false", words)
    return Verdict("right")


_JUDGES = {
    "contradiction": _contradicted,
    "hostile": _withstood,
    "slopes": _sloped,
    "check": _surveyed,
    "change": _compared,
}
