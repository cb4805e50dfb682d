"""Fragility wall: the more components, the sooner one of them fails."""

from ironlaw import Domain, Example, Law, Place, exp, relation


def cluster_mtbf(component_mtbf, components):
    """The first failure among many like components ends the calm for all of them."""
    return component_mtbf / components


def components(devices, components_per_device):
    """The components of every device count."""
    return devices * components_per_device


def cluster_mtbf_by_node(node_mtbf, nodes):
    """The first failure among many like nodes ends the calm for all of them."""
    return node_mtbf / nodes


def nodes(devices, devices_per_node):
    """The devices are spread over nodes of one size."""
    return devices / devices_per_node


def node_mtbf(devices_per_node, device_mtbf, adapters_per_node, adapter_mtbf, host_mtbf):
    """Failure rates add: accelerators, network adapters, and the rest of the node."""
    return 1 / (devices_per_node / device_mtbf + adapters_per_node / adapter_mtbf + 1 / host_mtbf)


def expected_failures(run_time, cluster_mtbf):
    """One failure per mean time between failures."""
    return run_time / cluster_mtbf


def failure_probability(expected_failures):
    """The chance that a Poisson count of failures is not zero."""
    return 1 - exp(-expected_failures)


def recovery_time(restart_time, lost_work_time):
    """The run must come back, then repeat what it had not saved."""
    return restart_time + lost_work_time


def lost_work_time(checkpoint_interval):
    """A failure strikes, on average, halfway between two checkpoints."""
    return checkpoint_interval / 2


law = Law(
    number=15,
    name="Fragility",
    domain=Domain.FLEET,
    places=[Place.GOODPUT],
    question="How often does the cluster fail, and what does a failure cost?",
    explanation="""
        A job that needs every device stops when any one of them fails. Failure rates of independent
        components add up, so the mean time between failures of the whole shrinks in proportion to
        their number: parts that last for years make a cluster that lasts for hours.
        Each failure costs the restart and the work since the last checkpoint, which is half an
        interval on average. Real components are not alike, so a node's rate can be summed from
        its accelerators, its network adapters and the rest. The law stops holding where failures
        are not independent: a shared switch, a power feed or a software fault takes many devices
        at once, and measured jobs fail more often than node hardware alone would have them.
    """,
    sources=["reddi2026mlsysim", "kokolis2025reliability", "llama2024herd"],
    relations=[
        relation(
            cluster_mtbf,
            choice="failures",
            variant="identical",
            source="reddi2026mlsysim",
            assumes="components fail independently at one constant rate, and any failure counts",
        ),
        relation(components, choice="failures", variant="identical"),
        relation(
            cluster_mtbf_by_node,
            defines="cluster_mtbf",
            choice="failures",
            variant="by_node",
            assumes="nodes fail independently at one constant rate, and any failure counts",
        ),
        relation(nodes, choice="failures", variant="by_node"),
        relation(node_mtbf, choice="failures", variant="by_node"),
        relation(expected_failures),
        relation(failure_probability, assumes="failures are a Poisson process"),
        relation(recovery_time),
        relation(
            lost_work_time,
            source="young1974first",
            assumes="checkpoints are regular and short against the time between failures",
        ),
    ],
    examples=[
        Example(
            "A thousand parts of 50 000 hours each",
            given={"component_mtbf": "50000 hour", "components": 1000},
            expect={"cluster_mtbf": "50 hour"},
            remark="Ten thousand parts fail every 5 hours, a hundred thousand every half hour.",
            source="reddi2026mlsysim",
        ),
        Example(
            "How long does one GPU of the Llama 3 cluster last?",
            given={"cluster_mtbf": "3.09308 hour", "devices": 16384, "components_per_device": 1},
            expect={"component_mtbf": "50676 hour"},
            remark="419 unexpected interruptions in 54 days on 16384 GPUs, each charged to a GPU.",
            source="llama2024herd",
        ),
        Example(
            "Interruptions of the Llama 3 run in 54 days",
            given={
                "component_mtbf": "50676 hour",
                "devices": 16384,
                "components_per_device": 1,
                "run_time": "54 day",
            },
            expect={"expected_failures": 419},
            source="llama2024herd",
        ),
        Example(
            "1024 GPUs in nodes that fail 6.5 times per 1000 days",
            given={"node_mtbf": "153.846 day", "devices": 1024, "devices_per_node": 8},
            expect={"cluster_mtbf": "28.85 hour"},
            using={"failures": "by_node"},
            remark="The source measures 7.9 hours for jobs of this size, which also fail for other "
            "reasons than their nodes; for larger ones it uses this law itself.",
            published={"cluster_mtbf": "7.9 hour"},
            source="kokolis2025reliability",
        ),
        Example(
            "No failure in a run as long as the mean time between failures",
            given={"expected_failures": 1},
            expect={"failure_probability": 0.6321},
            remark="1 - 1/e.",
        ),
        Example(
            "A node of eight devices, eight adapters and a host",
            given={
                "devices_per_node": 8,
                "device_mtbf": "80000 hour",
                "adapters_per_node": 8,
                "adapter_mtbf": "400000 hour",
                "host_mtbf": "50000 hour",
            },
            expect={"node_mtbf": "7143 hour"},
            remark="Rates of 100, 20 and 20 in a million hours.",
            using={"failures": "by_node"},
        ),
        Example(
            "16384 GPUs in such nodes",
            given={"node_mtbf": "153.846 day", "devices": 16384, "devices_per_node": 8},
            expect={"cluster_mtbf": "1.8 hour"},
            remark="The source's own projection, from the same rate.",
            source="kokolis2025reliability",
            using={"failures": "by_node"},
            rtol=0.01,
        ),
    ],
)
