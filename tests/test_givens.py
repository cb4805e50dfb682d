"""Givens: numbers, text, foreign quantities, answers and expressions; bound, weak and contrary."""

from __future__ import annotations

import datetime
import decimal
import fractions
import math

import numpy as np
import pint
import pytest
import sympy as sp

import ironlaw as il

MEMORY, COMPLEXITY, STREAMING = il.laws[2], il.laws[11], il.laws[6]
v = il.variables
foreign = pint.UnitRegistry()


def bandwidth(weight_bytes, **more):
    given = {"memory_time": "50 ms", **more}
    return MEMORY.solve("memory_bandwidth", weight_bytes=weight_bytes, **given)


# -- what a given may be -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "stated",
    [
        140e9,
        140_000_000_000,
        np.float64(140e9),
        np.array(140e9),
        sp.Integer(140) * 10**9,
        sp.Float("1.4e11"),
        "140 GB",
        "1.4e11 byte",
        "1120 Gbit",
        "140 GB ",
        il.Q("140 GB"),
        il.Q(0.14, "TB"),
        foreign.Quantity(140e9, "byte"),
        foreign.Quantity(140, "gigabyte"),
        pint.UnitRegistry().Quantity(1120, "gigabit"),
    ],
    ids=str,
)
def test_every_form_of_a_given_is_the_same_value(stated):
    assert bandwidth(stated).magnitude == pytest.approx(2.8e12, rel=1e-12)


def test_an_answer_is_a_given_of_the_next_question():
    weights = MEMORY.solve("weight_bytes", parameters=70e9, bytes_per_parameter="2 byte")
    assert bandwidth(weights).magnitude == pytest.approx(2.8e12, rel=1e-12)


def test_a_dimensionless_answer_is_a_given_too():
    hit = il.laws[3].solve("mfu", achieved_flops="450 TFLOP/s", peak_flops="989 TFLOP/s")
    answer = il.laws[3].solve("achieved_flops", mfu=hit, peak_flops="989 TFLOP/s")
    assert answer.magnitude == pytest.approx(450e12, rel=1e-12)


def test_an_answer_that_lacks_givens_keeps_those_it_has():
    weights = MEMORY.relations["weight_bytes"].solve("weight_bytes", parameters=70e9)
    answer = MEMORY.solve(
        "memory_time", weight_bytes=weights, bytes_per_parameter=2, memory_bandwidth="2.8 TB/s"
    )
    assert answer.magnitude == pytest.approx(0.05, rel=1e-12)


@pytest.mark.parametrize("symbol", [v.compute_time, sp.Symbol("compute_time")])
def test_an_expression_of_the_system_s_variables_is_a_given(symbol):
    answer = bandwidth("140 GB", memory_time=2 * symbol, compute_time="25 ms")
    assert answer.magnitude == pytest.approx(2.8e12, rel=1e-12)


def test_an_expression_leaves_the_answer_symbolic_in_what_it_holds():
    answer = bandwidth("140 GB", memory_time=2 * v.compute_time)
    assert answer.formula.free_symbols <= {v.compute_time, v.weight_bytes}
    assert sp.simplify(answer.expr - 70e9 / v.compute_time) == 0


def test_an_expression_may_hold_the_unknown():
    system = il.iron_law
    slower = 1 / (1 + v.devices / 1000)
    fixed = {"total_flop": 1e21, "peak_flops": 1e15, "mfu": 0.5, "goodput": 1}
    answer = system.solve("devices", run_time="20000 s", scaling_efficiency=slower, **fixed)
    assert answer.magnitude == pytest.approx(1 / (20000 * 1e15 * 0.5 / 1e21 - 1e-3))


def test_an_array_or_collection_is_refused_where_one_value_is_asked_for():
    for stated in ([1e9, 2e9], (1e9,), np.array([1e9, 2e9]), il.Q(np.array([1.0, 2.0]), "GB")):
        with pytest.raises(il.DomainError, match="not one number"):
            MEMORY.derive("memory_bandwidth", weight_bytes=stated, memory_time="50 ms")


