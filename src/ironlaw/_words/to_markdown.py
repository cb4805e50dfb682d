"""Documents as Markdown: of Quarto and MyST, with labels to refer to, and plain."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args

from ironlaw._errors import DomainError, brief
from ironlaw._words.document import Document, Paragraph, Sentence
from ironlaw._words.ordering import Rank, latex
from ironlaw._words.to_latex import aligned_rows

Flavor = Literal["plain", "quarto", "myst"]
_ESCAPED = re.compile(r"[\\`*_\[\]<>#$|~]")


def to_markdown(document: Document, flavor: Any = "plain", *, label: str = "") -> str:
    """Return a document as Markdown.

    Parameters
    ----------
    document
        What is to be read.
    flavor
        ``"quarto"`` and ``"myst"`` have their own way to label equations.
    label
        Label of the last equation; those before it end in ``-1``, ``-2`` and so on.

    Raises
    ------
    DomainError
        If there is no such flavor.
    """
    if flavor not in get_args(Flavor):
        known = ", ".join(map(repr, get_args(Flavor)))
        raise DomainError(f"flavor = {brief(flavor)} is no Markdown here; give one of {known}")
    count = sum(not isinstance(one, Paragraph) for one in document)
    parts = []
    number = 0
    for block in document:
        if isinstance(block, Paragraph):
            parts.append(sentence_markdown(block.words, block.rank))
            continue
        number += 1
        own = label if number == count or not label else f"{label}-{number}"
        rows = " \\\\\n".join(aligned_rows(block))
        body = f"\\begin{{aligned}}\n{rows}\n\\end{{aligned}}"
        parts.append(_displayed(body, flavor, own))
    return "\n\n".join(parts)


def _displayed(body: str, flavor: Flavor, label: str) -> str:
    if flavor == "myst":
        named = f":label: {label}\n" if label else ""
        return f"```{{math}}\n{named}{body}\n```"
    tag = f" {{#eq-{label.removeprefix('eq-')}}}" if label and flavor == "quarto" else ""
    return f"$$\n{body}\n$${tag}"


def sentence_markdown(words: Sentence, rank: Rank) -> str:
    """Return a sentence as Markdown, its mathematics between dollar signs."""
    return "".join(
        _ESCAPED.sub(r"\\\g<0>", one) if isinstance(one, str) else f"${latex(one, rank)}$"
        for one in words
    )
