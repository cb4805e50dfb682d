"""Inference: the walls that a serving fleet meets, wired into the Iron Law of its workload.

A fleet is a number of replicas; the devices of one replica hold the model together and share each
step, and what one layer computes is summed over them twice. Every replica works on one batch; each
place in a batch is a server of the queue, which a request holds from its prefill to its last token.
With prefill and decoding apart, a replica is two pools of devices, and the places are those of the
devices that decode. What tokens take on their way to experts on other devices is left out.
"""

from ironlaw import Max, Min, floor, join, relation

from .w01_compute import law as compute
from .w02_memory import law as memory
from .w03_software import law as software
from .w04_serving import law as serving
from .w04_serving_variants import SARATHI, request_throughput_disaggregated, ttft_chunked
from .w05_batching import law as batching
from .w07_tail_latency import law as tail_latency
from .w11_complexity import law as complexity
from .w11_complexity_architecture import SHAPE
from .w12_reasoning import law as reasoning
from .w13_fidelity import law as fidelity
from .w17_capital import law as capital
from .w18_sustainability import law as sustainability
from .w22_synthesis import law as synthesis


def prefill_devices(serving_devices):
    """All devices of the replica prefill."""
    return serving_devices


def decode_devices(serving_devices):
    """All devices of the replica decode."""
    return serving_devices


def serving_devices(prefill_devices, decode_devices):
    """Each phase has devices of its own."""
    return prefill_devices + decode_devices


def prefill_flops(prefill_devices, peak_flops, scaling_efficiency):
    """The devices that prefill compute side by side."""
    return prefill_devices * peak_flops * scaling_efficiency


def replica_flops(decode_devices, peak_flops, scaling_efficiency):
    """The devices that decode compute side by side."""
    return decode_devices * peak_flops * scaling_efficiency


def replica_bandwidth(decode_devices, memory_bandwidth, scaling_efficiency):
    """The devices that decode read their parts of the model side by side."""
    return decode_devices * memory_bandwidth * scaling_efficiency


def replica_memory(decode_devices, memory_capacity):
    """The devices that decode each hold a part of the weights and of the cache."""
    return decode_devices * memory_capacity


def sequence_length(prompt_length, output_length):
    """The cache is as long as the prompt and all that was generated, at the last token."""
    return prompt_length + output_length


def output_length(reasoning_tokens, answer_length):
    """The model reasons first and answers then; both are generated."""
    return reasoning_tokens + answer_length


def time_per_step(tokens_per_step, time_per_output_token):
    """A reasoning step is decoded token by token."""
    return tokens_per_step * time_per_output_token


def mean_sequence_length(prompt_length, output_length):
    """The first decode step meets the prompt, the last one all but one token."""
    return prompt_length + output_length / 2


def mean_cached_length(mean_sequence_length):
    """All tokens so far are read."""
    return mean_sequence_length


def mean_cached_length_window(mean_sequence_length, window_length):
    """Only the tokens inside the window are read."""
    return Min(mean_sequence_length, window_length)


def cache_heads(kv_heads):
    """The cache of a token can be split by its key-value heads."""
    return kv_heads


def cache_heads_latent():
    """The compressed vector of a token serves all heads."""
    return 1


def kv_replication(decode_devices, cache_heads):
    """Devices beyond the parts of the cache hold parts that others hold, too."""
    return Max(1, decode_devices / cache_heads)


def kv_replication_requests():
    """Each device keeps the cache of requests of its own."""
    return 1


def prefill_compute_time(prefill_flop, prefill_flops, efficiency):
    """The arithmetic of the prompts, spread over the devices that prefill."""
    return prefill_flop / (prefill_flops * efficiency)


def prefill_memory_time(weight_bytes, prefill_devices, memory_bandwidth, scaling_efficiency):
    """A prompt meets all weights."""
    return weight_bytes / (prefill_devices * memory_bandwidth * scaling_efficiency)


def prefill_allreduce_time(
    layers,
    prefill_devices,
    computed_tokens,
    prefill_batch_size,
    hidden_size,
    bytes_per_activation,
    intra_node_bandwidth,
    intra_node_latency,
):
    """Two ring all-reduces a layer, of the activations of all tokens that are read together."""
    return (
        4
        * layers
        * (prefill_devices - 1)
        * (
            computed_tokens
            * prefill_batch_size
            * hidden_size
            * bytes_per_activation
            / (prefill_devices * intra_node_bandwidth)
            + intra_node_latency
        )
    )


