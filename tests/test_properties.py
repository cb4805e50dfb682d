"""What must hold between laws and between their variants, whatever the numbers are.

Variants have an order at equal inputs and meet at their limits; what is counted in two walls adds
up; of two limits the one binds that does so on named devices. Every statement here is about the
systems, not about their formulas.
"""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from benchmarks.givens import based

import ironlaw as il

SEEDS = range(6)
MAY_BE_EQUAL = ("pipeline_schedule", "attention_kind", "allocation")
CLOSE = 1e-9


def of(system, name, given, **using):
    """Return a figure in base units."""
    return system.using(**using).solve(name, based(given)).magnitude


def draw(seed, **ranges):
    """Draw each input evenly in its exponent; counts as whole numbers."""
    rng = random.Random(f"properties {seed} {sorted(ranges)}")
    found = {}
    for name, (low, high) in ranges.items():
        value = low * (high / low) ** rng.random()
        found[name] = round(value) if isinstance(low, int) else value
    return found


# -- the order of variants ------------------------------------------------------------------------

LAYER = {"sequence_length": (512, 32768), "microbatch_size": (1, 8), "hidden_size": (1024, 16384),
         "attention_heads": (8, 128), "tensor_parallel": (1, 8)}  # fmt: skip
STATES = {"parameters": (1e8, 1e12), "bytes_per_parameter": (1.0, 4.0), "ranks": (2, 4096)}
STEP = {"weight_bytes": (1e9, 1e12), "kv_cache_bytes": (1e8, 1e12),
        "memory_bandwidth": (1e11, 1e13), "bandwidth_efficiency": (0.5, 0.95)}  # fmt: skip
RING = {"ranks": (4, 4096), "effective_bandwidth": (1e9, 1e12), "link_latency": (1e-7, 1e-4)}
MODEL = {"parameters": (1e8, 1e12), "tokens": (1e9, 1e13), "layers": (10, 120),
         "attention_heads": (8, 128), "head_dim": (64, 256),
         "sequence_length": (512, 32768)}  # fmt: skip
JOBS = {"cluster_utilization": (0.1, 0.99), "job_service_rate": (1e-6, 1e-2)}
LOAD = {"service_rate": (0.1, 10.0), "servers": (1, 500)}

