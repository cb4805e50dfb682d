"""Complexity wall: its proofs, and the statements that they rest on."""

from ironlaw import Proof, Variable


def tokens(tokens_per_parameter, parameters):
    """The rule: so many tokens for each parameter."""
    return tokens_per_parameter * parameters


def lagrangian(loss, multiplier, flop_per_parameter_token, parameters, tokens, compute_budget):
    """The loss, and what the multiplier charges for each operation beyond the budget."""
    return loss + multiplier * (flop_per_parameter_token * parameters * tokens - compute_budget)


def rest_of_the_budget(compute_budget, flop_per_parameter_token, parameters):
    """The budget is spent."""
    return compute_budget / (flop_per_parameter_token * parameters)


def least_loss(
    parameter_loss_exponent,
    parameter_loss_scale,
    data_loss_exponent,
    data_loss_scale,
    compute_budget,
    flop_per_parameter_token,
):
    """Collect the powers of the parameters."""
    return (
        (parameter_loss_exponent * parameter_loss_scale) / (data_loss_exponent * data_loss_scale)
    ) ** (1 / (parameter_loss_exponent + data_loss_exponent)) * (
        compute_budget / flop_per_parameter_token
    ) ** (data_loss_exponent / (parameter_loss_exponent + data_loss_exponent))


FIXED_RATIO = (
    Proof(
        "The best size at a fixed number of tokens per parameter",
        of="optimal_parameters",
        text="With 6 operations and 20 tokens per parameter it is the square root of C/120.",
    )
    .premise(tokens)
    .recall("total_flop")
    .put("tokens")
    .solve("parameters")
    .at(total_flop="compute_budget")
    .call("optimal_parameters")
)


LEAST_LOSS = (
    Proof(
        "The size at which the fitted loss is least within a budget",
        of="loss_optimal_parameters",
        variables=[
            Variable("lagrangian", "1", r"\Lambda", "loss with the charge for the budget"),
            Variable("multiplier", "1/FLOP", r"\lambda", "what an operation is worth in loss"),
        ],
        text="""
            A parameter more and a token more must lower the loss by the same for each operation
            that they take; the multiplier is that common rate.
        """,
    )
    .premise(rest_of_the_budget, defines="tokens")
    .recall("loss")
    .premise(lagrangian)
    .put("loss")
    .stationary(over="parameters")
    .solve("multiplier")
    .stationary(over="tokens", of="lagrangian")
    .put("multiplier", "tokens")
    .reads(least_loss, defines="parameters")
    .call("loss_optimal_parameters")
)
