"""Serving wall, its variants: experts, scheduling, speculation, and phases on devices apart."""

from ironlaw import Max, Min, ceiling, relation

from .w11_complexity_architecture import active_parameters, shared_parameters


def active_parameters_dense(parameters):
    """Every token passes through every parameter."""
    return parameters


def step_weight_bytes(weight_bytes):
    """A step reads every weight."""
    return weight_bytes


def step_weight_bytes_experts(
    weight_bytes, shared_parameters, distinct_experts, expert_parameters, parameters
):
    """A step reads what all tokens share, and each expert that some token is sent to."""
    return weight_bytes * (shared_parameters + distinct_experts * expert_parameters) / parameters


def routed_share(experts_per_token, experts):
    """A token is sent to no more experts than there are."""
    return experts_per_token / experts


def distinct_experts(experts, routed_share, batch_size):
    """Each token of the batch draws its experts; those that nobody draws are not read."""
    return experts * (1 - (1 - routed_share) ** batch_size)


def prefill_batch_size(batch_size):
    """The prompts of a batch are read together, and no request starts before."""
    return batch_size


def prefill_batch_size_single():
    """A request's prompt is read when its turn comes, beside no other."""
    return 1


def time_per_output_token(decode_token_time):
    """All prompts of the batch have been read, so nothing comes between its decode steps."""
    return decode_token_time


def time_per_output_token_continuous(decode_token_time, prefill_share):
    """Decoding stands still while the prompts of other requests are read."""
    return decode_token_time / (1 - prefill_share)


def time_per_output_token_chunked(decode_token_time, chunk_share, chunked_step_time, itl):
    """Of the steps, some carry a chunk of another prompt and take longer for it."""
    return decode_token_time + chunk_share * (chunked_step_time - itl)


def interleaved_prompts(batch_size):
    """In steady state every other place of the batch is filled anew while a request decodes."""
    return batch_size - 1


def interleaved_prompts_disaggregated():
    """Prompts are read on other devices."""
    return 0


def prefill_share(interleaved_prompts, ttft, output_length, decode_token_time):
    """The other prompts take their time out of the request's decoding."""
    return (interleaved_prompts * ttft) / (
        interleaved_prompts * ttft + (output_length - 1) * decode_token_time
    )


def chunks_per_prompt(computed_tokens, chunk_tokens):
    """A prompt is cut into chunks of one size; the last may be smaller."""
    return ceiling(computed_tokens / chunk_tokens)


def chunk_share(interleaved_prompts, chunks_per_prompt, output_length):
    """The chunks of the other prompts ride on the request's decode steps."""
    return (interleaved_prompts * chunks_per_prompt) / (output_length - 1)


def prefill_compute_time(prefill_flop, peak_flops, efficiency):
    """The arithmetic of the prompt."""
    return prefill_flop / (peak_flops * efficiency)


def chunked_step_time(
    itl, kv_read_time, decode_compute_time, prefill_compute_time, chunks_per_prompt
):
    """The chunk's arithmetic fills the time in which the step waits for memory, then adds to it."""
    return Max(itl, kv_read_time + decode_compute_time + prefill_compute_time / chunks_per_prompt)


def ttft_chunked(chunks_per_prompt, chunked_step_time):
    """The prompt is read over as many steps as it has chunks."""
    return chunks_per_prompt * chunked_step_time


def decode_token_time(itl):
    """Every decode step yields one token per sequence."""
    return itl


def decode_token_time_speculative(itl, draft_length, draft_cost, tokens_per_pass):
    """A pass costs its drafting steps and one verification, and yields several tokens."""
    return itl * (1 + draft_length * draft_cost) / tokens_per_pass


def tokens_per_pass(acceptance_rate, draft_length):
    """Accepted drafts until the first rejection, and one token of the large model itself."""
    return (1 - acceptance_rate ** (draft_length + 1)) / (1 - acceptance_rate)


def request_latency_disaggregated(ttft, kv_transfer_time, decode_time):
    """Between the phases the prompt's cache moves to other devices."""
    return ttft + kv_transfer_time + decode_time


def request_throughput_disaggregated(prefill_rate, decode_rate):
    """The slower pool of devices sets the pace."""
    return Min(prefill_rate, decode_rate)


