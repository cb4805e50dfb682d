"""Training: the walls that a training run meets, wired into the Iron Law.

Walls that name the same variable are wired by that alone; the relations below are the wires that
need a formula. The arithmetic and the communication of a step are those of devices that never
wait for data (`kernel_mfu`); waiting for storage and for the CPUs then lowers the MFU of the run.
"""

from ironlaw import Max, join, relation

from .iron_law import law as iron_law
from .w01_compute import law as compute
from .w02_memory import law as memory
from .w03_software import law as software
from .w08_ingestion import law as ingestion
from .w09_transformation import law as transformation
from .w10_locality import TOPOLOGIES, effective_bandwidth
from .w10_locality import law as locality
from .w11_complexity import EXPERTS
from .w11_complexity import law as complexity
from .w11_complexity_architecture import (
    ACTIVE,
    ARCHITECTURE,
    SHARED,
    active_parameters,
    shared_parameters,
)
from .w13_fidelity import law as fidelity
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


def message_bytes(
    gradient_bytes_per_parameter, parameters, compression_ratio, tensor_parallel, pipeline_parallel
):
    """A rank's gradients, compressed, are split over its devices."""
    return (
        gradient_bytes_per_parameter
        * parameters
        / (compression_ratio * tensor_parallel * pipeline_parallel)
    )


def neighbour_bandwidth(link_bandwidth, oversubscription):
    """A ring passes the message on between neighbours, which does not cross the network's cut."""
    return link_bandwidth / oversubscription


def bisection_bandwidth(devices, link_bandwidth, bisection_fraction, oversubscription):
    """Half of the devices send to the other half."""
    return (devices / 2) * link_bandwidth * bisection_fraction / oversubscription


def interval_ratio(checkpoint_interval, optimal_interval):
    """How far the interval is from the best one."""
    return checkpoint_interval / optimal_interval


def checkpoint_interval(optimal_interval):
    """The run writes its checkpoints at the best interval."""
    return optimal_interval


system = join(
    "training",
    relation(run_time, source="reddi2026mlsysim"),
    iron_law.without("run_time"),
    compute.only("peak_flops"),
    memory.only(
        "weight_bytes",
        "gradient_bytes",
        "optimizer_bytes",
        "state_bytes_per_rank",
        "training_state_bytes",
        "activation_bytes",
        "layer_activation_bytes",
        "training_memory",
        "memory_headroom",
    ),
    relation(kernel_mfu, source="korthikanti2022reducing"),
    relation(mfu, assumes="a device that waits for data does nothing else"),
    relation(data_share),
    relation(paced_step_time, assumes="reading, preparing and computing overlap fully"),
    relation(achieved_flops),
    relation(cluster_flops),
    software.without("mfu"),
    ingestion.without("delivered_sample_rate"),
    transformation,
    relation(bisection_bandwidth, choice="topology", variant=TOPOLOGIES),
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
    complexity.only("total_flop", "attention_flop", "hardware_flop"),
    relation(shared_parameters, choice="flop_count", variant=EXPERTS),
    relation(active_parameters, choice="flop_count", variant=EXPERTS),
    *ARCHITECTURE,
    SHARED,
    ACTIVE,
    fidelity.only("compression_ratio"),
    communication.without(
        "message_bytes", "step_compute_time", "bus_bandwidth", "alltoall_time", "alltoall_bytes"
    ),
    relation(message_bytes, assumes="compressing and restoring take no time"),
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
