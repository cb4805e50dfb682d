"""Communication wall: devices that share a model spend time agreeing on it."""

from ironlaw import Domain, Example, Law, Place, Proof, Variable, ceiling, log2, relation


def allreduce_time(ranks, message_bytes, effective_bandwidth, link_latency):
    """Ring: every rank passes on nearly the whole message twice, in 2(N - 1) steps."""
    return (
        2 * ((ranks - 1) / ranks) * (message_bytes / effective_bandwidth)
        + 2 * (ranks - 1) * link_latency
    )


def allreduce_time_tree(ranks, message_bytes, effective_bandwidth, link_latency):
    """Binary tree: the whole message goes up the levels and down again."""
    return 2 * log2(ranks) * (message_bytes / effective_bandwidth + link_latency)


def allreduce_time_double_tree(ranks, message_bytes, effective_bandwidth, link_latency):
    """Two trees, half the message each, in small pieces: full bandwidth, few hops.

    The share of others among the ranks, rounded up, is 1 where there are any, and else 0.
    """
    return (
        2 * ceiling((ranks - 1) / ranks) * (message_bytes / effective_bandwidth)
        + 2 * log2(ranks) * link_latency
    )


def allreduce_time_hierarchical(intra_node_time, inter_node_time):
    """Reduce inside each node, exchange across nodes, then spread inside each node."""
    return intra_node_time + inter_node_time


def intra_node_time(ranks_per_node, message_bytes, intra_node_bandwidth, intra_node_latency):
    """A reduce-scatter before and an all-gather after, on the node's own links."""
    return (
        2 * ((ranks_per_node - 1) / ranks_per_node) * (message_bytes / intra_node_bandwidth)
        + 2 * (ranks_per_node - 1) * intra_node_latency
    )


def inter_node_time(
    collective_nodes, message_bytes, ranks_per_node, effective_bandwidth, link_latency
):
    """Every rank's own part of the message goes round the nodes."""
    return (
        2
        * ((collective_nodes - 1) / collective_nodes)
        * (message_bytes / (ranks_per_node * effective_bandwidth))
        + 2 * (collective_nodes - 1) * link_latency
    )


def collective_nodes(ranks, ranks_per_node):
    """The ranks fill their nodes evenly."""
    return ranks / ranks_per_node


def bus_bandwidth(ranks, message_bytes, allreduce_time):
    """The rate at which a ring's links would have to run to take this time."""
    return 2 * ((ranks - 1) / ranks) * (message_bytes / allreduce_time)


def reduce_scatter_time(ranks, message_bytes, effective_bandwidth, link_latency):
    """The first half of a ring all-reduce: every rank ends with the sum of one part."""
    return ((ranks - 1) / ranks) * (message_bytes / effective_bandwidth) + (
        ranks - 1
    ) * link_latency


def reduce_scatter_time_halving(ranks, message_bytes, effective_bandwidth, link_latency):
    """Partners at half the distance each time exchange half of what they still hold."""
    return ((ranks - 1) / ranks) * (message_bytes / effective_bandwidth) + log2(
        ranks
    ) * link_latency


def reduce_scatter_time_hierarchical(intra_node_time, inter_node_time):
    """The first half of each phase of the all-reduce."""
    return (intra_node_time + inter_node_time) / 2


def gathered_bytes(parameters, bytes_per_parameter, tensor_parallel, pipeline_parallel):
    """A device gathers the weights of its own part of the model."""
    return (parameters * bytes_per_parameter) / (tensor_parallel * pipeline_parallel)


def allgather_time(ranks, gathered_bytes, effective_bandwidth, link_latency):
    """Like the second half of a ring all-reduce: every rank collects all parts."""
    return ((ranks - 1) / ranks) * (gathered_bytes / effective_bandwidth) + (
        ranks - 1
    ) * link_latency


def allgather_time_doubling(ranks, gathered_bytes, effective_bandwidth, link_latency):
    """Partners at twice the distance each time exchange all that they hold."""
    return ((ranks - 1) / ranks) * (gathered_bytes / effective_bandwidth) + log2(
        ranks
    ) * link_latency


def inter_node_gather_time(
    collective_nodes, gathered_bytes, ranks_per_node, effective_bandwidth, link_latency
):
    """Every rank collects its part from its like in all nodes."""
    return ((collective_nodes - 1) / collective_nodes) * (
        gathered_bytes / (ranks_per_node * effective_bandwidth)
    ) + (collective_nodes - 1) * link_latency


