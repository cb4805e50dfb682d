"""Answers that still lack givens are printed with all that is given put in."""

import random

import pytest
import sympy as sp
from benchmarks.givens import based

import ironlaw as il
from ironlaw._model.sampling import sample_point
from ironlaw._words import Filling
from ironlaw._words.folding import Measured

PRINTED = [
    (il.laws[2], "memory_time", {"weight_bytes": "16 GB"}, "memory_time = 16 GB/memory_bandwidth"),
    (il.laws[2], "memory_time", {"parameters": 8e9, "bytes_per_parameter": "2 byte"},
     "memory_time = 16 GB/memory_bandwidth"),
    (il.laws[2], "weight_bytes", {"memory_bandwidth": "3.35 TB/s"},
     "weight_bytes = (3.35 TB/s)*memory_time"),
    (il.laws[2], "memory_bandwidth", {"memory_time": "50 ms"},
     "memory_bandwidth = weight_bytes/(50 ms)"),
    (il.laws[2], "roofline_time", {"weight_bytes": "16 GB"},
     "roofline_time = Max(compute_time, 16 GB/memory_bandwidth)"),
    (il.laws[5], "memory_capacity", {"max_batch_size": 128, "weight_bytes": "16 GB"},
     "16 GB + 128*kv_bytes_per_request <= memory_capacity < 16 GB + 129*kv_bytes_per_request"),
    (il.laws[14], "ranks", {"allreduce_time": "40 ms", "message_bytes": "1 GB"},
     "ranks = 2 GB/(2 GB - 40 ms*bus_bandwidth)"),
    (il.laws[17], "rental_cost", {"rental_price": "2.5 USD/hour"},
     "rental_cost = (2.5 USD/hour)*device_hours"),
    (il.laws[19], "optimal_interval", {"cluster_mtbf": "5 h"},
     "optimal_interval = sqrt(2)*sqrt(5 h)*sqrt(checkpoint_write_time)"),
    (il.training, "run_time", {"mfu": 0.4, "parameters": 7e9, "tokens": 1e12, "goodput": 0.9},
     "run_time = 116.7 ZFLOP/(devices*peak_flops*scaling_efficiency)  "
     "(defaults: dp_slowdown = 1)"),
    (il.laws[3], "mfu", {"peak_flops": "312 TFLOP/s"}, "mfu = achieved_flops/(312 TFLOP/s)"),
    (il.laws[16], "queue_wait", {"job_service_rate": "2 1/h"},
     "queue_wait = 15 min*cluster_utilization/(1 - cluster_utilization)"),
]  # fmt: skip


@pytest.mark.parametrize(("system", "unknown", "given", "text"), PRINTED)
def test_what_is_given_is_put_in_with_its_unit(system, unknown, given, text):
    answer = system.solve(unknown, given)
    assert answer.missing
    assert repr(answer) == text


@pytest.mark.parametrize(("system", "unknown", "given"), [case[:3] for case in PRINTED])
def test_it_is_latex_and_html_too(system, unknown, given):
    answer = system.solve(unknown, given)
    _, arrow, partly = answer.to_latex().partition(r"\quad\Rightarrow\quad")
    assert arrow
    assert r"\mathrm{" in partly
    assert partly.count("{") == partly.count("}")
    assert repr(answer).partition("  (")[0].replace("<", "&lt;") in answer._repr_html_()


def test_latex_of_a_partial_answer_has_units():
    answer = il.laws[2].solve("memory_time", weight_bytes="16 GB")
    assert answer.to_latex().endswith(
        r"t_{\mathrm{mem}} = \frac{16\,\mathrm{GB}}{B_{\mathrm{mem}}}"
    )
    assert il.laws[2].solve("memory_time").to_latex() == (
        r"t_{\mathrm{mem}} = \frac{M}{B_{\mathrm{mem}}}"
    )


def test_a_given_that_the_answer_does_not_use_is_named():
    answer = il.laws[2].solve("memory_time", peak_flops="1 TFLOP/s", parameters=7e9)
    assert repr(answer) == (
        "memory_time = 7e9*bytes_per_parameter/memory_bandwidth  (not used: peak_flops)"
    )


def test_what_could_be_read_in_two_ways_stands_in_brackets():
    answer = il.laws[7].solve("latency_quantile", servers=4, arrival_rate="3 1/s")
    assert "(3 1/s)/service_rate" in repr(answer)
    assert "-(3 1/s)/service_rate + 4" in repr(answer)


def test_with_nothing_given_the_formula_is_as_it_was():
    assert repr(il.laws[11].solve("total_flop")) == (
        "total_flop = flop_per_parameter_token*parameters*tokens"
    )


def test_what_was_put_in_can_be_given_again():
    given = il.laws[2].solve("roofline_time", weight_bytes="16 GB")
    values = dict.fromkeys(given.expr.free_symbols, 1.0)
    assert float(given.expr.subs(values)) == 16e9
    assert given.expr.free_symbols == set(il.laws[2].symbols("compute_time memory_bandwidth"))


RELATIONS = [
    pytest.param(one, id=f"{law.slug}-{one.name}-{'-'.join(one.variants[:1])}")
    for law in il.laws.values()
    for one in law.declared
]


@pytest.mark.parametrize("one", RELATIONS)
@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_put_in_has_the_value_of_the_formula(one, seed):
    """Half of the inputs of every relation are put in; the rest then gives the same value."""
    point = sample_point(one, seed)
    rng = random.Random(f"{one.name} {seed}")
    inputs = [v for v in one.symbols_used if v != one.defines]
    known = {v: point[v] for v in rng.sample(inputs, len(inputs) // 2)}
    filled = Filling(values=known).into(one.rhs)
    leaves = {s: sp.Float(s.value, 30) for s in filled.free_symbols if isinstance(s, Measured)}
    rest = {v: sp.Float(point[v], 30) for v in inputs if v not in known}
    found = filled.xreplace({**leaves, **rest}).evalf(30)
    exact = one.rhs.xreplace({v: sp.Float(point[v], 30) for v in inputs}).evalf(30)
    assert float(found) == pytest.approx(float(exact), rel=1e-9)
    assert not filled.free_symbols & known.keys()


@pytest.mark.parametrize("one", RELATIONS)
def test_every_relation_is_solved_with_half_of_it_given(one):
    point = sample_point(one, 3)
    rng = random.Random(one.name)
    inputs = [v for v in one.symbols_used if v != one.defines and v.constant is None]
    if len(inputs) < 2:
        return
    known = {v.name: point[v] for v in rng.sample(inputs, len(inputs) // 2)}
    answer = one.solve(one.defines, based(known))
    text = repr(answer).partition("  (")[0]
    assert not set(known) & set(text.replace("*", " ").replace("(", " ").split())


def test_an_unknown_that_a_given_zero_takes_out_of_one_relation_is_answered_by_another():
    """One stage has no bubble, however many microbatches there are."""
    answer = il.training.solve("microbatches", pipeline_parallel=1)
    assert "samples_per_batch" in answer.missing[0]
