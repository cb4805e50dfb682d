"""Serving fleets and published models, put to the composed laws; no figure was tuned to one."""

from __future__ import annotations

import math
from itertools import pairwise

import mpmath
import pytest

import ironlaw as il

FLEET = {  # Llama-3-70B in 16 bits on 8 H100 a replica
    "parameters": 70.554e9,
    "bits": 16,
    "layers": 80,
    "hidden_size": 8192,
    "attention_heads": 64,
    "kv_heads": 8,
    "head_dim": 128,
    "bytes_per_element": "2 byte",
    "bytes_per_activation": "2 byte",
    "serving_devices": 8,
    "peak_flops": "989 TFLOP/s",
    "memory_bandwidth": "3.35 TB/s",
    "memory_capacity": "80 GB",
    "memory_reserve": 0.1,
    "intra_node_bandwidth": "450 GB/s",
    "intra_node_latency": "1 us",
    "scaling_efficiency": 1,
    "efficiency": 0.6,
    "prompt_length": 1000,
    "output_length": 500,
    "batch_size": 64,
    "replicas": 20,
    "quantile": 0.99,
}


def of(system, name, **changed):
    """Return a figure of the fleet, as a number in base units."""
    given = {k: v for k, v in {**FLEET, **changed}.items() if v is not None}
    return system.solve(name, given).magnitude


# -- latency -----------------------------------------------------------------------------------


def test_at_thirty_per_cent_load_the_tail_is_the_request_itself():
    latency = of(il.inference, "request_latency")
    rate = 0.3 * 20 * 64 / latency
    tail = of(il.inference, "latency_quantile", arrival_rate=f"{rate} 1/s")
    assert tail == pytest.approx(latency, rel=0.01)
    busy = of(il.inference, "latency_quantile", arrival_rate=f"{0.999 * rate / 0.3} 1/s")
    assert busy > 1.1 * latency
    first = of(il.inference, "ttft_quantile", arrival_rate=f"{rate} 1/s")
    assert first == pytest.approx(of(il.inference, "ttft"), rel=0.01)


def exactly(rho, wait):
    """Crommelin: the share of waits up to a number of constant service times, at one server."""
    with mpmath.workdps(150):
        ages = [rho * (k - mpmath.mpf(wait)) for k in range(math.floor(wait) + 1)]
        terms = (x**k / mpmath.factorial(k) * mpmath.exp(-x) for k, x in enumerate(ages))
        return float((1 - rho) * sum(terms))


@pytest.mark.parametrize("rho", [0.5, 0.7, 0.8, 0.9, 0.95])
def test_constant_services_have_the_tail_of_their_exact_distribution(rho):
    law = il.laws[7].using(service_times="deterministic")
    given = {"servers": 1, "offered_load": rho, "service_rate": "1 1/s", "quantile": 0.99}
    low, high = 0.0, 100.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if exactly(rho, middle) < 0.99 else (low, middle)
    assert 1 <= law.solve("latency_quantile", given).magnitude / (1 + low) <= 1.135
    mean = law.solve("mean_wait", given).magnitude
    assert mean == pytest.approx(rho / (2 * (1 - rho)))  # Pollaczek and Khinchine


def test_services_that_vary_lie_between_constant_and_exponential_ones():
    given = {"servers": 6, "offered_load": 5, "service_rate": "1 1/s", "quantile": 0.99}
    law = il.laws[7]
    general = law.using(service_times="general")
    tails = [
        general.solve("latency_quantile", given, service_time_variation=cv).magnitude
        for cv in (1e-6, 0.3, 0.6, 1)
    ]
    assert tails == sorted(tails)
    ends = [
        law.using(service_times=one).solve("latency_quantile", given).magnitude
        for one in ("deterministic", "exponential")
    ]
    assert (tails[0], tails[-1]) == (pytest.approx(ends[0], rel=1e-5), pytest.approx(ends[1]))


# -- scheduling --------------------------------------------------------------------------------


