r"""Documents as LaTeX: aligned rows, each with its reason, and sentences between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import sympy

from ironlaw._words.authored import right_side
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
    Row,
    Sentence,
    Table,
)
from ironlaw._words.ordering import latex
from ironlaw._words.rank import NO_RANK, Rank
from ironlaw._words.statement import SIGNS
from ironlaw._words.widths import LINE, broken, sentence_width, width, wrapped

_URL = re.compile(r"(https?://[\w./~%#&=?-]*[\w/])")
_SPECIAL = re.compile(r"[_%&#${}\\~^]")
_WORDS = {"\\": "backslash", "~": "asciitilde", "^": "asciicircum"}
_GAP = 3.0  # between a line and its reason
_LEAST = 25.0  # the narrowest that a reason is set
_COLUMNS = 0.86  # of a line, what is not between the columns of a table
_CHARACTERS, _MOST_OF_A_COLUMN = 76.0, 60.0  # of text: in a line, and in a column
_TYPED, _MATHEMATICS = 1.15, 1.3  # times as wide as text
_BREAK = re.compile(r"(?<=_)|[ -]")
_LEVELS = {1: "chapter", 2: "section", 3: "subsection"}


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
        follows = index > 0 and isinstance(block, Paragraph)
        if follows and isinstance(document[index - 1], Paragraph):
            parts.append("")  # TeX ends a paragraph at an empty line
        parts.append(_block(block, label if index == last else ""))
    return "\n".join(parts)


def _block(block: Block, label: str) -> str:
    if isinstance(block, Aligned):
        return _aligned(block, label)
    if isinstance(block, Paragraph):
        return sentence_latex(block.words, block.rank)
    if isinstance(block, Heading):
        named = rf"\label{{{block.label}}}" if block.label else ""
        title = rf"\{_LEVELS[block.level]}{{{sentence_latex((block.words,))}}}{named}"
        before = "" if block.number is None else rf"\setcounter{{chapter}}{{{block.number - 1}}}"
        return f"\n{before}{title}\n"
    if isinstance(block, Items):
        items = (rf"\item {sentence_latex(one)}" for one in block.items)
        return "\n".join([r"\begin{itemize}", *items, r"\end{itemize}"])
    return _figure(block) if isinstance(block, Figure) else _table(block)


def _figure(block: Figure) -> str:
    size = r"width=\linewidth,height=0.85\textheight,keepaspectratio"
    shown = rf"\includegraphics[{size}]{{{block.stem}.pdf}}"
    said = rf"\caption{{{sentence_latex((block.caption,))}}}"
    return "\n".join([r"\begin{figure}[p]", r"\centering", shown, said, r"\end{figure}"])


def _aligned(block: Aligned, label: str) -> str:
    rows, name = aligned_rows(block), "align*"
    label = label or block.label
    if label:
        name, tag = "align", rf" \tag{{{block.number}}}" if block.number else ""
        rows = [rf"{row} \notag" for row in rows[:-1]] + [rf"{rows[-1]}{tag} \label{{{label}}}"]
    return "\n".join([rf"\begin{{{name}}}", " \\\\\n".join(rows), rf"\end{{{name}}}"])


def _table(block: Table) -> str:
    """Return a table that breaks over pages; its columns share the line by what they hold."""
    cells = [[sentence_latex(cell) for cell in row] for row in block.rows]
    head = [rf"\textbf{{{sentence_latex((one,))}}}" for one in block.head]
    columns = zip(block.head, *block.rows, strict=True)
    widths = (f"{one:.3f}" for one in _shares([((top,), *column) for top, *column in columns]))
    kinds = "".join(rf">{{\raggedright\arraybackslash}}p{{{one}\linewidth}}" for one in widths)
    return "\n".join([
        rf"{{\small\begin{{longtable}}{{@{{}}{kinds}@{{}}}}",
        rf"\toprule {' & '.join(head)} \\ \midrule",
        r"\endhead",
        r"\bottomrule",
        r"\endlastfoot",
        *(rf"{' & '.join(row)} \\" for row in cells),
        r"\end{longtable}}",
    ])  # fmt: skip


def _shares(columns: Sequence[Sequence[Sentence]]) -> list[float]:
    """Return what share of a line each column takes: its longest word, and more by its text."""
    least = [max(map(_longest_word, column)) + 1.0 for column in columns]
    whole = [max(sum(map(_length, cell)) for cell in column) for column in columns]
    more = [max(min(b, _MOST_OF_A_COLUMN) - a, 0.0) for a, b in zip(least, whole, strict=True)]
    room = max(_CHARACTERS - sum(least), 0.0)
    share = min(1.0, room / (sum(more) or 1.0))
    sizes = [a + share * b for a, b in zip(least, more, strict=True)]
    return [_COLUMNS * one / max(sum(sizes), _CHARACTERS) for one in sizes]


def _length(piece: Any) -> float:
    """Return how wide a part of a sentence prints, in letters of text."""
    if not isinstance(piece, str):
        return (
            _MATHEMATICS * width(latex(piece, NO_RANK)) if isinstance(piece, sympy.Basic) else 8.0
        )
    if isinstance(piece, Code):
        return _TYPED * len(piece)
    return len(piece) + 0.5 * sum(map(str.isupper, piece))


def _longest_word(cell: Sentence) -> float:
    words = (
        type(one)(word) if isinstance(one, Code) else word
        for one in cell
        for word in (_BREAK.split(one) if isinstance(one, str) else [one])
    )
    return max(map(_length, words), default=0.0)


def to_steps(document: Document) -> str:
    r"""Return a document as a list of steps: each reason as a sentence, its line displayed."""
    items = []
    for block in document:
        if not isinstance(block, Aligned):
            items.append(rf"\item {_block(block, '')}")
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


def fits(row: Row, rank: Rank) -> bool:
    """Tell whether a row fits a line of a book."""
    left, sign, right = row_parts(row, rank)
    return width(f"{left} {sign} {right}") <= LINE


def row_parts(row: Row, rank: Rank) -> tuple[str, str, str]:
    """Return left side, sign and right side of a row as LaTeX."""
    show = _shower(rank, dots=row.dots)
    left, sign, right = row.line.parts(show)
    if row.stated is not None and row.line.is_point:
        right = right_side(row.stated, rank.lettered)
    if row.then is not None:
        right = f"{right} = {show(row.then)}"
    return left, SIGNS.get(sign, sign), right


def sentence_latex(words: Sentence, rank: Rank = NO_RANK) -> str:
    """Return a sentence as LaTeX text, its mathematics between dollar signs."""
    return "".join(_piece(one, rank) for one in words)


def _piece(one: Any, rank: Rank) -> str:
    if isinstance(one, Refer):
        return rf"\eqref{{{one.label}}}"
    if isinstance(one, Cite):
        return rf"\cite{{{one.key}}}"
    if not isinstance(one, str):
        return f"${latex(one, rank)}$"
    if not isinstance(one, Code) and _URL.search(one):
        return "".join(
            rf"\url{{{x}}}" if _URL.match(x) else _piece(x, rank) for x in _URL.split(one)
        )
    text = _SPECIAL.sub(_escaped, one)
    if isinstance(one, Code):
        broken_up = text.replace(r"\_", r"\_\allowbreak ")
        return rf"\texttt{{{broken_up}}}"
    return rf"\emph{{{text}}}" if isinstance(one, Emphasis) else text


def _escaped(found: re.Match[str]) -> str:
    word = _WORDS.get(found[0])
    return rf"\text{word}{{}}" if word else rf"\{found[0]}"


def _shower(rank: Rank, *, dots: bool) -> Callable[[object], str]:
    return lambda one: latex(one, rank, dots=dots)
