"""What follows from known values: by definitions first, which lose no digits, then backwards."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ironlaw._language import Equation, LawVariable, covers
from ironlaw._programs import accurate, number
from ironlaw._solving.answer import Answer
from ironlaw._solving.errors import Sides, errors_along, gap_error
from ironlaw._solving.forward import chain_of, forward
from ironlaw._solving.known import Known
from ironlaw._solving.ladder import explicit, rearrange
from ironlaw._solving.memory import Memory
from ironlaw._solving.verify import Values
from ironlaw._structure import closure

Chain = list[tuple[LawVariable, Equation]]
Ahead = tuple[dict[LawVariable, float], list[Equation], list[Equation]]  # values, used, left


class Followed(NamedTuple):
    """What was computed from what is known, where from, and the equations that are left over.

    Attributes
    ----------
    values
        What is known and what follows.
    origin
        The equation that each value which follows came from, in the order of computing.
    over
        Equations all of whose variables are known without them: those that can contradict.
    """

    values: dict[LawVariable, float]
    origin: Mapping[LawVariable, Equation]
    over: Sequence[Equation]


class Following:
    """Some equations, and what follows in them from values; its structure is worked out once.

    What follows backwards is computed only where it leads to an equation that can contradict.

    Attributes
    ----------
    equations
        The equations.
    memory
        What remembers closures, if it is about these equations.
    solved
        What the unknown must be by each of them, for values of all else; kept by `narrowing`.
    """

    def __init__(self, equations: Sequence[Equation], memory: Memory) -> None:
        self.equations = tuple(equations)
        self._memory = memory if equations is memory.equations else Memory(self.equations)
        self.solved: dict[frozenset[Any], list[tuple[Equation, tuple[Answer, ...]]]] = {}
        self._before: dict[Any, Ahead] = {}

    def after(self, values: Values, unknown: LawVariable) -> Followed:
        """Return what follows from values; an unknown among the rest is left open."""
        at, ahead = self._forward(values, unknown)
        over = [one for one in ahead if one.defines in values]
        origin = {v: one for one in ahead if (v := one.defines) in at and v not in values}
        done = {one.name for one in over} | {one.name for one in origin.values()}
        left = [one for one in self.equations if one.name not in done]
        while True:
            order, more = self.closure(left, at)
            stuck = self._computed(leading(order, more), at, origin, unknown)
            if stuck is None:
                return Followed(at, origin, [*over, *more])
            used = {one.name for one in origin.values()}
            left = [one for one in left if one is not stuck and one.name not in used]

    def _forward(
        self, values: Values, unknown: LawVariable
    ) -> tuple[dict[LawVariable, float], list[Equation]]:
        """Return what follows by definitions, and by which.

        What follows without the unknown is kept, for the next of its values.
        """
        if unknown not in values:
            at = dict(values)
            return at, self._defined(self.equations, at, unknown)
        others = frozenset((v, value) for v, value in values.items() if v != unknown)
        if others not in self._before:
            at = {v: value for v, value in values.items() if v != unknown}
            used = self._defined(self.equations, at, unknown)
            done = {one.name for one in used}
            left = [one for one in self.equations if one.name not in done]
            self._before = {others: (at, used, left)}
        at, used, left = self._before[others]
        at = {**at, unknown: values[unknown]}
        return at, [*used, *self._defined(left, at, unknown)]

    def _defined(
        self, equations: Sequence[Equation], at: dict[LawVariable, float], unknown: LawVariable
    ) -> list[Equation]:
        """Fill in what `forward` computes, and return by which equations.

        Where every value lies well inside its domain, their order follows from what is known, and
        one program computes them all; it is kept.
        """
        key = (chain_of, frozenset(at), unknown, tuple(one.name for one in equations))
        chain = self._memory.recalled(key, lambda: chain_of(equations, at, unknown))
        found = {}
        for variable, value in zip(chain.sets, chain.program(at), strict=True):
            if variable is not None:
                if not variable.domain.contains(value) or variable.domain.settled(value) != value:
                    return [one for one, _ in forward(equations, at, unknown)]
                found[variable] = float(value)
        at.update(found)
        return list(chain.equations)

    def _computed(
        self,
        order: Chain,
        at: dict[LawVariable, float],
        origin: dict[LawVariable, Equation],
        unknown: LawVariable,
    ) -> Equation | None:
        """Compute variables along a chain; return the first equation that gives no single one."""
        for variable, equation in order:
            value = determined(equation, variable, at) if variable != unknown else None
            if value is None:
                return equation
            at[variable], origin[variable] = value, equation
        return None

    def closure(self, left: Sequence[Equation], known: Values) -> tuple[Chain, list[Equation]]:
        """Return the closure of some of the equations; that of one set of knowns is kept."""
        key = (closure, frozenset(known), tuple(one.name for one in left))
        return self._memory.recalled(key, lambda: closure(left, known))


def leading(order: Chain, ends: Sequence[Equation]) -> Chain:
    """Return the part of a chain that some equations rest on: nothing else can contradict."""
    needed = {v for one in ends for v in one.variables}
    kept: Chain = []
    for variable, equation in reversed(order):
        if variable in needed:
            needed.update(equation.variables)
            kept.append((variable, equation))
    return kept[::-1]


def rounding_gap(one: Equation, followed: Followed, derived: Mapping[LawVariable, Sides]) -> float:
    """Return the relative gap between a relation's sides that rounding on the way explains.

    Parameters
    ----------
    one
        A relation whose variables are all known.
    followed
        Their values, and where those come from.
    derived
        The two sides that the other values on the way came from.
    """
    at = followed.values
    chain = [
        (v, both) for v, both in derived.items() if v in at and all(covers(at, x) for x in both)
    ]
    chain += [(v, (one.lhs, one.rhs)) for v, one in followed.origin.items()]
    errors = errors_along(chain, at)
    scale = max(abs(float(number(side, at))) for side in (one.lhs, one.rhs))
    return gap_error((one.lhs, one.rhs), at, errors) / scale if scale else 0.0


def determined(equation: Equation, variable: LawVariable, at: Values) -> float | None:
    """Return the one value that an equation gives a variable; None where there is no single one."""
    if any(v not in at for v in equation.variables if v != variable):
        return None
    if equation.defines == variable:
        value = variable.domain.settled(float(number(equation.rhs, at)))
        return value if math.isfinite(value) else None
    alone = explicit(equation, variable)
    if alone is not None:
        value = variable.domain.settled(accurate(alone, at))
        return value if variable.domain.contains(value) else None
    pieces = rearrange(equation, variable, Known(at), doubts=False).found
    if not all(piece.is_point for piece in pieces):
        return None
    values = [variable.domain.settled(accurate(piece.lower, at)) for piece in pieces]
    values = [value for value in values if variable.domain.contains(value)]
    return values[0] if len(values) == 1 else None
