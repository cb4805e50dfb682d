"""Synthesis wall: from a target back to the hardware that meets it."""

from ironlaw import Domain, Example, Law, Max, Place, Proof, ceiling, relation


def required_bandwidth(weight_bytes, target_latency):
    """All weights have to be read within the time allowed."""
    return weight_bytes / target_latency


def required_flops(operations, target_latency, efficiency):
    """All operations have to be done within the time allowed."""
    return operations / (target_latency * efficiency)


def required_capacity(weight_bytes, kv_cache_bytes):
    """The weights and the cache of the batch have to fit."""
    return weight_bytes + kv_cache_bytes


def devices_for_bandwidth(required_bandwidth, memory_bandwidth):
    """Devices that split the weights read them side by side."""
    return required_bandwidth / memory_bandwidth


def devices_for_compute(required_flops, peak_flops):
    """Devices that split the model compute side by side."""
    return required_flops / peak_flops


def devices_for_capacity(required_capacity, memory_capacity):
    """Devices that split the model each hold a part of it."""
    return required_capacity / memory_capacity


def required_devices(devices_for_bandwidth, devices_for_compute, devices_for_capacity):
    """The scarcest resource decides, in whole devices."""
    return ceiling(Max(devices_for_bandwidth, devices_for_compute, devices_for_capacity))


def critical_batch_size(peak_flops, memory_bandwidth, bytes_per_parameter, flop_per_mac):
    """The batch at which reading the weights and computing with them take equal time."""
    return (peak_flops / memory_bandwidth) * (bytes_per_parameter / flop_per_mac)


INVERSE_ROOFLINE = (
    Proof(
        "The memory wall, solved for the bandwidth",
        of="required_bandwidth",
        text="The time allowed takes the place of the time that is taken.",
    )
    .recall("memory_time", law=2)
    .solve("memory_bandwidth")
    .at(memory_time="target_latency")
    .call("required_bandwidth"),
    Proof(
        "The compute wall, solved for the rate",
        of="required_flops",
        text="The time allowed takes the place of the time that is taken.",
    )
    .recall("compute_time", law=1)
    .solve("peak_flops")
    .at(compute_time="target_latency")
    .call("required_flops"),
)

law = Law(
    number=22,
    name="Synthesis",
    domain=Domain.META,
    places=[Place.OPERATOR],
    question="What hardware meets the target?",
    explanation="""
        The other walls go from hardware to time; this one goes from the time allowed to the least
        hardware. It is the memory wall solved for the bandwidth, and the compute wall for the rate,
        with the target in place of the time. Memory adds a third demand, that everything fits.
        Dividing each demand by what one device offers gives a number of devices; the largest of the
        three is needed, and it names the resource to look for in the next device. The
        figures are floors: they assume full bandwidth, an even split and no communication
        between the devices.
    """,
    sources=["reddi2026mlsysim", "williams2009roofline"],
    relations=[
        relation(
            required_bandwidth,
            source="reddi2026mlsysim",
            assumes="each weight is read once per step, at full bandwidth",
        ),
        relation(required_flops, source="williams2009roofline"),
        relation(required_capacity, assumes="activations are small"),
        relation(devices_for_bandwidth, assumes="an even split without communication"),
        relation(devices_for_compute, assumes="an even split without communication"),
        relation(devices_for_capacity, assumes="an even split"),
        relation(required_devices),
        relation(
            critical_batch_size,
            source="williams2009roofline",
            assumes="weights dominate the traffic: short sequences",
        ),
    ],
    examples=[
        Example(
            "A 140 GB model in 50 ms a token",
            given={"weight_bytes": "140 GB", "target_latency": "50 ms"},
            expect={"required_bandwidth": "2.8 TB/s"},
            remark="The source concludes that this takes two H100. One H100 has the bandwidth; "
            "it is the 140 GB that need two.",
            source="reddi2026mlsysim",
        ),
        Example(
            "H100 for that model",
            given={
                "required_bandwidth": "2.8 TB/s",
                "memory_bandwidth": "3.35 TB/s",
                "required_capacity": "140 GB",
                "memory_capacity": "80 GB",
                "operations": "140 GFLOP",
                "target_latency": "50 ms",
                "efficiency": 0.5,
                "peak_flops": "989.4 TFLOP/s",
            },
            expect={
                "devices_for_bandwidth": 0.8358,
                "devices_for_capacity": 1.75,
                "required_devices": 2,
            },
            published={"devices_for_bandwidth": 2},
            remark="The source asks for two H100 to have the bandwidth, which one has.",
        ),
        Example(
            "Llama-3-8B in 30 ms a token",
            given={"weight_bytes": "16.06 GB", "target_latency": "30 ms"},
            expect={"required_bandwidth": "535.3 GB/s"},
            source="reddi2026mlsysim",
        ),
        Example(
            "How large a model can 3.35 TB/s read in 50 ms?",
            given={"required_bandwidth": "3.35 TB/s", "target_latency": "50 ms"},
            expect={"weight_bytes": "167.5 GB"},
        ),
        Example(
            "The batch that balances a TPU v5e at 16 bits",
            given={
                "peak_flops": "197 TFLOP/s",
                "memory_bandwidth": "820 GB/s",
                "bytes_per_parameter": "2 byte",
            },
            expect={"critical_batch_size": 240},
            remark="240.2; the source rounds.",
            source="austin2025scaling",
            rtol=0.01,
        ),
        Example(
            "16 GB of weights and 64 GB of cache, and 98.9 TFLOP in 50 ms at half of the peak",
            given={
                "weight_bytes": "16 GB",
                "kv_cache_bytes": "64 GB",
                "operations": "98.9 TFLOP",
                "target_latency": "50 ms",
                "efficiency": 0.5,
                "peak_flops": "989 TFLOP/s",
            },
            expect={
                "required_capacity": "80 GB",
                "required_flops": "3956 TFLOP/s",
                "devices_for_compute": 4,
            },
        ),
        Example(
            "A100 for the bandwidth that a 140 GB model needs in 50 ms",
            given={"required_bandwidth": "2.8 TB/s", "memory_bandwidth": "2.039 TB/s"},
            expect={"devices_for_bandwidth": 1.373},
            remark="More than one, as the source says.",
            source="reddi2026mlsysim",
        ),
    ],
    proofs=INVERSE_ROOFLINE,
)