# -- names -------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["weight_bytes", v.weight_bytes, sp.Symbol("weight_bytes")])
def test_a_mapping_takes_names_variables_and_plain_symbols(key):
    assert MEMORY.solve(v.memory_time, {key: "1 GB", "memory_bandwidth": 1e9}).magnitude == 1.0


def test_mappings_and_keywords_are_one_set_of_givens():
    answer = MEMORY.solve("memory_time", {"weight_bytes": "1 GB"}, memory_bandwidth="1 GB/s")
    assert answer.magnitude == 1.0


@pytest.mark.parametrize("name", ["wieght_bytes", "weight_byte"])
def test_a_misspelt_given_is_refused_with_the_nearest_name(name):
    with pytest.raises(il.UnknownVariable, match="did you mean 'weight_bytes'"):
        MEMORY.solve("memory_time", {name: "1 GB"})


def test_an_unknown_that_the_system_does_not_contain_is_refused_at_once():
    with pytest.raises(il.UnknownVariable, match="no variable 'run_time'"):
        MEMORY.solve("run_time")


def test_an_unknown_that_is_also_given_is_refused():
    with pytest.raises(il.InconsistentError, match="also given"):
        MEMORY.solve("memory_time", memory_time=1)


@pytest.mark.parametrize("name", ["run_time", "memory_tim", "nan", "_x"])
def test_a_plain_symbol_that_may_be_meant_for_a_variable_is_refused(name):
    with pytest.raises(il.UnknownVariable, match=name):
        bandwidth("1 GB", memory_time=2 * sp.Symbol(name))


SIZE, SHARE = sp.Symbol("x"), sp.Symbol("y", positive=True)


def test_a_symbol_of_one_s_own_stays_a_symbol_in_the_answer():
    answer = MEMORY.solve("memory_time", weight_bytes=SHARE * 1e9, memory_bandwidth="1 TB/s")
    assert answer.formula.free_symbols == {SHARE, v.memory_bandwidth}
    assert answer.expr == 0.001 * SHARE
    assert repr(answer) == "memory_time = 0.001*y  (in s)"
    assert answer.to_latex().endswith(r"10^{-3} y") or "0.001 y" in answer.to_latex()
    with pytest.raises(il.UnderdeterminedError, match="memory_time still lacks givens: give y"):
        _ = answer.value


def test_a_symbol_of_one_s_own_reaches_what_rests_on_it():
    answer = MEMORY.solve(
        "roofline_time", weight_bytes=SIZE * 1e9, memory_bandwidth="1 TB/s", compute_time="1 s"
    )
    assert float(answer.expr.subs(SIZE, 2000)) == 2
    assert float(answer.expr.subs(SIZE, 500)) == 1
    row = {r.variable.name: r for r in il.iron_law.sensitivity("run_time", mfu=SHARE).rows}["y"]
    assert row.elasticity == -1


def test_a_symbol_of_one_s_own_is_solved_around():
    answer = il.iron_law.solve("devices", total_flop="1 ZFLOP", peak_flops="1 PFLOP/s", mfu=SHARE,
                               scaling_efficiency=1, goodput=1, run_time="1e6 s")  # fmt: skip
    assert answer.expr.subs(SHARE, 0.5) == pytest.approx(2)


def test_another_variable_of_the_same_name_is_refused():
    with pytest.raises(il.UnknownVariable, match="another variable of that name"):
        MEMORY.solve(il.Variable("memory_time", unit="byte"))


