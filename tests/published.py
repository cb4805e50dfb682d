"""Published cases: papers, model cards, benchmark records and textbooks, put to the laws.

A case is a question that a published figure answers. ``match`` and its kin must come out within
the tolerance; a ``lower_bound`` must stay below the published figure; a ``negative`` claim must not
come out. Where a law's variables are not those of the source, the arithmetic in between stands in
the givens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import ironlaw as il

laws = il.laws
RUN = il.iron_law + laws[11] + laws[3] + laws[17]

NARAYANAN = "Narayanan et al. 2021, Megatron-LM on GPU clusters, SC21, arXiv:2104.04473"
KORTHIKANTI = "Korthikanti et al. 2022, arXiv:2205.05198, Table 5"
TOUVRON = "Touvron et al. 2023, LLaMA, arXiv:2302.13971"
LLAMA3 = "Llama Team 2024, arXiv:2407.21783"
CHOWDHERY = "Chowdhery et al. 2022, PaLM, arXiv:2204.02311"
HOFFMANN = "Hoffmann et al. 2022, Chinchilla, arXiv:2203.15556, Table 3"
DEEPSEEK = "DeepSeek-AI 2024, DeepSeek-V3, arXiv:2412.19437, Table 1"
DEEPSEEK_ISCA = "DeepSeek-AI 2025, Insights into DeepSeek-V3, ISCA, arXiv:2505.09343, Table 1"
GPT_FAST = "pytorch-labs/gpt-fast, README benchmark tables (A100-80GB, 2039 GB/s)"
SCALING_BOOK = "jax-ml/scaling-book, inference chapter"
ML_ENGINEERING = "stas00/ml-engineering"
STORAGE = "MLPerf Storage v1.0 closed, mlcommons/storage_results_v1.0"
MLSYSIM = "mlsysim, docs/laws-explained.md"
MLSYSIM_PAPER = "mlsysim paper"
ANGUS = "Angus, Erlang C worked example, mitan.co.uk"
TEXTBOOK = "queueing textbooks"
ZERO_INFERENCE = "microsoft/DeepSpeed, docs/_posts/2022-09-10-zero-inference.md"
PATTERSON = "Patterson et al. 2021, arXiv:2104.10350, Table 4"
STRUBELL = "Strubell et al. 2019, arXiv:1906.02243, Table 3"
BLOOM = "Luccioni et al. 2022, arXiv:2211.02001, Table 3"
BU = "Bu, Dong, Long, Su 2020, Deep Learning with Gaussian Differential Privacy, Figure 4"

EXPECTED = ("match", "consistency", "derived", "theory", "definition", "band")


@dataclass(frozen=True)
class Case:
    """One published figure: what is asked of which law, with what given.

    ``over`` are the givens of a second evaluation by which the first is divided: the published
    figure is a ratio.
    """

    name: str
    law: il.System
    unknown: str
    value: Any
    rtol: float
    source: str
    given: Mapping[str, Any]
    kind: str = "match"
    using: Mapping[str, str] = field(default_factory=dict)
    over: Mapping[str, Any] | None = None

    @property
    def wall(self) -> int:
        """The wall that the case belongs to."""
        return int(self.name[1:3])

    @property
    def system(self) -> il.System:
        """The law, with its variants chosen."""
        return self.law.using(**self.using)

    @property
    def published(self) -> float:
        """The published figure in base units."""
        if self.over is not None:
            return float(self.value)
        return self.system.variable(self.unknown).to_base(self.value)

    def computed(self) -> float:
        """What the law says, in base units."""
        value = self.system.solve(self.unknown, self.given).magnitude
        if self.over is None:
            return value
        return value / self.system.solve(self.unknown, self.over).magnitude

    def check(self) -> None:
        """Fail unless the figure comes out, or stays out, as its kind says."""
        computed, published = self.computed(), self.published
        gap = abs(computed / published - 1)
        if self.kind in EXPECTED:
            assert gap <= self.rtol
        elif self.kind == "lower_bound":
            assert (1 - self.rtol) * published <= computed <= published
        else:
            assert self.kind == "negative"
            assert gap > self.rtol


def perfect(**given):
    """Return givens of a run that loses nothing to scaling or failures."""
    return {"scaling_efficiency": 1, "goodput": 1, **given}


# -- training time and utilisation -------------------------------------------------------------

ATTENTION = {"flop_count": "dense_attention", "attention_mask": "full"}


def korthikanti(layers, hidden, heads, batch, devices, **given):
    """Return a training step of Megatron: one batch of 2048-token sequences, 51 200 words."""
    return perfect(
        parameters=12 * layers * hidden**2 + 51200 * hidden,
        tokens=batch * 2048,
        sequence_length=2048,
        layers=layers,
        attention_heads=heads,
        head_dim=hidden / heads,
        devices=devices,
        peak_flops="312 TFLOP/s",
        **given,
    )


SMALL, LARGE = (48, 6144, 64, 4, 8), (105, 20480, 128, 280, 280)


def megatron(name, parameters, tokens, devices, achieved, days, table, rtol=0.04):
    """Return a case of T = 8PD/(nX): the published rate counts the recomputed forward pass."""
    given = perfect(
        parameters=parameters,
        tokens=tokens,
        devices=devices,
        peak_flops="312 TFLOP/s",
        hfu=achieved / 312,
    )
    source = f"{NARAYANAN}, {table}"
    recomputed = {"recomputation": "full"}
    return Case(name, RUN, "run_time", f"{days} day", rtol, source, given, using=recomputed)


def tokens_per_second(rate, devices, **given):
    """Return givens that state a whole cluster's measured rate of tokens."""
    return {"training_throughput": rate, "devices": devices, "scaling_efficiency": 1, **given}


