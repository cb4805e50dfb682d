"""The inverse roofline, then a training run solved forward and backward through the Iron Law."""

import ironlaw as il

print("What memory bandwidth reads 140 GB of weights in 50 ms?")
answer = il.laws[2].solve("memory_bandwidth", weight_bytes="140 GB", memory_time="50 ms")
print(f"  {answer}")
print(f"  because {il.laws[2].solve('memory_bandwidth')}\n")

print("How long do 1,024 A100 take to train 175e9 parameters on 300e9 tokens?")
work = il.laws[11].solve("total_flop", parameters=175e9, tokens=300e9)
run = il.iron_law.given(
    total_flop=work,
    peak_flops="312 TFLOP/s",
    mfu=0.75 * 140 / 312,  # 140 TFLOP/s counts recomputation: 8 operations for 6 of the model
    scaling_efficiency=1,  # measured end to end, so it holds communication already
    goodput=1,
)
print(f"  {run.solve('run_time', devices=1024)} (published: 34 days)\n")

print("How many would finish in 30 days?")
devices = run.solve("devices", run_time="30 day")
print(f"  {devices}, so {devices.whole}\n")
print(devices.derivation.to_text())
