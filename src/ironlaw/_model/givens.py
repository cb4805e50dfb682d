"""Givens: what a user says is known, read into floats in base units and symbolic expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sympy

from ironlaw._errors import DimensionError, DomainError, UnknownVariable
from ironlaw._language import LawVariable, check_dimension, dimension

if TYPE_CHECKING:
    from ironlaw._model.system import System


@dataclass(frozen=True)
class Givens:
    """Values in base units, and expressions, by variable."""

    values: dict[LawVariable, float] = field(default_factory=dict)
    expressions: dict[LawVariable, sympy.Expr] = field(default_factory=dict)

    def __contains__(self, variable: object) -> bool:
        return variable in self.values or variable in self.expressions

    def __bool__(self) -> bool:
        return bool(self.values or self.expressions)


def read_givens(system: System, named: Mapping[Any, Any]) -> Givens:
    """Read a mapping of names (or variables) to values against a system's variables.

    Parameters
    ----------
    system
        The system whose variables they are.
    named
        Numbers in base units, text with a unit, quantities of any pint registry, solutions, or
        SymPy expressions of the system's variables.

    Returns
    -------
    Givens

    Raises
    ------
    UnknownVariable
        If a name, or a symbol in an expression, is not in the system.
    UnitError, DimensionError, DomainError
        If a value is not one of its variable.

    Examples
    --------
    >>> import ironlaw as il
    >>> list(read_givens(il.laws[2], {"memory_time": "50 ms"}).values.values())
    [0.05]
    """
    givens = Givens()
    for name, stated in named.items():
        variable = system.variable(name if isinstance(name, LawVariable) else str(name))
        value = _unwrapped(stated)
        inner = stated.given.values if value is not stated and hasattr(stated, "given") else {}
        if isinstance(value, sympy.Basic) and not value.is_number:
            expr = _expression(system, variable, value, inner)
            givens.expressions[variable] = expr
        else:
            givens.values[variable] = variable.to_base(_refuse_arrays(variable, value))
    return givens


def read_number(variable: LawVariable, value: Any) -> float:
    """Read one value of a variable, a solution's among them, as a float in base units."""
    return variable.to_base(_refuse_arrays(variable, _unwrapped(value)))


def _unwrapped(value: Any) -> Any:
    """Take the answer out of a solution: its value where it has one, else its formula."""
    if not hasattr(value, "branches"):
        return value
    if value.missing:
        return value.formula
    return value.magnitude if value.unknown.unit == "1" else value.value


def _refuse_arrays(variable: LawVariable, value: Any) -> Any:
    bare = getattr(value, "magnitude", value)
    if isinstance(bare, (list, tuple, dict, set)) or getattr(bare, "ndim", None):
        raise DomainError(
            f"{variable.name} = {value!r} is not one number; solve takes one value at a time",
            variable.name,
            value,
        )
    return value


def _expression(
    system: System,
    variable: LawVariable,
    value: sympy.Basic,
    inner: Mapping[LawVariable, float],
) -> sympy.Expr:
    """Resolve an expression's symbols, check its dimension, put in the numbers it comes with."""
    if not isinstance(value, sympy.Expr):
        raise DomainError(
            f"{variable.name} = {value} is not an expression; give one", variable.name
        )
    resolved = {
        symbol: symbol if symbol in inner else _resolved(system, variable, symbol)
        for symbol in value.free_symbols
    }
    expr = value.xreplace(resolved)
    try:
        found = dimension(expr)
    except DimensionError as error:
        raise DimensionError(f"{variable.name} = {value}: {error}") from error
    if found is not None:
        check_dimension(found, variable.unit, variable.name, str(value))
    numbers: sympy.Expr = expr.xreplace({v: sympy.Float(x) for v, x in inner.items()})
    return numbers


def _resolved(system: System, variable: LawVariable, symbol: Any) -> LawVariable:
    if symbol.name not in system.variables:
        where = f"{system.title}, in {variable.name} = ...,"
        raise UnknownVariable(symbol.name, system.variables, where)
    return system.variables[symbol.name]
