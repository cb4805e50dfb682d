"""Training: the walls that a training run meets, wired into the Iron Law.

Walls that name the same variable are wired by that alone; the relations below are the wires that
need a formula. The arithmetic and the communication of a step are those of devices that never
wait for data (`kernel_mfu`); waiting for storage and for the CPUs then lowers the MFU of the run.
Attention counts masked pairs unless it is told otherwise, as is the custom for a model's FLOP; in
serving, where it costs time, they are left out.
"""

from ironlaw import Max, join, relation

from .iron_law import law as iron_law
from .w01_compute import law as compute
from .w02_memory import law as memory
from .w02_memory_activations import FLASH, ONE_F_ONE_B
from .w03_software import law as software
from .w08_ingestion import law as ingestion
from .w09_transformation import law as transformation
from .w10_locality import TOPOLOGIES, effective_bandwidth
from .w10_locality import law as locality
from .w11_complexity import EXPERTS
from .w11_complexity import law as complexity
from .w11_complexity_architecture import SHAPE
from .w13_fidelity import law as fidelity
from .w14_communication import alltoall_bytes, expert_time
from .w14_communication import law as communication
from .w15_fragility import law as fragility
from .w16_multi_tenant import law as multi_tenant
from .w17_capital import law as capital
from .w18_sustainability import law as sustainability
from .w19_checkpoint import law as checkpoint
from .w20_safety import law as safety


def run_time(total_flop, dp_slowdown, devices, peak_flops, mfu, scaling_efficiency, goodput):
    """The Iron Law; private training multiplies the work."""
    return total_flop * dp_slowdown / (devices * peak_flops * mfu * scaling_efficiency * goodput)


def kernel_mfu(kernel_hfu, total_flop, hardware_flop):
    """Of what the kernels do, the model gets what is not done for a second time."""
    return kernel_hfu * (total_flop / hardware_flop)


def mfu(kernel_mfu, data_share):
    """Devices that wait for data lose that share of what their kernels reach."""
    return kernel_mfu * data_share


def data_share(step_time, paced_step_time):
    """A step that waits for data takes longer than its devices need."""
    return step_time / paced_step_time


def paced_step_time(step_time, ingestion_time, transformation_time):
    """The slowest of computing, reading and preparing sets the pace; the others hide behind it."""
    return Max(step_time, ingestion_time, transformation_time)


def achieved_flops(mfu, peak_flops):
    """The share of peak that the model gets, as a rate."""
    return mfu * peak_flops


def cluster_flops(devices, achieved_flops):
    """All devices at the rate of one."""
    return devices * achieved_flops


def step_compute_time(total_flop, steps, devices, peak_flops, kernel_mfu):
    """The arithmetic of one step on devices that have their data."""
    return total_flop / (steps * devices * peak_flops * kernel_mfu)


def microbatches(samples_per_batch, ranks, microbatch_size):
    """Each rank takes its share of the batch in passes of one micro-batch."""
    return samples_per_batch / (ranks * microbatch_size)


def gradient_bytes(gradient_bytes_per_parameter, parameters):
    """Gradients have one size, in memory and before they are compressed to be sent."""
    return gradient_bytes_per_parameter * parameters


def held_share():
    """Every data-parallel rank holds the whole model."""
    return 1


def held_share_experts(shared_parameters, experts, expert_parameters, expert_parallel, parameters):
    """Ranks that share their experts hold a part of these each."""
    return (shared_parameters + (experts / expert_parallel) * expert_parameters) / parameters


def message_bytes(gradient_bytes, gradient_compression_ratio, tensor_parallel, pipeline_parallel):
    """A rank's gradients, compressed, are split over its devices."""
    return gradient_bytes / (gradient_compression_ratio * tensor_parallel * pipeline_parallel)


def message_bytes_experts(
    gradient_bytes,
    shared_parameters,
    parameters,
    gradient_compression_ratio,
    tensor_parallel,
    pipeline_parallel,
):
    """All ranks add up the gradients of what they share."""
    return (
        gradient_bytes
        * (shared_parameters / parameters)
        / (gradient_compression_ratio * tensor_parallel * pipeline_parallel)
    )


