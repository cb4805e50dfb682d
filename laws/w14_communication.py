"""Communication wall: devices that share a model spend time agreeing on it."""

from ironlaw import Domain, Law, Place, relation

from .w14_communication_collectives import GATHERS, IN_TWO_HALVES, REDUCTIONS, RING, THAKUR
from .w14_communication_examples import EXAMPLES


def gathered_bytes(parameters, bytes_per_parameter, tensor_parallel, pipeline_parallel):
    """A device gathers the weights of its own part of the model."""
    return (parameters * bytes_per_parameter) / (tensor_parallel * pipeline_parallel)


def alltoall_time(expert_parallel, alltoall_bytes, effective_bandwidth, link_latency):
    """Every rank sends every other rank that rank's share of what it holds."""
    return ((expert_parallel - 1) / expert_parallel) * (alltoall_bytes / effective_bandwidth) + (
        expert_parallel - 1
    ) * link_latency


def boundary_bytes(microbatch_size, sequence_length, hidden_size, bytes_per_activation):
    """Between layers a token is one vector, as wide as the model."""
    return microbatch_size * sequence_length * hidden_size * bytes_per_activation


def alltoall_bytes(experts_per_token, boundary_bytes):
    """Every token is sent to each of its experts."""
    return experts_per_token * boundary_bytes


def layer_passes():
    """A layer's activations pass forward once and their gradients backward once."""
    return 2


def layer_passes_full():
    """The forward pass is done a second time, before the backward one."""
    return 3


def tensor_parallel_bytes(
    tensor_parallel,
    layer_passes,
    microbatches,
    boundary_bytes,
    layers,
    pipeline_parallel,
):
    """Two all-reduces of a layer's activations in each pass."""
    return (
        4
        * ((tensor_parallel - 1) / tensor_parallel)
        * layer_passes
        * microbatches
        * boundary_bytes
        * (layers / pipeline_parallel)
    )


def tensor_parallel_time(tensor_parallel_bytes, intra_node_bandwidth):
    """Tensor parallelism stays on the links inside a node."""
    return tensor_parallel_bytes / intra_node_bandwidth


def stage_transfer_bytes(
    microbatches, virtual_stages, pipeline_parallel, boundary_bytes, tensor_parallel
):
    """Each micro-batch goes to the next stage, and its gradient to the one before."""
    return (
        2
        * microbatches
        * virtual_stages
        * ((pipeline_parallel - 1) / pipeline_parallel)
        * (boundary_bytes / tensor_parallel)
    )


def stage_transfer_time(stage_transfer_bytes, effective_bandwidth):
    """A device sends its part of the activations over its own link."""
    return stage_transfer_bytes / effective_bandwidth


def expert_time(layer_passes, microbatches, layers, dense_layers, pipeline_parallel, alltoall_time):
    """In each pass the tokens go to their experts, and come back."""
    return (
        2
        * layer_passes
        * microbatches
        * ((layers - dense_layers) / pipeline_parallel)
        * (alltoall_time)
    )


def ranks(devices, tensor_parallel, pipeline_parallel):
    """Devices that hold one copy of the model together count as one data-parallel rank."""
    return devices / (tensor_parallel * pipeline_parallel)


def message_bytes(parameters, gradient_bytes_per_parameter, tensor_parallel, pipeline_parallel):
    """Each device exchanges the gradients of its own part of the model."""
    return (parameters * gradient_bytes_per_parameter) / (tensor_parallel * pipeline_parallel)


def exposed_communication(overlap, allreduce_time):
    """What the backward pass does not hide is waited for."""
    return (1 - overlap) * allreduce_time


def exposed_communication_stage_3(overlap, reduce_scatter_time, microbatches, allgather_time):
    """With the weights shared out, both passes of every micro-batch gather them first."""
    return (1 - overlap) * (reduce_scatter_time + 2 * microbatches * allgather_time)


def pipeline_bubble(pipeline_parallel, virtual_stages, microbatches):
    """Stages wait while the pipeline fills and drains."""
    return (pipeline_parallel - 1) / (virtual_stages * microbatches + pipeline_parallel - 1)


def batch_tokens(samples_per_batch, sequence_length):
    """All sequences of one step have one length."""
    return samples_per_batch * sequence_length


def steps(tokens, batch_tokens):
    """Every step trains on one global batch."""
    return tokens / batch_tokens


