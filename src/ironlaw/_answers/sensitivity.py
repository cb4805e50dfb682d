"""Sensitivity: exact partial derivatives and elasticities of a target in every input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy

from ironlaw._answers.solution import Solution
from ironlaw._errors import AmbiguousError
from ironlaw._language import LawVariable, base_unit, show_number
from ironlaw._programs.values import Point, number

if TYPE_CHECKING:
    from ironlaw._model.system import System


@dataclass(frozen=True)
class Row:
    """One input's part in a target.

    Attributes
    ----------
    variable
        The input.
    value
        Its value in base units; None where it is not given.
    derivative
        Exact partial derivative of the target, in base units of target over input; an
        expression where givens are missing.
    elasticity
        Relative change of the target over relative change of the input; None where the target
        is zero, so that it has no relative change.
    """

    variable: LawVariable
    value: float | None
    derivative: Any
    elasticity: Any


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
        from ironlaw._words.html import table

        rows = [
            (r.variable.name, _shown(r.elasticity), self._derivative(r), r.variable.meaning)
            for r in self.rows
        ]
        return table(("input", "elasticity", "derivative", "meaning"), rows)


def sensitivity(system: System, target: str | LawVariable, named: Mapping[Any, Any]) -> Sensitivity:
    """Differentiate a target; `System.sensitivity` is the public face and documents it."""
    solution = system.solve(target, named)
    numeric = not solution.missing and bool(solution.given)
    if numeric and (len(solution.answers) > 1 or not solution.answers[0].is_point):
        raise AmbiguousError(
            f"{solution.unknown.name} has no single value here ({solution!r}); "
            "its derivatives are those of one value"
        )
    rows = _numeric_rows(solution) if numeric else _symbolic_rows(solution)
    return Sensitivity(solution.unknown, tuple(rows), solution)


def _symbolic_rows(solution: Solution) -> list[Row]:
    expr, rows = solution.formula, []
    inputs = (s for s in sorted(expr.free_symbols, key=str) if s != solution.unknown)
    for variable in inputs:
        if isinstance(variable, LawVariable) and variable.constant is None:
            slope = expr.diff(variable)
            rows.append(Row(variable, None, slope, sympy.simplify(slope * variable / expr)))
    return rows


def _numeric_rows(solution: Solution) -> list[Row]:
    """Differentiate at a point, through the equation where the answer is implicit."""
    value, unknown = solution.magnitude, solution.unknown
    point: dict[Any, float] = dict(solution.given.values)
    point |= {v: v.default for v in solution.defaults if v.default is not None}
    answer, goal = solution.answers[0], solution.whole_target
    target = goal() if goal is not None and "numeric" in answer.methods else None
    if target is None:
        point |= _constants(answer.lower)
        expr, scale = _in_regime(answer.lower, point), sympy.Integer(1)
        inputs = answer.lower.free_symbols
    else:
        point |= {**target.point, unknown: value}
        expr = _in_regime(target.expr - target.variable, point)
        scale = -1 / expr.diff(unknown)
        inputs = target.expr.free_symbols - {unknown} | {target.variable}
    given = [v for v in inputs if v.constant is None]
    rows = [_row(v, expr.diff(v) * scale, value, point) for v in given]
    return sorted(rows, key=_rank)


def _rank(row: Row) -> tuple[float, str]:
    size = -round(abs(row.elasticity), 12) if row.elasticity is not None else 0.0
    return size, row.variable.name


def _constants(expr: sympy.Expr) -> dict[Any, float]:
    return {v: v.constant for v in expr.free_symbols if v.constant is not None}


def _in_regime(expr: sympy.Expr, point: Point) -> sympy.Expr:
    """Replace each Max and Min by its active argument, each rounding by its whole number."""
    for node in expr.atoms(sympy.floor, sympy.ceiling):
        expr = expr.xreplace({node: sympy.Float(float(number(node, point)))})
    while True:
        nodes = expr.atoms(sympy.Max, sympy.Min)
        if not nodes:
            return expr
        node = min(nodes, key=lambda one: (sympy.count_ops(one), str(one)))
        choose = max if isinstance(node, sympy.Max) else min
        active = choose(sorted(node.args, key=str), key=lambda arg: float(number(arg, point)))
        expr = expr.xreplace({node: active})


def _row(variable: LawVariable, slope: sympy.Expr, value: float, point: Point) -> Row:
    derivative = float(number(slope, point))
    at = float(point[variable])
    elasticity = derivative * at / value if value else None
    return Row(variable, at, derivative, elasticity)


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    return show_number(value) if isinstance(value, float) else str(value)
