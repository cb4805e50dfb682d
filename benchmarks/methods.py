"""Which method answers each pair, and whether each round trip returns to its point."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import sympy

import ironlaw as il
from benchmarks._pairs import Pair, every_law, every_pair
from benchmarks._report import Figure, Section, Table
from ironlaw._model.verification import round_trip

_LADDER = ("direct", "isolation", "linear", "quadratic", "regimes", "numeric")


@dataclass(frozen=True)
class Checked:
    """A pair, the furthest method that one of its points needed, and its round trips."""

    pair: Pair
    method: str
    trips: int

    @property
    def closed(self) -> bool:
        """Whether a formula answered at every point."""
        return self.method not in ("", "numeric")

    @property
    def plain(self) -> bool:
        """Whether the relation has no special function, that is, none that ironlaw defines."""
        functions = self.pair.relation.rhs.atoms(sympy.Function)
        return not any(type(one).__module__.startswith("ironlaw") for one in functions)


def run(quick: bool) -> Section:
    """Check every law, and every pair at random points, fewer if quick."""
    points = 1 if quick else 3
    refused = [why for law in every_law() if (why := _refusal(law))]
    checked = [_checked(pair, points) for pair in every_pair()]
    plain = [one for one in checked if one.plain]
    answered = sum(one.trips == points for one in checked) / len(checked)
    closed = sum(one.closed for one in plain) / len(plain)
    return Section(
        f"Methods: {len(checked)} pairs of {len(every_law())} laws, {points} random points each",
        figures=[
            Figure("pairs answered and verified", 100 * answered, " %", at_least=100.0),
            Figure("round trips that return", sum(one.trips for one in checked)),
            Figure("round trips made", points * len(checked)),
            Figure(
                "closed form, relations without special functions", 100 * closed, " %", at_least=95
            ),
            Figure("laws that .verify() refuses", len(refused), at_most=0),
        ],
        tables=[_methods(checked), _rest(checked)],
        notes=[f"verify: {why}" for why in refused],
    )


def _refusal(law: il.Law) -> str:
    """Return why .verify() refuses a law, or nothing."""
    try:
        law.verify(1)
    except il.IronLawError as error:
        return f"{law.title}: {error}"
    return ""


def _checked(pair: Pair, points: int) -> Checked:
    methods = []
    for seed in range(points):
        try:
            methods.append(round_trip(pair.relation, pair.variable, seed).method)
        except il.IronLawError:
            continue  # a trip that does not return; it is missing from the count
    return Checked(pair, max(methods, key=_LADDER.index, default=""), len(methods))


def _methods(checked: list[Checked]) -> Table:
    plain = Counter(one.method for one in checked if one.plain)
    special = Counter(one.method for one in checked if not one.plain)
    rows = [(name or "none", plain[name], special[name]) for name in (*_LADDER, "")]
    header = ("method", "without special functions", "with special functions")
    return Table("Pairs by the furthest method that a point needed", header, rows)


def _rest(checked: list[Checked]) -> Table:
    rows = [
        (one.pair.label, one.method or "none", "elementary" if one.plain else "special functions")
        for one in checked
        if not one.closed
    ]
    return Table("Pairs without a closed form", ("pair", "method", "relation"), rows)
