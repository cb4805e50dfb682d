"""An answer in words: its branches as text and as LaTeX, with values in suitable units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import sympy

from ironlaw._language import LawVariable
from ironlaw._solving import Answer
from ironlaw._words.folding import Filling
from ironlaw._words.statement import statement_latex, statement_text
from ironlaw._words.units import quantity_latex

_MOST_SHOWN = 8
_NOTHING = Filling()
T = TypeVar("T")


def answers_text(
    unknown: LawVariable,
    answers: Sequence[Answer],
    *,
    is_any: bool = False,
    filling: Filling = _NOTHING,
) -> str:
    """Return the branches of an answer as one line: values where it has some, else formulas.

    In formulas what is known is written as numbers with units. Of more than eight branches the
    first three and the last stand for all.
    """
    shown = [_branch_text(unknown, one, filling, is_any=is_any) for one in few(answers)]
    return listed(shown, len(answers))


def few(items: Sequence[T]) -> Sequence[T]:
    """Return the first three and the last of more than eight items; all of fewer."""
    return items if len(items) <= _MOST_SHOWN else (*items[:3], items[-1])


def listed(shown: Sequence[str], count: int) -> str:
    """Return the few of some alternatives that are shown as one line."""
    left_out = [] if len(shown) == count else [f"... ({count} in all)"]
    return " or ".join([*shown[:-1], *left_out, *shown[-1:]])


def _branch_text(unknown: LawVariable, one: Answer, filling: Filling, *, is_any: bool) -> str:
    name, show = unknown.name, unknown.show
    if one.numbers is None:
        where = filling.into(together(one.evidence.conditions))
        suffix = f" if {where}" if where != sympy.true else ""
        if one.equation is not None:
            left, right = (filling.into(side) for side in one.equation.args)
            return f"{name} such that {left} = {right}{suffix}"
        return statement_text(filling.into_statement(one.statement(unknown))) + suffix
    lower, upper, left_open, right_open = one.numbers
    if one.is_point:
        return f"{name} = {show(lower)}"
    if is_any:
        return f"{name} = any"
    left, right = "<" if left_open else "<=", "<" if right_open else "<="
    low = f"{show(lower)} {left} " if lower > unknown.domain.lower else ""
    high = f" {right} {show(upper)}" if upper < unknown.domain.upper else ""
    if low and not high:
        return f"{name} {'>' if left_open else '>='} {show(lower)}"
    return f"{low}{name}{high}"


def formulas_latex(
    unknown: LawVariable, answers: Sequence[Answer], filling: Filling = _NOTHING
) -> str:
    """Return the formula of each branch as LaTeX, in one line, with what is known as numbers."""
    lines = [_formula_latex(unknown, one, filling).replace("&", "") for one in few(answers)]
    if len(lines) < len(answers):
        lines.insert(-1, r"\ldots")
    return r",\quad ".join(lines)


def _formula_latex(unknown: LawVariable, one: Answer, filling: Filling) -> str:
    if one.equation is not None:
        sides = (sympy.latex(filling.into(side)) for side in one.equation.args)
        return " = ".join(sides)
    condition = filling.into(together(one.evidence.conditions))
    where = rf" \quad\text{{if }} {sympy.latex(condition)}" if condition != sympy.true else ""
    return statement_latex(filling.into_statement(one.statement(unknown))) + where


def together(conditions: tuple[Any, ...]) -> Any:
    """Return conditions as one; true where there are none."""
    if not conditions:
        return sympy.true
    return conditions[0] if len(conditions) == 1 else sympy.And(*conditions, evaluate=False)


def latex_values(variable: LawVariable, text: str) -> str:
    """Return a line of values such as ``x = 2.8 TB/s`` as LaTeX with the variable's glyph."""
    parts = text.split(variable.name)
    cells = [quantity_latex(part) for part in parts]
    return variable.glyph.join(cells)
