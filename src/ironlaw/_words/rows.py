"""Steps as rows: in their author's order, by the names of what was put in, worth what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import sympy

from ironlaw._language import LawVariable, Quadratic, Range, Statement, Step, replaced
from ironlaw._words.document import Row, reason_of
from ironlaw._words.folding import measured, with_units
from ironlaw._words.quadratics import collected_rows, quadratic_rows
from ironlaw._words.way import Way

Detail = Literal["result", "main", "all"]
_MINOR = frozenset(
    "subtract move swap divide exchange reciprocal root logarithm log exponential floor ceiling "
    "absolute cancel vanish".split()
) | {"negative root"}
_STARTS = frozenset({"relation", "definition"})


def rows_of(
    way: Way, steps: Sequence[Step], detail: Detail, *, whole: Sequence[Step] = ()
) -> list[Row]:
    """Return a row for each step, and what each variable on the way comes to."""
    all_steps = whole or steps
    names = _names(all_steps)
    rows: list[Row] = []
    for index, step in enumerate(steps):
        is_end = index + 1 == len(steps) or steps[index + 1].rule in _STARTS
        is_last = step is all_steps[-1]
        if detail == "result" and not is_last:
            continue
        if detail == "main" and step.rule in _MINOR and not is_end:
            continue
        if detail == "result":
            rows += [row._replace(why=(), plain="") for row in _step_rows(step, names)]
            continue
        following = steps[index + 1].argument if index + 1 < len(steps) else None
        if step.rule == "collect" and isinstance(following, Quadratic):
            rows += collected_rows(way, step, following)
        else:
            rows += _step_rows(step, names)
        if is_end and not is_last:
            rows += _worth(way, step)
    return rows


def _names(steps: Sequence[Step]) -> dict[sympy.Expr, sympy.Expr]:
    """Return the variables that were put in, by what was put in for them."""
    found = (one.end for one in steps if one.rule == "definition")
    return {one.lower: one.subject for one in found if one.lower.args}


def _step_rows(step: Step, names: Mapping[sympy.Expr, sympy.Expr]) -> list[Row]:
    if isinstance(step.argument, Quadratic):
        return quadratic_rows(step, step.argument)
    if names and step.rule != "definition":  # what was put in is read by its name
        step = _shortened(step, names)
    why = reason_of(step)
    if step.rule == "definition":
        own = step.stated if step.stated is not None and step.stated.function else None
        return [Row(step.start, why, step, stated=own, is_step=True)]
    return [Row(with_units(step.end), why, step, stated=step.stated, is_step=True)]


def _shortened(step: Step, names: Mapping[sympy.Expr, sympy.Expr]) -> Step:
    (subject, (low, high, *open_)) = step.end
    low, high, subject = (replaced(end, names) for end in (low, high, subject))
    end = Statement(subject, Range(low, low if step.end.is_point else high, *open_))
    parts = (step.argument, step.condition)
    argument, condition = (replaced(x, names) if isinstance(x, sympy.Basic) else x for x in parts)
    return step._replace(end=end, argument=argument, condition=condition)


def _worth(way: Way, step: Step) -> list[Row]:
    """Return what a variable on the way comes to: numbers put in, and its value."""
    variable = step.end.subject
    if not isinstance(variable, LawVariable) or variable not in way.values:
        return []
    if step.rule == "definition" or variable in way.given:
        return []
    line = way.with_numbers(step.end)
    if line is None:
        return []
    value = measured(way.values[variable], variable.unit)
    return [Row(line, dots=True, goes_on=True, then=value)]