TRAINING = [
    Case(
        "W01-korthikanti-22B-time",
        RUN,
        "run_time",
        "1.1 s",
        0.006,
        KORTHIKANTI,
        korthikanti(*SMALL, mfu=0.415),
        using=ATTENTION,
    ),
    Case(
        "W01-korthikanti-530B-time",
        RUN,
        "run_time",
        "37.83 s",
        0.006,
        KORTHIKANTI,
        korthikanti(*LARGE, mfu=0.56),
        using=ATTENTION,
    ),
    Case(
        "W01-llama1-65B-days",
        RUN,
        "run_time",
        "21 day",
        0.02,
        f"{TOUVRON}, section 2.4",
        tokens_per_second(
            380 * 2048, 2048, tokens=1.4e12, parameters=65.2e9, peak_flops="312 TFLOP/s", goodput=1
        ),
    ),
    megatron("W01-megatron-1T-3072", 1.008e12, 450e9, 3072, 163, 84, "section 5.1", 0.02),
    megatron("W01-megatron-ptd-174.6B-1536", 174.6e9, 300e9, 1536, 141, 23, "Table 2"),
    megatron("W01-megatron-ptd-174.6B-768", 174.6e9, 300e9, 768, 149, 43, "Table 2"),
    megatron("W01-megatron-ptd-529.6B-1120", 529.6e9, 300e9, 1120, 167, 80, "Table 2"),
    megatron("W01-megatron-ptd-529.6B-2240", 529.6e9, 300e9, 2240, 159, 42, "Table 2"),
    megatron("W01-megatron-ptd-529.6B-560", 529.6e9, 300e9, 560, 171, 156, "Table 2"),
    megatron("W01-megatron-zero3-174.6B-1536", 174.6e9, 300e9, 1536, 44, 74, "Table 2"),
    megatron("W01-megatron-zero3-174.6B-384", 174.6e9, 300e9, 384, 144, 90, "Table 2"),
    megatron("W01-megatron-zero3-529.6B-2240", 529.6e9, 300e9, 2240, 48, 140, "Table 2"),
    Case(
        "W01-peak-from-clock-mi300x",
        laws[1],
        "peak_flops",
        "1307.4 TFLOP/s",
        0.002,
        f"{ML_ENGINEERING}, compute/accelerator/README.md (dense; 2:4-sparse is twice that)",
        {"clock_rate": "2.1 GHz", "flop_per_cycle": 2048, "compute_units": 304},
    ),
    Case(
        "W17-deepseekv3-3p7d",
        laws[17],
        "run_time",
        "3.7 day",
        0.02,
        DEEPSEEK,
        {"device_hours": "180000 hour", "devices": 2048},
    ),
    Case(
        "W03-korthikanti-22B",
        RUN,
        "mfu",
        0.415,
        0.006,
        KORTHIKANTI,
        korthikanti(*SMALL, run_time="1.1 s"),
        using=ATTENTION,
    ),
    Case(
        "W03-korthikanti-530B",
        RUN,
        "mfu",
        0.56,
        0.006,
        KORTHIKANTI,
        korthikanti(*LARGE, run_time="37.83 s"),
        using=ATTENTION,
    ),
    Case(
        "W03-llama3-405b-400",
        laws[3],
        "mfu",
        0.41,
        0.02,
        f"{LLAMA3}, Table 4",
        {"achieved_flops": "400 TFLOP/s", "peak_flops": "989.4 TFLOP/s"},
    ),
    Case(
        "W03-llama31-405b-implied-mfu",
        RUN,
        "mfu",
        0.36,
        0.06,
        f"Llama 3.1 model card; {LLAMA3}, Table 4 (0.38 to 0.43, times 0.9 of effective time)",
        perfect(
            parameters=405.85e9,
            tokens=15.6e12,
            device_hours="30.84e6 hour",
            devices=16384,
            peak_flops="989.4 TFLOP/s",
        ),
        kind="band",
    ),
    Case(
        "W03-megatron-pctpeak-148",
        laws[3] + laws[11],
        "hfu",
        0.47,
        0.015,
        f"{NARAYANAN}, Table 1 (recomputation counts)",
        {
            "achieved_flops": f"{148 * 6 / 8} TFLOP/s",
            "peak_flops": "312 TFLOP/s",
            "parameters": 1e12,
            "tokens": 450e9,
        },
        using={"recomputation": "full"},
    ),
    Case(
        "W03-mtnlg-mfu",
        laws[3] + laws[11],
        "mfu",
        0.297,
        0.01,
        f"{CHOWDHERY}, Appendix B",
        tokens_per_second(65430, 2240, tokens=270e9, parameters=530e9, peak_flops="312 TFLOP/s"),
    ),
    Case(
        "W03-mtnlg-mfu-attn",
        laws[3] + laws[11],
        "mfu",
        0.302,
        0.012,
        f"{CHOWDHERY}, Table 3",
        tokens_per_second(
            65430,
            2240,
            tokens=270e9,
            parameters=529.6e9,
            layers=105,
            attention_heads=128,
            head_dim=160,
            sequence_length=2048,
            peak_flops="312 TFLOP/s",
        ),
        using=ATTENTION,
    ),
    Case(
        "W03-palm-mfu-noattn",
        laws[3] + laws[11],
        "mfu",
        0.457,
        0.005,
        f"{CHOWDHERY}, Table 3 and Appendix B",
        tokens_per_second(
            238300, 6144, tokens=780e9, parameters=540.35e9, peak_flops="275 TFLOP/s"
        ),
    ),
]

