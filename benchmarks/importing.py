"""Importing, and importing plus a first answer, in fresh interpreters."""

from __future__ import annotations

import subprocess
import sys
from statistics import median

from benchmarks._report import Figure, Section, Table

_STATEMENTS = {
    "sympy, numpy, pint, networkx": "import sympy, numpy, pint, networkx",
    "ironlaw": "import ironlaw",
    "ironlaw and a first solve": (
        "import ironlaw as il; il.laws[2].solve('memory_bandwidth', "
        "weight_bytes='140 GB', memory_time='50 ms')"
    ),
}
_PROGRAM = "from time import perf_counter as now; start = now(); {}; print(now() - start)"


def run(quick: bool) -> Section:
    """Time each statement in interpreters of its own, in turn."""
    rounds = 3 if quick else 11
    times: dict[str, list[float]] = {name: [] for name in _STATEMENTS}
    for turn in range(rounds + 1):
        for name, statement in _STATEMENTS.items():
            taken = _interpreter(statement)
            if turn:
                times[name].append(taken)
    bare, imported, solved = (median(values) for values in times.values())
    rows = [
        (name, median(values) / bare, median(values) * 1e3, min(values) * 1e3, max(values) * 1e3)
        for name, values in times.items()
    ]
    return Section(
        f"Importing: medians of {rounds} fresh interpreters each, in turn",
        figures=[
            Figure("import ironlaw, over the bare imports", imported / bare, "x", at_most=1.3),
            Figure("import and first solve, over the bare imports", solved / bare, "x", at_most=2),
        ],
        tables=[
            Table(
                "Seconds inside the interpreter, its own start not counted",
                ("imported", "ratio", "median [ms]", "least [ms]", "most [ms]"),
                rows,
            )
        ],
        notes=["One untimed round comes first, so that all byte code is compiled."],
    )


def _interpreter(statement: str) -> float:
    command = [sys.executable, "-P", "-c", _PROGRAM.format(statement)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return float(done.stdout)
