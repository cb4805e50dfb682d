"""Timing: processor seconds per call, with the collector off.

Wall-clock time would favour the shorter of two calls on a busy machine: the longer one is
interrupted more often. What is timed here runs in one thread and waits for nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from statistics import median
from time import thread_time
from typing import Any

_LONG = 0.01  # seconds, beside which collecting takes no time
Call = Callable[[], Any]


@contextmanager
def no_collector() -> Iterator[None]:
    """Keep garbage collection from landing in one of two sides that are compared."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def seconds(call: Call) -> float:
    """Return the processor time of one call."""
    start = thread_time()
    call()
    return thread_time() - start


def typical(make: Callable[[], Call], times: int) -> float:
    """Return the median of single calls; ``make`` prepares each one outside the clock."""
    return median(seconds(make()) for _ in range(times))


def measured(ways: Mapping[str, Callable[[], Call]], times: int) -> dict[str, float]:
    """Return the median of each way; an untimed call comes before each."""
    result = {}
    with no_collector():
        for name, make in ways.items():
            make()()
            result[name] = typical(make, times)
    return result


def side_by_side(calls: tuple[Call, ...], rounds: int, block: float = 2e-3) -> tuple[float, ...]:
    """Return the best seconds per call of each, timed in alternating blocks of one run.

    What one leaves behind in cycles is collected before the next, outside the clock, where blocks
    are long: else large arrays of one side would have the next side take fresh memory.
    """
    counts = [_count(call, block) for call in calls]
    best = [float("inf")] * len(calls)
    with no_collector():
        for _ in range(rounds):
            for index, (call, count) in enumerate(zip(calls, counts, strict=True)):
                taken = _block(call, count)
                best[index] = min(best[index], taken / count)
                if taken > _LONG:
                    gc.collect()
    return tuple(best)


def _block(call: Call, count: int) -> float:
    start = thread_time()
    for _ in range(count):
        call()
    return thread_time() - start


def _count(call: Call, block: float) -> int:
    """Return how many calls fill a block; the calls made to find out warm everything up."""
    call()
    count = 1
    while _block(call, count) < block:
        count *= 2
    return count
