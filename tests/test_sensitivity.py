"""Sensitivities: exact derivatives and elasticities of every relation, ranked; what binds."""

from __future__ import annotations

import itertools
import math

import mpmath
import pytest
import sympy as sp
from benchmarks.givens import based

import ironlaw as il
from ironlaw._model.sampling import sample_point

laws, v = il.laws, il.variables
EVERY = [*laws.values(), il.iron_law]
RELATIONS = [(law, one) for law in EVERY for one in law.declared]
STEPPED = (sp.floor, sp.ceiling)
DIGITS = 50


def _id(pair):
    law, one = pair
    return f"{law.slug}-{one.name}{list(one.variants[:1]) if one.variants else ''}"


def exact(expr, point):
    """Return an expression's value with many digits."""
    return expr.xreplace({s: sp.Float(value, DIGITS) for s, value in point.items()}).evalf(DIGITS)


def difference(expr, point, variable):
    """Return the derivative by a central difference with many digits."""
    size = mpmath.mpf(10) ** -14
    with mpmath.workdps(DIGITS):
        at = sp.Float(point[variable], DIGITS)
        high, low = (at * (1 + sign * sp.Float(str(size), DIGITS)) for sign in (1, -1))
        rise = exact(expr, {**point, variable: high}) - exact(expr, {**point, variable: low})
        return float(rise / (high - low))


def inputs(one, point):
    return based({s.name: x for s, x in point.items() if s != one.defines and s.constant is None})


@pytest.mark.parametrize("pair", RELATIONS, ids=_id)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_derivatives_of_every_relation_are_exact(pair, seed):
    _, one = pair
    point = sample_point(one, seed)
    full = {**point, **{s: s.constant for s in one.symbols_used if s.constant is not None}}
    found = one.sensitivity(one.defines, inputs(one, point))
    rows = {row.variable: row for row in found.rows}
    assert set(rows) == {s for s in one.symbols_used if s != one.defines and s.constant is None}
    for variable, row in rows.items():
        slope = difference(one.rhs, full, variable)
        size = abs(point[one.defines] / point[variable])
        assert row.derivative == pytest.approx(slope, rel=1e-9, abs=1e-12 * size)
        assert row.elasticity == pytest.approx(
            row.derivative * point[variable] / point[one.defines], rel=1e-9
        )
        assert row.value == point[variable]


@pytest.mark.parametrize("pair", RELATIONS, ids=_id)
def test_the_sensitivity_of_an_inverse_is_that_of_the_relation_turned_round(pair):
    _, one = pair
    if one.rhs.has(*STEPPED, sp.Max, sp.Min):
        return  # an interval or a ray has no derivative
    point = sample_point(one, 3)
    full = {**point, **{s: s.constant for s in one.symbols_used if s.constant is not None}}
    slopes = {s: difference(one.rhs, full, s) for s in point if s != one.defines}
    for unknown in itertools.islice(inputs(one, point), 2):
        drawn = {s.name: x for s, x in point.items() if s.name != unknown and s.constant is None}
        rest = based(drawn)
        answer = one.solve(unknown, rest)
        if len(answer.magnitudes) > 1:
            continue
        for row in one.sensitivity(unknown, rest).rows:
            forward = -1.0 if row.variable == one.defines else slopes[row.variable]
            expected = -forward / slopes[v[unknown]]
            assert row.derivative == pytest.approx(expected, rel=1e-5, abs=1e-12)


def test_the_rows_are_ranked_by_the_size_of_their_elasticity():
    found = laws[14].sensitivity(
        "allreduce_time",
        ranks=8,
        message_bytes="1 GB",
        effective_bandwidth="50 GB/s",
        link_latency="5 us",
    )
    sizes = [abs(row.elasticity) for row in found.rows]
    assert sizes == sorted(sizes, reverse=True)
    assert {row.variable.name for row in found.rows[:2]} == {"message_bytes", "effective_bandwidth"}


def test_the_iron_law_is_inverse_in_each_term_of_its_denominator():
    terms = ("devices", "peak_flops", "mfu", "scaling_efficiency", "goodput")
    at = dict.fromkeys(terms, 0.5)
    found = il.iron_law.sensitivity("run_time", total_flop=10, **at)
    elasticities = {row.variable.name: row.elasticity for row in found.rows}
    assert elasticities == pytest.approx({"total_flop": 1.0, **dict.fromkeys(terms, -1.0)})


