"""What one call of solve carries from stage to stage: the search, and the paths through it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sympy

from ironlaw._language import LawVariable
from ironlaw._model.relation import Relation
from ironlaw._programs.values import exact_number, number
from ironlaw._solving.isolate import Piece
from ironlaw._words.derivation import Step

if TYPE_CHECKING:
    from ironlaw._model.system import System
    from ironlaw._solving.goal import Target

Values = Mapping[LawVariable, float]
_MOST_COMPOSED = 400


@dataclass
class Search:
    """What is asked, and what was ruled out on the way."""

    system: System
    unknown: LawVariable
    rtol: float
    rejected: list[tuple[Any, str]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    target: Target | None = None
    reductions: dict[Any, Any] = field(default_factory=dict)

    def reject(self, variable: LawVariable, value: float, relation: str) -> None:
        """Note that a root lies outside its variable's domain."""
        reason = f"{out_of_domain(variable, value)} (from {relation})"
        self.rejected.append((value, reason))
        self.reasons.append(reason)


@dataclass
class Path:
    """One way through the blocks: what each variable came out as, and how.

    Attributes
    ----------
    point
        Values by variable: givens, constants, and what was derived.
    local
        Each derived variable's expression in those before it.
    sets
        Variables that came out as an interval.
    joint
        Whether an interval on the way makes the blocks one.
    """

    point: dict[LawVariable, float]
    local: dict[LawVariable, sympy.Expr] = field(default_factory=dict)
    sets: dict[LawVariable, Piece] = field(default_factory=dict)
    joint: bool = False
    steps: list[Step] = field(default_factory=list)
    conditions: list[Any] = field(default_factory=list)
    nonzero: list[Any] = field(default_factory=list)
    regime: list[Any] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)

    def fork(self) -> Path:
        """Return a path that goes on from here without touching this one."""
        copies = {name: value.copy() for name, value in vars(self).items() if name != "joint"}
        return Path(**copies, joint=self.joint)

    def before(self) -> tuple[tuple[Any, ...], ...]:
        """Return the conditions, factors, regimes, steps and methods so far."""
        found = (self.conditions, self.nonzero, self.regime, self.steps, self.methods)
        return tuple(map(tuple, found))

    def take(self, variable: LawVariable, piece: Piece, value: float | None) -> None:
        """Go on with a variable determined."""
        self.local[variable] = piece.lower
        if value is not None:
            self.point[variable] = value
        self.steps += piece.steps
        self.conditions += piece.conditions
        self.nonzero += piece.nonzero
        self.regime += piece.regime
        self.methods.append(piece.method)


def composed(expr: sympy.Expr, local: Mapping[LawVariable, sympy.Expr]) -> sympy.Expr:
    """Expand derived variables down to what was given.

    Where more than 400 stand between the two, the expression is left as it is: nothing could
    read it, and its depth would exceed what Python can walk.
    """
    if not local or not any(symbol in local for symbol in expr.free_symbols):
        return expr
    needed: set[LawVariable] = set()
    work = [symbol for symbol in expr.free_symbols if symbol in local]
    while work and len(needed) <= _MOST_COMPOSED:
        variable = work.pop()
        if variable not in needed:
            needed.add(variable)
            work += [symbol for symbol in local[variable].free_symbols if symbol in local]
    if len(needed) > _MOST_COMPOSED:
        return expr
    full: dict[LawVariable, sympy.Expr] = {}
    for variable, own in local.items():
        if variable in needed:
            full[variable] = own.xreplace(full)
    return expr.xreplace(full)


def accurate(expr: sympy.Expr, point: Values) -> float:
    """Return a value in floats; with many digits where floats overflow or divide by zero."""
    value = float(number(expr, point))
    if math.isfinite(value):
        return value
    try:
        return exact_number(expr, {symbol: point[symbol] for symbol in expr.free_symbols})
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        return math.nan


def binding(expr: sympy.Expr, point: Values) -> tuple[sympy.Expr, ...]:
    """Return the active argument of each ``Max`` and ``Min`` of an expression at a point."""
    found = []
    for node in sorted(expr.atoms(sympy.Max, sympy.Min), key=str):
        choose = max if isinstance(node, sympy.Max) else min
        found.append(choose(sorted(node.args, key=str), key=lambda arg: float(number(arg, point))))
    return tuple(found)


def out_of_domain(variable: LawVariable, value: float) -> str:
    """Say that a value is not one of its variable."""
    shown = variable.show(value) if math.isfinite(value) else str(value)
    return f"{variable.name} = {shown} is not {variable.domain.describe()}"


def inputs_of(relation: Relation) -> list[LawVariable]:
    """Return the variables on the right-hand side of a definition."""
    return [v for v in relation.symbols_used if v != relation.defines]
