"""What a relation tells of the equation that it holds."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import sympy

from ironlaw._language import Equation, LawVariable, Origin
from ironlaw._words import equation_latex


class Holding:
    """A holder of one equation, with the equation's own parts as its attributes."""

    stated: Equation

    @property
    def name(self) -> str:
        """The variable that it defines, or the name given to an implicit equation."""
        return self.stated.name

    @property
    def lhs(self) -> sympy.Expr:
        """Its left side."""
        return self.stated.lhs

    @property
    def rhs(self) -> sympy.Expr:
        """Its right side."""
        return self.stated.rhs

    @property
    def defines(self) -> LawVariable | None:
        """The variable on the left, or None for an implicit equation."""
        return self.stated.defines

    @property
    def text(self) -> str:
        """One line of plain English: the docstring of its function."""
        return self.stated.text

    @property
    def assumes(self) -> str:
        """The conditions under which it holds."""
        return self.stated.assumes

    @property
    def source(self) -> str:
        """Key of its source in the bibliography."""
        return self.stated.source

    @property
    def choice(self) -> str | None:
        """The named choice it belongs to."""
        return self.stated.choice

    @property
    def variants(self) -> tuple[str, ...]:
        """The variants of its choice in which it is active."""
        return self.stated.variants

    @property
    def function(self) -> Callable[..., Any] | None:
        """The Python function, which is also the reference implementation."""
        return self.stated.function

    @property
    def inputs(self) -> tuple[LawVariable, ...]:
        """The parameters of its function as variables; empty if implicit."""
        return self.stated.inputs

    @property
    def origin(self) -> Origin | None:
        """The law that it was declared in."""
        return self.stated.origin

    @property
    def number(self) -> str | None:
        """Its number in a book of walls, such as ``"14.1"``; None outside a wall."""
        return self.stated.number

    @property
    def symbols_used(self) -> tuple[LawVariable, ...]:
        """Its variables: the defined one, then the others in the order of its function."""
        return self.stated.variables

    @cached_property
    def equation(self) -> sympy.Eq:
        """The equation as a plain SymPy ``Eq``, in SymPy's own order."""
        return self.stated.to_sympy()

    def latex(self) -> str:
        r"""Return the equation as LaTeX, in the order in which its author wrote it.

        Examples
        --------
        >>> import ironlaw as il
        >>> print(il.laws[2].relations["memory_time"].latex())
        t_{\mathrm{mem}} = \frac{M}{B_{\mathrm{mem}}}
        """
        return equation_latex(self.stated)
