"""Declaring a relation: a plain function becomes an equation, checked where it is written."""

from __future__ import annotations

import inspect
import linecache
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sympy

from ironlaw._errors import (
    DimensionError,
    LawDeclarationError,
    LawDimensionError,
    did_you_mean,
    nearest,
    needed,
)
from ironlaw._language import Equation, LawVariable, describe, dimension
from ironlaw._model.solvable import check_solvable
from ironlaw._model.system import Relation
from ironlaw._model.vocabulary import vocabulary

_LONGEST_FUNCTION = 60


def relation(
    formula: Callable[..., Any] | sympy.Eq,
    *,
    defines: str | LawVariable | None = None,
    variables: Iterable[LawVariable] = (),
    name: str | None = None,
    choice: str | None = None,
    variant: str | tuple[str, ...] = (),
    source: str = "",
    assumes: str = "",
) -> Relation:
    """Declare one equation from a plain function, and check it.

    Parameters
    ----------
    formula
        A function whose name is the variable it defines, whose parameters are variables and
        whose body returns the formula; or an implicit ``sympy.Eq`` of variables.
    defines
        The variable it defines, where that is not the function's name.
    variables
        Variables that the shared vocabulary does not hold; they take precedence over it.
    name
        The relation's name; the defined variable's where none is given.
    choice, variant
        The choice it belongs to, and the variant (or variants) in which it is active.
    source, assumes
        Its source, and the conditions under which it holds.

    Returns
    -------
    Relation

    Raises
    ------
    LawDeclarationError
        If a parameter is unknown, the two sides differ in dimension, or the formula is not a
        pure function of its parameters. The message starts with file and line.

    Examples
    --------
    >>> import ironlaw as il
    >>> hit = il.Variable("cache_hit", unit="1", domain="fraction")
    >>> miss = il.Variable("cache_miss", unit="1", domain="fraction")
    >>> def cache_miss(cache_hit):
    ...     return 1 - cache_hit
    >>> il.relation(cache_miss, variables=[hit, miss]).solve("cache_hit", cache_miss=0.25)
    cache_hit = 0.75
    """
    variables = tuple(needed(variables, Iterable, "a list of variables", LawDeclarationError))
    for one in variables:
        needed(one, LawVariable, "an il.Variable", LawDeclarationError)
    if defines is not None:
        needed(defines, (str, LawVariable), "a variable or its name", LawDeclarationError)
    needed(variant, (str, tuple, list), "a variant or several", LawDeclarationError)
    variants = (variant,) if isinstance(variant, str) else tuple(variant)
    said: dict[str, Any] = {"source": source, "assumes": assumes}
    said |= {"choice": choice, "variants": variants}
    if isinstance(formula, sympy.Eq):
        return Relation(_implicit(formula, name, said))
    if not callable(formula):
        raise LawDeclarationError(f"{formula!r} is neither a function nor a sympy.Eq; pass one")
    where = _place(formula)
    _check_variants(said, where)
    scope = _Scope(where, {variable.name: variable for variable in variables})
    target = defines.name if isinstance(defines, LawVariable) else defines or formula.__name__
    if isinstance(defines, LawVariable):
        scope.local.setdefault(target, defines)
    lhs = scope.find(target, "the defined variable")
    rhs, inputs = _expression(formula, scope)
    _check_sides(lhs, rhs, f"{where}: relation {target!r}")
    check_solvable(rhs, f"{where}: relation {target!r}")
    equation = Equation(
        name=name or target,
        lhs=lhs,
        rhs=rhs,
        defines=None if rhs.has(lhs) else lhs,
        text=" ".join((inspect.getdoc(formula) or "").split("\n\n")[0].split()),
        function=formula,
        inputs=() if lhs in inputs else tuple(inputs),
        lines=_source_lines(formula),
        **said,
    )
    return Relation(equation)


@dataclass
class _Scope:
    """Where the names of a formula are looked up: those passed along, then the vocabulary."""

    where: str
    local: dict[str, LawVariable]

    def find(self, name: str, role: str) -> LawVariable:
        if name in self.local:
            return self.local[name]
        if name in vocabulary():
            return vocabulary()[name]
        near = nearest(name, [*self.local, *vocabulary()])
        raise LawDeclarationError(
            f"{self.where}: {role} {name!r} is not in the vocabulary{did_you_mean(near)}; "
            f"or pass variables=[il.Variable({name!r}, ...)]"
        )