# -- through several relations -----------------------------------------------------------------


def run():
    return (il.iron_law + laws[15] + laws[19]).given(
        total_flop=3e23,
        peak_flops=312e12,
        mfu=0.4,
        scaling_efficiency=0.9,
        component_mtbf="5000 hour",
        components_per_device=2,
        restart_time="10 min",
        checkpoint_interval="30 min",
        checkpoint_write_time="2 min",
    )


def by_solving(system, target, at, name):
    """Return an elasticity by solving at two nearby values of an input."""
    step = 1e-5
    values = [
        system.solve(target, based({**at, name: at[name] * (1 + sign * step)})).magnitude
        for sign in (1, -1)
    ]
    return math.log(values[0] / values[1]) / math.log((1 + step) / (1 - step))


def test_a_composed_target_is_differentiated_in_every_leaf():
    system = run()
    at = {v_.name: x for v_, x in system.solve("run_time", devices=1000).given.values.items()}
    found = system.sensitivity("run_time", devices=1000)
    assert {row.variable.name for row in found.rows} == set(at)
    for row in found.rows:
        name = row.variable.name
        assert row.elasticity == pytest.approx(by_solving(system, "run_time", at, name), rel=1e-5)


@pytest.mark.parametrize(
    ("system", "unknown", "at"),
    [
        (laws[7], "servers", {"mean_wait": 0.1, "arrival_rate": 10.0, "service_rate": 2.0}),
        (
            laws[7],
            "latency_quantile",
            {"servers": 4.0, "arrival_rate": 3.0, "service_rate": 1.0, "quantile": 0.99},
        ),
        (laws[20].using(privacy="sgd"), "epsilon", {"gaussian_privacy": 0.35, "delta": 1e-5}),
        (
            laws[14],
            "ranks",
            {
                "allreduce_time": 0.036,
                "message_bytes": 1e9,
                "effective_bandwidth": 5e10,
                "link_latency": 1e-5,
            },
        ),
    ],
    ids=lambda value: getattr(value, "title", None),
)
def test_an_answer_found_by_numbers_is_differentiated_in_its_givens(system, unknown, at):
    found = system.sensitivity(unknown, at)
    assert {row.variable.name for row in found.rows} == set(at)
    for row in found.rows:
        expected = by_solving(system, unknown, at, row.variable.name)
        assert row.elasticity == pytest.approx(expected, rel=1e-4)


# -- regimes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("injection", "compute", "binding"),
    [(1.0, 2.0, "layer_compute_time"), (2.0, 1.0, "injection_time")],
)
def test_only_the_argument_that_binds_has_a_derivative_and_it_is_named(injection, compute, binding):
    at = {"injection_time": injection, "layer_compute_time": compute}
    found = laws[6].sensitivity("layer_time", at)
    slopes = {row.variable.name: row.derivative for row in found.rows}
    assert slopes == {name: float(name == binding) for name in at}
    assert found.binds == (binding,)


def test_what_binds_shows_through_the_relations_before_it():
    at = {"layer_weight_bytes": 1e9, "injection_bandwidth": 1e9, "layer_compute_time": 0.5}
    found = laws[6].sensitivity("layer_time", at)
    elasticities = {row.variable.name: row.elasticity for row in found.rows}
    assert elasticities["layer_weight_bytes"] == pytest.approx(1.0)
    assert elasticities["injection_bandwidth"] == pytest.approx(-1.0)
    assert elasticities.get("layer_compute_time", 0.0) == 0.0


def test_a_ray_has_no_derivative():
    with pytest.raises(il.AmbiguousError, match="no single value"):
        laws[6].sensitivity("injection_time", layer_time=1, layer_compute_time=1)


def test_a_target_that_is_zero_has_no_elasticity_and_no_nan_in_its_place():
    at = {"message_bytes": 1e9, "effective_bandwidth": 1e9, "link_latency": 1e-6}
    try:
        rows = laws[14].sensitivity("allreduce_time", ranks=1, **at).rows
    except il.IronLawError:
        return
    assert not any(isinstance(row.elasticity, float) and math.isnan(row.elasticity) for row in rows)


