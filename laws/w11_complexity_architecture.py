"""Complexity wall, the parameters of a transformer from its shape."""

from ironlaw import relation


def attention_parameters(hidden_size, head_dim, attention_heads, kv_heads):
    """Queries and the output have all heads, keys and values the key-value heads."""
    return hidden_size * head_dim * (2 * attention_heads + 2 * kv_heads)


def query_parameters(query_rank, hidden_size, attention_heads, nope_dim, rope_dim):
    """Queries are compressed, pass a norm and are spread over the heads."""
    return query_rank * (hidden_size + 1 + attention_heads * (nope_dim + rope_dim))


def key_value_parameters(latent_rank, hidden_size, attention_heads, nope_dim, value_dim, rope_dim):
    """Keys and values are compressed together; one rotated key serves all heads."""
    return (
        latent_rank * (hidden_size + 1 + attention_heads * (nope_dim + value_dim))
        + hidden_size * rope_dim
    )


def attention_parameters_latent(
    query_parameters, key_value_parameters, attention_heads, value_dim, hidden_size
):
    """Compressed queries, compressed keys and values, and the output of all heads."""
    return query_parameters + key_value_parameters + attention_heads * value_dim * hidden_size


def feedforward_matrices_gated():
    """One matrix up, one for the gate, one down."""
    return 3


def feedforward_matrices_plain():
    """One matrix up and one down."""
    return 2


def feedforward_parameters(feedforward_matrices, hidden_size, feedforward_size):
    """Each matrix joins the width of the model and that of the network."""
    return feedforward_matrices * hidden_size * feedforward_size


def embedding_parameters_untied(vocabulary_size, hidden_size):
    """A vector per token at the input, and one at the output."""
    return 2 * vocabulary_size * hidden_size


def embedding_parameters_tied(vocabulary_size, hidden_size):
    """Input and output share one vector per token."""
    return vocabulary_size * hidden_size


def norm_parameters(layers, hidden_size):
    """Two norms a layer and a last one, a vector each."""
    return (2 * layers + 1) * hidden_size


def parameters_dense(
    layers, attention_parameters, feedforward_parameters, norm_parameters, embedding_parameters
):
    """Attention and feed-forward network in every layer; norms and embeddings."""
    return (
        layers * (attention_parameters + feedforward_parameters)
        + norm_parameters
        + embedding_parameters
    )


def router_parameters(layers, dense_layers, hidden_size, experts):
    """A router has a vector for each expert of its layer."""
    return (layers - dense_layers) * hidden_size * experts


def parameters_experts(
    layers,
    attention_parameters,
    dense_layers,
    feedforward_parameters,
    experts,
    shared_experts,
    expert_parameters,
    router_parameters,
    norm_parameters,
    embedding_parameters,
):
    """Attention everywhere, a network in the dense layers, experts and routers in the others."""
    return (
        layers * attention_parameters
        + dense_layers * feedforward_parameters
        + (experts + shared_experts) * expert_parameters
        + router_parameters
        + norm_parameters
        + embedding_parameters
    )


def expert_parameters(
    layers, dense_layers, feedforward_matrices, hidden_size, expert_feedforward_size
):
    """One expert of every layer that has experts."""
    return (layers - dense_layers) * feedforward_matrices * hidden_size * expert_feedforward_size


def embedding_share(embedding_parameters, parameters):
    """The number of parameters is known; the shape tells how many of them are embeddings."""
    return embedding_parameters / parameters


def head_dim_latent(nope_dim, rope_dim, value_dim):
    """Scores take the key's dimensions, weighted values the value's: their mean counts."""
    return (nope_dim + rope_dim + value_dim) / 2


def attention_width_ratio(attention_heads, head_dim, hidden_size):
    """The heads side by side are as wide as the model in most of them, but not in all."""
    return attention_heads * head_dim / hidden_size


def shared_parameters(parameters, experts, expert_parameters):
    """What is stored once, and not for each expert."""
    return parameters - experts * expert_parameters


def active_parameters(shared_parameters, experts_per_token, expert_parameters):
    """Only a few experts work on a token."""
    return shared_parameters + experts_per_token * expert_parameters


COUNT, LATENT = "parameter_count", "deepseek2024v2"
NO_BIAS = "no biases and no learned positions, which are less than a thousandth"

FEEDFORWARD = [
    relation(
        feedforward_matrices_gated,
        defines="feedforward_matrices",
        choice="feedforward",
        variant="gated",
        source="shazeer2020glu",
    ),
    relation(
        feedforward_matrices_plain,
        defines="feedforward_matrices",
        choice="feedforward",
        variant="plain",
        source="narayanan2021efficient",
    ),
]

SIZES = [
    relation(
        attention_parameters,
        choice="attention_kind",
        variant=("grouped_query", "sliding_window"),
        source="ainslie2023gqa",
        assumes=NO_BIAS,
    ),
    relation(query_parameters, choice="attention_kind", variant="latent", source=LATENT),
    relation(key_value_parameters, choice="attention_kind", variant="latent", source=LATENT),
    relation(
        attention_parameters_latent,
        defines="attention_parameters",
        choice="attention_kind",
        variant="latent",
        source=LATENT,
        assumes="queries are compressed as well",
    ),
    relation(
        head_dim_latent,
        defines="head_dim",
        choice="attention_kind",
        variant="latent",
        source=LATENT,
    ),
    relation(attention_width_ratio),
    *FEEDFORWARD,
    relation(feedforward_parameters, source="narayanan2021efficient", assumes=NO_BIAS),
    relation(
        embedding_parameters_untied,
        defines="embedding_parameters",
        choice="embeddings",
        variant="untied",
    ),
    relation(
        embedding_parameters_tied,
        defines="embedding_parameters",
        choice="embeddings",
        variant="tied",
        source="narayanan2021efficient",
    ),
]

ARCHITECTURE = [
    *SIZES,
    relation(embedding_share, choice=COUNT, variant="given"),
    relation(
        norm_parameters,
        choice=COUNT,
        variant=("dense", "experts"),
        assumes="norms of one vector each",
    ),
    relation(router_parameters, choice=COUNT, variant="experts", source=LATENT),
    relation(
        parameters_dense,
        defines="parameters",
        choice=COUNT,
        variant="dense",
        source="narayanan2021efficient",
    ),
    relation(
        parameters_experts,
        defines="parameters",
        choice=COUNT,
        variant="experts",
        source=LATENT,
        assumes="a shared expert is as large as any other",
    ),
    relation(expert_parameters, choice=COUNT, variant="experts", source=LATENT),
]
SHARED = relation(shared_parameters, choice=COUNT, variant="experts", source=LATENT)
ACTIVE = relation(active_parameters, choice=COUNT, variant="experts", source=LATENT)

SHAPE = tuple(dict.fromkeys(one.name for one in ARCHITECTURE))  # what a system takes of these
