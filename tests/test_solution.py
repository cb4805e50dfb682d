"""Solutions: what an answer is, its value and unit, whole numbers, sets, words and views."""

from __future__ import annotations

import dataclasses
import math
import pickle

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import ironlaw as il

laws, v = il.laws, il.variables
DRIVES = {"data_demand": "6 GB/s", "drive_bandwidth": "1.4 GB/s"}
ROOM = {"max_batch_size": 128, "weight_bytes": "16 GB", "kv_bytes_per_request": "0.5 GB"}
WORK = {"step_time": "48 ms", "samples_per_batch": 2048, "core_sample_rate": 850}


def variable(name, **options):
    return il.Variable(name, latex=name, **options)


x, y, a = (variable(name) for name in "xya")


def toy(left, right):
    return il.relation(sp.Eq(left, right), name=str(left))


def bandwidth():
    return laws[2].solve("memory_bandwidth", weight_bytes="140 GB", memory_time="50 ms")


def two_roots(better=None):
    hill = variable("hill", domain="fraction", better=better)
    return toy(y, hill * (1 - hill)).solve("hill", y=0.09)


# -- values ------------------------------------------------------------------------------------


def test_a_value_is_a_quantity_with_a_suitable_prefix():
    answer = bandwidth()
    assert answer.value.units == il.Q("1 TB/s").units
    assert answer.value.magnitude == pytest.approx(2.8)
    assert answer.magnitude == pytest.approx(2.8e12)
    assert answer.to("GB/s").magnitude == pytest.approx(2800.0)
    assert answer.to("Gbit/s").magnitude == pytest.approx(22400.0)


def test_a_unit_of_another_dimension_is_refused():
    with pytest.raises(il.DimensionError, match="memory_bandwidth"):
        bandwidth().to("GB")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(size=st.floats(1e-12, 1e24))
def test_no_prefix_changes_the_value(size):
    answer = laws[2].solve("memory_time", weight_bytes=size, memory_bandwidth=1)
    assert answer.value.to(il.Q("1 s").units).magnitude == pytest.approx(size, rel=1e-12)
    assert answer.magnitude == size


def test_several_roots_are_all_in_values_and_the_better_one_is_the_value():
    assert [one.magnitude for one in two_roots().values] == pytest.approx([0.1, 0.9])
    assert two_roots("less").value.magnitude == pytest.approx(0.1)
    assert two_roots("more").value.magnitude == pytest.approx(0.9)


def test_where_neither_root_is_better_the_value_is_ambiguous():
    with pytest.raises(il.AmbiguousError, match=r"0\.1 or 0\.9") as caught:
        _ = two_roots().value
    assert [one.magnitude for one in caught.value.values] == pytest.approx([0.1, 0.9])


def test_of_two_checkpoint_intervals_with_one_run_time_none_is_chosen():
    run = (il.iron_law + laws[15] + laws[19]).given(
        total_flop=3e23,
        peak_flops=312e12,
        mfu=0.4,
        scaling_efficiency=1,
        devices=1000,
        component_mtbf="5000 hour",
        components_per_device=1,
        restart_time="10 min",
        checkpoint_write_time="2 min",
    )
    answer = run.solve("checkpoint_interval", run_time="33 day")
    assert len(answer.values) == 2
    with pytest.raises(il.AmbiguousError, match="checkpoint_interval"):
        _ = answer.value


def test_the_value_of_a_ray_is_its_end():
    assert laws[8].solve("storage_drives", ingestion_share=1, **DRIVES).magnitude == pytest.approx(
        6 / 1.4
    )


def test_the_value_of_anything_is_ambiguous():
    free = laws[14].relations["exposed_communication"]
    answer = free.solve("overlap", exposed_communication=0, allreduce_time=0)
    assert answer.kind == "any"
    with pytest.raises(il.AmbiguousError, match="any overlap"):
        _ = answer.value


def test_a_value_needs_all_givens():
    answer = laws[2].solve("memory_bandwidth", weight_bytes="140 GB")
    for read in ("value", "values", "magnitude", "whole"):
        with pytest.raises(il.UnderdeterminedError, match="memory_time"):
            getattr(answer, read)
    with pytest.raises(il.UnderdeterminedError):
        answer.to("TB/s")


def test_a_dimensionless_value_is_a_float_and_no_other_is():
    hit = laws[3].solve("mfu", achieved_flops="450 TFLOP/s", peak_flops="900 TFLOP/s")
    assert float(hit) == 0.5
    with pytest.raises(il.DimensionError, match=r"\.to\('byte/s'\)"):
        float(bandwidth())


