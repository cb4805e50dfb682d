"""Givens: what a user says is known, read into floats in base units and symbolic expressions."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import sympy

from ironlaw._answers import between
from ironlaw._errors import DimensionError, DomainError, UnderdeterminedError, UnknownVariable
from ironlaw._language import (
    FrozenDict,
    Givens,
    LawVariable,
    check_dimension,
    dimension,
    is_stated,
)
from ironlaw._model.members import Members, held_elsewhere

Own = dict[LawVariable, sympy.Symbol]
_OWN_NAME = re.compile(r"[^\W\d_]\w{0,39}")
_PLAIN = (float, int, str)  # what needs no unwrapping
_A_SLIP = 0.8  # how alike two names are where one may be a slip of the other


def read_givens(members: Members, named: Mapping[Any, Any]) -> Givens:
    """Read a mapping of names (or variables) to values against a system's variables.

    Parameters
    ----------
    members
        Those of the system whose variables they are.
    named
        Text with a unit, quantities of any pint registry, solutions, SymPy expressions of the
        system's variables, or numbers where the declared unit is the base unit.

    Returns
    -------
    Givens

    Raises
    ------
    UnknownVariable
        If a name is in no variant of the system, or a variable in an expression.
    UnitError, DimensionError, DomainError
        If a value is not one of its variable.

    Examples
    --------
    >>> import ironlaw as il
    >>> list(read_givens(il.laws[2].members, {"memory_time": "50 ms"}).values.values())
    [0.05]
    """
    values: dict[LawVariable, float] = {}
    expressions: dict[LawVariable, sympy.Expr] = {}
    own: Own = {}
    for name, stated in named.items():
        variable = members.passed(name if isinstance(name, LawVariable) else str(name))
        if type(stated) in _PLAIN:
            values[variable] = variable.to_base(stated)
            continue
        value = _unwrapped(stated)
        if isinstance(value, sympy.Basic) and not value.is_number:
            expressions[variable] = _expression(members, variable, stated, own)
        else:
            values[variable] = variable.to_base(_refuse_arrays(variable, value))
    return Givens(FrozenDict(values), FrozenDict(expressions), FrozenDict(own))


def _unwrapped(value: Any) -> Any:
    """Take the answer out of a solution: its value where it has one, else its formula."""
    if not hasattr(value, "branches"):
        return value
    if value.missing:
        _check_alone(value)
        return value.formula
    return value.magnitude if value.unknown.unit == "1" else value.value


def _check_alone(solution: Any) -> None:
    """Refuse a formula that needs more of the givens of its own system than it holds.

    What it still holds may follow there from what was given, but not where it is given itself.
    """
    held = between(solution._outcome, solution.given)
    if held:
        names = ", ".join(variable.name for variable in held)
        sets = " or ".join(" and ".join(sorted(one)) for one in solution.missing[:3])
        raise UnderdeterminedError(
            f"{solution!r} still holds {names}, which depends on what was given there; "
            f"give {sets} there first, or its formula without those givens",
            solution.missing,
        )


def _refuse_arrays(variable: LawVariable, value: Any) -> Any:
    bare = getattr(value, "magnitude", value)
    if isinstance(bare, (list, tuple, dict, set)) or getattr(bare, "ndim", None):
        raise DomainError(
            f"{variable.name} = {value!r} is not one number; .solve and .evaluate take arrays",
            variable.name,
            value,
        )
    return value


def _expression(members: Members, variable: LawVariable, stated: Any, own: Own) -> sympy.Expr:
    """Resolve an expression's symbols, check its dimension, put in the numbers it comes with."""
    value = _unwrapped(stated)
    inner = stated.given.values if value is not stated else {}
    if not isinstance(value, sympy.Expr):
        raise DomainError(
            f"{variable.name} = {value} is not an expression; give one", variable.name
        )
    resolved = {
        symbol: symbol if symbol in inner else _resolved(members, variable, symbol, own)
        for symbol in value.free_symbols
    }
    expr = value.xreplace(resolved)
    is_own = any(symbol in own for symbol in expr.free_symbols)
    if not is_own and not is_stated(expr, variable.dimension):
        _check_expression(variable, value, expr)
    numbers: sympy.Expr = expr.xreplace({v: sympy.Float(x) for v, x in inner.items()})
    return numbers


def _check_expression(variable: LawVariable, value: sympy.Expr, expr: sympy.Expr) -> None:
    try:
        found = dimension(expr)
    except DimensionError as error:
        raise DimensionError(f"{variable.name} = {value}: {error}") from error
    if found is not None:
        check_dimension(found, variable.unit, variable.name, str(value))


def _resolved(members: Members, variable: LawVariable, symbol: Any, own: Own) -> LawVariable:
    """Return the system's variable of a symbol's name; else it is a symbol of the user's own."""
    if symbol.name in members.variables:
        return members.variables[symbol.name]
    if not isinstance(symbol, LawVariable) and _can_be_own(members, symbol.name):
        return _own(symbol, own)
    where = f"{members.title}, in {variable.name} = ...,"
    raise UnknownVariable(symbol.name, members.variables, where, held_elsewhere(symbol.name))


def _can_be_own(members: Members, name: str) -> bool:
    """Tell whether a plain symbol is the user's own: no variable's name, nor a slip of one."""
    if not _OWN_NAME.fullmatch(name) or keyword.iskeyword(name) or name.lower() in ("nan", "inf"):
        return False
    is_slip = get_close_matches(name, members.variables, n=1, cutoff=_A_SLIP)
    return not is_slip and not held_elsewhere(name)


def _own(symbol: sympy.Symbol, own: Own) -> LawVariable:
    """Return the variable that stands for a symbol of the user's own."""
    words = ("positive", "nonnegative")
    domain = next((word for word in words if getattr(symbol, f"is_{word}")), "real")
    variable = LawVariable(symbol.name, latex=sympy.latex(symbol), domain=domain)
    own[variable] = symbol
    return variable