def test_a_first_token_waits_for_its_own_prompt_only():
    alone, among = (of(il.inference, "ttft", batch_size=b) for b in (1, 64))
    assert alone == among
    static = il.inference.using(scheduling="static")
    assert of(static, "ttft") == pytest.approx(64 * among, rel=0.15)  # but latency, paid once
    chunked = il.inference.using(scheduling="chunked")
    assert of(chunked, "ttft", chunk_tokens=1000) < of(static, "ttft") / 10


def test_scheduling_moves_waiting_about_and_makes_no_throughput():
    free = {"intra_node_latency": 0}
    rates = [
        of(il.inference.using(scheduling=one), "request_throughput", **free)
        for one in ("continuous", "static")
    ]
    assert rates[0] == pytest.approx(rates[1], rel=1e-9)
    paces = [
        of(il.inference.using(scheduling=one), "time_per_output_token", **more)
        for one, more in (("static", {}), ("chunked", {"chunk_tokens": 250}), ("continuous", {}))
    ]
    assert paces == sorted(paces)  # chunks use the time in which memory is waited for


# -- devices of a replica ----------------------------------------------------------------------


def test_more_devices_take_less_off_each_token_the_more_there_are():
    times = [of(il.inference, "itl", batch_size=1, serving_devices=n) for n in (2, 4, 8, 16)]
    gains = [before / after for before, after in pairwise(times)]
    assert 2 > gains[0] > gains[1] > gains[2] > 1
    # 160 all-reduces of 14 hops of 1 us, and 7/4 of 16 kB each
    waits = of(il.inference, "decode_allreduce_time", batch_size=1)
    assert waits == pytest.approx(160 * (14e-6 + 1.75 * 16384 / 450e9))


def test_key_value_heads_are_stored_again_beyond_their_number():
    fits = [of(il.inference, "max_batch_size", serving_devices=n) for n in (8, 16, 32)]
    weights, request = 141.108e9, 2 * 80 * 8 * 128 * 2 * 1500
    for count, devices, copies in zip(fits, (8, 16, 32), (1, 2, 4), strict=True):
        assert count == math.floor((0.9 * devices * 80e9 - weights) / (request * copies))
    assert fits[1] < 1.3 * fits[0]


def test_a_step_reads_the_cache_at_its_mean_length_and_keeps_room_for_its_largest():
    read = of(il.inference, "kv_read_time")
    assert read == pytest.approx(64 * 327_680 * 1250 / (8 * 3.35e12))
    assert of(il.inference, "kv_bytes_per_request") == pytest.approx(327_680 * 1500)


def test_pools_of_devices_are_sized_against_each_other():
    apart = il.inference.using(prefill_decode="disaggregated")
    pools = {"serving_devices": None, "decode_devices": 8, "link_bandwidth": "50 GB/s"}
    balanced = of(apart, "prefill_devices", **pools, pool_balance=1)
    pools["prefill_devices"] = balanced
    rates = [of(apart, name, **pools) for name in ("prefill_rate", "decode_rate")]
    assert rates[0] == pytest.approx(rates[1])
    assert of(apart, "request_throughput", **pools) == pytest.approx(rates[0])
    assert of(apart, "time_per_output_token", **pools) == of(apart, "itl", **pools)
    sent = of(apart, "kv_transfer_time", **pools)
    assert sent == pytest.approx(327_680 * 1000 / (balanced * 50e9))


# -- experts -----------------------------------------------------------------------------------

V3 = {  # DeepSeek-AI 2024, arXiv:2412.19437, section 4.2
    "layers": 61,
    "dense_layers": 3,
    "hidden_size": 7168,
    "attention_heads": 128,
    "query_rank": 1536,
    "latent_rank": 512,
    "rope_dim": 64,
    "nope_dim": 128,
    "value_dim": 128,
    "feedforward_size": 18432,
    "expert_feedforward_size": 2048,
    "experts": 256,
    "experts_per_token": 8,
    "shared_experts": 1,
    "vocabulary_size": 129280,
}


