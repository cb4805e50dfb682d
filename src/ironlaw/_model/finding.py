"""Finding a variable or a choice by the words that people have for it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any, NamedTuple, overload

from ironlaw._errors import needed
from ironlaw._language import LawVariable, Math, table
from ironlaw._model.index import Chosen, Held
from ironlaw._model.likeness import Card, likeness
from ironlaw._model.registry import everywhere, holder
from ironlaw._model.system import System

_SHOWN = 12


class Match(NamedTuple):
    """A variable or a choice that was found, and the laws and systems that have it."""

    found: Held | Chosen

    def __repr__(self) -> str:
        unit = f" [{self.unit}]" if self.unit not in ("", "1") else ""
        return f"Match({self.name}{unit}, in {self.where})"

    @property
    def name(self) -> str:
        """The name of the variable, or of the choice."""
        return self.found.name

    @property
    def variable(self) -> LawVariable | None:
        """The variable; None for a choice."""
        return self.found.variable if isinstance(self.found, Held) else None

    @property
    def systems(self) -> tuple[System, ...]:
        """The walls, the Iron Law and the systems that have it, in order."""
        return self.found.systems

    @property
    def unit(self) -> str:
        """The unit of a variable; empty for a choice."""
        return "" if self.variable is None else self.variable.unit

    @property
    def glyph(self) -> str:
        """The LaTeX glyph of a variable; empty for a choice."""
        return "" if self.variable is None else self.variable.glyph

    @property
    def meaning(self) -> str:
        """What a variable is; of a choice, its variants."""
        if isinstance(self.found, Held):
            return self.found.variable.meaning
        return f"choice: {', '.join(self.found.variants)}"

    @property
    def where(self) -> str:
        """Who has it, in words: ``walls 2, 4; training``."""
        numbers = [str(n) for one in self.systems if (n := getattr(one, "number", None))]
        walls = f"wall{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}" if numbers else ""
        others = [holder(one).title for one in self.systems if not getattr(one, "number", None)]
        return "; ".join(filter(None, [walls, ", ".join(others)]))


class Found(Sequence[Match]):
    """What was found for some words, the best first."""

    def __init__(self, words: str, matches: Sequence[Match]) -> None:
        self.words = words
        self._matches = tuple(matches)

    @overload
    def __getitem__(self, index: int) -> Match: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Match, ...]: ...
    def __getitem__(self, index: int | slice) -> Match | tuple[Match, ...]:
        return self._matches[index]

    def __len__(self) -> int:
        return len(self._matches)

    def to_dict(self) -> list[dict[str, Any]]:
        """Return what was found as plain values, for JSON."""
        return [_facts(one) for one in self]

    def __repr__(self) -> str:
        return self.to_text()

    def to_text(self, *, width: int = 100) -> str:
        """Return what was found as text: name, unit and glyph, meaning, and who has it."""
        if not self:
            return f"nothing is called {self.words!r}; try other words, or fewer"
        lines = [line for one in self[:_SHOWN] for line in _lines(one, width)]
        return "\n".join(lines) + self._more

    def _repr_html_(self) -> str:
        if not self:
            return f"<p>{escape(repr(self))}</p>"
        rows = [
            (x.name, Math(x.glyph) if x.glyph else "", x.unit, x.meaning, x.where)
            for x in self[:_SHOWN]
        ]
        return table(("name", "glyph", "unit", "meaning", "where"), rows) + (
            f"<p>{escape(self._more.strip())}</p>" if self._more else ""
        )

    @property
    def _more(self) -> str:
        left = len(self) - _SHOWN
        return f"\nand {left} more" if left > 0 else ""


def find(words: str) -> Found:
    """Find variables and choices by name, meaning, unit or glyph; exported as ``il.find``.

    Parameters
    ----------
    words
        What people call it; every word must fit. Abbreviations (``bw``), the field's other words
        (``HBM``), small slips and units (``USD/kWh``) are understood.

    Returns
    -------
    Found
        A sequence of matches, the best first; each knows ``.variable``, ``.where`` and the rest.

    Examples
    --------
    >>> import ironlaw as il
    >>> found = il.find("hbm bandwidth")
    >>> found[0].name, found[0].unit, found[0].where
    ('memory_bandwidth', 'byte/s', 'walls 2, 4, 22; inference')
    >>> il.find("allreduce")[0].meaning
    'choice: ring, tree, double_tree, hierarchical'
    """
    asked = needed(words, str, "the words to look for, as text").split()
    scored = [(likeness(asked, card), one) for card, one in _everything()]
    best = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: -pair[0])
    return Found(words, [one for _, one in best])


@cache
def _everything() -> tuple[tuple[Card, Match], ...]:
    known = everywhere()
    held: list[Held | Chosen] = [*known.choices.values(), *known.variables.values()]
    matches = map(Match, held)
    return tuple((Card.of(one.name, one.meaning, one.unit, one.glyph), one) for one in matches)


def _lines(one: Match, width: int) -> list[str]:
    unit = f" [{one.unit}]" if one.unit not in ("", "1") else ""
    glyph = f", {one.glyph}" if one.glyph else ""
    first = textwrap.wrap(
        f"{one.name}{unit}{glyph}: {one.meaning}", width, subsequent_indent="    "
    )
    return first + textwrap.wrap(f"in {one.where}", width - 4, initial_indent="    ")


def _facts(one: Match) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": "choice" if one.variable is None else "variable",
        "meaning": one.meaning,
        "unit": one.unit,
        "base_unit": "" if one.variable is None else one.variable.base_unit,
        "latex": one.glyph,
        "walls": [n for x in one.systems if (n := getattr(x, "number", None))],
        "where": [holder(x).title for x in one.systems],
    }