# -- without numbers ---------------------------------------------------------------------------


def test_without_givens_derivatives_and_elasticities_are_formulas():
    found = laws[2].sensitivity("memory_time")
    rows = {row.variable: row for row in found.rows}
    assert rows[v.weight_bytes].derivative == 1 / v.memory_bandwidth
    assert rows[v.memory_bandwidth].derivative == -v.weight_bytes / v.memory_bandwidth**2
    assert [row.elasticity for row in found.rows] in ([-1, 1], [1, -1])
    assert all(row.value is None for row in found.rows)


def test_a_constant_is_no_input():
    names = {row.variable.name for row in laws[11].sensitivity("total_flop").rows}
    assert names == {"parameters", "tokens"}


def test_a_sensitivity_prints_its_units():
    at = {"weight_bytes": "16 GB", "memory_bandwidth": "3.35 TB/s"}
    text = repr(laws[2].sensitivity("memory_time", at))
    assert "s/(byte/s)" in text
    assert "memory_bandwidth" in laws[2].sensitivity("memory_time", at)._repr_html_()


# -- without numbers -----------------------------------------------------------------------------


def test_an_implicit_answer_is_differentiated_through_its_equation():
    a, x, y = il.Variable("a"), il.Variable("x"), il.Variable("y")
    one = il.relation(sp.Eq(y, x * sp.exp(a * x)), name="y")
    rows = {row.variable.name: row.derivative for row in one.sensitivity("x").rows}
    slope = sp.exp(a * x) * (1 + a * x)
    assert sp.simplify(rows["y"] - 1 / slope) == 0
    assert sp.simplify(rows["a"] + x**2 * sp.exp(a * x) / slope) == 0


LARGE = {"memory", "serving", "tail_latency", "complexity", "communication"}  # slow to simplify
LAWS = [
    pytest.param(law, marks=pytest.mark.long if law.slug in LARGE else (), id=law.slug)
    for law in (*il.laws.values(), il.iron_law)
]


@pytest.mark.parametrize("law", LAWS)
def test_every_variable_of_every_relation_is_differentiated_or_refused_in_words(law):
    for one in law.declared:
        for variable in one.symbols_used:
            try:
                rows = one.sensitivity(variable).rows
            except il.AmbiguousError as error:
                assert "no single value" in str(error)
            else:
                assert not any(row.derivative.has(sp.Subs, sp.Derivative) for row in rows)


def test_a_rounding_is_flat_between_its_jumps():
    x, y = il.Variable("x"), il.Variable("y")
    one = il.relation(sp.Eq(y, sp.floor(x) * x), name="y")
    (row,) = one.sensitivity("y").rows
    assert str(row.derivative) == "floor(x)"
    assert row.derivative == sp.floor(x)
    flat = il.relation(sp.Eq(y, sp.ceiling(x / 2) + 1), name="y")
    (row,) = flat.sensitivity("y").rows
    assert (row.variable, row.derivative, row.elasticity) == (x, 0, 0)


def test_a_rounding_inside_a_rounding_is_constant_too():
    x, y = il.Variable("x"), il.Variable("y")
    steps = il.relation(
        sp.Eq(y, x * sp.floor(sp.floor(x / 2) / 2), evaluate=False), name="steps_in_steps"
    )
    (row,) = il.join("steps", steps).sensitivity("y", x=9).rows
    assert row.derivative == 2.0


def test_a_notebook_shows_glyphs_and_what_one_per_cent_does():
    at = {"total_flop": "3e23 FLOP", "devices": 1000, "peak_flops": "300 TFLOP/s"}
    at |= {"mfu": 0.5, "scaling_efficiency": 1, "goodput": 1}
    found = il.iron_law.sensitivity("run_time", at)
    page = found._repr_html_()
    assert "1 % more" in page
    assert page.count("<td>-5.556 h</td>") == 5  # a hundredth of 23.15 days
    assert page.count("<td>+5.556 h</td>") == 1
    assert "/(1)" not in page + repr(found)
    assert "s/(FLOP/s)" in repr(found)
    symbolic = laws[2].sensitivity("memory_time")._repr_html_()
    assert "<mfrac>" in symbolic
    assert "1 % more" not in symbolic
