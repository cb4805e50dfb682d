"""Any subset of all variables as givens: what no change of the rest moves is answered.

What is determined is found apart from the engine: the slopes of the laws' formulas in the leaves,
along their definitions and to 60 digits, are reduced by those of what is given.
"""

from __future__ import annotations

import random

import mpmath
import pytest
import sympy as sp
from benchmarks.givens import based
from tests.fuzz.points import case

import ironlaw as il

MODELS = {}
FORMULAS = {}
LIMITS = (sp.Max, sp.Min, sp.floor, sp.ceiling)  # whose slopes say nothing of elsewhere
SYSTEMS = {"training": il.training, "inference": il.inference}


def formula(one):
    """Return an equation's value and its slopes, as functions of many digits."""
    if one not in FORMULAS:
        inputs = list(one.inputs)
        parts = [one.rhs, *(one.rhs.diff(v) for v in inputs)]
        FORMULAS[one] = sp.lambdify(inputs, parts, "mpmath")
    return FORMULAS[one]


def shares(model, point):
    """Return, for each variable that no limit touches, its relative slopes in the leaves."""
    at = {n: mpmath.mpf(x) for n, x in {**model.constants, **point}.items()}
    rows = {n: {n: mpmath.mpf(1)} for n in model.leaves}
    rows |= {n: {} for n in model.constants}
    for one in model.order:
        inputs = [v.name for v in one.inputs]
        special = one.rhs.atoms(sp.Function) - one.rhs.atoms(sp.exp, sp.log)
        if one.rhs.has(*LIMITS) or special or not all(n in rows for n in inputs):
            continue
        value, *slopes = formula(one)(*(at[n] for n in inputs))
        name = one.defines.name
        at[name] = mpmath.mpf(value)
        row = {}
        for n, slope in zip(inputs, slopes, strict=True):
            for leaf, x in rows[n].items():
                row[leaf] = row.get(leaf, 0) + slope * at[n] * x / (at[name] or 1)
        rows[name] = {leaf: x for leaf, x in row.items() if x}
    return rows


def left(row, basis):
    """Return what reduced rows leave of a row; nothing where it is a combination of them."""
    row, size = dict(row), max(map(abs, row.values()), default=0)
    for pivot, reduced in basis:
        share = row.get(pivot, 0)
        if share:
            for leaf, x in reduced.items():
                row[leaf] = row.get(leaf, 0) - share * x
            row[pivot] = mpmath.mpf(0)
    return {leaf: x for leaf, x in row.items() if abs(x) > size * mpmath.mpf(10) ** -35}


def reduced(rows):
    basis = []
    for row in rows:
        rest = left(row, basis)
        if rest:
            pivot = max(rest, key=lambda leaf: abs(rest[leaf]))
            basis.append((pivot, {leaf: x / rest[pivot] for leaf, x in rest.items()}))
    return basis


def is_ordinary(model, point):
    """Tell whether no leaf stands where slopes vanish: at an end of its domain, or as a default."""
    bounds = {n: model.variables[n].domain for n in model.leaves}
    free = [n for n in model.leaves if model.variables[n].default is None]
    return all(bounds[n].lower < point[n] < bounds[n].upper for n in free)


def drawn(rng, system):
    while True:
        found = case(rng, MODELS, (system,))
        if found.style == "usual" and is_ordinary(found.model, found.point):
            return found


PAIRS = [(name, seed) for name in SYSTEMS for seed in range(50)]


@pytest.mark.parametrize(
    ("name", "seed"),
    PAIRS,
)
def test_what_any_subset_of_all_variables_determines_is_answered(name, seed):
    rng = random.Random(f"subsets {name} {seed}")
    found = drawn(rng, SYSTEMS[name])
    model, point = found.model, found.point
    with mpmath.workdps(60):
        rows = shares(model, point)
        usable = [n for n in rows if n not in model.constants]
        share = rng.uniform(0.1, 0.7)
        defaults = [n for n in model.leaves if model.variables[n].default is not None]
        given = dict.fromkeys([n for n in usable if rng.random() < share] + defaults)
        basis = reduced([rows[n] for n in given])
        fixed = [n for n in usable if n not in given and not left(rows[n], basis)]
    for unknown in rng.sample(fixed, min(5, len(fixed))):
        answer = model.system.solve(unknown, based({n: point[n] for n in given}))
        assert answer.missing == (), unknown
        error = 1e-6 + 1e-15 * (answer.condition_number or 0)
        near = pytest.approx(point[unknown], rel=error, abs=1e-15)
        assert any(one == near for one in answer.magnitudes), unknown
