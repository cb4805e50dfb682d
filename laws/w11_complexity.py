"""Complexity wall: a model's quality is bought with operations, and there is a best split."""

from ironlaw import Domain, Law, Place, relation, sqrt

from .w11_complexity_architecture import (
    ACTIVE,
    ARCHITECTURE,
    SHARED,
    active_parameters,
    shared_parameters,
)
from .w11_complexity_examples import EXAMPLES
from .w11_complexity_proofs import FIXED_RATIO, LEAST_LOSS


def total_flop(flop_per_parameter_token, parameters, tokens):
    """A token meets every parameter once forward and twice backward, two operations each."""
    return flop_per_parameter_token * parameters * tokens


def total_flop_attention(flop_per_parameter_token, parameters, tokens, attention_flop):
    """The products between tokens use no parameters, so they come on top."""
    return flop_per_parameter_token * parameters * tokens + attention_flop


def total_flop_experts(flop_per_parameter_token, active_parameters, tokens):
    """A token meets only the parameters of the experts that it is sent to."""
    return flop_per_parameter_token * active_parameters * tokens


def total_flop_experts_attention(
    flop_per_parameter_token, active_parameters, tokens, attention_flop
):
    """Active parameters, and the products between tokens on top."""
    return flop_per_parameter_token * active_parameters * tokens + attention_flop


def attention_flop(flop_per_mac, layers, attention_heads, head_dim, sequence_length, tokens):
    """Scores and weighted values: two products with every token of the sequence, thrice each."""
    return 6 * flop_per_mac * layers * attention_heads * head_dim * sequence_length * tokens


def attention_flop_causal(flop_per_mac, layers, attention_heads, head_dim, sequence_length, tokens):
    """Tokens attend to earlier ones only: half of the pairs."""
    return 3 * flop_per_mac * layers * attention_heads * head_dim * sequence_length * tokens


def hardware_flop(total_flop):
    """With all activations kept, the hardware does what the model needs."""
    return total_flop


def hardware_flop_selective(total_flop, attention_flop):
    """The forward third of the attention products is done once more."""
    return total_flop + attention_flop / 3


def hardware_flop_full(total_flop):
    """The forward third of everything is done once more: 8 operations for 6 of the model."""
    return 4 * total_flop / 3


def optimal_parameters(compute_budget, flop_per_parameter_token, tokens_per_parameter):
    """Spend the budget at a fixed number of tokens per parameter."""
    return sqrt(compute_budget / (flop_per_parameter_token * tokens_per_parameter))


def optimal_tokens(tokens_per_parameter, optimal_parameters):
    """The tokens that go with the compute-optimal parameters."""
    return tokens_per_parameter * optimal_parameters


def loss(
    irreducible_loss,
    parameter_loss_scale,
    parameters,
    parameter_loss_exponent,
    data_loss_scale,
    tokens,
    data_loss_exponent,
):
    """What cannot be predicted, and what finite parameters and finite data add to it."""
    return (
        irreducible_loss
        + parameter_loss_scale / parameters**parameter_loss_exponent
        + data_loss_scale / tokens**data_loss_exponent
    )


def allocation_coefficient(
    parameter_loss_exponent, parameter_loss_scale, data_loss_exponent, data_loss_scale
):
    """From the loss's derivative being zero along a fixed budget."""
    return (
        (parameter_loss_exponent * parameter_loss_scale) / (data_loss_exponent * data_loss_scale)
    ) ** (1 / (parameter_loss_exponent + data_loss_exponent))


def loss_optimal_parameters(
    allocation_coefficient,
    compute_budget,
    flop_per_parameter_token,
    data_loss_exponent,
    parameter_loss_exponent,
):
    """The parameters at which the fitted loss is least within the budget."""
    return allocation_coefficient * (compute_budget / flop_per_parameter_token) ** (
        data_loss_exponent / (parameter_loss_exponent + data_loss_exponent)
    )


def loss_optimal_tokens(compute_budget, flop_per_parameter_token, loss_optimal_parameters):
    """The rest of the budget goes into tokens."""
    return compute_budget / (flop_per_parameter_token * loss_optimal_parameters)


EXPERTS = ("experts", "experts_attention")
COUNT, FULL_PASS = "flop_count", "three passes: one forward, two backward"

law = Law(
    number=11,
    name="Complexity",
    domain=Domain.ALGORITHM,
    places=[Place.FLOP],
    question="How many operations does training take, and how are they best spent?",
    explanation="""
        Training a transformer takes about six operations per parameter and token, so a budget of
        operations can buy a large model that reads little or a small one that reads much. The
        rule of twenty tokens per parameter makes the best size grow with the square root of the
        budget. A fitted loss law gives a split of its own, and the two differ: with the
        published constants it asks for fewer parameters and more tokens than the rule, partly
        because those constants are rounded. Products between tokens add to the count where
        sequences are long, a mixture of experts is counted by its active parameters, and
        recomputed activations cost the hardware operations that the model does not need. The
        number of parameters follows from the shape: widths, layers, heads and vocabulary. Fits
        hold for the data, model family and range of budgets they come from.
    """,
    sources=[
        "kaplan2020scaling",
        "hoffmann2022training",
        "besiroglu2024chinchilla",
        "chowdhery2022palm",
        "korthikanti2022reducing",
        "jiang2024mixtral",
    ],
    relations=[
        relation(total_flop, choice=COUNT, variant="dense", source="kaplan2020scaling"),
        relation(
            total_flop_attention,
            defines="total_flop",
            choice=COUNT,
            variant="dense_attention",
            source="chowdhery2022palm",
        ),
        relation(total_flop_experts, defines="total_flop", choice=COUNT, variant="experts"),
        relation(
            total_flop_experts_attention,
            defines="total_flop",
            choice=COUNT,
            variant="experts_attention",
        ),
        relation(shared_parameters, choice=COUNT, variant=EXPERTS),
        relation(active_parameters, choice=COUNT, variant=EXPERTS),
        relation(
            attention_flop,
            choice="attention_mask",
            variant="full",
            source="chowdhery2022palm",
            assumes=FULL_PASS + "; masked pairs are counted, as is the custom for MFU",
        ),
        relation(
            attention_flop_causal,
            defines="attention_flop",
            choice="attention_mask",
            variant="causal",
            assumes=FULL_PASS + "; the sequence is long",
        ),
        relation(hardware_flop, choice="recomputation", variant="none"),
        relation(
            hardware_flop_selective,
            defines="hardware_flop",
            choice="recomputation",
            variant="selective",
            source="korthikanti2022reducing",
            assumes="total_flop includes the attention; the source prints three times the "
            "extra pass, an error its authors have confirmed",
        ),
        relation(
            hardware_flop_full, defines="hardware_flop", choice="recomputation", variant="full"
        ),
        relation(
            optimal_parameters,
            source="hoffmann2022training",
            assumes="the best ratio of tokens to parameters is the same at every budget",
        ),
        relation(optimal_tokens, source="hoffmann2022training"),
        relation(
            loss,
            source="hoffmann2022training",
            assumes="a dense model; the constants are rounded as printed, and a refit finds others",
        ),
        relation(allocation_coefficient, source="hoffmann2022training"),
        relation(
            loss_optimal_parameters,
            source="hoffmann2022training",
            assumes="the budget counts a dense model without attention",
        ),
        relation(loss_optimal_tokens, source="hoffmann2022training"),
        *ARCHITECTURE,
        SHARED,
        ACTIVE,
    ],
    examples=EXAMPLES,
    proofs=[FIXED_RATIO, LEAST_LOSS],
)
