"""The Iron Law: a run takes its operations over the rate at which devices make lasting progress."""

from ironlaw import Example, Law, Place, Proof, Variable, exp, relation


def run_time(total_flop, devices, peak_flops, mfu, scaling_efficiency, goodput):
    """The model's operations over the rate that is left after every loss."""
    return total_flop / (devices * peak_flops * mfu * scaling_efficiency * goodput)


def goodput(checkpoint_penalty, failure_penalty):
    """The time that neither checkpoints nor failures take."""
    return 1 - checkpoint_penalty - failure_penalty


def goodput_exact(checkpoint_interval, checkpoint_write_time, restart_time, cluster_mtbf):
    """Useful time of one interval over the wall time to expect for it, retries included."""
    return checkpoint_interval / (
        cluster_mtbf
        * exp(restart_time / cluster_mtbf)
        * (exp((checkpoint_interval + checkpoint_write_time) / cluster_mtbf) - 1)
    )


def failure_penalty(recovery_time, cluster_mtbf):
    """One recovery per mean time between failures."""
    return recovery_time / cluster_mtbf


def scaling_efficiency(cluster_rate, devices, achieved_flops):
    """What the devices do together, over what as many would do if each were alone."""
    return cluster_rate / (devices * achieved_flops)


def useful_time(total_flop, cluster_rate):
    """The time that the operations take where none is done twice and nothing stands still."""
    return total_flop / cluster_rate


def share_that_lasts(useful_time, run_time):
    """The time that lasting work takes, over all the time that passes."""
    return useful_time / run_time


DEFINITIONS = (
    Proof(
        "The Iron Law from the definitions of its factors",
        of="run_time",
        variables=[
            Variable("cluster_rate", "TFLOP/s", r"R", "rate of all devices together"),
            Variable("useful_time", "s", r"t_{\mathrm{useful}}", "time without any loss"),
        ],
        text="""
            Each factor is a ratio of what is got to what was there before, so each is turned round
            and put into the next.
        """,
    )
    .recall("mfu", law=3)
    .solve("achieved_flops")
    .premise(scaling_efficiency)
    .solve("cluster_rate")
    .premise(useful_time)
    .premise(share_that_lasts, defines="goodput")
    .solve("run_time")
    .put("useful_time", "cluster_rate", "achieved_flops")
)

law = Law(
    name="Iron Law",
    places=[Place.RUN_TIME],
    question="How long does the run take?",
    explanation="""
        A run is finished when its operations are done, so its time is the number of operations
        over the rate at which the cluster completes them for good. That rate starts at the devices'
        summed peak and shrinks three times: kernels reach only part of the peak, communication and
        idle pipelines take part of each step, and checkpoints and failures undo part of the work.
        The factors multiply, so a tenth more of any of them saves the same share of the time,
        and the cheapest tenth is the one to buy. The factors are not independent: more devices
        usually lower the scaling efficiency and the goodput. An MFU measured over whole steps
        already contains communication; with such a figure the scaling efficiency is 1.
        The operations are the model's own; recomputation lowers the MFU instead of raising them.
    """,
    sources=["reddi2026mlsysim", "daly2006higher"],
    relations=[
        relation(run_time, source="reddi2026mlsysim"),
        relation(
            goodput,
            choice="goodput",
            variant="first_order",
            source="young1974first",
            assumes="interval, write and restart are short against the mean time between failures",
        ),
        relation(
            goodput_exact,
            defines="goodput",
            choice="goodput",
            variant="exact",
            source="daly2006higher",
            assumes="failures are exponential and strike in compute, writes and restarts alike",
        ),
        relation(failure_penalty, source="reddi2026mlsysim"),
    ],
    examples=[
        Example(
            "GPT-3 on 1024 A100",
            given={
                "total_flop": "3.15e23 FLOP",
                "devices": 1024,
                "peak_flops": "312 TFLOP/s",
                "mfu": 0.33654,
                "scaling_efficiency": 1,
                "goodput": 1,
            },
            expect={"run_time": "33.91 day"},
            remark="Published as 34 days. The measured 140 TFLOP/s counts recomputation: "
            "8 operations per parameter and token, 6 the model's. The MFU is 3/4 of 140/312.",
            source="narayanan2021efficient",
        ),
        Example(
            "A trillion parameters on 3072 A100",
            given={
                "total_flop": "2.7216e24 FLOP",
                "devices": 3072,
                "peak_flops": "312 TFLOP/s",
                "mfu": 0.39183,
                "scaling_efficiency": 1,
                "goodput": 1,
            },
            expect={"run_time": "84 day"},
            remark="1.008e12 parameters on 450e9 tokens: 83.88 days. The MFU is 3/4 of 163/312.",
            source="narayanan2021efficient",
            rtol=0.02,
        ),
        Example(
            "How many A100 train a trillion parameters in 84 days?",
            given={
                "total_flop": "2.7216e24 FLOP",
                "run_time": "84 day",
                "peak_flops": "312 TFLOP/s",
                "mfu": 0.39183,
                "scaling_efficiency": 1,
                "goodput": 1,
            },
            expect={"devices": 3072},
            remark="3067.4 devices; the source used 3072 and rounded the time.",
            source="narayanan2021efficient",
            rtol=0.02,
        ),
        Example(
            "530 billion parameters on 2240 A100",
            given={
                "total_flop": "9.5328e23 FLOP",
                "devices": 2240,
                "peak_flops": "312 TFLOP/s",
                "mfu": 0.38221,
                "scaling_efficiency": 1,
                "goodput": 1,
            },
            expect={"run_time": "42 day"},
            remark="529.6e9 parameters on 300e9 tokens: 41.31 days. The MFU is 3/4 of 159/312.",
            source="narayanan2021efficient",
            rtol=0.04,
        ),
        Example(
            "The MFU behind the GPU-hours of Llama 3.1 405B",
            given={
                "total_flop": "3.79876e25 FLOP",
                "devices": 16384,
                "run_time": "1882.32 hour",
                "peak_flops": "989.4 TFLOP/s",
                "scaling_efficiency": 1,
                "goodput": 0.9,
            },
            expect={"mfu": 0.4},
            remark="30.84e6 GPU-hours give 0.3842; published are 0.38 to 0.43 in steady state and "
            "more than 0.9 of effective time. The hours include all stages of training.",
            source="llama2024herd",
            rtol=0.06,
        ),
        Example(
            "Goodput at the best interval for 6 hours between failures",
            given={
                "checkpoint_interval": "57 min",
                "checkpoint_write_time": "5 min",
                "restart_time": "10 min",
                "cluster_mtbf": "6 hour",
            },
            expect={"goodput": 0.8194},
            using={"goodput": "exact"},
            remark="The source's second case, with the interval that it finds best. The "
            "first-order form adds the losses instead of compounding them: 0.8053.",
            source="daly2006higher",
        ),
        Example(
            "Devices for GPT-3 in thirty days at a quarter of the peak",
            given={
                "total_flop": "3.15e23 FLOP",
                "run_time": "30 day",
                "peak_flops": "312 TFLOP/s",
                "mfu": 0.25,
                "scaling_efficiency": 1,
                "goodput": 1,
            },
            expect={"devices": 1558},
            remark="At half of the peak 779 do: twice the utilisation is half the hardware.",
            source="reddi2026mlsysim",
        ),
    ],
    proofs=[DEFINITIONS],
)