# -- serving -----------------------------------------------------------------------------------


def decode(batch, milliseconds):
    """Return a decode step of LLaMA-2-13B with 8192 tokens of cache on eight TPU v5e."""
    given = {
        "weight_bytes": "26 GB",
        "kv_cache_bytes": 6.7e9 * batch,
        "memory_bandwidth": 8 * 820e9,
    }
    name = f"W04-scalingbook-llama13b-bs{batch}"
    using = {"decode": "weights_and_cache"}
    return Case(name, laws[4], "itl", f"{milliseconds} ms", 0.005, SCALING_BOOK, given, using=using)


def cache(name, layers, kv_heads, length, size, rtol, source, kind="match"):
    """Return a case of the bytes that the keys and values of one sequence take in 16 bits."""
    given = {
        "layers": layers,
        "kv_heads": kv_heads,
        "head_dim": 128,
        "sequence_length": length,
        "batch_size": 1,
        "bytes_per_element": 2,
    }
    return Case(name, laws[5], "kv_cache_bytes", size, rtol, source, given, kind)


CALL_CENTRE = {"arrival_rate": 0.2, "service_rate": 1 / 240, "servers": 55}

SERVING = [
    Case(
        "W02-gptfast-eff-7b",
        laws[4],
        "bandwidth_efficiency",
        0.685,
        0.01,
        GPT_FAST,
        {
            "weight_bytes": "1397.31 GB",
            "itl": "1 s",
            "kv_cache_bytes": "1 byte",
            "memory_bandwidth": "2039 GB/s",
        },
        "derived",
        {"decode": "achieved_bandwidth"},
    ),
    Case(
        "W02-gptfast-params-70b-int8",
        laws[2],
        "memory_bandwidth",
        "1322.58 GB/s",
        0.02,
        f"{GPT_FAST}, input embedding left out",
        {"parameters": 68717856000, "bytes_per_parameter": 1, "memory_time": 1 / 19.13},
    ),
    Case(
        "W04-laws-itl-8b-h100",
        laws[4],
        "itl",
        "4.8 ms",
        0.01,
        f"{MLSYSIM}, wall 4",
        {"weight_bytes": "16 GB", "memory_bandwidth": "3.35 TB/s"},
        "definition",
    ),
    Case(
        "W04-palm540b-floor",
        laws[4],
        "itl",
        "29 ms",
        0.8,
        "Pope et al. 2022, arXiv:2211.05102, abstract (int8 on 64 TPU v4)",
        {"weight_bytes": "540 GB", "memory_bandwidth": 64 * 1.2e12},
        "lower_bound",
    ),
    decode(1, 4.98),
    decode(32, 36.65),
    decode(64, 69.33),
    decode(240, 249.09),
    cache("W05-llama3-8b-4096", 32, 8, 4096, "536870912 byte", 1e-4, MLSYSIM, "definition"),
    cache("W05-llama31-405b", 126, 8, 1, "516.096 kB", 0.002, DEEPSEEK_ISCA),
    cache("W05-qwen25-72b", 80, 8, 1, "327.68 kB", 0.002, DEEPSEEK_ISCA),
    cache("W05-scalingbook-llama13b-8192", 40, 40, 8192, "6.7 GB", 0.005, SCALING_BOOK),
    cache(
        "W05-vllm-opt13b-2048",
        40,
        40,
        2048,
        "1.6 GB",
        0.06,
        "Kwon et al. 2023, arXiv:2309.06180, section 3",
    ),
    Case(
        "W06-zeroinf-530B-layer",
        laws[6],
        "layer_weight_bytes",
        "10 GB",
        0.02,
        ZERO_INFERENCE,
        {"parameters": 530e9, "bytes_per_parameter": 2, "layers": 105},
    ),
    Case(
        "W06-zeroinf-gpt3-layer-flops",
        laws[4],
        "prefill_flop",
        "7 TFLOP",
        0.1,
        f"{ZERO_INFERENCE} (one layer of GPT-3; 'about 7')",
        {
            "parameters": 12 * 12288**2,
            "prompt_length": 2048,
            "batch_size": 1,
            "layers": 1,
            "attention_heads": 96,
            "head_dim": 128,
        },
        using={"attention_mask": "full"},
    ),
    Case(
        "W07-erlang-c-2",
        laws[7],
        "wait_probability",
        0.7111,
        0.001,
        f"M/M/2, {TEXTBOOK}",
        {"servers": 2, "offered_load": 1.6},
        "theory",
    ),
    Case(
        "W07-mitan-callcentre-pwait", laws[7], "wait_probability", 0.239, 0.005, ANGUS, CALL_CENTRE
    ),
    Case(
        "W07-mitan-callcentre-sl15",
        laws[7],
        "quantile",
        0.845,
        0.005,
        ANGUS,
        {**CALL_CENTRE, "wait_quantile": "15 s"},
    ),
    Case(
        "W07-mm1-p99-ratio",
        laws[7],
        "tail_ratio",
        4.605,
        0.001,
        f"M/M/1, {TEXTBOOK}",
        {"servers": 1, "arrival_rate": 0.8, "service_rate": 1, "quantile": 0.99},
        "theory",
    ),
]

