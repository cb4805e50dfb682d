"""Solving: the answers that systems give, forwards and backwards, and how they refuse."""

from __future__ import annotations

import math
import random

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import ironlaw as il
from ironlaw._language import Equation
from ironlaw._solving import Memory, Problem
from ironlaw._solving.known import Known
from ironlaw._solving.ladder import rearrange
from ironlaw._solving.newton import has_root, solve_together
from ironlaw._solving.trail import Trail
from ironlaw._solving.walk import step
from ironlaw._structure import Block

laws = il.laws
TRAINING = il.iron_law + laws[15] + laws[19]
RUN = {
    "total_flop": 3e23,
    "peak_flops": "312 TFLOP/s",
    "mfu": 0.4,
    "scaling_efficiency": 1,
    "component_mtbf": "5000 hour",
    "components_per_device": 1,
    "restart_time": "10 min",
    "checkpoint_interval": "30 min",
    "checkpoint_write_time": "2 min",
}


def variable(name, **options):
    return il.Variable(name, latex=name, **options)


a, b, c, x, y, z = (variable(name) for name in "abcxyz")
share = variable("share", domain="fraction")
plain = variable("plain", domain="real")


def toy(*sides):
    return il.Law("toy", [il.relation(sp.Eq(left, right), name=str(left)) for left, right in sides])


def span(solution):
    """Return the ends of an answer that is one interval or ray, and which of them are open."""
    (one,) = solution.answers
    return one.low, one.high, one.left_open, one.right_open


# -- the answers that must hold ----------------------------------------------------------------


def test_the_bandwidth_that_reads_140_gb_in_50_ms_is_2_8_tb_per_second():
    answer = laws[2].solve("memory_bandwidth", weight_bytes="140 GB", memory_time="50 ms")
    assert answer.to("TB/s").magnitude == pytest.approx(2.8, rel=1e-12)
    assert str(answer) == "memory_bandwidth = 2.8 TB/s"


def test_a_function_of_the_law_s_number_or_name_gives_the_same():
    at = {"weight_bytes": "140 GB", "memory_time": "50 ms"}
    for law in (2, "memory", "2", laws[2]):
        assert il.solve("memory_bandwidth", at, law=law).magnitude == pytest.approx(2.8e12)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    ranks=st.floats(1.5, 1e5),
    message=st.floats(1e3, 1e12),
    bandwidth=st.floats(1e9, 1e12),
    latency=st.floats(1e-7, 1e-3),
)
def test_ring_allreduce_gives_the_number_of_ranks_back(ranks, message, bandwidth, latency):
    at = {"message_bytes": message, "effective_bandwidth": bandwidth, "link_latency": latency}
    time = laws[14].solve("allreduce_time", ranks=ranks, **at).magnitude
    answer = laws[14].solve("ranks", allreduce_time=time, **at)
    assert any(root == pytest.approx(ranks, rel=1e-6) for root in answer.magnitudes)


@pytest.mark.parametrize(
    ("compute", "expected"),
    [(0.5, (1.0, 1.0, False, False)), (1.0, (0.0, 1.0, True, False))],
)
def test_streaming_inverts_through_its_max(compute, expected):
    answer = laws[6].solve("injection_time", layer_time="1 s", layer_compute_time=compute)
    assert span(answer) == pytest.approx(expected)
    assert answer.kind == ("point" if compute < 1 else "at most")


def test_streaming_below_its_compute_time_is_out_of_reach():
    with pytest.raises(
        il.UnreachableError, match=r"layer_time = 1 s.*2 s.*layer_compute_time"
    ) as e:
        laws[6].solve("injection_time", layer_time="1 s", layer_compute_time="2 s")
    assert e.value.best == pytest.approx(2.0)


def test_the_least_number_of_servers_for_a_mean_wait_is_found():
    at = {"arrival_rate": 10, "service_rate": 2}
    answer = laws[7].solve("servers", mean_wait="100 ms", **at)
    assert answer.whole == 7
    waits = [laws[7].solve("mean_wait", servers=n, **at).magnitude for n in (6, 7)]
    assert waits[0] > 0.1 >= waits[1]


def test_the_servers_at_which_enough_requests_do_not_wait_are_a_ray():
    at = {"arrival_rate": 10, "service_rate": 2, "quantile": 0.9}
    answer = laws[7].solve("servers", wait_quantile="0 s", **at)
    assert answer.kind == "at least"
    waiting = laws[7].solve("wait_probability", servers=answer.magnitude, **at)
    assert waiting.magnitude == pytest.approx(0.1, rel=1e-6)