# -- kinds and sets ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("solve", "kind", "expected"),
    [
        (bandwidth, "point", sp.FiniteSet(2.8e12)),
        (lambda: laws[5].solve("memory_capacity", ROOM), "interval", (80e9, 80.5e9)),
        (lambda: laws[8].solve("storage_drives", ingestion_share=1, **DRIVES), "at least", None),
        (
            lambda: laws[8].solve("data_demand", ingestion_share=1, storage_supply=6e9),
            "at most",
            (0, 6e9),
        ),
    ],
)
def test_the_kind_and_the_set_agree(solve, kind, expected):
    answer = solve()
    assert answer.kind == kind
    if isinstance(expected, tuple):
        assert (float(answer.set.start), float(answer.set.end)) == pytest.approx(expected)
    elif expected is not None:
        assert float(next(iter(answer.set))) == pytest.approx(2.8e12)
    else:
        assert answer.set.end == sp.oo


def test_the_set_knows_which_ends_are_open():
    found = laws[5].solve("memory_capacity", ROOM).set
    assert 80_000_000_000 in found
    assert 80_500_000_000 not in found


def test_the_set_of_two_roots_holds_both():
    assert sorted(map(float, two_roots().set)) == pytest.approx([0.1, 0.9])


def test_a_symbolic_answer_s_set_is_symbolic():
    assert laws[2].solve("memory_bandwidth").set == sp.FiniteSet(v.weight_bytes / v.memory_time)
    implicit = toy(y, x * sp.exp(a * x)).solve("x").set
    assert isinstance(implicit, sp.ConditionSet)


# -- whole numbers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("solve", "expected"),
    [
        (lambda: laws[8].solve("storage_drives", ingestion_share=1, **DRIVES), 5),
        (lambda: laws[8].solve("storage_drives", ingestion_share=0.9, **DRIVES), 4),
        (lambda: laws[7].solve("servers", mean_wait=0.1, arrival_rate=10, service_rate=2), 7),
        (lambda: laws[5].solve("memory_capacity", ROOM), 80_000_000_000),
        (lambda: laws[9].solve("cpu_cores", transformation_share=1, sample_bytes=1, **WORK), 51),
        (lambda: laws[9].solve("cpu_cores", transformation_share=0.5, sample_bytes=1, **WORK), 26),
        (lambda: laws[17].solve("device_price", affordable_devices=1000, budget=3e7), 29971),
        (lambda: laws[8].solve("samples_per_batch", step_time=1, demanded_sample_rate=7.0), 7),
    ],
)
def test_the_whole_number_leaves_the_target_no_worse(solve, expected):
    answer = solve()
    assert answer.whole == expected
    assert isinstance(answer.whole, int)


def test_the_least_number_of_devices_meets_the_deadline():
    at = {"total_flop": 1e21, "peak_flops": 1e15, "mfu": 0.4, "scaling_efficiency": 1}
    answer = il.iron_law.solve("devices", run_time="100 hour", goodput=0.9, **at)
    assert answer.whole == math.ceil(answer.magnitude) == 8
    longer = il.iron_law.solve("run_time", devices=7, goodput=0.9, **at)
    assert longer.magnitude > 360000


@settings(max_examples=40, deadline=None, derandomize=True)
@given(share=st.floats(0.05, 1.0), demand=st.floats(1e8, 1e12), drive=st.floats(1e7, 1e10))
def test_whole_drives_deliver_at_least_the_share_and_one_less_does_not(share, demand, drive):
    at = {"data_demand": demand, "drive_bandwidth": drive}
    whole = laws[8].solve("storage_drives", ingestion_share=share, **at).whole
    reached = [min(1.0, n * drive / demand) for n in (whole, whole - 1)]
    assert reached[0] >= share * (1 - 1e-6)
    assert reached[1] < share


def test_an_interval_without_a_whole_number_has_no_whole():
    tight = laws[5].using(allocation="paged")
    answer = tight.solve("page_size", pages_per_request=100, cached_length=150)
    with pytest.raises(il.UnreachableError, match="no whole page_size"):
        _ = answer.whole


# -- formulas ----------------------------------------------------------------------------------


