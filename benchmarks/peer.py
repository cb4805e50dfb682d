"""Evaluating with units, against what the package mlsysim computes of the same quantities."""

from __future__ import annotations

import math
import warnings
from importlib.util import find_spec
from statistics import median

from benchmarks._peer_case import FORMULA, SOLVER, Case
from benchmarks._peer_formulas import formula_cases
from benchmarks._peer_solvers import solver_cases
from benchmarks._report import Cell, Figure, Section, Table
from benchmarks._timing import side_by_side
from benchmarks.givens import based

_REACH = {SOLVER: 40.0, FORMULA: 10.0}
_SAME = 1e-9

Rows = dict[Case, tuple[float, ...]]


def run(quick: bool) -> Section:
    """Compare values and times, case by case; say so where mlsysim is not installed."""
    section = Section("Evaluating with units: ironlaw against mlsysim")
    if find_spec("mlsysim") is None:
        section.notes.append("Left out: mlsysim is not installed (pip install 'ironlaw[peer]').")
        return section
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the peer's remarks on its own inputs
        cases = [*solver_cases(), *formula_cases()]
        rows = {case: _row(case, 2 if quick else 9) for case in cases}
        differ = [case.label for case in cases if not _agrees(case)]
    section.figures += [figure for kind in _REACH for figure in _figures(kind, rows)]
    section.figures.append(Figure("cases whose values differ", len(differ), at_most=0))
    section.tables += [_table(kind, rows) for kind in _REACH]
    section.notes += [f"The values differ: {label}" for label in differ]
    section.notes += [
        "Quantities are built before the clock starts; ironlaw is given its own, and in the "
        "column 'from text' strings such as '50 GB/s' instead.",
        f"Values agree within {_SAME:g}. Both sides are warm: where definitions alone lead to "
        "the target, ironlaw reuses the line that an earlier call for the same names compiled.",
    ]
    return section


def _agrees(case: Case) -> bool:
    """Tell whether both sides find the same value, in the target's base unit."""
    variable = case.law.variable(case.target)
    theirs = variable.to_base(*based({case.target: case.read(case.call())}).values())
    ours = variable.to_base(case.law.evaluate(case.target, case.quantities))
    return math.isclose(ours, theirs, rel_tol=_SAME)


def _row(case: Case, rounds: int) -> tuple[float, ...]:
    """Return the ratios (quantities, text) and the microseconds (ironlaw, from text, peer)."""
    law, target, given, text = case.law, case.target, case.quantities, case.given
    ours, from_text, theirs = side_by_side(
        (lambda: law.evaluate(target, given), lambda: law.evaluate(target, text), case.call),
        rounds,
    )
    return theirs / ours, theirs / from_text, ours * 1e6, from_text * 1e6, theirs * 1e6


def _figures(kind: str, rows: Rows) -> list[Figure]:
    reach = _REACH[kind]
    ratios = [row[0] for case, row in rows.items() if case.kind == kind]
    from_text = [row[1] for case, row in rows.items() if case.kind == kind]
    share = sum(ratio >= reach for ratio in ratios)
    return [
        Figure(f"{kind}: median of {len(ratios)} cases", median(ratios), "x", reach),
        Figure(f"{kind}: least", min(ratios), "x", reach),
        Figure(f"{kind}: cases at or above {reach:g}x", share),
        Figure(f"{kind}: median, ironlaw reading text", median(from_text), "x"),
    ]


def _table(kind: str, rows: Rows) -> Table:
    shown: list[tuple[Cell, ...]] = [
        (case.target, case.law.title, case.name, *row)
        for case, row in sorted(rows.items(), key=lambda item: item[1][0])
        if case.kind == kind
    ]
    header = (
        "target",
        "law",
        "mlsysim",
        "ratio",
        "ratio from text",
        "ironlaw [us]",
        "from text [us]",
        "mlsysim [us]",
    )
    return Table(f"Against mlsysim's {kind}", header, shown)
