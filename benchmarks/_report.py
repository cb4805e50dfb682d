"""What a section reports: figures with the value to reach, tables and notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

Cell = str | int | float


@dataclass(frozen=True)
class Figure:
    """One measured value, how it is shown, and the bound it should keep."""

    name: str
    value: float
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the bound is kept; None where there is none."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most

    def misses(self, margin: float) -> bool:
        """Tell whether the bound is missed by more than a share of it."""
        if self.at_least is not None:
            return self.value < self.at_least * (1 - margin)
        return self.at_most is not None and self.value > self.at_most * (1 + margin)

    def row(self) -> tuple[str, str, str, str]:
        """Return name, value, bound and verdict as text."""
        bound = ""
        if self.at_least is not None:
            bound = f">= {_number(self.at_least)}{self.unit}"
        elif self.at_most is not None:
            bound = f"<= {_number(self.at_most)}{self.unit}"
        verdict = {None: "", True: "met", False: "NOT MET"}[self.met]
        return self.name, f"{_number(self.value)}{self.unit}", bound, verdict


@dataclass(frozen=True)
class Table:
    """Rows under a header."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


@dataclass
class Section:
    """One part of the report."""

    title: str
    figures: list[Figure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def to_text(self) -> str:
        """Return the section as aligned text."""
        parts = [f"== {self.title} =="]
        if self.figures:
            rows = [figure.row() for figure in self.figures]
            parts.append(_aligned(("figure", "measured", "to reach", ""), rows))
        for table in self.tables:
            shown = [tuple(map(_cell, row)) for row in table.rows]
            parts.append(f"{table.title}\n{_aligned(table.header, shown)}")
        parts += [f"- {note}" for note in self.notes]
        return "\n\n".join(parts)

    def to_markdown(self) -> str:
        """Return the section as Markdown, without a heading."""
        parts = [self.title + "."]
        if self.figures:
            rows = [figure.row() for figure in self.figures]
            parts.append(_piped(("figure", "measured", "to reach", ""), rows))
        for table in self.tables:
            shown = [tuple(map(_cell, row)) for row in table.rows]
            parts += [table.title + ":", _piped(table.header, shown)]
        parts += [f"- {note}" for note in self.notes]
        return "\n\n".join(parts)

    def to_json(self) -> dict[str, Any]:
        """Return the section as plain data."""
        figures = [{**asdict(figure), "met": figure.met} for figure in self.figures]
        tables = [
            {
                "title": table.title,
                "rows": [dict(zip(table.header, row, strict=True)) for row in table.rows],
            }
            for table in self.tables
        ]
        return {"title": self.title, "figures": figures, "tables": tables, "notes": self.notes}


def _piped(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [tuple(header), ("---",) * len(header), *map(tuple, rows)]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def _aligned(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [tuple(header), *map(tuple, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rule = tuple("-" * width for width in widths)
    return "\n".join(_line(line, widths) for line in (lines[0], rule, *lines[1:]))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    pairs = zip(cells, widths, strict=True)
    return "  ".join(cell.ljust(width) for cell, width in pairs).rstrip()


def _cell(value: Cell) -> str:
    return value if isinstance(value, str) else _number(value)


def _number(value: float) -> str:
    if isinstance(value, int) or float(value).is_integer():
        return f"{value:.0f}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"
