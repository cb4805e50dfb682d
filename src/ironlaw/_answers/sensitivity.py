"""Sensitivity: exact partial derivatives and elasticities of a target in every input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ironlaw._answers.solution import Solution
from ironlaw._calculus import Row, numeric_gradient, symbolic_gradient
from ironlaw._errors import AmbiguousError
from ironlaw._language import LawVariable, Math, base_unit, inline, show_number, table
from ironlaw._words import latex, rank_of

_PARTS = set("/* ")  # of a unit that stands in parentheses below a line


@dataclass(frozen=True, repr=False)
class Sensitivity:
    """The inputs of a target, ranked by the size of their elasticity.

    Attributes
    ----------
    target
        The variable whose change is asked for.
    rows
        One `Row` per input; the first moves the target most.
    solution
        The target's own answer.

    Examples
    --------
    >>> import ironlaw as il
    >>> il.laws[2].sensitivity("memory_time").rows[1].derivative
    1/memory_bandwidth
    """

    target: LawVariable
    rows: tuple[Row, ...]
    solution: Solution

    @property
    def binds(self) -> tuple[str, ...]:
        """What binds at this point: the active arguments of ``Max`` and ``Min``."""
        return self.solution.regime

    def __repr__(self) -> str:
        width = max((len(row.variable.name) for row in self.rows), default=0)
        lines = [
            f"{row.variable.name:{width}}  {_shown(row.elasticity):>10}  {self._derivative(row)}"
            for row in self.rows
        ]
        return "\n".join([f"{self.target.name}: elasticity and derivative in each input", *lines])

    def _derivative(self, row: Row) -> str:
        if not isinstance(row.derivative, float):
            return str(row.derivative)
        own, by = base_unit(self.target.unit), base_unit(row.variable.unit)
        whole = own if by == "1" else f"{own}/({by})" if _PARTS & set(by) else f"{own}/{by}"
        return show_number(row.derivative) + (f" {whole}" if whole != "1" else "")

    def _moved(self, row: Row) -> str:
        """Return what one per cent more of an input adds to the target, in its own unit."""
        if not (isinstance(row.derivative, float) and isinstance(row.value, float)):
            return ""
        change = row.derivative * row.value / 100
        return ("+" if change > 0 else "") + self.target.show(change) if change else "0"

    def _repr_html_(self) -> str:
        """Return the target's answer, and a row for each input: what moves it, the most first."""
        is_known = any(isinstance(row.derivative, float) for row in self.rows)
        rank = rank_of(self.solution._outcome.plan.equations)
        head = (
            "input",
            "elasticity",
            *(("1 % more",) if is_known else ()),
            "derivative",
            "meaning",
        )
        rows = [
            (
                inline((Math(one.variable.glyph), f" {one.variable.name}")),
                _shown(one.elasticity),
                *((self._moved(one),) if is_known else ()),
                self._derivative(one) if is_known else Math(latex(one.derivative, rank)),
                one.variable.meaning,
            )
            for one in self.rows
        ]
        line = Math(self.solution.to_latex()) if is_known else Math(self.target.glyph)
        said = inline((f"What moves {self.target.meaning or self.target.name}, ", line, ":"))
        return f"<p>{said}</p>{table(head, rows)}"


def sensitivity(solution: Solution) -> Sensitivity:
    """Differentiate an answer in every input; `System.sensitivity` documents it.

    Raises
    ------
    AmbiguousError
        If the answer is not a single value.
    """
    numeric = not solution.missing and bool(solution.given)
    several = numeric and len(solution.answers) > 1
    if several or not solution.answers[0].is_point:
        raise AmbiguousError(
            f"{solution.unknown.name} has no single value here ({solution!r}); "
            "its derivatives are those of one value"
        )
    if numeric:
        rows = numeric_gradient(solution._outcome, solution.magnitude)
    else:
        rows = symbolic_gradient(solution.answers[0], solution.unknown)
    return Sensitivity(solution.unknown, tuple(rows), solution)


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    return show_number(value) if isinstance(value, float) else str(value)