# -- data --------------------------------------------------------------------------------------

SAMPLE = 146600628


def storage(name, rate, accelerators, share, rtol, run):
    """Return an accelerator utilisation of 3D-UNet on H100: 7 samples every 0.323 s each."""
    given = {
        "delivered_sample_rate": rate,
        "sample_bytes": SAMPLE,
        "samples_per_batch": 7 * accelerators,
        "step_time": "0.323 s",
    }
    return Case(name, laws[8], "ingestion_share", share, rtol, f"{STORAGE}, {run}", given)


DATA = [
    storage(
        "W08-mlperf-au-unet3d-2",
        39.771037104809814,
        2,
        0.923514,
        0.02,
        "HPE Cray_C500_4xHDR200_1host",
    ),
    storage("W08-mlperf-au-unet3d-36", 708.8530913360294, 36, 0.935852, 0.035, "DDN 18clients"),
    Case(
        "W08-mlperf-unet3d-h100-io",
        laws[8],
        "data_demand",
        "99017.79 MiB/s",
        5e-4,
        f"{STORAGE}, DDN (the report's MB is 2**20)",
        {"demanded_sample_rate": 708.234879563363, "sample_bytes": SAMPLE},
    ),
    Case(
        "W08-mlsysim-ingest",
        laws[8],
        "data_demand",
        "6 GB/s",
        0.005,
        f"{MLSYSIM_PAPER}, scenario C",
        {"demanded_sample_rate": 40000, "sample_bytes": "150 kB"},
        "definition",
    ),
    Case(
        "W09-mlsysim-cpu",
        laws[9],
        "transformation_time",
        "150.6 ms",
        0.005,
        f"{MLSYSIM_PAPER}, scenario C",
        {
            "samples_per_batch": 2048,
            "cpu_cores": 16,
            "core_sample_rate": 850,
            "sample_bytes": "150 kB",
        },
        "definition",
    ),
    Case(
        "W10-llama3-oversub",
        laws[10],
        "effective_bandwidth",
        "57.1 Gbit/s",
        0.005,
        f"{LLAMA3}, section 3.3.1 (400 Gb/s, 1:7)",
        {"link_bandwidth": "400 Gbit/s", "oversubscription": 7},
        "derived",
    ),
]

