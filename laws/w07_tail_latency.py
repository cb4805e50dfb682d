"""Tail-latency wall: requests that find every server busy have to queue."""

from ironlaw import (
    Domain,
    Example,
    Law,
    Max,
    Place,
    Proof,
    Variable,
    erlang_c,
    exp,
    exp_difference,
    log,
    relation,
)


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
    examples=[
        Example(
            "The 99th percentile of one server that is busy 80 % of the time",
            given={
                "servers": 1,
                "arrival_rate": "80 1/s",
                "service_rate": "100 1/s",
                "quantile": 0.99,
            },
            expect={"latency_quantile": "230.3 ms", "tail_ratio": 4.605},
            remark="Twice the mean at 80 % and ten times at 95 %, as the source has it, is wrong: "
            "for one server the ratio is ln 100 = 4.605 at every load. Both times grow instead.",
            published={"tail_ratio": 2},
        ),
        Example(
            "Two servers, 80 % busy",
            given={"servers": 2, "offered_load": 1.6},
            expect={"wait_probability": 0.7111},
            remark="The closed form for two servers is 2 rho^2/(1 + rho).",
            rtol=1e-3,
        ),
        Example(
            "A call centre: 360 calls in half an hour, 240 s each, 55 agents",
            given={"servers": 55, "arrival_rate": "0.2 1/s", "service_rate": 1 / 240},
            expect={"wait_probability": 0.239, "mean_wait": "8.184 s"},
            remark="A common Erlang C exercise; it prints 0.239 and 8.2 s.",
            rtol=5e-3,
        ),
        Example(
            "The same call centre: share of calls answered within 15 s",
            given={
                "servers": 55,
                "arrival_rate": "0.2 1/s",
                "service_rate": 1 / 240,
                "wait_quantile": "15 s",
            },
            expect={"quantile": 0.8459},
            remark="The exercise prints 85 %.",
        ),
        Example(
            "Constant service times halve the wait of one server",
            given={
                "servers": 1,
                "arrival_rate": "80 1/s",
                "service_rate": "100 1/s",
                "service_time_variation": 0,
            },
            expect={"mean_wait": "20 ms"},
            using={"service_times": "general"},
            source="lee1959queueing",
        ),
        Example(
            "The tail of constant service times, one server that is busy 80 % of the time",
            given={
                "servers": 1,
                "offered_load": 0.8,
                "mean_service_time": "10 ms",
                "quantile": 0.99,
            },
            expect={"latency_quantile": "113.56 ms", "mean_in_system": 2.4},
            using={"service_times": "deterministic"},
            remark="By Crommelin's distribution, which is exact; the law gives 119.55 ms, "
            "5 % more. On average 0.8 requests are served and 1.6 wait.",
            source="crommelin1932delay",
            rtol=0.06,
        ),
        Example(
            "Half of the service constant: one server, 80 % busy",
            given={
                "servers": 1,
                "offered_load": 0.8,
                "mean_service_time": "10 ms",
                "service_time_variation": 0.5,
                "quantile": 0.99,
            },
            expect={
                "constant_service_time": "5 ms",
                "service_time_deviation": "5 ms",
                "varying_latency": "139.6 ms",
                "latency_quantile": "144.6 ms",
            },
            remark="144.6 ms in a simulation of six million requests; the law gives 147.4 ms.",
            using={"service_times": "general"},
            rtol=0.03,
        ),
    ],
    proofs=[CONSTANT_SERVICE, TAIL_OF_ONE_SERVER],
)
