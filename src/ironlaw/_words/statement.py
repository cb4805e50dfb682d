"""One line of a derivation: a statement as text and as LaTeX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from ironlaw._language import Statement


def statement_text(line: Statement) -> str:
    """Return a statement as one line of text.

    Examples
    --------
    >>> from ironlaw._language import Range
    >>> x = sympy.Symbol("x")
    >>> statement_text(Statement(x, Range(sympy.Integer(2), sympy.oo, left_open=True)))
    '2 < x'
    """
    return _line(line, str, ("<", "<=", "="))


def statement_latex(line: Statement) -> str:
    """Return a statement as LaTeX, with an alignment mark before its relation."""
    return _line(line, sympy.latex, ("<", r"\le", "&="))


def _line(line: Statement, show: Callable[[Any], str], signs: tuple[str, str, str]) -> str:
    strict, weak, equal = signs
    subject, (lower, upper, left_open, right_open) = show(line.subject), line.range
    if line.range.is_point:
        return f"{subject} {equal} {show(lower)}"
    mark = "&" if equal.startswith("&") else ""
    if lower == -sympy.oo and upper == sympy.oo:
        return rf"{subject} {mark}\text{{ any}}" if mark else f"{subject} any"
    if lower == -sympy.oo:
        return f"{subject} {mark}{strict if right_open else weak} {show(upper)}"
    left = strict if left_open else weak
    if upper == sympy.oo:
        return f"{show(lower)} {mark}{left} {subject}"
    right = strict if right_open else weak
    return f"{show(lower)} {mark}{left} {subject} {right} {show(upper)}"
