"""Batching wall: every request keeps its own cache, and memory runs out of room for more."""

from ironlaw import Domain, Example, Law, Min, Place, ceiling, floor, relation


def kv_cache_bytes(layers, kv_heads, head_dim, sequence_length, batch_size, bytes_per_element):
    """A key and a value per layer, key-value head, token and sequence."""
    return 2 * layers * kv_heads * head_dim * sequence_length * batch_size * bytes_per_element


def kv_cache_bytes_latent(
    layers, latent_rank, rope_dim, sequence_length, batch_size, bytes_per_element
):
    """One compressed vector per layer and token stands for all keys and values."""
    return layers * (latent_rank + rope_dim) * sequence_length * batch_size * bytes_per_element


def kv_cache_bytes_window(layers, kv_heads, head_dim, cached_length, batch_size, bytes_per_element):
    """Keys and values that left the window are overwritten."""
    return 2 * layers * kv_heads * head_dim * cached_length * batch_size * bytes_per_element


def max_batch_size(memory_capacity, weight_bytes, kv_bytes_per_request):
    """What the weights leave is divided among whole requests."""
    return floor((memory_capacity - weight_bytes) / kv_bytes_per_request)


def kv_bytes_per_request(kv_bytes_per_token, allocated_length):
    """Memory is set aside token by token."""
    return kv_bytes_per_token * allocated_length


def kv_bytes_per_token(layers, kv_heads, head_dim, bytes_per_element):
    """A key and a value per layer and key-value head."""
    return 2 * layers * kv_heads * head_dim * bytes_per_element


def kv_bytes_per_token_latent(layers, latent_rank, rope_dim, bytes_per_element):
    """One compressed vector and one position-encoded key per layer."""
    return layers * (latent_rank + rope_dim) * bytes_per_element


def cached_length(sequence_length):
    """All tokens of the sequence stay in the cache."""
    return sequence_length


def cached_length_window(sequence_length, window_length):
    """Only the tokens inside the window stay."""
    return Min(sequence_length, window_length)


def allocated_length(cached_length):
    """One contiguous block, as long as the sequence may get."""
    return cached_length


def allocated_length_paged(pages_per_request, page_size):
    """Whole pages; only the last one has unused room."""
    return pages_per_request * page_size


def pages_per_request(cached_length, page_size):
    """A request takes a new page when its last one is full."""
    return ceiling(cached_length / page_size)


FULL = ("grouped_query", "latent")
HEADS = ("grouped_query", "sliding_window")

