"""The two big wirings: every leaf comes back from a full set of givens, and published runs too."""

from __future__ import annotations

import importlib
import importlib.util
from collections import Counter
from pathlib import Path

import networkx as nx
import pytest
from benchmarks.givens import FLEET, OF_VARIANTS, RUN, based

import ironlaw as il

ROOT = Path(__file__).parent.parent
TRAINING = importlib.import_module("ironlaw._laws.training").system
INFERENCE = importlib.import_module("ironlaw._laws.inference").system

STARVED_BY_STORAGE = {**RUN, "drive_bandwidth": "3 MB/s"}
STARVED_BY_CPUS = {**RUN, "cpu_cores": 15}
CASES = [
    (TRAINING, RUN, "run_time"),
    (TRAINING, RUN, "time_to_result"),
    (TRAINING, RUN, "carbon"),
    (TRAINING, RUN, "run_cost"),
    (TRAINING, STARVED_BY_STORAGE, "run_time"),
    (TRAINING, STARVED_BY_CPUS, "carbon"),
    (TRAINING.using(checkpointing="optimal"), RUN, "run_time"),
    (TRAINING.using(goodput="exact", zero="stage_3", failures="by_node"), RUN, "run_time"),
    (TRAINING.using(communication="gradients_and_activations"), RUN, "carbon"),
    (INFERENCE, FLEET, "latency_quantile"),
    (INFERENCE, FLEET, "request_latency"),
    (INFERENCE, FLEET, "token_capacity"),
    (INFERENCE, FLEET, "cost_per_generated_token"),
    (INFERENCE.using(tenure="rented", decode="weights"), FLEET, "cost_per_generated_token"),
]
FLAT_CASES = [
    (INFERENCE.using(batching="largest"), FLEET, "token_capacity"),
]
CHOICES = [
    (system, givens, target, {choice: variant})
    for system, givens, target in [
        (TRAINING, RUN, "time_to_result"),
        (INFERENCE, FLEET, "cost_per_generated_token"),
    ]
    for choice, variants in system.choices.items()
    for variant in variants
]


def leaves_of(system, givens):
    """The givens that the system has and does not define, in base units."""
    defined = {one.defines.name for one in system.relations.values()}
    defined -= {"quantile", "devices" if "torus_side" in system.variables else "quantile"}
    kept = {**OF_VARIANTS, **givens}
    names = [name for name in system.variables if name in kept and name not in defined]
    return {name: system.variable(name).to_base(kept[name]) for name in names}


def reaches(system, leaf, target):
    """Tell whether a leaf reaches a target through the relations."""
    is_defined = any(one.defines.name == target for one in system.relations.values())
    end = target if is_defined else "quantile"
    return leaf == end or leaf in nx.ancestors(system.graph, end)


def elasticity(system, target, leaves, leaf):
    """The relative change of the target per relative change of a leaf, by differences."""
    low, high = (
        system.solve(target, based({**leaves, leaf: leaves[leaf] * factor})).magnitude
        for factor in (1 - 1e-6, 1 + 1e-6)
    )
    return abs(high - low) / (1e-6 * abs(high + low))


def recovered(system, reached, leaves, leaf):
    """Take a leaf away, put the target that it reached in its place, and find it again."""
    (target,) = reached
    others = {name: x for name, x in leaves.items() if name != leaf}
    found = system.solve(leaf, based({**others, **reached}))
    if not reaches(system, leaf, target):
        # asked for, a quantile depends on the latency that it was there to determine
        assert found.kind == "any" or (leaf == "quantile" and found.missing), (leaf, found)
        return "any, not connected to the target"
    size, tolerance = leaves[leaf], 1e-9 * abs(leaves[leaf])
    if not holds(found, size, tolerance):
        tolerance /= min(1.0, elasticity(system, target, leaves, leaf))
    assert holds(found, size, tolerance), (leaf, found)
    return f"{found.kind}, {found.method}"


def holds(solution, value, tolerance):
    """Tell whether a value lies in an answer's set, as near as a tolerance."""
    return any(
        one.low is not None and one.low - tolerance <= value <= one.high + tolerance
        for one in solution.answers
    )


@pytest.mark.parametrize(("system", "givens", "target"), CASES)
def test_every_leaf_comes_back_from_all_the_others(system, givens, target, record_property):
    leaves = leaves_of(system, givens)
    reached = {target: system.solve(target, based(leaves)).magnitude}
    methods = Counter(recovered(system, reached, leaves, leaf) for leaf in leaves)
    chosen = "".join(f" {choice}={variant}" for choice, variant in system.selected.items())
    record_property("methods", f"{system.title}{chosen}, {target}: {dict(methods.most_common())}")
    print(f"\n{target} of {system.title}, {dict(system.selected)}")
    print(*(f"{number:4} {method}" for method, number in methods.most_common()), sep="\n")


