r"""Documents as LaTeX: aligned rows, each with its reason, and sentences between them."""

from __future__ import annotations

import re
from collections.abc import Callable

from ironlaw._words.authored import right_side
from ironlaw._words.document import Aligned, Document, Paragraph, Row, Sentence
from ironlaw._words.ordering import Rank, latex
from ironlaw._words.statement import SIGNS

_ESCAPED = re.compile(r"[_%&#$]")
_COMMAND = re.compile(r"\\(?:mathrm|text|left|right|operatorname|frac|sqrt|quad)|[{}^_\\&]")
_WIDEST = 62  # glyphs of a row and its reason; what is wider has its reason below


def to_latex(document: Document, *, label: str = "", numbered: bool = False) -> str:
    r"""Return a document as LaTeX.

    Parameters
    ----------
    document
        What is to be read.
    label
        Label of its last row, which then has a number.
    numbered
        Whether each row has a number.
    """
    last = max((i for i, one in enumerate(document) if isinstance(one, Aligned)), default=-1)
    parts = []
    for index, block in enumerate(document):
        if isinstance(block, Paragraph):
            parts.append(sentence_latex(block.words, block.rank))
            continue
        mark = rf" \label{{{label}}}" if label and index == last else ""
        rows = aligned_rows(block)
        if numbered or mark:
            silent = "" if numbered else r" \notag"
            rows = [f"{row}{silent}" for row in rows[:-1]] + [f"{rows[-1]}{mark}"]
        name = "align" if numbered or mark else "align*"
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
            items.append(rf"\item {why[:1].upper()}{why[1:]}: \[ {lead}{sign} {right} \]")
    return "\n".join([r"\begin{enumerate}", *items, r"\end{enumerate}"])


def aligned_rows(block: Aligned) -> list[str]:
    r"""Return the rows of an ``aligned`` environment, without what ends each."""
    found = []
    for row in block.rows:
        left, sign, right = row_parts(row, block.rank)
        line = f"{'' if row.goes_on else left + ' '}&{sign} {right}"
        if not row.why:
            found.append(line)
            continue
        why = sentence_latex(row.why, block.rank)
        if width(line) + width(why) <= _WIDEST:
            found.append(rf"{line} && \text{{{why}}}")
        else:
            found += [line, rf"&\quad \text{{({why})}}"]
    return found


def row_parts(row: Row, rank: Rank) -> tuple[str, str, str]:
    """Return left side, sign and right side of a row as LaTeX."""
    show = _shower(rank, dots=row.dots)
    left, sign, right = row.line.parts(show)
    if row.stated is not None and row.line.is_point:
        right = right_side(row.stated)
    if row.then is not None:
        right = f"{right} = {show(row.then)}"
    return left, SIGNS.get(sign, sign), right


def sentence_latex(words: Sentence, rank: Rank) -> str:
    """Return a sentence as LaTeX text, its mathematics between dollar signs."""
    return "".join(
        _ESCAPED.sub(r"\\\g<0>", one) if isinstance(one, str) else f"${latex(one, rank)}$"
        for one in words
    )


def width(line: str) -> int:
    """Return about how many glyphs LaTeX prints; the longer part of a fraction counts."""
    longest = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", _longer, line)
    return len(_COMMAND.sub("", re.sub(r"\\[a-zA-Z]+", "x", longest)).replace(" ", ""))


def _longer(found: re.Match[str]) -> str:
    return max(found.groups(), key=len)


def _shower(rank: Rank, *, dots: bool) -> Callable[[object], str]:
    return lambda one: latex(one, rank, dots=dots)