def test_deepseek_v3_decodes_with_its_active_parameters():
    fleet = il.inference.using(
        model="experts", parameter_count="experts", attention_kind="latent", cache_split="requests"
    )
    shape = {**V3, "parameters": None, "head_dim": None, "kv_heads": None}
    shape |= {"bits": 8, "serving_devices": 32, "batch_size": 2048, "peak_flops": "1979 TFLOP/s"}
    time = of(fleet, "decode_compute_time", **shape)
    assert time == pytest.approx(2 * 37.55e9 * 2048 / (32 * 1979e12 * 0.6), rel=1e-3)
    read = of(fleet, "step_weight_bytes", **{**shape, "batch_size": 8})
    few = 256 * (1 - (1 - 8 / 256) ** 8)  # a fifth of the experts
    assert few / 256 == pytest.approx(0.22, abs=0.005)
    assert read == pytest.approx(17.117e9 + few * 2.5543e9, rel=1e-3)


def test_deepseek_v3_was_trained_in_2_664_million_hours():
    run = il.training.using(
        flop_count="experts_attention",
        parameter_count="experts",
        attention_kind="latent",
        attention_mask="causal",
        zero="stage_1",
    ).given(V3, tokens=14.8e12, devices=2048, sequence_length=4096)
    hours = {"run_time": f"{2.664e6 / 2048} h", "peak_flops": "989 TFLOP/s"}
    assert run.solve("device_hours", hours).to("hour").magnitude == pytest.approx(2.664e6)
    assert run.solve("run_time", device_hours="2.664e6 hour").to("day").magnitude < 60
    share = {"scaling_efficiency": 1, "goodput": 1, "dp_slowdown": 1, **hours}
    assert 0.35 < run.solve("mfu", share).magnitude < 0.45  # of the dense 16-bit peak
    held = {
        "pipeline_parallel": 16,
        "tensor_parallel": 1,
        "expert_parallel": 64,
        "bytes_per_parameter": "1 byte",
        "gradient_bytes_per_parameter": "4 byte",
        "optimizer_bytes_per_parameter": "8 byte",
    }
    states = run.solve("training_state_bytes", held).magnitude
    rank = 17.117e9 + 4 * 2.5543e9  # four of 256 experts
    assert states == pytest.approx((5 * rank + 8 * 671.026e9 / 128) / 16, rel=1e-3)
    assert states < 80e9


def test_deepseek_v3_would_send_tokens_about_as_long_as_it_computes():
    """Section 3.2.1 of its report: about 1 to 1 without overlap, which is why DualPipe hides it."""
    run = il.training.using(
        flop_count="experts_attention",
        parameter_count="experts",
        attention_kind="latent",
        attention_mask="causal",
        topology="fat_tree",
    ).given(
        V3,
        tokens=14.8e12,
        devices=2048,
        sequence_length=4096,
        peak_flops="989 TFLOP/s",
        kernel_hfu=0.4,
        tensor_parallel=1,
        pipeline_parallel=16,
        expert_parallel=64,
        microbatch_size=1,
        samples_per_batch=15360,
        bytes_per_activation="1.5 byte",  # 8 bits on the way to an expert, 16 on the way back
        link_bandwidth="50 GB/s",
        oversubscription=1,
        link_latency="2 us",
    )
    sent, computed = (run.solve(n).magnitude for n in ("expert_time", "step_compute_time"))
    assert 0.6 < sent / computed < 1.4
    assert run.solve("microbatches").magnitude == 120
    assert run.solve("steps").magnitude * 15360 * 4096 == pytest.approx(14.8e12)


def test_gradients_of_experts_are_waited_for_in_every_stage_of_zero():
    run = il.training.using(
        flop_count="experts", allreduce="ring", recomputation="none", communication="gradients"
    ).given(
        parameters=671e9,
        experts=256,
        expert_parameters=2.5e9,
        expert_parallel=64,
        ranks=128,
        tensor_parallel=1,
        pipeline_parallel=16,
        bytes_per_parameter="1 byte",
        gradient_bytes_per_parameter="4 byte",
        effective_bandwidth="50 GB/s",
        link_latency="0 s",
        overlap=0,
        microbatches=15,
    )
    shared = 4 * 31e9 / 16 / 50e9 * 127 / 128  # one pass over what all ranks share
    experts = 4 * 4 * 2.5e9 / 16 / 50e9 * 64 / 128  # over four experts, by the two that hold them
    weights = (31e9 + 4 * 2.5e9) / 16 / 50e9 * 127 / 128
    for stage, seconds in {
        "none": 2 * shared + 2 * experts,
        "stage_2": 2 * shared + 2 * experts,
        "stage_3": shared + experts + 2 * 15 * weights,
    }.items():
        answer = run.using(zero=stage).solve("exposed_communication")
        assert answer.magnitude == pytest.approx(seconds, rel=1e-12), stage


