"""Inference: the walls that a serving fleet meets, wired into the Iron Law of its workload.

A fleet is a number of replicas; the devices of one replica hold the model together and share each
step. Every replica works on one batch; each place in a batch is a server of the queue, which a
request holds from its prefill to its last token.
"""

from ironlaw import Max, floor, join, relation

from .w01_compute import law as compute
from .w02_memory import law as memory
from .w03_software import law as software
from .w04_serving import itl_roofline, request_latency
from .w04_serving import law as serving
from .w05_batching import law as batching
from .w07_tail_latency import law as tail_latency
from .w12_reasoning import law as reasoning
from .w13_fidelity import law as fidelity
from .w17_capital import law as capital
from .w18_sustainability import law as sustainability
from .w22_synthesis import law as synthesis

BOOK = "austin2025scaling"


def replica_flops(serving_devices, peak_flops, scaling_efficiency):
    """The devices of a replica compute side by side."""
    return serving_devices * peak_flops * scaling_efficiency


def replica_bandwidth(serving_devices, memory_bandwidth, scaling_efficiency):
    """The devices of a replica read their parts of the model side by side."""
    return serving_devices * memory_bandwidth * scaling_efficiency


def replica_memory(serving_devices, memory_capacity):
    """The devices of a replica each hold a part of the weights and of the cache."""
    return serving_devices * memory_capacity


def sequence_length(prompt_length, output_length):
    """The cache is as long as the prompt and all that was generated, at the last token."""
    return prompt_length + output_length


def output_length(reasoning_tokens, answer_length):
    """The model reasons first and answers then; both are generated."""
    return reasoning_tokens + answer_length


def time_per_step(tokens_per_step, time_per_output_token):
    """A reasoning step is decoded token by token."""
    return tokens_per_step * time_per_output_token


def prefill_compute_time(prefill_flop, replica_flops, efficiency):
    """The arithmetic of the prompts, spread over the replica's devices."""
    return prefill_flop / (replica_flops * efficiency)


def ttft(prefill_compute_time, memory_time):
    """The roofline of prefill: short prompts wait for the weights, long ones for arithmetic."""
    return Max(prefill_compute_time, memory_time)


def memory_time(weight_bytes, replica_bandwidth):
    """The replica reads its weights once."""
    return weight_bytes / replica_bandwidth


def kv_read_time(kv_cache_bytes, replica_bandwidth):
    """The replica reads the cache of its batch once."""
    return kv_cache_bytes / replica_bandwidth


def decode_compute_time(flop_per_mac, parameters, batch_size, replica_flops, efficiency):
    """One multiply-add per parameter and sequence, spread over the replica's devices."""
    return flop_per_mac * parameters * batch_size / (replica_flops * efficiency)


def itl_weights(memory_time):
    """Reading the weights takes the whole step."""
    return memory_time


def itl_with_cache(memory_time, kv_read_time):
    """Each step reads the weights and the cache."""
    return memory_time + kv_read_time


def itl_achieved(memory_time, kv_read_time, bandwidth_efficiency):
    """Kernels reach only a share of the bandwidth on the data sheet."""
    return (memory_time + kv_read_time) / bandwidth_efficiency


def request_throughput(batch_size, request_latency):
    """A replica completes its batch once per request latency."""
    return batch_size / request_latency


def max_batch_size(replica_memory, weight_bytes, kv_bytes_per_request):
    """What the weights leave of a replica's memory is divided among whole requests."""
    return floor((replica_memory - weight_bytes) / kv_bytes_per_request)


def batch_headroom(max_batch_size, batch_size):
    """Requests that would still fit beside the batch."""
    return max_batch_size - batch_size


def batch_size(max_batch_size):
    """Replicas fill their memory."""
    return max_batch_size


def servers(replicas, batch_size):
    """Each place in the batch of each replica serves one request at a time."""
    return replicas * batch_size


def service_rate(request_latency):
    """A request holds its place in the batch until its last token."""
    return 1 / request_latency


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


def request_flop(prefill_flop, batch_size, flop_per_mac, parameters, output_length):
    """Its share of the prefill, then one multiply-add per parameter and token."""
    return prefill_flop / batch_size + flop_per_mac * parameters * output_length


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


system = join(
    "inference",
    relation(cost_per_generated_token),
    relation(carbon_per_generated_token),
    compute.only("peak_flops"),
    relation(replica_flops, source=BOOK, assumes="an even split; communication costs one share"),
    relation(replica_bandwidth, source=BOOK, assumes="an even split, as for the arithmetic"),
    relation(replica_memory, source=BOOK, assumes="weights and cache split evenly"),
    memory.only("weight_bytes", "ridge_point"),
    relation(memory_time, source="williams2009roofline", assumes="each weight is read once"),
    fidelity.only("bytes_per_parameter"),
    serving.without(
        "ttft",
        "itl",
        "kv_read_time",
        "decode_compute_time",
        "request_latency",
        "request_throughput",
        "prefill_rate",
        "decode_rate",
        "kv_transfer_time",
        "prompt_kv_bytes",
    ),
    relation(prefill_compute_time, source=BOOK),
    relation(ttft, source="williams2009roofline", assumes="the batch's prompts are read together"),
    relation(kv_read_time, source=BOOK),
    relation(decode_compute_time, source=BOOK),
    relation(itl_roofline, defines="itl", choice="decode", variant="roofline", source=BOOK),
    relation(itl_weights, defines="itl", choice="decode", variant="weights", source=BOOK),
    relation(itl_with_cache, defines="itl", choice="decode", variant="weights_and_cache"),
    relation(itl_achieved, defines="itl", choice="decode", variant="achieved_bandwidth"),
    relation(request_latency, assumes="the replica's devices do both phases"),
    relation(request_throughput, assumes="a new batch starts when the last one is done"),
    relation(sequence_length, assumes="the cache counts as long as it gets"),
    batching.without("max_batch_size"),
    relation(max_batch_size, assumes="activations are small"),
    relation(batch_headroom, choice="batching", variant="given"),
    relation(batch_size, choice="batching", variant="largest"),
    reasoning.without("time_per_step"),
    relation(time_per_step),
    relation(output_length),
    tail_latency,
    relation(servers, assumes="one queue feeds all replicas"),
    relation(service_rate, assumes="batches are full: a lone request is no faster"),
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
