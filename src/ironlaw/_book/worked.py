"""Worked examples of a chapter: what is given, and how each figure follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from ironlaw._book.sources import Sources, cited
from ironlaw._language import LawVariable
from ironlaw._words import Block, Code, Heading, Paragraph, Sentence, Table, measured


class Worked(Protocol):
    """What a chapter reads of a worked example."""

    title: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    published: Mapping[str, Any]
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


def corrected(law: Any, examples: Sequence[Worked]) -> Iterator[Block]:
    """Return what sources print and the law does not give: both figures, and why they differ."""
    rows = [
        (
            (one.title, ": ", law.variable(name)),
            (_shown(law.variable(name), value),),
            (_shown(law.variable(name), one.expect[name]),),
            (one.remark,),
        )
        for one in examples
        for name, value in one.published.items()
    ]
    if rows:
        yield Heading("Published figures that differ", 2)
        yield Table(("figure", "published", "here", "why"), tuple(rows))


def _shown(variable: LawVariable, value: Any) -> Any:
    return measured(variable.to_base(value), variable.unit)


def _given(chosen: Any, example: Worked) -> Sentence:
    parts: list[Any] = []
    for name, value in example.given.items():
        variable: LawVariable = chosen.variable(name)
        parts += [variable, " = ", _shown(variable, value), ", "]
    for choice, variant in example.using.items():
        parts += [Code(choice), " = ", Code(variant), ", "]
    return tuple(parts[:-1]) or ("nothing",)