ORDERS = [  # wall, what is asked, inputs, choice, variants from the least answer to the greatest
    (2, "state_bytes_per_rank", STATES, "zero", ("stage_3", "stage_2", "stage_1", "none")),
    (2, "layer_activation_bytes", LAYER, "recomputation", ("full", "selective", "none")),
    (2, "layer_activation_bytes", LAYER, "attention_kernel", ("flash", "stored_scores")),
    (2, "in_flight_share", {"microbatches": (1, 64), "pipeline_parallel": (2, 32),
                            "virtual_stages": (1, 8)},
     "pipeline_schedule", ("one_f_one_b", "interleaved")),
    (4, "itl", STEP, "decode", ("weights_and_cache", "achieved_bandwidth")),
    (5, "allocated_length", {"cached_length": (1, 100_000), "page_size": (8, 256)},
     "allocation", ("contiguous", "paged")),
    (5, "kv_cache_bytes", {**MODEL, "kv_heads": (1, 64), "batch_size": (1, 512),
                           "bytes_per_element": (1.0, 2.0), "window_length": (128, 8192)},
     "attention_kind", ("sliding_window", "grouped_query")),
    (7, "conditional_wait", LOAD, "service_times", ("deterministic", "exponential")),
    (11, "total_flop", MODEL, "flop_count", ("dense", "dense_attention")),
    (11, "attention_flop", MODEL, "attention_mask", ("causal", "full")),
    (11, "hardware_flop", {**MODEL}, "recomputation", ("none", "selective", "full")),
    (11, "feedforward_parameters",
     {"hidden_size": (1024, 16384), "feedforward_size": (1024, 65536)},
     "feedforward", ("plain", "gated")),
    (11, "embedding_parameters",
     {"hidden_size": (1024, 16384), "vocabulary_size": (1000, 300_000)},
     "embeddings", ("tied", "untied")),
    (14, "layer_passes", {}, "recomputation", ("none", "full")),
    (14, "reduce_scatter_time", {**RING, "message_bytes": (1e3, 1e11)},
     "allreduce", ("double_tree", "ring")),
    (14, "allreduce_time", {**RING, "message_bytes": (1e9, 1e11)}, "allreduce",
     ("double_tree", "tree")),
    (14, "busy_time", {"step_compute_time": (0.1, 10.0), "tensor_parallel_time": (0.01, 1.0),
                       "stage_transfer_time": (0.01, 1.0), "expert_time": (0.01, 1.0)},
     "communication", ("gradients", "gradients_and_activations")),
    (16, "queue_wait", {**JOBS, "job_slots": (2, 100)}, "queue", ("mmc", "md1")),
]  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("wall", "name", "ranges", "choice", "order"), ORDERS, ids=[f"{o[1]}-{o[3]}" for o in ORDERS]
)
def test_variants_have_their_order_at_equal_inputs(wall, name, ranges, choice, order, seed):
    given = draw(seed, **ranges)
    if wall == 7:
        given["offered_load"] = given["servers"] * 0.8
    law, more = il.laws[wall], {}
    if wall == 11 and choice in ("attention_mask", "recomputation"):
        more = {"flop_count": "dense_attention"}
    names = {v.name for one in law.declared for v in one.stated.variables}
    known = {k: x for k, x in given.items() if k in names}
    found = [of(law, name, known, **more, **{choice: variant}) for variant in order]
    assert all(a <= b * (1 + CLOSE) for a, b in pairwise(found)), found
    assert found[0] < found[-1] or choice in MAY_BE_EQUAL, found


# -- where variants meet --------------------------------------------------------------------------

