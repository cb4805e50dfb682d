"""Programs: the same value line by line, compiled, as an array, and with forty digits."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
import sympy

import ironlaw as il
from ironlaw._model.sampling import sample_point
from ironlaw._programs import (
    Wanted,
    compiled,
    differentiated,
    exact_number,
    number,
    program,
    sloped,
)

RUNS = 20  # more than it takes to be compiled
RELATIONS = [(n, name) for n in range(1, 23) for name in il.laws[n].relations]
X = sympy.Symbol("x", positive=True)


@pytest.mark.parametrize(("wall", "name"), RELATIONS, ids=str)
def test_a_formula_has_one_value_however_it_is_run(wall, name):
    relation = il.laws[wall].relations[name]
    points = [sample_point(relation, seed) for seed in range(4)]
    code = program(relation.rhs)
    first = [code(point)[0] for point in points]
    for _ in range(RUNS):
        assert [code(point)[0] for point in points] == first
    columns = {v: np.array([point[v] for point in points]) for v in points[0]}
    assert np.broadcast_to(code(columns)[0], 4) == pytest.approx(first, rel=1e-13)
    exact = [exact_number(relation.rhs, point) for point in points]
    assert exact == pytest.approx([by_sympy(relation.rhs, point) for point in points], rel=1e-15)
    assert first == pytest.approx(exact, rel=1e-9)


def by_sympy(expr, point):
    return float(expr.xreplace({v: sympy.Float(x, 60) for v, x in point.items()}).evalf(40))


@pytest.mark.parametrize(
    ("expr", "at", "value"),
    [
        (sympy.exp(X) - 1, 1e-18, 1e-18),
        (1 - sympy.exp(-X), 1e-18, 1e-18),
        (1 - (1 + X) ** -2, 1e-18, 2e-18),
        ((1 + X) ** 3 - 1, 1e-18, 3e-18),
        (sympy.log(1 + X), 1e-18, 1e-18),
        (sympy.floor(X), 2.9999999999999996, 3.0),
        (sympy.ceiling(X), 3.0000000000000004, 3.0),
        (sympy.floor(X), math.inf, math.inf),
        (1 / X, 0.0, math.inf),
        (sympy.log(X), 0.0, -math.inf),
        (sympy.exp(X), 1e4, math.inf),
        (X**400, 1e4, math.inf),
        (sympy.Piecewise((X, X < 2), (X**2, True)), 3.0, 9.0),
        (sympy.Heaviside(X - 1), 3.0, 1.0),
    ],
)
def test_what_cancels_or_overflows_has_its_value_in_every_form(expr, at, value):
    for _ in range(RUNS):
        assert number(expr, {X: at}) == pytest.approx(value, rel=1e-15)
    assert np.all(number(expr, {X: np.array([at])}) == pytest.approx(value, rel=1e-15))


def test_a_rounding_that_is_held_stays_where_it_is_held():
    expr = X * sympy.floor(X)
    for _ in range(RUNS):
        assert number(expr, {X: 2.5, sympy.floor(X): 7.0}) == 17.5
        assert number(expr, {X: 2.5}) == 5.0


def test_what_expressions_share_is_computed_once():
    part = sympy.log(X + 2)
    assert program(part + 1, part**5).source.count("= f") == 2  # the logarithm and the power


@pytest.mark.parametrize(("wall", "name"), RELATIONS, ids=str)
def test_slopes_of_a_program_are_the_derivatives_of_its_formula(wall, name):
    relation = il.laws[wall].relations[name]
    inputs = tuple(v for v in relation.rhs.free_symbols)
    derivatives = [differentiated(relation.rhs)(v) for v in inputs]
    for seed in range(2):
        point = sample_point(relation, seed)
        found = sloped((relation.rhs,), inputs)(point)
        value = abs(number(relation.rhs, point))
        for variable, slope, derivative in zip(inputs, found, derivatives, strict=True):
            noise = 1e-12 * value / abs(point[variable]) if point[variable] else 0.0
            assert slope == pytest.approx(number(derivative, point), rel=1e-8, abs=noise), variable


@pytest.mark.parametrize(
    ("expr", "at", "slope"),
    [
        (sympy.Max(X, 2), 2.0, 0.5),  # where two are equal, each has half
        (sympy.Min(X, 2), 3.0, 0.0),
        (sympy.floor(X) * X, 2.5, 2.0),
        (sympy.sqrt(X), 4.0, 0.25),
        (X**X, 2.0, 4 * (1 + math.log(2))),
        (sympy.Piecewise((X**2, X < 2), (X**3, True)), 3.0, 27.0),
        (sympy.exp(X) - 1, 1e-18, 1.0),
        (1 - sympy.exp(-X), 1e-18, 1.0),
        (1 - (1 + X) ** -2, 1e-18, 2.0),
        (sympy.log(1 + X), 1.0, 0.5),
    ],
)
def test_a_slope_is_what_calculus_says(expr, at, slope):
    for _ in range(RUNS):
        assert sloped((expr,), (X,))({X: at}) == pytest.approx([slope], rel=1e-14)
    (found,) = sloped((expr,), (X,))({X: np.array([at, at])})
    assert np.broadcast_to(found, 2) == pytest.approx(slope, rel=1e-14)


def operations(source):
    """Count the operations of a compiled text: its calls, and the signs between its names."""
    body = source.split("\n", 1)[1]
    return len(re.findall(r"[*/]| [+-] |= -|\bf\d+\(", body))


@pytest.mark.parametrize(
    ("wall", "name", "most"),
    [  # as their authors wrote them
        (1, "compute_time", 2),
        (2, "memory_time", 1),
        (5, "kv_cache_bytes", 6),
        (14, "allreduce_time", 9),
    ],
)
def test_common_factors_are_multiplied_once(wall, name, most):
    relation = il.laws[wall].relations[name]
    inputs = tuple(v for v in relation.inputs if v.constant is None)
    fixed = {v: v.constant for v in relation.inputs if v.constant is not None}
    assert operations(compiled(Wanted(inputs, (relation.rhs,), {}, fixed)).source) <= most


def test_floats_beside_arrays_divide_by_nothing_as_arrays_do():
    y = sympy.Symbol("y", positive=True)
    code = program(X + 1 / y, X / y)
    at = {X: np.array([1.0, 2.0]), y: 0.0}
    for _ in range(RUNS):
        assert [found.tolist() for found in code(at)] == [[math.inf] * 2] * 2
