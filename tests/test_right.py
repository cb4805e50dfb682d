"""No false root, none missed, no silent number: cases that came out wrong, each by its figure."""

import itertools
import math
import random

import pytest
import sympy as sp
from benchmarks.givens import FLEET, based
from scipy import stats

import ironlaw as il
from ironlaw._solving.parted import by_parts

daly = il.laws[19].using(interval="daly")


def leaves(system, givens, *without):
    return {k: v for k, v in givens.items() if k in system.variables and k not in without}


# -- none missed -------------------------------------------------------------------------------


def test_near_double_roots_are_found():
    # with x = sqrt(write/(2 MTBF)), Daly's interval is 2 MTBF x (1 - x/3)**2: its double root
    # at x = 3, a write time of 18 MTBF, parts where the interval is not quite zero
    answer = daly.solve("checkpoint_write_time", optimal_interval=1e-3, cluster_mtbf="1 day")
    split = 3 * math.sqrt(1e-3 / (2 * 86400 * 3)) / 3
    near = [2 * 86400 * (3 * (1 + sign * split)) ** 2 for sign in (-1, 1)]
    assert len(answer.magnitudes) == 3
    assert answer.magnitudes[1:] == pytest.approx(near, rel=1e-7)
    assert answer.magnitudes[0] == pytest.approx(1e-6 / (2 * 86400), rel=1e-3)


def test_each_whole_value_of_a_rounding_has_its_root():
    fits, size, full = (
        il.Variable(name, unit="1", latex=glyph)
        for name, glyph in (("fits", "f"), ("size", "s"), ("full", "u"))
    )
    sawtooth = il.relation(
        lambda room, size: sp.floor(room / size) * size,
        defines=full,
        variables=[il.Variable("room", latex="r"), size],
    )
    answer = sawtooth.solve("size", room=1000.0, full=990.0)
    # n pieces of 990/n: n of them fit into 1000, and n + 1 do not, while n < 99
    assert len(answer.magnitudes) == 98
    assert answer.magnitudes == pytest.approx([990 / n for n in range(98, 0, -1)])
    assert "(98 in all)" in repr(answer)
    assert fits is not full


def test_a_fleet_s_sawtooth_holds_the_original_among_hundreds():
    fleet = il.inference.using(batching="largest")
    given = leaves(fleet, {**FLEET, "memory_reserve": 0}, "batch_size")
    cache = fleet.solve("kv_cache_bytes", given)
    given.pop("tokens_per_step")
    answer = fleet.solve("tokens_per_step", {**given, "kv_cache_bytes": cache})
    assert len(answer.magnitudes) > 100
    assert any(value == pytest.approx(150, rel=1e-9) for value in answer.magnitudes)
    assert not answer.complete


def test_what_cannot_be_listed_is_said():
    x, y = il.Variable("x", latex="x"), il.Variable("y", latex="y")
    saw = il.relation(lambda x: x - sp.floor(x) + 0 * x, defines=y, variables=[x, y])
    answer = saw.solve("x", y=0.25)
    assert not answer.complete
    assert any(one.startswith("more may follow") for one in answer.warnings)


def test_the_ladder_s_algebra_is_complete():
    assert il.laws[2].solve("memory_bandwidth", weight_bytes=1, memory_time=1).complete


# -- none false --------------------------------------------------------------------------------


def test_an_equation_that_always_holds_gives_no_list_of_noise():
    law = il.laws[8]
    order = (
        "delivered_sample_rate",
        "ingestion_share",
        "ingestion_time",
        "data_demand",
        "demanded_sample_rate",
        "ingestion_utilization",
        "storage_supply",
    )
    given = {
        "delivered_sample_rate": 1000,
        "ingestion_time": 1.0,
        "demanded_sample_rate": 500,
        "step_time": 2.0,
        "ingestion_share": 1,
    }
    for turned in itertools.islice(itertools.permutations(order), 0, 5040, 600):
        system = il.join("p", *(law.relations[name] for name in turned))
        assert system.solve("data_demand", given).kind == "any"


def test_a_jump_beside_a_root_is_no_root():
    answer = il.laws[5].solve(
        "weight_bytes", memory_capacity="80 GB", kv_bytes_per_request="1 GB", max_batch_size=40
    )
    assert answer.kind == "interval"
    assert answer.magnitudes == pytest.approx((39e9, 40e9))