@pytest.mark.parametrize("name", list(il.iron_law.variables))
def test_the_iron_law_answers_for_each_of_its_variables(name):
    answer = il.iron_law.solve(name)
    assert answer.method in ("direct", "isolation", "linear")
    (used,) = [step.argument for step in answer.derivation.steps if step.rule == "relation"]
    one = il.iron_law.relations[used]
    assert sp.simplify((one.lhs - one.rhs).subs(il.variables[name], answer.formula)) == 0


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    st.sampled_from(
        ["total_flop", "devices", "peak_flops", "mfu", "scaling_efficiency", "goodput"]
    ),
    st.lists(st.floats(0.05, 0.95), min_size=3, max_size=3),
)
def test_the_iron_law_gives_each_of_its_terms_back(unknown, shares):
    at = {"total_flop": 1e21, "devices": 64.0, "peak_flops": 1e15}
    at |= dict(zip(("mfu", "scaling_efficiency", "goodput"), shares, strict=True))
    time = il.iron_law.solve("run_time", at).magnitude
    rest = {name: value for name, value in at.items() if name != unknown}
    answer = il.iron_law.solve(unknown, rest, run_time=il.Q(time, "s"))
    assert answer.magnitude == pytest.approx(at[unknown], rel=1e-9)


# -- regimes: points, intervals, rays, anything ------------------------------------------------


@pytest.mark.parametrize(
    ("number", "unknown", "at", "kind", "expected"),
    [
        (2, "peak_flops", {"attainable_flops": 5e13}, "point", (5e13, 5e13)),
        (2, "peak_flops", {"attainable_flops": 1e14}, "at least", (1e14, math.inf)),
        (8, "storage_supply", {"ingestion_share": 1, "data_demand": 6e9}, "at least", (6e9, None)),
        (8, "data_demand", {"ingestion_share": 1, "storage_supply": 6e9}, "at most", (0, 6e9)),
        (8, "storage_supply", {"ingestion_share": 0.5, "data_demand": 6e9}, "point", (3e9, 3e9)),
        (
            9,
            "step_time",
            {"transformation_share": 1, "transformation_time": 2},
            "at least",
            (2, None),
        ),
        (9, "step_time", {"transformation_share": 0.5, "transformation_time": 2}, "point", (1, 1)),
    ],
)
def test_a_regime_gives_a_point_or_at_its_tie_a_ray(number, unknown, at, kind, expected):
    extra = {"memory_bandwidth": 1e12, "arithmetic_intensity": 100} if number == 2 else {}
    answer = laws[number].solve(unknown, {**at, **extra})
    assert answer.kind == kind
    low, high, _, _ = span(answer)
    assert low == pytest.approx(expected[0])
    assert high == pytest.approx(expected[1] if expected[1] is not None else math.inf)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("memory_capacity", (80e9, 80.5e9, False, True)),
        ("kv_bytes_per_request", (64e9 / 129, 64e9 / 128, True, False)),
        ("weight_bytes", (80e9 - 129 * 0.5e9, 80e9 - 128 * 0.5e9, True, False)),
    ],
)
def test_all_sizes_that_fit_exactly_128_requests_are_an_interval(name, expected):
    at = {"memory_capacity": 80e9, "kv_bytes_per_request": 0.5e9, "weight_bytes": 16e9}
    answer = laws[5].solve(name, {k: v for k, v in at.items() if k != name}, max_batch_size=128)
    assert answer.kind == "interval"
    assert span(answer) == pytest.approx(expected)


def test_pages_round_up():
    paged = laws[5].using(allocation="paged")
    answer = paged.solve("cached_length", pages_per_request=10, page_size=16)
    assert span(answer) == (144.0, 160.0, True, False)


def test_rounding_is_inverted_through_the_relations_before_it():
    at = {"layers": 32, "kv_heads": 8, "head_dim": 128, "bytes_per_element": 2, "page_size": 16}
    paged = (
        laws[5]
        .using(allocation="paged")
        .given(at, max_batch_size=100, memory_capacity="80 GB", weight_bytes="16 GB")
    )
    low, high, _, _ = span(paged.solve("sequence_length"))
    pages = [64e9 / n / (2 * 32 * 8 * 128 * 2 * 16) for n in (101, 100)]
    assert low == pytest.approx(16 * (math.ceil(pages[0]) - 1))
    assert high == pytest.approx(16 * math.floor(pages[1]))


