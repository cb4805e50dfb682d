"""Collecting an unknown that occurs more than once into a linear or quadratic equation."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ironlaw._language import Range
from ironlaw._solving.collect import collect
from ironlaw._solving.evidence import Piece
from ironlaw._solving.known import Known

x, a, b, c, t = sp.symbols("x a b c t", positive=True)
r = sp.Symbol("r", real=True)
WHOLE = st.integers(-30, 30)


def roots(expr, target=t, unknown=x, known=None):
    found = collect(expr, unknown, Piece.at(target), known or Known())
    return None if found.stuck else [piece.lower for piece in found.found]


@pytest.mark.parametrize(
    "expr",
    [
        a * x + b * x,
        x / (1 + x),
        (a + b * x) / (c + x),
        1 / (1 / x + a),
        a * (x - 1) / x + b,
        (x + a) ** 2 - x**2,
    ],
)
def test_a_linear_equation_has_one_root_that_solves_it(expr):
    (root,) = roots(expr)
    assert sp.simplify(expr.subs(x, root) - t) == 0


@pytest.mark.parametrize(
    "expr", [a * x + b / x, x**2 + b * x + c, a * x * (1 - x), x**2 / (a + x), a / x**2 + b / x]
)
def test_every_root_of_a_quadratic_equation_solves_it(expr):
    found = roots(expr)
    assert found
    assert all(sp.simplify(expr.subs(x, root) - t) == 0 for root in found)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(first=WHOLE, second=WHOLE, scale=st.integers(1, 9))
def test_all_real_roots_of_a_quadratic_with_numbers_are_returned(first, second, scale):
    expr = sp.expand(scale * (r - first) * (r - second)) + 5
    assume(not expr.is_Add or len(expr.args) == 3)  # the unknown occurs twice
    found = roots(expr, sp.S(5), r, Known({t: 1.0}))
    assert {sp.nsimplify(root) for root in found} == {sp.S(first), sp.S(second)}


@settings(max_examples=40, deadline=None, derandomize=True)
@given(p=WHOLE, q=WHOLE, m=st.integers(1, 30), n=st.integers(1, 30), at=st.integers(1, 50))
def test_a_fractional_linear_expression_gives_the_point_back(p, q, m, n, at):
    assume(p * n != q * m and (p or m))
    expr = (p * x + q) / (m * x + n)
    assume(expr.count(x) == 2)
    assert roots(expr, expr.subs(x, at)) == [at]


def test_of_two_roots_of_opposite_sign_a_positive_unknown_keeps_the_positive_one():
    (root,) = roots(x**2 + a * x, t)
    assert root.subs({a: 1, t: 6}) == 2


def test_near_equal_terms_do_not_cancel():
    at = {a: 1e9, t: 1.0}
    (root,) = roots(x**2 + a * x, t)
    assert float(root.subs(at)) == pytest.approx(1e-9, rel=1e-12)


def test_a_negative_discriminant_leaves_no_root():
    found = collect(x**2 - 2 * x + 5, x, Piece.at(t), Known({t: 1.0}))
    assert found.found == found.stuck == ()
    assert "no real root" in found.refused[0].reason


def test_the_leading_coefficient_is_recorded_as_not_zero():
    (piece,) = collect(a * x + b * x, x, Piece.at(t), Known()).found
    assert sp.simplify(piece.evidence.nonzero[-1] - (a + b)) == 0


@pytest.mark.parametrize("expr", [x**3 + x + 1, x + sp.log(x), x + x**a, sp.exp(x) * x])
def test_what_is_neither_linear_nor_quadratic_is_left_to_numbers(expr):
    assert roots(expr) is None


def test_an_interval_is_left_to_numbers():
    assert collect(x / (1 + x), x, Piece(Range(a, b)), Known()).stuck


def test_sums_without_the_unknown_are_not_multiplied_out():
    """A product of ten sums of three has 59,049 terms; searches of whole systems held such ones."""
    sums = sp.Mul(*(sp.Add(*sp.symbols(f"p{i} q{i} r{i}", positive=True)) for i in range(10)))
    (root,) = roots(x / (1 + x) * sums + a * x)[-1:]
    assert sp.count_ops(root) < 500
    assert not [node for node in sp.preorder_traversal(root) if node.is_Add and len(node.args) > 9]
