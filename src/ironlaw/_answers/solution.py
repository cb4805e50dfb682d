"""Solutions: the answer for one unknown, what kind it is, and how it was found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sympy

from ironlaw._answers.assumptions import assumptions, defaults_used
from ironlaw._answers.branches import Branch, branch, with_values
from ironlaw._answers.lacking import lacking, missing
from ironlaw._answers.numbers import chosen, furthest, is_numeric, kind_of, magnitudes
from ironlaw._answers.whole import whole
from ironlaw._errors import DimensionError
from ironlaw._language import Givens, LawVariable, display
from ironlaw._solving import Answer, Outcome, known_values
from ironlaw._structure import path
from ironlaw._words import Derivation, answers_text, formulas_latex, latex_values, table

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, eq=False, repr=False)
class Solution:
    """The answer for one unknown, from what is ``given``.

    Examples
    --------
    >>> import ironlaw as il
    >>> answer = il.laws[2].solve("memory_bandwidth", weight_bytes="140 GB", memory_time="50 ms")
    >>> answer.value.to("TB/s").magnitude, answer.kind, answer.method
    (2.8, 'point', 'isolation')
    """

    _outcome: Outcome
    given: Givens

    @property
    def unknown(self) -> LawVariable:
        """The variable asked for."""
        return self._outcome.problem.unknown

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Its branches, as the engine found them."""
        return self._outcome.answers

    @property
    def defaults(self) -> tuple[LawVariable, ...]:
        """Variables whose default was used."""
        return self._outcome.plan.defaults

    @property
    def rejected(self) -> tuple[tuple[float | None, str], ...]:
        """Roots that were found and refused: ``(value, reason)``."""
        return self._outcome.rejected

    @property
    def missing(self) -> tuple[frozenset[str], ...]:
        """The smallest sets of names that would complete the givens; empty where none lack."""
        return missing(self._outcome)

    @property
    def graph(self) -> nx.DiGraph[str]:
        """The path of the answer as a ``networkx.DiGraph``, from what is given to the unknown.

        Its nodes are the variables and relations (``"relation:<name>"``) that the answer went
        through; each carries ``role``, ``unit``, ``meaning``, ``equation``, ``law``, ``wall`` and
        ``places``, as in `System.graph`. Edges run in the order of solving.

        Examples
        --------
        >>> import ironlaw as il
        >>> import networkx as nx
        >>> answer = il.laws[2].solve("memory_bandwidth", weight_bytes=1e9, memory_time="1 ms")
        >>> nx.shortest_path(answer.graph, "memory_time", "memory_bandwidth")
        ['memory_time', 'relation:memory_time', 'memory_bandwidth']
        """
        return path(self._outcome.plan, self.unknown, self.given.values)

    # -- numbers -------------------------------------------------------------------------------

    @property
    def magnitudes(self) -> tuple[float, ...]:
        """All answers as floats in base units; for intervals, their finite ends.

        Raises
        ------
        UnderdeterminedError
            If givens are missing; names the smallest sets that would do.
        """
        self._require_numbers()
        return magnitudes(self.answers)

    @property
    def magnitude(self) -> float:
        """The value as a float in base units, as `value` chooses it."""
        self._require_numbers()
        return chosen(self.unknown, self.answers)

    @property
    def value(self) -> Any:
        """The answer as a pint quantity with a suitable prefix.

        Raises
        ------
        UnderdeterminedError
            If givens are missing; names the smallest sets that would do.
        AmbiguousError
            If there are several answers and neither side is better, or any value will do.
        """
        return display(self.magnitude, self.unknown.unit)

    @property
    def values(self) -> tuple[Any, ...]:
        """All answers as pint quantities, in rising order."""
        return tuple(display(value, self.unknown.unit) for value in self.magnitudes)

    def to(self, unit: str) -> Any:
        """Return the value as a pint quantity in a unit."""
        return self.unknown.in_unit(self.magnitude, unit)

    @property
    def whole(self) -> int:
        """The nearest whole number that leaves the target no worse.

        Raises
        ------
        UnreachableError
            If no whole number lies in the answer.
        """
        self._require_numbers()
        return whole(self._outcome)

    def _require_numbers(self) -> None:
        if not is_numeric(self.answers):
            raise lacking(self._outcome)

    def __float__(self) -> float:
        if self.unknown.unit != "1":
            raise DimensionError(
                f"{self.unknown.name} has the unit {self.unknown.unit}; "
                f"use .to({self.unknown.unit!r}).magnitude so that none is lost"
            )
        return self.magnitude

    # -- what kind of answer -------------------------------------------------------------------

    @property
    def kind(self) -> str:
        """``point``, ``interval``, ``at least``, ``at most`` or ``any``."""
        return kind_of(self.unknown, self.answers)

    @property
    def method(self) -> str:
        """The furthest rung of the ladder that was needed."""
        return furthest(method for one in self.answers for method in one.evidence.methods)

    @cached_property
    def set(self) -> sympy.Set:
        """All answers as a SymPy set (in base units where there are numbers)."""
        return sympy.Union(*(one.set for one in self.branches))

    @cached_property
    def branches(self) -> tuple[Branch, ...]:
        """The symbolic branches, each with its condition, method and what binds."""
        return tuple(branch(self.unknown, one) for one in self.answers)

    @property
    def formula(self) -> Any:
        """The answer, fully symbolic: an expression; an inequality or equation where it is one."""
        return self.branches[0].expr

    @property
    def expr(self) -> Any:
        """The formula with the numeric givens substituted, in base units."""
        return with_values(self.formula, known_values(self._outcome.problem, self._outcome.plan))

    @property
    def condition(self) -> Any:
        """The condition of the first branch; true where it holds always."""
        return self.branches[0].condition

    @property
    def regime(self) -> tuple[str, ...]:
        """What binds: the arguments of ``Max`` and ``Min`` that the answer went through."""
        return tuple(dict.fromkeys(str(p) for one in self.answers for p in one.evidence.regime))

    @property
    def residual(self) -> float | None:
        """The largest relative residual of the answers; None while givens are missing."""
        return max((x for one in self.answers if (x := one.residual) is not None), default=None)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the answer takes for granted: factors that are not zero, defaults, releases."""
        return assumptions(self._outcome)

    # -- words ---------------------------------------------------------------------------------

    @property
    def derivation(self) -> Derivation:
        """How the answer was found, step by step."""
        result = None
        if self.given and is_numeric(self.answers):
            text = self.to_text(defaults=False)
            result = (text, latex_values(self.unknown, text))
        return Derivation(self.answers[0].steps, result)

    def to_text(self, *, defaults: bool = True) -> str:
        """Return the answer as one line of text, with the defaults that it used."""
        text = answers_text(self.unknown, self.answers, is_any=self.kind == "any")
        used = ", ".join(defaults_used(self._outcome.plan))
        return f"{text}  (defaults: {used})" if defaults and used else text

    def to_latex(self) -> str:
        r"""Return the answer as LaTeX: the formula, then the value with its unit.

        Examples
        --------
        >>> import ironlaw as il
        >>> print(il.laws[2].solve("weight_bytes").to_latex())
        M = B_{\mathrm{mem}} t_{\mathrm{mem}}
        """
        formula = formulas_latex(self.unknown, self.answers)
        if self.answers[0].numbers is None:
            return formula
        value = latex_values(self.unknown, self.to_text(defaults=False)).replace("&", "")
        return value if self.method == "numeric" else rf"{formula} \quad\Rightarrow\quad {value}"

    def __repr__(self) -> str:
        return self.to_text()

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.to_latex()}$"

    def _repr_html_(self) -> str:
        rows = [
            ("answer", repr(self)),
            ("formula", f"${self.to_latex()}$"),
            ("found by", f"{self.method} ({self.kind})"),
            ("binds", ", ".join(self.regime)),
            ("assumes", "; ".join(self.assumptions)),
            *(("rejected", reason) for _, reason in self.rejected),
        ]
        return table(("", self.unknown.name), [row for row in rows if row[1]])
