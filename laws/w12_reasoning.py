"""Reasoning wall: a model that thinks before it answers pays for every step."""

from ironlaw import Domain, Example, Law, Place, relation

from .w04_serving_variants import COUNTED


def reasoning_time(reasoning_steps, time_per_step):
    """Each step builds on the one before, so their times add up."""
    return reasoning_steps * time_per_step


def time_per_step(tokens_per_step, itl):
    """A step is written token by token."""
    return tokens_per_step * itl


def reasoning_tokens(reasoning_steps, tokens_per_step):
    """All tokens written before the answer."""
    return reasoning_steps * tokens_per_step


def answer_time(ttft, reasoning_time):
    """The question is read first."""
    return ttft + reasoning_time


def query_flop(flop_per_mac, active_parameters, reasoning_tokens):
    """Each token written uses each parameter that it needs in one multiply-add."""
    return flop_per_mac * active_parameters * reasoning_tokens


def query_energy(serving_devices, device_power, reasoning_time, batch_size):
    """The queries of a batch share the devices that serve them."""
    return serving_devices * device_power * reasoning_time / batch_size


def query_cost(serving_devices, rental_price, reasoning_time, batch_size):
    """The queries of a batch share the rent of the devices that serve them."""
    return serving_devices * rental_price * reasoning_time / batch_size


law = Law(
    number=12,
    name="Reasoning",
    domain=Domain.ALGORITHM,
    places=[Place.FLOP],
    question="What does it cost to let the model think before it answers?",
    explanation="""
        Answers get better when a model works them out in steps, and each step costs time,
        energy and money when the model is used, not when it is trained. Steps follow one
        another, so more devices do not shorten the chain beyond what they take off one token;
        a larger batch spreads its cost over more queries but makes none of them faster. The law
        counts steps of equal length at a steady pace per token. It does not say how much better
        the answer gets, and a long chain slows down as its cache grows, or runs several tokens
        a pass with speculation: use the pace that holds on average. The same product counts the
        steps of a diffusion sampler.
    """,
    sources=["wei2022chain", "snell2024scaling", "song2020denoising"],
    relations=[
        relation(reasoning_time, source="wei2022chain"),
        relation(time_per_step, assumes="the pace does not change as the chain grows"),
        relation(reasoning_tokens),
        relation(answer_time),
        relation(
            query_flop,
            source="snell2024scaling",
            assumes="attention is left out",
        ),
        *COUNTED,
        relation(query_energy, assumes="the batch stays full"),
        relation(query_cost, assumes="the batch stays full"),
    ],
    examples=[
        Example(
            "Twenty steps of 200 tokens from a 16 GB model on 3.35 TB/s",
            given={"reasoning_steps": 20, "tokens_per_step": 200, "itl": "4.776 ms"},
            expect={
                "time_per_step": "955.2 ms",
                "reasoning_time": "19.10 s",
                "reasoning_tokens": 4000,
            },
        ),
        Example(
            "The same chain in a batch of 32 on one device of 700 W at 2 USD per hour",
            given={
                "reasoning_time": "19.10 s",
                "serving_devices": 1,
                "device_power": "700 W",
                "rental_price": "2 USD/hour",
                "batch_size": 32,
            },
            expect={"query_energy": "0.1161 Wh", "query_cost": "331.6 µUSD"},
        ),
        Example(
            "Twenty sampler steps in place of a thousand",
            given={"reasoning_steps": 20, "time_per_step": "1 s"},
            expect={"reasoning_time": "20 s"},
            remark="A thousand steps take 1000 s: fifty times as long, the upper end of the "
            "published range of 10 to 50.",
            source="song2020denoising",
        ),
        Example(
            "The steps that fit into ten seconds",
            given={"reasoning_time": "10 s", "tokens_per_step": 200, "itl": "4.776 ms"},
            expect={"reasoning_steps": 10.47},
            remark="Ten whole steps.",
        ),
        Example(
            "Operations of four thousand tokens of a 70B model",
            given={"parameters": 70000000000.0, "reasoning_tokens": 4000},
            expect={"query_flop": "560 TFLOP"},
        ),
        Example(
            "The same of DeepSeek-V3",
            given={
                "parameters": 671026000000.0,
                "expert_parameters": 2554331136,
                "experts": 256,
                "experts_per_token": 8,
                "reasoning_tokens": 4000,
            },
            expect={"active_parameters": 37.55e9, "query_flop": "300.4 TFLOP"},
            source="deepseek2024v3",
            using={"model": "experts"},
        ),
        Example(
            "Half a second to read the question, twenty to reason",
            given={"ttft": "0.5 s", "reasoning_time": "20 s"},
            expect={"answer_time": "20.5 s"},
        ),
    ],
)
