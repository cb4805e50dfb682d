"""A chapter: one law with its equations in every form, derivatives, proofs, and worked examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ironlaw._book.equations import Relation, derivatives, equation, forms, variables
from ironlaw._book.maps import held, law_map
from ironlaw._book.proved import proved
from ironlaw._book.sources import Sources, described
from ironlaw._book.worked import Worked, corrected, worked
from ironlaw._language import Equation, FrozenDict, Statement, Word, point
from ironlaw._words import (
    Aligned,
    Block,
    Document,
    Emphasis,
    Figure,
    Heading,
    Items,
    Paragraph,
    Row,
    rank_of,
    to_html,
    to_latex,
    to_markdown,
    to_text,
)


@dataclass(frozen=True)
class Chapter:
    """The chapter of a law, as a document that is written in any format.

    Attributes
    ----------
    title, number
        The law's.
    document
        What is to be read.
    cites
        The keys of the sources that it cites.
    pictures
        What draws each of its pictures into a file, by the name of the file without its ending.
    """

    title: str
    number: int | None
    document: Document
    cites: tuple[str, ...]
    pictures: Mapping[str, Callable[[Path], None]] = field(default_factory=FrozenDict)

    @property
    def _heading(self) -> Heading:
        return next(one for one in self.document if isinstance(one, Heading))

    @property
    def heading(self) -> str:
        """Its title with its number, as a list of contents shows it."""
        return str(self._heading)

    @property
    def label(self) -> str:
        """What refers to it."""
        return self._heading.label

    @property
    def stem(self) -> str:
        """The name of its file, without the ending."""
        name = self.label.removeprefix("law-")
        return name if self.number is None else f"{self.number:02}-{name}"

    def to_latex(self) -> str:
        """Return the chapter as LaTeX, for a document of a class with chapters; without its map."""
        return to_latex(self._alone)

    def to_markdown(self, flavor: str = "plain") -> str:
        """Return the chapter as Markdown, ``"plain"``, ``"quarto"`` or ``"myst"``; without its map.

        Raises
        ------
        DomainError
            If there is no such flavor.
        """
        return to_markdown(self._alone, flavor)

    def to_html(self) -> str:
        """Return the chapter as HTML with MathML, which needs no script and holds its map."""
        page = to_html(self.document)
        with TemporaryDirectory() as folder:
            for stem, draw in self.pictures.items():
                path = Path(folder) / f"{stem}.svg"
                draw(path)
                page = held(page, path)
        return page

    def to_text(self) -> str:
        """Return the chapter as text."""
        return to_text(self._alone)

    @property
    def _alone(self) -> Document:
        """What is to be read where no file of a picture lies beside it."""
        return tuple(one for one in self.document if not isinstance(one, Figure))

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        return self.to_text()


def chapter(law: Any, sources: Sources, frame: Equation) -> Chapter:
    """Return the chapter of a law.

    Parameters
    ----------
    law
        A law: its words, what it declares, its examples; it derives.
    sources
        What is known of the sources that it cites, by key.
    frame
        The equation of the Iron Law, on whose factors laws act.
    """
    relations: tuple[Relation, ...] = law.declared
    equations = [one.stated for one in relations]
    examples: tuple[Worked, ...] = law.examples
    found = [*_opening(law, frame), Heading("Equations", 2)]
    for one in equations:
        found += equation(one, sources)
    figures, pictures = law_map(law)
    found += figures
    found += [Heading("Variables", 2), variables(equations), Heading("Every form", 2)]
    for relation in relations:
        found += forms(relation)
    found += [Heading("Derivatives", 2)]
    for one in equations:
        found += derivatives(one)
    if law.proofs:
        found.append(Heading("Proofs", 2))
    for proof in law.proofs:
        found += proved(law, proof)
    if examples:
        found.append(Heading("Worked examples", 2))
    for example in examples:
        found += worked(law, example, sources)
    found += corrected(law, examples)
    named = [*law.sources, *(one.source for one in equations), *(one.source for one in examples)]
    keys = tuple(dict.fromkeys(key for key in named if key))
    if keys:
        found.append(Heading("Sources", 2))
        found.append(Items(tuple(described(key, sources) for key in keys)))
    return Chapter(law.name, law.number, tuple(found), keys, pictures)


def _opening(law: Any, frame: Equation) -> Iterator[Block]:
    yield Heading(law.name, 1, f"law-{law.slug.replace('_', '-')}", law.number)
    if law.question:
        yield Paragraph((Emphasis(law.question),))
    yield from _placed([place.value for place in law.places], frame)
    for part in filter(None, law.explanation.split("\n\n")):
        yield Paragraph((" ".join(part.split()),))


def _placed(places: Sequence[str], frame: Equation) -> Iterator[Block]:
    """Return the Iron Law with a box around what a law acts on, or its place in words."""
    if not places or frame.name in places:
        return
    boxed = {v: Word(v.name, rf"\boxed{{{v.glyph}}}") for v in frame.others if v.name in places}
    words = ", ".join(place.replace("_", " ") for place in places)
    yield Paragraph((f"Place in the Iron Law: {words}.",))
    if boxed:
        line = Statement(frame.lhs, point(frame.rhs.xreplace(boxed)))
        yield Aligned((Row(line),), rank_of([frame]))