LIMITS = [  # wall, what is asked, givens, two ways of asking: variants, and what more is given
    (2, "state_bytes_per_rank", {"parameters": 7e9, "bytes_per_parameter": 2, "ranks": 1},
     ({"zero": "none"}, {}), ({"zero": "stage_3"}, {})),
    (2, "in_flight_share", {"microbatches": 64, "pipeline_parallel": 8},
     ({"pipeline_schedule": "filled"}, {}), ({"pipeline_schedule": "one_f_one_b"}, {})),
    (2, "layer_activation_bytes",
     {"sequence_length": 2048, "microbatch_size": 1, "hidden_size": 4096, "tensor_parallel": 2},
     ({"recomputation": "selective"}, {}), ({"attention_kernel": "flash"}, {})),
    (4, "itl", {"weight_bytes": 140e9, "memory_bandwidth": 3.35e12},
     ({"decode": "weights"}, {}), ({"decode": "weights_and_cache"}, {"kv_cache_bytes": 0})),
    (4, "decode_token_time", {"itl": 0.01},
     ({"speculative_decoding": "off"}, {}),
     ({"speculative_decoding": "on"},
      {"draft_length": 1, "draft_cost": 1e-12, "acceptance_rate": 1e-12})),
    (5, "allocated_length", {"cached_length": 4096},
     ({"allocation": "contiguous"}, {}), ({"allocation": "paged"}, {"page_size": 16})),
    (5, "cached_length", {"sequence_length": 4096},
     ({"attention_kind": "grouped_query"}, {}),
     ({"attention_kind": "sliding_window"}, {"window_length": 4096})),
    (7, "conditional_wait", {"service_rate": 1, "servers": 10, "offered_load": 8},
     ({"service_times": "exponential"}, {}),
     ({"service_times": "general"}, {"service_time_variation": 1})),
    (7, "conditional_wait", {"service_rate": 1, "servers": 10, "offered_load": 8},
     ({"service_times": "deterministic"}, {}),
     ({"service_times": "general"}, {"service_time_variation": 0})),
    (7, "quantile", {"service_rate": 1, "servers": 10, "offered_load": 8, "latency_quantile": 5},
     ({"service_times": "exponential"}, {}),
     ({"service_times": "general"}, {"service_time_variation": 1})),
    (14, "allreduce_time", {"ranks": 2, "message_bytes": 1e9, "effective_bandwidth": 5e10,
                            "link_latency": 0},
     ({"allreduce": "ring"}, {}), ({"allreduce": "tree"}, {"message_bytes": 5e8})),
    (14, "allreduce_time", {"ranks": 64, "message_bytes": 1e9, "effective_bandwidth": 5e10,
                            "link_latency": 1e-5},
     ({"allreduce": "ring"}, {}),
     ({"allreduce": "hierarchical"},
      {"ranks_per_node": 1, "intra_node_bandwidth": 1e9, "intra_node_latency": 1})),
    (14, "allreduce_time", {"ranks": 8, "message_bytes": 1e9, "effective_bandwidth": 5e10,
                            "link_latency": 1e-5},
     ({"allreduce": "ring"}, {}),
     ({"allreduce": "hierarchical"},
      {"ranks_per_node": 8, "intra_node_bandwidth": 5e10, "intra_node_latency": 1e-5})),
    (14, "busy_time", {"step_compute_time": 1},
     ({"communication": "gradients"}, {}),
     ({"communication": "gradients_and_activations"},
      {"tensor_parallel_time": 0, "stage_transfer_time": 0, "expert_time": 0})),
    (15, "cluster_mtbf", {"devices": 1024},
     ({"failures": "identical"}, {"component_mtbf": 5e4, "components_per_device": 1}),
     ({"failures": "by_node"},
      {"devices_per_node": 8, "device_mtbf": 5e4, "adapters_per_node": 8, "adapter_mtbf": 1e30,
       "host_mtbf": 1e30})),
    (16, "queue_wait", {"cluster_utilization": 0.8, "job_service_rate": 1},
     ({"queue": "md1"}, {}), ({"queue": "mg1"}, {"job_time_variation": 0})),
    (16, "queue_wait", {"cluster_utilization": 0.8, "job_service_rate": 1},
     ({"queue": "mg1"}, {"job_time_variation": 1}), ({"queue": "mmc"}, {"job_slots": 1})),
]  # fmt: skip


@pytest.mark.parametrize(
    ("wall", "name", "given", "one", "other"),
    LIMITS,
    ids=[f"{x[1]}-{'-'.join(x[4][0].values())}" for x in LIMITS],
)
def test_variants_meet_at_their_limit(wall, name, given, one, other):
    first, second = (of(il.laws[wall], name, given | more, **using) for using, more in (one, other))
    assert second == pytest.approx(first, rel=1e-9)


def test_walls_7_and_16_are_the_same_queue_seen_by_requests_and_by_jobs():
    for load in (0.2, 0.7, 0.95):
        requests = {"service_rate": 0.5, "servers": 12, "offered_load": 12 * load}
        jobs = {"job_service_rate": 0.5, "job_slots": 12, "cluster_utilization": load}
        wait = of(il.laws[7], "mean_wait", requests)
        assert of(il.laws[16], "queue_wait", jobs, queue="mmc") == pytest.approx(wait, rel=CLOSE)


def test_goodput_and_intervals_agree_where_failures_are_rare():
    run = {"checkpoint_write_time": 10, "cluster_mtbf": 1e7}
    young, daly = (of(il.laws[19], "optimal_interval", run, interval=x) for x in ("young", "daly"))
    assert daly == pytest.approx(young, rel=2e-3)
    whole = (il.iron_law + il.laws[15] + il.laws[19]).given(
        based(run | {"restart_time": 60, "checkpoint_interval": young})
    )
    first, exact = (of(whole, "goodput", {}, goodput=x) for x in ("first_order", "exact"))
    assert first == pytest.approx(exact, abs=2e-6)
    small = {"elasticity": 0.7, "relative_input_change": 1e-6}
    ways = [of(il.laws[21], "relative_target_change", small, change=x)
            for x in ("first_order", "power")]  # fmt: skip
    assert ways[0] == pytest.approx(ways[1], rel=1e-5)


