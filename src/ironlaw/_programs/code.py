"""Expressions as three-address code: each node gets a place, after those that it rests on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sympy

from ironlaw._programs import operations as do
from ironlaw._programs.factoring import factored
from ironlaw._programs.lines import Lines
from ironlaw._programs.nodes import Part, constant, factors, taken_apart

Definitions = Mapping[sympy.Symbol, sympy.Expr]
_ALL = 1  # the axis of everything that is not told to have others
_SMALL_POWERS = (2, 3, 4)


class Code(Lines):
    """Lines that grow by expressions, what these share being there once.

    Parameters
    ----------
    inputs
        The symbols that are given, at the first places.
    definitions
        What other symbols stand for; without any, they become inputs.
    fixed
        Values of symbols that are folded in.
    axes, is_in_order, is_exact
        As of `Lines`; one axis for all, else.

    Attributes
    ----------
    leaves
        The leaf at each place of a number, where nothing is to be rounded.
    symbols
        The symbol at each place of an input.
    """

    def __init__(
        self,
        inputs: Sequence[sympy.Symbol] = (),
        *,
        definitions: Definitions | None = None,
        fixed: Mapping[Any, float] | None = None,
        axes: Sequence[int] | None = None,
        is_in_order: bool = False,
        is_exact: bool = False,
    ) -> None:
        own = [_ALL] * len(inputs) if axes is None else axes
        super().__init__(own, is_in_order=is_in_order, is_exact=is_exact)
        self._definitions = definitions or {}
        self._is_open = definitions is None
        self._is_dense = max(self.axes, default=_ALL) <= _ALL
        self.leaves: dict[int, Any] = {}
        self.symbols: dict[int, Any] = dict(enumerate(inputs))
        self._places: dict[Any, int] = {v: place for place, v in enumerate(inputs)}
        for symbol, value in (fixed or {}).items():
            if symbol not in self._places:
                self._places[symbol] = self.number(value)

    def place(self, node: Any) -> int:
        """Return the place of a node; a symbol without a definition becomes an input."""
        found = self._places.get(node)
        if found is None:
            found = self._places[node] = self._made(node)
        return found

    def define(self, symbol: sympy.Symbol, place: int) -> None:
        """Let a symbol stand for what is at a place."""
        self._places[symbol] = place

    def nodes(self) -> Iterable[tuple[Any, int]]:
        """Return the nodes that have a place, with it."""
        return self._places.items()

    def _made(self, node: Any) -> int:
        if isinstance(node, sympy.Symbol):
            return self._symbol(node)
        if isinstance(node, Part):
            return self._part(node)
        if not node.args:
            return self._leaf(node)
        if node.is_Mul or node.is_Pow:
            sign, place = self._product(node)
            return place if sign > 0 else self.emit(do.NEGATE, place)
        if isinstance(node, sympy.Piecewise):
            return self._pieces(node)
        return self._part(taken_apart(node))

    def _leaf(self, leaf: Any) -> int:
        if not self.is_exact:
            return self.number(constant(leaf))
        place = self.add(leaf, constant(leaf), 0)
        self.leaves[place] = leaf
        return place

    def _symbol(self, symbol: sympy.Symbol) -> int:
        if not self._is_open:
            return self.place(self._definitions[symbol])
        self.symbols[len(self.entries)] = symbol
        self.entries.append(None)
        self.axes.append(_ALL)
        return len(self.entries) - 1

    def _part(self, part: Part) -> int:
        if part.operation is None:
            return self._sum(part.args)
        places = [self.place(one) for one in part.args]
        if part.operation.is_symmetric:
            return self.folded(part.operation, places)
        return self.emit(part.operation, *places)

    def _pieces(self, node: Any) -> int:
        found = self.number(math.nan)
        for value, condition in reversed(node.args):
            chosen = self.place(value)
            if condition == True:  # noqa: E712 (SymPy's own true)
                found = chosen
            else:
                found = self.emit(do.CHOOSE, self._condition(condition), chosen, found)
        return found

    def _condition(self, condition: Any) -> int:
        if isinstance(condition, (sympy.And, sympy.Or)):
            both = do.MINIMUM if isinstance(condition, sympy.And) else do.MAXIMUM
            return self.folded(both, [self._condition(one) for one in condition.args])
        gap = self.place(condition.lhs - condition.rhs)
        return self.emit(do.COMPARE[condition.func], gap, self.number(0.0))

    def _product(self, node: Any) -> tuple[int, int]:
        """Return the sign of a product's number, and the place of the rest."""
        sign = 1
        parts: list[tuple[bool, int]] = []  # whether it stands below the line, and its place
        for each in factors(node.args) if node.is_Mul else (node,):
            if isinstance(each, Part):
                parts.append((False, self.place(each)))
                continue
            is_turned = bool(each.is_Number and each.is_negative)
            sign, factor = (-sign, -each) if is_turned else (sign, each)
            if not factor.is_Pow:
                parts.append((False, self.place(factor)))
                continue
            base, size = factor.args
            is_below = bool(size.could_extract_minus_sign())
            size = -size if is_below else size
            if self.is_in_order and size in _SMALL_POWERS:
                parts += [(is_below, self.place(base))] * int(size)
            else:
                parts.append((is_below, self._power(base, size)))
        if self.is_in_order:
            return sign, self.from_left(parts, do.MULTIPLY, do.DIVIDE, 1.0)
        return sign, self.together(parts, do.MULTIPLY, do.DIVIDE, 1.0)

    def _power(self, base: Any, size: Any) -> int:
        place = self.place(base)
        if size is sympy.S.One:
            return place
        if size is sympy.S.Half:
            return self.emit(do.ROOT, place)
        if size in _SMALL_POWERS:
            found = square = self.emit(do.MULTIPLY, place, place)
            return found if size == 2 else self.emit(do.MULTIPLY, square, (place, square)[size - 3])
        return self.emit(do.POWER, place, self.place(size))

    def _sum(self, terms: Sequence[Any]) -> int:
        if self._is_dense and not self.is_in_order:
            terms = factored(terms)
        parts = []
        for term in terms:
            if isinstance(term, sympy.Basic) and term.is_Mul:
                sign, place = self._product(term)
            elif isinstance(term, sympy.Number) and term.is_negative:
                sign, place = -1, self.place(-term)
            else:
                sign, place = 1, self.place(term)
            parts.append((sign < 0, place))
        if self.is_in_order:
            return self.from_left(parts, do.ADD, do.SUBTRACT, 0.0)
        return self.together(parts, do.ADD, do.SUBTRACT, 0.0)