# -- algorithms --------------------------------------------------------------------------------


def chinchilla(name, parameters, tokens, flop, rtol=0.05, source=HOFFMANN):
    """Return a case of C = 6PD."""
    given = {"parameters": parameters, "tokens": tokens}
    return Case(name, laws[11], "total_flop", f"{flop} FLOP", rtol, source, given)


def optimum(name, flop, parameters):
    """Return a case of the best size for a budget, 20 tokens per parameter."""
    given = {"compute_budget": flop}
    return Case(name, laws[11], "optimal_parameters", parameters, 0.06, HOFFMANN, given)


ALGORITHM = [
    chinchilla("W11-chinchilla-70b", 70e9, 1.4e12, 5.76e23, 0.03),
    optimum("W11-chinchilla-popt-1000B", 1.27e26, 1e12),
    optimum("W11-chinchilla-popt-10B", 1.23e22, 10e9),
    optimum("W11-chinchilla-popt-280B", 9.9e24, 280e9),
    optimum("W11-chinchilla-popt-67B", 5.76e23, 67e9),
    chinchilla("W11-chinchilla-t3-0.4B", 0.4e9, 8e9, 1.92e19),
    chinchilla("W11-chinchilla-t3-1000B", 1e12, 21.2e12, 1.27e26),
    chinchilla("W11-chinchilla-t3-10B", 10e9, 205.1e9, 1.23e22),
    chinchilla("W11-chinchilla-t3-175B", 175e9, 3.7e12, 3.85e24),
    chinchilla("W11-chinchilla-t3-67B", 67e9, 1.5e12, 5.76e23),
    chinchilla("W11-palm-zflop", 540e9, 780e9, 2.5272e24, 5e-4, CHOWDHERY),
    Case(
        "W11-laws-10M-claim",
        RUN,
        "run_cost",
        "10e6 USD",
        0.3,
        f"{MLSYSIM}, wall 11",
        perfect(
            parameters=90e9,
            tokens=1.8e12,
            peak_flops="989.4 TFLOP/s",
            mfu=0.4,
            rental_price="2 USD/hour",
            devices=1024,
        ),
        "negative",
        {"tenure": "rented"},
    ),
    Case(
        "W12-ddim-20",
        laws[12],
        "reasoning_time",
        50,
        0.01,
        "Song et al. 2020, DDIM, arXiv:2010.02502, abstract",
        {"reasoning_steps": 1000, "time_per_step": "1 s"},
        over={"reasoning_steps": 20, "time_per_step": "1 s"},
    ),
    Case(
        "W12-spec-decode",
        laws[4],
        "tokens_per_pass",
        3.23,
        0.01,
        "Leviathan et al. 2023, arXiv:2211.17192, equation 1",
        {"acceptance_rate": 0.78, "draft_length": 4},
        using={"speculative_decoding": "on"},
    ),
    Case(
        "W13-deepcomp-alexnet",
        laws[13],
        "compression_ratio",
        35,
        0.01,
        "Han et al. 2016, Deep Compression, arXiv:1510.00149, Table 1",
        {"uncompressed_bytes": "240 MB", "compressed_bytes": "6.9 MB"},
        "consistency",
    ),
    Case(
        "W13-han-vgg16",
        laws[13],
        "pruning_ratio",
        13,
        0.04,
        "Han et al. 2015, arXiv:1506.02626, Table 1 (138M to 10.3M)",
        {"sparsity": 1 - 10.3 / 138},
        "consistency",
    ),
    Case(
        "W13-qlora-full",
        laws[2],
        "training_state_bytes",
        "780 GB",
        0.005,
        "Dettmers et al. 2023, QLoRA, arXiv:2305.14314, abstract (2 + 2 + 8 bytes)",
        {"parameters": 65e9, "bytes_per_parameter": 2, "optimizer_bytes_per_parameter": 8},
    ),
]