def test_underflow_is_neither_a_refusal_nor_the_end_of_an_interval():
    answer = il.laws[7].solve(
        "mean_response_time", servers=1000, arrival_rate="100 1/s", service_rate="1 1/s"
    )
    assert answer.magnitude == pytest.approx(1.0)  # no one waits: the service alone
    given = {"servers": 20, "service_rate": "6 1/s", "latency_quantile": "0.01 s"}
    quantile = il.laws[7].solve("quantile", given, arrival_rate="1e-9 1/s").magnitude
    assert quantile == pytest.approx(-math.expm1(-0.06))  # the service alone, again
    rate = il.laws[7].solve("arrival_rate", given, quantile=quantile)
    assert rate.kind == "at most"
    assert rate.magnitude > 1.0


# -- what is said ------------------------------------------------------------------------------


def test_a_weakly_determined_answer_says_so():
    change = il.laws[21].using(change="power")
    answer = change.solve(
        "relative_input_change", elasticity=-10.0, relative_target_change=-0.9999999999
    )
    assert answer.condition_number == pytest.approx(0.1 / 1e-10 * 10 / 9, rel=1e-3)
    assert "weakly determined" in repr(answer)
    assert "weakly determined" in answer._repr_html_()


def test_a_plain_answer_has_a_small_condition_number():
    answer = il.laws[2].solve("memory_bandwidth", weight_bytes="140 GB", memory_time="50 ms")
    assert answer.condition_number == pytest.approx(1.0)
    assert not answer.warnings


def test_of_an_answer_by_numbers_it_follows_from_the_slope():
    given = {"servers": 10, "arrival_rate": "8 1/s"}
    rate = il.laws[7].solve("service_rate", given, wait_probability=0.5)
    assert rate.method == "numeric"
    step = 1e-6
    sides = [
        il.laws[7].solve("service_rate", given, wait_probability=0.5 * (1 + s * step)).magnitude
        for s in (-1, 1)
    ]
    by_wait = abs(sides[1] - sides[0]) / (2 * step * rate.magnitude)
    assert rate.condition_number >= by_wait
    assert rate.condition_number == pytest.approx(max(by_wait, 1.0), rel=0.5)


def test_a_refusal_says_where_rounding_may_be_why():
    with pytest.raises(il.UnreachableError, match="rounding alone may move it"):
        il.laws[16].solve(
            "run_time",
            time_to_result=il.Q(1e9, "s"),
            queue_wait=il.Q(1e9 * (1 + 1e-16) + 1e-7, "s"),
        )


def test_a_given_that_a_formula_ignores_is_named():
    answer = il.laws[4].solve("weight_bytes", decode_throughput=100)
    assert "not used: decode_throughput" in repr(answer)


# -- a value where a value follows -------------------------------------------------------------


def test_an_interval_is_cut_by_what_other_givens_determine():
    answer = il.laws[8].solve(
        "ingestion_utilization",
        sample_bytes=48554.48035552266,
        demanded_sample_rate=70606.95077004367,
        storage_supply=21414213558.319714,
        ingestion_share=1.0,
    )
    assert answer.magnitude == pytest.approx(48554.48 * 70606.95 / 21414213558.3, rel=1e-6)


def test_a_further_given_that_fixes_what_lies_between_fixes_the_unknown():
    answer = il.laws[8].solve(
        "storage_drives",
        drive_bandwidth="1 GB/s",
        sample_bytes="1 MB",
        ingestion_share=1,
        data_demand="2 GB/s",
        delivered_sample_rate="5000 1/s",
    )
    assert answer.magnitude == pytest.approx(5.0)


def test_givens_that_agree_pass_though_a_way_back_loses_digits():
    embodied = 1.2345e-7
    answer = il.laws[18].solve(
        "device_embodied_carbon",
        carbon="1000 kg",
        total_carbon=il.Q(1000.0 + embodied, "kg"),
        embodied_carbon=il.Q(embodied, "kg"),
        devices=1,
        run_time="1 s",
        device_lifetime="1 s",
    )
    assert answer.magnitude == pytest.approx(embodied, rel=1e-9)


