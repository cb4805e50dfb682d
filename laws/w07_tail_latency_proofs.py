"""Tail-latency wall: its proofs, and the statements that they rest on."""

from ironlaw import Proof, Variable, exp, log


def wait_pollaczek_khinchine(arrival_rate, second_moment, offered_load):
    """Pollaczek and Khinchine: what arrives finds a share of a service going on, and a queue."""
    return arrival_rate * second_moment / (2 * (1 - offered_load))


def second_moment(service_time_variation, service_rate):
    """The variance of the service time, and the square of its mean."""
    return (1 + service_time_variation**2) / service_rate**2


def busy_share(offered_load):
    """One server is busy with the probability of its load."""
    return offered_load


def single_server_quantile(service_rate, offered_load, latency_quantile):
    """The exponentials are one: the response time itself is exponential."""
    return 1 - exp(-service_rate * (1 - offered_load) * latency_quantile)


def tail_over_mean(quantile):
    """What both share cancels, and the load with it."""
    return log(1 / (1 - quantile))


CONSTANT_SERVICE = (
    Proof(
        "The wait before one server whose services all take the same time",
        of="mean_wait",
        using={"service_times": "general"},
        given={"servers": 1},
        within={"offered_load": (0, 1)},
        variables=[Variable("second_moment", "s^2", r"m_2", "mean square of a service time")],
        text="With exponential services the variation is 1, and the wait twice as long.",
    )
    .premise(wait_pollaczek_khinchine, defines="mean_wait")
    .premise(second_moment)
    .recall("offered_load")
    .solve("arrival_rate")
    .put("second_moment", "arrival_rate", into="mean_wait")
    .at(service_time_variation=0)
)


TAIL_OF_ONE_SERVER = (
    Proof(
        "The tail of one server is 4.6 times its mean, at every load",
        of="tail_ratio",
        using={"service_times": "exponential"},
        within={"offered_load": (0, 1)},
        text="So the ratio of a high percentile to the mean says nothing about the load.",
    )
    .recall("wait_probability")
    .at(servers=1)
    .reads(busy_share, defines="wait_probability")
    .recall("quantile")
    .at(servers=1)
    .put("wait_probability")
    .reads(single_server_quantile, defines="quantile")
    .solve("latency_quantile")
    .recall("conditional_wait")
    .at(servers=1)
    .recall("mean_wait")
    .put("wait_probability", "conditional_wait")
    .recall("mean_response_time")
    .put("mean_wait")
    .recall("tail_ratio")
    .put("latency_quantile", "mean_response_time")
    .reads(tail_over_mean, defines="tail_ratio")
    .at(quantile=0.99)
)
