"""Serving wall: reading the prompt is limited by arithmetic, writing the answer by memory."""

from ironlaw import Domain, Example, Law, Max, Min, Place, relation


def ttft(prefill_flop, peak_flops, efficiency):
    """The first token comes when the whole prompt has been computed."""
    return prefill_flop / (peak_flops * efficiency)


def itl(weight_bytes, memory_bandwidth):
    """Every decode step reads all weights."""
    return weight_bytes / memory_bandwidth


def itl_with_cache(weight_bytes, kv_cache_bytes, memory_bandwidth):
    """Every decode step reads all weights and the cache of the whole batch."""
    return (weight_bytes + kv_cache_bytes) / memory_bandwidth


def itl_achieved(weight_bytes, kv_cache_bytes, memory_bandwidth, bandwidth_efficiency):
    """The kernels reach only a share of the bandwidth."""
    return (weight_bytes + kv_cache_bytes) / (memory_bandwidth * bandwidth_efficiency)


def itl_roofline(kv_read_time, decode_compute_time, memory_time):
    """The cache is read at any batch; the weights meet arithmetic, and the slower decides."""
    return kv_read_time + Max(decode_compute_time, memory_time)


def kv_read_time(kv_cache_bytes, memory_bandwidth):
    """The cache of the whole batch crosses the memory bus once."""
    return kv_cache_bytes / memory_bandwidth


def decode_compute_time(flop_per_mac, parameters, batch_size, peak_flops, efficiency):
    """Every sequence of the batch passes through every parameter."""
    return (flop_per_mac * parameters * batch_size) / (peak_flops * efficiency)


def prefill_flop(flop_per_mac, parameters, computed_tokens, batch_size, prefill_attention_flop):
    """A multiply-add per parameter and prompt token, and attention."""
    return flop_per_mac * parameters * computed_tokens * batch_size + prefill_attention_flop


