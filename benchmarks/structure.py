"""Structural analysis: planning on synthetic systems of growing size."""

from __future__ import annotations

import gc
import math
import random
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import sympy

import ironlaw as il
from benchmarks._report import Cell, Figure, Section, Table
from benchmarks._timing import no_collector, seconds
from ironlaw._language import Equation
from ironlaw._structure import Plan, Wires, plan

_SIZES = (1_000, 10_000, 100_000)
_LARGEST_TRACED = 10_000  # tracing makes a plan several times slower
_EXPONENT = 1.2
_SECONDS = 10.0

Variables = Sequence[il.Variable]


@dataclass
class Problem:
    """Relations, the unknown and what is known."""

    equations: list[Equation]
    unknown: il.Variable
    known: Variables = ()

    @cached_property
    def wires(self) -> Wires:
        """The relations with their variables numbered, as a system keeps them."""
        return Wires(self.equations)

    def plan(self) -> Plan:
        """Find the blocks that lead to the unknown."""
        return plan(self.wires, self.unknown, self.known)


@dataclass(frozen=True)
class Measured:
    """One shape of one size: what its plan is and what it took."""

    numbering: float
    seconds: float
    blocks: int
    largest: int
    peak: float | None


@dataclass
class Grown:
    """One shape, by size."""

    shape: str
    by_size: dict[int, Measured] = field(default_factory=dict)

    @property
    def exponents(self) -> dict[tuple[int, int], float]:
        """The growth exponent between each size and the next."""
        return {ends: self.between(*ends) for ends in pairwise(self.by_size)}

    @property
    def overall(self) -> float:
        """The growth exponent between the smallest and the largest size."""
        return self.between(min(self.by_size), max(self.by_size))

    def between(self, small: int, large: int) -> float:
        """Return the power of the size with which the time grows between two sizes."""
        ratio = self.by_size[large].seconds / self.by_size[small].seconds
        return math.log(ratio) / math.log(large / small)


def run(quick: bool) -> Section:
    """Plan every shape in every size, the largest left out if quick."""
    sizes = _SIZES[:-1] if quick else _SIZES
    grown = [Grown(shape) for shape in _SHAPES]
    for size in sizes:
        variables = [il.Variable(f"x{index}") for index in range(2 * size + 1)]
        for one in grown:
            one.by_size[size] = _measured(_SHAPES[one.shape](variables, size), size, quick)
    return Section(
        f"Structure: plans of synthetic systems of {sizes[0]:,} to {sizes[-1]:,} relations",
        figures=_figures(grown, sizes),
        tables=[_table(grown)],
        notes=[
            "Seconds are the best of a few, without building the relations and without numbering "
            "their variables, which a system does once. The exponent is the "
            "power of the number of relations with which the time grows: 1 is linear, 2 quadratic.",
            "The peak is what tracemalloc sees of one plan; larger sizes are not traced.",
        ],
    )


def _measured(problem: Problem, size: int, quick: bool) -> Measured:
    gc.collect()
    plans: list[Plan] = []
    with no_collector():
        numbering = seconds(lambda: problem.wires)
        taken = min(
            seconds(lambda: plans.append(problem.plan())) for _ in range(_rounds(size, quick))
        )
    found = plans.pop()
    largest = max(len(block.equations) for block in found.blocks)
    traced = size <= (_SIZES[0] if quick else _LARGEST_TRACED)
    peak = _peak(problem) / size if traced else None
    return Measured(numbering, taken, len(found.blocks), largest, peak)


