"""Consistent points: leaves are drawn, and all else is what the laws' own functions make of them.

The engine takes no part: a formula is called as the plain Python function that its author wrote.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any, NamedTuple

import sympy
from benchmarks.givens import FLEET, OF_VARIANTS, RUN

import ironlaw as il
from ironlaw._model.sampling import sample_value

_TRIES = 200
_SPREAD = {"usual": 0.3, "wide": 2.5, "extreme": 0.5}
_FAR = 30
DIGITS = 75  # 30 decades between two values that are added leave 45 of them
_TINIEST = 1e-300

Point = dict[str, float]


class Model:
    """A system's definitions, in an order in which they can be computed."""

    def __init__(self, system: il.System) -> None:
        self.system = system
        self.variables = dict(system.variables)
        defined = {one.defines for one in system.equations}
        free = [v for v in self.variables.values() if v not in defined]
        self.constants = {v.name: v.constant for v in free if v.constant is not None}
        self.leaves = [v.name for v in free if v.constant is None]
        self.order = []
        known, left = set(free), list(system.equations)
        while left:
            ready = [one for one in left if known.issuperset(one.inputs)]
            if not ready:
                raise ValueError(f"{system.title}: some definitions go round in a circle")
            self.order += ready
            known |= {one.defines for one in ready}
            left = [one for one in left if one not in ready]
        self.below = {name: self._below(name) for name in self.leaves}

    def _below(self, leaf: str) -> list[str]:
        """Return what depends on a leaf."""
        found = {leaf}
        for one in self.order:
            if any(v.name in found for v in one.inputs):
                found.add(one.defines.name)
        return [one.defines.name for one in self.order if one.defines.name in found]

    def complete(self, leaves: Point, *, digits: int = 0) -> Point | None:
        """Return all variables, computed with many digits if told; None outside a domain."""
        at: dict[str, Any] = {**self.constants, **leaves}
        if not all(self.variables[name].domain.contains(value) for name, value in leaves.items()):
            return None
        if digits:
            at = {name: sympy.Float(value, digits) for name, value in at.items()}
        for one in self.order:
            inputs = [at[v.name] for v in one.inputs]
            try:
                value = one.function(*inputs)
                if digits:
                    value = sympy.sympify(value, strict=True).evalf(digits)
                if digits and 0 < abs(value) < _TINIEST:
                    return None  # floats have no such number
                settled = _settled(one.defines, float(value))
            except (ArithmeticError, ValueError, TypeError):
                return None
            if settled is None:
                return None
            at[one.defines.name] = value if digits else settled
        named = self.variables.items()
        return {n: _settled(variable, float(at[n])) for n, variable in named if n in at}

    def moved(self, point: Point, leaf: str, value: float, *, digits: int = 0) -> Point | None:
        """Return all variables with one leaf moved; None where one has no value in its domain."""
        leaves = {**{name: point[name] for name in self.leaves}, leaf: value}
        return self.complete(leaves, digits=digits)


def _settled(variable: il.Variable, value: float) -> float | None:
    """Return a value, or the end of a domain that rounding put it beyond; None outside."""
    bounds = variable.domain
    value = value if bounds.contains(value) else bounds.settled(value)
    return value if bounds.contains(value) else None


class Case(NamedTuple):
    """A system with a point at which all its relations hold."""

    model: Model
    point: Point
    style: str


def case(rng: random.Random, models: dict[str, Model], systems: Sequence[il.System] = ()) -> Case:
    """Draw a system, one of those given or any, its choices, and a point."""
    while True:
        system = chosen(rng, systems)
        key = f"{system.title} {sorted(system.selected.items())}"
        model = models[key] = models.get(key) or Model(system)
        style = rng.choices(("usual", "wide", "extreme"), (6, 3, 1))[0]
        for _ in range(_TRIES):
            leaves = _leaves(rng, model, style)
            if model.complete(leaves) is None:
                continue
            point = model.complete(leaves, digits=DIGITS)
            if point is not None:
                return Case(model, point, style)


def chosen(rng: random.Random, systems: Sequence[il.System] = ()) -> il.System:
    """Draw one of the walls, the Iron Law, or one of the composed systems, with its choices."""
    many = systems or [*il.laws.values(), il.iron_law, *[il.training, il.inference] * 5]
    system = rng.choice(many)
    picks = {name: rng.choice(variants) for name, variants in system.choices.items()}
    return system.using(**{n: v for n, v in picks.items() if rng.random() < 0.6})


def _leaves(rng: random.Random, model: Model, style: str) -> Point:
    known = {"training": {**OF_VARIANTS, **RUN}, "inference": {**OF_VARIANTS, **FLEET}}
    usual = known.get(model.system.title, {})
    found = {}
    far = set(rng.sample(model.leaves, min(2, len(model.leaves)))) if style == "extreme" else set()
    for name in model.leaves:
        variable = model.variables[name]
        if variable.default is not None and rng.random() < 0.5:
            value = variable.default
        elif name in usual:
            value = variable.to_base(usual[name])
            value = _beside(rng, variable, value, _SPREAD[style])
        else:
            value = sample_value(variable, rng)
        if name in far:
            value = math.copysign(10.0 ** rng.uniform(-_FAR, _FAR), value or 1.0)
        if variable.domain.whole and rng.random() < 0.8:
            value = max(1.0, float(round(value)))
        if rng.random() < 0.02:
            value = rng.choice((variable.domain.lower, variable.domain.upper))
        found[name] = value
    return found


def _beside(rng: random.Random, variable: il.Variable, value: float, spread: float) -> float:
    """Draw a value near another, inside the domain where it is a bounded one."""
    low, high = variable.domain.lower, variable.domain.upper
    if math.isfinite(low) and math.isfinite(high):
        share = (value - low) / (high - low)
        share += rng.gauss(0.0, 0.1 * spread)
        return low + (high - low) * min(1.0, max(0.0, share))
    return low + (value - low) * math.exp(rng.gauss(0.0, spread)) if math.isfinite(low) else value