def test_a_7b_model_is_fine_tuned_on_one_node():
    run = {
        "parameters": 6.738e9,
        "layers": 32,
        "hidden_size": 4096,
        "attention_heads": 32,
        "sequence_length": 4096,
        "microbatch_size": 1,
        "samples_per_batch": 64,
        "devices": 8,
        "bytes_per_parameter": "2 byte",
        "gradient_bytes_per_parameter": "2 byte",
        "memory_capacity": "80 GB",
    }
    shared = il.training.using(zero="stage_1")
    free = shared.solve("memory_headroom", run)
    by_hand = 80e9 - 6.738e9 * (2 + 2 + 12 / 8) - 34 * 4096 * 4096 * 32
    assert free.magnitude == pytest.approx(by_hand)
    assert free.magnitude > 20e9
    stored = shared.using(attention_kernel="stored_scores").solve("memory_headroom", run)
    assert stored.magnitude == pytest.approx(by_hand - 5 * 32 * 4096**2 * 32)
    assert stored.magnitude < 0  # so nobody would keep the scores


# -- parameters of published models, as their files count them -----------------------------------

GQA = "layers hidden_size attention_heads kv_heads head_dim feedforward_size vocabulary_size"
TIED = {"embeddings": "tied"}
PLAIN = {"embeddings": "tied", "feedforward": "plain"}
MODELS = [
    ("Llama-3-8B", 8_030_261_248, (32, 4096, 32, 8, 128, 14336, 128256), {}),
    ("Llama-3-70B", 70_553_706_496, (80, 8192, 64, 8, 128, 28672, 128256), {}),
    ("Llama-3.1-405B", 405_853_388_800, (126, 16384, 128, 8, 128, 53248, 128256), {}),
    ("Llama-2-7B", 6_738_415_616, (32, 4096, 32, 32, 128, 11008, 32000), {}),
    ("Llama-2-13B", 13_015_864_320, (40, 5120, 40, 40, 128, 13824, 32000), {}),
    ("Llama-3.2-1B", 1_235_814_400, (16, 2048, 32, 8, 64, 8192, 128256), TIED),
    ("Mistral-7B", 7_241_732_096, (32, 4096, 32, 8, 128, 14336, 32000), {}),
    ("Gemma-2B", 2_506_172_416, (18, 2048, 8, 1, 256, 16384, 256000), TIED),
    ("GPT-3", 174_600_000_000, (96, 12288, 96, 96, 128, 49152, 50257), PLAIN),
]  # fmt: skip


@pytest.mark.parametrize(("name", "count", "shape", "using"), MODELS)
def test_the_parameters_of_a_model_follow_from_its_shape(name, count, shape, using):
    law = il.laws[11].using(parameter_count="dense", **using)
    found = law.solve("parameters", dict(zip(GQA.split(), shape, strict=True)))
    assert found.magnitude == pytest.approx(count, rel=1e-3)


def test_the_parameters_of_mixtures_follow_from_their_shapes():
    mixtral = dict(zip(GQA.split(), (32, 4096, 32, 8, 128, 14336, 32000), strict=True))
    mixtral |= {"expert_feedforward_size": 14336, "experts": 8, "experts_per_token": 2}
    law = il.laws[11].using(parameter_count="experts")
    counts = law.solve(["parameters", "active_parameters"], mixtral)
    assert counts["parameters"].magnitude == pytest.approx(46_702_792_704, rel=1e-3)
    assert counts["active_parameters"].magnitude == pytest.approx(12.88e9, rel=1e-3)
    latent = law.using(attention_kind="latent")
    counts = latent.solve(["parameters", "active_parameters"], V3)
    assert counts["parameters"].magnitude == pytest.approx(671_026_419_200, rel=1e-3)
    assert counts["active_parameters"].magnitude == pytest.approx(37e9, rel=0.02)