@pytest.mark.parametrize(("system", "givens", "target"), FLAT_CASES)
def test_where_much_does_not_matter_every_leaf_that_does_comes_back(system, givens, target):
    leaves = leaves_of(system, givens)
    connected = [leaf for leaf in leaves if reaches(system, leaf, target)]
    moving = [one for one in connected if elasticity(system, target, leaves, one) > 1e-6]
    reached = {target: system.solve(target, based(leaves)).magnitude}
    assert 10 < len(moving) < len(connected)
    assert all(recovered(system, reached, leaves, leaf) for leaf in moving)


@pytest.mark.parametrize(("system", "givens", "target", "choice"), CHOICES)
def test_every_variant_of_every_choice_solves_forward(system, givens, target, choice):
    chosen = system.using(**choice)
    assert chosen.solve(target, based(leaves_of(chosen, givens))).magnitude > 0


@pytest.mark.parametrize(("system", "givens"), [(TRAINING, RUN), (INFERENCE, FLEET)])
def test_the_givens_of_the_tests_are_all_the_leaves(system, givens):
    defined = {one.defines for one in system.relations.values()}
    undefined = {v.name for v in system.variables.values() if v not in defined}
    constants = {v.name for v in system.constants}
    assert undefined - constants == givens.keys()


@pytest.mark.parametrize(("system", "givens"), [(TRAINING, RUN), (INFERENCE, FLEET)])
def test_every_relation_of_a_system_follows_from_its_leaves(system, givens):
    leaves = leaves_of(system, givens)
    for one in system.relations.values():
        if one.defines.name != "quantile":
            assert system.solve(one.defines, based(leaves)).method


def test_gpt_3_takes_34_days_on_1024_devices():
    run = TRAINING.using(recomputation="full").given(
        parameters=175e9, tokens=300e9, devices=1024, peak_flops="312 TFLOP/s"
    )
    measured = {"hfu": 140 / 312, "scaling_efficiency": 1, "goodput": 1, "dp_slowdown": 1}
    assert run.solve("mfu", measured).magnitude == pytest.approx(0.75 * 140 / 312)
    assert run.solve("run_time", measured).to("day").magnitude == pytest.approx(34, rel=0.02)


def test_a_trillion_parameters_take_84_days_on_3072_devices():
    run = TRAINING.using(recomputation="full").given(
        parameters=1.008e12, tokens=450e9, peak_flops="312 TFLOP/s", hfu=163 / 312
    )
    rest = {"scaling_efficiency": 1, "goodput": 1}
    assert run.solve("run_time", rest, devices=3072).to("day").magnitude == pytest.approx(84, 0.02)
    assert run.solve("devices", rest, run_time="84 day").magnitude == pytest.approx(3072, 0.02)


def test_llama_3_405b_fails_every_three_hours_and_reaches_its_mfu():
    run = TRAINING.given(
        parameters=405.85e9, tokens=15.6e12, devices=16384, peak_flops="989.4 TFLOP/s"
    )
    failures = {"component_mtbf": "50676 h", "components_per_device": 1}
    assert run.solve("cluster_mtbf", failures).to("h").magnitude == pytest.approx(3.093, 1e-3)
    hours = {"run_time": "1882.32 h", "scaling_efficiency": 1, "goodput": 0.9}
    assert 0.38 <= run.solve("mfu", hours).magnitude <= 0.43
    assert run.solve("mfu", achieved_flops="400 TFLOP/s").magnitude == pytest.approx(0.41, 0.02)


def test_the_iron_law_of_a_workload_takes_as_long_as_its_requests_arrive():
    leaves = leaves_of(INFERENCE, FLEET)
    terms = ["total_flop", "devices", "peak_flops", "mfu", "scaling_efficiency", "goodput"]
    found = {name: INFERENCE.evaluate(name, based(leaves)) for name in terms if name not in leaves}
    found["scaling_efficiency"] = leaves["scaling_efficiency"]
    assert il.iron_law.solve("run_time", found).magnitude == pytest.approx(leaves["run_time"])


def test_a_starved_run_waits_for_the_slowest_of_reading_preparing_and_computing():
    for starved, name in [
        (RUN, "step_time"),
        (STARVED_BY_STORAGE, "ingestion_time"),
        (STARVED_BY_CPUS, "transformation_time"),
    ]:
        leaves = leaves_of(TRAINING, starved)
        pace = TRAINING.solve("paced_step_time", based(leaves)).magnitude
        assert pace == pytest.approx(TRAINING.solve(name, based(leaves)).magnitude)


def test_privacy_and_compression_act_where_they_should():
    leaves = leaves_of(TRAINING, RUN)
    plain = {name: value for name, value in leaves.items() if name not in ("k", "epsilon")}
    private, public = (
        TRAINING.solve("run_time", based(given)).magnitude for given in (leaves, plain)
    )
    assert private == pytest.approx(1.25 * public)
    sent = TRAINING.solve("message_bytes", based(leaves)).magnitude
    assert sent * 2.5 == pytest.approx(175e9 * 4 / 64)


def test_the_page_of_systems_is_what_the_systems_say():
    spec = importlib.util.spec_from_file_location("make_systems", ROOT / "docs" / "make_systems.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.TARGET.read_text(encoding="utf-8") == module.page()