# -- what is counted twice adds up ----------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_a_ring_all_reduce_is_its_two_halves(seed):
    ring = draw(seed, **RING, message_bytes=(1e3, 1e11))
    ring["gathered_bytes"] = ring["message_bytes"]
    for way in ("ring", "hierarchical"):
        given = ring | {
            "ranks_per_node": 4,
            "intra_node_bandwidth": 4e11,
            "intra_node_latency": 1e-6,
        }
        whole, scatter, gather = (
            of(il.laws[14], name, given, allreduce=way)
            for name in ("allreduce_time", "reduce_scatter_time", "allgather_time")
        )
        assert scatter + gather == pytest.approx(whole, rel=CLOSE)


@pytest.mark.parametrize("seed", SEEDS)
def test_states_that_are_shared_out_are_all_there(seed):
    given = draw(seed, **STATES)
    per = {x: of(il.laws[2], "state_bytes_per_rank", given, zero=x)
           for x in ("none", "stage_1", "stage_2", "stage_3")}  # fmt: skip
    ranks, parameters = given["ranks"], given["parameters"]
    weights = parameters * given["bytes_per_parameter"]
    assert per["stage_3"] * ranks == pytest.approx(per["none"], rel=CLOSE)
    shared = (per["stage_2"] - weights) * ranks  # gradients and optimizer, once
    assert shared + weights == pytest.approx(per["none"], rel=CLOSE)
    assert per["stage_1"] - per["stage_2"] == pytest.approx(weights * (1 - 1 / ranks), rel=1e-6)


@pytest.mark.parametrize("flop_count", ["dense", "experts"])
def test_all_parameters_are_somewhere(flop_count):
    """Stored on the devices of a rank, once; and gathered from them in ZeRO's third stage."""
    shape = {"parameters": 100e9, "experts": 64, "expert_parameters": 1.25e9}
    given = {"bytes_per_parameter": 2, "tensor_parallel": 4, "pipeline_parallel": 2, "ranks": 16}
    given |= {"expert_parallel": 16}
    run = il.training.using(flop_count=flop_count).given(given, **shape)
    held = run.solve("held_share").magnitude
    shared = 1 if flop_count == "dense" else (100 - 64 * 1.25) / 100
    # sixteen ranks hold the experts among them, and each what is shared
    assert 16 * (held - shared) + shared == pytest.approx(1)
    gathered = run.solve("gathered_bytes").magnitude
    assert gathered * 8 == pytest.approx(held * 200e9)


def test_energy_money_and_operations_of_a_run_add_up():
    run = il.training.given(
        parameters=70e9,
        tokens=1.4e12,
        devices=1024,
        peak_flops="989 TFLOP/s",
        mfu=0.4,
        scaling_efficiency=0.9,
        goodput=0.95,
        device_power="1 kW",
        pue=1.2,
        electricity_price="0.1 USD/kWh",
        carbon_intensity="400 g/kWh",
        device_price="30000 USD",
        device_lifetime="4 year",
        maintenance_rate="0.05 1/year",
    )
    x = {
        name: run.solve(name).magnitude
        for name in (
            "run_time", "device_hours", "energy", "facility_energy", "energy_opex", "capex",
            "maintenance_opex", "tco", "run_cost", "cost_per_token", "cost_per_flop", "total_flop",
            "training_throughput", "carbon", "achieved_flops", "hfu",
        )
    }  # fmt: skip
    kwh = 3.6e6
    assert x["device_hours"] == pytest.approx(1024 * x["run_time"])
    assert x["energy"] == pytest.approx(x["device_hours"] * 1000, rel=CLOSE)
    assert x["facility_energy"] == pytest.approx(1.2 * x["energy"])
    assert x["energy_opex"] == pytest.approx(x["facility_energy"] / kwh * 0.1)
    assert x["carbon"] == pytest.approx(x["facility_energy"] / kwh * 0.4)
    assert x["tco"] == pytest.approx(x["capex"] + x["energy_opex"] + x["maintenance_opex"])
    assert x["cost_per_token"] * 1.4e12 == pytest.approx(x["run_cost"])
    assert x["cost_per_flop"] * x["total_flop"] == pytest.approx(x["run_cost"])
    # time that makes progress, at the rate of all devices, does the model's operations
    assert x["training_throughput"] * x["run_time"] * 0.95 == pytest.approx(1.4e12)
    rate = 1024 * x["achieved_flops"] * 0.9 * 0.95
    assert rate * x["run_time"] == pytest.approx(x["total_flop"])


