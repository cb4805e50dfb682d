"""The dimension of an expression, from the dimensions of its variables."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import sympy
from pint.util import UnitsContainer
from sympy.core.function import AppliedUndef

from ironlaw._errors import DimensionError
from ironlaw._language.agreement import describe
from ironlaw._language.definitions import DIMENSIONLESS
from ironlaw._language.variable import LawVariable


@singledispatch
def dimension(expr: sympy.Basic) -> UnitsContainer | None:
    """Return the dimension of an expression; None for zero, which has any.

    Parameters
    ----------
    expr
        A SymPy expression of variables.

    Raises
    ------
    DimensionError
        If terms of different dimension are added or compared, or a function or exponent gets
        an argument that is not a pure number.

    Examples
    --------
    >>> from ironlaw import variables as v
    >>> str(dimension(v.weight_bytes / v.memory_bandwidth))
    '[time]'
    """
    if isinstance(expr, sympy.Function) and not isinstance(expr, AppliedUndef):
        return _function(expr)
    raise DimensionError(f"{expr} has no dimension rule ({type(expr).__name__}); use another form")


@dimension.register(LawVariable)
def _variable(expr: LawVariable) -> UnitsContainer:
    return expr.dimension


@dimension.register(sympy.Symbol)
def _symbol(expr: sympy.Symbol) -> UnitsContainer:
    raise DimensionError(
        f"{expr} is a plain symbol without a unit; declare il.Variable({str(expr)!r})"
    )


@dimension.register(sympy.Number)
@dimension.register(sympy.NumberSymbol)
def _number(expr: sympy.Expr) -> UnitsContainer | None:
    return None if expr.is_zero else DIMENSIONLESS


@dimension.register(sympy.Mul)
def _product(expr: sympy.Mul) -> UnitsContainer | None:
    total = DIMENSIONLESS
    for factor in expr.args:
        found = dimension(factor)
        if found is None:
            return None
        total *= found
    return _tidy(total)


@dimension.register(sympy.Pow)
def _power(expr: sympy.Pow) -> UnitsContainer | None:
    base, exponent = dimension(expr.base), expr.exp
    _pure(exponent, expr)
    if not base:
        return base
    if not exponent.is_number:
        raise DimensionError(f"{expr} raises {describe(base)} to a power that varies")
    return _tidy(base ** float(exponent))


def _tidy(found: UnitsContainer) -> UnitsContainer:
    """Undo the rounding of fractional powers, so that those that cancel are gone."""
    if all(isinstance(power, int) for power in found.values()):
        return found
    powers = {name: round(float(str(power)), 9) for name, power in found.items()}
    return UnitsContainer({name: power for name, power in powers.items() if power})


@dimension.register(sympy.Add)
@dimension.register(sympy.Max)
@dimension.register(sympy.Min)
@dimension.register(sympy.Rel)
def _alike(expr: sympy.Basic) -> UnitsContainer | None:
    known = [(arg, found) for arg in expr.args if (found := dimension(arg)) is not None]
    for arg, found in known[1:]:
        if found != known[0][1]:
            raise DimensionError(
                f"'{expr}' mixes {describe(known[0][1])} ({known[0][0]}) and {describe(found)} "
                f"({arg}); every term must share one dimension"
            )
    return known[0][1] if known else None


@dimension.register(sympy.Piecewise)
def _pieces(expr: sympy.Piecewise) -> UnitsContainer | None:
    for _, condition in expr.args:
        for relational in condition.atoms(sympy.Rel):
            dimension(relational)
    pieces: UnitsContainer | None = _alike(sympy.Add(*(p for p, _ in expr.args), evaluate=False))
    return pieces


@dimension.register(sympy.Abs)
def _same(expr: Any) -> UnitsContainer | None:
    found: UnitsContainer | None = dimension(expr.args[0])
    return found


def _function(expr: sympy.Function) -> UnitsContainer:
    for arg in expr.args:
        _pure(arg, expr)
    return DIMENSIONLESS


def _pure(arg: sympy.Expr, parent: sympy.Expr) -> None:
    found = dimension(arg)
    if found:
        raise DimensionError(
            f"'{parent}' takes '{arg}', which is {describe(found)}; it must be dimensionless"
        )
