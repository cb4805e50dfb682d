"""What is measured of composed systems, and the tables that show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median, quantiles

from benchmarks._composed_cases import Goal, Inverse
from benchmarks._pairs import Pair
from benchmarks._report import Cell, Table
from benchmarks._worker import ANSWERED

SOLVE, COMPOSED_LATEX = 10.0, 30.0  # [ms]
_SLOWEST_SHOWN = 12


@dataclass
class Measured:
    """A leaf that was found from its target, and the times that it took."""

    case: Inverse
    ironlaw: str
    method: str
    sympy: str = "not asked"
    ironlaw_time: float = float("inf")
    sympy_time: float = float("inf")
    latex_times: dict[str, float] = field(default_factory=dict)
    steps: int = 0
    characters: int = 0

    @property
    def milliseconds(self) -> float:
        """How long ironlaw took."""
        return self.ironlaw_time * 1e3

    @property
    def both(self) -> bool:
        """Whether both sides found the leaf's value."""
        return self.ironlaw == ANSWERED == self.sympy and self.sympy_time < float("inf")

    @property
    def speedup(self) -> float:
        """How many times faster ironlaw was."""
        return self.sympy_time / self.ironlaw_time


@dataclass(frozen=True)
class Eliminated:
    """A target whose relations were reduced to its leaves, and the times that it took."""

    goal: Goal
    times: dict[str, float]
    relations: int
    symbols: int
    agrees: bool
    as_system: str

    @property
    def speedup(self) -> float:
        """How many times faster ironlaw was than substituting with ``subs``, both warm."""
        return self.times["subs"] / self.times["warm"]


@dataclass(frozen=True)
class Written:
    """The derivation of one pair, and the times that its LaTeX took."""

    pair: Pair
    times: dict[str, float]


# -- tables ---------------------------------------------------------------------------------------


def by_goal(inverses: list[Measured]) -> Table:
    names = dict.fromkeys((one.case.goal.title, one.case.goal.target) for one in inverses)
    rows = [
        (*name, *_solve_cells([one for one in inverses if _goal_name(one) == name]))
        for name in names
    ]
    header = ("system", "target", *_SOLVE_HEADER)
    return Table("Inverse solves by target", header, rows)


def _goal_name(one: Measured) -> tuple[str, str]:
    return one.case.goal.title, one.case.goal.target


def by_method(inverses: list[Measured]) -> Table:
    methods = Counter(one.method for one in inverses).most_common()
    rows = [
        (name or "none", *_solve_cells([one for one in inverses if one.method == name]))
        for name, _ in methods
    ]
    return Table("Inverse solves by the furthest method needed", ("method", *_SOLVE_HEADER), rows)


_SOLVE_HEADER = (
    "leaves",
    "median [ms]",
    "90 % [ms]",
    "slowest [ms]",
    f"within {SOLVE:g} ms",
    "over sympy.solve",
)


def _solve_cells(group: list[Measured]) -> tuple[Cell, ...]:
    taken = sorted(one.milliseconds for one in group)
    high = ninetieth(taken) if len(taken) > 1 else taken[0]
    share = sum(time <= SOLVE for time in taken) / len(taken)
    ratios = [one.speedup for one in group if one.both]
    over = f"{median(ratios):.3g}x of {len(ratios)}" if ratios else "none"
    return len(group), median(taken), high, taken[-1], f"{share:.0%}", over


def slowest(inverses: list[Measured]) -> Table:
    chosen = sorted(inverses, key=lambda one: -one.ironlaw_time)[:_SLOWEST_SHOWN]
    rows = [(one.case.label, one.method, one.milliseconds, one.sympy) for one in chosen]
    return Table("Slowest inverse solves", ("leaf", "method", "[ms]", "sympy.solve"), rows)


def outcomes(inverses: list[Measured]) -> Table:
    counts = Counter((one.ironlaw, one.sympy) for one in inverses)
    rows = [(ours, theirs, count) for (ours, theirs), count in counts.most_common()]
    return Table("Outcomes", ("ironlaw", "sympy.solve", "leaves"), rows)


def elimination_table(goals: list[Eliminated]) -> Table:
    rows = [
        (
            f"{one.goal.title}, {one.goal.target}",
            one.relations,
            one.symbols,
            one.times["warm"] * 1e3,
            one.times["cleared"] * 1e3,
            one.speedup,
            one.as_system or "not asked",
        )
        for one in goals
    ]
    header = (
        "target",
        "relations",
        "symbols left",
        "warm [ms]",
        "cleared [ms]",
        "over subs",
        "sympy.solve of all relations",
    )
    return Table("Symbolic elimination of all relations of a target", header, rows)


def latex_table(inverses: list[Measured], written: list[Written]) -> Table:
    ones = sorted(written, key=lambda one: -one.times["derivation"])[:3]
    rows: list[tuple[Cell, ...]] = [
        (one.pair.label, "", "", one.times["derivation"] * 1e3) for one in ones
    ]
    timed = [one for one in inverses if one.latex_times]
    slow = sorted(timed, key=lambda one: -one.latex_times["derivation"])[:_SLOWEST_SHOWN]
    rows += [
        (one.case.label, one.steps, one.characters, one.latex_times["derivation"] * 1e3)
        for one in slow
    ]
    header = ("derivation", "steps", "characters", "[ms]")
    return Table("Slowest derivations in LaTeX: of one relation, then composed", header, rows)


def ninetieth(values: Iterable[float]) -> float:
    return quantiles(values, n=10, method="inclusive")[8]