def test_an_interval_given_within_rounding_of_a_whole_number_keeps_the_number():
    answer = il.laws[22].solve(
        "kv_cache_bytes",
        weight_bytes=6420486325.0,
        target_latency=82693.1,
        operations=3.4e16,
        efficiency=0.49,
        memory_bandwidth=2.07e12,
        peak_flops=6.9e14,
        memory_capacity=216757.75467,
        bytes_per_parameter=2e7,
        required_devices=935535.0,
    )
    low, high = answer.magnitudes
    assert (low, high) == pytest.approx(
        (935534 * 216757.75467 - 6420486325.0, 935535 * 216757.75467 - 6420486325.0)
    )


# -- symbolic answers as givens ----------------------------------------------------------------


def test_the_expression_of_a_half_numeric_answer_keeps_its_unit():
    half = il.laws[2].solve("memory_time", weight_bytes="16 GB").expr
    answer = il.laws[2].solve(
        "roofline_time", memory_time=half, compute_time="1 ms", memory_bandwidth="2 TB/s"
    )
    assert answer.to("ms").magnitude == pytest.approx(8)
    with pytest.raises(il.DimensionError):
        il.laws[2].solve("roofline_time", memory_time=il.variables.weight_bytes * 2)


def test_what_an_answer_stated_bears_on_no_other_question():
    def ask():
        twice = 2.0 * il.variables.memory_bandwidth
        return il.laws[22].solve(
            "memory_bandwidth", required_bandwidth=twice, devices_for_bandwidth=2
        )

    before = repr(ask())
    stated = il.laws[2].solve("weight_bytes", memory_time="50 ms").expr
    assert str(stated) == "0.05*memory_bandwidth"  # bytes, which 2.0*memory_bandwidth is not
    assert repr(ask()) == before


def test_sums_of_half_numeric_answers_keep_their_unit():
    half = il.laws[2].solve("memory_time", weight_bytes="16 GB").expr
    answer = il.laws[2].solve(
        "roofline_time",
        memory_time=half + il.variables.compute_time,
        compute_time="1 ms",
        memory_bandwidth="2 TB/s",
    )
    assert answer.to("ms").magnitude == pytest.approx(9)


def test_a_formula_that_lost_its_givens_is_refused():
    other = il.inference.solve("replica_bandwidth", parameters=70e9, bits=16)
    with pytest.raises(il.UnderdeterminedError, match="still holds memory_time, which depends on"):
        il.inference.solve("memory_bandwidth", replica_bandwidth=other, parameters=8e9)


def test_a_formula_without_givens_is_a_given_like_any_other():
    formula = il.laws[2].solve("memory_time")
    answer = il.laws[2].solve(
        "roofline_time",
        memory_time=formula,
        compute_time=1.0,
        weight_bytes=8.0,
        memory_bandwidth=2.0,
    )
    assert answer.magnitude == pytest.approx(4.0)


def test_an_exponential_less_one_keeps_its_digits_wherever_it_stands():
    """The share served within 1e-17 s is the rate times that, not the noise beside 1."""
    found = il.laws[7].solve(
        "servers",
        arrival_rate="2.4 1/s",
        service_rate="30 1/s",
        tail_ratio=5.6e-16,
        quantile=il.laws[7]
        .solve(
            "quantile",
            servers=1,
            arrival_rate="2.4 1/s",
            service_rate="30 1/s",
            tail_ratio=5.6e-16,
        )
        .value,
    )
    assert found.value == pytest.approx(1.0, rel=1e-6)


def test_a_power_less_one_keeps_its_digits():
    law = il.laws[21].using(change="power")
    change = law.solve("relative_target_change", relative_input_change=3e-13, elasticity=-2e-8)
    assert change.value == pytest.approx(-6e-21, rel=1e-9)
    back = law.solve("elasticity", relative_input_change=3e-13, relative_target_change=-6e-21)
    assert back.value == pytest.approx(-2e-8, rel=1e-9)
    large = law.solve("relative_target_change", relative_input_change=1, elasticity=2)
    assert large.value == 3.0


def test_a_root_of_rounding_alone_is_none():
    """At the last load below the servers the wait's logarithm is noise over next to nothing."""
    law = il.laws[7].using(service_times="exponential")
    found = law.solve(
        "arrival_rate",
        servers=51,
        service_rate="6.207610229089407 1/s",
        latency_quantile="0.08095132558911869 s",
        wait_quantile="0 s",
    )
    assert len(found.branches) == 1


