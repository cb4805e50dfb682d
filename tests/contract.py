"""What the walls promise: names, and formulas written out once more, apart from the laws."""

from __future__ import annotations

import re

import sympy

import ironlaw as il

# The names and formulas that walls promise: a name alone is a variable, the others are relations.
CONTRACT = {
    "compute": "compute_time = operations/(peak_flops*efficiency)",
    "memory": """memory_time = weight_bytes/memory_bandwidth
        weight_bytes = parameters*bytes_per_parameter
        roofline_time = Max(compute_time, memory_time)
        ridge_point = peak_flops/memory_bandwidth
        attainable_flops = Min(peak_flops, memory_bandwidth*arithmetic_intensity)
        memory_capacity""",
    "software": """mfu = achieved_flops/peak_flops
        hfu = mfu*hardware_flop/total_flop
        end_to_end_mfu = mfu*scaling_efficiency""",
    "serving": """ttft = prefill_flop/(peak_flops*efficiency)
        itl = weight_bytes/memory_bandwidth
        request_latency
        tokens_per_pass = (1 - acceptance_rate**(draft_length + 1))/(1 - acceptance_rate)""",
    "batching": """kv_bytes_per_request
        max_batch_size = floor((memory_capacity - weight_bytes)/kv_bytes_per_request)
        layers kv_heads head_dim sequence_length batch_size bytes_per_element page_size
        kv_cache_bytes""",
    "streaming": """layer_time = Max(injection_time, layer_compute_time)
        injection_time = layer_weight_bytes/injection_bandwidth
        layer_compute_time = flop_per_mac*layer_parameters*batch_size/(peak_flops*efficiency)
        balance_batch_size""",
    "tail_latency": """offered_load = arrival_rate/service_rate
        utilization = offered_load/servers
        wait_probability mean_wait wait_quantile quantile latency_quantile""",
    "ingestion": """ingestion_utilization = data_demand/storage_supply
        ingestion_share = Min(1, storage_supply/data_demand)""",
    "transformation": """transformation_time = samples_per_batch*sample_bytes/cpu_throughput
        transformation_share = step_time/Max(step_time, transformation_time)""",
    "locality": """effective_bandwidth = link_bandwidth*bisection_fraction/oversubscription""",
    "complexity": """total_flop = flop_per_parameter_token*parameters*tokens
        optimal_parameters = sqrt(compute_budget/(flop_per_parameter_token*tokens_per_parameter))
        optimal_tokens loss hardware_flop""",
    "reasoning": """reasoning_time = reasoning_steps*time_per_step
        time_per_step = tokens_per_step*itl""",
    "fidelity": """compression_ratio = quantization_ratio*pruning_ratio
        quantization_ratio = baseline_bits/bits
        pruning_ratio = 1/(1 - sparsity)
        bytes_per_parameter = bits/bits_per_byte""",
    "communication": """allreduce_time = 2*(ranks - 1)/ranks*message_bytes/effective_bandwidth
            + 2*(ranks - 1)*link_latency
        ranks = devices/(tensor_parallel*pipeline_parallel)
        exposed_communication = (1 - overlap)*allreduce_time
        pipeline_bubble message_bytes step_time scaling_efficiency""",
    "fragility": """cluster_mtbf = component_mtbf/components
        components = devices*components_per_device
        recovery_time = restart_time + lost_work_time
        lost_work_time = checkpoint_interval/2""",
    "multi_tenant": """queue_wait
            = cluster_utilization/(2*job_service_rate*(1 - cluster_utilization))
        time_to_result""",
    "capital": "tco = capex + energy_opex + maintenance_opex",
    "sustainability": """carbon = energy*pue*carbon_intensity
        energy = devices*device_power*run_time""",
    "checkpoint": "checkpoint_penalty = checkpoint_write_time/checkpoint_interval",
    "safety": "dp_slowdown epsilon noise_multiplier",
    "sensitivity": "relative_target_change = elasticity*relative_input_change",
    "synthesis": "required_bandwidth = weight_bytes/target_latency",
    "iron_law": """run_time
            = total_flop/(devices*peak_flops*mfu*scaling_efficiency*goodput)
        goodput = 1 - checkpoint_penalty - failure_penalty
        failure_penalty = recovery_time/cluster_mtbf""",
}


def lines_of(slug):
    """Return what a wall promises, a line each."""
    joined = re.sub(r"\n\s+([=+])", r" \1", CONTRACT[slug])
    return [line.strip() for line in joined.splitlines()]


def definitions():
    """Return each formula that a wall promises: slug, defined name, formula."""
    lines = [(slug, line) for slug in CONTRACT for line in lines_of(slug) if "=" in line]
    return [(slug, *map(str.strip, line.split("=", 1))) for slug, line in lines]


def is_promised(law, relation):
    """Tell whether the contract writes the formula of a law's relation out."""
    wanted = (law.slug, str(relation.defines))
    formulas = (formula for slug, name, formula in definitions() if (slug, name) == wanted)
    return any(sympy.simplify(relation.rhs - read(one)) == 0 for one in formulas)


def read(formula):
    """Return a formula of the contract, which is our own text, as an expression of variables."""
    return sympy.sympify(formula, locals=dict(il.variables))