def _expression(formula: Callable[..., Any], scope: _Scope) -> tuple[sympy.Expr, list[LawVariable]]:
    parameters = inspect.signature(formula).parameters.values()
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in parameters):
        raise LawDeclarationError(f"{scope.where}: name every parameter; * and ** hide them")
    inputs = [scope.find(p.name, "parameter") for p in parameters]
    try:
        result, again = formula(*inputs), formula(*inputs)
    except Exception as error:
        raise LawDeclarationError(
            f"{scope.where}: {formula.__name__} failed on symbols: {error}; "
            "write it with ironlaw's own Max, Min, ceiling, floor, sqrt, log, exp"
        ) from error
    number = isinstance(result, (int, float)) and not isinstance(result, bool)
    if not (number or isinstance(result, sympy.Expr)) or result != again:
        raise LawDeclarationError(
            f"{scope.where}: {formula.__name__} is not a pure formula; return one expression"
        )
    expr = _exact(sympy.sympify(result, strict=True))
    _check_symbols(expr, inputs, f"{scope.where}: {formula.__name__}")
    return expr, inputs


def _check_symbols(expr: sympy.Expr, inputs: list[LawVariable], where: str) -> None:
    extra = sorted(str(symbol) for symbol in expr.free_symbols - set(inputs))
    if extra:
        raise LawDeclarationError(f"{where} uses {', '.join(extra)}, not among its parameters")
    unused = [variable.name for variable in inputs if variable not in expr.free_symbols]
    if unused:
        raise LawDeclarationError(f"{where} does not use {', '.join(unused)}; drop it")


def _implicit(formula: sympy.Eq, name: str | None, said: dict[str, Any]) -> Equation:
    if name is None:
        raise LawDeclarationError(f"{formula}: an implicit equation needs name='...'")
    lhs, rhs = (_exact(side) for side in formula.args)
    plain = [str(s) for s in formula.free_symbols if not isinstance(s, LawVariable)]
    if plain:
        raise LawDeclarationError(f"{name}: {', '.join(sorted(plain))} is not an il.Variable")
    _check_sides(lhs, rhs, f"relation {name!r}")
    check_solvable(formula, f"relation {name!r}")
    _check_variants(said, name)
    defines = lhs if isinstance(lhs, LawVariable) and not rhs.has(lhs) else None
    return Equation(name=name, lhs=lhs, rhs=rhs, defines=defines, **said)


def _check_sides(lhs: sympy.Expr, rhs: sympy.Expr, where: str) -> None:
    try:
        left, right = dimension(lhs), dimension(rhs)
    except DimensionError as error:
        raise LawDimensionError(f"{where}: {error}") from error
    if left is not None and right is not None and left != right:
        raise LawDimensionError(
            f"{where}: {lhs} is {describe(left)} but its formula is {describe(right)}; "
            "the two sides must share one dimension"
        )


def _check_variants(said: dict[str, Any], where: str) -> None:
    if bool(said["choice"]) != bool(said["variants"]):
        raise LawDeclarationError(f"{where}: choice and variant go together; give both or neither")


def _exact(expr: sympy.Expr) -> sympy.Expr:
    """Replace decimal coefficients by the rationals they spell: 0.5 is one half."""
    if not isinstance(expr, sympy.Basic) or not expr.has(sympy.Float):
        return expr
    return expr.xreplace(
        {number: sympy.Rational(str(number)) for number in expr.atoms(sympy.Float)}
    )


def _place(formula: Callable[..., Any]) -> str:
    code = getattr(formula, "__code__", None)
    if code is None:
        raise LawDeclarationError(f"{formula!r} is not a plain Python function; write one with def")
    return f"{code.co_filename}:{code.co_firstlineno}"


def _source_lines(formula: Callable[..., Any]) -> tuple[str, ...]:
    """Return the source from the function's first line on, as it is now."""
    code = formula.__code__
    lines = linecache.getlines(code.co_filename)
    return tuple(lines[code.co_firstlineno - 1 : code.co_firstlineno + _LONGEST_FUNCTION])