def test_digits_lost_on_the_way_are_said():
    """A quantile of 1 - 4e-12 has four digits left, so the latency at the end has no more."""
    found = il.laws[7].solve(
        "latency_quantile",
        servers=27,
        arrival_rate="1.58367558262239 1/s",
        service_rate="0.32113481344640177 1/s",
        wait_quantile="0 s",
    )
    assert found.condition_number > 1e9
    assert "weakly determined" in found.warnings[0]


def test_underflow_on_the_way_is_said():
    found = il.laws[7].solve(
        "wait_excess", servers=900, offered_load=1.5, service_rate="1 1/s", quantile=0.5
    )
    assert "weakly determined" in found.warnings[0]


def test_that_a_search_in_several_unknowns_may_miss_roots_is_said():
    x, y = il.Variable("x"), il.Variable("y")
    total, product = il.Variable("total"), il.Variable("product")
    system = il.join(
        "pair",
        il.relation(sp.Eq(total, x * sp.exp(x) + y * sp.exp(y)), name="total"),
        il.relation(sp.Eq(product, x * y + sp.exp(x - y)), name="product"),
    )
    answer = system.solve("x", total=5, product=2)
    assert not answer.complete
    assert answer.warnings == ("more may follow: x, y were searched for together",)


def test_a_difference_that_rounding_leaves_nothing_of_contradicts_nothing():
    """The wait is 3e-22 s of a response of 34 ms, so that response says nothing about it."""
    law = il.laws[7].using(service_times="general")
    given = {
        "service_rate": "29.24310840884628 1/s",
        "service_time_variation": 0.2486015740139311,
        "tail_ratio": 0.09445284583990428,
        "offered_load": 0.00039923010413050786,
        "wait_probability": 8.44882780204653e-20,
    }
    answer = law.solve("latency_quantile", given)
    assert answer.value.to("ms").magnitude == pytest.approx(3.2299181235922)


def test_an_end_of_a_domain_stands_for_what_is_beyond_it_by_rounding():
    """Of a step of 3,500 years, what overlaps is known to nine digits at most: 0 is one of them."""
    given = {
        "effective_bandwidth": 30279475425.82781,
        "link_latency": 2.363687768076105e-05,
        "devices": 41,
        "parameters": 4407,
        "gradient_bytes_per_parameter": 98106644498.65334,
        "samples_per_batch": 120,
        "sequence_length": 5507,
        "tokens": 2773,
        "total_flop": 6.73e21,
        "peak_flops": 9e11,
        "mfu": 0.39,
    }
    law = il.laws[14].using(communication="gradients")
    for overlap in (0.0, 0.5):
        stated = law.solve("scaling_efficiency", given, overlap=overlap).value
        assert law.solve("overlap", given, scaling_efficiency=stated).magnitude == pytest.approx(
            overlap, abs=1e-6
        )


def test_a_relation_that_underflows_contradicts_nothing():
    given = {
        "mean_response_time": "6.672404807180301 s",
        "utilization": 0.024592962863255786,
        "wait_excess": "-18.898586474575843 s",
        "latency_quantile": "0.0002617890970492744 s",
        "conditional_wait": "0.07052202394034573 s",
        "arrival_rate": "0.35751988476009594 1/s",
    }
    answer = il.laws[7].using(service_times="exponential").solve("service_rate", given)
    assert answer.magnitude == pytest.approx(0.149871)


def test_a_number_beyond_what_can_be_shown_is_refused_in_words():
    with pytest.raises(il.DomainError, match="hfu"):
        il.training.solve("mfu", hfu=-1e308)


@pytest.mark.parametrize("unknown", ["step_compute_time", "steps"])
def test_a_regime_that_known_values_make_level_is_an_interval(unknown):
    """Without exposed communication a run that no data holds up takes as long whatever a step."""
    given = {
        "ingestion_time": "0.926 s",
        "transformation_time": "0.83 s",
        "exposed_communication": 0,
        "pipeline_bubble": 0.01,
        "kernel_mfu": 0.44,
        "devices": 729,
        "goodput": 0.86,
        "peak_flops": 3e14,
        "total_flop": 3e23,
        "dp_slowdown": 1,
    }
    names = ("data_share", "paced_step_time", "mfu", "scaling_efficiency", "step_time")
    names = (*names, "busy_time", "pipeline_time", "run_time", "step_compute_time")
    law = il.training.using(communication="gradients").only(*names)
    run_time = law.solve("run_time", given, step_compute_time="5 s").value
    answer = law.solve(unknown, given, run_time=run_time)
    least = 0.926 * 0.99
    if unknown == "step_compute_time":
        assert answer.kind == "at least"
        assert answer.magnitude == pytest.approx(least)
    else:
        assert answer.kind == "at most"
        assert answer.magnitude == pytest.approx(3e23 / (729 * 0.44 * 3e14) / least)


