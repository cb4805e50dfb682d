"""Relations: one equation, declared as a plain function and checked where it is written."""

from __future__ import annotations

import inspect
import linecache
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

import sympy

from ironlaw._errors import (
    DimensionError,
    LawDeclarationError,
    LawDimensionError,
    did_you_mean,
    nearest,
)
from ironlaw._language import LawVariable, describe, dimension
from ironlaw._model.system import System

_LONGEST_FUNCTION = 60


@dataclass(frozen=True, eq=False, repr=False)
class Relation(System):
    """One equation ``lhs = rhs``; the smallest system.

    Attributes
    ----------
    name
        The variable that it defines, or the name given to an implicit equation.
    lhs, rhs
        Its sides, as SymPy expressions.
    defines
        The variable on the left, or None for an implicit equation.
    text
        One line of plain English: the docstring of its function.
    assumes
        The conditions under which it holds.
    source
        Key of its source in the bibliography.
    choice, variants
        The named choice it belongs to, and the variants in which it is active.
    function, inputs
        The Python function, which is also the reference implementation, and its parameters as
        variables; None and empty if implicit.
    """

    name: str
    lhs: sympy.Expr
    rhs: sympy.Expr
    defines: LawVariable | None
    text: str = ""
    assumes: str = ""
    source: str = ""
    choice: str | None = None
    variants: tuple[str, ...] = ()
    function: Callable[..., Any] | None = None
    inputs: tuple[LawVariable, ...] = ()
    lines: tuple[str, ...] = field(default=(), repr=False)

    @property
    def title(self) -> str:
        """How errors and answers name it."""
        return f"relation {self.name!r}"

    @property
    def declared(self) -> tuple[Relation, ...]:
        """The relation itself: it is the smallest system."""
        return (self,)

    @cached_property
    def equation(self) -> sympy.Eq:
        """The equation as a plain SymPy ``Eq``, in SymPy's own order."""
        return sympy.Eq(self.lhs, self.rhs, evaluate=False)

    @property
    def symbols_used(self) -> tuple[LawVariable, ...]:
        """Its variables: the defined one, then the others in the order of its function."""
        if self.inputs and self.defines is not None:
            return (self.defines, *self.inputs)
        return self._symbols_found

    @cached_property
    def _symbols_found(self) -> tuple[LawVariable, ...]:
        found = self.lhs.free_symbols | self.rhs.free_symbols
        return tuple(sorted(found, key=lambda v: v.name))

    @cached_property
    def relations(self) -> Mapping[str, Relation]:
        """The relation itself, by its name."""
        return MappingProxyType({self.name: self})

    @property
    def active(self) -> tuple[Relation, ...]:
        """The relation itself."""
        return (self,)

    @property
    def constants(self) -> tuple[LawVariable, ...]:
        """Its variables that are constants."""
        return tuple([v for v in self.symbols_used if v.constant is not None])

    def uses_of(self, variable: LawVariable) -> tuple[Relation, ...]:
        """Return the relation itself: it is the only one."""
        return (self,)

    def variable(self, name: str | LawVariable) -> LawVariable:
        """Return its variable of a name; see `System.variable`."""
        for variable in self.symbols_used:
            if variable is name or variable.name == name:
                return variable
        return super().variable(name)

    def latex(self) -> str:
        r"""Return the equation as LaTeX, in the order in which its author wrote it.

        Examples
        --------
        >>> import ironlaw as il
        >>> print(il.laws[2].relations["memory_time"].latex())
        t_{\mathrm{mem}} = \frac{M}{B_{\mathrm{mem}}}
        """
        from ironlaw._words.latex import relation_latex

        return relation_latex(self)

    def __getstate__(self) -> dict[str, Any]:
        """Pickle the function by reference where it can be found again, else without it."""
        state = super().__getstate__()
        found = sys.modules.get(getattr(self.function, "__module__", None) or "")
        if getattr(found, getattr(self.function, "__name__", ""), None) is not self.function:
            state |= {"function": None, "lines": ()}
        return state


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
    variants = (variant,) if isinstance(variant, str) else tuple(variant)
    if isinstance(formula, sympy.Eq):
        return _implicit(formula, name, choice, variants, source, assumes)
    if not callable(formula):
        raise LawDeclarationError(f"{formula!r} is neither a function nor a sympy.Eq; pass one")
    where = _place(formula)
    scope = _Scope(where, {variable.name: variable for variable in variables})
    target = defines.name if isinstance(defines, LawVariable) else defines or formula.__name__
    if isinstance(defines, LawVariable):
        scope.local.setdefault(target, defines)
    lhs = scope.find(target, "the defined variable")
    rhs, inputs = _expression(formula, scope)
    _check_sides(lhs, rhs, f"{where}: relation {target!r}")
    text = " ".join((inspect.getdoc(formula) or "").split("\n\n")[0].split())
    return Relation(
        name=name or target,
        lhs=lhs,
        rhs=rhs,
        defines=None if rhs.has(lhs) else lhs,
        text=text,
        assumes=assumes,
        source=source,
        choice=choice,
        variants=_checked_variants(choice, variants, where),
        function=formula,
        inputs=() if lhs in inputs else tuple(inputs),
        lines=_source_lines(formula),
    )


@dataclass
class _Scope:
    """Where the names of a formula are looked up: those passed along, then the vocabulary."""

    where: str
    local: dict[str, LawVariable]

    def find(self, name: str, role: str) -> LawVariable:
        from ironlaw._model.registry import vocabulary

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
    _check_symbols(expr, inputs, scope.where, formula.__name__)
    return expr, inputs


def _check_symbols(expr: sympy.Expr, inputs: list[LawVariable], where: str, name: str) -> None:
    extra = sorted(str(symbol) for symbol in expr.free_symbols - set(inputs))
    if extra:
        raise LawDeclarationError(
            f"{where}: {name} uses {', '.join(extra)}, not among its parameters"
        )
    unused = [variable.name for variable in inputs if variable not in expr.free_symbols]
    if unused:
        raise LawDeclarationError(f"{where}: {name} does not use {', '.join(unused)}; drop it")


def _implicit(
    equation: sympy.Eq,
    name: str | None,
    choice: str | None,
    variants: tuple[str, ...],
    source: str,
    assumes: str,
) -> Relation:
    if name is None:
        raise LawDeclarationError(f"{equation}: an implicit equation needs name='...'")
    lhs, rhs = (_exact(side) for side in equation.args)
    plain = [str(s) for s in equation.free_symbols if not isinstance(s, LawVariable)]
    if plain:
        raise LawDeclarationError(f"{name}: {', '.join(sorted(plain))} is not an il.Variable")
    _check_sides(lhs, rhs, f"relation {name!r}")
    alone = isinstance(lhs, LawVariable) and not rhs.has(lhs)
    return Relation(
        name=name,
        lhs=lhs,
        rhs=rhs,
        defines=lhs if alone else None,
        choice=choice,
        variants=_checked_variants(choice, variants, name),
        source=source,
        assumes=assumes,
    )


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


def _checked_variants(choice: str | None, variants: tuple[str, ...], where: str) -> tuple[str, ...]:
    if bool(choice) != bool(variants):
        raise LawDeclarationError(f"{where}: choice and variant go together; give both or neither")
    return variants


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