def test_a_number_of_devices_that_another_resource_already_needs_bounds_one_side():
    answer = laws[22].solve(
        "devices_for_bandwidth", required_devices=3, devices_for_compute=2.5, devices_for_capacity=1
    )
    assert span(answer) == (0.0, 3.0, True, False)


def test_a_number_of_devices_that_no_other_resource_needs_is_an_open_interval():
    answer = laws[22].solve(
        "devices_for_bandwidth", required_devices=3, devices_for_compute=2, devices_for_capacity=1
    )
    assert span(answer) == (2.0, 3.0, True, False)


@pytest.mark.parametrize(
    ("sides", "unknown", "at"),
    [
        ((y, a * x), "x", {"y": 0, "a": 0}),
        ((y, a / x), "x", {"y": 0, "a": 0}),
        ((y, a * x + b), "x", {"y": 3, "a": 0, "b": 3}),
        ((y, sp.Max(a * x, b)), "x", {"y": 3, "a": 0, "b": 3}),
        ((y, b + a * x * sp.log(1 + x)), "x", {"y": 3, "a": 0, "b": 3}),
    ],
    ids=str,
)
def test_an_unknown_that_does_not_matter_may_be_anything(sides, unknown, at):
    zeros = {a: variable("a", domain="nonnegative"), y: variable("y", domain="nonnegative")}
    left, right = (side.subs(zeros) for side in sides)
    assert toy((left, right)).solve(unknown, at).kind == "any"


def test_an_equation_that_always_holds_leaves_the_unknown_free():
    v = il.variables
    stated = v.weight_bytes / v.memory_bandwidth
    answer = laws[2].solve("memory_bandwidth", memory_time=stated, weight_bytes="140 GB")
    assert answer.kind == "any"


def test_an_unknown_that_does_not_matter_cannot_help_either():
    silent = variable("a", domain="nonnegative")
    with pytest.raises(il.UnreachableError, match="whatever the unknown"):
        toy((y, silent * x)).solve("x", y=1, a=0)


def test_without_givens_a_regime_is_a_branch_with_its_condition():
    first, second = laws[6].relations["layer_time"].solve("injection_time").branches
    v = il.variables
    assert first.expr == v.layer_time
    assert first.condition == sp.StrictLessThan(v.layer_compute_time, v.layer_time)
    assert second.condition == sp.Eq(v.layer_compute_time, v.layer_time)


def test_what_binds_is_named():
    forward = laws[6].solve("layer_time", injection_time=1, layer_compute_time=2)
    assert forward.regime == ("layer_compute_time",)
    backward = laws[6].solve("injection_time", layer_time=2, layer_compute_time=1)
    assert backward.regime == ("injection_time",)


# -- out of reach ------------------------------------------------------------------------------


def test_a_target_that_is_out_of_reach_names_the_best_that_is_not():
    with pytest.raises(
        il.UnreachableError, match=r"devices.*run_time.*the least is.*devices = "
    ) as e:
        TRAINING.solve("devices", run_time="1 day", **RUN)
    least = e.value.best
    assert e.value.variable == "devices"
    times = [TRAINING.solve("run_time", devices=n, **RUN).magnitude for n in (5000, 5600, 6200)]
    assert min(times) * (1 - 1e-3) < least <= min(times) * (1 + 1e-9)


def test_the_target_that_is_named_is_the_user_s_own():
    rest = {name: value for name, value in RUN.items() if name != "checkpoint_interval"}
    with pytest.raises(il.UnreachableError, match="run_time = 30 day"):
        TRAINING.solve("checkpoint_interval", run_time="30 day", devices=1000, **rest)


def test_a_target_behind_several_relations_is_named_with_its_own_best():
    with pytest.raises(il.UnreachableError, match=r"streamed_pass_time = 1 s.*least is 2 s"):
        laws[6].solve(
            "injection_bandwidth",
            streamed_pass_time="1 s",
            layers=100,
            layer_compute_time="20 ms",
            layer_weight_bytes="1 GB",
        )


def test_a_value_outside_its_domain_is_refused_and_named():
    with pytest.raises(il.UnreachableError, match=r"mfu = 2 is not in \(0, 1\]"):
        laws[3].solve("mfu", achieved_flops="2 TFLOP/s", peak_flops="1 TFLOP/s")