law = Law(
    number=5,
    name="Batching",
    domain=Domain.NODE,
    places=[Place.PEAK],
    question="How many requests fit on a device at once?",
    explanation="""
        Decoding shares one read of the weights among the sequences of a batch, so larger batches
        are cheaper; but each sequence keeps the keys and values of all its tokens, and these fill
        the memory that the weights leave. The cache grows with the key-value heads, not with the
        query heads: grouped queries keep 8 of 32 in Llama-3-8B, a quarter of the size. Latent
        attention keeps one compressed vector per token instead, and a sliding window forgets old
        tokens. A contiguous cache has to reserve the longest sequence that may come; pages waste
        at most one page per request. Activations and the runtime's own memory also take room, so
        a tenth of the capacity is usually held back.
    """,
    sources=["kwon2023vllm", "ainslie2023gqa", "deepseek2024v2", "jiang2023mistral"],
    relations=[
        relation(
            kv_cache_bytes,
            choice="attention_kind",
            variant="grouped_query",
            source="ainslie2023gqa",
        ),
        relation(
            kv_cache_bytes_latent,
            defines="kv_cache_bytes",
            choice="attention_kind",
            variant="latent",
            source="deepseek2024v2",
        ),
        relation(
            kv_cache_bytes_window,
            defines="kv_cache_bytes",
            choice="attention_kind",
            variant="sliding_window",
            source="jiang2023mistral",
            assumes="every layer has the window",
        ),
        relation(
            max_batch_size,
            source="kwon2023vllm",
            assumes="weights and caches on one device, and nothing else",
        ),
        relation(kv_bytes_per_request),
        relation(
            kv_bytes_per_token, choice="attention_kind", variant=HEADS, source="ainslie2023gqa"
        ),
        relation(
            kv_bytes_per_token_latent,
            defines="kv_bytes_per_token",
            choice="attention_kind",
            variant="latent",
            source="deepseek2024v2",
        ),
        relation(cached_length, choice="attention_kind", variant=FULL),
        relation(
            cached_length_window,
            defines="cached_length",
            choice="attention_kind",
            variant="sliding_window",
            source="jiang2023mistral",
        ),
        relation(
            allocated_length,
            choice="allocation",
            variant="contiguous",
            assumes="the sequence length is the longest that may come",
        ),
        relation(
            allocated_length_paged,
            defines="allocated_length",
            choice="allocation",
            variant="paged",
            source="kwon2023vllm",
        ),
        relation(pages_per_request, choice="allocation", variant="paged", source="kwon2023vllm"),
    ],
    examples=[
        Example(
            "Cache of one 4096-token request of Llama-3-8B",
            given={
                "layers": 32,
                "kv_heads": 8,
                "head_dim": 128,
                "sequence_length": 4096,
                "batch_size": 1,
                "bytes_per_element": "2 byte",
            },
            expect={"kv_cache_bytes": "536.9 MB", "kv_bytes_per_token": "131.1 kB"},
            remark="The source says about 500 MB; that needs the 8 key-value heads. With all 32 "
            "query heads it would be 2147 MB.",
            published={"kv_cache_bytes": "500 MB"},
            source="reddi2026mlsysim",
        ),
        Example(
            "Requests of that size beside 16 GB of weights in 80 GB",
            given={
                "memory_capacity": "80 GB",
                "weight_bytes": "16 GB",
                "kv_bytes_per_request": "536.870912 MB",
            },
            expect={"max_batch_size": 119},
            remark="The source says about 100: what is left if a tenth of memory is held back.",
            published={"max_batch_size": 100},
            source="reddi2026mlsysim",
        ),
        Example(
            "Memory that holds 256 such requests",
            given={
                "max_batch_size": 256,
                "weight_bytes": "16 GB",
                "kv_bytes_per_request": "536.870912 MB",
            },
            expect={"memory_capacity": "153.4 GB"},
            remark="The least of an interval: up to 154.0 GB, 257 do not fit.",
        ),
        Example(
            "Cache per token of Llama-3.1-405B",
            given={"layers": 126, "kv_heads": 8, "head_dim": 128, "bytes_per_element": "2 byte"},
            expect={"kv_bytes_per_token": "516.096 kB"},
            source="zhao2025insights",
        ),
        Example(
            "Cache per token of DeepSeek-V3 with latent attention",
            given={"layers": 61, "latent_rank": 512, "rope_dim": 64, "bytes_per_element": "2 byte"},
            expect={"kv_bytes_per_token": "70.272 kB"},
            source="zhao2025insights",
            using={"attention_kind": "latent"},
        ),
        Example(
            "1000 tokens in pages of 16",
            given={"sequence_length": 1000, "page_size": 16},
            expect={"pages_per_request": 63, "allocated_length": 1008},
            using={"allocation": "paged"},
        ),
        Example(
            "Mistral 7B: 32768 tokens with a window of 4096",
            given={
                "layers": 32,
                "kv_heads": 8,
                "head_dim": 128,
                "sequence_length": 32768,
                "window_length": 4096,
                "batch_size": 1,
                "bytes_per_element": "2 byte",
            },
            expect={"kv_cache_bytes": "536.9 MB"},
            remark="An eighth of the full cache, as the paper says.",
            source="jiang2023mistral",
            using={"attention_kind": "sliding_window"},
        ),
        Example(
            "The longest sequence of Llama-3-8B, set aside as one block",
            given={"sequence_length": 4096, "kv_bytes_per_token": "131.072 kB"},
            expect={"allocated_length": 4096, "kv_bytes_per_request": "536.9 MB"},
        ),
        Example(
            "Cache of one 4096-token request of DeepSeek-V3",
            given={
                "layers": 61,
                "latent_rank": 512,
                "rope_dim": 64,
                "sequence_length": 4096,
                "batch_size": 1,
                "bytes_per_element": "2 byte",
            },
            expect={"kv_cache_bytes": "287.8 MB"},
            source="zhao2025insights",
            using={"attention_kind": "latent"},
        ),
    ],
)
