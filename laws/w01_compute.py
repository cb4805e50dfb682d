"""Compute wall: a workload cannot finish before its arithmetic is done."""

from ironlaw import Domain, Example, Law, Place, relation


def compute_time(operations, peak_flops, efficiency):
    """All operations run at the share of peak that the kernels reach."""
    return operations / (peak_flops * efficiency)


def operations(flop_per_mac, multiply_adds):
    """A multiply-add counts as two operations, one multiplication and one addition."""
    return flop_per_mac * multiply_adds


def peak_flops(compute_units, flop_per_cycle, clock_rate):
    """Every compute unit issues its full width in every clock cycle."""
    return compute_units * flop_per_cycle * clock_rate


law = Law(
    number=1,
    name="Compute",
    domain=Domain.NODE,
    places=[Place.PEAK],
    question="How long does the arithmetic take on one device?",
    explanation="""
        Arithmetic takes as long as the number of operations over the rate at which the device
        does them. The rate is its peak times the share of peak that the kernels reach, which is
        0.4 to 0.7 for large matrix products and far less for small ones. No software beats this
        time at a given precision: only fewer operations, more devices or a faster number format
        do. Mind what is counted: a multiply-add is two operations, peaks are quoted at boost
        clock, and the peak of 2:4-sparse arithmetic is twice the dense one. The law says nothing
        about moving data; where that takes longer, the memory wall decides.
    """,
    sources=["williams2009roofline", "bekman2024engineering"],
    relations=[
        relation(compute_time, assumes="arithmetic, not data movement, is the limit"),
        relation(operations),
        relation(
            peak_flops, source="bekman2024engineering", assumes="the clock holds under full load"
        ),
    ],
    examples=[
        Example(
            "16 billion operations on 989 TFLOP/s at half of peak",
            given={"operations": "16 GFLOP", "peak_flops": "989 TFLOP/s", "efficiency": 0.5},
            expect={"compute_time": "32.36 us"},
            remark="The source rounds to 0.03 ms, and counts 16 billion multiplications as 16 "
            "billion operations; the next example counts multiply-adds.",
            published={"compute_time": "0.03 ms"},
            source="reddi2026mlsysim",
        ),
        Example(
            "16 billion multiply-adds on the same device",
            given={"multiply_adds": 16e9, "peak_flops": "989 TFLOP/s", "efficiency": 0.5},
            expect={"operations": "32 GFLOP", "compute_time": "64.71 us"},
        ),
        Example(
            "Share of peak that fits the same work into 50 us",
            given={"operations": "16 GFLOP", "peak_flops": "989 TFLOP/s", "compute_time": "50 us"},
            expect={"efficiency": 0.3236},
        ),
        Example(
            "Dense bf16 peak of an MI300X from its clock",
            given={"compute_units": 304, "flop_per_cycle": "2048 FLOP", "clock_rate": "2.1 GHz"},
            expect={"peak_flops": "1307.4 TFLOP/s"},
            remark="Dense; the 2:4-sparse figure is twice as large.",
            source="bekman2024engineering",
            rtol=2e-3,
        ),
        Example(
            "One iteration of a 22B-parameter model on one of eight A100s",
            given={"operations": "142.945 TFLOP", "peak_flops": "312 TFLOP/s", "efficiency": 0.415},
            expect={"compute_time": "1.1 s"},
            remark="The operations are the paper's 72 B s l h^2 (1 + s/6h + V/12lh) over 8; its "
            "MFU stands for the efficiency. The exact value is 1.104 s.",
            source="korthikanti2022reducing",
            rtol=6e-3,
        ),
    ],
)
