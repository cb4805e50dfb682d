"""Regimes: an expression with its Max and Min decided, and the conditions of that decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import sympy

from ironlaw._language import is_larger, nodes, occurs, replaced
from ironlaw._solving.evidence import Piece, Refusal
from ironlaw._solving.known import Known

EXTREMES = (sympy.Max, sympy.Min)
_READABLE = 200  # nodes


class Regime(NamedTuple):
    """An expression in one regime of its Max and Min.

    Attributes
    ----------
    expr
        The expression with one argument in the place of each Max and Min.
    conditions
        The inequalities under which those arguments bind.
    binding
        Those arguments.
    """

    expr: sympy.Expr
    conditions: tuple[Any, ...] = ()
    binding: tuple[sympy.Expr, ...] = ()

    @property
    def condition(self) -> Any:
        """Its conditions as one."""
        one, *more = self.conditions
        return sympy.And(one, *more, evaluate=False) if more else one


@lru_cache(1024)
def _extremes(expr: sympy.Expr) -> tuple[sympy.Expr, ...]:
    return nodes(expr, EXTREMES)


@lru_cache(4096)
def within(expr: sympy.Expr, unknown: sympy.Symbol, kinds: tuple[Any, ...]) -> bool:
    """Tell whether a symbol occurs inside a function of some kinds."""
    return any(occurs(node, unknown) for node in nodes(expr, kinds))


def _smallest(found: Sequence[sympy.Expr]) -> sympy.Expr:
    """Return the node with the fewest operations; of several such the first by its text."""
    if len(found) == 1:
        return found[0]
    sizes = [_size(node) for node in found]
    least = [node for node, size in zip(found, sizes, strict=True) if size == min(sizes)]
    return least[0] if len(least) == 1 else min(least, key=str)


@lru_cache(1024)
def _size(node: sympy.Expr) -> int:
    return int(sympy.count_ops(node))


def _in_order(args: Iterable[sympy.Expr]) -> list[sympy.Expr]:
    """Return arguments in the order of their text; of large ones, which takes long, of symbols."""
    held = tuple(args)
    names = {_name(one) for one in held}
    return sorted(held, key=_name if len(names) == len(held) else str)


@lru_cache(1024)
def _name(expr: sympy.Expr) -> str:
    if not is_larger(expr, _READABLE):
        return str(expr)
    return " ".join(sorted(one.name for one in expr.free_symbols))


def regimes(regime: Regime, unknown: sympy.Symbol) -> Iterator[Regime]:
    """Decide every Max and Min that holds the unknown, in every way.

    Examples
    --------
    >>> x, b = sympy.symbols("x b", positive=True)
    >>> [(one.expr, one.condition) for one in regimes(Regime(x + sympy.Max(x, b)), x)]
    [(b + x, b >= x), (2*x, x >= b)]
    """
    expr = regime.expr
    held = [node for node in _extremes(expr) if occurs(node, unknown)]
    if not held:
        yield regime
        return
    node = _smallest(held)
    kind = sympy.Ge if isinstance(node, sympy.Max) else sympy.Le
    for arg in _in_order(node.args):
        extra = (kind(arg, other, evaluate=False) for other in node.args if other is not arg)
        inner = Regime(
            replaced(expr, {node: arg}),
            (*regime.conditions, *extra),
            (*regime.binding, arg),
        )
        yield from regimes(inner, unknown)


def kept(piece: Piece, unknown: sympy.Symbol, regime: Regime, known: Known) -> Piece | Refusal:
    """Return a regime's root if its conditions hold there, or may."""
    pending = []
    value = known.value(piece.lower) if known.values else None
    there = known if value is None else known.also(unknown, value)
    for condition in regime.conditions:
        order = None if value is None else there.order(*condition.args)
        if order is None:
            left, right = (replaced(side, {unknown: piece.lower}) for side in condition.args)
            order = known.order(left, right)
        if order is None:
            pending.append(condition.func(left, right, evaluate=False))
        elif order != 0 and (order > 0) != isinstance(condition, sympy.Ge):
            return Refusal("{} = {} lies in another regime", (unknown, _shown(piece, known)))
    evidence = piece.evidence._replace(conditions=(*piece.evidence.conditions, *pending))
    method = "regimes" if piece.method == "isolation" else piece.method
    return Piece(piece.range, evidence).by(method)


def _shown(piece: Piece, known: Known) -> str:
    value = known.value(piece.lower)
    return str(piece.lower) if value is None else f"{value:.6g}"
