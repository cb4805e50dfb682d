"""One branch of an answer, as the engine finds it and as the user sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import sympy

from ironlaw._language import LawVariable
from ironlaw._solving.isolate import Piece
from ironlaw._solving.trail import composed
from ironlaw._words.derivation import Statement, Step


@dataclass(eq=False)
class Answer:
    """One branch: a value or an interval of the unknown, symbolically and in base units.

    ``own_lower`` and ``own_upper`` are in the variables next to the unknown; ``lower`` and
    ``upper`` are the same in what was given, through the expressions in ``local``.
    """

    own_lower: sympy.Expr
    own_upper: sympy.Expr
    left_open: bool = False
    right_open: bool = False
    conditions: tuple[Any, ...] = ()
    nonzero: tuple[Any, ...] = ()
    regime: tuple[Any, ...] = ()
    steps: tuple[Step, ...] = ()
    methods: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    residual: float | None = None
    equation: Any = None
    local: Mapping[LawVariable, sympy.Expr] = field(default_factory=dict)
    point: Mapping[LawVariable, float] = field(default_factory=dict)

    @cached_property
    def lower(self) -> sympy.Expr:
        """The lower end in the variables that were given."""
        return composed(self.own_lower, self.local)

    @cached_property
    def upper(self) -> sympy.Expr:
        """The upper end in the variables that were given."""
        return self.lower if self.is_point else composed(self.own_upper, self.local)

    @staticmethod
    def implicit(
        unknown: LawVariable,
        expr: sympy.Expr,
        piece: Piece,
        steps: Iterable[Step],
        conditions: Iterable[Any],
    ) -> Answer:
        """Make the answer that only numbers can give: an equation for the unknown."""
        equation = piece.about(expr).to_sympy()
        return Answer(
            unknown,
            unknown,
            conditions=(*conditions, *piece.conditions),
            steps=(*steps, *piece.steps),
            methods=("implicit",),
            equation=equation,
        )

    @property
    def is_point(self) -> bool:
        """Whether it is a single value."""
        return self.own_lower is self.own_upper

    def statement(self, unknown: sympy.Expr) -> Statement:
        """Return the branch as a statement about the unknown."""
        return Statement(unknown, self.lower, self.upper, self.left_open, self.right_open)


class Branch(NamedTuple):
    """One symbolic branch of an answer, as the user sees it."""

    expr: Any
    set: sympy.Set
    condition: Any
    method: str
    regime: tuple[Any, ...]
