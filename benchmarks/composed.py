"""Composed systems: leaves found from a target, whole systems eliminated, derivations in LaTeX."""

from __future__ import annotations

from collections import Counter
from functools import partial
from statistics import median

from benchmarks._composed_cases import Inverse, every_goal, every_inverse
from benchmarks._composed_stages import GOAL_STAGES, INVERSE_STAGES
from benchmarks._composed_tables import (
    COMPOSED_LATEX,
    SOLVE,
    Eliminated,
    Measured,
    Written,
    by_goal,
    by_method,
    elimination_table,
    latex_table,
    ninetieth,
    outcomes,
    slowest,
)
from benchmarks._pairs import Pair, every_pair
from benchmarks._report import Figure, Section
from benchmarks._timing import measured
from benchmarks._worker import ANSWERED, GUARD, Worker

_ELIMINATION, _ONE_LATEX = 1000.0, 5.0  # [ms]
_PATIENCE = 2.0  # [s] for sympy.solve, at most; half as much if quick
_OWN_PATIENCE = 20.0  # [s]
_SUBS_PATIENCE = 240.0  # [s]; SymPy's own .subs through a whole system, which is compared with
_SYMPY_STRIDE = 3
_QUICK_STRIDE = 11
_QUICK_PAIRS = 23


def run(quick: bool, guard: float) -> Section:
    """Measure all leaves and pairs, or a sample of them."""
    guard = min(guard, _PATIENCE / 2 if quick else _PATIENCE)
    inverses, goals = _inverses(quick, guard), _eliminations(quick, guard)
    written = [_one_written(pair, quick) for pair in every_pair()[:: _QUICK_PAIRS if quick else 1]]
    section = Section(f"Composed systems: {len(inverses)} leaves found from a target")
    section.figures += _solving(inverses)
    section.figures += _eliminating(goals)
    section.figures += _writing(inverses, written)
    section.tables += [
        by_goal(inverses),
        by_method(inverses),
        slowest(inverses),
        outcomes(inverses),
        elimination_table(goals),
        latex_table(inverses, written),
    ]
    section.notes += _notes(inverses, guard)
    return section


# -- measuring -----------------------------------------------------------------------------------


def _inverses(quick: bool, guard: float) -> list[Measured]:
    cases = every_inverse()[:: _QUICK_STRIDE if quick else 1]
    worker = Worker(partial(list, cases), INVERSE_STAGES)
    try:
        found = [_measure(worker, index, case, quick) for index, case in enumerate(cases)]
        for index in range(0, len(cases), 2 if quick else _SYMPY_STRIDE):
            _ask_sympy(worker, index, found[index], guard)
    finally:
        worker.stop()
    return found


def _measure(worker: Worker, index: int, case: Inverse, quick: bool) -> Measured:
    times = 2 if quick else 5
    outcome = worker.ask("ironlaw outcome", index, 1, _OWN_PATIENCE)
    one = Measured(case, *(outcome or (GUARD, "")))
    if one.ironlaw == ANSWERED:
        taken = worker.ask("ironlaw time", index, times, _OWN_PATIENCE)
        one.ironlaw_time = taken or float("inf")
        latex = worker.ask("latex", index, times, _OWN_PATIENCE)
        if latex is not None:
            one.latex_times, one.steps, one.characters = latex
    return one


def _ask_sympy(worker: Worker, index: int, one: Measured, guard: float) -> None:
    one.sympy = worker.ask("sympy outcome", index, 1, guard) or GUARD
    if one.sympy == ANSWERED:
        one.sympy_time = worker.ask("sympy time", index, 1, guard * 4) or float("inf")


def _eliminations(quick: bool, guard: float) -> list[Eliminated]:
    goals = every_goal()
    worker = Worker(partial(list, goals), GOAL_STAGES)
    found = []
    try:
        for index, goal in enumerate(goals):
            result = worker.ask("elimination", index, 1 if quick else 5, _SUBS_PATIENCE)
            times, relations, symbols, agrees = result
            asked = index == 0 and not quick
            as_system = (worker.ask("as a system", index, 1, guard) or GUARD) if asked else ""
            found.append(Eliminated(goal, times, relations, symbols, agrees, as_system))
    finally:
        worker.stop()
    return found


