"""A law of your own: declared in a few lines, checked like the built-in ones, then combined."""

import ironlaw as il

hit = il.Variable("cache_hit", latex="h", meaning="share of requests answered", domain="fraction")
slow = il.Variable("miss_time", unit="s", latex="t_{\\mathrm{miss}}", meaning="time of a miss")
fast = il.Variable("hit_time", unit="s", latex="t_{\\mathrm{hit}}", meaning="time of a hit")
mean = il.Variable("mean_time", unit="s", latex="\\bar{t}", meaning="mean time", better="less")


def mean_time(cache_hit, hit_time, miss_time):
    """A share of requests is answered from the cache."""
    return cache_hit * hit_time + (1 - cache_hit) * miss_time


cache = il.Law(
    name="Cache",
    question="How long does a request take with a cache?",
    relations=[il.relation(mean_time, variables=[hit, slow, fast, mean])],
)

for pair in cache.verify():
    print(f"{pair.variable.name:10} {pair.method}")

print(cache.solve("cache_hit"))
print(cache.solve("cache_hit", mean_time="20 ms", hit_time="2 ms", miss_time="80 ms"))
print(
    (cache + il.laws[12]).solve("cache_hit", mean_time="20 ms", hit_time="2 ms", miss_time="80 ms")
)
