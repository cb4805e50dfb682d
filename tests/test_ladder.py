"""The ladder for one equation: isolation, algebra, regimes, then numbers."""

from __future__ import annotations

import itertools
import math

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import ironlaw as il
from ironlaw._solving.evidence import Piece
from ironlaw._solving.known import Known
from ironlaw._solving.ladder import invert

x = il.Variable("x", latex="x")
y = il.Variable("y", latex="y")
a = il.Variable("a", latex="a")
b = il.Variable("b", latex="b")


def found(expr, target, **values):
    """Return the method, and the ends of all pieces of x, for ``expr = target``."""
    point = {y: float(target), **{{"a": a, "b": b}[name]: value for name, value in values.items()}}
    result = invert(expr, x, Piece.at(y), Known(point))
    assert not result.stuck
    ends = [tuple(float(end.subs(point)) for end in (p.lower, p.upper)) for p in result.found]
    return {piece.method for piece in result.found}, sorted(ends)


@pytest.mark.parametrize(
    ("expr", "target", "method", "roots"),
    [
        (a / x + b, 4, "isolation", [2]),
        (a * x / (b + x), 1, "linear", [2 / 3]),
        (x**2 - 3 * x + 7, 5, "quadratic", [1, 2]),
        (sp.Max(x, 2) + x, 6, "regimes", [3]),
        (sp.Max(x, 2) + x, 3, "regimes", [1]),
        (x + x ** sp.Rational(37, 100), 2, "numeric", [1]),
        (x * sp.exp(x), math.e, "numeric", [1]),
        ((x - 1) * (x - 2) * (x - 3) + 7, 7, "numeric", [1, 2, 3]),
    ],
)
def test_the_first_rung_that_can_answers(expr, target, method, roots):
    methods, ends = found(expr, target, a=4.0, b=2.0)
    assert methods == {method}
    assert [low for low, _ in ends] == pytest.approx(roots, rel=1e-9)
    assert all(low == high for low, high in ends)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(at=st.floats(0.01, 100.0), slope=st.floats(0.1, 10.0), flat=st.floats(0.01, 100.0))
def test_regimes_with_the_unknown_in_several_arguments_give_the_point_back(at, slope, flat):
    expr = sp.Max(x, sp.Min(slope * x + 1, flat)) + x / 3
    value = float(expr.subs(x, at))
    _, ends = found(expr, value)
    assert any(low == pytest.approx(at, rel=1e-9) for low, _ in ends)


def test_a_root_of_one_regime_that_lies_in_another_is_refused():
    found = invert(x / sp.Max(x, 1), x, Piece.at(y), Known({y: 2.0}))
    assert not found.found
    assert any("another regime" in one.reason for one in found.refused)


def test_a_stretch_that_lies_at_the_target_is_an_interval():
    _, ((low, high),) = found(x / sp.Max(x, 1), 1.0)
    assert low == pytest.approx(1.0)
    assert high == math.inf


def test_a_stretch_that_starts_at_the_domain_s_end_starts_there():
    _, ((low, high),) = found(x / sp.Min(x, 1), 1.0)
    assert low == 0.0
    assert high == pytest.approx(1.0)


def test_rounding_of_an_unknown_that_occurs_twice_is_searched():
    _, ((low, high),) = found(sp.ceiling(x / 16) + x / 1000, 3 + 40 / 1000)
    assert low == high == pytest.approx(40.0)


def test_while_values_are_missing_the_equation_itself_is_the_answer():
    result = invert(x * sp.exp(a * x), x, Piece.at(y), Known())
    assert result.found == ()
    ((expr, piece),) = result.stuck
    assert expr.has(x)
    assert piece.lower.has(y)


def test_the_steps_lead_from_the_equation_to_the_unknown():
    (piece,) = invert(a / (1 + x), x, Piece.at(y), Known()).found
    assert piece.evidence.steps[0].before == sp.Eq(a / (1 + x), y)
    for earlier, later in itertools.pairwise(piece.evidence.steps):
        assert earlier.after == later.before
    assert piece.evidence.steps[-1].after == sp.Eq(x, a / y - 1)