def _rounds(size: int, quick: bool) -> int:
    return max(2, min(4 if quick else 10, 50_000 // size))


def _peak(problem: Problem) -> int:
    """Return the most bytes that a plan holds at once."""
    tracemalloc.start()
    try:
        problem.plan()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# -- shapes --------------------------------------------------------------------------------------


def _relation(defined: il.Variable, inputs: Variables) -> Equation:
    total = sympy.Add(*inputs, evaluate=False)
    return Equation(defined.name, defined, total, defined, inputs=tuple(inputs))


def _chain(v: Variables, size: int) -> list[Equation]:
    return [_relation(v[i + 1], [v[i]]) for i in range(size)]


def _chain_forward(v: Variables, size: int) -> Problem:
    return Problem(_chain(v, size), v[size], v[:1])


def _chain_inverse(v: Variables, size: int) -> Problem:
    return Problem(_chain(v, size), v[0], v[size : size + 1])


def _ladder(v: Variables, size: int) -> Problem:
    return Problem([_relation(v[i + 2], v[i : i + 2]) for i in range(size)], v[size + 1], v[:2])


def _tree(v: Variables, size: int) -> list[Equation]:
    return [_relation(v[i], v[2 * i + 1 : 2 * i + 3]) for i in range(size)]


def _tree_forward(v: Variables, size: int) -> Problem:
    return Problem(_tree(v, size), v[0], v[size : 2 * size + 1])


def _tree_inverse(v: Variables, size: int) -> Problem:
    return Problem(_tree(v, size), v[2 * size], [v[0], *v[size : 2 * size]])


def _random_square(v: Variables, size: int) -> Problem:
    choose = random.Random(7)
    others = ([v[j] for j in choose.sample(range(size), 3) if j != index] for index in range(size))
    return Problem([_relation(v[i], inputs) for i, inputs in enumerate(others)], v[0])


def _loop(v: Variables, size: int) -> Problem:
    return Problem([_relation(v[(i + 1) % size], [v[i]]) for i in range(size)], v[0])


def _pairs(v: Variables, size: int) -> Problem:
    """Return pairs that are solved together, each from the one before."""
    equations = []
    for i in range(0, size - 1, 2):
        equations += [_relation(v[i + 1], [v[i + 2], v[i]]), _relation(v[i + 2], [v[i + 1], v[i]])]
    return Problem(equations, v[2 * (size // 2)], v[:1])


def _defaults(v: Variables, size: int) -> Problem:
    """Return a chain in which each relation needs a default of its own."""
    weak = [il.Variable(f"d{i}", default=1.0) for i in range(size)]
    return Problem([_relation(v[i + 1], [v[i], weak[i]]) for i in range(size)], v[size], v[:1])


def _hub(v: Variables, size: int) -> Problem:
    """Return relations that share one variable, and lack another each."""
    return Problem([_relation(v[i + 1], [v[0], v[size + 1 + i]]) for i in range(size - 1)], v[1])


_SHAPES: dict[str, Callable[[Variables, int], Problem]] = {
    "chain, forward": _chain_forward,
    "chain, inverse": _chain_inverse,
    "ladder: each from the two before": _ladder,
    "binary tree, forward": _tree_forward,
    "binary tree, inverse": _tree_inverse,
    "random sparse square": _random_square,
    "one coupled loop": _loop,
    "chain of coupled pairs": _pairs,
    "one default per relation": _defaults,
    "hub, underdetermined": _hub,
}


# -- the report ----------------------------------------------------------------------------------


def _figures(grown: list[Grown], sizes: tuple[int, ...]) -> list[Figure]:
    steep = max(exponent for one in grown for exponent in one.exponents.values())
    slowest = max(one.by_size[sizes[-1]].seconds for one in grown)
    overall = f"{sizes[0]:,} to {sizes[-1]:,}"
    return [
        *(
            Figure(f"exponent {overall}, {one.shape}", one.overall, at_most=_EXPONENT)
            for one in grown
        ),
        Figure("exponent between neighbouring sizes, largest", steep, at_most=_EXPONENT),
        Figure(f"{sizes[-1]:,} relations, slowest shape", slowest, " s", at_most=_SECONDS),
    ]


def _table(grown: list[Grown]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in grown:
        steps = {large: value for (_, large), value in one.exponents.items()}
        for size, found in one.by_size.items():
            exponent = f"{steps[size]:.2f}" if size in steps else ""
            peak = "" if found.peak is None else f"{found.peak:.0f}"
            cells = (found.numbering, found.seconds, exponent, found.blocks, found.largest, peak)
            rows.append((one.shape, size, *cells))
    header = (
        "shape",
        "relations",
        "numbering [s]",
        "[s]",
        "exponent",
        "blocks",
        "largest block",
        "peak [byte/relation]",
    )
    return Table("Plans", header, rows)
