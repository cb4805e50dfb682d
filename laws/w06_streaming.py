"""Streaming wall: weights that live off the chip come in layer by layer."""

from ironlaw import Domain, Example, Law, Max, Place, relation


def layer_time(injection_time, layer_compute_time):
    """The next layer's weights arrive while this layer is computed; the slower sets the time."""
    return Max(injection_time, layer_compute_time)


def injection_time(layer_weight_bytes, injection_bandwidth):
    """Every weight of a layer enters the device once."""
    return layer_weight_bytes / injection_bandwidth


def layer_compute_time(flop_per_mac, layer_parameters, batch_size, peak_flops, efficiency):
    """Every sequence of the batch passes one token through every parameter of the layer."""
    return (flop_per_mac * layer_parameters * batch_size) / (peak_flops * efficiency)


def balance_batch_size(injection_time, peak_flops, efficiency, flop_per_mac, layer_parameters):
    """The batch whose arithmetic takes as long as bringing the layer in."""
    return (injection_time * peak_flops * efficiency) / (flop_per_mac * layer_parameters)


def streamed_pass_time(layers, layer_time):
    """The layers follow one another."""
    return layers * layer_time


def layer_weight_bytes(layer_parameters, bytes_per_parameter):
    """The weights are streamed at one precision."""
    return layer_parameters * bytes_per_parameter


def layer_parameters(parameters, layers):
    """The parameters are spread evenly over the layers."""
    return parameters / layers


def sram_headroom(sram_capacity, resident_bytes):
    """What stays free on the wafer; it fits unless this is negative."""
    return sram_capacity - resident_bytes


def resident_bytes(buffered_layers, layer_weight_bytes, batch_size, resident_bytes_per_sequence):
    """The weights in flight, and the activations and cache of every sequence."""
    return buffered_layers * layer_weight_bytes + batch_size * resident_bytes_per_sequence


law = Law(
    number=6,
    name="Streaming",
    domain=Domain.NODE,
    places=[Place.PEAK],
    question="Do weights that stream in keep the arithmetic waiting?",
    explanation="""
        A wafer-scale chip, or a device whose memory is too small, keeps activations on the chip
        and lets the weights stream in layer by layer. Bringing in the next layer overlaps the
        arithmetic of this one, so each layer takes the longer of the two. Injection does not
        depend on the batch and the arithmetic grows with it: below the balance batch the link
        into the device is the limit, above it the arithmetic. Whether the balance is reachable
        is a question of memory, as all sequences of that batch have to stay on the chip. The
        source writes the compute time with bytes in place of operations, which has the wrong
        dimension; here it is two operations per parameter and token.
    """,
    sources=["lie2023cerebras", "deepspeed2022inference"],
    relations=[
        relation(layer_time, source="deepspeed2022inference", assumes="prefetching is perfect"),
        relation(injection_time, source="deepspeed2022inference"),
        relation(
            layer_compute_time,
            assumes="one token per sequence, as in decoding; attention scores are not counted",
        ),
        relation(balance_batch_size),
        relation(streamed_pass_time, assumes="the first layer's arrival is not counted"),
        relation(layer_weight_bytes),
        relation(layer_parameters, assumes="embeddings are spread along"),
        relation(sram_headroom, source="lie2023cerebras"),
        relation(resident_bytes, source="lie2023cerebras"),
    ],
    examples=[
        Example(
            "One layer of GPT-3 over 150 GB/s to a wafer, 2048 tokens together",
            given={
                "layer_parameters": 1.812e9,
                "bytes_per_parameter": "2 byte",
                "injection_bandwidth": "150 GB/s",
                "batch_size": 2048,
                "peak_flops": "10 PFLOP/s",
                "efficiency": 0.5,
            },
            expect={
                "injection_time": "24.16 ms",
                "layer_compute_time": "1.484 ms",
                "layer_time": "24.16 ms",
                "balance_batch_size": 33333,
            },
            remark="Injection binds. 150 GB/s is a CS system's 1.2 Tbit/s, as its users print it, too; "
            "the rate is a round number.",
        ),
        Example(
            "Injection bandwidth that balances 2048 tokens there",
            given={
                "balance_batch_size": 2048,
                "layer_parameters": 1.812e9,
                "bytes_per_parameter": "2 byte",
                "peak_flops": "10 PFLOP/s",
                "efficiency": 0.5,
            },
            expect={"injection_bandwidth": "2.441 TB/s"},
        ),
        Example(
            "One of the 105 layers of a 530B model in 16 bits",
            given={"parameters": 530e9, "layers": 105, "bytes_per_parameter": "2 byte"},
            expect={"layer_weight_bytes": "10 GB"},
            remark="The exact value is 10.10 GB.",
            source="deepspeed2022inference",
            rtol=0.02,
        ),
        Example(
            "One layer of GPT-3 for 2048 tokens at 1 PFLOP/s",
            given={
                "layer_parameters": 1.812e9,
                "batch_size": 2048,
                "peak_flops": "1 PFLOP/s",
                "efficiency": 1,
            },
            expect={"layer_compute_time": "7 ms"},
            remark="The source says about 7 TFLOP per layer; 7.42 without attention scores, 7.63 "
            "with them.",
            source="deepspeed2022inference",
            rtol=0.1,
        ),
        Example(
            "Sequences that fit 40 GB on the wafer with two layers of 3.624 GB in flight",
            given={
                "sram_headroom": "0 byte",
                "sram_capacity": "40 GB",
                "buffered_layers": 2,
                "layer_weight_bytes": "3.624 GB",
                "resident_bytes_per_sequence": "16 MB",
            },
            expect={"batch_size": 2047},
        ),
        Example(
            "96 layers of 24 ms, and 40 GB on the wafer of which 36 are taken",
            given={
                "layers": 96,
                "layer_time": "24 ms",
                "sram_capacity": "40 GB",
                "resident_bytes": "36 GB",
            },
            expect={"streamed_pass_time": "2.304 s", "sram_headroom": "4 GB"},
        ),
    ],
)