def test_the_steps_of_a_run_are_its_time():
    run = il.training.given(
        parameters=70e9,
        tokens=1.4e12,
        devices=1024,
        peak_flops="989 TFLOP/s",
        kernel_mfu=0.5,
        samples_per_batch=1024,
        sequence_length=4096,
        exposed_communication="0.5 s",
        tensor_parallel=8,
        tensor_parallel_time="1 s",
        pipeline_parallel=1,
        goodput=1,
    )
    steps, step, total = (run.solve(n).magnitude for n in ("steps", "step_time", "run_time"))
    assert steps * step == pytest.approx(total)
    assert run.solve("training_time").magnitude == pytest.approx(total)
    assert steps * 1024 * 4096 == pytest.approx(1.4e12)


@pytest.mark.parametrize("load", [0.1, 0.5, 0.9, 0.999])
def test_a_queue_obeys_little_in_its_parts_and_as_a_whole(load):
    queue = il.laws[7].given(service_rate=0.5, servers=20, arrival_rate=0.5 * 20 * load)
    x = {n: queue.solve(n).magnitude
         for n in ("mean_in_system", "mean_wait", "offered_load", "utilization")}  # fmt: skip
    assert x["utilization"] == pytest.approx(load)
    waiting = 0.5 * 20 * load * x["mean_wait"]
    assert x["mean_in_system"] == pytest.approx(waiting + x["offered_load"])


FLEET = il.inference.given(
    parameters=70.554e9, bits=16, layers=80, hidden_size=8192, attention_heads=64, kv_heads=8,
    head_dim=128, bytes_per_element="2 byte", bytes_per_activation="2 byte", serving_devices=8,
    peak_flops="989 TFLOP/s", memory_bandwidth="3.35 TB/s", memory_capacity="80 GB",
    memory_reserve=0.1, intra_node_bandwidth="450 GB/s", intra_node_latency="1 us",
    scaling_efficiency=1, efficiency=0.6, prompt_length=1000, output_length=500, batch_size=64,
    replicas=20, arrival_rate="100 request/s", rental_price="2 USD/hour", run_time="1 day",
    idle_power="100 W", busy_power="700 W", pue=1.2, carbon_intensity="400 g/kWh",
)  # fmt: skip


def test_a_fleet_generates_what_is_asked_of_it_and_pays_for_all_it_has():
    fleet = FLEET.using(tenure="rented")
    names = ("utilization", "token_rate", "token_capacity", "generated_tokens", "run_cost",
             "cost_per_generated_token", "carbon", "carbon_per_generated_token", "device_hours",
             "energy", "mean_service_time", "request_latency", "total_flop", "mfu",
             "device_power")  # fmt: skip
    x = {name: fleet.solve(name).magnitude for name in names}
    assert x["token_rate"] / x["token_capacity"] == pytest.approx(x["utilization"])
    assert x["generated_tokens"] == pytest.approx(100 * 86400 * 500)
    assert x["run_cost"] == pytest.approx(160 * 24 * 2)
    assert x["cost_per_generated_token"] * x["generated_tokens"] == pytest.approx(x["run_cost"])
    assert x["carbon_per_generated_token"] * x["generated_tokens"] == pytest.approx(x["carbon"])
    power = 100 + 600 * x["utilization"]
    assert x["device_power"] == pytest.approx(power)
    assert x["energy"] == pytest.approx(160 * power * 86400)
    assert x["mean_service_time"] == pytest.approx(x["request_latency"])
    busy = 160 * 989e12 * x["utilization"] * 86400
    assert x["mfu"] * busy == pytest.approx(x["total_flop"])


