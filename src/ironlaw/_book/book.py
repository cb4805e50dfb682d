"""The whole book: its chapters, its list of symbols and its sources, as files of one format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from ironlaw._book import pages
from ironlaw._book.chapter import Chapter, chapter
from ironlaw._book.maps import held
from ironlaw._book.sources import Sources, bibtex
from ironlaw._book.wiring import system_chapter
from ironlaw._errors import DomainError, IronLawError, brief
from ironlaw._language import Equation, FrozenDict, LawVariable
from ironlaw._words import Code, Document, Heading, Table, to_html, to_latex, to_markdown

TITLE = "The 22 Laws of ML Systems"
FORMATS = ("latex", "quarto", "myst", "html")


@dataclass(frozen=True)
class Book:
    """A book of laws: a chapter each, the symbols, the sources.

    Attributes
    ----------
    title
        What it is called.
    chapters
        One for each law, in order.
    symbols
        The list of symbols, with the chapters in which each stands.
    sources
        What is known of the sources that it cites, by key.

    Examples
    --------
    >>> import ironlaw as il
    >>> il.book([il.laws[2]]).files("quarto").keys()
    dict_keys(['_quarto.yml', 'index.qmd', '02-memory.qmd', 'symbols.qmd', 'references.bib'])
    """

    title: str
    chapters: tuple[Chapter, ...]
    symbols: Document
    sources: Sources = field(default_factory=FrozenDict)

    def files(self, form: str = "latex") -> dict[str, str]:
        """Return the files of a book, by name.

        Parameters
        ----------
        form
            ``"latex"`` for one file that compiles, ``"html"`` for one file that needs no script,
            ``"quarto"`` or ``"myst"`` for the sources of a project of theirs.

        Raises
        ------
        DomainError
            If there is no such format.
        """
        if form not in FORMATS:
            known = ", ".join(map(repr, FORMATS))
            raise DomainError(f"format = {brief(form)} is none of a book; give one of {known}")
        keys = dict.fromkeys(key for one in self.chapters for key in one.cites)
        if form == "latex":
            parts = [*(to_latex(one.document) for one in self.chapters), to_latex(self.symbols)]
            return {"book.tex": pages.latex(self.title, parts, keys, self.sources)}
        if form == "html":
            parts = [*(to_html(one.document) for one in self.chapters), to_html(self.symbols)]
            return {"book.html": pages.html(self.title, self.chapters, parts, keys, self.sources)}
        texts = {one.stem: to_markdown(one.document, form) for one in self.chapters}
        texts["symbols"] = to_markdown(self.symbols, form)
        around = pages.quarto if form == "quarto" else pages.myst
        return {**around(self.title, texts), "references.bib": bibtex(keys, self.sources)}

    def write(self, directory: str | Path, form: str = "latex") -> list[Path]:
        """Write the files of a book and its pictures into a folder, which is made if there is none.

        Pictures are PDF for LaTeX, and SVG else; a page of HTML holds them itself.

        Raises
        ------
        DomainError
            If there is no such format.
        IronLawError
            If a file cannot be written.
        """
        files, folder = self.files(form), Path(directory)
        try:
            return self._written(files, folder, form)
        except OSError as error:
            where = brief(str(folder))
            raise IronLawError(
                f"cannot write the book into {where!r}: {error.strerror or error}"
            ) from error

    def _written(self, files: dict[str, str], folder: Path, form: str) -> list[Path]:
        folder.mkdir(parents=True, exist_ok=True)
        drawn = []
        for stem, draw in [pair for one in self.chapters for pair in one.pictures.items()]:
            path = folder / f"{stem}.{'pdf' if form == 'latex' else 'svg'}"
            draw(path)
            if form == "html":
                files = {name: held(text, path) for name, text in files.items()}
                path.unlink()
            else:
                drawn.append(path)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        return [*(folder / name for name in files), *drawn]

    def _repr_html_(self) -> str:
        rows = "".join(f"<li>{escape(one.heading)}</li>" for one in self.chapters)
        return f"<p><b>{escape(self.title)}</b></p><ul>{rows}</ul>"

    def __repr__(self) -> str:
        return f"{self.title}: {', '.join(one.title for one in self.chapters)}"


def book(
    laws: Iterable[Any],
    sources: Sources,
    frame: Equation,
    *,
    title: str,
    systems: Iterable[Any] = (),
) -> Book:
    """Return the book of some laws, and of systems that they are wired to."""
    laws = tuple(laws)
    chapters = [chapter(law, sources, frame) for law in laws]
    chapters += [system_chapter(system, sources) for system in systems]
    return Book(title, tuple(chapters), _symbols(laws), sources)


def _symbols(laws: tuple[Any, ...]) -> Document:
    """Return a list of all variables, with the laws in which each stands."""
    where: dict[LawVariable, list[str]] = {}
    for law in laws:
        variables: Mapping[LawVariable, None] = dict.fromkeys(
            v for one in law.declared for v in one.stated.variables
        )
        for variable in variables:
            where.setdefault(variable, []).append(str(law.number or law.name))
    rows = tuple(
        ((v,), (Code(v.name),), (v.unit,), (", ".join(where[v]),), (v.meaning,))
        for v in sorted(where, key=lambda v: v.name)
    )
    head = ("symbol", "name", "unit", "chapters", "meaning")
    return (Heading("Symbols", 1, "symbols"), Table(head, rows))
