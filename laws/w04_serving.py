"""Serving wall: reading the prompt is limited by arithmetic, writing the answer by memory."""

from ironlaw import Domain, Example, Law, Max, Place, relation

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
        Example(
            "A batch of 64 in DeepSeek-V3: what is computed with, and what is read",
            given={
                "parameters": 671026000000.0,
                "expert_parameters": 2554331136,
                "experts": 256,
                "experts_per_token": 8,
                "batch_size": 64,
                "weight_bytes": "671.026 GB",
                "memory_bandwidth": "3.35 TB/s",
            },
            expect={
                "active_parameters": 37.55e9,
                "distinct_experts": 222.4,
                "step_weight_bytes": "585.3 GB",
                "memory_time": "174.7 ms",
            },
            remark="A twentieth of the parameters compute, and 87 % of the experts are read.",
            source="deepseek2024v3",
            using={"model": "experts"},
        ),
        Example(
            "Continuous batching of 32 requests: 100 ms of prefill, 200 steps of 20 ms",
            given={"ttft": "100 ms", "itl": "20 ms", "batch_size": 32, "output_length": 201},
            expect={
                "prefill_share": 0.43662,
                "time_per_output_token": "35.5 ms",
                "request_latency": "7.2 s",
                "request_throughput": "4.444 1/s",
            },
            remark="31 other prompts take 3.1 s out of 7.1. A static batch is as fast, with 3.2 s to the first token.",
            source="yu2022orca",
            using={"scheduling": "continuous"},
        ),
        Example(
            "The same batch, static",
            given={"ttft": "3.2 s", "itl": "20 ms", "batch_size": 32, "output_length": 201},
            expect={
                "time_per_output_token": "20 ms",
                "request_latency": "7.2 s",
                "request_throughput": "4.444 1/s",
                "decode_throughput": "1600 1/s",
            },
            source="yu2022orca",
            using={"scheduling": "static"},
        ),
        Example(
            "The same prompts of 1000 tokens in chunks of 256",
            given={
                "prefill_flop": "49.45 TFLOP",
                "peak_flops": "989 TFLOP/s",
                "efficiency": 0.5,
                "itl": "20 ms",
                "kv_read_time": "5 ms",
                "decode_compute_time": "2 ms",
                "prompt_length": 1000,
                "chunk_tokens": 256,
                "batch_size": 32,
                "output_length": 201,
            },
            expect={
                "chunks_per_prompt": 4,
                "chunked_step_time": "32 ms",
                "ttft": "128 ms",
                "chunk_share": 0.62,
                "time_per_output_token": "27.44 ms",
            },
            remark="Each quarter of 100 ms rides on a step that would wait 13 ms for memory.",
            source="agrawal2024sarathi",
            using={"scheduling": "chunked"},
        ),
        Example(
            "One prompt of an 8B model at a time",
            given={
                "parameters": 8000000000.0,
                "prompt_length": 1000,
                "batch_size": 32,
                "prefill_attention_flop": "0 FLOP",
            },
            expect={"prefill_flop": "16 TFLOP"},
            remark="32 times as much where the batch is read together.",
            using={"scheduling": "continuous"},
        ),
        Example(
            "Drafts of four tokens at a twentieth of a step of 20 ms each",
            given={"itl": "20 ms", "acceptance_rate": 0.78, "draft_length": 4, "draft_cost": 0.05},
            expect={"time_per_output_token": "7.423 ms"},
            using={"speculative_decoding": "on"},
        ),
        Example(
            "Four devices prefill, eight decode",
            given={
                "ttft": "100 ms",
                "itl": "20 ms",
                "batch_size": 32,
                "output_length": 201,
                "prefill_devices": 4,
                "decode_devices": 8,
                "kv_cache_bytes": "17.18 GB",
                "prompt_length": 1000,
                "sequence_length": 1200,
                "link_bandwidth": "50 GB/s",
            },
            expect={
                "time_per_output_token": "20 ms",
                "prompt_kv_bytes": "447.4 MB",
                "request_latency": "4.109 s",
                "prefill_rate": "40 1/s",
                "decode_rate": "64 1/s",
                "request_throughput": "40 1/s",
            },
            remark="No prompt stalls a step; the prompts set the pace.",
            source="zhong2024distserve",
            using={"scheduling": "continuous", "prefill_decode": "disaggregated"},
        ),
        Example(
            "A prompt of 1000 tokens, of which 30 % are cached",
            given={"prompt_length": 1000, "prefix_hit_share": 0.3},
            expect={"computed_tokens": 700},
            using={"prefix_caching": "on"},
        ),
    ],
)
