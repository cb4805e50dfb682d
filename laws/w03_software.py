"""Software wall: kernels, compilers and schedules reach only a share of the peak."""

from ironlaw import Domain, Example, Law, Place, relation


def mfu(achieved_flops, peak_flops):
    """The share of peak that goes into the model's own operations."""
    return achieved_flops / peak_flops


def hfu(mfu, hardware_flop, total_flop):
    """Recomputed operations keep the hardware busy but do not advance the model."""
    return mfu * (hardware_flop / total_flop)


def achieved_hardware_flops(hfu, peak_flops):
    """The share of peak that the hardware reaches, as a rate."""
    return hfu * peak_flops


def end_to_end_mfu(mfu, scaling_efficiency):
    """What is measured on a whole job already contains communication, bubbles and stalls."""
    return mfu * scaling_efficiency


def training_throughput(devices, peak_flops, end_to_end_mfu, flop_per_token):
    """Tokens per second are the rate of useful operations over those of one token."""
    return devices * peak_flops * end_to_end_mfu / flop_per_token


def flop_per_token(total_flop, tokens):
    """Operations of the model per training token."""
    return total_flop / tokens


law = Law(
    number=3,
    name="Software",
    domain=Domain.NODE,
    places=[Place.MFU],
    question="What share of the peak does the model really get?",
    explanation="""
        Model FLOP utilisation compares the rate at which a device does the model's operations
        with its peak. The rest goes to launching kernels, waiting for memory, operations that are
        not matrix products, and layers too small to fill the device. A job at half the
        utilisation needs twice the devices, so software is often the cheapest hardware. Three
        figures share the name and differ: hardware utilisation also counts recomputation, and a
        figure measured on a whole job also contains communication, pipeline bubbles and stalls;
        multiplying that one by a scaling efficiency would count them twice. The figure in a
        training log, from tokens per second, is of that last kind. Whether attention's
        operations count is a convention, worth a few percent at short sequences.
    """,
    sources=["chowdhery2022palm", "korthikanti2022reducing", "narayanan2021efficient"],
    relations=[
        relation(mfu, source="chowdhery2022palm"),
        relation(hfu, source="korthikanti2022reducing"),
        relation(achieved_hardware_flops, source="korthikanti2022reducing"),
        relation(end_to_end_mfu, source="chowdhery2022palm"),
        relation(
            training_throughput, source="chowdhery2022palm", assumes="no failures or checkpoints"
        ),
        relation(flop_per_token, source="chowdhery2022palm"),
    ],
    examples=[
        Example(
            "450 TFLOP/s achieved of 989 TFLOP/s",
            given={"achieved_flops": "450 TFLOP/s", "peak_flops": "989 TFLOP/s"},
            expect={"mfu": 0.4550},
            remark="The source rounds to 45 %.",
            published={"mfu": 0.45},
            source="reddi2026mlsysim",
        ),
        Example(
            "Llama 3 405B: 400 TFLOP/s on an H100",
            given={"achieved_flops": "400 TFLOP/s", "peak_flops": "989.4 TFLOP/s"},
            expect={"mfu": 0.41},
            remark="The exact value is 0.4043; the paper prints 41 %.",
            source="llama2024herd",
            rtol=0.02,
        ),
        Example(
            "Model utilisation behind 148 TFLOP/s with full recomputation",
            given={"hfu": 0.4744, "hardware_flop": "8 FLOP", "total_flop": "6 FLOP"},
            expect={"mfu": 0.3558},
            remark="Per parameter and token. The paper's 47 % of peak counts the second forward "
            "pass, so it is a hardware utilisation.",
            source="narayanan2021efficient",
        ),
        Example(
            "A trillion parameters on 3072 A100: 52 % of peak",
            given={"hfu": 0.52, "peak_flops": "312 TFLOP/s"},
            expect={"achieved_hardware_flops": "163 TFLOP/s"},
            remark="162.2 TFLOP/s: the paper rounds the share. It counts the second forward pass.",
            source="narayanan2021efficient",
            rtol=0.01,
        ),
        Example(
            "PaLM 540B: utilisation from tokens per second",
            given={
                "training_throughput": "238300 token/s",
                "flop_per_token": "3.2421 TFLOP",
                "devices": 6144,
                "peak_flops": "275 TFLOP/s",
            },
            expect={"end_to_end_mfu": 0.457},
            remark="6 operations per parameter and token; with attention's it is 0.462.",
            source="chowdhery2022palm",
            rtol=5e-3,
        ),
        Example(
            "Megatron-Turing NLG 530B: utilisation from tokens per second",
            given={
                "training_throughput": "65430 token/s",
                "flop_per_token": "3.18 TFLOP",
                "devices": 2240,
                "peak_flops": "312 TFLOP/s",
            },
            expect={"end_to_end_mfu": 0.297},
            source="chowdhery2022palm",
            rtol=0.01,
        ),
    ],
)
