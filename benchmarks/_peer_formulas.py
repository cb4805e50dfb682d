"""Quantities of mlsysim's bare formula functions, with the same inputs on both sides."""

from __future__ import annotations

from typing import Any

import ironlaw as il
from benchmarks._peer_case import FORMULA, Case


def formula_cases() -> list[Case]:
    """Return the cases; the peer is imported here, because it is optional."""
    from mlsysim import physics
    from mlsysim.core.units import Q_

    weights, bandwidth = Q_("140 GB"), Q_("3.35 TB/s")
    flop, peak = Q_("3.15e23 flop"), Q_("312 TFLOP/s")
    element = Q_("2 byte")
    message, latency, link = Q_("1 GB"), Q_("5 us"), Q_("50 GB/s")
    inside, inside_latency = Q_("450 GB/s"), Q_("500 ns")
    component, host, cluster, write = Q_("50000 hour"), Q_("90000 hour"), Q_("4 hour"), Q_("60 s")
    run, parameters, tokens = Q_("30 hour"), Q_("175e9 count"), Q_("300e9 count")
    power, energy, intensity = Q_("700 W"), Q_("1000 kWh"), Q_("390 gram/kWh")
    arrivals, services = Q_("80 hertz"), Q_("10 hertz")
    laws = il.laws
    ring = {
        "ranks": 256,
        "message_bytes": "1 GB",
        "effective_bandwidth": "50 GB/s",
        "link_latency": "5 us",
    }

    def case(name: str, law: il.System, target: str, call: Any, given: Any, **more: Any) -> Case:
        return Case(FORMULA, name, law, target, given, call, **more)

    return [
        case(
            "compute_time",
            laws[1],
            "compute_time",
            lambda: physics.compute_time(flop, peak),
            {"operations": "3.15e23 FLOP", "peak_flops": "312 TFLOP/s", "efficiency": 1},
        ),
        case(
            "transfer_time",
            laws[2],
            "memory_time",
            lambda: physics.transfer_time(weights, bandwidth),
            {"weight_bytes": "140 GB", "memory_bandwidth": "3.35 TB/s"},
        ),
        case(
            "calc_kv_cache_size",
            laws[5],
            "kv_cache_bytes",
            lambda: physics.calc_kv_cache_size(32, 8, 128, 8192, 16, element),
            {
                "layers": 32,
                "kv_heads": 8,
                "head_dim": 128,
                "sequence_length": 8192,
                "batch_size": 16,
                "bytes_per_element": "2 byte",
            },
        ),
        case(
            "calc_mla_cache_size",
            laws[5].using(attention_kind="latent"),
            "kv_cache_bytes",
            lambda: physics.calc_mla_cache_size(61, 512, 64, 8192, 16, element),
            {
                "layers": 61,
                "latent_rank": 512,
                "rope_dim": 64,
                "sequence_length": 8192,
                "batch_size": 16,
                "bytes_per_element": "2 byte",
            },
        ),
        case(
            "calc_queue_latency_mmc, its p99 wait",
            laws[7],
            "wait_quantile",
            lambda: physics.calc_queue_latency_mmc(arrivals, services, 10),
            {"arrival_rate": "80 1/s", "service_rate": "10 1/s", "servers": 10, "quantile": 0.99},
            read=lambda result: result[2],
        ),
        case(
            "calc_bisection_bandwidth",
            laws[10],
            "bisection_bandwidth",
            lambda: physics.calc_bisection_bandwidth(512, link, 2.0),
            {"devices": 1024, "link_bandwidth": "50 GB/s", "oversubscription": 2},
        ),
        case(
            "calc_transformer_training_flops",
            laws[11],
            "total_flop",
            lambda: physics.calc_transformer_training_flops(parameters, tokens),
            {"parameters": 175e9, "tokens": 300e9},
        ),
        case(
            "calc_ring_allreduce_time",
            laws[14],
            "allreduce_time",
            lambda: physics.calc_ring_allreduce_time(message, 256, link, latency),
            ring,
        ),
        case(
            "calc_tree_allreduce_time",
            laws[14].using(allreduce="tree"),
            "allreduce_time",
            lambda: physics.calc_tree_allreduce_time(message, 256, link, latency),
            ring,
        ),
        case(
            "calc_hierarchical_allreduce_time",
            laws[14].using(allreduce="hierarchical"),
            "allreduce_time",
            lambda: physics.calc_hierarchical_allreduce_time(
                message, 32, 8, inside, link, inside_latency, latency
            ),
            {
                **ring,
                "ranks_per_node": 8,
                "intra_node_bandwidth": "450 GB/s",
                "intra_node_latency": "500 ns",
            },
        ),
        case(
            "calc_all_to_all_time",
            laws[14],
            "alltoall_time",
            lambda: physics.calc_all_to_all_time(message, 64, link, latency),
            {
                "alltoall_bytes": "1 GB",
                "expert_parallel": 64,
                "effective_bandwidth": "50 GB/s",
                "link_latency": "5 us",
            },
        ),
        case(
            "calc_mtbf_cluster",
            laws[15],
            "cluster_mtbf",
            lambda: physics.calc_mtbf_cluster(component, 1000),
            {"component_mtbf": "50000 hour", "components": 1000},
        ),
        case(
            "calc_mtbf_node",
            laws[15].using(failures="by_node"),
            "node_mtbf",
            lambda: physics.calc_mtbf_node(component, 8, component, 4, host, 1),
            {
                "device_mtbf": "50000 hour",
                "devices_per_node": 8,
                "adapter_mtbf": "50000 hour",
                "adapters_per_node": 4,
                "host_mtbf": "90000 hour",
            },
        ),
        case(
            "calc_failure_probability",
            laws[15],
            "failure_probability",
            lambda: physics.calc_failure_probability(component, run),
            {"cluster_mtbf": "50000 hour", "run_time": "30 hour"},
        ),
        case(
            "energy_from_power",
            laws[18],
            "energy",
            lambda: physics.energy_from_power(power, run),
            {"device_power": "700 W", "devices": 1, "run_time": "30 hour"},
        ),
        case(
            "carbon_from_energy",
            laws[18],
            "carbon",
            lambda: physics.carbon_from_energy(energy, intensity),
            {"energy": "1000 kWh", "pue": 1, "carbon_intensity": "390 gCO2e/kWh"},
        ),
        case(
            "calc_checkpoint_size",
            laws[19],
            "checkpoint_bytes",
            lambda: physics.calc_checkpoint_size(parameters),
            {"parameters": 175e9},
        ),
        case(
            "calc_young_daly_interval",
            laws[19],
            "optimal_interval",
            lambda: physics.calc_young_daly_interval(write, cluster),
            {"checkpoint_write_time": "60 s", "cluster_mtbf": "4 hour"},
        ),
        case(
            "calc_training_time",
            il.iron_law,
            "run_time",
            lambda: physics.calc_training_time(flop, 1024, peak, 0.34),
            {
                "total_flop": "3.15e23 FLOP",
                "devices": 1024,
                "peak_flops": "312 TFLOP/s",
                "mfu": 0.34,
                "scaling_efficiency": 1,
                "goodput": 1,
            },
        ),
    ]
