"""Memory wall: a step cannot finish before its weights are read, nor start unless it all fits."""

from ironlaw import Domain, Example, Law, Max, Min, Place, relation

from .w11_complexity_architecture import FEEDFORWARD


def memory_time(weight_bytes, memory_bandwidth):
    """Every weight crosses the memory bus once."""
    return weight_bytes / memory_bandwidth


def weight_bytes(parameters, bytes_per_parameter):
    """The weights are stored at one precision."""
    return parameters * bytes_per_parameter


def roofline_time(compute_time, memory_time):
    """Arithmetic and transfers overlap, so the slower one sets the time."""
    return Max(compute_time, memory_time)


def arithmetic_intensity(operations, weight_bytes):
    """Operations per byte moved."""
    return operations / weight_bytes


def ridge_point(peak_flops, memory_bandwidth):
    """The intensity at which arithmetic and memory take equal time."""
    return peak_flops / memory_bandwidth


def attainable_flops(peak_flops, memory_bandwidth, arithmetic_intensity):
    """The roofline: the lower of the compute roof and the memory slope."""
    return Min(peak_flops, memory_bandwidth * arithmetic_intensity)


def memory_headroom(memory_capacity, training_memory):
    """What training leaves free on a device; it fits unless this is negative."""
    return memory_capacity - training_memory


def training_memory(training_state_bytes, activation_bytes, logit_bytes):
    """A training device holds its part of the model's states, activations and logits."""
    return training_state_bytes + activation_bytes + logit_bytes


def training_state_bytes(state_bytes_per_rank, tensor_parallel, pipeline_parallel):
    """Model parallelism spreads a data-parallel rank over several devices."""
    return state_bytes_per_rank / (tensor_parallel * pipeline_parallel)


def gradient_bytes(parameters, bytes_per_parameter):
    """Gradients are kept at the precision of the weights."""
    return parameters * bytes_per_parameter


def optimizer_bytes(optimizer_bytes_per_parameter, parameters):
    """Mixed-precision Adam keeps a master weight and two moments, 4 bytes each."""
    return optimizer_bytes_per_parameter * parameters


def state_bytes_per_rank(held_share, weight_bytes, gradient_bytes, optimizer_bytes):
    """Plain data parallelism: every rank keeps all states of what it holds."""
    return held_share * (weight_bytes + gradient_bytes + optimizer_bytes)


def state_bytes_stage_1(held_share, weight_bytes, gradient_bytes, optimizer_bytes, ranks):
    """ZeRO stage 1: the ranks share the optimizer's state."""
    return held_share * (weight_bytes + gradient_bytes) + optimizer_bytes / ranks


def state_bytes_stage_2(held_share, weight_bytes, gradient_bytes, optimizer_bytes, ranks):
    """ZeRO stage 2: the ranks share the gradients as well."""
    return held_share * weight_bytes + (gradient_bytes + optimizer_bytes) / ranks


def state_bytes_stage_3(weight_bytes, gradient_bytes, optimizer_bytes, ranks):
    """ZeRO stage 3: the ranks share the weights, too."""
    return (weight_bytes + gradient_bytes + optimizer_bytes) / ranks


def activation_bytes(layer_activation_bytes, layers, in_flight_share):
    """The first pipeline stage keeps its layers once for each micro-batch in flight."""
    return layer_activation_bytes * layers * in_flight_share


def in_flight_share_filled():
    """As many micro-batches are in flight as there are stages: all layers' worth."""
    return 1


def in_flight_share(microbatches, pipeline_parallel):
    """No more micro-batches are in flight than there are."""
    return Min(microbatches, pipeline_parallel) / pipeline_parallel


def in_flight_limit(pipeline_parallel, virtual_stages):
    """With several parts of the model on a device, more is in flight before the first is back."""
    return pipeline_parallel + (pipeline_parallel - 1) / virtual_stages


def in_flight_share_interleaved(microbatches, in_flight_limit, pipeline_parallel):
    """No more micro-batches are in flight than there are, nor than the schedule lets in."""
    return Min(microbatches, in_flight_limit) / pipeline_parallel


def scores_per_value(attention_heads, sequence_length, hidden_size):
    """Every token keeps a score for every token, in each head."""
    return attention_heads * sequence_length / hidden_size


def scores_per_value_flash():
    """Scores are computed piece by piece, and again in the backward pass; none is kept."""
    return 0


def layer_bytes_per_value(stored_bytes_per_value):
    """A GPT layer with dropout, in 16 bits."""
    return stored_bytes_per_value


