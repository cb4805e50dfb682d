"""Rearranging each relation for each of its variables, against ``sympy.solve``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median, quantiles

from benchmarks._pair_stages import PAIR_STAGES
from benchmarks._pairs import Pair, every_pair
from benchmarks._report import Cell, Figure, Section, Table
from benchmarks._worker import ANSWERED, EQUATION, GUARD, Worker

WAYS = {
    "warm": "warm",
    "unremembered": "nothing remembered by ironlaw",
    "cleared": "SymPy's cache cleared before each",
}
_REACH = {"warm": 100.0, "unremembered": 100.0, "cleared": 15.0}
_SLOWEST = 50.0
_QUICK_STRIDE = 23


@dataclass
class Measured:
    """What became of a pair on both sides, and how long it took in each way."""

    pair: Pair
    ironlaw: str
    method: str
    sympy: str
    ironlaw_times: dict[str, float] = field(default_factory=dict)
    sympy_times: dict[str, float] = field(default_factory=dict)

    @property
    def both(self) -> bool:
        """Whether both sides answered, so that their times compare."""
        return self.ironlaw == ANSWERED == self.sympy and bool(self.sympy_times)

    def speedup(self, way: str) -> float:
        """Return how many times faster ironlaw was; both sides share SymPy's cache state."""
        other = "cleared" if way == "cleared" else "warm"
        return self.sympy_times[other] / self.ironlaw_times[way]


def run(quick: bool, guard: float) -> Section:
    """Measure all pairs, or a sample of them."""
    pairs = every_pair()
    chosen = range(0, len(pairs), _QUICK_STRIDE if quick else 1)
    worker = Worker(every_pair, PAIR_STAGES)
    try:
        measured = [_measure(worker, index, pairs[index], quick, guard) for index in chosen]
    finally:
        worker.stop()
    section = Section(f"Rearranging: ironlaw against sympy.solve, {len(measured)} pairs")
    both = [one for one in measured if one.both]
    section.figures += _speedups(both)
    section.figures += _slowest(measured)
    section.figures += _failures(measured)
    section.tables += [
        _by_method(both),
        _spread(both),
        _outcomes(measured),
        _slowest_pairs(measured),
    ]
    section.notes += _notes(measured, both, guard)
    return section


def _measure(worker: Worker, index: int, pair: Pair, quick: bool, guard: float) -> Measured:
    times = 2 if quick else 5
    ironlaw, method = worker.ask("ironlaw outcome", index, 1, guard) or (GUARD, "")
    sympy = worker.ask("sympy outcome", index, 1, guard) or GUARD
    one = Measured(pair, ironlaw, method, sympy)
    patience = guard * 4 * (times + 1)
    if ironlaw in (ANSWERED, EQUATION):
        one.ironlaw_times = worker.ask("ironlaw times", index, times, patience) or {}
    if sympy == ANSWERED:
        one.sympy_times = worker.ask("sympy times", index, times, patience) or {}
    return one


# -- figures -------------------------------------------------------------------------------------


def _speedups(both: list[Measured]) -> list[Figure]:
    figures = []
    for way, words in WAYS.items():
        ratios = [one.speedup(way) for one in both]
        figures.append(Figure(f"median speed-up, {words}", median(ratios), "x", _REACH[way]))
        lowest = quantiles(ratios, n=10)[0]
        figures.append(Figure(f"  tenth percentile, {words}", lowest, "x"))
    return figures


def _slowest(measured: list[Measured]) -> list[Figure]:
    timed = [one for one in measured if one.ironlaw_times]
    return [
        Figure(
            f"slowest ironlaw pair, {words}",
            max(one.ironlaw_times[way] for one in timed) * 1e3,
            " ms",
            at_most=_SLOWEST,
        )
        for way, words in WAYS.items()
    ]


def _failures(measured: list[Measured]) -> list[Figure]:
    sympy = sum(one.sympy != ANSWERED for one in measured)
    ironlaw = sum(one.ironlaw != ANSWERED for one in measured)
    only = sum(one.ironlaw != ANSWERED and one.sympy == ANSWERED for one in measured)
    return [
        Figure("pairs that sympy.solve does not answer", sympy),
        Figure("pairs that ironlaw does not rearrange", ironlaw),
        Figure("  of these, pairs that sympy.solve answers", only),
    ]


# -- tables --------------------------------------------------------------------------------------


def _by_method(both: list[Measured]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for method, count in Counter(one.method for one in both).most_common():
        group = [one for one in both if one.method == method]
        ratios = [median(one.speedup(way) for one in group) for way in WAYS]
        ours = median(one.ironlaw_times["warm"] for one in group) * 1e6
        theirs = median(one.sympy_times["warm"] for one in group) * 1e6
        rows.append((method, count, *ratios, ours, theirs))
    header = ("method", "pairs", *WAYS, "ironlaw warm [us]", "sympy warm [us]")
    return Table("Median speed-up by the method that answered (both answered)", header, rows)


def _spread(both: list[Measured]) -> Table:
    rows = []
    for way in WAYS:
        ratios = sorted(one.speedup(way) for one in both)
        tenths = quantiles(ratios, n=10)
        share = sum(ratio >= _REACH[way] for ratio in ratios) / len(ratios)
        cells = (ratios[0], tenths[0], tenths[4], tenths[8], ratios[-1], f"{share:.0%}")
        rows.append((way, *cells))
    header = ("way", "least", "10 %", "50 %", "90 %", "most", "pairs at or above the reach")
    return Table("Spread of the speed-up (both answered)", header, rows)


def _outcomes(measured: list[Measured]) -> Table:
    counts = Counter((one.ironlaw, one.sympy) for one in measured)
    rows = [(ours, theirs, count) for (ours, theirs), count in counts.most_common()]
    return Table("Outcomes", ("ironlaw", "sympy.solve", "pairs"), rows)


def _slowest_pairs(measured: list[Measured]) -> Table:
    timed = [one for one in measured if one.ironlaw_times]
    rows = []
    for way in WAYS:
        one = max(timed, key=_time(way))
        rows.append((way, one.pair.label, one.method, one.ironlaw_times[way] * 1e3))
    return Table("Slowest ironlaw pair", ("way", "pair", "method", "[ms]"), rows)


def _time(way: str) -> Callable[[Measured], float]:
    return lambda one: one.ironlaw_times[way]


def _notes(measured: list[Measured], both: list[Measured], guard: float) -> list[str]:
    late = [one.pair.label for one in measured if one.sympy == GUARD]
    lost = [one.pair.label for one in measured if one.ironlaw != ANSWERED and one.sympy == ANSWERED]
    notes = [
        f"Speed-ups are over the {len(both)} pairs that both sides answer; the guard time of "
        f"sympy.solve is {guard:g} s. What sympy.solve answers is counted, not verified.",
        "ironlaw keeps no answers: each call solves again. A relation keeps the tables derived "
        "from its declaration (variables, choices); 'unremembered' solves a fresh copy each "
        "time, and 'cleared' a fresh copy with SymPy's own cache empty, on both sides.",
    ]
    notes += [f"Over the guard time in sympy.solve: {label}" for label in late]
    return notes + [f"Answered by sympy.solve only: {label}" for label in lost]
