"""Communication wall: collectives, in which ranks reduce and gather what they hold."""

from ironlaw import Proof, Variable, ceiling, log2, relation

RING, THAKUR = "patarasuk2009bandwidth", "thakur2005optimization"


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


REDUCTIONS = [
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
]


GATHERS = [
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
]