def _one_written(pair: Pair, quick: bool) -> Written:
    derivation = pair.relation.solve(pair.variable).derivation
    ways = {"derivation": lambda: derivation.to_latex}
    return Written(pair, measured(ways, 2 if quick else 5))


# -- figures -------------------------------------------------------------------------------------


def _solving(inverses: list[Measured]) -> list[Figure]:
    taken = sorted(one.milliseconds for one in inverses)
    ratios = [one.speedup for one in inverses if one.both]
    found = sum(one.ironlaw == ANSWERED for one in inverses)
    share = sum(time <= SOLVE for time in taken)
    figures = [
        Figure("leaves found again", 100 * found / len(inverses), " %", at_least=100.0),
        Figure("inverse solve, median", median(taken), " ms", at_most=SOLVE),
        Figure("inverse solve, 90th percentile", ninetieth(taken), " ms"),
        Figure("inverse solve, slowest", taken[-1], " ms", at_most=SOLVE),
        Figure(f"inverse solves within {SOLVE:g} ms", 100 * share / len(taken), " %"),
    ]
    if ratios:
        name = f"over sympy.solve, median of {len(ratios)} that both answer"
        figures.append(Figure(name, median(ratios), "x"))
        figures.append(Figure("  least", min(ratios), "x"))
    return figures


def _eliminating(goals: list[Eliminated]) -> list[Figure]:
    most = {way: max(one.times[way] for one in goals) * 1e3 for way in ("warm", "cleared")}
    return [
        Figure("symbolic elimination, slowest", most["warm"], " ms", at_most=_ELIMINATION),
        Figure("  SymPy's cache cleared before", most["cleared"], " ms", at_most=_ELIMINATION),
        Figure("  over subs, median, both warm", median(one.speedup for one in goals), "x"),
        Figure("  results that differ from those of subs", sum(not one.agrees for one in goals)),
    ]


def _writing(inverses: list[Measured], written: list[Written]) -> list[Figure]:
    ones = [one.times["derivation"] * 1e3 for one in written]
    composed = [one.latex_times["derivation"] * 1e3 for one in inverses if one.latex_times]
    printer = [_over_printer(one) for one in inverses if one.latex_times]
    share = sum(time <= COMPOSED_LATEX for time in composed)
    bound = f"composed derivations within {COMPOSED_LATEX:g} ms"
    return [
        Figure("LaTeX of one relation's, median", median(ones), " ms", at_most=_ONE_LATEX),
        Figure("LaTeX of one relation's, slowest", max(ones), " ms"),
        Figure("LaTeX of a composed one, median", median(composed), " ms", at_most=COMPOSED_LATEX),
        Figure("LaTeX of a composed one, slowest", max(composed), " ms", at_most=COMPOSED_LATEX),
        Figure(bound, 100 * share / len(composed), " %"),
        Figure("composed, over sympy.latex of its statements", median(printer), "x"),
    ]


def _over_printer(one: Measured) -> float:
    return one.latex_times["derivation"] / one.latex_times["printer"]


# -- notes -----------------------------------------------------------------------------------------


def _notes(inverses: list[Measured], guard: float) -> list[str]:
    lost = [one.case.label for one in inverses if one.ironlaw != ANSWERED]
    late = Counter(one.case.goal.target for one in inverses if one.sympy == GUARD)
    notes = [
        "Each leaf that moves the target is found from the target and all other leaves, as "
        "numbers in base units; the same call was made before. ironlaw plans, eliminates, solves "
        "and verifies in every call; sympy.solve is handed the one equation that is left, with "
        f"the numbers in, for one leaf in a few; its guard time is {guard:g} s here.",
        "Symbolic elimination leaves the target's leaves alone as symbols; 'subs' replaces what is "
        "defined by its definitions with SymPy's subs until nothing defined is left.",
    ]
    notes += [f"Not found again by ironlaw: {label}" for label in lost]
    late_words = "Over the guard time in sympy.solve: {} leaves from {}"
    return notes + [late_words.format(count, target) for target, count in late.items()]
