"""Documents as HTML that needs no script: a table of MathML, and sentences between."""

from __future__ import annotations

from collections.abc import Iterable

from ironlaw._language import LawVariable, Left, Math, inline, table
from ironlaw._words.document import Document, Paragraph, Sentence, spoken
from ironlaw._words.ordering import Rank, latex
from ironlaw._words.to_latex import row_parts


def to_html(document: Document) -> str:
    """Return a document as HTML."""
    parts = []
    for block in document:
        if isinstance(block, Paragraph):
            parts.append(f"<p>{sentence_html(block.words, block.rank)}</p>")
            continue
        rows = []
        for row in block.rows:
            left, sign, right = row_parts(row, block.rank)
            lead = "" if row.goes_on else left
            rows.append((
                Left(lead) if lead else "",
                Math(f"{sign} {right}"),
                sentence_html(row.why, block.rank),
            ))  # fmt: skip
        parts.append(table(("", "", ""), rows))
    return "".join(parts)


def spoken_html(text: str, variables: Iterable[LawVariable]) -> str:
    """Return a message as HTML in which variables are mathematics."""
    return sentence_html(spoken(text, variables), Rank())


def sentence_html(words: Sentence, rank: Rank) -> str:
    """Return a sentence as HTML, its mathematics as MathML."""
    return inline(one if isinstance(one, str) else Math(latex(one, rank)) for one in words)