def test_a_block_whose_unknown_hardly_moves_is_solved_through_another_of_its_variables():
    """With 4 us of latency a double tree's message is known to a millionth before its ranks."""
    law = il.training.using(allreduce="double_tree")
    law = law.only("allreduce_time", "reduce_scatter_time", "ranks")
    given = {"link_latency": "4 us", "effective_bandwidth": "8 GB/s"}
    at = {**given, "ranks": 100, "message_bytes": "49 GB"}
    times = {n: law.solve(n, at).value for n in ("allreduce_time", "reduce_scatter_time")}
    assert law.solve("message_bytes", {**given, **times}).magnitude == pytest.approx(49e9)
    assert law.solve("ranks", {**given, **times}).magnitude == pytest.approx(100)
    more = {"tensor_parallel": 2, "pipeline_parallel": 4}
    assert law.solve("devices", {**given, **times, **more}).magnitude == pytest.approx(800)


def test_a_run_that_data_holds_up_takes_as_long_whatever_its_utilisation():
    """The slope that is left of mfu is 1 - 1 in floats, about 1e-16: rounding, not a root at 0."""
    law = il.training.only("data_share", "paced_step_time", "mfu", "scaling_efficiency", "run_time")
    given = based({
        "kernel_mfu": 0.1548533168444774,
        "step_compute_time": 12.547827098149035,
        "transformation_time": 282.38921463004476,
        "ingestion_time": 0.002678270157061062,
        "total_flop": 2.2125298853476247e26,
        "devices": 63.86711116417672,
        "goodput": 0.25722280865728636,
        "peak_flops": 427e12,
        "dp_slowdown": 1,
    })  # fmt: skip
    at = law.solve("mfu", given, step_time=184.6127002835675).magnitude
    run_time = law.solve("run_time", given, step_time=184.6127002835675).value
    answer = law.solve("mfu", given, run_time=run_time)
    assert answer.kind == "interval"
    first, last = answer.answers[0], answer.answers[-1]
    assert at < last.high == pytest.approx(0.1548533)
    assert first.low == pytest.approx(0.1548533 * 12.547828 / 282.389215)  # nothing is exposed


def test_an_answer_through_a_value_that_lost_all_its_digits_says_so():
    """The wait is what rounding leaves of two times of 1.6e7 s: the load may be anything."""
    law = il.laws[16].using(queue="md1")
    given = {"run_time": "16329878.854682093 s", "job_service_rate": "5e19 1/h"}
    answer = law.solve("job_arrival_rate", {**given, "time_to_result": "16329878.854682095 s"})
    assert answer.condition_number == math.inf
    assert "weakly determined" in answer.warnings[0]


def test_a_load_whose_wait_rounding_hides_is_an_interval_that_rounding_ends():
    """The wait is what rounding leaves of the response; so is what Erlang's C is known to be."""
    servers, rate, wait = 276, 8.3484176825106, 13.198725551142726
    found = (
        il.laws[7]
        .using(service_times="general")
        .solve(
            "arrival_rate",
            servers=servers,
            service_rate=f"{rate} 1/s",
            conditional_wait=f"{wait} s",
            mean_response_time=f"{1 / rate} s",
        )
    )

    def hidden(load: float) -> float:
        """Return the wait at a load, in the time of one service."""
        busy = stats.poisson.pmf(servers, load) / stats.poisson.cdf(servers, load)  # Erlang's B
        return rate * wait * busy / (1 - load / servers * (1 - busy))

    (answer,) = found.answers
    assert answer.low == 0
    assert 1e-16 < hidden(answer.high / rate) < 1e-14


