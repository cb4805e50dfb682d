"""Regimes: an expression with its Max and Min decided, and the conditions of that decision."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import sympy

from ironlaw._language import occurs, replaced
from ironlaw._solving.evidence import Piece, Refusal
from ironlaw._solving.known import Known

EXTREMES = (sympy.Max, sympy.Min)


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
    return tuple(expr.atoms(*EXTREMES))


@lru_cache(4096)
def within(expr: sympy.Expr, unknown: sympy.Symbol, kinds: tuple[Any, ...]) -> bool:
    """Tell whether a symbol occurs inside a function of some kinds."""
    return any(occurs(node, unknown) for node in expr.atoms(*kinds))


@lru_cache(1024)
def _size(node: sympy.Expr) -> tuple[int, str]:
    return sympy.count_ops(node), str(node)


def regimes(regime: Regime, unknown: sympy.Symbol) -> Iterator[Regime]:
    """Decide every Max and Min that holds the unknown, in every way.

    Examples
    --------
    >>> x, b = sympy.symbols("x b", positive=True)
    >>> [(one.expr, one.condition) for one in regimes(Regime(x + sympy.Max(x, b)), x)]
    [(b + x, b >= x), (2*x, x >= b)]
    """
    expr = regime.expr
    nodes = [node for node in _extremes(expr) if occurs(node, unknown)]
    if not nodes:
        yield regime
        return
    node = min(nodes, key=_size)
    kind = sympy.Ge if isinstance(node, sympy.Max) else sympy.Le
    for arg in sorted(node.args, key=str):
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