def attention_widths(attention_heads, kv_heads, head_dim, hidden_size):
    """Queries and output have all heads, keys and values the key-value heads."""
    return 2 * (attention_heads + kv_heads) * head_dim / hidden_size


def feedforward_widths(feedforward_matrices, feedforward_size, hidden_size):
    """What goes into the last matrix, and what comes out of each of the others."""
    return feedforward_matrices * feedforward_size / hidden_size


def layer_bytes_per_value_shape(bytes_per_activation, attention_widths, feedforward_widths):
    """Inputs of two norms, of attention and of the network; and what these two keep."""
    return bytes_per_activation * (4 + attention_widths + feedforward_widths)


def layer_activation_bytes(
    sequence_length,
    microbatch_size,
    hidden_size,
    tensor_parallel,
    layer_bytes_per_value,
    stored_bytes_per_score,
    scores_per_value,
):
    """All that the backward pass needs is kept."""
    return (sequence_length * microbatch_size * hidden_size / tensor_parallel) * (
        layer_bytes_per_value + stored_bytes_per_score * scores_per_value
    )


def layer_activation_bytes_selective(
    layer_bytes_per_value, sequence_length, microbatch_size, hidden_size, tensor_parallel
):
    """The attention scores are computed again, as flash attention does anyway."""
    return layer_bytes_per_value * sequence_length * microbatch_size * hidden_size / tensor_parallel


def layer_activation_bytes_full(
    checkpointed_bytes_per_value, sequence_length, microbatch_size, hidden_size
):
    """Only the input of each layer is kept, whole on every tensor-parallel rank."""
    return checkpointed_bytes_per_value * sequence_length * microbatch_size * hidden_size


def logit_bytes():
    """They are computed in pieces, or lie on another stage."""
    return 0


def logit_bytes_counted(
    stored_bytes_per_logit, sequence_length, microbatch_size, vocabulary_size, tensor_parallel
):
    """Every token has a score for every token that the model knows."""
    return (
        stored_bytes_per_logit
        * sequence_length
        * microbatch_size
        * vocabulary_size
        / tensor_parallel
    )


KORTHIKANTI = "korthikanti2022reducing"
ONE_F_ONE_B = relation(
    in_flight_share,
    choice="pipeline_schedule",
    variant="one_f_one_b",
    source=KORTHIKANTI,
)
FLASH = relation(
    scores_per_value_flash,
    defines="scores_per_value",
    choice="attention_kernel",
    variant="flash",
    source="dao2023flashattention2",
    assumes="one number per token and head is neglected",
)

