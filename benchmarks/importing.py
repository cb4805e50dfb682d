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
_RUN = (
    "run = il.iron_law.given(total_flop=3e23, peak_flops='989 TFLOP/s', mfu=0.4, "
    "scaling_efficiency=0.9, goodput=0.95)"
)
_FIRST = {  # each the first question of its kind in a process
    "solve, one relation": "il.laws[2].solve('memory_bandwidth', weight_bytes='140 GB', "
    "memory_time='50 ms')",
    "solve, composed": f"{_RUN}; run.solve('devices', run_time='30 day')",
    "solve, a search": "il.laws[7].solve('servers', wait_probability=0.1, offered_load=30)",
    "evaluate": "il.laws[2].evaluate('memory_time', weight_bytes='140 GB', "
    "memory_bandwidth='3.35 TB/s')",
    "compile": "il.laws[14].compile('allreduce_time', 'ranks message_bytes effective_bandwidth "
    "link_latency')(8, 1e9, 5e10, 1e-5)",
    "what is missing, composed": "il.training.solve('run_time').missing",
}
_PROGRAM = "from time import perf_counter as now; {}; start = now(); {}; print(now() - start)"


def run(quick: bool) -> Section:
    """Time each statement in interpreters of its own, in turn."""
    rounds = 3 if quick else 11
    times: dict[str, list[float]] = {name: [] for name in _STATEMENTS}
    for turn in range(rounds + 1):
        for name, statement in _STATEMENTS.items():
            taken = _interpreter(statement)
            if turn:
                times[name].append(taken)
    first = [
        (name, median(_interpreter(statement, "import ironlaw as il") for _ in range(rounds)) * 1e3)
        for name, statement in _FIRST.items()
    ]
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
            ),
            Table("The first question of a process, after the import", ("question", "[ms]"), first),
        ],
        notes=["One untimed round comes first, so that all byte code is compiled."],
    )


def _interpreter(statement: str, before: str = "pass") -> float:
    command = [sys.executable, "-P", "-c", _PROGRAM.format(before, statement)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return float(done.stdout)
