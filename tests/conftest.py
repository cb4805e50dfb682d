"""Shared by all tests: the table of methods that the suite prints at its end."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import ironlaw as il

SPECIAL = ("ErlangC", "NormalCDF", "ExpDifference")


def pytest_terminal_summary(terminalreporter):
    """Print by which method each variable of each relation is found, whatever ran in parallel."""
    reports = [report for kind in terminalreporter.stats.values() for report in kind]
    files = {Path(getattr(report, "fspath", None) or ".").name for report in reports}
    properties = [one for report in reports for one in getattr(report, "user_properties", ())]
    tables = [value for name, value in properties if name == "methods"]
    if tables:
        terminalreporter.section("methods that recover each leaf of a system")
        for line in sorted(set(tables)):
            terminalreporter.line(line)
    proofs = [value for name, value in properties if name == "maxima"]
    pages = [value for name, value in properties if name == "typeset"]
    for line in dict.fromkeys([*proofs, *pages]):
        terminalreporter.line(line)
    if "test_laws.py" not in files:
        return
    if not proofs:
        terminalreporter.section("proofs by Maxima; pages by TeX, KaTeX, Pandoc and a browser")
        terminalreporter.line("skipped: -m long runs them, where these are installed")
    pairs = [pair for law in [*il.laws.values(), il.iron_law] for pair in law.verify()]
    terminalreporter.section(f"methods of {len(pairs)} (relation, variable) pairs")
    for special in (False, True):
        found = Counter(pair.method for pair in pairs if is_special(pair.relation) is special)
        kind = "with" if special else "without"
        terminalreporter.line(f"{kind} special functions: {dict(found.most_common())}")
    numeric = [pair for pair in pairs if pair.method == "numeric"]
    names = ", ".join(f"{pair.relation.name}.{pair.variable.name}" for pair in numeric)
    terminalreporter.line(f"by bracketing: {names}")


def is_special(relation: il.Relation) -> bool:
    """Tell whether a relation holds Erlang C, the normal distribution or the like."""
    return any(type(node).__name__ in SPECIAL for node in relation.rhs.find(lambda _: True))