def intra_node_gather_time(
    ranks_per_node, gathered_bytes, intra_node_bandwidth, intra_node_latency
):
    """Every rank collects all parts from its own node."""
    return ((ranks_per_node - 1) / ranks_per_node) * (gathered_bytes / intra_node_bandwidth) + (
        ranks_per_node - 1
    ) * intra_node_latency


def allgather_time_hierarchical(inter_node_gather_time, intra_node_gather_time):
    """The parts come together across the nodes first, then inside each."""
    return inter_node_gather_time + intra_node_gather_time


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


RING, THAKUR, MEGATRON = (
    "patarasuk2009bandwidth",
    "thakur2005optimization",
    "narayanan2021efficient",
)
TREES = ("tree", "double_tree")


def hop_time(link_latency, message_bytes, ranks, effective_bandwidth):
    """In each step every rank passes one part of the message on to its neighbour."""
    return link_latency + message_bytes / (ranks * effective_bandwidth)


def all_reduced(reduce_scatter_time, allgather_time):
    """Every part is summed in one place; then the sums go round."""
    return reduce_scatter_time + allgather_time


def summed_in_hops(ranks, hop_time):
    """After N - 1 steps each part has met the numbers of all N ranks."""
    return (ranks - 1) * hop_time


def gathered_in_hops(ranks, hop_time):
    """After N - 1 more steps each sum has come to all the other ranks."""
    return (ranks - 1) * hop_time