def prefill_rate(prefill_devices, prefill_batch_size, ttft):
    """Each prefill device is done with what it reads together once per time to first token."""
    return prefill_devices * prefill_batch_size / ttft


def decode_rate(decode_devices, batch_size, decode_time):
    """Each decode device finishes one batch in its decode time."""
    return decode_devices * batch_size / decode_time


def kv_transfer_time(prompt_kv_bytes, link_bandwidth):
    """The prompts' cache leaves over the prefill device's link."""
    return prompt_kv_bytes / link_bandwidth


def prompt_kv_bytes(kv_cache_bytes, prompt_length, sequence_length, prefill_batch_size, batch_size):
    """The prompts' share of the cache of finished sequences."""
    return kv_cache_bytes * (prompt_length / sequence_length) * (prefill_batch_size / batch_size)


BOOK, ORCA, SARATHI = "austin2025scaling", "yu2022orca", "agrawal2024sarathi"
MIXTURE = "shazeer2017outrageously"
PHASES, DISTSERVE = "prefill_decode", "zhong2024distserve"
ONE_BY_ONE = ("continuous", "chunked")
FULL = "a batch without empty places, whose requests are alike"

COUNTED = [
    relation(active_parameters_dense, defines="active_parameters", choice="model", variant="dense"),
    relation(shared_parameters, choice="model", variant="experts", source=MIXTURE),
    relation(active_parameters, choice="model", variant="experts", source=MIXTURE),
]

MODEL = [
    *COUNTED,
    relation(step_weight_bytes, choice="model", variant="dense"),
    relation(
        step_weight_bytes_experts,
        defines="step_weight_bytes",
        choice="model",
        variant="experts",
        assumes="one precision for all weights",
    ),
    relation(routed_share, choice="model", variant="experts"),
    relation(
        distinct_experts,
        choice="model",
        variant="experts",
        source=MIXTURE,
        assumes="tokens choose their experts evenly and apart from each other",
    ),
]

SCHEDULING = [
    relation(
        prefill_batch_size,
        choice="scheduling",
        variant="static",
        source=ORCA,
        assumes="requests of one length, which leave the batch together",
    ),
    relation(
        prefill_batch_size_single,
        defines="prefill_batch_size",
        choice="scheduling",
        variant=ONE_BY_ONE,
        source=ORCA,
    ),
    relation(time_per_output_token, choice="scheduling", variant="static", source=ORCA),
    relation(
        time_per_output_token_continuous,
        defines="time_per_output_token",
        choice="scheduling",
        variant="continuous",
        source=ORCA,
    ),
    relation(
        time_per_output_token_chunked,
        defines="time_per_output_token",
        choice="scheduling",
        variant="chunked",
        source=SARATHI,
    ),
    relation(prefill_share, choice="scheduling", variant="continuous", assumes=FULL),
    relation(chunks_per_prompt, choice="scheduling", variant="chunked", source=SARATHI),
    relation(
        chunk_share,
        choice="scheduling",
        variant="chunked",
        source=SARATHI,
        assumes=FULL + ", and a step carries one chunk at most",
    ),
    relation(prefill_compute_time, choice="scheduling", variant="chunked", source=BOOK),
    relation(
        chunked_step_time,
        choice="scheduling",
        variant="chunked",
        source=SARATHI,
        assumes="the prompt that is read adds no cache to be read again",
    ),
    relation(
        ttft_chunked,
        defines="ttft",
        choice="scheduling",
        variant="chunked",
        source=SARATHI,
    ),
]

SPECULATION = [
    relation(decode_token_time, choice="speculative_decoding", variant="off"),
    relation(
        decode_token_time_speculative,
        defines="decode_token_time",
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
]

PHASES_APART = [
    relation(
        request_latency_disaggregated,
        defines="request_latency",
        choice=PHASES,
        variant="disaggregated",
        source=DISTSERVE,
        assumes="the transfer does not overlap prefill",
    ),
    relation(
        request_throughput_disaggregated,
        defines="request_throughput",
        choice=PHASES,
        variant="disaggregated",
        source=DISTSERVE,
    ),
    relation(interleaved_prompts, choice=PHASES, variant="colocated", assumes=FULL),
    relation(
        interleaved_prompts_disaggregated,
        defines="interleaved_prompts",
        choice=PHASES,
        variant="disaggregated",
        source=DISTSERVE,
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
]