def expert_message_bytes():
    """No gradients but those that all ranks share."""
    return 0


def expert_message_bytes_experts(
    gradient_bytes,
    experts,
    expert_parameters,
    parameters,
    gradient_compression_ratio,
    tensor_parallel,
    pipeline_parallel,
    expert_parallel,
):
    """A device exchanges the gradients of its own experts."""
    return (
        gradient_bytes
        * (experts * expert_parameters / parameters)
        / (gradient_compression_ratio * tensor_parallel * pipeline_parallel * expert_parallel)
    )


def expert_allreduce_time(
    ranks, expert_parallel, expert_message_bytes, effective_bandwidth, link_latency
):
    """A ring of the ranks that hold the same experts."""
    return (
        2 * ((ranks - expert_parallel) / ranks) * (expert_message_bytes / effective_bandwidth)
        + 2 * ((ranks - expert_parallel) / expert_parallel) * link_latency
    )


def expert_allreduce_time_dense():
    """There are no experts."""
    return 0


def gathered_bytes(held_share, weight_bytes, tensor_parallel, pipeline_parallel):
    """A device gathers the weights of its part of what its rank holds."""
    return held_share * weight_bytes / (tensor_parallel * pipeline_parallel)


def expert_time_dense():
    """No token has to go to an expert."""
    return 0


def exposed_communication(overlap, allreduce_time, expert_allreduce_time):
    """What the backward pass does not hide is waited for."""
    return (1 - overlap) * (allreduce_time + expert_allreduce_time)


def exposed_communication_stage_3(
    overlap, reduce_scatter_time, expert_allreduce_time, microbatches, allgather_time
):
    """Gradients are added up but not spread; both passes of a micro-batch gather the weights."""
    return (1 - overlap) * (
        reduce_scatter_time + expert_allreduce_time / 2 + 2 * microbatches * allgather_time
    )


def alltoall_time(expert_parallel, alltoall_bytes, global_bandwidth, link_latency):
    """Every rank sends every other rank that rank's share of what it holds."""
    return ((expert_parallel - 1) / expert_parallel) * (alltoall_bytes / global_bandwidth) + (
        expert_parallel - 1
    ) * link_latency


def neighbour_bandwidth(link_bandwidth, oversubscription):
    """A ring passes the message on between neighbours, which does not cross the network's cut."""
    return link_bandwidth / oversubscription


def bisection_bandwidth(devices, global_bandwidth):
    """Half of the devices send to the other half."""
    return (devices / 2) * global_bandwidth


def interval_ratio(checkpoint_interval, optimal_interval):
    """How far the interval is from the best one."""
    return checkpoint_interval / optimal_interval


def checkpoint_interval(optimal_interval):
    """The run writes its checkpoints at the best interval."""
    return optimal_interval


COUNT, DENSE = "flop_count", ("dense", "dense_attention")
ZERO = "rajbhandari2020zero"
FREE = "compressing and restoring take no time"