# -- fleets ------------------------------------------------------------------------------------

NCCL = {"message_bytes": 8589934592, "ranks": 8}
NCCL_SOURCE = f"{ML_ENGINEERING}, network/benchmarks (8 A100); NVIDIA/nccl-tests PERFORMANCE.md"

FLEET = [
    Case(
        "W14-b200-hier-floor",
        laws[14],
        "inter_node_time",
        "22.05 ms",
        0.3,
        f"{ML_ENGINEERING}, network/README.md (4 nodes of 8, 4 GiB)",
        {
            "message_bytes": "4 GiB",
            "ranks_per_node": 8,
            "collective_nodes": 4,
            "effective_bandwidth": "50 GB/s",
            "link_latency": 0,
        },
        "lower_bound",
        {"allreduce": "hierarchical"},
    ),
    Case(
        "W14-laws-1GB",
        laws[14],
        "allreduce_time",
        "35 ms",
        0.005,
        f"{MLSYSIM}, wall 14",
        {"message_bytes": "1 GB", "ranks": 8, "effective_bandwidth": "50 GB/s", "link_latency": 0},
        "definition",
    ),
    Case(
        "W14-nccl-8xA100-8589934592",
        laws[14],
        "bus_bandwidth",
        "234.61 GB/s",
        0.005,
        NCCL_SOURCE,
        {**NCCL, "allreduce_time": "64.074 ms"},
    ),
    Case(
        "W14-nccl-8xA100-inv-8589934592",
        laws[14],
        "allreduce_time",
        "64.074 ms",
        0.005,
        NCCL_SOURCE,
        {**NCCL, "bus_bandwidth": "234.61 GB/s"},
    ),
    Case(
        "W14-scalingbook-ar",
        laws[14],
        "allreduce_time",
        "190 us",
        0.03,
        "jax-ml/scaling-book, sharding chapter (many ranks)",
        {
            "message_bytes": 8388608,
            "effective_bandwidth": "90 GB/s",
            "link_latency": 0,
            "ranks": 1e6,
        },
    ),
    Case(
        "W15-laws-1000",
        laws[15],
        "cluster_mtbf",
        "50 hour",
        0.001,
        f"{MLSYSIM}, wall 15",
        {"component_mtbf": "50000 hour", "components": 1000},
        "definition",
    ),
    Case(
        "W15-llama3-pergpu",
        laws[15],
        "component_mtbf",
        "50676 hour",
        0.001,
        f"{LLAMA3}, Table 5 (419 interruptions in 54 days on 16 384)",
        {
            "run_time": "54 day",
            "expected_failures": 419,
            "devices": 16384,
            "components_per_device": 1,
        },
        "derived",
    ),
    Case(
        "W15-rsc1-1024-negative",
        laws[15],
        "cluster_mtbf",
        "7.9 hour",
        0.1,
        "Kokolis et al. 2024, arXiv:2410.21680, section IV (6.5 failures per 1000 node-days)",
        {"devices": 1024, "devices_per_node": 8, "node_mtbf": f"{1 / 0.0065} day"},
        "negative",
        {"failures": "by_node"},
    ),
    Case(
        "W16-md1-half-mm1",
        laws[16],
        "queue_wait",
        "2 s",
        0.001,
        f"Pollaczek-Khinchine, {TEXTBOOK} (in service times)",
        {"cluster_utilization": 0.8, "job_service_rate": "1 1/s"},
        "theory",
    ),
    Case(
        "W16-paper-5x-negative",
        laws[16],
        "queue_wait",
        5,
        0.1,
        f"{MLSYSIM_PAPER}, wall 16",
        {"cluster_utilization": 0.9, "job_service_rate": "1 1/s"},
        "negative",
        over={"cluster_utilization": 0.5, "job_service_rate": "1 1/s"},
    ),
]