# -- values ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "error"),
    [
        ("50 ms", il.DimensionError),
        ("140 GB/s", il.DimensionError),
        (foreign.Quantity(1, "second"), il.DimensionError),
        (v.memory_time, il.DimensionError),
        ("140", il.DimensionError),
        ("140 G", il.UnitError),
        ("140 furlong", il.UnitError),
        ("many GB", il.UnitError),
        ("1e999 GB", il.UnitError),
        ("-1 GB", il.DomainError),
        (0, il.DomainError),
        (math.nan, il.DomainError),
        (math.inf, il.DomainError),
        (np.float64("nan"), il.DomainError),
        (sp.oo, il.DomainError),
        (sp.zoo, il.DomainError),
        (sp.I, il.DomainError),
        (1j, il.DomainError),
        (True, il.DomainError),
        (None, il.DomainError),
        (b"140 GB", il.DomainError),
    ],
    ids=str,
)
def test_what_is_no_amount_of_bytes_is_refused_by_name(stated, error):
    with pytest.raises(error, match="weight_bytes"):
        bandwidth(stated)


def test_a_domain_error_carries_the_variable_and_the_value():
    with pytest.raises(il.DomainError) as caught:
        il.iron_law.solve("run_time", mfu=1.5)
    assert (caught.value.variable, caught.value.value) == ("mfu", 1.5)


def test_text_is_never_evaluated():
    for text in ("__import__('os')", "1+1 GB", "9**9 byte", "weight_bytes"):
        with pytest.raises(il.UnitError):
            bandwidth(text)


# -- bound values ------------------------------------------------------------------------------


def test_a_bound_value_holds_until_another_is_given():
    bound = MEMORY.given(weight_bytes="70 GB", memory_time="50 ms")
    assert bound.solve("memory_bandwidth").magnitude == pytest.approx(1.4e12)
    later = bound.given({v.weight_bytes: "140 GB"})
    assert later.solve("memory_bandwidth").magnitude == pytest.approx(2.8e12)
    call = bound.solve("memory_bandwidth", weight_bytes="280 GB")
    assert call.magnitude == pytest.approx(5.6e12)
    assert MEMORY.bound == {}


def test_binding_checks_its_values_at_once():
    with pytest.raises(il.DimensionError):
        MEMORY.given(weight_bytes="1 s")
    with pytest.raises(il.UnknownVariable):
        MEMORY.given(run_time="1 s")


def test_joined_systems_keep_what_is_bound():
    joined = MEMORY.given(memory_time="1 s") + il.laws[1].given(compute_time="2 s")
    assert joined.solve("roofline_time").magnitude == 2.0


# -- constants ---------------------------------------------------------------------------------


def test_a_constant_holds_unless_it_is_given():
    usual = COMPLEXITY.solve("total_flop", parameters=1e9, tokens=2e10)
    assert usual.magnitude == pytest.approx(1.2e20)
    forward = COMPLEXITY.solve(
        "total_flop", parameters=1e9, tokens=2e10, flop_per_parameter_token="2 FLOP"
    )
    assert forward.magnitude == pytest.approx(4e19)


def test_a_constant_that_is_asked_for_is_released_and_the_answer_says_so():
    answer = COMPLEXITY.solve(
        "tokens_per_parameter", compute_budget=1.2e26, optimal_parameters=5e11
    )
    assert answer.magnitude == pytest.approx(80.0)
    assert any("released" in line for line in answer.assumptions)


def test_a_constant_takes_part_in_contradictions():
    with pytest.raises(il.InconsistentError) as caught:
        COMPLEXITY.solve(
            "total_flop", parameters=1e9, tokens=1, optimal_parameters=1e9, optimal_tokens=3e10
        )
    assert caught.value.relation == "optimal_tokens"
    assert caught.value.gap == pytest.approx(1 / 3)


# -- too many givens ---------------------------------------------------------------------------


def test_givens_that_agree_pass():
    answer = bandwidth("140 GB", parameters=70e9, bytes_per_parameter=2 * (1 + 5e-7))
    assert answer.magnitude == pytest.approx(2.8e12, rel=1e-6)


def test_givens_that_contradict_are_reported_with_both_values_and_the_gap():
    with pytest.raises(il.InconsistentError, match=r"141 GB.*140 GB") as caught:
        bandwidth("141 GB", parameters=70e9, bytes_per_parameter=2)
    assert caught.value.relation == "weight_bytes"
    assert caught.value.gap == pytest.approx(1 / 141, rel=1e-3)


