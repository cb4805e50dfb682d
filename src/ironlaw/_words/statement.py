"""One line of a derivation: a statement as text and as LaTeX."""

from __future__ import annotations

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
    return str(line)


def statement_latex(line: Statement) -> str:
    """Return a statement as LaTeX, with an alignment mark before its relation."""
    return line.written(sympy.latex, ("<", r"\le", "&="))
