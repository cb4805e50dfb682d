"""Documents as HTML that needs no script: a table of MathML, and sentences between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from ironlaw._language import LawVariable, Left, Math, Safe, inline, table
from ironlaw._words.document import (
    Aligned,
    Block,
    Cite,
    Code,
    Document,
    Emphasis,
    Figure,
    Heading,
    Items,
    Paragraph,
    Refer,
    Sentence,
    spoken,
)
from ironlaw._words.ordering import latex
from ironlaw._words.rank import NO_RANK, Rank
from ironlaw._words.to_latex import row_parts


def to_html(document: Document) -> str:
    """Return a document as HTML."""
    return "".join(map(_block, document))


def _block(block: Block) -> str:
    if isinstance(block, Aligned):
        return _equation(block)
    if isinstance(block, Paragraph):
        return f"<p>{sentence_html(block.words, block.rank)}</p>"
    if isinstance(block, Heading):
        named = f' id="{escape(block.label)}"' if block.label else ""
        return f"<h{block.level}{named}>{escape(str(block))}</h{block.level}>"
    if isinstance(block, Items):
        return f"<ul>{''.join(f'<li>{sentence_html(one)}</li>' for one in block.items)}</ul>"
    if isinstance(block, Figure):
        said = escape(block.caption)
        shown = f'<img src="{escape(block.stem)}.svg" alt="{said}"/>'
        return f"<figure>{shown}<figcaption>{said}</figcaption></figure>"
    return table(block.head, ([sentence_html(cell) for cell in row] for row in block.rows))


def _equation(block: Aligned) -> str:
    shown = table(("", "", ""), _rows(block))
    if not block.label:
        return shown
    number = f'<span class="number">({escape(block.number)})</span>' if block.number else ""
    return f'<div class="equation" id="{escape(block.label)}">{shown}{number}</div>'


def _rows(block: Aligned) -> Iterator[tuple[str, str, str]]:
    for row in block.rows:
        left, sign, right = row_parts(row, block.rank)
        lead = "" if row.goes_on else left
        why = sentence_html(row.why, block.rank)
        yield Left(lead) if lead else "", Math(f"{sign} {right}"), why


def spoken_html(text: str, variables: Iterable[LawVariable]) -> str:
    """Return a message as HTML in which variables are mathematics."""
    return sentence_html(spoken(text, variables))


def sentence_html(words: Sentence, rank: Rank = NO_RANK) -> Safe:
    """Return a sentence as HTML, its mathematics as MathML."""
    return inline(_piece(one, rank) for one in words)


def _piece(one: Any, rank: Rank) -> str:
    if isinstance(one, Refer):
        return Safe(f'<a href="#{escape(one.label)}">({escape(one.number)})</a>')
    if isinstance(one, Cite):
        return Safe(f'<a href="#{escape(one.key)}">{escape(one.words)}</a>')
    if isinstance(one, Code):
        return Safe(f"<code>{escape(one)}</code>")
    if isinstance(one, Emphasis):
        return Safe(f"<em>{escape(one)}</em>")
    return one if isinstance(one, str) else Math(latex(one, rank))
