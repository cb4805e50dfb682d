"""Memory wall: a step cannot finish before its weights are read, nor start unless it all fits."""

from ironlaw import Domain, Law, Max, Min, Place, relation

from .w02_memory_activations import ACTIVATIONS, KORTHIKANTI
from .w02_memory_examples import EXAMPLES


def memory_time(weight_bytes, memory_bandwidth):
    """Every weight crosses the memory bus once."""
    return weight_bytes / memory_bandwidth


def weight_bytes(parameters, bytes_per_parameter):
    """The weights are stored at one precision."""
    return parameters * bytes_per_parameter


def roofline_time(compute_time, memory_time):
    """Arithmetic and transfers overlap, so the slower one sets the time."""
    return Max(compute_time, memory_time)


def arithmetic_intensity(operations, weight_bytes):
    """Operations per byte moved."""
    return operations / weight_bytes


def ridge_point(peak_flops, memory_bandwidth):
    """The intensity at which arithmetic and memory take equal time."""
    return peak_flops / memory_bandwidth


def attainable_flops(peak_flops, memory_bandwidth, arithmetic_intensity):
    """The roofline: the lower of the compute roof and the memory slope."""
    return Min(peak_flops, memory_bandwidth * arithmetic_intensity)


def memory_headroom(memory_capacity, training_memory):
    """What training leaves free on a device; it fits unless this is negative."""
    return memory_capacity - training_memory


def training_memory(training_state_bytes, activation_bytes, logit_bytes):
    """A training device holds its part of the model's states, activations and logits."""
    return training_state_bytes + activation_bytes + logit_bytes


def training_state_bytes(state_bytes_per_rank, tensor_parallel, pipeline_parallel):
    """Model parallelism spreads a data-parallel rank over several devices."""
    return state_bytes_per_rank / (tensor_parallel * pipeline_parallel)


def gradient_bytes(parameters, bytes_per_parameter):
    """Gradients are kept at the precision of the weights."""
    return parameters * bytes_per_parameter


def optimizer_bytes(optimizer_bytes_per_parameter, parameters):
    """Mixed-precision Adam keeps a master weight and two moments, 4 bytes each."""
    return optimizer_bytes_per_parameter * parameters


def state_bytes_per_rank(held_share, weight_bytes, gradient_bytes, optimizer_bytes):
    """Plain data parallelism: every rank keeps all states of what it holds."""
    return held_share * (weight_bytes + gradient_bytes + optimizer_bytes)


def state_bytes_stage_1(held_share, weight_bytes, gradient_bytes, optimizer_bytes, ranks):
    """ZeRO stage 1: the ranks share the optimizer's state."""
    return held_share * (weight_bytes + gradient_bytes) + optimizer_bytes / ranks


def state_bytes_stage_2(held_share, weight_bytes, gradient_bytes, optimizer_bytes, ranks):
    """ZeRO stage 2: the ranks share the gradients as well."""
    return held_share * weight_bytes + (gradient_bytes + optimizer_bytes) / ranks


def state_bytes_stage_3(weight_bytes, gradient_bytes, optimizer_bytes, ranks):
    """ZeRO stage 3: the ranks share the weights, too."""
    return (weight_bytes + gradient_bytes + optimizer_bytes) / ranks


law = Law(
    number=2,
    name="Memory",
    domain=Domain.NODE,
    places=[Place.PEAK],
    question="How long does it take to read the model once?",
    explanation="""
        Before a device can use a weight it has to fetch it from memory, so reading the model once
        is a floor under every step. Where each weight serves one token, as in answering a single
        user, this floor is far above the time of the arithmetic; the ridge point says how many
        operations per byte it takes to turn that round, and the roofline is the rate in between.
        Memory is also a size. Training holds about 16 bytes per parameter, of which ZeRO lets the
        data-parallel ranks share 12, 14 or all 16, and activations, which recomputation trades
        for arithmetic. The law leaves out temporary buffers and fragmentation, and real kernels
        reach 60 to 90 % of the bandwidth on the data sheet.
    """,
    sources=["williams2009roofline", "rajbhandari2020zero", KORTHIKANTI],
    relations=[
        relation(memory_time, source="williams2009roofline", assumes="each weight is read once"),
        relation(weight_bytes),
        relation(roofline_time, source="williams2009roofline", assumes="transfers overlap compute"),
        relation(arithmetic_intensity, source="williams2009roofline"),
        relation(ridge_point, source="williams2009roofline"),
        relation(attainable_flops, source="williams2009roofline"),
        relation(memory_headroom, assumes="no temporary buffers and no fragmentation"),
        relation(training_memory, source="rajbhandari2020zero"),
        relation(training_state_bytes, source="rajbhandari2020zero", assumes="an even split"),
        relation(gradient_bytes, source="rajbhandari2020zero", assumes="mixed precision"),
        relation(optimizer_bytes, source="rajbhandari2020zero", assumes="mixed-precision Adam"),
        relation(state_bytes_per_rank, choice="zero", variant="none", source="rajbhandari2020zero"),
        relation(
            state_bytes_stage_1,
            defines="state_bytes_per_rank",
            choice="zero",
            variant="stage_1",
            source="rajbhandari2020zero",
        ),
        relation(
            state_bytes_stage_2,
            defines="state_bytes_per_rank",
            choice="zero",
            variant="stage_2",
            source="rajbhandari2020zero",
        ),
        relation(
            state_bytes_stage_3,
            defines="state_bytes_per_rank",
            choice="zero",
            variant="stage_3",
            source="rajbhandari2020zero",
        ),
        *ACTIVATIONS,
    ],
    examples=EXAMPLES,
)
