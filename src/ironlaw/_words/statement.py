"""One line of a derivation: a statement as text and as LaTeX."""

from __future__ import annotations

import sympy

from ironlaw._language import Statement

_SIGNS = {"<=": r"\le", ">=": r"\ge"}


def statement_text(line: Statement) -> str:
    """Return a statement as one line of text.

    Examples
    --------
    >>> from ironlaw._language import Range
    >>> x = sympy.Symbol("x")
    >>> statement_text(Statement(x, Range(sympy.Integer(2), sympy.oo, left_open=True)))
    'x > 2'
    """
    return str(line)


def statement_latex(line: Statement, *, mark: str = "") -> str:
    r"""Return a statement as LaTeX, with a mark for alignment before its last sign.

    Examples
    --------
    >>> from ironlaw._language import Range
    >>> x, y = sympy.symbols("x y")
    >>> print(statement_latex(Statement(x, Range(y, y**2)), mark="&"))
    y \le x &\le y^{2}
    """
    left, sign, right = line.parts(sympy.latex)
    return f"{left} {mark}{_SIGNS.get(sign, sign)} {right}"
