"""Sensitivity: exact partial derivatives and elasticities of a target in every input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ironlaw._answers.solution import Solution
from ironlaw._calculus import Row, numeric_gradient, symbolic_gradient
from ironlaw._errors import AmbiguousError
from ironlaw._language import LawVariable, base_unit, show_number, table


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
        unit = f"{base_unit(self.target.unit)}/({base_unit(row.variable.unit)})"
        return f"{show_number(row.derivative)} {unit}"

    def _repr_html_(self) -> str:
        rows = [
            (r.variable.name, _shown(r.elasticity), self._derivative(r), r.variable.meaning)
            for r in self.rows
        ]
        return table(("input", "elasticity", "derivative", "meaning"), rows)


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
