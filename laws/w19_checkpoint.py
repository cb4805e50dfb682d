"""Checkpoint wall: saving the run's state takes time from the run."""

from ironlaw import Domain, Example, Law, Place, Proof, Variable, relation, sqrt


def checkpoint_penalty(checkpoint_write_time, checkpoint_interval):
    """Each interval of work is followed by one write."""
    return checkpoint_write_time / checkpoint_interval


def checkpoint_write_time(checkpoint_bytes, checkpoint_bandwidth):
    """The run stands still until storage has taken the whole state."""
    return checkpoint_bytes / checkpoint_bandwidth


def checkpoint_bytes(checkpoint_bytes_per_parameter, parameters):
    """Weights and optimizer state of every parameter."""
    return checkpoint_bytes_per_parameter * parameters


def optimal_interval(checkpoint_write_time, cluster_mtbf):
    """Young's interval, where writing and repeated work cost the same."""
    return sqrt(2 * checkpoint_write_time * cluster_mtbf)


def optimal_interval_daly(checkpoint_write_time, cluster_mtbf):
    """Daly's interval, two orders further and without the write itself."""
    return (
        sqrt(2 * checkpoint_write_time * cluster_mtbf)
        * (
            1
            + sqrt(checkpoint_write_time / (2 * cluster_mtbf)) / 3
            + checkpoint_write_time / (18 * cluster_mtbf)
        )
        - checkpoint_write_time
    )


def lost_share(checkpoint_write_time, checkpoint_interval, cluster_mtbf):
    """One write an interval, and at each failure half an interval that is done again."""
    return checkpoint_write_time / checkpoint_interval + checkpoint_interval / (2 * cluster_mtbf)


YOUNG = (
    Proof(
        "The interval that loses least time",
        of="optimal_interval",
        using={"interval": "young"},
        variables=[
            Variable("lost_share", "1", r"\ell", "share of the time lost", domain="nonnegative")
        ],
        text="""
            A failure strikes anywhere in an interval, so on average half of it is lost. Young left
            out the failures that strike during a write or a restart; that is the first order.
        """,
    )
    .premise(lost_share)
    .least(over="checkpoint_interval")
    .solve("checkpoint_interval")
    .call("optimal_interval")
)

law = Law(
    number=19,
    name="Checkpoint",
    domain=Domain.OPERATIONS,
    places=[Place.GOODPUT],
    question="How much time do checkpoints take, and how often should they be written?",
    explanation="""
        A run that saves its state pauses for each write, and loses the share of time that a write
        takes of the interval between two. Alone, this says never to save. Failures say the
        opposite: what was not saved is done again, half an interval each time. The first loss falls
        and the second grows with the interval, and their sum is least where they are equal: at the
        square root of twice the write time times the mean time between failures.
        That is the maximum of the Iron Law's first-order goodput; the exact goodput has its maximum
        near Daly's interval. A checkpoint that is copied aside while the run goes on
        costs only the pause, so then the pause is the write time to use.
    """,
    sources=["reddi2026mlsysim", "young1974first", "daly2006higher"],
    relations=[
        relation(
            checkpoint_penalty,
            source="reddi2026mlsysim",
            assumes="the run pauses during a write, and a write is short against the interval",
        ),
        relation(checkpoint_write_time),
        relation(
            checkpoint_bytes,
            assumes="16-bit weights, with master weights and two moments of 32 bits",
        ),
        relation(
            optimal_interval,
            choice="interval",
            variant="young",
            source="young1974first",
            assumes="a write is short against the mean time between failures",
        ),
        relation(
            optimal_interval_daly,
            defines="optimal_interval",
            choice="interval",
            variant="daly",
            source="daly2006higher",
            assumes="a write is shorter than twice the mean time between failures",
        ),
    ],
    examples=[
        Example(
            "One minute of writing every half hour",
            given={"checkpoint_write_time": "1 min", "checkpoint_interval": "30 min"},
            expect={"checkpoint_penalty": 0.03333},
        ),
        Example(
            "The best interval for a minute of writing",
            given={"checkpoint_write_time": "60 s", "cluster_mtbf": "16480.8 s"},
            expect={"optimal_interval": "1406 s"},
            remark="A run of the source's package with 4.578 hours between failures.",
            source="reddi2026mlsysim",
        ),
        Example(
            "A failure every 6 hours, and 5 minutes of writing",
            given={"checkpoint_write_time": "5 min", "cluster_mtbf": "6 hour"},
            expect={"optimal_interval": "57 min"},
            using={"interval": "daly"},
            remark="56.71 minutes, confirmed by the source's simulation; Young's is 60 minutes.",
            source="daly2006higher",
            rtol=0.006,
        ),
        Example(
            "Writing a 13.8 TB checkpoint at 273 GB/s",
            given={"checkpoint_bytes": "13.8 TB", "checkpoint_bandwidth": "273 GB/s"},
            expect={"checkpoint_write_time": "50.55 s"},
            remark="A trillion parameters; at 14 bytes each it would be 14.0 TB.",
            source="narayanan2021efficient",
        ),
        Example(
            "Writing 530 billion parameters at 20 Gbit/s",
            given={
                "parameters": 530e9,
                "checkpoint_bytes_per_parameter": "12 byte",
                "checkpoint_bandwidth": "20 Gbit/s",
            },
            expect={"checkpoint_write_time": "42 min"},
            remark="42.4 minutes; this checkpoint leaves out the 16-bit weights.",
            source="wang2023gemini",
            rtol=0.02,
        ),
        Example(
            "The bandwidth that writes a trillion parameters in a minute",
            given={"parameters": 1e12, "checkpoint_write_time": "1 min"},
            expect={"checkpoint_bandwidth": "233.3 GB/s"},
        ),
    ],
    proofs=[YOUNG],
)
