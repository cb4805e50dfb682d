"""Serving wall: reading the prompt is limited by arithmetic, writing the answer by memory."""

from ironlaw import Domain, Law, Max, Place, relation

from .w04_serving_examples import EXAMPLES
from .w04_serving_variants import MODEL, PHASES, PHASES_APART, SCHEDULING, SPECULATION


def ttft(prefill_flop, peak_flops, efficiency):
    """The first token comes when the whole prompt has been computed."""
    return prefill_flop / (peak_flops * efficiency)


def itl(weight_bytes, memory_bandwidth):
    """Every decode step reads all weights."""
    return weight_bytes / memory_bandwidth


def itl_with_cache(step_weight_bytes, kv_cache_bytes, memory_bandwidth):
    """Every decode step reads its weights and the cache of the whole batch."""
    return (step_weight_bytes + kv_cache_bytes) / memory_bandwidth


def itl_achieved(step_weight_bytes, kv_cache_bytes, memory_bandwidth, bandwidth_efficiency):
    """The kernels reach only a share of the bandwidth."""
    return (step_weight_bytes + kv_cache_bytes) / (memory_bandwidth * bandwidth_efficiency)


def itl_roofline(kv_read_time, decode_compute_time, memory_time):
    """The cache is read at any batch; the weights meet arithmetic, and the slower decides."""
    return kv_read_time + Max(decode_compute_time, memory_time)


def memory_time(step_weight_bytes, memory_bandwidth):
    """The weights that a step needs cross the memory bus once."""
    return step_weight_bytes / memory_bandwidth


def kv_read_time(kv_cache_bytes, memory_bandwidth):
    """The cache of the whole batch crosses the memory bus once."""
    return kv_cache_bytes / memory_bandwidth


def decode_compute_time(flop_per_mac, active_parameters, batch_size, peak_flops, efficiency):
    """Every sequence of the batch passes one token through the parameters that it needs."""
    return (flop_per_mac * active_parameters * batch_size) / (peak_flops * efficiency)


def prefill_flop(
    flop_per_mac, active_parameters, computed_tokens, prefill_batch_size, prefill_attention_flop
):
    """A multiply-add per parameter and prompt token, and attention."""
    return (
        flop_per_mac * active_parameters * computed_tokens * prefill_batch_size
        + prefill_attention_flop
    )


def prefill_attention_flop(
    flop_per_mac,
    layers,
    attention_heads,
    head_dim,
    computed_tokens,
    attended_tokens,
    prefill_batch_size,
):
    """Scores and weighted values: two products of queries with the tokens they attend to."""
    return (
        2
        * flop_per_mac
        * layers
        * attention_heads
        * head_dim
        * computed_tokens
        * attended_tokens
        * prefill_batch_size
    )


def attended_tokens(prompt_length, computed_tokens):
    """Causal: the computed tokens come last, and each attends to those before it."""
    return prompt_length - computed_tokens / 2


def attended_tokens_full(prompt_length):
    """Not causal: every token attends to the whole prompt."""
    return prompt_length


def computed_tokens(prompt_length):
    """The whole prompt is computed."""
    return prompt_length


def computed_tokens_cached(prompt_length, prefix_hit_share):
    """The prefix that an earlier request left in the cache is not computed again."""
    return prompt_length * (1 - prefix_hit_share)


def request_latency(ttft, decode_time):
    """A request waits for its first token, then for the others."""
    return ttft + decode_time


def decode_time(output_length, time_per_output_token):
    """The first token comes from prefill."""
    return (output_length - 1) * time_per_output_token


def decode_throughput(batch_size, time_per_output_token):
    """Every sequence of the batch gets a token in the time of one."""
    return batch_size / time_per_output_token


def request_throughput(batch_size, ttft, decode_time):
    """One device does both phases of a batch, in turn or interleaved."""
    return batch_size / (ttft + decode_time)


BOOK, FLASH = "austin2025scaling", "dao2023flashattention2"

law = Law(
    number=4,
    name="Serving",
    domain=Domain.NODE,
    places=[Place.PEAK],
    question="How long until the first token, and how long between the others?",
    explanation="""
        A request has two phases with opposite limits. Prefill computes all tokens of the prompt
        at once, keeps the arithmetic busy and sets the time to first token. Decoding makes one
        token at a time and has to read every weight, and the cache of every sequence in the
        batch, for each; memory bandwidth sets the inter-token latency. Sharing a read among a
        batch raises throughput until the cache outweighs the weights or the arithmetic catches
        up. Prefix caching spares prefill, speculative decoding gets several tokens out of one
        read, and separate devices for the two phases keep one from stalling the other at the
        price of moving the cache. A static batch reads all its prompts before it decodes;
        continuous batching reads each prompt when a place is free, so the first token comes
        sooner and the others later, at the same throughput; chunks of a prompt that ride on
        decode steps bound the delay of each token. A mixture of experts computes with few of its
        weights, but a batch soon reads nearly all. Sampling, and communication between the
        devices of a large model, come on top, so measured latencies lie above these.
    """,
    sources=[
        BOOK,
        FLASH,
        "zheng2023sglang",
        "leviathan2023speculative",
        "zhong2024distserve",
        "yu2022orca",
        "agrawal2024sarathi",
        "shazeer2017outrageously",
    ],
    relations=[
        relation(
            ttft,
            choice="scheduling",
            variant=("static", "continuous"),
            source=BOOK,
            assumes="prefill is limited by arithmetic",
        ),
        relation(itl, choice="decode", variant="weights", source=BOOK, assumes="a short context"),
        relation(
            itl_with_cache, defines="itl", choice="decode", variant="weights_and_cache", source=BOOK
        ),
        relation(itl_achieved, defines="itl", choice="decode", variant="achieved_bandwidth"),
        relation(itl_roofline, defines="itl", choice="decode", variant="roofline", source=BOOK),
        relation(memory_time, source="williams2009roofline", assumes="each weight is read once"),
        relation(kv_read_time, source=BOOK),
        relation(decode_compute_time, source=BOOK),
        relation(prefill_flop, source=BOOK),
        relation(prefill_attention_flop, source=FLASH),
        relation(
            attended_tokens,
            choice="attention_mask",
            variant="causal",
            source=FLASH,
            assumes="masked scores are skipped; half of one token is neglected",
        ),
        relation(
            attended_tokens_full,
            defines="attended_tokens",
            choice="attention_mask",
            variant="full",
            source=FLASH,
        ),
        relation(computed_tokens, choice="prefix_caching", variant="off"),
        relation(
            computed_tokens_cached,
            defines="computed_tokens",
            choice="prefix_caching",
            variant="on",
            source="zheng2023sglang",
            assumes="causal attention; finding and keeping the prefix costs nothing",
        ),
        relation(request_latency, choice=PHASES, variant="colocated"),
        relation(decode_time),
        relation(decode_throughput),
        relation(
            request_throughput,
            choice=PHASES,
            variant="colocated",
            assumes="a replica of one device, always busy",
        ),
        *MODEL,
        *SCHEDULING,
        *SPECULATION,
        *PHASES_APART,
    ],
    examples=EXAMPLES,
)
