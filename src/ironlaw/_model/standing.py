"""What givens amount to in a system, as data: text, HTML and JSON are views of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

from ironlaw._answers import Solution
from ironlaw._errors import UnderdeterminedError
from ironlaw._language import Givens, LawVariable, table
from ironlaw._model.members import Members
from ironlaw._structure import smallest_sets
from ironlaw._words import columns

WIDTH = 100


class Determined(NamedTuple):
    """An answer that follows, the relations that give it in the end, and in which direction."""

    solution: Solution
    relations: tuple[str, ...]
    direction: str

    @property
    def way(self) -> str:
        """How it follows, in words."""
        words = ["with defaults"] if self.solution.defaults else []
        words += [self.direction] if self.direction != "forward" else []
        return f"by {', '.join([*self.relations, *words])}"


@dataclass(frozen=True, repr=False)
class Standing:
    """What givens determine in a system, what stays open, and what they contradict.

    Attributes
    ----------
    members, sound
        Those of the system that was asked, and those without the relations that the givens
        contradict: what is followed.
    given
        The givens that were read.
    determined
        The answer for each variable that follows, and how; those that others rest on first.
    defaults
        Variables that only their default gives a value.
    open
        Variables that nothing determines.
    contradictions
        What the givens contradict, one sentence each.
    unsolved
        Why a variable that is determined has no answer, by its name; blocked ones among them.

    Examples
    --------
    >>> import ironlaw as il
    >>> found = il.laws[3].check(mfu=0.4, peak_flops="312 TFLOP/s")
    >>> found.determined[0].solution, found.determined[0].relations
    (achieved_flops = 124.8 TFLOP/s, ('mfu',))
    >>> found["achieved_flops"].to("TFLOP/s").magnitude
    124.8
    """

    members: Members
    sound: Members
    given: Givens
    determined: tuple[Determined, ...]
    defaults: tuple[LawVariable, ...]
    open: tuple[LawVariable, ...]
    contradictions: tuple[str, ...]
    unsolved: Mapping[str, str]

    def __getitem__(self, name: str | LawVariable) -> Solution:
        """Return the answer for a variable that follows.

        Raises
        ------
        UnderdeterminedError
            If it does not; names what to give.
        """
        variable = self.members.variable(name)
        for one in self.determined:
            if one.solution.unknown == variable:
                return one.solution
        state, sets = self.lacking(variable)
        raise UnderdeterminedError(_lacking_words(variable.name, state, sets), sets)

    def lacking(self, name: str | LawVariable) -> tuple[str, tuple[frozenset[str], ...]]:
        """Return how a variable stands, and the smallest further givens that determine it.

        Raises
        ------
        UnknownVariable
            If the system has no such variable.
        """
        variable = self.members.variable(name)
        if variable in self.given:
            return "given", ()
        if variable.constant is not None:
            return "constant", ()
        if variable.name in self.unsolved:
            return "unsolved", ()
        if any(one.solution.unknown == variable for one in self.determined):
            return "determined", ()
        known = frozenset({*self.given.values, *self.sound.constants})
        if not self.sound.memory.plan(variable, known).free:
            return "determined", ()
        return "open", smallest_sets(self.sound.equations, variable, known)

    def suggest(self, name: str | LawVariable) -> tuple[frozenset[str], ...]:
        """Return the smallest sets of further givens that determine a variable; empty if none lack.

        Examples
        --------
        >>> import ironlaw as il
        >>> [sorted(one) for one in il.laws[3].check(mfu=0.4).suggest("achieved_flops")]
        [['peak_flops']]
        """
        return self.lacking(name)[1]

    # -- views -------------------------------------------------------------------------------

    def to_text(self, name: str | None = None, *, width: int = WIDTH) -> str:
        """Return what stands as text; for a variable of that name, also what it lacks."""
        given = [f"{v.name} = {v.show(value)}" for v, value in self.given.values.items()]
        parts = [
            f"{self.members.title}: {self._counts}",
            _section("given", given),
            _section("determined", columns(self._rows).splitlines()),
            _section("by default", _wrapped(self._defaulted, width)),
            _section("open", _wrapped([v.name for v in self.open], width)),
            _section("without an answer", (f"{one}: {why}" for one, why in self._failed.items())),
            _section("contradictions", self.contradictions),
        ]
        if name is not None:
            state, sets = self.lacking(name)
            parts.append(_lacking_words(name, state, sets))
        return "\n\n".join(part for part in parts if part)

    def to_dict(self, name: str | None = None) -> dict[str, Any]:
        """Return what stands as plain values, for JSON; numbers are in base units."""
        facts: dict[str, Any] = {
            "system": self.members.title,
            "given": [_value_facts(v, value) for v, value in self.given.values.items()],
            "determined": [_determined_facts(one) for one in self.determined],
            "defaults": [_value_facts(v, v.default or 0.0) for v in self.defaults],
            "open": [v.name for v in self.open],
            "unsolved": dict(self.unsolved),
            "contradictions": list(self.contradictions),
        }
        if name is not None:
            state, sets = self.lacking(name)
            facts["for"] = {"variable": name, "state": state, "give": [sorted(x) for x in sets]}
        return facts

    def __repr__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        given = [(f"{v.name} = {v.show(value)}", "given") for v, value in self.given.values.items()]
        weak = [(text, "by default") for text in self._defaulted]
        failed = [(one, why) for one, why in self._failed.items()]
        wrong = "".join(f"<p><b>contradiction</b>: {escape(x)}</p>" for x in self.contradictions)
        open_ = ", ".join(v.name for v in self.open)
        return (
            f"<p><b>{escape(self.members.title)}</b>: {escape(self._counts)}</p>{wrong}"
            + table(("value", "how"), [*given, *self._rows, *weak, *failed])
            + (f"<p>open: {escape(open_)}</p>" if open_ else "")
        )

    @property
    def _counts(self) -> str:
        given, followed, left = len(self.given.values), len(self.determined), len(self.open)
        return f"{given} given, {followed} determined, {left} open"

    @property
    def _rows(self) -> list[tuple[str, str]]:
        return [(one.solution.to_text(defaults=False), one.way) for one in self.determined]

    @property
    def _defaulted(self) -> list[str]:
        return [f"{v.name} = {v.show(v.default or 0.0)}" for v in self.defaults]

    @property
    def _failed(self) -> dict[str, str]:
        """Why variables have no answer, where that is not a contradiction."""
        return {x: why for x, why in self.unsolved.items() if why not in self.contradictions}


def _section(title: str, lines: Iterable[str]) -> str:
    found = [f"  {line}" for line in lines]
    return "\n".join([title, *found]) if found else ""


def _wrapped(names: Sequence[str], width: int) -> list[str]:
    text = ", ".join(name.replace(" ", "\0") for name in names)
    lines = textwrap.wrap(text, width - 2, break_on_hyphens=False)
    return [line.replace("\0", " ") for line in lines]


def _lacking_words(name: str, state: str, sets: Sequence[frozenset[str]]) -> str:
    if state != "open":
        words = {"given": "is given", "constant": "is a constant", "unsolved": "has no answer"}
        return f"{name} {words.get(state, 'follows; nothing is missing')}"
    if not sets:
        return f"{name} is open; no few givens determine it"
    lines = [" and ".join(sorted(one)) for one in sets]
    return _section(f"to determine {name}, give{' one of these' if len(lines) > 1 else ''}", lines)


def _value_facts(variable: LawVariable, value: float) -> dict[str, Any]:
    return {
        "variable": variable.name,
        "text": variable.show(value),
        "value": value,
        "base_unit": variable.base_unit,
    }


def _determined_facts(found: Determined) -> dict[str, Any]:
    solution, relations, direction = found
    return {
        "variable": solution.unknown.name,
        "text": solution.to_text(defaults=False),
        "kind": solution.kind,
        "values": list(solution.magnitudes),
        "base_unit": solution.unknown.base_unit,
        "relations": list(relations),
        "direction": direction,
        "defaults": [v.name for v in solution.defaults],
    }
