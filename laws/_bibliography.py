"""Every source that a law cites, once."""

from typing import NamedTuple


class Source(NamedTuple):
    """A published source: who, when, what, and where to find it."""

    authors: str
    year: int
    title: str
    where: str


BIBLIOGRAPHY = {
    "williams2009roofline": Source(
        "S. Williams, A. Waterman, D. Patterson",
        2009,
        "Roofline: an insightful visual performance model for multicore architectures",
        "Communications of the ACM 52(4), 65-76, doi:10.1145/1498765.1498785",
    ),
    "erlang1917solution": Source(
        "A. K. Erlang",
        1917,
        "Solution of some problems in the theory of probabilities of significance in automatic "
        "telephone exchanges",
        "Elektroteknikeren 13, 5-13",
    ),
    "kleinrock1975queueing": Source(
        "L. Kleinrock",
        1975,
        "Queueing Systems, Volume 1: Theory",
        "Wiley",
    ),
    "crommelin1932delay": Source(
        "C. D. Crommelin",
        1932,
        "Delay probability formulae when the holding times are constant",
        "Post Office Electrical Engineers' Journal 25, 41-50",
    ),
    "yu2022orca": Source(
        "G.-I. Yu, J. S. Jeong, G.-W. Kim, S. Kim, B.-G. Chun",
        2022,
        "Orca: a distributed serving system for Transformer-based generative models",
        "OSDI, 521-538",
    ),
    "agrawal2024sarathi": Source(
        "A. Agrawal et al.",
        2024,
        "Taming throughput-latency tradeoff in LLM inference with Sarathi-Serve",
        "OSDI, 117-134, arXiv:2403.02310",
    ),
    "shoeybi2019megatron": Source(
        "M. Shoeybi et al.",
        2019,
        "Megatron-LM: training multi-billion parameter language models using model parallelism",
        "arXiv:1909.08053",
    ),
    "shazeer2020glu": Source(
        "N. Shazeer",
        2020,
        "GLU variants improve Transformer",
        "arXiv:2002.05202",
    ),
    "shazeer2017outrageously": Source(
        "N. Shazeer et al.",
        2017,
        "Outrageously large neural networks: the sparsely-gated mixture-of-experts layer",
        "ICLR, arXiv:1701.06538",
    ),
    "lee1959queueing": Source(
        "A. M. Lee, P. A. Longton",
        1959,
        "Queueing processes associated with airline passenger check-in",
        "Operational Research Quarterly 10(1), 56-71",
    ),
    "reddi2026mlsysim": Source(
        "V. Janapa Reddi",
        2026,
        "MLSys·im: first-principles infrastructure modeling for machine learning systems",
        "https://mlsysbook.ai/mlsysim",
    ),
    "mohan2021stalls": Source(
        "J. Mohan, A. Phanishayee, A. Raniwala, V. Chidambaram",
        2021,
        "Analyzing and mitigating data stalls in DNN training",
        "PVLDB 14(5), 771-784, doi:10.14778/3446095.3446100, arXiv:2007.06775",
    ),
    "mlcommons2024storage": Source(
        "MLCommons",
        2024,
        "MLPerf Storage v1.0 results",
        "https://github.com/mlcommons/storage_results_v1.0, accessed 2026-11-30",
    ),
    "leiserson1985fattrees": Source(
        "C. E. Leiserson",
        1985,
        "Fat-trees: universal networks for hardware-efficient supercomputing",
        "IEEE Transactions on Computers C-34(10), 892-901, doi:10.1109/TC.1985.6312192",
    ),
    "dally2004principles": Source(
        "W. J. Dally, B. Towles",
        2004,
        "Principles and Practices of Interconnection Networks",
        "Morgan Kaufmann",
    ),
    "kim2008dragonfly": Source(
        "J. Kim, W. J. Dally, S. Scott, D. Abts",
        2008,
        "Technology-driven, highly-scalable dragonfly topology",
        "ISCA 2008, 77-88, doi:10.1109/ISCA.2008.19",
    ),
    "llama2024herd": Source(
        "Llama Team, AI @ Meta",
        2024,
        "The Llama 3 herd of models",
        "arXiv:2407.21783",
    ),
    "kaplan2020scaling": Source(
        "J. Kaplan, S. McCandlish, T. Henighan, T. B. Brown, et al.",
        2020,
        "Scaling laws for neural language models",
        "arXiv:2001.08361",
    ),
    "hoffmann2022training": Source(
        "J. Hoffmann, S. Borgeaud, A. Mensch, E. Buchatskaya, et al.",
        2022,
        "Training compute-optimal large language models",
        "arXiv:2203.15556",
    ),
    "besiroglu2024chinchilla": Source(
        "T. Besiroglu, E. Erdil, M. Barnett, J. You",
        2024,
        "Chinchilla scaling: a replication attempt",
        "arXiv:2404.10102",
    ),
    "chowdhery2022palm": Source(
        "A. Chowdhery, S. Narang, J. Devlin, M. Bosma, et al.",
        2022,
        "PaLM: scaling language modeling with Pathways",
        "arXiv:2204.02311",
    ),
    "korthikanti2022reducing": Source(
        "V. Korthikanti, J. Casper, S. Lym, L. McAfee, et al.",
        2022,
        "Reducing activation recomputation in large transformer models",
        "arXiv:2205.05198",
    ),
    "jiang2024mixtral": Source(
        "A. Q. Jiang, A. Sablayrolles, A. Roux, A. Mensch, et al.",
        2024,
        "Mixtral of experts",
        "arXiv:2401.04088",
    ),
    "wei2022chain": Source(
        "J. Wei, X. Wang, D. Schuurmans, M. Bosma, et al.",
        2022,
        "Chain-of-thought prompting elicits reasoning in large language models",
        "arXiv:2201.11903",
    ),
    "snell2024scaling": Source(
        "C. Snell, J. Lee, K. Xu, A. Kumar",
        2024,
        "Scaling LLM test-time compute optimally can be more effective than scaling model "
        "parameters",
        "arXiv:2408.03314",
    ),
    "song2020denoising": Source(
        "J. Song, C. Meng, S. Ermon",
        2020,
        "Denoising diffusion implicit models",
        "arXiv:2010.02502",
    ),
    "han2015learning": Source(
        "S. Han, J. Pool, J. Tran, W. J. Dally",
        2015,
        "Learning both weights and connections for efficient neural networks",
        "arXiv:1506.02626",
    ),
    "han2016deep": Source(
        "S. Han, H. Mao, W. J. Dally",
        2016,
        "Deep compression: compressing deep neural networks with pruning, trained quantization "
        "and Huffman coding",
        "arXiv:1510.00149",
    ),
    "mishra2021accelerating": Source(
        "A. Mishra, J. Albericio Latorre, J. Pool, D. Stosic, et al.",
        2021,
        "Accelerating sparse deep neural networks",
        "arXiv:2104.08378",
    ),
    "thakur2005optimization": Source(
        "R. Thakur, R. Rabenseifner, W. Gropp",
        2005,
        "Optimization of collective communication operations in MPICH",
        "International Journal of High Performance Computing Applications 19(1), 49-66",
    ),
    "patarasuk2009bandwidth": Source(
        "P. Patarasuk, X. Yuan",
        2009,
        "Bandwidth optimal all-reduce algorithms for clusters of workstations",
        "Journal of Parallel and Distributed Computing 69(2), 117-124, "
        "doi:10.1016/j.jpdc.2008.09.002",
    ),
    "sanders2009twotree": Source(
        "P. Sanders, J. Speck, J. L. Träff",
        2009,
        "Two-tree algorithms for full bandwidth broadcast, reduction and scan",
        "Parallel Computing 35(12), 581-594, doi:10.1016/j.parco.2009.09.001",
    ),
    "nvidia2024nccltests": Source(
        "NVIDIA",
        2024,
        "Performance reported by NCCL tests",
        "https://github.com/NVIDIA/nccl-tests/blob/master/doc/PERFORMANCE.md, accessed 2026-11-30",
    ),
    "bekman2024engineering": Source(
        "S. Bekman",
        2024,
        "Machine Learning Engineering Open Book",
        "https://github.com/stas00/ml-engineering, accessed 2026-11-30",
    ),
    "narayanan2021efficient": Source(
        "D. Narayanan, M. Shoeybi, J. Casper, P. LeGresley, et al.",
        2021,
        "Efficient large-scale language model training on GPU clusters using Megatron-LM",
        "SC21, arXiv:2104.04473, doi:10.1145/3458817.3476209",
    ),
    "rajbhandari2020zero": Source(
        "S. Rajbhandari, J. Rasley, O. Ruwase, Y. He",
        2020,
        "ZeRO: memory optimizations toward training trillion parameter models",
        "SC20, arXiv:1910.02054",
    ),
    "lepikhin2021gshard": Source(
        "D. Lepikhin, H. Lee, Y. Xu, D. Chen, et al.",
        2021,
        "GShard: scaling giant models with conditional computation and automatic sharding",
        "ICLR 2021, arXiv:2006.16668",
    ),
    "kokolis2025reliability": Source(
        "A. Kokolis, M. Kuchnik, J. Hoffman, A. Kumar, et al.",
        2025,
        "Revisiting reliability in large-scale machine learning research clusters",
        "HPCA 2025, arXiv:2410.21680, doi:10.1109/HPCA61900.2025.00096",
    ),
    "little1961proof": Source(
        "J. D. C. Little",
        1961,
        "A proof for the queuing formula: L = λW",
        "Operations Research 9(3), 383-387, doi:10.1287/opre.9.3.383",
    ),
    "barroso2018datacenter": Source(
        "L. A. Barroso, U. Hölzle, P. Ranganathan",
        2018,
        "The Datacenter as a Computer: Designing Warehouse-Scale Machines",
        "Third edition, Morgan & Claypool, ISBN 9781681734330",
    ),
    "deepseek2024v3": Source(
        "DeepSeek-AI",
        2024,
        "DeepSeek-V3 technical report",
        "arXiv:2412.19437",
    ),
    "fan2007power": Source(
        "X. Fan, W.-D. Weber, L. A. Barroso",
        2007,
        "Power provisioning for a warehouse-sized computer",
        "ISCA 2007, doi:10.1145/1250662.1250665",
    ),
    "strubell2019energy": Source(
        "E. Strubell, A. Ganesh, A. McCallum",
        2019,
        "Energy and policy considerations for deep learning in NLP",
        "ACL 2019, arXiv:1906.02243",
    ),
    "patterson2021carbon": Source(
        "D. Patterson, J. Gonzalez, Q. Le, C. Liang, et al.",
        2021,
        "Carbon emissions and large neural network training",
        "arXiv:2104.10350",
    ),
    "luccioni2022bloom": Source(
        "A. S. Luccioni, S. Viguier, A.-L. Ligozat",
        2022,
        "Estimating the carbon footprint of BLOOM, a 176B parameter language model",
        "Journal of Machine Learning Research 24(253), 1-15, 2023, arXiv:2211.02001",
    ),
    "touvron2023llama": Source(
        "H. Touvron, T. Lavril, G. Izacard, X. Martinet, et al.",
        2023,
        "LLaMA: open and efficient foundation language models",
        "arXiv:2302.13971",
    ),
    "li2023thirsty": Source(
        "P. Li, J. Yang, M. A. Islam, S. Ren",
        2023,
        "Making AI less thirsty: uncovering and addressing the secret water footprint of AI models",
        "arXiv:2304.03271",
    ),
    "young1974first": Source(
        "J. W. Young",
        1974,
        "A first order approximation to the optimum checkpoint interval",
        "Communications of the ACM 17(9), 530-531, doi:10.1145/361147.361115",
    ),
    "daly2006higher": Source(
        "J. T. Daly",
        2006,
        "A higher order estimate of the optimum checkpoint interval for restart dumps",
        "Future Generation Computer Systems 22(3), 303-312, doi:10.1016/j.future.2004.11.016",
    ),
    "wang2023gemini": Source(
        "Z. Wang, Z. Jia, S. Zheng, Z. Zhang, X. Fu, T. S. E. Ng, Y. Wang",
        2023,
        "GEMINI: fast failure recovery in distributed training with in-memory checkpoints",
        "SOSP 2023, 364-381",
    ),
    "dwork2014foundations": Source(
        "C. Dwork, A. Roth",
        2014,
        "The algorithmic foundations of differential privacy",
        "Foundations and Trends in Theoretical Computer Science 9(3-4), 211-407, "
        "doi:10.1561/0400000042",
    ),
    "dong2022gaussian": Source(
        "J. Dong, A. Roth, W. J. Su",
        2022,
        "Gaussian differential privacy",
        "Journal of the Royal Statistical Society B 84(1), 3-37, arXiv:1905.02383",
    ),
    "bu2020deep": Source(
        "Z. Bu, J. Dong, Q. Long, W. J. Su",
        2020,
        "Deep learning with Gaussian differential privacy",
        "Harvard Data Science Review 2(3), arXiv:1911.11607, doi:10.1162/99608f92.cfc5dd25",
    ),
    "balle2018improving": Source(
        "B. Balle, Y.-X. Wang",
        2018,
        "Improving the Gaussian mechanism for differential privacy: analytical calibration and "
        "optimal denoising",
        "ICML 2018, arXiv:1805.06530",
    ),
    "gptfast2023": Source(
        "PyTorch Labs",
        2023,
        "gpt-fast: simple and efficient PyTorch-native transformer text generation",
        "github.com/pytorch-labs/gpt-fast, README.md",
    ),
    "austin2025scaling": Source(
        "J. Austin et al.",
        2025,
        "How to scale your model, part 7: all about transformer inference",
        "jax-ml.github.io/scaling-book/inference",
    ),
    "dao2023flashattention2": Source(
        "T. Dao",
        2023,
        "FlashAttention-2: faster attention with better parallelism and work partitioning",
        "arXiv:2307.08691",
    ),
    "zheng2023sglang": Source(
        "L. Zheng et al.",
        2023,
        "SGLang: efficient execution of structured language model programs",
        "arXiv:2312.07104",
    ),
    "leviathan2023speculative": Source(
        "Y. Leviathan, M. Kalman, Y. Matias",
        2023,
        "Fast inference from transformers via speculative decoding",
        "ICML 2023, arXiv:2211.17192",
    ),
    "zhong2024distserve": Source(
        "Y. Zhong et al.",
        2024,
        "DistServe: disaggregating prefill and decoding for goodput-optimized LLM serving",
        "OSDI 2024, arXiv:2401.09670",
    ),
    "kwon2023vllm": Source(
        "W. Kwon et al.",
        2023,
        "Efficient memory management for large language model serving with PagedAttention",
        "SOSP 2023, arXiv:2309.06180",
    ),
    "ainslie2023gqa": Source(
        "J. Ainslie et al.",
        2023,
        "GQA: training generalized multi-query transformer models from multi-head checkpoints",
        "EMNLP 2023, arXiv:2305.13245",
    ),
    "deepseek2024v2": Source(
        "DeepSeek-AI",
        2024,
        "DeepSeek-V2: a strong, economical, and efficient mixture-of-experts language model",
        "arXiv:2405.04434",
    ),
    "zhao2025insights": Source(
        "C. Zhao et al.",
        2025,
        "Insights into DeepSeek-V3: scaling challenges and reflections on hardware for AI "
        "architectures",
        "ISCA 2025, arXiv:2505.09343",
    ),
    "jiang2023mistral": Source(
        "A. Q. Jiang et al.",
        2023,
        "Mistral 7B",
        "arXiv:2310.06825",
    ),
    "lie2023cerebras": Source(
        "S. Lie",
        2023,
        "Cerebras architecture deep dive: first look inside the hardware/software co-design for "
        "deep learning",
        "IEEE Micro 43(3)",
    ),
    "deepspeed2022inference": Source(
        "DeepSpeed team",
        2022,
        "ZeRO-Inference: democratizing massive model inference",
        "github.com/microsoft/DeepSpeed, docs/_posts/2022-09-10-zero-inference.md",
    ),
}
