"""Solutions: the answer for one unknown, what kind it is, and how it was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ironlaw._answers.arithmetic import Arithmetic
from ironlaw._answers.assumptions import defaults_used
from ironlaw._answers.lacking import lacking
from ironlaw._answers.notebook import facts, found_by, given_html, headline
from ironlaw._answers.numbers import chosen, is_numeric, magnitudes
from ironlaw._answers.whole import whole
from ironlaw._errors import DimensionError, needed
from ironlaw._language import Math, Statement, display, point
from ironlaw._solving import known_values
from ironlaw._words import (
    Derivation,
    Filling,
    Way,
    answers_text,
    displayed,
    few,
    formulas_latex,
    is_too_long,
    measured,
    value_statements,
    values_latex,
)


@dataclass(frozen=True, eq=False, repr=False)
class Solution(Arithmetic):
    """The answer for one unknown, from what is ``given``.

    Examples
    --------
    >>> import ironlaw as il
    >>> answer = il.laws[2].solve("memory_bandwidth", weight_bytes="140 GB", memory_time="50 ms")
    >>> answer.value.to("TB/s").magnitude, answer.kind, answer.method
    (2.8, 'point', 'isolation')
    """

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
        return self.unknown.from_base(self.magnitude, needed(unit, str, "the name of a unit"))

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

    # -- words ---------------------------------------------------------------------------------

    @property
    def derivation(self) -> Derivation:
        """How each answer was found, step by step."""
        shown, count = few(self.answers), len(self.answers)
        if not (self.given and is_numeric(self.answers)):
            return Derivation(tuple([Way(self.unknown, one) for one in shown]), count)
        known = known_values(self._outcome.problem, self._outcome.plan)
        found = (
            Way(self.unknown, one, known, result)
            for one, result in zip(shown, self._values, strict=True)
        )
        rejected = (
            (None if value is None else self._value_of(value), reason)
            for value, reason in self.rejected
        )
        return Derivation(tuple(found), count, tuple(rejected))

    def _value_of(self, value: float) -> Statement:
        return Statement(self.unknown, point(measured(value, self.unknown.unit)))

    @property
    def _values(self) -> list[Statement]:
        """The branches with their values, or the few that stand for many."""
        return value_statements(self.unknown, self.answers, is_any=self.kind == "any")

    @property
    def _filling(self) -> Filling:
        """What is put into formulas: all that is given, where anything is."""
        if not self.given or is_numeric(self.answers):
            return Filling()
        values = known_values(self._outcome.problem, self._outcome.plan)
        return Filling(self._definitions, values, bare=bool(self.given.own))

    def to_text(self, *, defaults: bool = True) -> str:
        """Return the answer as one line of text, with the defaults that it used, and warnings."""
        is_any = self.kind == "any"
        text = answers_text(self.unknown, self.answers, is_any=is_any, filling=self._filling)
        if not defaults:
            return text
        used = ", ".join(defaults_used(self._outcome.plan))
        notes = "; ".join([*([f"defaults: {used}"] if used else []), *self.warnings])
        return f"{text}  ({notes})" if notes else text

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
            partly = formulas_latex(self.unknown, self.answers, self._filling)
            return formula if partly == formula else rf"{formula} \quad\Rightarrow\quad {partly}"
        value = values_latex(self._values, len(self.answers))
        if self.method == "numeric" or value == formula or is_too_long(formula):
            return value
        return displayed([formula, value], r" \quad\Rightarrow\quad ")

    def __repr__(self) -> str:
        return self.to_text()

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.to_latex()}$"

    def _repr_html_(self) -> str:
        """Return the sentence of the answer, then how it comes about."""
        variables = [v for one in self._outcome.plan.equations for v in one.variables]
        formula = formulas_latex(self.unknown, self.answers)
        is_known = bool(self.given) and is_numeric(self.answers)
        line = values_latex(self._values, len(self.answers)) if is_known else formula
        said = (
            ("binds", ", ".join(self.regime)),
            ("assumes", "; ".join(self.assumptions)),
            ("mind", "; ".join(self.warnings)),
            *(("rejected", reason) for _, reason in self.rejected),
        )
        partly = formulas_latex(self.unknown, self.answers, self._filling)
        rows: list[tuple[str, str]] = [
            ("formula", Math(formula) if is_known and self.method != "numeric" else ""),
            ("in numbers", Math(partly) if partly not in (formula, line) else ""),
            ("given", given_html(self.given.values)),
            ("found", found_by(self.method)),
            *said,
        ]
        return headline(self.unknown, line, self.to_text()) + facts(rows, variables)