def decode_allreduce_time(
    layers,
    decode_devices,
    batch_size,
    hidden_size,
    bytes_per_activation,
    intra_node_bandwidth,
    intra_node_latency,
):
    """Two ring all-reduces a layer, of the activations of one token per sequence."""
    return (
        4
        * layers
        * (decode_devices - 1)
        * (
            batch_size
            * hidden_size
            * bytes_per_activation
            / (decode_devices * intra_node_bandwidth)
            + intra_node_latency
        )
    )


def ttft(prefill_compute_time, prefill_memory_time, prefill_allreduce_time):
    """The roofline of prefill: short prompts wait for the weights, long ones for arithmetic."""
    return Max(prefill_compute_time, prefill_memory_time) + prefill_allreduce_time


def chunked_step_time(
    itl,
    kv_read_time,
    decode_compute_time,
    decode_allreduce_time,
    prefill_compute_time,
    prefill_allreduce_time,
    chunks_per_prompt,
):
    """The chunk's arithmetic fills the time in which the step waits for memory, then adds to it."""
    return (
        Max(
            itl,
            kv_read_time
            + decode_compute_time
            + decode_allreduce_time
            + prefill_compute_time / chunks_per_prompt,
        )
        + prefill_allreduce_time / chunks_per_prompt
    )


def memory_time(step_weight_bytes, replica_bandwidth):
    """The replica reads the weights that a step needs once."""
    return step_weight_bytes / replica_bandwidth


def kv_read_time(
    batch_size, kv_bytes_per_token, mean_cached_length, kv_replication, replica_bandwidth
):
    """The replica reads the cache of its batch once, as long as it is on average."""
    return batch_size * kv_bytes_per_token * mean_cached_length * kv_replication / replica_bandwidth


def decode_compute_time(flop_per_mac, active_parameters, batch_size, replica_flops, efficiency):
    """A multiply-add per active parameter and sequence, spread over the devices that decode."""
    return flop_per_mac * active_parameters * batch_size / (replica_flops * efficiency)


def itl_roofline(kv_read_time, decode_compute_time, memory_time, decode_allreduce_time):
    """The cache is read at any batch; the weights meet arithmetic, and the slower decides."""
    return kv_read_time + Max(decode_compute_time, memory_time) + decode_allreduce_time


def itl_weights(memory_time):
    """Reading the weights takes the whole step."""
    return memory_time


def itl_with_cache(memory_time, kv_read_time):
    """Each step reads the weights and the cache."""
    return memory_time + kv_read_time


def itl_achieved(memory_time, kv_read_time, bandwidth_efficiency, decode_allreduce_time):
    """Kernels reach only a share of the bandwidth on the data sheet."""
    return (memory_time + kv_read_time) / bandwidth_efficiency + decode_allreduce_time


def request_throughput(batch_size, request_latency):
    """Each place of the batch is free again after one request latency."""
    return batch_size / request_latency


def prefill_rate(prefill_batch_size, ttft):
    """The devices that prefill read what they read together in one time to first token."""
    return prefill_batch_size / ttft


def decode_rate(batch_size, decode_time):
    """The devices that decode finish a batch in its decode time."""
    return batch_size / decode_time


def pool_balance(prefill_rate, decode_rate):
    """Below 1 the devices that decode wait for prompts; at 1 neither pool waits."""
    return prefill_rate / decode_rate


def prompt_kv_bytes(prefill_batch_size, kv_bytes_per_token, prompt_length):
    """The cache of all tokens of the prompts that are read together."""
    return prefill_batch_size * kv_bytes_per_token * prompt_length


def kv_transfer_time(prompt_kv_bytes, prefill_devices, link_bandwidth):
    """Each device that prefills sends its part of the cache over a link of its own."""
    return prompt_kv_bytes / (prefill_devices * link_bandwidth)


def cache_memory(memory_reserve, replica_memory, weight_bytes):
    """What is not held back, less the weights; below zero these do not fit."""
    return (1 - memory_reserve) * replica_memory - weight_bytes


