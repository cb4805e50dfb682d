"""The checks that every law gets: round trips at random points, examples, LaTeX, pickling."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

from ironlaw._answers import Solution, furthest
from ironlaw._errors import IronLawError, LawDeclarationError, needed
from ironlaw._language import LawVariable
from ironlaw._model.law import Law
from ironlaw._model.sampling import Point, elasticity, sample_point
from ironlaw._model.system import Relation

_ACCEPT = 1e-9


@dataclass(frozen=True)
class Pair:
    """One variable of one relation, and the method that solved for it."""

    relation: Relation
    variable: LawVariable
    method: str


def check(law: Law, points: int = 3) -> tuple[Pair, ...]:
    """Run on a law the checks that the built-in laws get in the test suite.

    Parameters
    ----------
    law
        Any law; it needs no registration. (Its dimensions were checked when it was declared.)
    points
        Random points of the domain at which every variable of every relation is recovered.

    Returns
    -------
    tuple[Pair, ...]
        Each variable of each relation, with the method that solved for it.

    Raises
    ------
    IronLawError
        If a variable is not recovered, an example does not hold, or the law does not pickle.

    Examples
    --------
    >>> import ironlaw as il
    >>> [(pair.variable.name, pair.method) for pair in il.check(il.laws[1])][:2]
    [('compute_time', 'direct'), ('operations', 'isolation')]
    """
    for example in needed(law, Law, "a law").examples:
        example.check(law)
    for one in law.declared:
        one.latex()
    copied = pickle.loads(pickle.dumps(law))  # noqa: S301 (our own bytes, made one call before)
    if copied.variables != law.variables:
        raise LawDeclarationError(f"{law.title} changes when it is pickled; use plain functions")
    return tuple(pair for one in law.declared for pair in _pairs(one, points))


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
