"""Documents as plain text for a terminal: numbered steps, variables by name."""

from __future__ import annotations

from ironlaw._words.columns import columns
from ironlaw._words.document import (
    Aligned,
    Document,
    Figure,
    Heading,
    Items,
    Paragraph,
    Row,
    Sentence,
    Table,
)
from ironlaw._words.statement import statement_text

_WIDEST = 80


def to_text(document: Document) -> str:
    """Return a document as text; each step has a number and its reason beside it."""
    rows = [row for block in document if isinstance(block, Aligned) for row in block.rows]
    lines = [_line(row) for row in rows if row.is_step]
    width = max((len(line) for line in lines if len(line) <= _WIDEST), default=0)
    found: list[str] = []
    number = 0
    for block in document:
        if not isinstance(block, Aligned):
            found += _said(block)
            continue
        for row in block.rows:
            number += row.is_step
            found.append(_shown(row, number, width))
    return "\n".join(found)


def _said(block: Paragraph | Heading | Items | Table | Figure) -> list[str]:
    """Return a block of text as lines."""
    if isinstance(block, Paragraph):
        return [_sentence(block.words)]
    if isinstance(block, Heading):
        return ["", str(block), ("=", "-", "~")[block.level - 1] * len(str(block)), ""]
    if isinstance(block, Items):
        return [f"- {_sentence(one)}" for one in block.items]
    if isinstance(block, Figure):
        return [block.caption]
    rows = [[_sentence(cell) for cell in row] for row in block.rows]
    return columns([block.head, *rows]).split("\n")


def _sentence(words: Sentence) -> str:
    return "".join(map(str, words))


def _shown(row: Row, number: int, width: int) -> str:
    if row.goes_on:
        _, sign, right = _line(row).partition(" = ")
        return f"   {sign}{right}"
    lead = f"{number}. " if row.is_step else ""
    lead = lead or ("   " if row.is_aside else "")
    line = f"{lead}{_line(row):{width if row.is_step else 0}}"
    why = row.plain if isinstance(row.plain, str) else row.plain.reason()
    return f"{line}    {why}" if why else line


def _line(row: Row) -> str:
    line = statement_text(row.line)
    return line if row.then is None else f"{line} = {row.then}"
