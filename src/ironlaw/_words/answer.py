"""An answer in words: its branches as text and as LaTeX, with values in suitable units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import sympy

from ironlaw._language import LawVariable, Quadratic, Range, Statement, point
from ironlaw._solving import Answer
from ironlaw._words.authored import equation_latex
from ironlaw._words.folding import Filling, measured
from ironlaw._words.ordering import latex
from ironlaw._words.quadratics import in_letters, letter_rank
from ironlaw._words.rank import Rank, ranked
from ironlaw._words.statement import statement_latex, statement_text, together
from ironlaw._words.tidying import tidied
from ironlaw._words.widths import displayed, width

_MOST_SHOWN = 8
_LONG = 40.0  # letters; a longer root is written in letters for its coefficients
_NOTHING = Filling()
_IF = r" \quad\text{if }"
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
    if one.numbers is not None:
        return statement_text(value_statement(unknown, one, is_any=is_any))
    where = filling.into(together(one.evidence.conditions))
    suffix = f" if {where}" if where != sympy.true else ""
    if one.equation is not None:
        left, right = (filling.into(side) for side in one.equation.args)
        return f"{unknown.name} such that {left} = {right}{suffix}"
    return statement_text(filling.into_statement(one.statement(unknown))) + suffix


def value_statements(
    unknown: LawVariable, answers: Sequence[Answer], *, is_any: bool = False
) -> list[Statement]:
    """Return the branches of an answer that has values as statements, with units in place.

    Of more than eight the first three and the last stand for all.
    """
    return [value_statement(unknown, one, is_any=is_any) for one in few(answers)]


def value_statement(unknown: LawVariable, one: Answer, *, is_any: bool = False) -> Statement:
    """Return the statement that an unknown has a value, or lies between two, with their units."""
    if one.numbers is None:
        raise ValueError(f"{unknown.name} has no value")
    lower, upper, left_open, right_open = one.numbers
    if one.is_point:
        return Statement(unknown, point(measured(lower, unknown.unit)))
    bounds = unknown.domain
    is_low, is_high = lower > bounds.lower and not is_any, upper < bounds.upper and not is_any
    low = measured(lower, unknown.unit) if is_low else -sympy.oo
    high = measured(upper, unknown.unit) if is_high else sympy.oo
    return Statement(unknown, Range(low, high, left_open, right_open))


def values_latex(statements: Sequence[Statement], count: int) -> str:
    r"""Return the few branches that are shown of some as LaTeX in one line.

    Examples
    --------
    >>> import ironlaw as il
    >>> exact = il.iron_law.using(goodput="exact")
    >>> print(exact.solve("checkpoint_interval", goodput=0.89, restart_time="10 min",
    ...                   checkpoint_write_time="2 min", cluster_mtbf="8 h").to_latex())
    \tau = 32.74\,\mathrm{min} \quad\text{or}\quad \tau = 55.05\,\mathrm{min}
    """
    shown = [statement_latex(one) for one in statements]
    shown[-1:-1] = [r"\ldots"] if len(shown) < count else []
    return r" \quad\text{or}\quad ".join(shown)


def formulas_latex(
    unknown: LawVariable, answers: Sequence[Answer], filling: Filling = _NOTHING
) -> str:
    """Return the formula of each branch as LaTeX, in one line, with what is known as numbers."""
    lines = [_formula_latex(unknown, one, filling) for one in few(answers)]
    if len(lines) > 1 and any(_IF in line for line in lines):
        rows = r" \\ ".join(line.replace(_IF, r" & \text{if }") for line in lines)
        return rf"\begin{{cases}} {rows} \end{{cases}}"
    if len(lines) < len(answers):
        lines.insert(-1, r"\ldots")
    return r",\quad ".join(lines)


def _formula_latex(unknown: LawVariable, one: Answer, filling: Filling) -> str:
    own = (v for v, x in filling.values.items() if v.constant not in (None, x))
    rank = ranked(one.steps, {*own, unknown})
    if one.equation is not None:
        return _implicit_latex(unknown, one, filling, rank)
    condition = filling.into(together(one.evidence.conditions))
    where = f"{_IF} {latex(condition, rank)}" if condition != sympy.true else ""
    stated = one.steps[-1].stated if one.steps else None
    is_definition = stated is not None and stated.rhs is one.lower and not filling.values
    if stated is not None and is_definition:  # in its author's order
        return equation_latex(stated, lettered=rank.lettered) + where
    line = filling.into_statement(one.statement(unknown))
    found = one.steps[-1].argument if one.steps else None
    if isinstance(found, Quadratic) and not filling.values:
        return _quadratic_latex(line, found, rank) + where
    if line.is_point and not isinstance(found, Quadratic):
        line = line._replace(range=point(tidied(line.lower)))
    return statement_latex(line, rank) + where


def _implicit_latex(unknown: LawVariable, one: Answer, filling: Filling, rank: Rank) -> str:
    """Return the equation that only numbers can solve; its author's own, if it is as it was."""
    stated = [step.stated for step in one.steps if step.stated is not None]
    if len(stated) == 1 and not filling.values:
        line = equation_latex(stated[0], lettered=rank.lettered)
    else:
        line = " = ".join(latex(filling.into(side), rank) for side in one.equation.args)
    return rf"{line} \quad\text{{(no closed form for ${latex(unknown, rank)}$)}}"


def _quadratic_latex(line: Statement, found: Quadratic, rank: Rank) -> str:
    """Return a root; in letters for the coefficients where it is long."""
    whole = statement_latex(line, rank)
    if width(whole) <= _LONG:
        return whole
    letters = in_letters(found)
    root, *meant = (statement_latex(one, letter_rank(rank)) for one in letters)
    return displayed([root, r",\quad ".join(meant)], r",\quad ")
