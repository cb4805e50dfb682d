"""Tail-latency wall: its worked examples."""

from ironlaw import Example

EXAMPLES = [
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
]
