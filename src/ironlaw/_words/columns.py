"""Tables of plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

_LEAST = 20  # a column of words that is narrower reads worse than a long line


def columns(rows: Sequence[Sequence[str]], width: int | None = None) -> str:
    """Return left-aligned columns; the last one is not padded, and wrapped where a width is given.

    Examples
    --------
    >>> print(columns([("a", "b"), ("long", "c")]))
    a     b
    long  c
    """
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)] if rows else []
    start = sum(widths) + 2 * len(widths)
    lines = []
    for row in rows:
        head = "".join(f"{cell:{w}}  " for cell, w in zip(row, widths, strict=False))
        first, *rest = _wrapped(row[-1], width - start if width else None)
        lines += [head + first, *(" " * start + line for line in rest)]
    return "\n".join(line.rstrip() for line in lines)


def _wrapped(text: str, room: int | None) -> list[str]:
    if room is None or len(text) <= room:
        return [text]
    return textwrap.wrap(text, max(room, _LEAST), break_long_words=False, break_on_hyphens=False)
