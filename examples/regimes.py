"""Answers that are not a point: intervals, rays, several roots, and targets out of reach."""

import ironlaw as il

print("Memory that fits exactly 128 requests:")
fits = il.laws[5].solve(
    "memory_capacity", max_batch_size=128, weight_bytes="16 GB", kv_bytes_per_request="500 MB"
)
print(f"  {fits}   ({fits.kind})")

layer = {"layer_weight_bytes": "1 GB", "layer_time": "1 ms"}
for compute in ("0.5 ms", "1 ms", "2 ms"):
    print(f"Injection bandwidth for 1 ms a layer, where computing it takes {compute}:")
    try:
        answer = il.laws[6].solve("injection_bandwidth", layer, layer_compute_time=compute)
        print(f"  {answer}   (binds: {', '.join(answer.regime)})")
    except il.UnreachableError as error:
        print(f"  {error}")

print("Servers for 99 % of requests within 5 s, at 90 requests/s and 1 s each:")
load = {"arrival_rate": "90 request/s", "service_rate": "1 request/s"}
servers = il.laws[7].solve("servers", load, latency_quantile="5 s", quantile=0.99)
print(f"  {servers}, so {servers.whole}   (method: {servers.method})")
