"""How many devices, and how much tensor parallelism: a training run's designs, and the best ones.

GPT-3 on A100s, as in training_run.toml; the network is an assumption, written out below.
"""

import ironlaw as il

run = il.training.given(
    parameters=175e9,
    tokens=300e9,
    peak_flops="312 TFLOP/s",
    kernel_hfu=0.55,
    goodput=0.97,
    layers=96,
    hidden_size=12288,
    sequence_length=2048,
    samples_per_batch=1536,
    microbatch_size=1,
    pipeline_parallel=8,
    bytes_per_parameter=2,
    bytes_per_activation=2,
    gradient_bytes_per_parameter=2,
    intra_node_bandwidth="300 GB/s",
    link_bandwidth="25 GB/s",
    oversubscription=1,
    link_latency="5 us",
)
grid = run.sweep(
    ["run_time", "device_hours"],
    over={"devices": range(512, 4097, 512), "tensor_parallel": [2, 4, 8]},
    where="run_time <= 30 day",
)
print(grid.run_time.round(1).to_series().unstack().to_string())
print()
for reason, count in grid.ironlaw.reasons().items():
    print(f"{count} points: {reason}")
best = grid.ironlaw.best("run_time")
print(f"fastest: {int(best.devices)} devices, tensor parallelism {int(best.tensor_parallel)}")
print("each of these trades device-hours for days; no other design is better in both:")
front = grid.ironlaw.pareto("run_time", "device_hours")
columns = ["devices", "tensor_parallel", "run_time", "device_hours"]
print(front.round(1).to_dataframe()[columns].to_string(index=False))