# -- operations --------------------------------------------------------------------------------


def footprint(name, unknown, value, rtol, source, hours, watts, kind="match", **given):
    """Return a case of the energy or carbon of device-hours at a power."""
    given = {"devices": 1, "run_time": f"{hours} hour", "device_power": f"{watts} W", **given}
    return Case(name, laws[18], unknown, value, rtol, source, given, kind)


def energy(name, value, rtol, source, hours, watts, pue):
    """Return a case of the energy that a data centre draws for device-hours."""
    return footprint(name, "facility_energy", value, rtol, source, hours, watts, pue=pue)


def carbon(name, value, rtol, source, hours, watts, intensity, pue=1, kind="match"):
    """Return a case of the carbon of device-hours."""
    given = {"carbon_intensity": intensity, "pue": pue}
    return footprint(name, "carbon", value, rtol, source, hours, watts, kind, **given)


NAS, BIG = (274120, 1515.43), (84, 1515.43)
LLAMA1 = f"{TOUVRON}, Table 15"
LLAMA2 = "Llama 2 model card (the intensity is the one that all rows imply)"

OPERATIONS = [
    Case(
        "W17-deepseekv3-pretrain",
        RUN,
        "device_hours",
        "2664000 hour",
        5e-4,
        DEEPSEEK,
        tokens_per_second(
            2048 * 1e12 / (180000 * 3600),
            2048,
            tokens=14.8e12,
            goodput=1,
            total_flop=6 * 37e9 * 14.8e12,
            peak_flops="989.4 TFLOP/s",
        ),
    ),
    Case(
        "W18-bloom-co2",
        laws[18],
        "carbon",
        "24.69 tCO2e",
        0.002,
        BLOOM,
        {"energy": "433196 kWh", "carbon_intensity": "57 g/kWh", "pue": 1},
    ),
    footprint("W18-bloom-energy", "energy", "433.196 MWh", 5e-4, BLOOM, 1082990, 400),
    Case(
        "W18-bloom-idle",
        laws[18],
        "carbon",
        "14.6 tCO2e",
        0.005,
        BLOOM,
        {"energy": "256646 kWh", "carbon_intensity": "57 g/kWh", "pue": 1},
    ),
    carbon("W18-llama1-13B-co2", "23 tCO2e", 0.04, LLAMA1, 135168, 400, "0.385 kg/kWh", 1.1),
    energy("W18-llama1-13B-energy", "59 MWh", 0.02, LLAMA1, 135168, 400, 1.1),
    carbon("W18-llama1-65B-co2", "173 tCO2e", 0.04, LLAMA1, 1022362, 400, "0.385 kg/kWh", 1.1),
    energy("W18-llama1-65B-energy", "449 MWh", 0.02, LLAMA1, 1022362, 400, 1.1),
    carbon(
        "W18-llama2-70B",
        "291.42 tCO2e",
        0.05,
        LLAMA2,
        1720320,
        400,
        "423.4 g/kWh",
        1,
        "consistency",
    ),
    carbon(
        "W18-llama2-7B", "31.22 tCO2e", 0.05, LLAMA2, 184320, 400, "423.4 g/kWh", 1, "consistency"
    ),
    carbon(
        "W18-llama31-8B",
        "420 tCO2e",
        0.02,
        "Llama 3.1 model card",
        1460000,
        700,
        "414 g/kWh",
        1,
        "consistency",
    ),
    energy("W18-patterson-GPT-3", "1287 MWh", 0.03, PATTERSON, 10000 * 14.8 * 24, 330, 1.1),
    energy("W18-patterson-Switch", "179 MWh", 0.03, PATTERSON, 1024 * 27 * 24, 245, 1.1),
    energy("W18-patterson-T5-11B", "85.7 MWh", 0.03, PATTERSON, 512 * 20 * 24, 310, 1.12),
    carbon("W18-strubell-NAS-co2", "626155 lb", 0.005, STRUBELL, *NAS, "0.954 lb/kWh", 1.58),
    energy("W18-strubell-NAS-energy", "656347 kWh", 0.005, STRUBELL, *NAS, 1.58),
    carbon(
        "W18-strubell-Transformer-big-co2", "192 lb", 0.005, STRUBELL, *BIG, "0.954 lb/kWh", 1.58
    ),
    energy("W18-strubell-Transformer-big-energy", "201 kWh", 0.005, STRUBELL, *BIG, 1.58),
    Case(
        "W19-gemini-mtnlg",
        laws[19],
        "checkpoint_write_time",
        "42 min",
        0.02,
        "Wang et al. 2023, GEMINI, SOSP (12 bytes per parameter at 20 Gb/s)",
        {
            "parameters": 530e9,
            "checkpoint_bytes_per_parameter": 12,
            "checkpoint_bandwidth": "20 Gbit/s",
        },
    ),
    Case(
        "W19-megatron-ckpt-time",
        laws[19],
        "checkpoint_write_time",
        "50.5 s",
        0.005,
        f"{NARAYANAN}, section 5.10",
        {"checkpoint_bytes": "13.8 TB", "checkpoint_bandwidth": "273 GB/s"},
        "derived",
    ),
    Case(
        "W19-opt175b-waste",
        il.iron_law,
        "failure_penalty",
        0.123,
        0.01,
        "OPT-175B logbook: 178 000 GPU-hours lost of 992 GPUs for 61 days",
        {"recovery_time": f"{178000 / 992} hour", "cluster_mtbf": "61 day"},
        "derived",
    ),
    Case(
        "W19-young-daly",
        laws[19],
        "optimal_interval",
        "1406 s",
        0.005,
        "mlsysim run output (Frontier_8K); formula as in arXiv:2410.21680",
        {"checkpoint_write_time": "60 s", "cluster_mtbf": "16480.8 s"},
        "definition",
    ),
    Case(
        "W20-gaussian-sigma",
        laws[20],
        "noise_multiplier",
        4.845,
        0.001,
        "Dwork & Roth 2014, Theorem A.1",
        {"epsilon": 1, "delta": 1e-5},
        "theory",
    ),
    Case(
        "W20-gdp-035",
        laws[20],
        "epsilon",
        1.34,
        0.003,
        BU,
        {"gaussian_privacy": 0.35, "delta": 1e-5},
        using={"privacy": "sgd"},
    ),
    Case(
        "W20-gdp-clt-mu",
        laws[20],
        "gaussian_privacy",
        0.35,
        0.01,
        f"{BU} (noise multiplier 1.06)",
        {"sampling_rate": 256 / 60000, "steps": 4687.5, "noise_multiplier": 1.06},
        using={"privacy": "sgd"},
    ),
    Case(
        "W21-sensitivity-mlsysim",
        laws[21],
        "relative_target_change",
        -0.0875,
        0.05,
        "mlsysim 0.1.1, SensitivitySolver (with a dispatch overhead in its total)",
        {"elasticity": -1, "relative_input_change": 0.1},
        "definition",
        {"change": "power"},
    ),
    Case(
        "W22-inverse-16GB-30ms",
        laws[22],
        "required_bandwidth",
        "535.3 GB/s",
        0.001,
        "mlsysim 0.1.1 and 0.3.0, SynthesisSolver",
        {"weight_bytes": "16.06 GB", "target_latency": "30 ms"},
        "definition",
    ),
    Case(
        "W22-scalingbook-critical-batch",
        laws[22],
        "critical_batch_size",
        240,
        0.01,
        SCALING_BOOK,
        {"peak_flops": "197 TFLOP/s", "memory_bandwidth": "820 GB/s", "bytes_per_parameter": 2},
    ),
]

CASES = [*TRAINING, *SERVING, *DATA, *ALGORITHM, *FLEET, *OPERATIONS]