def max_batch_size(cache_memory, kv_bytes_per_request, kv_replication):
    """What is left for the cache is divided among whole requests."""
    return floor(cache_memory / (kv_bytes_per_request * kv_replication))


def batch_headroom(max_batch_size, batch_size):
    """Requests that would still fit beside the batch."""
    return max_batch_size - batch_size


def batch_size(max_batch_size):
    """Replicas fill their memory."""
    return max_batch_size


def servers(replicas, batch_size):
    """Each place in the batch of each replica serves one request at a time."""
    return replicas * batch_size


def mean_service_time(batch_size, request_throughput):
    """Little's law: the places of a batch that is full, over the requests it completes."""
    return batch_size / request_throughput


def latency_quantile(wait_quantile, request_latency):
    """Lengths are given, so only the wait has a tail."""
    return wait_quantile + request_latency


def ttft_quantile(wait_quantile, ttft):
    """A request waits for a place, then its prompt is read."""
    return wait_quantile + ttft


def token_capacity(replicas, request_throughput, output_length):
    """What the fleet generates when no place in a batch is empty."""
    return replicas * request_throughput * output_length


def token_rate(arrival_rate, output_length):
    """What the fleet generates for the requests that arrive."""
    return arrival_rate * output_length


def requests(arrival_rate, run_time):
    """What arrives while the fleet runs."""
    return arrival_rate * run_time


def generated_tokens(requests, output_length):
    """The tokens of all requests, reasoning included."""
    return requests * output_length


def request_flop(prefill_flop, prefill_batch_size, flop_per_mac, active_parameters, output_length):
    """Its prompt, then one multiply-add per active parameter and token."""
    return prefill_flop / prefill_batch_size + flop_per_mac * active_parameters * output_length


def total_flop(requests, request_flop):
    """The operations of the workload."""
    return requests * request_flop


def devices(replicas, serving_devices):
    """The devices of the whole fleet."""
    return replicas * serving_devices


def goodput(utilization):
    """A place in a batch makes progress while a request holds it."""
    return utilization


def mfu(total_flop, devices, peak_flops, scaling_efficiency, goodput, run_time):
    """The Iron Law, read for the MFU: the arrivals fix how long the workload takes."""
    return total_flop / (devices * peak_flops * scaling_efficiency * goodput * run_time)


def power_utilization(utilization):
    """Devices draw full power while they serve."""
    return utilization


def cost_per_generated_token(run_cost, generated_tokens):
    """The whole fleet is paid for, busy or not."""
    return run_cost / generated_tokens


def carbon_per_generated_token(carbon, generated_tokens):
    """Idle power is emitted for, too."""
    return carbon / generated_tokens


BOOK, RING, MEGATRON = "austin2025scaling", "patarasuk2009bandwidth", "shoeybi2019megatron"
DISTSERVE, PHASES, SPLIT = "zhong2024distserve", "prefill_decode", "cache_split"
HEADS = "the cache is split by its key-value heads"
SUMMED = "sums do not overlap arithmetic, and the links of a node join all devices of a phase"

