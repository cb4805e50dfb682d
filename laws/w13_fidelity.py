"""Fidelity wall: fewer bits and fewer weights, and what they do to size and speed."""

from ironlaw import Domain, Example, Law, Place, relation


def compression_ratio(quantization_ratio, pruning_ratio):
    """Fewer bits for each of fewer weights: the two ratios multiply."""
    return quantization_ratio * pruning_ratio


def quantization_ratio(baseline_bits, bits):
    """Bits of a number before over bits after."""
    return baseline_bits / bits


def pruning_ratio(sparsity):
    """All weights over those that are kept."""
    return 1 / (1 - sparsity)


def bytes_per_parameter(bits, bits_per_byte):
    """The bits of a stored number, in bytes."""
    return bits / bits_per_byte


def uncompressed_bytes(parameters, baseline_bits, bits_per_byte):
    """Every parameter at full precision."""
    return (baseline_bits / bits_per_byte) * parameters


def compressed_bytes(uncompressed_bytes, compression_ratio):
    """What is left to store."""
    return uncompressed_bytes / compression_ratio


def compute_speedup(peak_flops, baseline_peak_flops):
    """Fewer bits raise the peak rate; the operations stay as many."""
    return peak_flops / baseline_peak_flops


def memory_speedup(quantization_ratio):
    """Fewer bits are fewer bytes to read."""
    return quantization_ratio


def speedup_unstructured():
    """Scattered zeros are stored, read and multiplied like other weights."""
    return 1


def speedup_structured(pruning_ratio):
    """Removed weights are neither read nor multiplied."""
    return pruning_ratio


def sparsity_two_of_four():
    """Two of every four weights are removed."""
    return 1 / 2


def memory_speedup_two_of_four(bits):
    """Each weight kept carries two bits that say where it belongs."""
    return 2 * bits / (bits + 2)


def inference_speedup(memory_share, memory_speedup, compute_speedup):
    """Amdahl's law: each part of the time shrinks by its own speed-up."""
    return 1 / (memory_share / memory_speedup + (1 - memory_share) / compute_speedup)


METHOD = "compression_method"
TWO_OF_FOUR = "two_of_four"

law = Law(
    number=13,
    name="Fidelity",
    domain=Domain.ALGORITHM,
    places=[Place.FLOP, Place.PEAK],
    question="How much smaller and faster does a model get with fewer bits or weights?",
    explanation="""
        A model shrinks when its numbers get fewer bits or when weights are removed, and the two
        ratios multiply. Size is not speed. Fewer bits speed up reading by the ratio and
        arithmetic by as much as the device's peak rises, without saving an operation. Weights
        removed here and there save storage but no time on dense hardware; whole rows, heads or
        layers save operations and bytes; and the 2:4 pattern doubles the rate of units that are
        built for it, at exactly half the weights. The law says nothing about accuracy, which
        has to be measured, and leaves out scales, index tables and entropy coding.
    """,
    sources=["han2015learning", "han2016deep", "mishra2021accelerating"],
    relations=[
        relation(
            compression_ratio,
            source="han2016deep",
            assumes="the places of kept weights and the scales of groups take no space",
        ),
        relation(quantization_ratio, source="han2016deep"),
        relation(pruning_ratio, source="han2015learning"),
        relation(bytes_per_parameter),
        relation(uncompressed_bytes),
        relation(compressed_bytes),
        relation(
            compute_speedup,
            choice=METHOD,
            variant="quantization",
            assumes="inputs of the products have few bits too, not the weights alone",
        ),
        relation(
            speedup_unstructured,
            defines="compute_speedup",
            choice=METHOD,
            variant="unstructured",
            assumes="dense kernels",
        ),
        relation(
            speedup_structured,
            defines="compute_speedup",
            choice=METHOD,
            variant=("structured", TWO_OF_FOUR),
            source="mishra2021accelerating",
            assumes="kernels stay as efficient on what is left",
        ),
        relation(
            sparsity_two_of_four,
            defines="sparsity",
            choice=METHOD,
            variant=TWO_OF_FOUR,
            source="mishra2021accelerating",
        ),
        relation(memory_speedup, choice=METHOD, variant="quantization"),
        relation(
            speedup_unstructured,
            defines="memory_speedup",
            choice=METHOD,
            variant="unstructured",
            assumes="weights are kept in dense form in memory",
        ),
        relation(
            speedup_structured,
            defines="memory_speedup",
            choice=METHOD,
            variant="structured",
        ),
        relation(
            memory_speedup_two_of_four,
            defines="memory_speedup",
            choice=METHOD,
            variant=TWO_OF_FOUR,
            source="mishra2021accelerating",
            assumes="compared with dense weights of as many bits",
        ),
        relation(inference_speedup, assumes="reading and computing do not overlap"),
    ],
    examples=[
        Example(
            "From 32 to 8 bits",
            given={"bits": 8},
            expect={"quantization_ratio": 4, "bytes_per_parameter": "1 byte"},
        ),
        Example(
            "Half of the weights removed", given={"sparsity": 0.5}, expect={"pruning_ratio": 2}
        ),
        Example(
            "VGG-16 pruned from 138 to 10.3 million weights",
            given={"sparsity": 0.9253623188405797},
            expect={"pruning_ratio": 13},
            remark="The law gives 13.40; the source prints 13.",
            source="han2015learning",
            rtol=0.04,
        ),
        Example(
            "AlexNet from 240 MB to 6.9 MB",
            given={"uncompressed_bytes": "240 MB", "compressed_bytes": "6.9 MB"},
            expect={"compression_ratio": 34.78},
            remark="The source prints 35. Sparsity and bits alone do not give this figure: index "
            "tables and Huffman coding have a part in it.",
            published={"compression_ratio": 35},
            source="han2016deep",
        ),
        Example(
            "65 billion parameters at 4 bits",
            given={"parameters": 65e9, "bits": 4, "sparsity": 0},
            expect={"compressed_bytes": "32.5 GB"},
        ),
        Example(
            "2:4 sparsity at 16 bits",
            given={"bits": 16},
            expect={"compute_speedup": 2, "memory_speedup": 1.778},
            remark="Twice the rate, but not half the bytes: two bits of position per weight.",
            source="mishra2021accelerating",
            using={"compression_method": "two_of_four"},
        ),
        Example(
            "Int8 on an H100: half the bits of bf16, twice the rate",
            given={
                "bits": 8,
                "baseline_bits": 16,
                "peak_flops": "1979 TFLOP/s",
                "baseline_peak_flops": "989.5 TFLOP/s",
                "memory_share": 0.5,
            },
            expect={"memory_speedup": 2, "compute_speedup": 2, "inference_speedup": 2},
        ),
        Example(
            "Zeros here and there: half the weights, no time saved",
            given={"sparsity": 0.5, "memory_share": 0.5},
            expect={"memory_speedup": 1, "compute_speedup": 1, "inference_speedup": 1},
            using={"compression_method": "unstructured"},
        ),
        Example(
            "Half of all rows removed",
            given={"sparsity": 0.5, "memory_share": 0.5},
            expect={"memory_speedup": 2, "inference_speedup": 2},
            using={"compression_method": "structured"},
        ),
    ],
)
