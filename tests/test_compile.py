"""Compiled functions: the same values and slopes as solving gives, over floats and arrays."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy as sp
from benchmarks.givens import FLEET, RUN, based
from mpmath import mp
from scipy import stats

import ironlaw as il
from ironlaw._language import ExpDifference, NormalCDF
from ironlaw._model.sampling import sample_point

laws = il.laws
RELATIONS = list(
    {id(one.stated): one for law in (*laws.values(), il.iron_law) for one in law.declared}.values()
)
SYSTEMS = {"training": (il.training, RUN), "inference": (il.inference, FLEET)}
SPECIAL = ("ErlangC", "NormalCDF", "ExpDifference")


def label(one):
    return f"{one.name}{list(one.variants[:1]) if one.variants else ''}"


@pytest.mark.parametrize("one", RELATIONS, ids=label)
def test_each_variable_of_a_relation_compiles_to_what_solving_gives(one):
    rtol = 1e-9 if any(name in str(one.rhs) for name in SPECIAL) else 1e-12
    for variable in one.symbols_used:
        names = [v for v in one.symbols_used if v != variable and v.constant is None]
        try:
            function = one.compile(variable, names)
        except il.UnsolvableError:
            continue  # a search
        for seed in range(2):
            point = sample_point(one, seed)
            at = {**{v: v.constant for v in one.symbols_used}, **point}
            given = based({v.name: point[v] for v in names})
            answer = one.solve(variable, given)
            if answer.kind != "point" or (answer.condition_number or 1) > 1e3:
                continue
            found = function(*(at[v] for v in names))
            assert found == pytest.approx(answer.magnitude, rel=rtol), variable
            (array,) = function(*(np.array([at[v]]) for v in names)) if names else [found]
            assert array == pytest.approx(found, rel=1e-14)


@pytest.mark.parametrize("name", SYSTEMS)
def test_each_target_of_a_system_compiles_to_what_solving_gives(name):
    system, base = SYSTEMS[name]
    base = {k: x for k, x in base.items() if k in system.leaves}
    given = based(base)
    values = {k: system.variable(k).to_base(x) for k, x in given.items()}
    for target, one in system.relations.items():
        if one.defines is None or one.defines.name in base:
            continue
        function = system.compile(one.defines, list(base))
        answer = system.solve(one.defines, given)
        assert function(*values.values()) == pytest.approx(answer.magnitude, rel=1e-9), target


# -- slopes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", RELATIONS, ids=label)
def test_slopes_of_a_relation_are_those_of_its_sensitivity(one):
    names = [v for v in one.symbols_used if v != one.defines and v.constant is None]
    if not names:
        return
    point = sample_point(one, 2)
    rows = one.sensitivity(one.defines, based({v.name: point[v] for v in names})).rows
    found, slopes = one.compile(one.defines, names, gradient=True)(*(point[v] for v in names))
    assert found == pytest.approx(point[one.defines], rel=1e-9)
    stated = {row.variable: row.derivative for row in rows}
    for variable, slope in zip(names, slopes, strict=True):
        expected = stated.get(variable, 0.0)
        assert slope == pytest.approx(expected, rel=1e-8, abs=1e-300), variable


@pytest.mark.parametrize(
    ("name", "target"),
    [("training", "run_time"), ("training", "carbon"), ("inference", "cost_per_generated_token")],
)
def test_slopes_of_a_system_are_those_of_its_sensitivity(name, target):
    system, base = SYSTEMS[name]
    given = based({k: x for k, x in base.items() if k in system.leaves})
    values = {k: system.variable(k).to_base(x) for k, x in given.items()}
    rows = system.sensitivity(target, given).rows
    function = system.compile(target, list(given), gradient=True)
    found, slopes = function(*values.values())
    by_name = dict(zip(given, slopes, strict=True))
    for row in rows:
        name, expected = row.variable.name, row.derivative
        noise = 1e-12 * abs(found / values[name])  # what two terms that cancel leave
        assert by_name[name] == pytest.approx(expected, rel=1e-7, abs=noise)
    _, stacked = function(*(np.array([x, x]) for x in values.values()))
    for one, both in zip(slopes, stacked, strict=True):
        assert both.tolist() == pytest.approx([one, one], rel=1e-12)


# -- calls ---------------------------------------------------------------------------------------

RING = laws[14].compile(
    "allreduce_time", "ranks message_bytes effective_bandwidth link_latency", gradient=True
)


def test_arrays_broadcast_and_blocks_change_nothing():
    ranks = np.linspace(2, 4096, 150_001)
    time, slopes = RING(ranks, 1e9, 5e10, 1e-5)
    plain = 2 * (ranks - 1) / ranks * 1e9 / 5e10 + 2 * (ranks - 1) * 1e-5
    np.testing.assert_allclose(time, plain, rtol=1e-14)
    np.testing.assert_allclose(slopes[0], 2 / ranks**2 * 1e9 / 5e10 + 2e-5, rtol=1e-12)
    assert all(one.shape == ranks.shape for one in slopes)
    grid, _ = RING(ranks[:300, None], np.array([1e6, 1e9]), 5e10, 1e-5)
    assert grid.shape == (300, 2)
    single, _ = RING(float(ranks[7]), 1e9, 5e10, 1e-5)
    assert single == time[7]


def test_what_is_bound_is_folded_in():
    law = laws[14].given(effective_bandwidth="50 GB/s", link_latency="10 us")
    function = law.compile("allreduce_time", "ranks message_bytes")
    assert function(8, 1e9) == pytest.approx(0.03514)
    assert "effective_bandwidth" not in function.source
    other = law.given(effective_bandwidth="25 GB/s").compile(
        "allreduce_time", "ranks message_bytes"
    )
    assert other(8, 1e9) == pytest.approx(0.07014)
    assert law.compile("allreduce_time", "ranks message_bytes") is function


def test_a_formula_without_a_value_is_what_floats_make_of_it():
    ratio = laws[2].compile("memory_time", "weight_bytes memory_bandwidth")
    assert math.isinf(ratio(1.0, 0.0))
    assert math.isnan(ratio(0.0, 0.0))
    assert np.isinf(ratio(np.array([1.0]), 0.0)).all()


def test_a_compiled_function_says_what_it_is():
    assert repr(RING) == (
        "allreduce_time(ranks, message_bytes, effective_bandwidth, link_latency) in s, compiled"
    )
    with pytest.raises(TypeError, match="takes 4 values, of ranks, message_bytes"):
        RING(8)


@pytest.mark.parametrize(
    ("target", "inputs", "options", "error", "words"),
    [
        ("memory_time", "weight_bytes", {}, il.UnderdeterminedError, "give memory_bandwidth"),
        ("memory_time", "memory_time", {}, il.DomainError, "name each once"),
        ("memory_time", "weight_bytes weight_bytes", {}, il.DomainError, "name each once"),
        ("memory_tim", "weight_bytes", {}, il.UnknownVariable, "memory_tim"),
        ("memory_time", "weight_byte", {}, il.UnknownVariable, "weight_byte"),
        ("memory_time", "weight_bytes", {"backend": "cuda"}, il.DomainError, "cuda is unknown"),
        ("memory_time", 5, {}, il.IronLawError, "names of inputs"),
    ],
)
def test_what_cannot_be_compiled_is_refused_in_words(target, inputs, options, error, words):
    with pytest.raises(error, match=words):
        laws[2].compile(target, inputs, **options)


def test_a_search_does_not_compile_and_says_so():
    with pytest.raises(il.UnsolvableError, match=r"takes a search.*\.evaluate takes arrays"):
        laws[7].compile("servers", "wait_probability offered_load")


# -- other libraries -----------------------------------------------------------------------------

ALONE = [one for one in RELATIONS if "ErlangC" in str(one.rhs)]
ELSEWHERE = [
    one for one in RELATIONS if one not in ALONE and any(v.constant is None for v in one.inputs)
]


def called(one, **options):
    names = [v for v in one.inputs if v.constant is None]
    points = [sample_point(one, seed) for seed in range(3)]
    columns = [np.array([point[v] for point in points]) for v in names]
    return one.compile(one.defines, names, gradient=True, **options), columns


def assert_same(found, expected):
    for one, other in zip((found[0], *found[1]), (expected[0], *expected[1]), strict=True):
        np.testing.assert_allclose(
            np.broadcast_to(np.asarray(one), (3,)), other, rtol=1e-12, atol=1e-300
        )


@pytest.mark.parametrize("one", ELSEWHERE, ids=label)
def test_the_array_api_gives_the_same_and_calls_nothing_else(one):
    strict = pytest.importorskip("array_api_strict")
    function, columns = called(one)
    assert_same(function(*map(strict.asarray, columns)), function(*columns))


def test_functions_of_our_own_have_their_values_everywhere():
    # against SciPy's and mpmath's, over all ranges of the approximations
    strict = pytest.importorskip("array_api_strict")
    x, u, v = (il.Variable(name, domain="real") for name in "xuv")
    value, mean = il.Variable("value", domain="real"), il.Variable("mean", domain="real")
    below = il.relation(sp.Eq(value, NormalCDF(x)), name="value").compile(value, [x], gradient=True)
    at = np.concatenate([np.linspace(-37, 9, 2001), [-0.6629, 0.6629, -5.657, 5.657, 0.0, -40]])
    found, (slope,) = below(strict.asarray(at))
    np.testing.assert_allclose(np.asarray(found), stats.norm.cdf(at), rtol=2e-13, atol=1e-320)
    np.testing.assert_allclose(np.asarray(slope), stats.norm.pdf(at), rtol=1e-13, atol=1e-320)
    one = il.relation(sp.Eq(mean, ExpDifference(u, v)), name="mean")
    pair = one.compile(mean, [u, v], gradient=True)
    left, right = np.array([0.3, 0.3, 2.0, 5.0, 0.0]), np.array([0.3, 0.3 + 1e-9, 2.4, 1.0, 30.0])
    found, slopes = pair(strict.asarray(left), strict.asarray(right))
    with mp.workdps(40):
        rows = [(mp.mpf(a), mp.mpf(b)) for a, b in zip(left, right, strict=True)]
        exact = [mp.quad(lambda t, a=a, b=b: mp.exp(-a - t * (b - a)), [0, 1]) for a, b in rows]
        steep = [
            mp.quad(lambda t, a=a, b=b: -(1 - t) * mp.exp(-a - t * (b - a)), [0, 1])
            for a, b in rows
        ]
    np.testing.assert_allclose(np.asarray(found), [float(x) for x in exact], rtol=1e-13)
    np.testing.assert_allclose(np.asarray(slopes[0]), [float(x) for x in steep], rtol=1e-12)


SCALED = [(1.0, -1.5), (190.0, -40.1), (1000.0, -45.0), (750.0, -35.0), (-600.0, -30.0), (5.0, 2.0)]


@pytest.mark.parametrize(
    "backend", ["numpy", "array_api", pytest.param("numba", marks=pytest.mark.long)]
)
def test_a_power_of_e_times_a_distribution_is_right_where_one_overflows_or_vanishes(backend):
    power, x, value = (il.Variable(name, domain="real") for name in ("power", "x", "value"))
    one = il.relation(sp.Eq(value, sp.exp(power) * NormalCDF(x)), name="value")
    options = {"backend": "numba"} if backend == "numba" else {}
    if backend == "numba":
        pytest.importorskip("numba")
    function = one.compile(value, [power, x], gradient=True, **options)
    columns = np.array(SCALED).T
    if backend == "array_api":
        columns = map(pytest.importorskip("array_api_strict").asarray, columns)
    found, slopes = function(*columns)
    with mp.workdps(40):
        exact = [mp.exp(p) * mp.ncdf(z) for p, z in SCALED]
        steep = [mp.exp(p) * mp.npdf(z) for p, z in SCALED]
    for one_found, expected in ((found, exact), (slopes[0], exact), (slopes[1], steep)):
        np.testing.assert_allclose(np.asarray(one_found), [float(y) for y in expected], rtol=1e-12)


@pytest.mark.long
@pytest.mark.parametrize("one", ELSEWHERE[::12], ids=label)
def test_numba_gives_the_same(one):
    pytest.importorskip("numba")
    plain, columns = called(one)
    fast, _ = called(one, backend="numba")
    assert_same(fast(*columns), plain(*columns))


@pytest.mark.long
def test_jax_traces_differentiates_and_refuses_what_it_cannot():
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    time = jax.jit(RING)(jax.numpy.asarray([8.0, 64.0]), 1e9, 5e10, 1e-5)[0]
    np.testing.assert_allclose(np.asarray(time), RING(np.array([8.0, 64.0]), 1e9, 5e10, 1e-5)[0])
    slope = jax.grad(lambda ranks: RING(ranks, 1e9, 5e10, 1e-5)[0])(8.0)
    assert float(slope) == pytest.approx(RING(8.0, 1e9, 5e10, 1e-5)[1][0])
    queue = laws[7].compile("wait_probability", "servers offered_load")
    with pytest.raises(il.UnsolvableError, match="no form but NumPy's"):
        queue(jax.numpy.asarray([2.0]), 1.6)


@pytest.mark.parametrize("one", RELATIONS, ids=label)
def test_many_elements_in_blocks_are_what_few_are(one):
    names = [v for v in one.symbols_used if v != one.defines and v.constant is None]
    if not names:
        return
    points = [sample_point(one, seed) for seed in range(2)]
    function = one.compile(one.defines, names)
    few = function(*(np.array([point[v] for point in points]) for v in names))
    many = function(*(np.tile([point[v] for point in points], 40_000) for v in names))
    np.testing.assert_array_equal(many, np.tile(few, 40_000))
    assert many.flags.writeable
    assert few.flags.writeable


def test_names_that_the_source_uses_itself_may_be_variables():
    out, last, first = (il.Variable(name) for name in ("out", "last", "a1"))
    total = il.Variable("total")
    one = il.relation(sp.Eq(total, out * last + first), name="total")
    function = one.compile(total, [out, last, first])
    assert function(2.0, 3.0, 4.0) == 10.0
    assert (function(np.full(100_000, 2.0), 3.0, 4.0) == 10.0).all()


def test_what_a_function_still_needs_is_said_as_solving_says_it():
    with pytest.raises(il.UnderdeterminedError) as solving:
        _ = il.training.solve("run_time", devices=5).value
    with pytest.raises(il.UnderdeterminedError) as compiling:
        il.training.compile("run_time", "devices")
    assert str(compiling.value) == str(solving.value)
    assert compiling.value.missing == solving.value.missing
