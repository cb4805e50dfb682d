"""The numeric rung: every root and every stretch at the target is found, and nothing else."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from ironlaw._language import Bounds
from ironlaw._programs import exact_number
from ironlaw._solving.extrema import extremes
from ironlaw._solving.grid import grid
from ironlaw._solving.preimage import preimage

POSITIVE = Bounds(0.0, math.inf, True, True)
REAL = Bounds(-math.inf, math.inf, True, True)
SHARE = Bounds(0.0, 1.0, False, False)
FACTORS = st.lists(st.floats(1.25, 30.0), min_size=1, max_size=5)


def rising(factors):
    """Return points from a thousandth on, each at least a quarter above the last."""
    return np.cumprod([1e-3, *factors])[1:]


def points_of(found):
    assert all(left == right for left, right in found), f"intervals among {found}"
    return [left for left, _ in found]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(factors=FACTORS, target=st.floats(1.5, 1e9))
def test_all_planted_roots_are_found(factors, target):
    roots = rising(factors)

    def function(x):
        return target * (1 + 0.5 * np.prod([(x - r) / (x + r) for r in roots], axis=0))

    assert points_of(preimage(function, (target, target), POSITIVE)) == pytest.approx(
        roots, rel=1e-8
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(factors=FACTORS, data=st.data())
def test_poles_are_not_taken_for_roots(factors, data):
    places = rising([*factors, 2.0])
    poles = data.draw(st.sets(st.sampled_from(list(places)), min_size=1))
    roots = [x for x in places if x not in poles]

    def function(x):
        return 7.0 + np.prod(
            [(x - r) / (x + r) for r in roots] + [(x + p) / (x - p) for p in poles], axis=0
        )

    assert points_of(preimage(function, (7.0, 7.0), POSITIVE)) == pytest.approx(roots, rel=1e-8)


@pytest.mark.parametrize("target", [0.0, 3.0])
def test_a_root_that_only_touches_the_target_is_one_point(target):
    found = preimage(lambda x: target + (x - 2.0) ** 2 * (x - 50.0), (target, target), POSITIVE)
    assert points_of(found) == pytest.approx([2.0, 50.0], rel=1e-6)


def test_a_root_at_the_target_zero_is_a_point_however_small_the_slope():
    assert points_of(preimage(lambda x: 1e-7 * (x - 2.0), (0.0, 0.0), POSITIVE)) == pytest.approx(
        [2.0], rel=1e-9
    )


def test_a_tail_that_only_approaches_the_target_never_reaches_it():
    assert preimage(lambda x: 1.0 / x, (0.0, 0.0), POSITIVE) == []
    assert preimage(lambda x: 2.0 + 1.0 / x, (2.0, 2.0), Bounds(1.0, 1e9, False, False)) == []


@pytest.mark.parametrize(
    ("function", "low", "high", "expected"),
    [
        (lambda x: np.maximum(x, 3.0), 3.0, 3.0, (0.0, 3.0)),
        (lambda x: np.minimum(x, 3.0), 3.0, 3.0, (3.0, math.inf)),
        (lambda x: np.minimum(x, 3.0), 2.0, 3.0, (2.0, math.inf)),
        (np.floor, 3.0, 3.0, (3.0, 4.0)),
        (lambda x: np.floor(1000.0 / x), 3.0, 3.0, (250.0, 1000.0 / 3)),
        (np.sqrt, 2.0, 5.0, (4.0, 25.0)),
        (lambda x: 0.0 * x + 3.0, 3.0, 3.0, (0.0, math.inf)),
    ],
)
def test_a_flat_stretch_at_the_target_is_an_interval(function, low, high, expected):
    ((left, right),) = preimage(function, (low, high), POSITIVE)
    assert left == pytest.approx(expected[0], rel=1e-9, abs=1e-15)
    assert min(right, 1e30) == pytest.approx(min(expected[1], 1e30), rel=1e-9)


def test_a_jump_over_the_target_is_not_a_root():
    assert preimage(lambda x: np.where(x < 2.0, 1.0, 3.0), (2.0, 2.0), POSITIVE) == []


def test_points_without_a_value_are_passed_over():
    ((root, same),) = preimage(lambda x: np.log(x - 3.0), (0.0, 0.0), POSITIVE)
    assert root == same == pytest.approx(4.0, rel=1e-9)


def test_negative_roots_are_found_where_the_domain_has_them():
    found = preimage(lambda x: (x - 5.0) * (x + 0.25) + 1.0, (1.0, 1.0), REAL)
    assert points_of(found) == pytest.approx([-0.25, 5.0], rel=1e-9)


def test_roots_near_both_ends_of_a_bounded_domain_are_found():
    found = preimage(lambda x: 1.0 + (x - 1e-9) * (x - (1 - 1e-9)), (1.0, 1.0), SHARE)
    assert points_of(found) == pytest.approx([1e-9, 1 - 1e-9], rel=1e-6)


@pytest.mark.parametrize("bounds", [POSITIVE, REAL, SHARE, Bounds(2.0, 9.0, True, False)])
def test_the_grid_rises_and_stays_in_its_domain(bounds):
    points = grid(bounds)
    assert np.all(np.diff(points) > 0)
    assert all(bounds.contains(float(x)) for x in points)


def test_extremes_are_found_inside_and_at_the_ends():
    low, high = extremes(lambda x: 1.0 + (np.log(x) - 2.0) ** 2, Bounds(1.0, 1e4, False, False))
    assert low == pytest.approx((1.0, math.exp(2.0)), rel=1e-4)
    assert high == pytest.approx((1.0 + (math.log(1e4) - 2.0) ** 2, 1e4))


def test_a_function_without_values_has_no_extremes():
    assert extremes(lambda x: x * math.nan, POSITIVE) is None


def test_a_power_of_an_overflowing_value_is_not_taken_exactly():
    x, y = sp.symbols("x y", positive=True)
    found = exact_number((x**y) / (x**y + 1), {x: 1.2345678901234e8, y: 123.456789012345})
    assert found == pytest.approx(1.0)
