"""Dimensions of expressions: every construct, and what may not be mixed."""

from __future__ import annotations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import ironlaw as il
from ironlaw._language import DIMENSIONLESS, unit
from ironlaw._language.dimensions import dimension

STEADY = settings(deadline=None, derandomize=True, max_examples=60)
A, B = il.Variable("a", "byte"), il.Variable("b", "GB")
C, D = il.Variable("c", "byte"), il.Variable("d", "byte")
T, N = il.Variable("t", "s"), il.Variable("n", "1")
F = il.Variable("f", "FLOP")
HALF = sympy.Rational(1, 2)


@pytest.mark.parametrize(
    ("expr", "spelled"),
    [
        (A, "byte"),
        (A / T, "byte/s"),
        (A * F / T**2, "byte*FLOP/s^2"),
        (A + B, "byte"),
        (2 * A - 3 * B, "byte"),
        (N * A, "byte"),
        (sympy.sqrt(A * B), "byte"),
        (A**HALF * T**HALF * A**HALF / T**HALF, "byte"),
        (A**2.0, "byte^2"),
        (sympy.Max(A, B), "byte"),
        (sympy.Min(A, 2 * B), "byte"),
        (sympy.Max(0, A - B), "byte"),
        (sympy.Abs(A - B), "byte"),
        (sympy.Piecewise((A, A > B), (B, True)), "byte"),
        (sympy.Piecewise((A, sympy.And(A > B, N > 1)), (0, True)), "byte"),
        (sympy.ceiling(A / B), "1"),
        (sympy.floor(N), "1"),
        (sympy.log(A / B), "1"),
        (sympy.exp(-N), "1"),
        (A * sympy.exp(-A / B), "byte"),
        (2**N, "1"),
        (N**N, "1"),
        (sympy.sin(N), "1"),
        (sympy.pi * A, "byte"),
        (sympy.Float(0.5), "1"),
        (il.erlang_c(N, A / B), "1"),
        (il.normal_cdf(A / B), "1"),
        (il.exp_difference(N, A / B), "1"),
        (sympy.Eq(A, B), "byte"),
    ],
)
def test_an_expression_has_the_dimension_of_its_parts(expr, spelled):
    assert dimension(expr) == unit(spelled).dimension


@pytest.mark.parametrize("expr", [sympy.S.Zero, sympy.Mul(0, A, evaluate=False)])
def test_zero_has_any_dimension(expr):
    assert dimension(expr) is None
    assert dimension(sympy.Add(A, expr, evaluate=False)) == A.dimension


MIXED = {
    "sum": A + T,
    "sum with a number": A + 1,
    "nested": A * (1 + T),
    "Max": sympy.Max(A, T),
    "Max with a number": sympy.Max(1, A),
    "Min": sympy.Min(A, T),
    "pieces": sympy.Piecewise((A, A > B), (T, True)),
    "condition": sympy.Piecewise((A, A > T), (B, True)),
    "condition inside And": sympy.Piecewise((A, sympy.And(N > 1, A > T)), (B, True)),
    "equation": sympy.Eq(A, T),
}
IMPURE = {
    "ceiling": sympy.ceiling(A),
    "floor": sympy.floor(A / T),
    "log": sympy.log(A),
    "exp": sympy.exp(A),
    "exponent": 2**A,
    "sine": sympy.sin(T),
    "erlang_c": il.erlang_c(N, A),
    "normal_cdf": il.normal_cdf(T),
    "exp_difference": il.exp_difference(T, N),
}


@pytest.mark.parametrize("name", MIXED)
def test_terms_that_differ_in_dimension_are_named_with_their_dimensions(name):
    message = r"mixes .*\(.*\) and .*\(.*\); every term must share one dimension"
    with pytest.raises(il.DimensionError, match=message):
        dimension(MIXED[name])


@pytest.mark.parametrize("name", IMPURE)
def test_functions_and_exponents_take_pure_numbers_only(name):
    with pytest.raises(il.DimensionError, match=r"which is \[.*; it must be dimensionless"):
        dimension(IMPURE[name])


def test_the_message_of_a_mixed_sum_says_which_term_is_what():
    with pytest.raises(il.DimensionError) as caught:
        dimension(A + T)
    assert str(caught.value) == (
        "'a + t' mixes [information] (a) and [time] (t); every term must share one dimension"
    )


@pytest.mark.parametrize(
    ("expr", "message"),
    [
        (A**N, r"a\*\*n raises \[information\] to a power that varies"),
        (sympy.Symbol("q") * A, r"q is a plain symbol without a unit; declare il.Variable\('q'\)"),
        (sympy.Function("g")(N), "has no dimension rule"),
        (sympy.Integral(N, N), "has no dimension rule"),
        (sympy.I * N, "has no dimension rule"),
    ],
)
def test_what_has_no_dimension_is_refused_with_a_remedy(expr, message):
    with pytest.raises(il.DimensionError, match=message):
        dimension(expr)


# -- properties ------------------------------------------------------------------------------

powers = st.integers(-4, 4)
products = st.builds(lambda i, j, k: A**i * T**j * F**k, powers, powers, powers)


@STEADY
@given(one=products, other=products)
def test_the_dimension_of_a_product_is_the_product_of_the_dimensions(one, other):
    assert dimension(one * other) == dimension(one) * dimension(other)
    assert dimension(one / other) == dimension(one) / dimension(other)


@STEADY
@given(one=products, other=products)
def test_a_sum_is_refused_exactly_when_its_terms_differ(one, other):
    if dimension(one) == dimension(other):
        assert dimension(one + 2 * other) in (DIMENSIONLESS, dimension(one))
    else:
        with pytest.raises(il.DimensionError):
            dimension(one + other)


@STEADY
@given(tenths=st.tuples(st.integers(1, 7), st.integers(1, 2)))
def test_fractional_powers_that_add_up_to_one_are_the_whole_dimension(tenths):
    first, second = (sympy.Rational(part, 10) for part in tenths)
    mean = A**first * C**second * D ** (1 - first - second)
    assert dimension(B + mean) == unit("byte").dimension