def step_compute_time(total_flop, steps, devices, peak_flops, mfu):
    """The model's operations of one step, at the rate of all devices."""
    return total_flop / (steps * devices * peak_flops * mfu)


def busy_time(step_compute_time, tensor_parallel_time, stage_transfer_time, expert_time):
    """Traffic between the operations hides behind none of them."""
    return step_compute_time + tensor_parallel_time + stage_transfer_time + expert_time


def busy_time_gradients(step_compute_time):
    """Only gradients are exchanged, or the rest is part of the kernels' efficiency."""
    return step_compute_time


def pipeline_time(busy_time, pipeline_bubble):
    """The bubble stretches what each stage does."""
    return busy_time / (1 - pipeline_bubble)


def step_time(pipeline_time, exposed_communication):
    """A step ends when the pipeline has, and what communication it does not hide."""
    return pipeline_time + exposed_communication


def training_time(steps, step_time):
    """The steps follow one another."""
    return steps * step_time


def scaling_efficiency(step_compute_time, step_time):
    """The share of a step that is arithmetic."""
    return step_compute_time / step_time


MEGATRON = "narayanan2021efficient"


law = Law(
    number=14,
    name="Communication",
    domain=Domain.FLEET,
    places=[Place.SCALING],
    question="How much of a step goes into communication?",
    explanation="""
        Data-parallel devices work on different samples and must add up their gradients after every
        step. A ring all-reduce moves nearly twice the message through every link, no matter how
        many take part, and pays a latency for each of its steps, which do grow with the ranks.
        So large messages are bound by bandwidth, and small messages on many ranks by
        latency; trees need fewer steps, and a hierarchy keeps most of the traffic on the fast
        links inside a node. Splitting the model instead has its own price: activations
        for every layer (tensor parallelism), tokens for every expert layer (all-to-all), idle
        stages (pipelines). What is hidden behind arithmetic costs nothing; what is left, over the
        whole step, is lost scaling efficiency. Congestion, stragglers and jitter are left out.
    """,
    sources=["reddi2026mlsysim", RING, "narayanan2021efficient", "rajbhandari2020zero"],
    relations=[
        *REDUCTIONS,
        relation(alltoall_time, source=THAKUR),
        relation(boundary_bytes, source=MEGATRON),
        relation(alltoall_bytes, source="lepikhin2021gshard", assumes="evenly used experts"),
        relation(layer_passes, choice="recomputation", variant=("none", "selective")),
        relation(
            layer_passes_full,
            defines="layer_passes",
            choice="recomputation",
            variant="full",
            source="korthikanti2022reducing",
        ),
        relation(tensor_parallel_bytes, source=MEGATRON),
        relation(tensor_parallel_time, assumes="latency is small"),
        relation(
            stage_transfer_bytes,
            source=MEGATRON,
            assumes="the tensor-parallel devices of a stage each send a part",
        ),
        relation(stage_transfer_time, assumes="latency is small; nothing overlaps it"),
        relation(expert_time, source="lepikhin2021gshard", assumes="nothing overlaps it"),
        relation(ranks),
        relation(message_bytes, source="rajbhandari2020zero", assumes="an even split"),
        relation(gathered_bytes, source="rajbhandari2020zero", assumes="an even split"),
        *GATHERS,
        relation(
            exposed_communication,
            choice="zero",
            variant=("none", "stage_1", "stage_2"),
            assumes="stages 1 and 2 replace the all-reduce by its two halves",
        ),
        relation(
            exposed_communication_stage_3,
            defines="exposed_communication",
            choice="zero",
            variant="stage_3",
            source="rajbhandari2020zero",
        ),
        relation(pipeline_bubble, source="narayanan2021efficient", assumes="equal stages, 1F1B"),
        relation(batch_tokens),
        relation(steps),
        relation(step_compute_time),
        relation(
            busy_time, choice="communication", variant="gradients_and_activations", source=MEGATRON
        ),
        relation(
            busy_time_gradients,
            defines="busy_time",
            choice="communication",
            variant="gradients",
        ),
        relation(pipeline_time, source=MEGATRON),
        relation(step_time),
        relation(training_time, assumes="no failures, checkpoints or waiting for data"),
        relation(scaling_efficiency),
    ],
    examples=EXAMPLES,
    proofs=[IN_TWO_HALVES],
)
