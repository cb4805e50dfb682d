"""Quantities of mlsysim's solvers, with the same inputs on both sides."""

from __future__ import annotations

from typing import Any

import ironlaw as il
from benchmarks._peer_case import SOLVER, Case


def solver_cases() -> list[Case]:
    """Return the cases; the peer is imported here, because it is optional."""
    from mlsysim import Hardware, Infrastructure, Models, Systems, solvers
    from mlsysim.core.units import Q_
    from mlsysim.engine import calibration

    model, node = Models.Language.Llama3_8B, Hardware.Cloud.H100
    fleet, grid = Systems.Clusters.Lab_64_H100, Infrastructure.Grids.US_Avg
    fabric = Systems.Fabrics.InfiniBand_NDR_Oversub2to1
    latency, service, step = Q_("50 ms"), Q_("100 ms"), Q_("50 ms")
    sample, cpu, demand = Q_("500 KB"), Q_("2 GB/s"), Q_("10 GB/s")
    message, link_latency, link = Q_("1 GB"), Q_("5 us"), Q_("50 GB/s")
    component, run, cluster, write = Q_("50000 hour"), Q_("720 hour"), Q_("4 hour"), Q_("60 s")
    budget, tokens = Q_("1e24 flop"), Q_("300e9 count")
    weights = _text(model.size_in_bytes("fp16"), "byte")
    parameters = float(model.parameters.m_as("count"))
    peak = _text(node.compute.peak_flops, "flop/s")
    power = fleet.node.accelerator.tdp
    devices = fleet.total_accelerators
    laws = il.laws

    def case(name: str, law: il.System, target: str, call: Any, read: Any, **given: Any) -> Case:
        return Case(SOLVER, name, law, target, given, call, read)

    return [
        case(
            "SingleNodeModel.latency_compute",
            laws[1],
            "compute_time",
            lambda: solvers.SingleNodeModel().solve(model, node),
            lambda result: result.latency_compute,
            operations=_text(model.inference_flops, "flop"),
            peak_flops=peak,
            efficiency=0.5,
        ),
        case(
            "DecodeBoundModel.memory_time",
            laws[2],
            "memory_time",
            lambda: solvers.DecodeBoundModel().solve(model, node),
            lambda result: result.memory_time,
            weight_bytes=weights,
            memory_bandwidth=_text(node.memory.bandwidth, "byte/s"),
        ),
        case(
            "ServingModel.kv_cache_size",
            laws[5],
            "kv_cache_bytes",
            lambda: solvers.ServingModel().solve(model, node, 2048),
            lambda result: result.kv_cache_size,
            layers=model.layers,
            kv_heads=model.kv_heads,
            head_dim=model.hidden_dim // model.heads,
            sequence_length=2048,
            batch_size=1,
            bytes_per_element="2 byte",
        ),
        case(
            "WeightStreamingModel.layer_injection_time",
            laws[6],
            "injection_time",
            lambda: solvers.WeightStreamingModel().solve(model, node, 2048),
            lambda result: result.layer_injection_time,
            layer_weight_bytes=f"{2 * parameters / model.layers!r} byte",
            injection_bandwidth=_text(node.interconnect.bandwidth, "byte/s"),
        ),
        case(
            "TailLatencyModel.p99_latency, less the service time",
            laws[7],
            "wait_quantile",
            lambda: solvers.TailLatencyModel().solve(80, 100, 10),
            lambda result: result.p99_latency - service,
            arrival_rate="80 1/s",
            service_rate="10 1/s",
            servers=10,
            quantile=0.99,
        ),
        case(
            "DataModel.utilization",
            laws[8],
            "ingestion_utilization",
            lambda: solvers.DataModel().solve(demand, node),
            lambda result: result.utilization,
            data_demand="10 GB/s",
            storage_supply=_text(node.storage.bandwidth, "byte/s"),
        ),
        case(
            "TransformationModel.transform_time",
            laws[9],
            "transformation_time",
            lambda: solvers.TransformationModel().solve(256, sample, cpu, step),
            lambda result: result.transform_time,
            samples_per_batch=256,
            sample_bytes="500 kB",
            cpu_throughput="2 GB/s",
        ),
        case(
            "TopologyModel.effective_bw",
            laws[10],
            "effective_bandwidth",
            lambda: solvers.TopologyModel().solve(fabric, "fat_tree"),
            lambda result: result.effective_bw,
            link_bandwidth=_text(fabric.bandwidth, "byte/s"),
            oversubscription=fabric.oversubscription_ratio,
        ),
        case(
            "ScalingModel.optimal_parameters",
            laws[11],
            "optimal_parameters",
            lambda: solvers.ScalingModel().solve(budget),
            lambda result: result.optimal_parameters.m_as("count"),
            compute_budget="1e24 FLOP",
        ),
        case(
            "CompressionModel.compression_ratio",
            laws[13],
            "quantization_ratio",
            lambda: solvers.CompressionModel().solve(model, node, target_bitwidth=4),
            lambda result: result.compression_ratio,
            bits=4,
        ),
        case(
            "AllReduceAlgorithmModel.ring_time",
            laws[14],
            "allreduce_time",
            lambda: solvers.AllReduceAlgorithmModel().solve(message, [256], link_latency, link),
            lambda result: result.ring_time[256],
            ranks=256,
            message_bytes="1 GB",
            effective_bandwidth="50 GB/s",
            link_latency="5 us",
        ),
        case(
            "FailureIntervalModel.interval",
            laws[15],
            "cluster_mtbf",
            lambda: solvers.FailureIntervalModel().solve(component, 1000, run),
            lambda result: result.interval,
            component_mtbf="50000 hour",
            components=1000,
        ),
        case(
            "OrchestrationModel.avg_wait_time_days",
            laws[16],
            "queue_wait",
            lambda: solvers.OrchestrationModel().solve(fleet, 2.0, 0.25),
            lambda result: result.avg_wait_time_days,
            job_arrival_rate="2 1/day",
            job_service_rate="4 1/day",
        ),
        case(
            "EconomicsModel.capex_usd",
            laws[17],
            "capex",
            lambda: solvers.EconomicsModel().solve(fleet, 30.0),
            lambda result: result.capex_usd,
            device_price=_text(fleet.node.accelerator.unit_cost, "USD"),
            devices=devices,
            run_time="30 day",
            device_lifetime="1095 day",
        ),
        case(
            "SustainabilityModel.carbon_footprint_kg",
            laws[18],
            "carbon",
            lambda: solvers.SustainabilityModel().solve(fleet, 30.0, datacenter=grid, mfu=0.5),
            lambda result: result.carbon_footprint_kg,
            busy_power=_text(power, "W"),
            idle_power=_text(power * calibration.ENERGY_IDLE_FRACTION, "W"),
            power_utilization=0.5,
            devices=devices,
            run_time="30 day",
            pue=grid.pue,
            carbon_intensity=f"{grid.carbon_intensity_g_kwh!r} gCO2e/kWh",
        ),
        case(
            "CheckpointIntervalModel.interval",
            laws[19],
            "optimal_interval",
            lambda: solvers.CheckpointIntervalModel().solve(write, cluster),
            lambda result: result.interval,
            checkpoint_write_time="60 s",
            cluster_mtbf="4 hour",
        ),
        case(
            "CheckpointModel.mfu_penalty_pct",
            laws[19],
            "checkpoint_penalty",
            lambda: solvers.CheckpointModel().solve(model, node),
            lambda result: result.mfu_penalty_pct,
            parameters=parameters,
            checkpoint_bandwidth=_text(node.storage.bandwidth, "byte/s"),
            checkpoint_interval="4 hour",
        ),
        case(
            "ResponsibleEngineeringModel.dp_slowdown_factor",
            laws[20],
            "dp_slowdown",
            lambda: solvers.ResponsibleEngineeringModel().solve(run, 2.0),
            lambda result: result.dp_slowdown_factor,
            k=calibration.DP_SGD_SLOWDOWN_COEFFICIENT,
            epsilon=2.0,
        ),
        case(
            "SynthesisSolver.required_bw",
            laws[22],
            "required_bandwidth",
            lambda: solvers.SynthesisSolver().solve(model, latency),
            lambda result: result.required_bw,
            weight_bytes=weights,
            target_latency="50 ms",
        ),
        case(
            "TrainingRunModel.total_time",
            il.iron_law,
            "run_time",
            lambda: solvers.TrainingRunModel().solve(model, fleet, 0.4, 0.9, {}, "fp16", tokens),
            lambda result: result.total_time,
            total_flop=f"{6 * parameters * 300e9!r} FLOP",
            devices=devices,
            peak_flops=peak,
            mfu=0.4,
            scaling_efficiency=0.9,
            goodput=1,
        ),
    ]


def _text(quantity: Any, unit: str) -> str:
    """Return the peer's quantity as text that ironlaw reads."""
    return f"{float(quantity.m_as(unit))!r} {unit}"