def test_the_formula_is_symbolic_and_the_expression_has_the_numbers():
    answer = laws[2].solve("memory_bandwidth", memory_time="50 ms")
    assert answer.formula == v.weight_bytes / v.memory_time
    assert sp.simplify(answer.expr - 20 * v.weight_bytes) == 0
    assert bandwidth().formula == v.weight_bytes / v.memory_time
    assert float(bandwidth().expr) == pytest.approx(2.8e12)


def test_a_formula_goes_through_all_relations_to_the_givens():
    answer = laws[2].solve(
        "memory_time", parameters=70e9, bytes_per_parameter=2, memory_bandwidth=2.8e12
    )
    assert answer.formula == v.parameters * v.bytes_per_parameter / v.memory_bandwidth


def test_constants_stay_symbols_in_the_formula_and_become_numbers_in_the_expression():
    answer = laws[11].solve("total_flop", parameters=1e9)
    assert v.flop_per_parameter_token in answer.formula.free_symbols
    assert sp.simplify(answer.expr - 6e9 * v.tokens) == 0


def test_each_branch_says_its_value_condition_method_and_what_binds():
    (only,) = laws[6].solve("injection_time", layer_time=2, layer_compute_time=1).branches
    assert only.expr == v.layer_time
    assert only.condition == sp.true
    assert only.regime == (v.injection_time,)
    assert len(two_roots().branches) == 2


def test_the_condition_of_a_formula_is_that_of_its_first_branch():
    answer = laws[6].relations["layer_time"].solve("injection_time")
    assert answer.condition == sp.StrictLessThan(v.layer_compute_time, v.layer_time)
    assert bandwidth().condition == sp.true


@pytest.mark.parametrize(
    ("solve", "method"),
    [
        (lambda: laws[2].solve("memory_time", weight_bytes=1, memory_bandwidth=1), "direct"),
        (bandwidth, "isolation"),
        (two_roots, "quadratic"),
        (lambda: toy(y, x / (1 + a * x)).solve("x", y=1, a=0.5), "linear"),
        (lambda: toy(y, x + sp.log(1 + x)).solve("x", y=1), "numeric"),
        (lambda: toy(y, x + sp.log(1 + a * x)).solve("x"), "implicit"),
    ],
)
def test_the_method_names_the_rung_that_answered(solve, method):
    assert solve().method == method


def test_the_residual_of_a_number_is_small_and_of_a_formula_unknown():
    assert bandwidth().residual <= 1e-9
    assert laws[2].solve("memory_bandwidth").residual is None


def test_assumptions_list_divisors_defaults_and_releases():
    weak = laws[10].solve("link_bandwidth", effective_bandwidth=1e9)
    text = "; ".join(weak.assumptions)
    assert "oversubscription = 1 by default" in text
    assert "bisection_fraction = 1 by default" in text
    assert "(defaults: " in repr(weak)
    divided = toy(y, (a - 1) * x).solve("x")
    assert "a - 1 ≠ 0" in divided.assumptions


# -- words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("solve", "text"),
    [
        (bandwidth, "memory_bandwidth = 2.8 TB/s"),
        (lambda: laws[2].solve("memory_bandwidth"), "memory_bandwidth = weight_bytes/memory_time"),
        (two_roots, "hill = 0.1 or hill = 0.9"),
        (lambda: laws[5].solve("memory_capacity", ROOM), "80 GB <= memory_capacity < 80.5 GB"),
        (
            lambda: laws[6].solve("injection_time", layer_time=1, layer_compute_time=1),
            "injection_time <= 1 s",
        ),
        (
            lambda: laws[8].solve("storage_supply", ingestion_share=1, data_demand=6e9),
            "storage_supply >= 6 GB/s",
        ),
    ],
)
def test_an_answer_prints_as_one_line(solve, text):
    assert repr(solve()) == text


def test_an_implicit_answer_prints_its_equation():
    answer = toy(y, x + sp.log(1 + a * x)).solve("x")
    assert repr(answer).startswith("x such that ")
    assert answer.formula.has(x)


@pytest.mark.parametrize("solve", [bandwidth, two_roots, lambda: laws[14].solve("ranks")])
def test_an_answer_renders_in_a_notebook(solve):
    answer = solve()
    assert answer._repr_latex_().startswith(r"$\displaystyle ")
    assert answer.unknown.name in answer._repr_html_()
    assert answer.to_latex().count("{") == answer.to_latex().count("}")


def test_latex_shows_the_formula_then_the_value_with_its_unit():
    latex = bandwidth().to_latex()
    assert r"\frac{M}{t_{\mathrm{mem}}}" in latex
    assert r"2.8" in latex
    assert r"\mathrm{TB/s}" in latex


