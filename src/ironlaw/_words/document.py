"""What is to be read, before it is written in any format: rows that are aligned, text and tables.

Left side, sign and right side stay expressions until a writer puts them on paper, so that no
writer takes apart what another has put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from ironlaw._language import Equation, LawVariable, Statement, Step, point
from ironlaw._words.rank import NO_RANK, Rank

Sentence = tuple[Any, ...]  # text, and expressions that stand in it
_HELD = re.compile("([\ue000-\uf8ff])")
_WORD = re.compile(r"(\w+)")


class Code(str):
    """A part of a sentence that stands for itself in a program: a name, an input."""

    __slots__ = ()


class Emphasis(str):
    """A part of a sentence that stands out."""

    __slots__ = ()


class Refer(NamedTuple):
    """A part of a sentence that refers to a numbered equation, by its label."""

    label: str
    number: str

    def __str__(self) -> str:
        return f"({self.number})"


class Cite(NamedTuple):
    """A part of a sentence that cites a source: its key, and the words where keys say nothing."""

    key: str
    words: str

    def __str__(self) -> str:
        return self.words


class Row(NamedTuple):
    """One line of a derivation.

    Attributes
    ----------
    line
        What it states.
    why
        The reason, as a sentence; empty where the line needs none.
    plain
        The reason as text of a program, or the step whose reason it is: variables by name.
    stated
        The equation that it states in its author's order, where it is one.
    dots
        Whether factors have dots between them, as numbers with units need.
    goes_on
        Whether it goes on from the row before: its left side is not repeated.
    then
        What its right side comes to, where that is said in the same line.
    is_step
        Whether it is a step, which has a number where steps have one.
    is_aside
        Whether it says what a letter of the row before stands for.
    """

    line: Statement
    why: Sentence = ()
    plain: str | Step = ""
    stated: Equation | None = None
    dots: bool = False
    goes_on: bool = False
    then: Any = None
    is_step: bool = False
    is_aside: bool = False


class Aligned(NamedTuple):
    """Rows whose signs stand below each other; variables in the order of their ``rank``.

    What has a ``number`` shows it, and is referred to by its ``label``.
    """

    rows: tuple[Row, ...]
    rank: Rank = NO_RANK
    label: str = ""
    number: str = ""


class Heading(NamedTuple):
    """A title: of a chapter (level 1), which may have a number, a section (2) or its part (3)."""

    words: str
    level: int = 1
    label: str = ""
    number: int | None = None

    def __str__(self) -> str:
        return self.words if self.number is None else f"{self.number}. {self.words}"


class Table(NamedTuple):
    """Rows of cells, each a sentence, below a head; the last column is as wide as there is room."""

    head: tuple[str, ...]
    rows: tuple[tuple[Sentence, ...], ...]


class Items(NamedTuple):
    """A list without numbers, each item a sentence."""

    items: tuple[Sentence, ...]


class Figure(NamedTuple):
    """A picture, by the name of its file without the ending, and what it shows."""

    stem: str
    caption: str


class Paragraph(NamedTuple):
    """A sentence, or several, between rows."""

    words: Sentence
    rank: Rank = NO_RANK


Block = Aligned | Paragraph | Heading | Table | Items | Figure
Document = tuple[Block, ...]


def equations_document(equations: Iterable[Equation]) -> Document:
    """Return equations below each other, each with the sentence that its author wrote of it."""
    rows = [Row(Statement(one.lhs, point(one.rhs)), said_of(one), stated=one) for one in equations]
    return (Aligned(tuple(rows)),)


def said_of(equation: Equation) -> Sentence:
    """Return the sentence that an author wrote of an equation, and its number."""
    number = f" ({equation.number})" if equation.number else ""
    return (equation.text.rstrip(".") + number,)


def reason_of(step: Step) -> Sentence:
    """Return why a step follows: of a relation the law's own sentence; no variable by its name.

    Examples
    --------
    >>> import ironlaw as il
    >>> relation, divide = il.laws[2].derive("weight_bytes").steps
    >>> reason_of(relation)
    ('Every weight crosses the memory bus once (2.1)',)
    >>> print(*reason_of(divide))
    multiply by  memory_bandwidth
    """
    if step.rule in ("relation", "definition") and step.stated is not None:
        if step.stated.text:
            return said_of(step.stated)
        start = "by definition of " if step.rule == "definition" else "the relation for "
        return (start, step.stated.lhs)
    held: list[Any] = []

    def show(value: Any) -> str:
        if isinstance(value, str):
            return value
        held.append(value)
        return chr(0xE000 + len(held) - 1)

    parts = _HELD.split(step.reason(show))
    words = (held[ord(one) - 0xE000] if _HELD.match(one) else one for one in parts)
    return tuple(one for one in words if one != "")


def spoken(text: str, variables: Iterable[LawVariable]) -> Sentence:
    """Return a message as a sentence in which variables stand for their names.

    Examples
    --------
    >>> import ironlaw as il
    >>> print(*spoken("sparsity = -0.5 is not in it", [il.variables.sparsity]), sep="|")
    sparsity| = -0.5 is not in it
    """
    known = {v.name: v for v in variables}
    found: list[Any] = []
    for part in _WORD.split(text):
        if part in known:
            found.append(known[part])
        elif found and isinstance(found[-1], str):
            found[-1] += part
        elif part:
            found.append(part)
    return tuple(found)