system = join(
    "inference",
    relation(cost_per_generated_token),
    relation(carbon_per_generated_token),
    compute.only("peak_flops"),
    relation(prefill_devices, choice=PHASES, variant="colocated"),
    relation(decode_devices, choice=PHASES, variant="colocated"),
    relation(serving_devices, choice=PHASES, variant="disaggregated", source=DISTSERVE),
    relation(prefill_flops, source=BOOK, assumes="an even split"),
    relation(replica_flops, source=BOOK, assumes="an even split"),
    relation(replica_bandwidth, source=BOOK, assumes="an even split, as for the arithmetic"),
    relation(replica_memory, source=BOOK, assumes="weights and cache split evenly"),
    memory.only("weight_bytes", "ridge_point"),
    relation(memory_time, source="williams2009roofline", assumes="each weight is read once"),
    fidelity.only("bytes_per_parameter"),
    serving.only("prefill_share"),  # continuous scheduling comes first, so it is the default
    serving.without(
        "prefill_share",
        "ttft",
        "itl",
        "memory_time",
        "kv_read_time",
        "decode_compute_time",
        "chunked_step_time",
        "prefill_compute_time",
        "request_throughput",
        "prefill_rate",
        "decode_rate",
        "kv_transfer_time",
        "prompt_kv_bytes",
    ),
    relation(prefill_compute_time, source=BOOK),
    relation(prefill_memory_time, source="williams2009roofline"),
    relation(prefill_allreduce_time, source=MEGATRON, assumes=SUMMED),
    relation(decode_allreduce_time, source=MEGATRON, assumes=SUMMED),
    relation(ttft, choice="scheduling", variant=("static", "continuous"), source=BOOK),
    relation(ttft_chunked, defines="ttft", choice="scheduling", variant="chunked", source=SARATHI),
    relation(chunked_step_time, choice="scheduling", variant="chunked", source=SARATHI),
    relation(mean_sequence_length, assumes="the cache grows by a token a step"),
    relation(mean_cached_length, choice="attention_kind", variant=("grouped_query", "latent")),
    relation(
        mean_cached_length_window,
        defines="mean_cached_length",
        choice="attention_kind",
        variant="sliding_window",
        assumes="the mean is taken before the window cuts",
    ),
    relation(cache_heads, choice="attention_kind", variant=("grouped_query", "sliding_window")),
    relation(cache_heads_latent, defines="cache_heads", choice="attention_kind", variant="latent"),
    relation(kv_replication, choice=SPLIT, variant="heads", source=MEGATRON),
    relation(
        kv_replication_requests,
        defines="kv_replication",
        choice=SPLIT,
        variant="requests",
        source="deepseek2024v3",
    ),
    relation(kv_read_time, source=BOOK),
    relation(decode_compute_time, source=BOOK),
    relation(itl_roofline, defines="itl", choice="decode", variant="roofline", source=BOOK),
    relation(
        itl_weights,
        defines="itl",
        choice="decode",
        variant="weights",
        source=BOOK,
        assumes="an empty cache; sums between devices take no time",
    ),
    relation(
        itl_with_cache,
        defines="itl",
        choice="decode",
        variant="weights_and_cache",
        assumes="sums between devices take no time",
    ),
    relation(itl_achieved, defines="itl", choice="decode", variant="achieved_bandwidth"),
    relation(
        request_throughput,
        choice=PHASES,
        variant="colocated",
        assumes="the batch has no empty place",
    ),
    relation(
        request_throughput_disaggregated,
        defines="request_throughput",
        choice=PHASES,
        variant="disaggregated",
        source=DISTSERVE,
    ),
    relation(prefill_rate, choice=PHASES, variant="disaggregated", source=DISTSERVE),
    relation(decode_rate, choice=PHASES, variant="disaggregated", source=DISTSERVE),
    relation(pool_balance, choice=PHASES, variant="disaggregated", source=DISTSERVE),
    relation(prompt_kv_bytes, choice=PHASES, variant="disaggregated"),
    relation(kv_transfer_time, choice=PHASES, variant="disaggregated", source=DISTSERVE),
    relation(sequence_length, assumes="memory is set aside for the longest"),
    batching.without("max_batch_size"),
    relation(cache_memory, assumes="activations fit in the reserve"),
    relation(max_batch_size, source="kwon2023vllm"),
    relation(batch_headroom, choice="batching", variant="given"),
    relation(batch_size, choice="batching", variant="largest"),
    reasoning.without("time_per_step"),
    complexity.only(*SHAPE),
    relation(time_per_step),
    relation(output_length),
    relation(latency_quantile, choice="service_times", variant="deterministic"),
    relation(ttft_quantile),
    tail_latency.without("latency_quantile"),
    relation(servers, assumes="one queue feeds all replicas"),
    relation(
        mean_service_time,
        source="little1961proof",
        assumes="batches are full: a lone request is no faster",
    ),
    relation(token_capacity),
    relation(token_rate),
    relation(requests),
    relation(generated_tokens),
    relation(request_flop, source=BOOK, assumes="attention counts in the prompt only"),
    relation(total_flop),
    relation(devices),
    relation(goodput),
    relation(mfu, source="reddi2026mlsysim"),
    software.only("end_to_end_mfu"),
    capital.without("cost_per_token", "cost_per_used_hour", "affordable_devices"),
    sustainability,
    relation(power_utilization, assumes="power follows the places in use"),
    synthesis.only("required_capacity", "devices_for_capacity", "critical_batch_size"),
)
