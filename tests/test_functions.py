"""The functions of laws: values, derivatives, extremes, arrays, lambdify and LaTeX."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import ironlaw as il
from ironlaw._language.functions.erlang import (
    ErlangCServerSlope,
    erlang_b_number,
    erlang_c_number,
)

STEADY = settings(deadline=None, derandomize=True, max_examples=60)
C, A = sympy.symbols("c a", positive=True)
U, V = sympy.symbols("u v", real=True)
MODULES = ["math", "numpy", "scipy", "mpmath"]
QUEUES = [
    (1, 0.001),
    (1, 0.5),
    (2, 1.6),
    (4, 3),
    (55, 48),
    (0.5, 0.2),
    (2.5, 1.7),
    (100, 1),
    (100, 99.99),
    (1000, 950),
    (1000, 999.9),
    (10**4, 9900),
    (10**5, 99700),
    (10**6, 999000),
]


def erlang_c_exactly(servers, load):
    """Return Erlang C from its incomplete-gamma form, in the working precision."""
    c, a = mpmath.mpf(servers), mpmath.mpf(load)
    mass = mpmath.exp(c * mpmath.log(a) - a - mpmath.loggamma(c + 1))
    blocked = mass / mpmath.gammainc(c + 1, a, regularized=True)
    return c * blocked / (c - a * (1 - blocked))


def exp_difference_exactly(u, v):
    u, v = mpmath.mpf(u), mpmath.mpf(v)
    return mpmath.exp(-u) if u == v else (mpmath.exp(-u) - mpmath.exp(-v)) / (v - u)


def close(found, expected, rel):
    return found == pytest.approx(float(expected), rel=rel, abs=1e-300)


# -- Erlang C --------------------------------------------------------------------------------


@pytest.mark.parametrize(("servers", "load"), QUEUES)
def test_erlang_c_is_exact_up_to_a_million_servers(servers, load):
    with mpmath.workdps(40):
        assert close(il.erlang_c(servers, load), erlang_c_exactly(servers, load), 2e-13)


@pytest.mark.parametrize(("servers", "load"), QUEUES)
def test_both_derivatives_of_erlang_c_match_differences(servers, load):
    slopes = [sympy.lambdify([C, A], il.erlang_c(C, A).diff(x))(servers, load) for x in (C, A)]
    with mpmath.workdps(40):
        by_servers = mpmath.diff(lambda c: erlang_c_exactly(c, load), mpmath.mpf(servers))
        by_load = mpmath.diff(lambda a: erlang_c_exactly(servers, a), mpmath.mpf(load))
    assert close(slopes[0], by_servers, 1e-11)
    assert close(slopes[1], by_load, 1e-11)


@STEADY
@given(load=st.floats(1e-6, 1 - 1e-12))
def test_one_server_makes_an_arrival_wait_as_often_as_it_is_busy(load):
    assert close(il.erlang_c(1, load), load, 1e-9)


@pytest.mark.parametrize("load", [1e-7, 1e-9, 1e-12])
def test_a_server_that_is_almost_never_busy_keeps_its_relative_accuracy(load):
    assert close(il.erlang_c(1, load), load, 1e-9)


@STEADY
@given(share=st.floats(0.01, 0.999))
def test_two_servers_have_the_closed_form(share):
    assert close(il.erlang_c(2, 2 * share), 2 * share**2 / (1 + share), 1e-12)


@STEADY
@given(servers=st.integers(1, 400), share=st.floats(0.05, 0.999))
def test_whole_servers_obey_the_recursion_of_erlang_b(servers, share):
    load, blocked = servers * share, 1.0
    for count in range(1, servers + 1):
        blocked = load * blocked / (count + load * blocked)
    expected = servers * blocked / (servers - load * (1 - blocked))
    assert close(il.erlang_c(servers, load), expected, 1e-11)


@STEADY
@given(servers=st.floats(0.3, 1e6), share=st.floats(0.5, 0.99), step=st.floats(1e-3, 0.1))
def test_erlang_c_is_a_probability_that_falls_with_servers_and_rises_with_load(
    servers, share, step
):
    load = share * servers
    value = il.erlang_c(servers, load)
    assert 0 <= value < 1
    assert il.erlang_c(servers * (1 + step), load) <= value
    assert il.erlang_c(servers, load * (1 + step * (1 - share))) >= value


@pytest.mark.parametrize(("servers", "load"), [(3, 3), (3, 5), (2.5, 1e9), (10**6, 10**6)])
def test_without_spare_servers_everyone_waits(servers, load):
    assert il.erlang_c(servers, load) == 1
    assert il.erlang_c(np.array([float(servers)]), load).tolist() == [1.0]
    assert float(il.erlang_c(sympy.nsimplify(servers), load).evalf()) == 1


def test_without_load_nobody_waits():
    assert il.erlang_c(3, 0.0) == 0
    assert il.erlang_c(np.array([3.0]), np.array([0.0])).tolist() == [0.0]
    assert il.erlang_c(sympy.Integer(3), 0).evalf() == 0


def test_erlang_c_and_its_slope_have_no_value_where_an_argument_has_none():
    for servers, load in ((math.nan, 1.0), (2.0, math.nan), (math.nan, math.nan)):
        assert math.isnan(erlang_c_number(servers, load))
        assert np.isnan(erlang_c_number(np.array([servers]), np.array([load]))).all()
        assert math.isnan(ErlangCServerSlope._imp_(servers, load))


def test_without_servers_all_arrivals_are_blocked():
    assert erlang_b_number(0.0, 2.0) == 1.0
    assert erlang_b_number(np.array([0.0, 1.0]), 2.0) == pytest.approx([1.0, 2 / 3])


def test_erlang_c_broadcasts_over_servers_and_loads():
    found = il.erlang_c(np.array([[2.0], [4.0]]), np.array([1.6, 3.0, 5.0]))
    expected = [[il.erlang_c(c, a) for a in (1.6, 3.0, 5.0)] for c in (2, 4)]
    assert found == pytest.approx(np.array(expected), rel=1e-14)


def test_erlang_c_evaluates_to_many_digits():
    with mpmath.workdps(45):
        expected = mpmath.nstr(erlang_c_exactly(4, 3), 30)
        slope = mpmath.diff(lambda c: erlang_c_exactly(c, 3), mpmath.mpf(4))
    assert str(il.erlang_c(sympy.Integer(4), 3).evalf(30)) == expected
    found = il.erlang_c(C, A).diff(C).subs({C: 4, A: 3}).evalf(15)
    assert float(found) == pytest.approx(float(slope), rel=1e-14)


def test_erlang_c_of_very_many_servers_is_exact_while_that_ends():
    """Its sum takes some 20 sqrt(servers) terms; where there are too many, it stays as it is."""
    many = il.erlang_c(sympy.Integer(10**8), sympy.Integer(99990000))
    assert float(many.evalf(30)) == pytest.approx(il.erlang_c(1e8, 9.999e7), rel=1e-13)
    load = sympy.Float("4732197.45744504605820799983202", 75)
    rare = il.erlang_c(sympy.Integer(7687614), load).evalf(75)  # one term a server did not end
    assert rare.is_Float
    assert 0 < rare < sympy.Float("1e-100000")
    more = il.erlang_c(sympy.Integer(10**12), sympy.Integer(10**12 - 10**5))
    assert more.evalf(30) == more


# -- the divided difference of the exponential -----------------------------------------------

PAIRS = [(0, 0), (1, 1), (1, 2), (3, 0.2), (0, 1e-12), (5, 5.0000001), (0, 800), (800, 0), (9, 9.6)]


@pytest.mark.parametrize(("u", "v"), PAIRS)
def test_exp_difference_and_its_slopes_are_exact_also_where_the_arguments_meet(u, v):
    slopes = [sympy.lambdify([U, V], il.exp_difference(U, V).diff(x)) for x in (U, V)]
    with mpmath.workdps(60):
        exact = exp_difference_exactly(u, v)
        by_u, by_v = (exp_difference_slope(*pair) for pair in ((u, v), (v, u)))
    assert close(il.exp_difference(u, v), exact, 1e-14)
    assert close(slopes[0](float(u), float(v)), by_u, 1e-13)
    assert close(slopes[1](float(u), float(v)), by_v, 1e-13)


def exp_difference_slope(u, v):
    u, v = mpmath.mpf(u), mpmath.mpf(v)
    if u == v:
        return -mpmath.exp(-u) / 2
    return (exp_difference_exactly(u, v) - mpmath.exp(-u)) / (v - u)


@STEADY
@given(u=st.floats(0, 700), v=st.floats(0, 700))
def test_exp_difference_is_symmetric_and_between_its_exponentials(u, v):
    value = il.exp_difference(u, v)
    assert value == il.exp_difference(v, u)
    low, high = sorted((math.exp(-u), math.exp(-v)))
    assert low * (1 - 1e-12) <= value <= high * (1 + 1e-12)


def test_exp_difference_takes_arrays_that_meet_in_places():
    found = il.exp_difference(np.array([1.0, 2.0]), np.array([1.0, 3.0]))
    assert found == pytest.approx([math.exp(-1), math.exp(-2) - math.exp(-3)], rel=1e-14)


def test_equal_symbolic_arguments_simplify_to_the_exponential():
    assert il.exp_difference(U, U) == sympy.exp(-U)
    assert il.exp_difference(U, V).subs(V, U) == sympy.exp(-U)


@pytest.mark.parametrize("expr", [il.exp_difference(U, V), il.exp_difference(U, V).diff(U)])
def test_exp_difference_has_a_value_at_equal_numbers_of_either_kind(expr):
    found = expr.subs({U: sympy.Float(1), V: sympy.Integer(1)}).evalf()
    expected = math.exp(-1) if expr.func is type(il.exp_difference(U, V)) else -math.exp(-1) / 2
    assert float(found) == pytest.approx(expected, rel=1e-12)


# -- the normal distribution -----------------------------------------------------------------


@pytest.mark.parametrize("x", [-37, -10, -1.96, 0, 0.5, 1.96, 6])
def test_normal_cdf_keeps_its_digits_far_into_the_tail(x):
    with mpmath.workdps(30):
        assert close(il.normal_cdf(x), mpmath.ncdf(x), 1e-12)
        assert close(float(il.normal_cdf(sympy.Float(x, 30)).evalf(20)), mpmath.ncdf(x), 1e-14)


def test_the_derivative_of_normal_cdf_is_the_density():
    expr = il.normal_cdf(U).diff(U)
    assert sympy.simplify(expr - sympy.exp(-(U**2) / 2) / sympy.sqrt(2 * sympy.pi)) == 0
    assert il.normal_cdf(sympy.Integer(0)) == sympy.Rational(1, 2)


# -- everywhere ------------------------------------------------------------------------------

CUSTOM = {
    "erlang_c": (il.erlang_c(C, A), {C: 2.0, A: 1.6}),
    "exp_difference": (il.exp_difference(C, A), {C: 1.0, A: 2.0}),
    "normal_cdf": (il.normal_cdf(C / A), {C: 1.0, A: 2.0}),
    "Max": (il.Max(C, A), {C: 1.0, A: 2.0}),
    "floor": (il.floor(C / A) + il.ceiling(A), {C: 7.0, A: 2.0}),
    "log": (il.log(C) + il.exp(A) + il.sqrt(C), {C: 7.0, A: 2.0}),
}


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("name", CUSTOM)
def test_lambdify_agrees_with_evalf_under_every_module(name, module):
    expr, point = CUSTOM[name]
    found = sympy.lambdify(list(point), expr, module)(*point.values())
    assert float(found) == pytest.approx(float(expr.subs(point).evalf()), rel=1e-13)


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("name", ["erlang_c", "exp_difference", "normal_cdf"])
def test_derivatives_lambdify_under_every_module(name, module):
    expr, point = CUSTOM[name]
    for symbol, value in point.items():
        step = {symbol: value + 1e-6}, {symbol: value - 1e-6}
        ends = [float(expr.subs({**point, **end}).evalf(25)) for end in step]
        found = sympy.lambdify(list(point), expr.diff(symbol), module)(*point.values())
        assert float(found) == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-6)


@pytest.mark.parametrize("name", CUSTOM)
def test_lambdified_functions_take_arrays(name):
    expr, point = CUSTOM[name]
    function = sympy.lambdify(list(point), expr)
    columns = [np.array([value, value + 0.25]) for value in point.values()]
    each = [float(function(*pair)) for pair in zip(*columns, strict=True)]
    assert np.asarray(function(*columns)) == pytest.approx(each, rel=1e-14)


@pytest.mark.parametrize(
    ("function", "number", "expected"),
    [
        (il.sqrt, 2.25, 1.5),
        (il.log, math.e, 1.0),
        (il.exp, 1.0, math.e),
        (il.floor, 2.5, 2),
        (il.ceiling, 2.5, 3),
        (il.normal_cdf, 0.0, 0.5),
    ],
)
def test_one_function_takes_symbols_floats_and_arrays(function, number, expected):
    assert function(number) == pytest.approx(expected, rel=1e-15)
    assert function(np.array([number])).tolist() == pytest.approx([expected])
    assert function(C).subs(C, number).evalf() == pytest.approx(expected, rel=1e-14)


@STEADY
@given(values=st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=5))
def test_max_and_min_agree_for_numbers_arrays_and_symbols(values):
    arrays = [np.array([value]) for value in values]
    for ours, pythons in ((il.Max, max), (il.Min, min)):
        assert ours(*values) == pythons(values)
        assert ours(*arrays).tolist() == [pythons(values)]
        assert float(ours(*map(sympy.Float, values))) == pythons(values)
    assert il.Max(C, A) == sympy.Max(C, A)


@pytest.mark.parametrize(
    ("expr", "latex"),
    [
        (il.erlang_c(C, A), r"\operatorname{C}\left(c, a\right)"),
        (il.normal_cdf(A), r"\Phi\left(a\right)"),
        (
            il.exp_difference(C, A),
            r"\frac{e^{- c} - e^{- a}}{a - c}",
        ),
        (il.Max(C, A), r"\max\left(a, c\right)"),
        (il.ceiling(C), r"\left\lceil{c}\right\rceil"),
    ],
)
def test_latex_writes_each_function_as_a_textbook_does(expr, latex):
    assert sympy.latex(expr) == latex


@pytest.mark.parametrize(
    "expr", [il.erlang_c(C, A), il.normal_cdf(A), il.exp_difference(C, A)], ids=str
)
def test_latex_of_a_power_shows_the_exponent(expr):
    assert "7" in sympy.latex(expr**7)


@pytest.mark.parametrize("load", [0.0, -0.03])
def test_erlang_c_and_its_slope_are_nothing_without_a_load(load):
    assert il.erlang_c(2.0, load) == 0
    assert il.erlang_c(sympy.Integer(2), sympy.Float(load)).evalf() == 0
    slope = sympy.lambdify([C, A], il.erlang_c(C, A).diff(C))
    assert slope(2.0, load) == 0
    assert slope(2.0, 1e-23) == pytest.approx(0.0, abs=1e-20)
