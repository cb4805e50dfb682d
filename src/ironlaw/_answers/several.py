"""Several answers held together: of several unknowns, and of one before and after a change."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ironlaw._answers.solution import Solution
from ironlaw._errors import UnknownVariable
from ironlaw._language import LawVariable, Math, show_number, table


class Solutions(Mapping[str, Solution]):
    """The answers of several unknowns, by name, in the order in which they were asked for."""

    def __init__(self, found: Mapping[str, Solution]) -> None:
        self._found = dict(found)

    def __getitem__(self, name: str | LawVariable) -> Solution:
        found = self._found.get(str(name))
        if found is None:
            raise UnknownVariable(str(name), self._found, "what was asked for")
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self._found.values()))

    def _repr_html_(self) -> str:
        rows = [(repr(one), Math(one.to_latex())) for one in self._found.values()]
        return table(("answer", "formula"), rows)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)


@dataclass(frozen=True, repr=False)
class Change:
    """What a change of givens does to one variable.

    Attributes
    ----------
    before, after
        The two answers.
    changed
        The givens that differ.
    """

    before: Solution
    after: Solution
    changed: tuple[LawVariable, ...]

    @property
    def target(self) -> LawVariable:
        """The variable whose values are compared."""
        return self.before.unknown

    @property
    def ratio(self) -> float:
        """The value after the change over the one before; NaN where that is zero."""
        before = self.before.magnitude
        return self.after.magnitude / before if before else math.nan

    @property
    def difference(self) -> Any:
        """The value after the change less the one before, as a pint quantity."""
        return self.after - self.before

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the two answers warn of, each with the one that does."""
        both = (("before", self.before), ("after", self.after))
        return tuple(f"{name}: {one}" for name, answer in both for one in answer.warnings)

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain values, for JSON; numbers are in base units."""
        return {
            "target": self.target.name,
            "before": self.before.magnitude,
            "after": self.after.magnitude,
            "ratio": self.ratio,
            "difference": self.after.magnitude - self.before.magnitude,
            "base_unit": self.target.base_unit,
            "changed": {
                v.name: {"before": before, "after": after, "base_unit": v.base_unit}
                for v, before, after in self._givens
            },
            "warnings": list(self.warnings),
        }

    def __repr__(self) -> str:
        warned = (f"  ({one})" for one in self.warnings)
        return "\n".join([f"{self.target.name}: {self._compared}", *self._lines, *warned])

    def _repr_html_(self) -> str:
        rows = [(self.target.name, self._compared)]
        rows += [(v.name, f"{v.show(x)} -> {v.show(y)}") for v, x, y in self._givens]
        rows += [("", one) for one in self.warnings]
        return table(("variable", "change"), rows)

    @property
    def _compared(self) -> str:
        before, after = self.before.magnitude, self.after.magnitude
        show = self.target.show
        notes = [f"{show_number(self.ratio)} times"] if before else []
        notes.append(f"{'+' if after >= before else ''}{show(after - before)}")
        signs = (_sign(one) for one in (self.before, self.after))
        left, right = (f"{sign}{show(x)}" for sign, x in zip(signs, (before, after), strict=True))
        return f"{left} -> {right}  ({', '.join(notes)})"

    @property
    def _givens(self) -> list[tuple[LawVariable, float, float]]:
        values = self.before.given.values, self.after.given.values
        return [(v, values[0][v], values[1][v]) for v in self.changed]

    @property
    def _lines(self) -> list[str]:
        return [f"  {v.name}: {v.show(x)} -> {v.show(y)}" for v, x, y in self._givens]


def _sign(solution: Solution) -> str:
    """Return the sign of an end of an interval; nothing before a single value."""
    if solution.kind == "point":
        return ""
    return ">= " if solution.magnitude == solution.answers[0].low else "<= "
