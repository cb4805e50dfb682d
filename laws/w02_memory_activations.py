"""Memory wall: what training keeps of the forward pass until the backward pass needs it."""

from ironlaw import Min, relation

from .w11_complexity_architecture import FEEDFORWARD


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


ACTIVATIONS = [
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
]
