"""Sources that are cited: as words, as BibTeX, as a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

from ironlaw._words import Cite, Sentence

_SPECIAL = re.compile(r"[&%$#_{}]")


class Source(Protocol):
    """What is known of a published source."""

    @property
    def authors(self) -> str:
        """Initials and surnames, with commas between them."""

    @property
    def year(self) -> int:
        """When it was published."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def where(self) -> str:
        """Where it is found."""


Sources = Mapping[str, Source]


def cited(key: str, sources: Sources) -> Cite:
    """Return a citation: the first author and the year in words, or the key where it is unknown."""
    source = sources.get(key)
    if source is None:
        return Cite(key, key)
    first, *others = source.authors.split(", ")
    more = " et al." if others else ""
    return Cite(key, f"{first.split('. ')[-1]}{more} ({source.year})")


def described(key: str, sources: Sources) -> Sentence:
    """Return a source as an item of a list: how it is cited, then what it is."""
    if key not in sources:
        return (cited(key, sources),)
    return (cited(key, sources), f": {in_full(sources[key])}")


def in_full(source: Source) -> str:
    """Return a source as a line of a list."""
    return f"{source.authors} ({source.year}). {source.title}. {source.where}."


def bibtex(keys: Iterable[str], sources: Sources) -> str:
    """Return the sources of some keys as BibTeX; keys without a source are left out."""
    return "\n".join(_entry(key, sources[key]) for key in keys if key in sources)


def _entry(key: str, source: Source) -> str:
    fields = {
        "author": " and ".join(map(_author, source.authors.split(", "))),
        "title": f"{{{_escaped(source.title)}}}",
        "year": str(source.year),
        "howpublished": _escaped(source.where),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{key},", *lines, "}", ""])


def _author(name: str) -> str:
    """Return an author for BibTeX, which would take an institution for a person."""
    if name == "et al.":
        return "others"
    return name if ". " in name else f"{{{_escaped(name)}}}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)