def test_an_unstable_queue_is_refused():
    with pytest.raises(il.UnreachableError, match="utilization"):
        laws[7].solve("mean_wait", servers=4, service_rate=1, arrival_rate=5)


# -- domains on the way ------------------------------------------------------------------------


def test_goodput_below_zero_is_refused_on_the_way():
    with pytest.raises(il.UnreachableError, match=r"failure_penalty|goodput"):
        TRAINING.solve("run_time", devices=20000, **RUN)


def test_a_variable_that_is_eliminated_keeps_its_domain():
    system = toy((share, a - b), (y, 2 * share))
    with pytest.raises(il.UnreachableError, match="share"):
        system.solve("b", y=3, a=5)


def test_a_root_on_the_way_that_leaves_a_domain_is_rejected_with_its_reason():
    system = toy((y, x**2 - 3 * x + 5), (share, x - sp.Rational(3, 2)), (z, share + a))
    answer = system.solve("z", y=3, a=1)
    assert answer.magnitudes == pytest.approx((1.5,))
    assert any("share" in reason for _, reason in answer.rejected)


def test_several_roots_on_the_way_are_all_followed():
    answer = toy((y, x**2 - 3 * x + 5), (z, x + a)).solve("z", y=3, a=1)
    assert answer.magnitudes == pytest.approx((2.0, 3.0))


# -- roots -------------------------------------------------------------------------------------


def test_run_time_over_devices_has_two_roots_and_no_third_at_the_pole():
    answer = TRAINING.solve("devices", run_time="60 day", **RUN)
    few, many = answer.magnitudes
    for root in (few, many):
        assert TRAINING.solve("run_time", devices=root, **RUN).magnitude == pytest.approx(
            60 * 86400, rel=1e-9
        )
    assert answer.magnitude == few
    assert answer.residual <= 1e-9


def test_bracketing_finds_the_same_two_roots_beside_the_pole():
    slow = 1 / (1 + il.variables.devices ** sp.Rational(2, 5) / 100)
    given = {**RUN, "scaling_efficiency": slow}
    answer = TRAINING.solve("devices", run_time="60 day", **given)
    assert answer.method == "numeric"
    assert len(answer.magnitudes) == 2
    for root in answer.magnitudes:
        at = {**RUN, "scaling_efficiency": 1 / (1 + root**0.4 / 100)}
        assert TRAINING.solve("run_time", devices=root, **at).magnitude == pytest.approx(60 * 86400)


def test_goodput_for_exponential_failures_is_inverted_as_well():
    exact = TRAINING.using(goodput="exact")
    for root in exact.solve("devices", run_time="60 day", **RUN).magnitudes:
        assert exact.solve("run_time", devices=root, **RUN).magnitude == pytest.approx(60 * 86400)


@pytest.mark.parametrize(
    ("formula", "target", "roots"),
    [
        (x ** sp.Rational(37, 100) + x, 2, [1]),
        ((x - 1) * (x - 2) * (x - 3) + 7, 7, [1, 2, 3]),
        ((x - 1) ** 2 * (x - 3) + 7, 7, [1, 3]),
        (1 / (x - 1) + 1 / (x - 2) + 9, 9, [1.5]),
        (x**2 * sp.exp(-x) + 1, 1.25, [0.714805912, 4.306584728]),
    ],
    ids=str,
)
def test_all_roots_in_the_domain_are_found_as_points(formula, target, roots):
    answer = toy((y, formula)).solve("x", y=target)
    assert answer.kind == "point"
    assert answer.magnitudes == pytest.approx(roots, rel=1e-6)
    for root in answer.magnitudes:
        assert float(formula.subs(x, root)) == pytest.approx(target, rel=1e-9)


@pytest.mark.parametrize(
    ("formula", "target", "roots"),
    [(plain**2, 4, [-2, 2]), (plain**2 + plain + 1, 7, [-3, 2]), (abs(plain - 1), 4, [-3, 5])],
    ids=str,
)
def test_an_unknown_that_may_be_negative_has_its_negative_roots_too(formula, target, roots):
    assert toy((y, formula)).solve("plain", y=target).magnitudes == pytest.approx(roots)