def test_an_answer_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        bandwidth().unknown = v.memory_time


def test_an_answer_survives_pickling():
    copied = pickle.loads(pickle.dumps(bandwidth()))
    assert repr(copied) == repr(bandwidth())
    assert copied.formula == bandwidth().formula


# -- whole numbers on several ways -------------------------------------------------------------


def on_two_ways(unknown_side="less"):
    """Return a system in which the way to x goes through either root m of ``a = m + 6/m``."""
    a, m, t = variable("a"), variable("m"), variable("t", better="more")
    x = variable("x", better=unknown_side)
    return toy(a, m + 6 / m) + toy(t, x * m)


def test_the_whole_number_is_judged_on_the_way_on_which_the_value_was_found():
    answer = on_two_ways().solve("x", a=5, t=10.5)  # m = 3, x = 3.5, or m = 2, x = 5.25
    assert answer.magnitudes == pytest.approx((3.5, 5.25))
    assert answer.whole == 4  # 4 * 3 = 12; with m = 2 it would be 8, too little
    dearer = on_two_ways("more").solve("x", a=5, t=10.5)
    assert (dearer.magnitude, dearer.whole) == (pytest.approx(5.25), 6)  # 6 * 2 = 12


def test_the_goal_behind_a_derived_target_is_the_given_one():
    a, m, z = variable("a"), variable("m"), variable("z")
    t, x = variable("t", better="less"), variable("x", better="less")
    system = toy(a, m + 6 / m) + toy(t, z + 1) + toy(z, x * m)
    answer = system.solve("x", a=5, t=11.5)  # z = 10.5: x = 3.5 (m = 3) or 5.25 (m = 2)
    assert answer.magnitude == pytest.approx(3.5)
    assert answer.whole == 3  # z = 9, t = 10; with 4, t = 13 would be worse


def test_a_target_that_follows_from_other_givens_is_kept_too():
    u, v, t = variable("u"), variable("v"), variable("t", better="more")
    x, k = variable("x", better="less"), variable("k")
    again = il.relation(sp.Eq(t, k * x), name="again")
    answer = il.Law("both", relations=[toy(t, u + v), again]).solve("x", u=5, v=5.4, k=3)
    assert answer.magnitude == pytest.approx(10.4 / 3)
    assert answer.whole == 4  # k * 3 = 9 is less than the 10.4 that u and v make


# -- answers as values -------------------------------------------------------------------------


def memory_time(bandwidth):
    return il.laws[2].solve("memory_time", weight_bytes="140 GB", memory_bandwidth=bandwidth)


def test_an_answer_is_formatted_compared_subtracted_and_divided():
    fast, slow = memory_time("8 TB/s"), memory_time("2 TB/s")
    assert f"{fast}" == "memory_time = 17.5 ms"
    assert f"{fast:.2f~C}" == "17.50 ms"
    assert fast < slow
    assert slow >= fast
    assert slow > "69 ms"
    assert fast <= il.Q("0.0175 s")
    assert slow / fast == pytest.approx(4.0)
    assert (slow - fast).to("ms").magnitude == pytest.approx(52.5)


def test_an_answer_is_compared_with_values_of_its_own_dimension_only():
    answer = memory_time("2 TB/s")
    size = il.laws[2].solve("weight_bytes", memory_time="1 s", memory_bandwidth="1 TB/s")
    for ask in (lambda: answer < size, lambda: answer / "3 GB", lambda: answer - size):
        with pytest.raises(il.DimensionError, match="memory_time"):
            ask()
    with pytest.raises(il.UnderdeterminedError):
        _ = il.laws[2].solve("memory_time") < answer


def test_a_notebook_shows_the_sentence_first_and_no_word_of_the_engine():
    given = {"weight_bytes": "140 GB", "memory_time": "50 ms"}
    page = il.laws[2].solve("memory_bandwidth", given)._repr_html_()
    assert page.startswith('<p title="memory_bandwidth = 2.8 TB/s"><b>memory bandwidth: </b><math')
    assert "by isolating it" in page
    assert "isolation" not in page
    assert page.count("<tr>") == 3  # formula, what was given, how it was found
    searched = il.iron_law.using(goodput="exact").solve(
        "checkpoint_interval",
        goodput=0.89,
        restart_time="10 min",
        checkpoint_write_time="2 min",
        cluster_mtbf="8 h",
    )
    page = searched._repr_html_()
    assert "formula" not in page  # a search has none
    assert "each root was put back" in page