IN_TWO_HALVES = (
    Proof(
        "A ring all-reduce is a reduce-scatter and an all-gather",
        of="allreduce_time",
        using={"allreduce": "ring"},
        variables=[
            Variable("hop_time", "us", r"t_{\mathrm{hop}}", "time of one step round the ring")
        ],
        text="""
            The message is cut into as many parts as there are ranks. All links are busy in every
            step, each with another part.
        """,
    )
    .premise(hop_time)
    .premise(summed_in_hops, defines="reduce_scatter_time")
    .premise(gathered_in_hops, defines="allgather_time")
    .premise(all_reduced, defines="allreduce_time")
    .put("reduce_scatter_time", "allgather_time", "hop_time")
    .reads(allreduce_time)
)

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
        relation(
            allreduce_time,
            choice="allreduce",
            variant="ring",
            source=RING,
            assumes="equal links that carry no other traffic",
        ),
        relation(
            allreduce_time_tree,
            defines="allreduce_time",
            choice="allreduce",
            variant="tree",
            source=THAKUR,
            assumes="a power of two of ranks, the message in one piece",
        ),
        relation(
            allreduce_time_double_tree,
            defines="allreduce_time",
            choice="allreduce",
            variant="double_tree",
            source="sanders2009twotree",
            assumes="a message of many pieces",
        ),
        relation(
            allreduce_time_hierarchical,
            defines="allreduce_time",
            choice="allreduce",
            variant="hierarchical",
            assumes="the three phases follow one another",
        ),
        relation(intra_node_time, choice="allreduce", variant="hierarchical", source=RING),
        relation(inter_node_time, choice="allreduce", variant="hierarchical", source=RING),
        relation(collective_nodes, choice="allreduce", variant="hierarchical"),
        relation(bus_bandwidth, source="nvidia2024nccltests"),
        relation(reduce_scatter_time, choice="allreduce", variant="ring", source=THAKUR),
        relation(
            reduce_scatter_time_halving,
            defines="reduce_scatter_time",
            choice="allreduce",
            variant=TREES,
            source=THAKUR,
            assumes="a power of two of ranks",
        ),
        relation(
            reduce_scatter_time_hierarchical,
            defines="reduce_scatter_time",
            choice="allreduce",
            variant="hierarchical",
        ),
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
        relation(allgather_time, choice="allreduce", variant="ring", source=THAKUR),
        relation(
            allgather_time_doubling,
            defines="allgather_time",
            choice="allreduce",
            variant=TREES,
            source=THAKUR,
            assumes="a power of two of ranks",
        ),
        relation(
            allgather_time_hierarchical,
            defines="allgather_time",
            choice="allreduce",
            variant="hierarchical",
        ),
        relation(inter_node_gather_time, choice="allreduce", variant="hierarchical", source=RING),
        relation(intra_node_gather_time, choice="allreduce", variant="hierarchical", source=RING),
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
    examples=[
        Example(
            "1 GB of gradients on 8 devices at 50 GB/s",
            given={
                "ranks": 8,
                "message_bytes": "1 GB",
                "effective_bandwidth": "50 GB/s",
                "link_latency": "0 s",
            },
            expect={"allreduce_time": "35 ms"},
            remark="The source calls it NVLink, but 50 GB/s is a 400 Gbit/s InfiniBand link; "
            "fourth-generation NVLink has 450 GB/s each way.",
            source="reddi2026mlsysim",
        ),
        Example(
            "Bus bandwidth of 8 GiB on 8 A100",
            given={"ranks": 8, "message_bytes": "8 GiB", "allreduce_time": "64.074 ms"},
            expect={"bus_bandwidth": "234.61 GB/s"},
            source="bekman2024engineering",
            rtol=0.005,
        ),
        Example(
            "4 GiB on four nodes of 8 B200",
            given={
                "ranks": 32,
                "ranks_per_node": 8,
                "message_bytes": "4 GiB",
                "effective_bandwidth": "50 GB/s",
                "link_latency": "0 s",
            },
            expect={"inter_node_time": "16.11 ms"},
            using={"allreduce": "hierarchical"},
            remark="A floor: 22.05 ms were measured. One ring over all 32 would take 166 ms.",
            source="bekman2024engineering",
        ),
        Example(
            "The overlap that keeps 95 % of a one-second step",
            given={
                "scaling_efficiency": 0.95,
                "step_compute_time": "1 s",
                "allreduce_time": "250 ms",
                "pipeline_parallel": 1,
            },
            expect={"overlap": 0.7895},
        ),
        Example(
            "A pipeline of 8 stages and 32 micro-batches",
            given={"pipeline_parallel": 8, "virtual_stages": 1, "microbatches": 32},
            expect={"pipeline_bubble": 0.1795},
            remark="A share of the whole time; the source divides by the work alone: 7/32.",
            published={"pipeline_bubble": 7 / 32},
            source="narayanan2021efficient",
        ),
        Example(
            "Both halves of that all-reduce",
            given={
                "ranks": 8,
                "effective_bandwidth": "50 GB/s",
                "link_latency": "0 s",
                "message_bytes": "1 GB",
                "gathered_bytes": "1 GB",
            },
            expect={"reduce_scatter_time": "17.5 ms", "allgather_time": "17.5 ms"},
            source="thakur2005optimization",
        ),
        Example(
            "The same on a tree",
            given={
                "ranks": 8,
                "effective_bandwidth": "50 GB/s",
                "link_latency": "10 us",
                "message_bytes": "1 GB",
                "gathered_bytes": "1 GB",
            },
            expect={
                "allreduce_time": "120.06 ms",
                "reduce_scatter_time": "17.53 ms",
                "allgather_time": "17.53 ms",
            },
            remark="Three levels up and down, 20 ms each; the halves need three exchanges.",
            source="thakur2005optimization",
            using={"allreduce": "tree"},
        ),
        Example(
            "The same on two trees",
            given={
                "ranks": 8,
                "effective_bandwidth": "50 GB/s",
                "link_latency": "10 us",
                "message_bytes": "1 GB",
            },
            expect={"allreduce_time": "40.06 ms"},
            source="sanders2009twotree",
            using={"allreduce": "double_tree"},
        ),
        Example(
            "Two trees of one rank",
            given={
                "ranks": 1,
                "message_bytes": "1 GB",
                "effective_bandwidth": "50 GB/s",
                "link_latency": "10 us",
            },
            expect={"allreduce_time": "0 s"},
            using={"allreduce": "double_tree"},
        ),
        Example(
            "The same in two nodes of four",
            given={
                "ranks": 8,
                "ranks_per_node": 4,
                "effective_bandwidth": "50 GB/s",
                "link_latency": "10 us",
                "intra_node_bandwidth": "450 GB/s",
                "intra_node_latency": "1 us",
                "message_bytes": "1 GB",
                "gathered_bytes": "1 GB",
            },
            expect={
                "intra_node_time": "3.3393 ms",
                "inter_node_time": "5.02 ms",
                "allreduce_time": "8.3593 ms",
                "reduce_scatter_time": "4.1797 ms",
                "allgather_time": "4.1797 ms",
            },
            remark="A quarter of the message crosses: 50 GB/s for each of four ranks.",
            using={"allreduce": "hierarchical"},
        ),
        Example(
            "GPT-3 on 1024 devices: traffic of one step between layers and stages",
            given={
                "tensor_parallel": 8,
                "pipeline_parallel": 8,
                "microbatches": 16,
                "microbatch_size": 1,
                "sequence_length": 2048,
                "hidden_size": 12288,
                "bytes_per_activation": "2 byte",
                "layers": 96,
                "virtual_stages": 1,
                "intra_node_bandwidth": "300 GB/s",
                "effective_bandwidth": "25 GB/s",
            },
            expect={
                "tensor_parallel_bytes": "67.65 GB",
                "tensor_parallel_time": "225.5 ms",
                "stage_transfer_bytes": "176.2 MB",
                "stage_transfer_time": "7.046 ms",
            },
            remark="Four all-reduces of 50.3 MB in each of 12 layers and 16 micro-batches, 7/4 of each over a link.",
            source="narayanan2021efficient",
        ),
        Example(
            "The same with every layer computed twice",
            given={
                "tensor_parallel": 8,
                "pipeline_parallel": 8,
                "microbatches": 16,
                "microbatch_size": 1,
                "sequence_length": 2048,
                "hidden_size": 12288,
                "bytes_per_activation": "2 byte",
                "layers": 96,
                "intra_node_bandwidth": "300 GB/s",
            },
            expect={"tensor_parallel_bytes": "101.5 GB"},
            remark="Six all-reduces in place of four.",
            source="korthikanti2022reducing",
            using={"recomputation": "full"},
        ),
        Example(
            "Tokens to their experts: 8 of 4096 tokens, 7168 wide, in groups of 64",
            given={
                "microbatch_size": 1,
                "sequence_length": 4096,
                "experts_per_token": 8,
                "hidden_size": 7168,
                "bytes_per_activation": "2 byte",
                "expert_parallel": 64,
                "effective_bandwidth": "50 GB/s",
                "link_latency": "0 s",
                "microbatches": 4,
                "layers": 61,
                "dense_layers": 3,
                "pipeline_parallel": 1,
            },
            expect={
                "alltoall_bytes": "469.8 MB",
                "alltoall_time": "9.248 ms",
                "expert_time": "8.582 s",
            },
            remark="There and back in 58 layers, forward and backward: 232 of them in each of four passes.",
            source="lepikhin2021gshard",
        ),
        Example(
            "A step of GPT-3 on 1024 devices",
            given={
                "parameters": 175000000000.0,
                "bytes_per_parameter": "2 byte",
                "gradient_bytes_per_parameter": "4 byte",
                "tensor_parallel": 8,
                "pipeline_parallel": 8,
                "devices": 1024,
                "samples_per_batch": 1536,
                "sequence_length": 2048,
                "tokens": 300000000000.0,
                "total_flop": "3.15e23 FLOP",
                "peak_flops": "312 TFLOP/s",
                "mfu": 0.45,
                "tensor_parallel_time": "1 s",
                "stage_transfer_time": "0 s",
                "expert_time": "0 s",
                "virtual_stages": 1,
                "microbatches": 93,
                "exposed_communication": "0.5 s",
            },
            expect={
                "message_bytes": "10.94 GB",
                "gathered_bytes": "5.469 GB",
                "batch_tokens": 3145728,
                "steps": 95367,
                "step_compute_time": "22.974 s",
                "busy_time": "23.974 s",
                "pipeline_time": "25.779 s",
                "step_time": "26.279 s",
                "training_time": "29.01 day",
            },
            remark="Seven micro-batches more than 93 for the bubble.",
        ),
        Example(
            "The same where only gradients count",
            given={
                "step_compute_time": "10 s",
                "pipeline_bubble": 0.2,
                "exposed_communication": "0.5 s",
            },
            expect={"busy_time": "10 s", "step_time": "13 s"},
            using={"communication": "gradients"},
        ),
        Example(
            "ZeRO's third stage, four micro-batches, nothing hidden",
            given={
                "overlap": 0,
                "reduce_scatter_time": "20 ms",
                "microbatches": 4,
                "allgather_time": "10 ms",
            },
            expect={"exposed_communication": "100 ms"},
            remark="Eight gathers of the weights and one sum.",
            source="rajbhandari2020zero",
            using={"zero": "stage_3"},
        ),
    ],
    proofs=[IN_TWO_HALVES],
)
