"""Random points of a relation's domain, at which it holds and every input can be told."""

from __future__ import annotations

import math
import random
from functools import cache

import sympy

from ironlaw._errors import IronLawError
from ironlaw._language import LawVariable, unit
from ironlaw._model.system import Relation
from ironlaw._programs import number

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
        is_extreme = bool(inputs) and not 1e-150 < abs(defined) < 1e150
        if is_extreme or not relation.defines.domain.contains(defined):
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


def elasticity(relation: Relation, point: Point, variable: LawVariable) -> float:
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
    stepped = {v for one in relation.rhs.atoms(*_STEPPED) for v in one.free_symbols}
    sizes = [(v, abs(elasticity(relation, point, v))) for v in point if v != relation.defines]
    return all(1e-7 < size < 1e7 or (v in stepped and size == 0.0) for v, size in sizes)
