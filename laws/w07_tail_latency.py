"""Tail-latency wall: requests that find every server busy have to queue."""

from ironlaw import (
    Domain,
    Law,
    Max,
    Place,
    erlang_c,
    exp,
    exp_difference,
    log,
    relation,
)

from .w07_tail_latency_examples import EXAMPLES
from .w07_tail_latency_proofs import CONSTANT_SERVICE, TAIL_OF_ONE_SERVER


def wait_probability(servers, offered_load):
    """Erlang C: the probability that an arriving request finds every server busy."""
    return erlang_c(servers, offered_load)


def service_rate(mean_service_time):
    """A server that is never idle completes one request in each mean service time."""
    return 1 / mean_service_time


def offered_load(arrival_rate, service_rate):
    """The work that arrives, counted in servers that it would keep busy."""
    return arrival_rate / service_rate


def utilization(offered_load, servers):
    """The offered load, spread over the servers; at 1 the queue grows without end."""
    return offered_load / servers


def conditional_wait(service_rate, servers, offered_load):
    """A queue of exponential services drains at the rate of the spare servers."""
    return 1 / (service_rate * (servers - offered_load))


def conditional_wait_deterministic(service_rate, servers, offered_load):
    """Services that all take the same time halve the wait."""
    return 1 / (2 * service_rate * (servers - offered_load))


def conditional_wait_general(service_time_variation, service_rate, servers, offered_load):
    """Services that vary more, or less, than exponential ones scale the wait."""
    return (1 + service_time_variation**2) / (2 * service_rate * (servers - offered_load))


def mean_wait(wait_probability, conditional_wait):
    """Only those that have to wait contribute to the mean wait."""
    return wait_probability * conditional_wait


def mean_response_time(mean_wait, service_rate):
    """The wait, then the service."""
    return mean_wait + 1 / service_rate


def mean_in_system(arrival_rate, mean_response_time):
    """Little's law: what arrives stays for the response time."""
    return arrival_rate * mean_response_time


def wait_excess(conditional_wait, wait_probability, quantile):
    """Those that wait do so exponentially long: solve P(wait > w) = 1 - quantile for w."""
    return conditional_wait * log(wait_probability / (1 - quantile))


def wait_quantile(wait_excess):
    """No wait at all, where more than the quantile's share find a free server."""
    return Max(0, wait_excess)


def quantile(service_rate, latency_quantile, wait_probability, servers, offered_load):
    """The share of requests whose wait and service together stay within a response time."""
    return (
        1
        - exp(-service_rate * latency_quantile)
        - wait_probability
        * service_rate
        * latency_quantile
        * exp_difference(
            service_rate * latency_quantile,
            service_rate * latency_quantile * (servers - offered_load),
        )
    )


def latency_quantile(wait_quantile, service_rate):
    """The service is the same for all, so only the wait has a tail."""
    return wait_quantile + 1 / service_rate


def constant_service_time(service_time_variation, service_rate):
    """The rest of the mean is what varies, as an exponential time of that deviation."""
    return (1 - service_time_variation) / service_rate


def service_time_deviation(service_time_variation, service_rate):
    """The deviation is that share of the mean."""
    return service_time_variation / service_rate


def varying_latency(latency_quantile, constant_service_time):
    """What is left of the response time when the constant part of the service is over."""
    return latency_quantile - constant_service_time


def quantile_general(varying_latency, service_time_deviation, wait_probability, conditional_wait):
    """As with exponential services, in what is left of the response time."""
    return (
        1
        - exp(-varying_latency / service_time_deviation)
        - wait_probability
        * (varying_latency / service_time_deviation)
        * exp_difference(
            varying_latency / service_time_deviation, varying_latency / conditional_wait
        )
    )


def tail_ratio(latency_quantile, mean_response_time):
    """How many times the mean the tail is."""
    return latency_quantile / mean_response_time


POISSON = "Poisson arrivals, one first-come-first-served queue, load below the servers"
MARKOV = POISSON + ", exponential service times"
FEW = POISSON + "; an approximation beyond one server"
TAIL = (
    POISSON + "; exact for exponential services, a little long for those that vary less: of one "
    "server with constant services, half or more of the time busy, the 99th percentile of the "
    "response is up to 13 % above the exact one, and less the busier it is"
)


law = Law(
    number=7,
    name="Tail Latency",
    domain=Domain.NODE,
    places=[Place.TIME_ADDED],
    question="How long do the unlucky requests take when the servers are busy?",
    explanation="""
        Requests arrive at random, so even servers that are idle part of the time are sometimes
        all busy at once; Erlang C is the probability of that. The time in the queue grows like
        one over the spare capacity, without limit as utilization approaches one, which is why a
        fleet that promises a latency cannot be run full. A promise is about the tail, so the
        quantile of the whole response time matters, and it is exact here: adding a quantile of
        the wait to the mean service time is not, because the service has a tail of its own.
        Many servers behind one queue wait far less than the same servers with a queue each. The
        law assumes a steady state and nobody who gives up; traffic that comes in bursts, or
        requests batched together, wait longer than it says. Where lengths are fixed, as of
        requests that all generate as much, services are all alike, and the tail is the wait's.
    """,
    sources=[
        "erlang1917solution",
        "kleinrock1975queueing",
        "lee1959queueing",
        "crommelin1932delay",
    ],
    relations=[
        relation(wait_probability, source="erlang1917solution", assumes=MARKOV),
        relation(service_rate),
        relation(offered_load),
        relation(utilization),
        relation(
            conditional_wait,
            choice="service_times",
            variant="exponential",
            source="kleinrock1975queueing",
            assumes=MARKOV,
        ),
        relation(
            conditional_wait_deterministic,
            defines="conditional_wait",
            choice="service_times",
            variant="deterministic",
            source="lee1959queueing",
            assumes=FEW,
        ),
        relation(
            conditional_wait_general,
            defines="conditional_wait",
            choice="service_times",
            variant="general",
            source="lee1959queueing",
            assumes=FEW,
        ),
        relation(mean_wait),
        relation(mean_response_time),
        relation(mean_in_system, source="little1961proof"),
        relation(wait_excess, source="kleinrock1975queueing", assumes=TAIL),
        relation(wait_quantile),
        relation(
            quantile,
            choice="service_times",
            variant="exponential",
            source="kleinrock1975queueing",
            assumes=MARKOV,
        ),
        relation(latency_quantile, choice="service_times", variant="deterministic"),
        relation(service_time_deviation, choice="service_times", variant="general"),
        relation(constant_service_time, choice="service_times", variant="general"),
        relation(varying_latency, choice="service_times", variant="general"),
        relation(
            quantile_general,
            defines="quantile",
            choice="service_times",
            variant="general",
            assumes="the service is a constant and an exponential time; with a variation above 1 "
            "the constant is negative, and small response times are not to be asked for",
        ),
        relation(tail_ratio),
    ],
    examples=EXAMPLES,
    proofs=[CONSTANT_SERVICE, TAIL_OF_ONE_SERVER],
)
