"""A system as SymPy sees it: its first equation, which prints, substitutes and is solved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy

from ironlaw._errors import UnknownRelation
from ironlaw._language import Equation, LawVariable
from ironlaw._model.asking import both, by_name
from ironlaw._model.givens import read_givens
from ironlaw._model.surveyed import Surveyed
from ironlaw._model.taking import takes_variables
from ironlaw._words import equation_latex


class Symbolic(Surveyed):
    r"""A set of equations, the first of which stands for it in SymPy's own functions.

    Examples
    --------
    >>> import ironlaw as il
    >>> import sympy as sp
    >>> law = il.laws[2]
    >>> sp.solve(law, law["memory_bandwidth"])
    [weight_bytes/memory_time]
    >>> sp.latex(law)
    't_{\\mathrm{mem}} = \\frac{M}{B_{\\mathrm{mem}}}'
    """

    @property
    def _leading(self) -> Equation:
        for one in self.equations:
            return one
        raise UnknownRelation(f"{self.title} has no relation; join systems that have some")

    def latex(self) -> str:
        """Return the first relation as LaTeX, in its author's order."""
        return equation_latex(self._leading)

    @property
    def equation(self) -> Any:
        """The first relation as a plain ``sympy.Eq``."""
        return self._leading.to_sympy()

    @property
    def lhs(self) -> sympy.Expr:
        """The left side of the first equation: what it defines."""
        return self._leading.lhs

    @property
    def rhs(self) -> sympy.Expr:
        """The right side of the first equation."""
        return self._leading.rhs

    @takes_variables
    def subs(self, givens: Mapping[Any, Any] | None = None, /, **named: Any) -> Any:
        """Return the first equation with givens in the place of variables, in base units.

        Parameters
        ----------
        givens, **named
            As in `solve`.

        Returns
        -------
        sympy.Eq

        Examples
        --------
        >>> import ironlaw as il
        >>> il.laws[17].relations["rental_cost"].subs(rental_price="3.6 USD/hour")
        Eq(rental_cost, 0.001*device_hours)
        """
        given = read_givens(self.members, by_name(self.members, both(givens, named)))
        return self.equation.subs({**given.values, **given.expressions})

    def expression(
        self, name: str | LawVariable | None = None, *, constants: bool = True
    ) -> sympy.Expr:
        """Return a variable as an expression of others, ready for ``sympy.lambdify``.

        Parameters
        ----------
        name
            The variable; what the first equation defines where none is named.
        constants
            Whether constants are numbers, in base units.

        Returns
        -------
        sympy.Expr

        Examples
        --------
        >>> import ironlaw as il
        >>> il.laws[11].expression("total_flop")
        6*parameters*tokens
        >>> il.laws[11].expression("total_flop", constants=False)
        flop_per_parameter_token*parameters*tokens
        """
        unknown = str(self.lhs) if name is None else name
        found: sympy.Expr = self.solve(unknown).formula
        fixed = {v: sympy.nsimplify(v.constant) for v in self.members.constants}
        return found.xreplace(fixed) if constants else found

    def _sympy_(self) -> Any:
        return self.equation

    def _latex(self, printer: Any, **_: Any) -> str:
        return self.latex()

    def _pretty(self, printer: Any, **_: Any) -> Any:
        return printer._print(self.equation)

    def _sympystr(self, printer: Any, **_: Any) -> str:
        return str(printer.doprint(self.equation))
