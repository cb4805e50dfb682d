"""Plain text that fits a width: tables, and lines that are folded where they may be."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

_LEAST = 20  # a column of words that is narrower reads worse than one entry under the other
_BREAKS = re.compile(r" +|(?<=[*/,(])(?![*\s])")


def columns(rows: Sequence[Sequence[str]], width: int | None = None) -> str:
    """Return left-aligned columns under the first row; the last one is not padded.

    Within a width, the last column is wrapped; where that leaves it too little room, the cells of
    a row stand under each other, each with its column's name.

    Examples
    --------
    >>> print(columns([("a", "b"), ("long", "c")]))
    a     b
    long  c
    """
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)] if rows else []
    start = sum(widths) + 2 * len(widths)
    longest = max((len(row[-1]) for row in rows), default=0)
    if width is not None and start + min(longest, _LEAST) > width:
        return _stacked(rows, width)
    lines = []
    for row in rows:
        head = "".join(f"{cell:{w}}  " for cell, w in zip(row, widths, strict=False))
        first, *rest = _wrapped(row[-1], width - start if width else None)
        lines += [head + first, *(" " * start + line for line in rest)]
    return "\n".join(line.rstrip() for line in lines)


def assigned(values: Mapping[str, Any]) -> str:
    """Return values by name as one line: ``a = 1, b = 2``."""
    return ", ".join(f"{name} = {value}" for name, value in values.items())


def _wrapped(text: str, room: int | None) -> list[str]:
    if room is None or len(text) <= room:
        return [text]
    return textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)


def _stacked(rows: Sequence[Sequence[str]], width: int) -> str:
    names, *body = rows
    lines = []
    for row in body:
        lines.append(row[0])
        named = zip(names[1:], row[1:], strict=False)
        lines += [f"  {name}: {cell}" for name, cell in named if cell]
    return fold("\n".join(lines), width)


def fold(text: str, width: int | None) -> str:
    """Return text with long lines broken at spaces, or after an operator, and indented further.

    Examples
    --------
    >>> print(fold("  run_time = total_flop/(devices*goodput)", 24))
      run_time = total_flop/
          (devices*goodput)
    """
    if width is None:
        return text
    return "\n".join(part for line in text.split("\n") for part in _folded(line, width))


def _folded(line: str, width: int) -> list[str]:
    parts: list[str] = []
    indent = len(line) - len(line.lstrip())
    while len(line) > width:
        at = [m for m in _BREAKS.finditer(line) if indent < m.start() <= width]
        if not at:
            at = [m for m in _BREAKS.finditer(line) if m.start() > indent][:1]
        if not at:
            break
        if not parts:
            indent += 4
        parts.append(line[: at[-1].start()])
        line = " " * indent + line[at[-1].end() :]
    return [*parts, line]
