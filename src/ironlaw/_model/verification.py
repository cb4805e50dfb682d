"""The checks that every law gets: round trips at random points, examples, LaTeX, pickling."""

from __future__ import annotations

import math
import pickle
import random
from dataclasses import dataclass
from functools import cache

import sympy

from ironlaw._answers.solution import Solution, furthest
from ironlaw._errors import IronLawError, LawDeclarationError
from ironlaw._language import LawVariable, unit
from ironlaw._model.law import Law
from ironlaw._model.relation import Relation
from ironlaw._programs.values import number

_ACCEPT = 1e-9
_STEPPED = (sympy.Max, sympy.Min, sympy.floor, sympy.ceiling)
_EXPONENTS = {
    "s": (-6.0, 6.0),
    "byte": (3.0, 13.0),
    "byte/s": (8.0, 13.0),
    "FLOP": (9.0, 24.0),
    "FLOP/s": (11.0, 16.0),
    "FLOP/byte": (-1.0, 4.0),
    "1/s": (-2.0, 4.0),
    "W": (0.0, 4.0),
    "kWh": (6.0, 14.0),
    "USD": (0.0, 7.0),
}

Point = dict[LawVariable, float]


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
    for example in law.examples:
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
    givens = {v.name: value for v, value in point.items() if v != variable}
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
    size = abs(_elasticity(relation, point, variable))
    return max(1.0, 1.0 / size) if size else 1.0


def sample_point(relation: Relation, seed: int) -> Point:
    """Draw all variables of an explicit relation so that it holds and each is in its domain.

    Raises
    ------
    IronLawError
        If no such point is found.
    """
    if relation.defines is None:
        raise IronLawError(f"{relation.title} is implicit; only explicit relations are sampled")
    rng = random.Random(f"{relation.name} {relation.rhs} {seed}")
    inputs = [v for v in relation.symbols_used if v != relation.defines]
    for _ in range(5000):
        point = {v: sample_value(v, rng) for v in inputs}
        defined = float(number(relation.rhs, point))
        if not relation.defines.domain.contains(defined) or not 1e-150 < abs(defined) < 1e150:
            continue
        point[relation.defines] = defined
        if _well_conditioned(relation, point):
            return point
    raise IronLawError(f"no point of its domain found for {relation.title}: {relation.rhs}")


def sample_value(variable: LawVariable, rng: random.Random) -> float:
    """Draw a value: even in a bounded domain, else even in the exponent of its unit's scale."""
    if variable.constant is not None:
        return variable.constant
    low, high = variable.domain.lower, variable.domain.upper
    if math.isfinite(low) and math.isfinite(high):
        return low + (high - low) * rng.uniform(0.03, 0.97)
    first, last = (0.0, 4.0) if variable.domain.whole else _exponents(variable.unit)
    size: float = 10.0 ** rng.uniform(first, last)
    return low + size if math.isfinite(low) else rng.choice((-1.0, 1.0)) * size


@cache
def _exponents(text: str) -> tuple[float, float]:
    """Return the powers of ten between which real systems lie, in base units."""
    wanted = unit(text)
    if not wanted.dimension:
        return -1.5, 3.0
    alike = (ends for name, ends in _EXPONENTS.items() if unit(name).dimension == wanted.dimension)
    scale = math.log10(wanted.factor)
    return next(alike, (scale - 1.0, scale + 3.0))


def _elasticity(relation: Relation, point: Point, variable: LawVariable) -> float:
    """Return the relative change of the defined variable over that of an input, by differences."""
    defined = point[relation.defines] if relation.defines is not None else 1.0
    step = 1e-5
    ends = [
        float(number(relation.rhs, {**point, variable: point[variable] * (1 + s * step)}))
        for s in (-1, 1)
    ]
    return float((ends[1] - ends[0]) / (2 * step * defined))


def _well_conditioned(relation: Relation, point: Point) -> bool:
    """Refuse points at which an input is lost in rounding, so that nothing could recover it."""
    stepped = relation.rhs.has(*_STEPPED)
    sizes = [abs(_elasticity(relation, point, v)) for v in point if v != relation.defines]
    return all(1e-7 < size < 1e7 or (stepped and size == 0.0) for size in sizes)