system = join(
    "training",
    relation(run_time, source="reddi2026mlsysim"),
    iron_law.without("run_time"),
    compute.only("peak_flops"),
    FLASH,  # the first variant of a choice is its default
    ONE_F_ONE_B,
    memory.only(
        "weight_bytes",
        "optimizer_bytes",
        "state_bytes_per_rank",
        "training_state_bytes",
        "activation_bytes",
        "in_flight_limit",
        "in_flight_share",
        "scores_per_value",
        "attention_widths",
        "feedforward_widths",
        "layer_bytes_per_value",
        "logit_bytes",
        "layer_activation_bytes",
        "training_memory",
        "memory_headroom",
    ),
    relation(kernel_mfu, source="korthikanti2022reducing"),
    relation(mfu, assumes="a device that waits for data does nothing else"),
    relation(data_share),
    relation(
        paced_step_time,
        source="mohan2021stalls",
        assumes="reading, preparing and computing overlap fully",
    ),
    relation(achieved_flops),
    relation(cluster_flops),
    software.without("mfu"),
    ingestion.without("delivered_sample_rate"),
    transformation,
    relation(
        effective_bandwidth,
        defines="global_bandwidth",
        choice="topology",
        variant=TOPOLOGIES,
        source="leiserson1985fattrees",
        assumes="every device sends across the cut; of evenly spread traffic only half does",
    ),
    relation(bisection_bandwidth),
    locality.without("effective_bandwidth", "bisection_bandwidth"),
    relation(
        neighbour_bandwidth,
        defines="effective_bandwidth",
        choice="allreduce",
        variant=("ring", "hierarchical"),
        source="patarasuk2009bandwidth",
        assumes="ranks that follow each other in the ring are neighbours",
    ),
    relation(
        effective_bandwidth,
        choice="allreduce",
        variant=("tree", "double_tree"),
        assumes="the halves of a tree talk across the network's cut",
    ),
    complexity.only(
        "total_flop",
        "attention_flop",
        "hardware_flop",
        "shared_parameters",
        "active_parameters",
        *SHAPE,
    ),
    fidelity.only("compression_ratio"),
    communication.without(
        "message_bytes",
        "step_compute_time",
        "bus_bandwidth",
        "exposed_communication",
        "gathered_bytes",
        "alltoall_time",
        "alltoall_bytes",
        "expert_time",
    ),
    relation(gradient_bytes, assumes="one precision, wherever gradients are"),
    relation(held_share, choice=COUNT, variant=DENSE),
    relation(
        held_share_experts,
        defines="held_share",
        choice=COUNT,
        variant=EXPERTS,
        source="lepikhin2021gshard",
    ),
    relation(message_bytes, choice=COUNT, variant=DENSE, assumes=FREE),
    relation(
        message_bytes_experts,
        defines="message_bytes",
        choice=COUNT,
        variant=EXPERTS,
        assumes=FREE,
    ),
    relation(expert_message_bytes, choice=COUNT, variant=DENSE),
    relation(
        expert_message_bytes_experts,
        defines="expert_message_bytes",
        choice=COUNT,
        variant=EXPERTS,
        source="lepikhin2021gshard",
        assumes=FREE,
    ),
    relation(
        expert_allreduce_time_dense,
        defines="expert_allreduce_time",
        choice=COUNT,
        variant=DENSE,
    ),
    relation(
        expert_allreduce_time,
        choice=COUNT,
        variant=EXPERTS,
        source="patarasuk2009bandwidth",
    ),
    relation(gathered_bytes, source=ZERO),
    relation(
        exposed_communication,
        choice="zero",
        variant=("none", "stage_1", "stage_2"),
        source=ZERO,
        assumes="stages 1 and 2 replace the all-reduce by its two halves",
    ),
    relation(
        exposed_communication_stage_3,
        defines="exposed_communication",
        choice="zero",
        variant="stage_3",
        source=ZERO,
    ),
    relation(expert_time_dense, defines="expert_time", choice=COUNT, variant=DENSE),
    relation(
        expert_time,
        choice=COUNT,
        variant=EXPERTS,
        source="lepikhin2021gshard",
        assumes="nothing overlaps it",
    ),
    relation(
        alltoall_time,
        choice=COUNT,
        variant=EXPERTS,
        source="thakur2005optimization",
    ),
    relation(
        alltoall_bytes,
        choice=COUNT,
        variant=EXPERTS,
        source="lepikhin2021gshard",
        assumes="evenly used experts",
    ),
    relation(step_compute_time),
    relation(microbatches, assumes="every rank takes the same share"),
    fragility,
    checkpoint,
    relation(interval_ratio, choice="checkpointing", variant="given"),
    relation(checkpoint_interval, choice="checkpointing", variant="optimal"),
    multi_tenant,
    capital.without("cost_per_used_hour"),
    sustainability,
    safety.only("dp_slowdown"),
)
