"""Worked examples of a chapter: what is given, and how each figure follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from ironlaw._book.sources import Sources, cited
from ironlaw._language import LawVariable
from ironlaw._words import (
    Block,
    Code,
    Heading,
    Paragraph,
    Sentence,
    measured,
)


class Worked(Protocol):
    """What a chapter reads of a worked example."""

    title: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    remark: str
    source: str
    using: Mapping[str, str]


def worked(law: Any, example: Worked, sources: Sources) -> Iterator[Block]:
    """Return a worked example: what is given, how each figure follows, what to know of it."""
    chosen = law.using(**example.using) if example.using else law
    yield Heading(example.title, 3)
    yield Paragraph(("Given ", *_given(chosen, example), "."))
    for name in example.expect:
        yield from chosen.derive(name, example.given).document("main")
    said: list[Any] = [example.remark] if example.remark else []
    if example.source:
        said += [" ", cited(example.source, sources)] if said else [cited(example.source, sources)]
    if said:
        yield Paragraph(tuple(said))


def _given(chosen: Any, example: Worked) -> Sentence:
    parts: list[Any] = []
    for name, value in example.given.items():
        variable: LawVariable = chosen.variable(name)
        shown = measured(variable.to_base(value), variable.unit)
        parts += [variable, " = ", shown, ", "]
    for choice, variant in example.using.items():
        parts += [Code(choice), " = ", Code(variant), ", "]
    return tuple(parts[:-1]) or ("nothing",)
