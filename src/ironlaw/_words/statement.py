"""One line of a derivation: a statement as text and as LaTeX."""

from __future__ import annotations

from typing import Any

import sympy

from ironlaw._language import LawVariable, Statement, Word
from ironlaw._words.ordering import latex
from ironlaw._words.rank import Rank

_NONE = Rank()
SIGNS = {"<=": r"\le", ">=": r"\ge"}


def statement_text(line: Statement) -> str:
    """Return a statement as one line of text.

    Examples
    --------
    >>> import sympy
    >>> from ironlaw._language import Range
    >>> x = sympy.Symbol("x")
    >>> statement_text(Statement(x, Range(sympy.Integer(2), sympy.oo, left_open=True)))
    'x > 2'
    """
    return str(line)


def statement_latex(
    line: Statement, rank: Rank = _NONE, *, mark: str = "", dots: bool = False
) -> str:
    r"""Return a statement as LaTeX, with a mark for alignment before its last sign.

    Variables are in the order of their ``rank``; factors have ``dots`` between them where told.

    Examples
    --------
    >>> import sympy
    >>> from ironlaw._language import Range
    >>> x, y = sympy.symbols("x y")
    >>> print(statement_latex(Statement(x, Range(y, y**2)), mark="&"))
    y \le x &\le y^{2}
    """
    left, sign, right = line.parts(lambda one: latex(one, rank, dots=dots))
    return f"{left} {mark}{SIGNS.get(sign, sign)} {right}"


def together(conditions: tuple[Any, ...]) -> Any:
    """Return conditions as one; true where there are none."""
    if not conditions:
        return sympy.true
    return conditions[0] if len(conditions) == 1 else sympy.And(*conditions, evaluate=False)


def partial_of(one: LawVariable, by: LawVariable) -> Word:
    r"""Return the sign of a partial derivative, to stand in a line.

    Examples
    --------
    >>> import ironlaw as il
    >>> partial_of(il.variables.goodput, il.variables.devices).glyph
    '\\frac{\\partial \\eta_{\\mathrm{good}}}{\\partial N_{\\mathrm{dev}}}'
    """
    shown = rf"\frac{{\partial {one.glyph}}}{{\partial {by.glyph}}}"
    return Word(f"d {one.name}/d {by.name}", shown)
