"""Documents as Markdown: of Quarto and MyST, with labels to refer to, and plain."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args

from ironlaw._errors import DomainError, brief
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
)
from ironlaw._words.ordering import latex
from ironlaw._words.rank import NO_RANK, Rank
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
    last = max((i for i, one in enumerate(document) if isinstance(one, Aligned)), default=-1)
    parts = []
    number = 0
    for index, block in enumerate(document):
        own = ""
        if isinstance(block, Aligned):
            number += 1
            own = label if index == last or not label else f"{label}-{number}"
        parts.append(_block(block, flavor, own))
    return "\n\n".join(parts)


def _block(block: Block, flavor: Flavor, label: str) -> str:
    if isinstance(block, Aligned):
        rows = " \\\\\n".join(aligned_rows(block))
        body = f"\\begin{{aligned}}\n{rows}\n\\end{{aligned}}"
        return _displayed(body, flavor, label or block.label)
    if isinstance(block, Paragraph):
        return sentence_markdown(block.words, block.rank, flavor)
    if isinstance(block, Heading):
        return _heading(block, flavor)
    if isinstance(block, Items):
        return "\n".join(f"- {sentence_markdown(one, flavor=flavor)}" for one in block.items)
    if isinstance(block, Figure):
        return f"![{sentence_markdown((block.caption,))}]({block.stem}.svg)"
    cells = [[sentence_markdown(cell, flavor=flavor) for cell in row] for row in block.rows]
    lines = [[*block.head], ["---"] * len(block.head), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _heading(block: Heading, flavor: Flavor) -> str:
    words = block.words if flavor == "quarto" else str(block)  # Quarto numbers by itself
    title = f"{'#' * block.level} {sentence_markdown((words,))}"
    if not block.label or flavor == "plain":
        return title
    return f"({block.label})=\n{title}" if flavor == "myst" else f"{title} {{#{block.label}}}"


def _displayed(body: str, flavor: Flavor, label: str) -> str:
    if flavor == "myst":
        named = f":label: {label}\n" if label else ""
        return f"```{{math}}\n{named}{body}\n```"
    tag = f" {{#eq-{label.removeprefix('eq-')}}}" if label and flavor == "quarto" else ""
    return f"$$\n{body}\n$${tag}"


def sentence_markdown(words: Sentence, rank: Rank = NO_RANK, flavor: Flavor = "plain") -> str:
    """Return a sentence as Markdown, its mathematics between dollar signs."""
    return "".join(_piece(one, rank, flavor) for one in words)


def _piece(one: Any, rank: Rank, flavor: Flavor) -> str:
    if isinstance(one, Refer):
        ways = {"quarto": f"@{one.label}", "myst": f"{{eq}}`{one.label}`"}
        return ways.get(flavor, f"({one.number})")
    if isinstance(one, Cite):
        ways = {"quarto": f"[@{one.key}]", "myst": f"{{cite}}`{one.key}`"}
        return ways.get(flavor, one.words)
    if isinstance(one, Code):
        return f"`{one}`"
    if not isinstance(one, str):
        return f"${latex(one, rank)}$"
    text = _ESCAPED.sub(r"\\\g<0>", one)
    return f"*{text}*" if isinstance(one, Emphasis) else text