def test_a_wider_tolerance_lets_rounded_givens_agree():
    answer = bandwidth("141 GB", parameters=70e9, bytes_per_parameter=2, rtol=0.01)
    assert answer.magnitude == pytest.approx(2.82e12)


x, y, z, a, b, c, d, e, f = (il.Variable(name, latex=name) for name in "xyzabcdef")


def toy(**relations):
    """Declare ``name=(left, right)`` relations; a name may differ from what it defines."""
    return il.Law("toy", [il.relation(sp.Eq(*sides), name=n) for n, sides in relations.items()])


def contradiction(system, unknown, **givens):
    with pytest.raises(il.InconsistentError):
        system.solve(unknown, givens)
    return True


def test_a_contradiction_two_relations_away_is_seen():
    assert contradiction(toy(x=(x, 2 * a), b=(b, a + 1), c=(c, b + 1)), "x", a=1.0, c=9.0)


def test_a_contradiction_that_shows_only_backwards_is_seen():
    system = toy(a=(a, b * c), d=(d, c * e), x=(x, c * f))
    assert system.solve("x", {"a": 6, "b": 2, "d": 3, "e": 1, "f": 5}).magnitude == 15.0
    assert contradiction(system, "x", a=6, b=2, d=100, e=1, f=5)


def test_a_contradiction_with_an_equation_that_defines_nothing_is_seen():
    system = toy(y=(y, 2 * x), total=(x + y + z, sp.Integer(10)))
    assert system.solve("y", {"x": 1, "z": 7}).magnitude == 2.0
    assert contradiction(system, "y", x=1, z=100)


def test_a_further_given_decides_between_two_roots_or_contradicts_both():
    system = toy(y=(y, x**2 - 3 * x + 5), z=(z, x + 1))
    assert system.solve("x", {"y": 3, "z": 2}).magnitudes == pytest.approx((1.0,))
    assert contradiction(system, "x", y=3, z=100)


def test_a_further_given_narrows_an_interval_or_contradicts_it():
    tie = {"layer_time": 1, "layer_compute_time": 1, "layer_weight_bytes": "1 GB"}
    answer = STREAMING.solve("injection_time", tie, injection_bandwidth="2 GB/s")
    assert answer.magnitude == pytest.approx(0.5)
    assert contradiction(STREAMING, "injection_time", injection_bandwidth="0.5 GB/s", **tie)


# -- what is no number, and how givens are handed over -------------------------------------------

NO_NUMBERS = {
    "bytearray": bytearray(b"12"),
    "text in an array": np.array("12"),
    "bytes in an array": np.array(b"12"),
    "a complex number": 1j,
    "a complex number of NumPy": np.complex128(1 + 2j),
    "a complex quantity": il.Q(np.complex128(2), "s"),
    "a span of time": datetime.timedelta(seconds=1),
    "a masked value": np.ma.masked,
    "true": np.array(True),
}


@pytest.mark.parametrize("kind", NO_NUMBERS)
def test_what_is_no_number_is_refused_by_name(kind):
    with pytest.raises(il.DomainError, match=r"memory_time = .* is not a number"):
        il.laws[2].solve("memory_bandwidth", memory_time=NO_NUMBERS[kind], weight_bytes=1)


@pytest.mark.parametrize(
    "half", [fractions.Fraction(1, 2), decimal.Decimal("0.5"), np.float32(0.5), np.array(0.5)]
)
def test_numbers_of_other_kinds_are_taken(half):
    found = il.laws[2].solve("memory_bandwidth", memory_time=half, weight_bytes=1)
    assert found.magnitude == 2.0


@pytest.mark.parametrize("rtol", [None, "x", 1j, math.nan, -1, True, 1e9, [1]])
def test_a_tolerance_that_is_none_is_refused(rtol):
    with pytest.raises(il.DomainError, match=r"rtol = .* give one from 0 to 1"):
        il.laws[2].solve("memory_bandwidth", memory_time=1, weight_bytes=1, rtol=rtol)