def test_a_level_within_the_error_of_a_weakly_determined_target_is_an_interval():
    # from two weeks of decoding, the 0.3 s of one step come back with 8 digits: whether they are
    # the memory's or just above, so that the arithmetic decides, no float can tell
    givens = {"weight_bytes": 881507760274.0781, "memory_bandwidth": 2802285764726.274,
              "kv_cache_bytes": 1061.4019435773962, "batch_size": 20.0, "layers": 1.0,
              "peak_flops": 165166540577.05606, "attention_heads": 757.0,
              "head_dim": 1.3936143020288032, "prompt_length": 28.0,
              "prefix_hit_share": 0.5208483740993687, "output_length": 7403.0,
              "parameters": 265.0, "chunk_tokens": 785.8501523549901, "draft_length": 87.0,
              "draft_cost": 10.346449502703042, "acceptance_rate": 0.42889285568597013,
              "request_throughput": 1.6690013482815485e-05}  # fmt: skip
    law = il.laws[4].using(scheduling="chunked", prefix_caching="on", speculative_decoding="on")
    answer = law.solve("efficiency", based(givens))
    assert answer.kind == "at least"
    assert answer.magnitudes == pytest.approx((2.354193e-5, 1.0), rel=1e-4)


def test_a_wait_that_rounding_alone_makes_is_no_wait_that_says_anything():
    total, first, wait, excess, level = (
        il.Variable(name, unit="s", domain=domain, latex=glyph)
        for name, domain, glyph in (
            ("total", "nonnegative", "t"),
            ("first", "nonnegative", "f"),
            ("wait", "nonnegative", "w"),
            ("excess", "real", "e"),
            ("level", "real", "l"),
        )
    )
    parts = (
        il.relation(lambda first, wait: first + wait, defines=total, variables=[first, wait]),
        il.relation(lambda excess: sp.Max(0, excess), defines=wait, variables=[excess]),
        il.relation(lambda level: 2 * level, defines=excess, variables=[level]),
    )
    law = il.Law(name="waits", relations=list(parts))
    answer = law.solve("level", total=0.1 + 0.2, first=0.3)  # 6e-17 of a wait are none
    assert answer.kind == "at most"
    assert 0 <= answer.magnitude < 1e-14


def test_a_relation_that_is_void_where_its_givens_lead_determines_nothing():
    total, each, batch, others, first, rest, share, late = (
        il.Variable(name, domain="nonnegative", latex=glyph)
        for name, glyph in zip(
            ("total", "each", "batch", "others", "first", "rest", "share", "late"),
            "tebofrsl",
            strict=True,
        )
    )
    parts = [
        il.relation(lambda total, each: total / each, defines=batch, variables=[total, each]),
        il.relation(lambda batch: batch - 1, defines=others, variables=[batch]),
        il.relation(
            lambda others, first, rest: others * first / (others * first + rest),
            defines=share,
            variables=[others, first, rest],
        ),
        il.relation(lambda first: 2 * first, defines=late, variables=[first]),
    ]
    law = il.Law(name="shares", relations=parts)
    known = {"total": 3, "each": 3, "rest": 5, "share": 0}
    late_answer = law.solve("late", known)  # of one in a batch no other one waits: 0 = 0
    assert frozenset({"first"}) in late_answer.missing
    assert law.solve("late", known, first=4).magnitude == 8
    assert law.solve("late", known | {"total": 6, "share": 0.5}).magnitude == 10


def test_a_root_where_another_variable_begins_is_not_refused_for_rounding():
    count, wait, pace, total = (
        il.Variable(name, domain=domain, latex=glyph)
        for name, domain, glyph in (
            ("count", "count", "n"),
            ("wait", "nonnegative", "w"),
            ("pace", "positive", "p"),
            ("total", "positive", "t"),
        )
    )
    parts = [
        il.relation(lambda count: 1e-9 * (count - 1) / count, defines=wait, variables=[count]),
        il.relation(lambda count: sp.log(1 + 0.1 / count) / 3, defines=pace, variables=[count]),
        il.relation(
            lambda pace, wait, count: pace + wait * count**0.3,
            defines=total,
            variables=[pace, wait, count],
        ),
    ]
    law = il.Law(name="ends", relations=parts)
    alone = law.solve("total", count=1).magnitude  # of one, which waits for none
    for share in (1.0, 1 + 4e-16, 1 + 1e-15):
        found = law.solve("count", total=alone * share)
        assert any(x == pytest.approx(1.0, rel=1e-12) for x in found.magnitudes), share


