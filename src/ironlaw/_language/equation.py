"""Equations: what a law says of its variables, as data."""

from __future__ import annotations

import sys
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import sympy

from ironlaw._language.variable import LawVariable


class Origin(NamedTuple):
    """The law that an equation was declared in, and its place there: the first has position 1.

    A wall has a number and a group of walls, and acts on some places of the Iron Law.
    """

    law: str
    number: int | None = None
    places: tuple[str, ...] = ()
    position: int | None = None
    domain: str = ""


@dataclass(frozen=True, eq=False)
class Equation:
    """One equation ``lhs = rhs``, with what its author said of it.

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
    lines
        The source text of the function, as it was when the equation was declared.
    origin
        The law it belongs to, if any.
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
    lines: tuple[str, ...] = ()
    origin: Origin | None = None

    def __post_init__(self) -> None:
        if self.inputs and self.defines is not None:
            object.__setattr__(self, "variables", (self.defines, *self.inputs))

    @cached_property
    def variables(self) -> tuple[LawVariable, ...]:
        """Its variables: the defined one, then the others in the order of its function."""
        found = self.lhs.free_symbols | self.rhs.free_symbols
        return tuple(sorted(found, key=lambda v: v.name))

    @cached_property
    def others(self) -> tuple[LawVariable, ...]:
        """Its variables without the defined one."""
        return tuple([v for v in self.variables if v != self.defines])

    def to_sympy(self) -> sympy.Eq:
        """Return the equation as a plain SymPy ``Eq``, in SymPy's own order."""
        return sympy.Eq(self.lhs, self.rhs, evaluate=False)

    @property
    def number(self) -> str | None:
        """Its number in a book of walls, such as ``"14.1"``; None outside a wall."""
        origin = self.origin
        if origin is None or origin.number is None or origin.position is None:
            return None
        return f"{origin.number}.{origin.position}"

    def swapped(self, swap: Mapping[LawVariable, sympy.Expr]) -> Equation:
        """Return the equation with variables replaced; it may define none any more."""
        lhs, rhs = replaced(self.lhs, swap), replaced(self.rhs, swap)
        defines = lhs if isinstance(lhs, LawVariable) and not occurs(rhs, lhs) else None
        return replace(self, lhs=lhs, rhs=rhs, defines=defines, function=None, inputs=())

    def with_rhs(self, rhs: sympy.Expr) -> Equation:
        """Return the equation with another right side, which no function makes."""
        return replace(self, rhs=rhs, function=None, inputs=())

    def __getstate__(self) -> dict[str, Any]:
        """Pickle the function by reference where it can be found again, else without it."""
        state = {name: getattr(self, name) for name in self.__dataclass_fields__}
        found = sys.modules.get(getattr(self.function, "__module__", None) or "")
        if getattr(found, getattr(self.function, "__name__", ""), None) is not self.function:
            state |= {"function": None, "lines": ()}
        return state


def replaced(expr: Any, swap: Mapping[Any, Any]) -> Any:
    """Return an expression with parts of it replaced; its Max and Min are not simplified anew.

    SymPy compares all their arguments with each other, which takes seconds where they are large.
    """
    if expr in swap:
        return swap[expr]
    if not expr.args:
        return expr
    args = [replaced(arg, swap) for arg in expr.args]
    if all(new is old for new, old in zip(args, expr.args, strict=True)):
        return expr
    options = {"evaluate": False} if isinstance(expr, (sympy.Max, sympy.Min)) else {}
    return expr.func(*args, **options)


def occurs(expr: Any, unknown: sympy.Symbol) -> bool:
    """Tell whether a symbol occurs in an expression."""
    if expr.is_Symbol:
        return expr is unknown or bool(expr.name == unknown.name and expr == unknown)
    for arg in expr.args:  # noqa: SIM110 (a loop, not any(): the innermost call of isolation)
        if occurs(arg, unknown):
            return True
    return False


def nodes(expr: Any, kinds: tuple[type, ...]) -> tuple[Any, ...]:
    """Return the parts of an expression that are of some kinds, each once.

    SymPy's ``atoms`` walks along every way to a part that occurs many times.
    """
    seen: dict[Any, None] = {}
    work = [expr]
    while work:
        node = work.pop()
        if node.args and node not in seen:
            seen[node] = None
            work += node.args
    return tuple(node for node in seen if isinstance(node, kinds))


def covers(values: Container[Any], expr: Any) -> bool:
    """Tell whether every symbol of an expression is among some."""
    if expr.is_Symbol:
        return expr in values
    for symbol in _symbols(expr):  # noqa: SIM110 (a loop, not all(): asked at every step)
        if symbol not in values:
            return False
    return True


@lru_cache(maxsize=8192)
def _symbols(expr: Any) -> tuple[Any, ...]:
    """Return the symbols of an expression; remembered, since SymPy looks for them every time."""
    return tuple(expr.free_symbols)


def is_larger(expr: Any, most: int) -> bool:
    """Tell whether an expression has more nodes than so many; counting stops there."""
    work = [expr]
    while work and most >= 0:
        most -= 1
        work += work.pop().args
    return most < 0