@pytest.mark.parametrize(
    ("formula", "at", "refused"),
    [
        (x * (x + 1), {"y": 6.0}, -3.0),
        (share * (2 - share), {"y": 0.75}, 1.5),
        (plain**2 - x, {"y": 3.0, "plain": 1.0}, -2.0),
    ],
    ids=str,
)
def test_a_root_outside_the_domain_is_reported_with_its_reason(formula, at, refused):
    system = toy((y, formula))
    unknown = next(name for name in system.variables if name not in at)
    try:
        rejected = system.solve(unknown, at).rejected
    except il.UnreachableError as error:
        assert f"{refused:g}" in str(error)
        return
    assert [value for value, _ in rejected] == pytest.approx([refused])
    assert "not" in rejected[0][1]


@pytest.mark.parametrize(
    ("number", "unknown", "at", "end"),
    [
        (18, "pue", {"carbon": "0.3 kg", "energy": "0.1 J", "carbon_intensity": "3 kg/J"}, 1.0),
        (3, "scaling_efficiency", {"mfu": 0.7 / 1.1, "end_to_end_mfu": 0.7 / 1.1}, 1.0),
        (3, "mfu", {"achieved_flops": 0.1 + 0.2, "peak_flops": 0.3}, 1.0),
    ],
)
def test_a_root_that_rounding_puts_a_hair_outside_its_domain_is_the_domain_s_end(
    number, unknown, at, end
):
    assert laws[number].solve(unknown, at).magnitude == pytest.approx(end, abs=1e-15)


def test_a_point_where_the_relation_has_no_value_is_no_root():
    with pytest.raises(il.UnreachableError):
        toy((y, (x**2 - 1) / (x - 1))).solve("x", y=2)


def test_a_value_that_is_only_approached_is_not_reached():
    zero = variable("zero", domain="nonnegative")
    with pytest.raises(il.UnreachableError):
        toy((zero, 1 / (1 + x) + sp.exp(-x))).solve("x", zero=0)


# -- verification ------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    at=st.floats(0.01, 100),
    powers=st.lists(st.sampled_from([-2, -1, -0.5, 0.5, 1.3, 2, 3]), min_size=1, max_size=3),
    weights=st.lists(st.floats(0.1, 10), min_size=3, max_size=3),
)
def test_every_answer_is_verified_by_substitution(at, powers, weights):
    terms = [sp.Float(w) * x ** sp.Rational(str(p)) for p, w in zip(powers, weights, strict=False)]
    value = float(sum(terms).subs(x, at))
    answer = toy((y, sum(terms))).solve("x", y=value)
    assert answer.residual <= 1e-9
    assert any(root == pytest.approx(at, rel=1e-4) for root in answer.magnitudes)
    for root in answer.magnitudes:
        assert float(sum(terms).subs(x, root)) == pytest.approx(value, rel=1e-9)


def test_answers_that_overflow_or_cancel_in_floats_are_still_accurate():
    system = toy((y, x**2 + a * x))
    assert system.solve("x", y=1.0, a=1e9).magnitude == pytest.approx(1e-9, rel=1e-12)
    growth = toy((y, sp.exp(a) * x / sp.exp(b)))
    assert growth.solve("x", y=1.0, a=800.0, b=799.0).magnitude == pytest.approx(math.exp(-1))


# -- nothing mutates ---------------------------------------------------------------------------


def test_solving_changes_neither_the_system_nor_the_givens():
    at = {"weight_bytes": "140 GB", "memory_time": "50 ms"}
    before = (dict(at), laws[2].bound, laws[2].selected)
    laws[2].solve("memory_bandwidth", at)
    assert (at, laws[2].bound, laws[2].selected) == before


def test_a_variant_is_chosen_without_changing_the_law():
    tree = laws[14].using(allreduce="tree")
    at = {"ranks": 8, "message_bytes": 1e9, "effective_bandwidth": 5e10, "link_latency": 0}
    assert tree.solve("allreduce_time", at).magnitude == pytest.approx(2 * 3 * 0.02)
    assert laws[14].solve("allreduce_time", at).magnitude == pytest.approx(2 * 7 / 8 * 0.02)


def test_an_unknown_of_another_variant_is_refused_with_the_variant_that_has_it():
    with pytest.raises(il.UnknownVariable, match="using"):
        laws[10].solve("torus_side")
    with pytest.raises(il.UnknownChoice, match="fat_tree"):
        laws[10].using(topology="butterfly")


@pytest.mark.parametrize("size", [1e-8, 1e-12, 1e-15])
def test_a_root_whose_formula_cancels_is_polished(size):
    grown = toy((y, sp.exp(x) - 1))  # the inverse, log(1 + y), loses the digits of a small y
    assert grown.solve("x", y=size).magnitude == pytest.approx(math.log1p(size), rel=1e-12, abs=0)


