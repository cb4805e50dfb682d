"""Which argument of each maximum and minimum holds over a grid, as one number a point."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import sympy

from ironlaw._calculus.arrays import Arrays, spread
from ironlaw._calculus.merged import Merged
from ironlaw._calculus.sweeping import Targets
from ironlaw._language import LawVariable
from ironlaw._programs import Wanted, extremes


class Term(NamedTuple):
    """A maximum or a minimum on the way, and its arguments, as texts."""

    text: str
    parts: tuple[str, ...]


class Regimes:
    """The regimes of targets over axes.

    Parameters
    ----------
    targets
        What is computed.
    wanted
        Those of the targets whose regimes are asked for.
    moving
        The variables that the axes move.

    Attributes
    ----------
    terms
        Each maximum and minimum on the way whose arguments an axis moves.
    """

    def __init__(
        self, targets: Targets, wanted: Sequence[LawVariable], moving: frozenset[LawVariable]
    ) -> None:
        self._targets, self._wanted, self._moving = targets, tuple(wanted), moving
        self._made: dict[tuple[Term, ...], list[tuple[Merged, Arrays]]] = {}

    def __reduce__(self) -> Any:
        return Regimes, (self._targets, self._wanted, self._moving)

    @cached_property
    def _nodes(self) -> dict[Term, tuple[Merged, tuple[sympy.Expr, ...], bool]]:
        found: dict[Term, tuple[Merged, tuple[sympy.Expr, ...], bool]] = {}
        for group in self._targets.groups:
            moved = _moved(group, self._moving)
            lines = [one for one in group.lines if one.target in self._wanted]
            for expr in (expr for line in lines for expr in line.definitions.values()):
                for args, is_largest in extremes(expr):
                    if any(arg.free_symbols & moved for arg in args):
                        name = "Max" if is_largest else "Min"
                        parts = tuple(map(str, args))
                        term = Term(f"{name}({', '.join(parts)})", parts)
                        found.setdefault(term, (group, args, is_largest))
        return found

    @property
    def terms(self) -> tuple[Term, ...]:
        """Each maximum and minimum on the way whose arguments an axis moves."""
        return tuple(self._nodes)

    def compute(self, values: Mapping[LawVariable, Any], terms: tuple[Term, ...], out: Any) -> None:
        """Write the number of each point's regime: its digits say which argument holds.

        Parameters
        ----------
        values
            All that is known, arrays along axes of their own.
        terms
            All terms that there are in the grid, in the order of the digits (`places`).
        out
            An array of the shape that the values broadcast to.
        """
        if terms not in self._made:
            self._made[terms] = self._programs(terms)
        out[...] = 0.0
        for group, arrays in self._made[terms]:
            inputs = [spread(values[v], out.ndim) for v in group.inputs]
            for part in arrays.parts(inputs, out.shape, ()):
                own = part.of(out)
                own[part.index] += part.value

    def _programs(self, terms: tuple[Term, ...]) -> list[tuple[Merged, Arrays]]:
        sums: dict[int, tuple[Merged, dict[Any, sympy.Expr], list[sympy.Expr]]] = {}
        for term, place in zip(terms, places(terms), strict=True):
            if term not in self._nodes:
                continue
            group, args, is_largest = self._nodes[term]
            _, definitions, parts = sums.setdefault(id(group), (group, dict(group.definitions), []))
            kind = sympy.Max if is_largest else sympy.Min
            shorts = [sympy.Dummy(real=True) for _ in args]
            definitions |= dict(zip(shorts, args, strict=True))
            most = sympy.Dummy(real=True)
            definitions[most] = kind(*shorts)
            holds = sympy.Ge if is_largest else sympy.Le
            digits = [(k, holds(short, most)) for k, short in enumerate(shorts[:-1], 1)]
            parts.append(place * sympy.Piecewise(*digits, (len(shorts), True)))
        return [
            (group, Arrays(Wanted(group.inputs, (sympy.Add(*parts),), definitions, group.weak)))
            for group, definitions, parts in sums.values()
        ]


def places(terms: Sequence[Term]) -> list[int]:
    """Return what the digit of each term counts; a digit of 0 says that it is not on the way.

    Examples
    --------
    >>> places([Term("Max(a, b)", ("a", "b")), Term("Min(c, d)", ("c", "d"))])
    [1, 3]
    """
    return [math.prod(len(one.parts) + 1 for one in terms[:k]) for k in range(len(terms))]


def _moved(group: Merged, moving: frozenset[LawVariable]) -> set[Any]:
    """Return what the axes move, by way of definitions."""
    found: set[Any] = set(moving)
    count = -1
    while len(found) != count:
        count = len(found)
        found |= {v for v, expr in group.definitions.items() if expr.free_symbols & found}
    return found
