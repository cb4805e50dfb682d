"""Forward evaluation of scalars with units: a cached formula, plain floats, units at the edges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ironlaw._language import display
from ironlaw._model.givens import read_number
from ironlaw._programs.values import number

if TYPE_CHECKING:
    from ironlaw._language import LawVariable
    from ironlaw._model.system import System


def evaluate(system: System, target: str | LawVariable, named: Mapping[Any, Any]) -> Any:
    """Compute a target; `System.evaluate` is the public face and documents it."""
    bound = {**system.bound, **{str(name): value for name, value in named.items()}}
    key = (str(target), frozenset(bound))
    formulas = system.__dict__.setdefault("_formulas", {})
    if key not in formulas:
        formulas[key] = _formula(system, target, bound)
    entry = formulas[key]
    if entry is None:
        return system.solve(target, bound).value
    variable, inputs, expr, fixed = entry
    point = {v: read_number(v, bound[name]) for name, v in inputs}
    value = float(number(expr, {**fixed, **point}))
    if not variable.domain.contains(value):
        return system.solve(target, bound).value  # which says what is wrong
    return display(value, variable.unit)


def _formula(system: System, target: str | LawVariable, bound: Mapping[str, Any]) -> Any:
    """Return the target's explicit formula in the givens; None where only `solve` answers.

    The formula is remembered only if it is one explicit point without regimes, rejected roots or
    givens it does not use, so that reusing it cannot skip a check that `solve` makes.
    """
    solution = system.solve(target, bound)
    (answer, *more) = solution.answers
    plain = not more and answer.is_point and answer.equation is None and not solution.rejected
    if (
        solution.missing
        or not plain
        or set(answer.methods) != {"direct"}
        or solution.given.expressions
    ):
        return None
    inputs = [(name, system.variable(name)) for name in bound]
    symbols = answer.lower.free_symbols
    if any(variable not in symbols for _, variable in inputs) or len(answer.steps) > 1:
        return None
    fixed = {v: v.constant for v in symbols if v.constant is not None}
    fixed |= {v: v.default for v in solution.defaults}
    return solution.unknown, inputs, answer.lower, fixed