def test_memory_of_a_replica_is_weights_cache_reserve_and_what_is_free():
    most = FLEET.solve("max_batch_size").whole
    weights, request = (FLEET.solve(n).magnitude for n in ("weight_bytes", "kv_bytes_per_request"))
    free = 8 * 80e9 * 0.9 - weights - most * request
    assert 0 <= free < request
    assert FLEET.solve("batch_headroom").magnitude == most - 64


# -- which limit binds ----------------------------------------------------------------------------

H100 = {"peak_flops": "989 TFLOP/s", "memory_bandwidth": "3.35 TB/s"}
ITL = il.laws[4].using(decode="roofline").given(
    H100, parameters=8.03e9, weight_bytes="16.06 GB", kv_read_time=0, efficiency=1
)  # fmt: skip


@pytest.mark.parametrize(
    ("batch_size", "binds"),
    [(1, "memory_time"), (256, "memory_time"), (320, "decode_compute_time")],
)
def test_llama_3_8b_decodes_memory_bound_on_an_h100_up_to_its_critical_batch(batch_size, binds):
    assert ITL.solve("itl", batch_size=batch_size).regime == (binds,)
    critical = il.laws[22].solve("critical_batch_size", H100, bytes_per_parameter="2 byte")
    assert critical.magnitude == pytest.approx(295.2, rel=1e-3)
    assert (batch_size > critical.magnitude) == (binds != "memory_time")


def test_products_of_vectors_are_memory_bound_and_of_large_matrices_compute_bound():
    roof = il.laws[2].given(H100)
    assert roof.solve("attainable_flops", arithmetic_intensity=1).magnitude == 3.35e12
    assert roof.solve("attainable_flops", arithmetic_intensity=1000).magnitude == 989e12
    assert roof.solve("ridge_point").magnitude == pytest.approx(295.2, rel=1e-3)


@pytest.mark.parametrize(
    ("drives", "cores", "binds"),
    [(1, 2000, "ingestion_time"), (100, 8, "transformation_time"), (100, 2000, "step_time")],
)
def test_images_wait_for_whatever_is_scarce(drives, cores, binds):
    """Hard disks of 150 MB/s and cores that decode 100 images of 110 kB a second."""
    run = il.training.given(
        samples_per_batch=4096,
        sample_bytes="110 kB",
        storage_drives=drives,
        drive_bandwidth="150 MB/s",
        cpu_cores=cores,
        core_sample_rate="100 1/s",
        step_time="1 s",
    )
    answer = run.solve("paced_step_time")
    assert answer.regime == (binds,)
    times = {"ingestion_time": 4096 * 110e3 / (drives * 150e6),
             "transformation_time": 4096 / (cores * 100), "step_time": 1}  # fmt: skip
    assert answer.magnitude == pytest.approx(times[binds]) == max(times.values())


def test_a_replica_of_llama_3_70b_prefills_compute_bound_from_a_few_hundred_tokens():
    """70.554 GMAC a token at 60 % of eight peaks; 141 GB at eight bandwidths: 178 tokens."""
    for tokens, binds in ((100, "prefill_memory_time"), (1000, "prefill_compute_time")):
        answer = FLEET.solve("ttft", prompt_length=tokens)
        assert answer.regime == (binds,)
