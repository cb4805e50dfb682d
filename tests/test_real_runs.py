"""Whole runs that were published, put to the composed systems; no figure was tuned to one."""

from __future__ import annotations

import pytest

import ironlaw as il

A100, H100 = "312 TFLOP/s", "989 TFLOP/s"

# Narayanan et al. 2021, arXiv:2104.04473: end of section 5.1, and Table 2. All activations are
# recomputed; the achieved rate counts that.
MEGATRON = [
    (175e9, 300e9, 1024, "140 TFLOP/s", 34),
    (1.008e12, 450e9, 3072, "163 TFLOP/s", 84),
    (174.6e9, 300e9, 1536, "141 TFLOP/s", 23),
    (529.6e9, 300e9, 2240, "159 TFLOP/s", 42),
]


@pytest.mark.parametrize(("parameters", "tokens", "devices", "rate", "days"), MEGATRON)
def test_a_run_with_all_activations_recomputed_takes_as_long_as_published(
    parameters, tokens, devices, rate, days
):
    run = il.training.using(recomputation="full").solve(
        "run_time",
        parameters=parameters,
        tokens=tokens,
        devices=devices,
        peak_flops=A100,
        achieved_hardware_flops=rate,
        scaling_efficiency=1,
        goodput=1,
        dp_slowdown=1,
    )
    assert run.to("day").magnitude == pytest.approx(days, rel=0.03)


LLAMA = {  # Llama Team 2024, arXiv:2407.21783, sections 3.3 and 3.4, Tables 3 and 4
    "parameters": 405.85e9,
    "tokens": 15.6e12,
    "layers": 126,
    "hidden_size": 16384,
    "sequence_length": 8192,
    "samples_per_batch": 2048,  # 16 million tokens
    "microbatch_size": 1,
    "tensor_parallel": 8,
    "pipeline_parallel": 16,
    "virtual_stages": 8,  # one layer each: the paper interleaves, and does not say how finely
    "peak_flops": H100,
    "gradient_bytes_per_parameter": "4 byte",
    "bytes_per_activation": "2 byte",
    "intra_node_bandwidth": "450 GB/s",
    "link_bandwidth": "50 GB/s",
    "link_latency": "10 us",
    "overlap": 0.9,  # assumed; without any overlap the prediction is 0.392
}


def test_llama_on_16384_devices_follows_from_its_run_on_8192():
    small = il.training.solve("kernel_hfu", LLAMA, devices=8192, end_to_end_mfu=0.43)
    assert 0.43 < small.magnitude < 0.55
    large = il.training.solve("end_to_end_mfu", LLAMA, devices=16384, kernel_hfu=small.magnitude)
    assert large.magnitude == pytest.approx(0.41, rel=0.02)


RUN = {
    "parameters": 175e9,
    "tokens": 300e9,
    "devices": 1024,
    "peak_flops": A100,
    "kernel_hfu": 0.45,
    "scaling_efficiency": 1,
    "goodput": 1,
    "dp_slowdown": 1,
}


def test_recomputing_everything_takes_four_thirds_of_the_time():
    kept = il.training.solve("run_time", RUN)
    again = il.training.using(recomputation="full").solve("run_time", RUN)
    assert again.magnitude == pytest.approx(4 / 3 * kept.magnitude, rel=1e-12)
    hfu = il.training.using(recomputation="full").solve("hfu", RUN, data_share=1)
    assert hfu.magnitude == pytest.approx(0.45, rel=1e-12)


def test_data_that_keeps_up_need_not_be_said():
    answer = il.training.solve("run_time", RUN)
    assert [v.name for v in answer.defaults] == ["data_share"]
    devices = il.training.solve(
        "devices", {**{k: v for k, v in RUN.items() if k != "devices"}, "run_time": answer}
    )
    assert devices.magnitude == pytest.approx(1024, rel=1e-9)


@pytest.mark.parametrize("given", [{"storage_drives": 4}, {"cpu_cores": 96}])
def test_what_the_data_come_from_is_not_ignored_once_it_is_given(given):
    answer = il.training.solve("run_time", RUN, **given)
    assert "data_share" not in [v.name for v in answer.defaults]
    assert answer.missing
    drives = il.training.solve("storage_drives", {**RUN, "run_time": "40 day"})
    assert drives.missing  # asked for the drives, their part is not taken for nothing


