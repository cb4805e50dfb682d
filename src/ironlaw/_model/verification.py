"""Round trips: every variable of a relation comes back from the others, at random points."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from ironlaw._answers import Solution, furthest
from ironlaw._errors import IronLawError
from ironlaw._language import LawVariable
from ironlaw._model.sampling import Point, elasticity, sample_point
from ironlaw._model.system import Relation

_ACCEPT = 1e-9
_T = TypeVar("_T")


@dataclass(frozen=True)
class Pair:
    """One variable of one relation, and the method that solved for it."""

    relation: Relation
    variable: LawVariable
    method: str


def recovered(declared: Iterable[Relation], points: int) -> tuple[Pair, ...]:
    """Recover every variable of every relation from the others, at random points of the domain.

    Raises
    ------
    IronLawError
        If one does not come back.
    """
    return tuple(pair for one in declared for pair in _pairs(one, points))


def pickled(value: _T) -> _T:
    """Return a value as it comes back from its pickle."""
    found: _T = pickle.loads(pickle.dumps(value))  # noqa: S301 (our own bytes, one call old)
    return found


def _pairs(relation: Relation, points: int) -> list[Pair]:
    seeds = range(points)
    return [
        Pair(relation, variable, furthest(round_trip(relation, variable, s).method for s in seeds))
        for variable in relation.symbols_used
    ]


def round_trip(relation: Relation, variable: LawVariable, seed: int) -> Solution:
    """Recover one variable of a relation from the others at a random point.

    Raises
    ------
    IronLawError
        If the point's own value is not in the answer, within 1e-9 times its condition number,
        or the answer's residual exceeds 1e-9.
    """
    point = sample_point(relation, seed)
    givens = {v.name: v.from_base(value) for v, value in point.items() if v != variable}
    solution = relation.solve(variable, givens)
    value = point[variable]
    slack = _ACCEPT * abs(value) * _condition(relation, point, variable)
    inside = (
        one.low - slack <= value <= one.high + slack
        for one in solution.answers
        if one.low is not None and one.high is not None
    )
    if not any(inside) or (solution.residual or 0.0) > _ACCEPT:
        raise IronLawError(
            f"{relation.title}: {variable.name} = {variable.show(value, 12)} came back as "
            f"{solution!r} (residual {solution.residual}) from {givens}"
        )
    return solution


def _condition(relation: Relation, point: Point, variable: LawVariable) -> float:
    if variable == relation.defines or (variable.constant is not None and variable not in point):
        return 1.0
    size = abs(elasticity(relation, point, variable))
    return max(1.0, 1.0 / size) if size else 1.0