@pytest.mark.parametrize("givens", [5, "x", [("memory_time", 1)]])
def test_givens_that_are_no_mapping_are_refused(givens):
    for ask in (il.laws[2].solve, il.laws[2].evaluate, il.laws[2].derive):
        with pytest.raises(il.DomainError, match="not a mapping"):
            ask("memory_bandwidth", givens)
    with pytest.raises(il.DomainError, match="not a mapping"):
        il.laws[2].given(givens)


def test_another_variable_of_the_same_name_is_no_given():
    other = {il.Variable("weight_bytes", unit="1", domain="fraction"): 0.5}
    for ask in (il.laws[2].given, lambda g: il.laws[2].evaluate("memory_time", g)):
        with pytest.raises(il.UnknownVariable, match="another variable of that name"):
            ask(other)


def test_a_given_that_stands_twice_is_refused():
    twice = {il.variables.weight_bytes: "1 GB", "weight_bytes": "2 GB"}
    with pytest.raises(il.InconsistentError, match="given twice"):
        il.laws[2].solve("memory_time", twice)


@pytest.mark.parametrize(
    ("law", "target", "zero", "given"),
    [
        (17, "maintenance_opex", "maintenance_rate", {"purchase_cost": 5, "run_time": "1 day"}),
        (17, "purchase_cost", "device_price", {"devices": 8}),
        (17, "rental_cost", "rental_price", {"device_hours": "5 hour"}),
        (17, "energy_opex", "electricity_price",
         {"device_hours": "5 hour", "device_power": "700 W", "pue": 1.1}),
        (18, "carbon", "carbon_intensity", {"energy": "1 GWh", "pue": 1.1}),
        (18, "device_power", "idle_power", {"power_utilization": 0.5, "busy_power": "700 W"}),
        (18, "water", "water_usage_effectiveness",
         {"energy": "1 GWh", "pue": 1, "electricity_water_intensity": "3 L/kWh"}),
        (18, "total_carbon", "embodied_carbon", {"carbon": "2 kgCO2e"}),
        (15, "recovery_time", "restart_time", {"checkpoint_interval": "1 h"}),
        (19, "checkpoint_penalty", "checkpoint_write_time", {"checkpoint_interval": "1 h"}),
        (22, "required_capacity", "kv_cache_bytes", {"weight_bytes": "16 GB"}),
        (2, "training_memory", "activation_bytes", {"training_state_bytes": "10 GB"}),
        (14, "step_time", "exposed_communication", {"pipeline_time": "1 s"}),
    ],
)  # fmt: skip
def test_zero_is_a_value(law, target, zero, given):
    unit = il.laws[law].variable(zero).unit
    none, much = (il.laws[law].solve(target, {**given, zero: f"{x} {unit}"}) for x in (0, 1))
    assert 0 <= none.magnitude < much.magnitude
    found = il.laws[law].solve(zero, {**given, target: none})
    assert any(one == pytest.approx(0, abs=1e-9) for one in found.magnitudes)


def test_a_given_that_only_another_variant_uses_is_not_used_and_said_to_be():
    answer = (
        il.laws[13]
        .using(compression_method="structured")
        .solve("compute_speedup", sparsity=0.5, peak_flops="1 PFLOP/s")
    )
    assert answer.magnitude == 2
    assert answer.warnings == ("not used: peak_flops",)
    with pytest.raises(il.UnknownVariable, match="peak_flop"):
        il.laws[13].solve("compute_speedup", peak_flop="1 PFLOP/s")
    with pytest.raises(il.DomainError, match="peak_flops"):
        il.laws[13].using(compression_method="structured").solve("compute_speedup", peak_flops=-1)


def test_what_does_not_fit_is_said_as_what_it_is():
    given = {"memory_capacity": "80 GB", "memory_reserve": 0, "weight_bytes": "141 GB"}
    with pytest.raises(il.UnreachableError, match="cache_memory = -61 GB is not zero or more"):
        il.inference.solve(
            "max_batch_size", given, serving_devices=1, kv_bytes_per_request="1 GB", kv_heads=8
        )
