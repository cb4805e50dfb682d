"""The chapter of a system: what has to be given, what can be chosen, and what follows from what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ironlaw._book.chapter import Chapter
from ironlaw._book.equations import equation, refer
from ironlaw._book.maps import system_maps
from ironlaw._book.sources import Sources
from ironlaw._language import Equation
from ironlaw._words import Block, Code, Heading, Items, Paragraph, Sentence, Table


def system_chapter(system: Any, sources: Sources) -> Chapter:
    """Return the chapter of a system: its leaves, its choices, and its equations by number."""
    equations: tuple[Equation, ...] = system.equations
    leaves = tuple(system.leaves.values())
    title = f"The {system.title} system"
    own = [one for one in equations if one.origin is None]
    figures, pictures = system_maps(system)
    found: list[Block] = [
        Heading(title, 1, f"system-{system.title}"),
        Paragraph((
            f"{len(equations)} equations of the laws, wired by the names of their variables. "
            f"What no equation defines are the {len(leaves)} leaves; any variable can be solved "
            "for, and any other given in place of a leaf.",
        )),
        *figures,
        Heading("What follows from what", 2),
        Table(
            ("symbol", "name", "equation", "why"),
            tuple(_defined(one, system.title) for one in equations),
        ),
        *_own(own, sources, system.title),
        Heading("Leaves", 2),
        Table(
            ("symbol", "name", "unit", "meaning"),
            tuple(((v,), (Code(v.name),), (v.unit,), (v.meaning,)) for v in leaves),
        ),
    ]  # fmt: skip
    if system.choices:
        found += [
            Heading("Choices", 2),
            Items(tuple(_choice(system, one) for one in system.choices)),
        ]
    cites = tuple(dict.fromkeys(one.source for one in own if one.source))
    return Chapter(title, None, tuple(found), cites, pictures)


def _own(own: Sequence[Equation], sources: Sources, system: str) -> Iterator[Block]:
    """Return the equations that stand in no law: those that wire the laws together."""
    if own:
        yield Heading("Equations of the wiring", 2)
    for one in own:
        yield from equation(one, sources, system)


def _defined(one: Equation, system: str) -> tuple[Sentence, ...]:
    shown = one.lhs if one.defines is not None else ""
    return (shown,), (Code(one.name),), (refer(one, system),), (one.text,)


def _choice(system: Any, choice: str) -> Sentence:
    chosen = system.selected.get(choice, system.choices[choice][0])
    parts: list[Any] = [Code(choice), ": "]
    for variant in system.choices[choice]:
        parts += [Code(variant), " (here)" if variant == chosen else "", ", "]
    return tuple(part for part in parts[:-1] if part)