law = Law(
    number=2,
    name="Memory",
    domain=Domain.NODE,
    places=[Place.PEAK],
    question="How long does it take to read the model once?",
    explanation="""
        Before a device can use a weight it has to fetch it from memory, so reading the model once
        is a floor under every step. Where each weight serves one token, as in answering a single
        user, this floor is far above the time of the arithmetic; the ridge point says how many
        operations per byte it takes to turn that round, and the roofline is the rate in between.
        Memory is also a size. Training holds about 16 bytes per parameter, of which ZeRO lets the
        data-parallel ranks share 12, 14 or all 16, and activations, which recomputation trades
        for arithmetic. The law leaves out temporary buffers and fragmentation, and real kernels
        reach 60 to 90 % of the bandwidth on the data sheet.
    """,
    sources=["williams2009roofline", "rajbhandari2020zero", KORTHIKANTI],
    relations=[
        relation(memory_time, source="williams2009roofline", assumes="each weight is read once"),
        relation(weight_bytes),
        relation(roofline_time, source="williams2009roofline", assumes="transfers overlap compute"),
        relation(arithmetic_intensity, source="williams2009roofline"),
        relation(ridge_point, source="williams2009roofline"),
        relation(attainable_flops, source="williams2009roofline"),
        relation(memory_headroom, assumes="no temporary buffers and no fragmentation"),
        relation(training_memory, source="rajbhandari2020zero"),
        relation(training_state_bytes, source="rajbhandari2020zero", assumes="an even split"),
        relation(gradient_bytes, source="rajbhandari2020zero", assumes="mixed precision"),
        relation(optimizer_bytes, source="rajbhandari2020zero", assumes="mixed-precision Adam"),
        relation(state_bytes_per_rank, choice="zero", variant="none", source="rajbhandari2020zero"),
        relation(
            state_bytes_stage_1,
            defines="state_bytes_per_rank",
            choice="zero",
            variant="stage_1",
            source="rajbhandari2020zero",
        ),
        relation(
            state_bytes_stage_2,
            defines="state_bytes_per_rank",
            choice="zero",
            variant="stage_2",
            source="rajbhandari2020zero",
        ),
        relation(
            state_bytes_stage_3,
            defines="state_bytes_per_rank",
            choice="zero",
            variant="stage_3",
            source="rajbhandari2020zero",
        ),
        relation(activation_bytes, source=KORTHIKANTI),
        relation(
            in_flight_share_filled,
            defines="in_flight_share",
            choice="pipeline_schedule",
            variant="filled",
            source=KORTHIKANTI,
            assumes="1F1B, and at least as many micro-batches as stages",
        ),
        ONE_F_ONE_B,
        relation(
            in_flight_limit,
            choice="pipeline_schedule",
            variant="interleaved",
            source=KORTHIKANTI,
        ),
        relation(
            in_flight_share_interleaved,
            defines="in_flight_share",
            choice="pipeline_schedule",
            variant="interleaved",
            source=KORTHIKANTI,
        ),
        relation(
            scores_per_value,
            choice="attention_kernel",
            variant="stored_scores",
            source=KORTHIKANTI,
        ),
        FLASH,
        relation(
            layer_bytes_per_value,
            choice="activation_count",
            variant="gpt",
            source=KORTHIKANTI,
        ),
        relation(attention_widths, choice="activation_count", variant="shape", source=KORTHIKANTI),
        relation(
            feedforward_widths,
            choice="activation_count",
            variant="shape",
            source=KORTHIKANTI,
            assumes="a gate's product is kept, its activation is computed again",
        ),
        relation(
            layer_bytes_per_value_shape,
            defines="layer_bytes_per_value",
            choice="activation_count",
            variant="shape",
            source=KORTHIKANTI,
            assumes="no dropout",
        ),
        *FEEDFORWARD,
        relation(logit_bytes, choice="logits", variant="left_out"),
        relation(
            logit_bytes_counted,
            defines="logit_bytes",
            choice="logits",
            variant="counted",
            source=KORTHIKANTI,
            assumes="32 bits a logit, on the device that also keeps the most activations",
        ),
        relation(
            layer_activation_bytes,
            choice="recomputation",
            variant="none",
            source=KORTHIKANTI,
            assumes="sequence parallelism",
        ),
        relation(
            layer_activation_bytes_selective,
            defines="layer_activation_bytes",
            choice="recomputation",
            variant="selective",
            source=KORTHIKANTI,
            assumes="sequence parallelism",
        ),
        relation(
            layer_activation_bytes_full,
            defines="layer_activation_bytes",
            choice="recomputation",
            variant="full",
            source=KORTHIKANTI,
            assumes="16 bits per value; the layer that is being recomputed is not counted",
        ),
    ],
    examples=[
        Example(
            "A 16 GB model on 3.35 TB/s",
            given={"weight_bytes": "16 GB", "memory_bandwidth": "3.35 TB/s"},
            expect={"memory_time": "4.776 ms"},
            remark="The source rounds to 4.8 ms.",
            source="reddi2026mlsysim",
        ),
        Example(
            "Bandwidth that 19.13 tokens/s of a 70B model in int8 amount to",
            given={"weight_bytes": "68.717856 GB", "memory_time": "52.274 ms"},
            expect={"memory_bandwidth": "1322.58 GB/s"},
            remark="On an A100 of 2039 GB/s: 65 % of the data sheet. The weights leave out the "
            "input embedding, of which a token reads one row.",
            source="gptfast2023",
            rtol=0.02,
        ),
        Example(
            "States of a 7.5B model, optimizer shared by 64 ranks",
            given={"parameters": 7.5e9, "bytes_per_parameter": "2 byte", "ranks": 64},
            expect={"training_state_bytes": "31.41 GB"},
            remark="120 GB without ZeRO; 16.64 GB in stage 2, 1.875 GB in stage 3. The paper "
            "prints 31.4, 16.6 and 1.9 GB.",
            source="rajbhandari2020zero",
            using={"zero": "stage_1"},
        ),
        Example(
            "Largest model whose states fit 32 GB on 64 ranks in stage 2",
            given={"training_state_bytes": "32 GB", "bytes_per_parameter": "2 byte", "ranks": 64},
            expect={"parameters": 14.42e9},
            remark="The paper prints 14.4 billion.",
            source="rajbhandari2020zero",
            using={"zero": "stage_2"},
        ),
        Example(
            "One layer of GPT-3 at 2048 tokens without recomputation",
            given={
                "sequence_length": 2048,
                "microbatch_size": 1,
                "hidden_size": 12288,
                "attention_heads": 96,
                "tensor_parallel": 1,
            },
            expect={"layer_activation_bytes": "2.869 GB"},
            remark="34 + 80 bytes per value: recomputing the scores alone saves the paper's 70 %.",
            source=KORTHIKANTI,
        ),
        Example(
            "The same layer with flash attention",
            given={
                "sequence_length": 2048,
                "microbatch_size": 1,
                "hidden_size": 12288,
                "tensor_parallel": 1,
            },
            expect={"layer_activation_bytes": "855.6 MB"},
            remark="34 bytes a value, as if the scores were recomputed.",
            source="korthikanti2022reducing",
            using={"attention_kernel": "flash"},
        ),
        Example(
            "The same layer with its scores recomputed, and with all of it",
            given={
                "sequence_length": 2048,
                "microbatch_size": 1,
                "hidden_size": 12288,
                "tensor_parallel": 1,
            },
            expect={"layer_activation_bytes": "855.6 MB"},
            source="korthikanti2022reducing",
            using={"recomputation": "selective"},
        ),
        Example(
            "The input of that layer",
            given={"sequence_length": 2048, "microbatch_size": 1, "hidden_size": 12288},
            expect={"layer_activation_bytes": "50.33 MB"},
            source="korthikanti2022reducing",
            using={"recomputation": "full"},
        ),
        Example(
            "Values of a layer of Llama-3-405B in 16 bits",
            given={
                "bytes_per_activation": "2 byte",
                "attention_heads": 128,
                "kv_heads": 8,
                "head_dim": 128,
                "feedforward_size": 53248,
                "hidden_size": 16384,
            },
            expect={"layer_bytes_per_value": "31.75 byte"},
            remark="Twice 4 inputs, 2.125 of attention and 9.75 of the gated network.",
            source="llama2024herd",
            using={"activation_count": "shape"},
        ),
        Example(
            "Values of a GPT layer in 16 bits without dropout",
            given={
                "bytes_per_activation": "2 byte",
                "attention_heads": 96,
                "kv_heads": 96,
                "head_dim": 128,
                "feedforward_size": 49152,
                "hidden_size": 12288,
            },
            expect={"layer_bytes_per_value": "32 byte"},
            remark="The paper's 34, less two dropout masks of one byte.",
            source="korthikanti2022reducing",
            using={"activation_count": "shape", "feedforward": "plain"},
        ),
        Example(
            "Four micro-batches in a pipeline of sixteen stages",
            given={
                "microbatches": 4,
                "pipeline_parallel": 16,
                "layer_activation_bytes": "1 GB",
                "layers": 80,
            },
            expect={"in_flight_share": 0.25, "activation_bytes": "20 GB"},
            using={"pipeline_schedule": "one_f_one_b"},
        ),
        Example(
            "A full pipeline keeps the activations of all layers",
            given={"layer_activation_bytes": "1 GB", "layers": 80},
            expect={"activation_bytes": "80 GB"},
            source="korthikanti2022reducing",
        ),
        Example(
            "Eight stages of three parts each",
            given={"microbatches": 64, "pipeline_parallel": 8, "virtual_stages": 3},
            expect={"in_flight_share": 1.2917},
            remark="1 + 7/24.",
            source="korthikanti2022reducing",
            using={"pipeline_schedule": "interleaved"},
        ),
        Example(
            "Logits of Llama-3-8B, 8192 tokens",
            given={
                "sequence_length": 8192,
                "microbatch_size": 1,
                "vocabulary_size": 128256,
                "tensor_parallel": 1,
            },
            expect={"logit_bytes": "4.203 GB"},
            remark="As much as 128256 numbers of 4 bytes for each token.",
            source="llama2024herd",
            using={"logits": "counted"},
        ),
        Example(
            "What is free beside the states of a 7.5B model shared out to 64 ranks",
            given={
                "parameters": 7500000000.0,
                "bytes_per_parameter": "2 byte",
                "ranks": 64,
                "activation_bytes": "20 GB",
                "memory_capacity": "32 GB",
                "tensor_parallel": 1,
                "pipeline_parallel": 1,
            },
            expect={
                "state_bytes_per_rank": "1.875 GB",
                "training_memory": "21.875 GB",
                "memory_headroom": "10.125 GB",
            },
            remark="The paper prints 1.9 GB of states.",
            source="rajbhandari2020zero",
            using={"zero": "stage_3"},
        ),
        Example(
            "A matrix-vector product: two operations for each weight of two bytes",
            given={"operations": "16.06 GFLOP", "weight_bytes": "16.06 GB"},
            expect={"arithmetic_intensity": "1 FLOP/byte"},
        ),
    ],
)