# -- measured servers ----------------------------------------------------------------------------

LLAMA_70B = {  # weights and cache of one byte a value
    **{k: x for k, x in FLEET.items() if k not in ("batch_size", "quantile", "replicas")},
    "bits": 8,
    "bytes_per_element": "1 byte",
    "peak_flops": "1979 TFLOP/s",
    "efficiency": None,
}
THROUGHPUT = {  # tokens/s of eight H100 by prompt and output length; TensorRT-LLM 0.17,
    # docs/source/performance/perf-overview.md (read 2026-11-30), "LLaMA v3.1 70B", FP8
    (128, 128): 14730.69,
    (128, 2048): 17061.82,
    (128, 4096): 14171.43,
    (500, 2000): 14679.33,
    (1000, 1000): 11451.16,
    (2048, 128): 1923.41,
    (2048, 2048): 8801.95,
    (5000, 500): 2457.42,
    (20000, 2000): 1512.60,
}


def test_llama_3_70b_on_eight_h100_generates_what_was_measured():
    """The efficiency of its arithmetic comes from the row with the most prompt per token."""

    def at(prompt, output, **more):
        lengths = LLAMA_70B | {"prompt_length": prompt, "output_length": output}
        filled = il.inference.using(batching="largest")
        room = of(filled, "max_batch_size", **lengths, batch_size=None)
        return lengths | more | {"batch_size": min(room, 2048)}  # what the engine admits

    fleet = il.inference
    per_second = THROUGHPUT[2048, 128] / 128
    seen = at(2048, 128, request_throughput=f"{per_second} request/s")
    efficiency = of(fleet, "efficiency", **seen)
    assert efficiency == pytest.approx(0.49, abs=0.02)
    for (prompt, output), measured in THROUGHPUT.items():
        given = at(prompt, output, efficiency=efficiency)
        predicted = of(fleet, "request_throughput", **given) * output
        # data-sheet bandwidth and no gaps between steps: too much where decoding rules
        assert 0.8 < predicted / measured < 1.6, (prompt, output)


USERS = {  # TTFT and time between tokens in ms, tokens/s; NVIDIA NIM for LLMs, benchmarking guide,
    # performance (read 2026-11-30): Llama-3.3-70B-Instruct 1.8.0, two H100, fp8, 5000 to 500 tokens
    1: (406.77, 18.58, 51.67),
    5: (546.70, 21.83, 218.48),
    25: (688.69, 38.75, 623.40),
    50: (834.51, 59.73, 814.37),
}


def test_latency_and_throughput_of_many_users_follow_from_one():
    """Shares of peak from one user; then users only add to what each step reads and prefills."""
    server = il.inference.using(decode="achieved_bandwidth").given(
        {k: x for k, x in LLAMA_70B.items() if x is not None and k != "serving_devices"},
        serving_devices=2,
        prompt_length=5000,
        output_length=500,
    )
    first, between, _ = USERS[1]
    server = server.given(
        efficiency=server.solve("efficiency", ttft=f"{first} ms", batch_size=1).value,
        bandwidth_efficiency=server.solve(
            "bandwidth_efficiency", itl=f"{between} ms", batch_size=1
        ).value,
    )
    for users, (_, between, throughput) in USERS.items():
        at = server.given(batch_size=users)
        pace = at.solve("time_per_output_token").to("ms").magnitude
        assert pace == pytest.approx(between, rel=0.18), users
        rate = at.solve("request_throughput").magnitude * 500
        assert rate == pytest.approx(throughput, rel=0.14), users
    # how much of the slowdown is others' prompts, which a law of memory alone would miss
    assert at.solve("itl").to("ms").magnitude < between / 1.9