def prefill_attention_flop(
    flop_per_mac, layers, attention_heads, head_dim, computed_tokens, attended_tokens, batch_size
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
        * batch_size
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


def request_latency_disaggregated(ttft, kv_transfer_time, decode_time):
    """Between the phases the prompt's cache moves to other devices."""
    return ttft + kv_transfer_time + decode_time


def decode_time(output_length, time_per_output_token):
    """The first token comes from prefill."""
    return (output_length - 1) * time_per_output_token


def time_per_output_token(itl):
    """Every decode step yields one token per sequence."""
    return itl


def time_per_output_token_speculative(itl, draft_length, draft_cost, tokens_per_pass):
    """A pass costs its drafting steps and one verification, and yields several tokens."""
    return itl * (1 + draft_length * draft_cost) / tokens_per_pass


def tokens_per_pass(acceptance_rate, draft_length):
    """Accepted drafts until the first rejection, and one token of the large model itself."""
    return (1 - acceptance_rate ** (draft_length + 1)) / (1 - acceptance_rate)


def decode_throughput(batch_size, time_per_output_token):
    """Every sequence of the batch gets a token in the time of one."""
    return batch_size / time_per_output_token


def request_throughput(batch_size, ttft, decode_time):
    """One device does both phases of a batch, in turn or interleaved."""
    return batch_size / (ttft + decode_time)


def request_throughput_disaggregated(prefill_rate, decode_rate):
    """The slower pool of devices sets the pace."""
    return Min(prefill_rate, decode_rate)


def prefill_rate(prefill_devices, batch_size, ttft):
    """Each prefill device computes the prompts of one batch at a time."""
    return prefill_devices * batch_size / ttft


def decode_rate(decode_devices, batch_size, decode_time):
    """Each decode device finishes one batch in its decode time."""
    return decode_devices * batch_size / decode_time


def kv_transfer_time(prompt_kv_bytes, link_bandwidth):
    """The prompts' cache leaves over the prefill device's link."""
    return prompt_kv_bytes / link_bandwidth


def prompt_kv_bytes(kv_cache_bytes, prompt_length, sequence_length):
    """The prompt's share of the cache of a finished sequence."""
    return kv_cache_bytes * (prompt_length / sequence_length)


BOOK, FLASH, PHASES = "austin2025scaling", "dao2023flashattention2", "prefill_decode"

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
        price of moving the cache. Scheduling, sampling and communication between the devices of
        a large model come on top, so measured latencies lie above these.
    """,
    sources=[BOOK, FLASH, "zheng2023sglang", "leviathan2023speculative", "zhong2024distserve"],
    relations=[
        relation(ttft, source=BOOK, assumes="prefill is limited by arithmetic"),
        relation(itl, choice="decode", variant="weights", source=BOOK, assumes="a short context"),
        relation(
            itl_with_cache, defines="itl", choice="decode", variant="weights_and_cache", source=BOOK
        ),
        relation(itl_achieved, defines="itl", choice="decode", variant="achieved_bandwidth"),
        relation(itl_roofline, defines="itl", choice="decode", variant="roofline", source=BOOK),
        relation(kv_read_time, choice="decode", variant="roofline", source=BOOK),
        relation(decode_compute_time, choice="decode", variant="roofline", source=BOOK),
        relation(prefill_flop, source=BOOK, assumes="a dense model"),
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
        relation(
            request_latency_disaggregated,
            defines="request_latency",
            choice=PHASES,
            variant="disaggregated",
            source="zhong2024distserve",
            assumes="the transfer does not overlap prefill",
        ),
        relation(decode_time, assumes="no waiting between steps"),
        relation(time_per_output_token, choice="speculative_decoding", variant="off"),
        relation(
            time_per_output_token_speculative,
            defines="time_per_output_token",
            choice="speculative_decoding",
            variant="on",
            source="leviathan2023speculative",
            assumes="verifying the drafts costs one decode step",
        ),
        relation(
            tokens_per_pass,
            choice="speculative_decoding",
            variant="on",
            source="leviathan2023speculative",
            assumes="drafts are accepted independently",
        ),
        relation(decode_throughput),
        relation(
            request_throughput,
            choice=PHASES,
            variant="colocated",
            assumes="a replica of one device, always busy",
        ),
        relation(
            request_throughput_disaggregated,
            defines="request_throughput",
            choice=PHASES,
            variant="disaggregated",
            source="zhong2024distserve",
        ),
        relation(prefill_rate, choice=PHASES, variant="disaggregated"),
        relation(decode_rate, choice=PHASES, variant="disaggregated"),
        relation(kv_transfer_time, choice=PHASES, variant="disaggregated"),
        relation(
            prompt_kv_bytes,
            choice=PHASES,
            variant="disaggregated",
            assumes="the cache grows with every token",
        ),
    ],
    examples=[
        Example(
            "Inter-token latency of a 16 GB model on 3.35 TB/s",
            given={"weight_bytes": "16 GB", "memory_bandwidth": "3.35 TB/s"},
            expect={"itl": "4.776 ms"},
            remark="The source rounds to 5 ms. It is a floor: one sequence, the full bandwidth.",
            published={"itl": "5 ms"},
            source="reddi2026mlsysim",
        ),
        Example(
            "Prompt of an 8B model that is read in 50 ms at half of 989 TFLOP/s",
            given={
                "ttft": "50 ms",
                "peak_flops": "989 TFLOP/s",
                "efficiency": 0.5,
                "parameters": 8.03e9,
                "layers": 32,
                "attention_heads": 32,
                "head_dim": 128,
                "batch_size": 1,
            },
            expect={"prefill_flop": "24.725 TFLOP", "prompt_length": 1503},
            remark="The source's 50 ms to the first token leaves the prompt open; this is it.",
            source="reddi2026mlsysim",
        ),
        Example(
            "An answer of 201 tokens at 50 ms to the first and 5 ms to each other",
            given={"ttft": "50 ms", "itl": "5 ms", "output_length": 201},
            expect={"request_latency": "1.05 s"},
        ),
        Example(
            "LLaMA-2-13B on eight TPU v5e, 32 sequences of 8192 tokens",
            given={
                "weight_bytes": "26 GB",
                "kv_cache_bytes": "214.4 GB",
                "memory_bandwidth": "6.56 TB/s",
            },
            expect={"itl": "36.65 ms"},
            remark="The bandwidth of all eight chips. The batch does not fit their memory.",
            source=BOOK,
            using={"decode": "weights_and_cache"},
            rtol=5e-3,
        ),
        Example(
            "A 30B model in int8 on sixteen TPU v5e, 256 sequences",
            given={
                "parameters": 30e9,
                "batch_size": 256,
                "kv_cache_bytes": "209.7 GB",
                "memory_time": "2.315 ms",
                "memory_bandwidth": "12.96 TB/s",
                "peak_flops": "3152 TFLOP/s",
                "efficiency": 1,
            },
            expect={"itl": "21.05 ms"},
            remark="The source prints 21 ms. The arithmetic binds, 4.87 ms against 2.31 ms.",
            source=BOOK,
            using={"decode": "roofline"},
        ),
        Example(
            "Tokens per pass at four drafts, 78 % of them accepted",
            given={"acceptance_rate": 0.78, "draft_length": 4},
            expect={"tokens_per_pass": 3.23},
            source="leviathan2023speculative",
            using={"speculative_decoding": "on"},
            rtol=0.01,
        ),
        Example(
            "Moving the cache of a 4096-token prompt over 50 GB/s",
            given={"prompt_kv_bytes": "536.9 MB", "link_bandwidth": "50 GB/s"},
            expect={"kv_transfer_time": "10.74 ms"},
            using={"prefill_decode": "disaggregated"},
        ),
    ],
)