def test_a_ring_on_a_ring_has_the_links_of_neighbours():
    given = {
        "devices": 512,
        "tensor_parallel": 1,
        "pipeline_parallel": 1,
        "link_bandwidth": "50 GB/s",
        "message_bytes": "13.6 GB",
        "link_latency": 0,
    }
    ring = il.training.using(topology="ring")
    time = ring.solve("allreduce_time", given)
    assert time.to("s").magnitude == pytest.approx(2 * 511 / 512 * 13.6 / 50, rel=1e-9)
    fat = il.training.solve("allreduce_time", given, bisection_fraction=1)
    assert fat.magnitude == pytest.approx(time.magnitude, rel=1e-12)
    crossing = ring.using(allreduce="double_tree").solve("effective_bandwidth", given)
    assert crossing.to("MB/s").magnitude == pytest.approx(390.625, rel=1e-9)
    alone = (
        il.laws[10]
        .using(topology="ring")
        .solve("effective_bandwidth", devices=512, link_bandwidth="50 GB/s")
    )
    assert alone.magnitude == pytest.approx(crossing.magnitude, rel=1e-12)


def test_rates_of_one_device_and_of_all():
    rates = il.training.solve(["achieved_flops", "cluster_flops"], RUN, data_share=1)
    assert rates["achieved_flops"].to("TFLOP/s").magnitude == pytest.approx(0.45 * 312)
    assert rates["cluster_flops"].to("PFLOP/s").magnitude == pytest.approx(0.45 * 0.312 * 1024)


PLAIN = {  # one copy of the model a device: nothing is known of its shape, and need not be
    "parameters": 7e9,
    "tokens": 1e12,
    "peak_flops": H100,
    "kernel_hfu": 0.5,
    "samples_per_batch": 2048,
    "sequence_length": 4096,
    "microbatch_size": 1,
    "gradient_bytes_per_parameter": "4 byte",
    "link_bandwidth": "50 GB/s",
    "link_latency": 0,
    "overlap": 0.5,
    "goodput": 1,
    "dp_slowdown": 1,
}


def test_parallelism_of_one_costs_nothing_to_leave_out():
    time = il.training.solve("run_time", PLAIN, devices=512)
    assert {"tensor_parallel", "pipeline_parallel"} <= {v.name for v in time.defaults}
    devices = il.training.solve("devices", PLAIN, run_time=time)
    assert any(x == pytest.approx(512, rel=1e-9) for x in devices.magnitudes)
    for name in ("kernel_hfu", "overlap", "link_bandwidth", "samples_per_batch"):
        given = {k: v for k, v in PLAIN.items() if k != name}
        found = il.training.solve(name, given, devices=512, run_time=time)
        wanted = il.training.variable(name).to_base(PLAIN[name])
        assert any(x == pytest.approx(wanted, rel=1e-6) for x in found.magnitudes), name


def test_parallelism_above_one_asks_for_what_it_costs():
    assert il.training.solve("run_time", PLAIN, devices=512, tensor_parallel=8).missing
    shape = {"layers": 32, "hidden_size": 4096, "bytes_per_activation": "2 byte"}
    split = {**PLAIN, **shape, "devices": 512, "tensor_parallel": 8, "kernel_hfu": 0.4}
    times = il.training.solve(
        ["tensor_parallel_time", "busy_time", "step_compute_time"],
        {**split, "intra_node_bandwidth": "450 GB/s"},
    )
    # four all-reduces a layer of 16-bit activations, 7/8 of them twice over the links
    moved = 4 * 32 * 2 * 7 / 8 * 32 * 4096 * 4096 * 2
    assert times["tensor_parallel_time"].magnitude == pytest.approx(moved / 450e9)
    total = times["tensor_parallel_time"].magnitude + times["step_compute_time"].magnitude
    assert times["busy_time"].magnitude == pytest.approx(total)