def test_newton_takes_no_near_miss_for_a_root():
    first, second = il.Variable("first"), il.Variable("second")
    same = Equation("same", first, second, first)
    missed = Equation("missed", first**2 + 1, 2 * second * (1 - sp.Rational(1, 10**5)), None)
    assert solve_together([same, missed], (first, second), {}) == []
    met = Equation("met", first**2 + 1, 2 * second * (1 + sp.Rational(1, 10**5)), None)
    roots = solve_together([same, met], (first, second), {})
    assert len(roots) == 2
    for root in roots:
        assert root[first] ** 2 + 1 == pytest.approx(2.00002 * root[first], rel=1e-9)


def test_a_way_with_an_equation_that_only_numbers_can_solve_is_not_dropped():
    """Where the values on the way are missing, each branch counts: none is left out."""
    k, m = il.Variable("k"), il.Variable("m")
    mixed = Equation("y", y, sp.Max(m / (1 + m), k * sp.exp(-k)), y)
    found = rearrange(mixed, m, Known())
    assert (len(found.found), len(found.stuck)) == (1, 1)
    problem = Problem("toy", x, Memory((mixed,)), (mixed,))
    with pytest.raises(il.UnsolvableError, match="no closed form in y"):
        step(problem, Block((mixed,), (m,)), Trail({}))


# -- unknowns that can move together -------------------------------------------------------------

INGESTED = {
    "delivered_sample_rate": 1000,
    "ingestion_time": 1.0,
    "demanded_sample_rate": 500,
    "step_time": 2.0,
    "ingestion_share": 1,
}


@pytest.mark.parametrize("seed", range(12))
def test_an_unknown_that_does_not_matter_is_any_in_whatever_order_the_relations_stand(seed):
    names = list(laws[8].relations)
    random.Random(seed).shuffle(names)
    shuffled = il.join("shuffled", *(laws[8].relations[name] for name in names))
    assert repr(shuffled.solve("data_demand", INGESTED)) == "data_demand = any"


def test_roots_that_move_into_each_other_are_told_from_single_ones():
    u, w = il.Variable("u"), il.Variable("w")
    product = Equation("product", u * w, sp.Integer(6), None)
    square = Equation("square", (u * w) ** 2, sp.Integer(36), None)
    total = Equation("total", u + w, sp.Integer(5), None)
    assert solve_together([product, square], (u, w), {}) is None
    roots = solve_together([product, total], (u, w), {})
    assert [round(root[u], 9) for root in roots] == [2.0, 3.0]
    assert has_root([product], [w], {u: 12.0})
    assert not has_root([product, total], [w], {u: 12.0})


def test_unknowns_that_move_together_on_the_way_leave_an_interval():
    names = ("first_part", "second_part", "product_of_both", "square_of_it", "after")
    v = {name: il.Variable(name) for name in names}
    product = v["first_part"] * v["second_part"]
    sides = {"product_of_both": product, "square_of_it": product**2, "after": v["first_part"] + 1}
    relations = [il.relation(sp.Eq(v[name], side), name=name) for name, side in sides.items()]
    answer = il.Law("along", relations=relations).solve("after", square_of_it=36, product_of_both=6)
    assert answer.kind == "at least"  # any first part will do
    assert answer.magnitude == pytest.approx(1.0)


COUPLED = {
    "cubics": (lambda p: p**3 + p, lambda p: p**3 + 2 * p, 2.0),
    "transcendental": (lambda p: p + sp.log(p), lambda p: sp.exp(p) + p, 1.0),
}


@pytest.mark.parametrize("unknown", ["first_part", "after"])
@pytest.mark.parametrize("kind", COUPLED)
def test_unknowns_that_move_together_in_a_part_of_the_domain_are_refused_in_words(kind, unknown):
    one, other, product = COUPLED[kind]  # of first_part and second_part only the product is fixed
    parts = ("first_part", "second_part", "after", "left", "right")
    first, second, after, left, right = map(il.Variable, parts)
    sides = {left: one(first * second), right: other(first * second), after: first + 1}
    relations = [il.relation(sp.Eq(v, side), name=v.name) for v, side in sides.items()]
    given = {"left": float(one(product)), "right": float(other(product))}
    with pytest.raises(il.UnsolvableError, match="can move together"):
        il.Law("along", relations=relations).solve(unknown, given)
