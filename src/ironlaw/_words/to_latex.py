r"""Documents as LaTeX: aligned rows, each with its reason, and sentences between them."""

from __future__ import annotations

import re
from collections.abc import Callable

from ironlaw._words.authored import right_side
from ironlaw._words.document import Aligned, Document, Paragraph, Row, Sentence
from ironlaw._words.ordering import Rank, latex
from ironlaw._words.statement import SIGNS
from ironlaw._words.widths import LINE, broken, sentence_width, width, wrapped

_SPECIAL = re.compile(r"[_%&#${}\\~^]")
_WORDS = {"\\": "backslash", "~": "asciitilde", "^": "asciicircum"}
_GAP = 3.0  # between a line and its reason
_LEAST = 25.0  # the narrowest that a reason is set


def to_latex(document: Document, *, label: str = "") -> str:
    r"""Return a document as LaTeX.

    Parameters
    ----------
    document
        What is to be read.
    label
        Label of its last row, which then has a number.
    """
    last = max((i for i, one in enumerate(document) if isinstance(one, Aligned)), default=-1)
    parts = []
    for index, block in enumerate(document):
        if isinstance(block, Paragraph):
            parts.append(sentence_latex(block.words, block.rank))
            continue
        rows, name = aligned_rows(block), "align*"
        if label and index == last:
            name = "align"
            rows = [rf"{row} \notag" for row in rows[:-1]] + [rf"{rows[-1]} \label{{{label}}}"]
        parts.append("\n".join([rf"\begin{{{name}}}", " \\\\\n".join(rows), rf"\end{{{name}}}"]))
    return "\n".join(parts)


def to_steps(document: Document) -> str:
    r"""Return a document as a list of steps: each reason as a sentence, its line displayed."""
    items = []
    for block in document:
        if isinstance(block, Paragraph):
            items.append(rf"\item {sentence_latex(block.words, block.rank)}")
            continue
        for row in block.rows:
            why = sentence_latex(row.why, block.rank)
            left, sign, right = row_parts(row, block.rank)
            lead = "" if row.goes_on else f"{left} "
            line, *more = broken(f"{sign} {right}", LINE - width(lead))
            rows = [f"{lead}&{line}", *(rf"&\quad {one}" for one in more)]
            body = r" \\ ".join(rows)
            shown = (
                rf"\begin{{aligned}} {body} \end{{aligned}}" if more else f"{lead}{sign} {right}"
            )
            if why or not items:
                items.append(rf"\item {why[:1].upper()}{why[1:]}: \[ {shown} \]")
            else:
                items[-1] += rf" \[ {shown} \]"
    return "\n".join([r"\begin{enumerate}", *items, r"\end{enumerate}"])


def aligned_rows(block: Aligned) -> list[str]:
    r"""Return the rows of an ``aligned`` environment, without what ends each.

    Reasons stand beside their lines if all have room there, else below them.
    """
    parts = [row_parts(row, block.rank) for row in block.rows]
    reasons = [sentence_latex(row.why, block.rank) for row in block.rows]
    lefts = [0.0 if row.goes_on else width(x[0]) for row, x in zip(block.rows, parts, strict=True)]
    left, right = max(lefts), max(width(f"{sign} {right}") for _, sign, right in parts)
    is_beside = left + right + max(map(sentence_width, reasons)) + _GAP <= LINE
    found = []
    for row, (lead, sign, body), why in zip(block.rows, parts, reasons, strict=True):
        start = "" if row.goes_on else f"{lead} "
        lines = broken(body, LINE - left)
        found.append(f"{start}&{sign} {lines[0]}")
        found += [rf"&\quad {line}" for line in lines[1:]]
        if why and is_beside:
            found[-1] += rf" && \text{{{why}}}"
        elif why:
            found += _below(row.why, block.rank, LINE - left)
    return found


def _below(words: Sentence, rank: Rank, most: float) -> list[str]:
    """Return a reason below its line, in as many lines as it needs."""
    lines = wrapped(words, lambda one: sentence_latex((one,), rank), max(most, _LEAST))
    lines[0] = f"({lines[0]}"
    lines[-1] = f"{lines[-1]})"
    return [rf"&\quad \text{{{line}}}" for line in lines]


def row_parts(row: Row, rank: Rank) -> tuple[str, str, str]:
    """Return left side, sign and right side of a row as LaTeX."""
    show = _shower(rank, dots=row.dots)
    left, sign, right = row.line.parts(show)
    if row.stated is not None and row.line.is_point:
        right = right_side(row.stated, rank.lettered)
    if row.then is not None:
        right = f"{right} = {show(row.then)}"
    return left, SIGNS.get(sign, sign), right


def sentence_latex(words: Sentence, rank: Rank) -> str:
    """Return a sentence as LaTeX text, its mathematics between dollar signs."""
    return "".join(
        _SPECIAL.sub(_escaped, one) if isinstance(one, str) else f"${latex(one, rank)}$"
        for one in words
    )


def _escaped(found: re.Match[str]) -> str:
    word = _WORDS.get(found[0])
    return rf"\text{word}{{}}" if word else rf"\{found[0]}"


def _shower(rank: Rank, *, dots: bool) -> Callable[[object], str]:
    return lambda one: latex(one, rank, dots=dots)