def test_a_root_beside_which_the_function_ends_may_be_as_far_off_as_rounding_puts_it():
    tail = il.laws[7].using(service_times="general")
    known = based(
        {
            "utilization": 0.02423849093657399,
            "varying_latency": 0.3096818814089591,
            "tail_ratio": 14.886016077182573,
            "wait_excess": -0.1533301985283565,
            "mean_response_time": 0.018937396645430617,
            "arrival_rate": 11.51934569010708,
        }
    )
    found = tail.solve("offered_load", known)  # of which 1e-12 of it is spent waiting
    assert found.magnitude == pytest.approx(0.2181464184291659)


def test_a_slope_that_overflows_explains_no_contradiction():
    run = il.iron_law.using(goodput="exact")
    known = based(
        {
            "total_flop": 1e9,
            "devices": 1103,
            "peak_flops": 2e11,
            "mfu": 0.21,
            "scaling_efficiency": 0.36,
            "checkpoint_interval": 1.1e-6,
            "checkpoint_write_time": 0.0016,
            "restart_time": 1396.7,
            "cluster_mtbf": 3.38,
            "recovery_time": 0.0023,
        }
    )
    time = run.solve("run_time", known).magnitude
    assert time > 1e170
    assert run.solve("failure_penalty", known, **based({"run_time": time})).magnitude < 1e-3
    with pytest.raises(il.InconsistentError, match="run_time"):
        run.solve("failure_penalty", known, **based({"run_time": time / 2}))


def test_a_token_is_sent_to_no_more_experts_than_there_are():
    serving = il.laws[4].using(model="experts")
    with pytest.raises(il.UnreachableError, match=r"routed_share = 5\.2 is not in \(0, 1\]"):
        serving.solve("distinct_experts", experts=5, experts_per_token=26, batch_size=64)


def test_a_rate_by_a_wait_that_rounding_alone_makes_says_so():
    queue = il.training.using(queue="mmc")
    known = based({"job_slots": 2, "job_arrival_rate": 4.9e-7, "run_time": 8.5934682895945e47})
    waits = queue.given(known)
    much = based({"time_to_result": 8.5934682895945e47 * (1 + 4e-16)})
    found = waits.solve("job_service_rate", much)
    assert found.condition_number > 1e6
    assert any("weakly" in one for one in found.warnings)


def test_a_product_that_is_zero_is_so_by_the_one_factor_that_can_be():
    fleet = il.inference.using(prefill_decode="disaggregated", cache_split="requests")
    alone = fleet.solve("prefill_devices", prefill_allreduce_time="0 s")  # sends nothing
    assert alone.magnitude == 1
    assert not alone.missing
    anything = il.laws[14].solve("intra_node_bandwidth", tensor_parallel_time="0 s")
    assert anything.kind == "any"  # nothing is sent, however fast the links are


@pytest.mark.parametrize("seed", range(20))
def test_coefficients_by_parts_are_those_of_the_polynomial_multiplied_out(seed):
    rng = random.Random(seed)
    x, *letters = sp.symbols("x a b c d", positive=True)

    def drawn(depth):
        if not depth:
            return rng.choice([x, *letters, sp.Integer(rng.randint(-3, 3))])
        parts = [drawn(depth - 1) for _ in range(2)]
        kinds = (sp.Add, sp.Mul, lambda p, q: (p + 2) ** 2 * q, lambda p, q: p - p * q)
        return rng.choice(kinds)(*parts)

    expr = drawn(3) + (letters[0] + x) * (letters[1] + x) - x * (letters[0] + letters[1])
    found, whole = by_parts(expr, x), sp.Poly(expr, x)
    if found is None:
        assert whole.degree() > 2  # a product on the way is of a high degree
        return
    assert len(found) == len(whole.all_coeffs())
    for one, other in zip(found, whole.all_coeffs(), strict=True):
        assert sp.expand(one - other) == 0


def test_a_privacy_loss_so_rare_that_floats_barely_hold_it_has_its_digits():
    # the two terms of delta are alike, and a part of one of them underflows; by mpmath, 60 digits
    law = il.laws[20].using(privacy="single_release")
    rare = law.solve("delta", epsilon=190, gaussian_privacy=5.06)
    assert rare.magnitude == pytest.approx(7.18543212232517e-270, rel=1e-11)
    back = law.solve("epsilon", delta=rare.magnitude, gaussian_privacy=5.06)
    assert back.magnitude == pytest.approx(190)
