"""Proofs of a chapter: what each rests on, its lines with their reasons, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from ironlaw._book.equations import refer
from ironlaw._words import Block, Heading, Paragraph, Sentence


class Proof(Protocol):
    """What a chapter reads of a proof."""

    title: str
    of: str
    text: str
    using: Mapping[str, str]
    given: Mapping[str, float]
    within: Mapping[str, tuple[float, float]]


def proved(law: Any, proof: Proof) -> Iterator[Block]:
    """Return a proof: what to know before it, its lines, and the relation that they lead to."""
    yield Heading(proof.title, 3)
    before = (proof.text, " ") if proof.text else ()
    taken = _taken(law, proof)
    if before or taken:
        yield Paragraph((*before, *(("Here ", *taken, ".") if taken else ())))
    yield from law.prove(proof.title).document()
    stated = law.using(**proof.using).relations[proof.of].stated
    yield Paragraph(("The law states it as ", refer(stated), "."))


def _taken(law: Any, proof: Proof) -> Sentence:
    """Return what a proof takes for variables, and within which ranges it holds."""
    parts: list[Any] = []
    for name, value in proof.given.items():
        parts += [law.variable(name), f" = {value:g}", ", "]
    for name, (low, high) in proof.within.items():
        parts += [law.variable(name), f" lies between {low:g} and {high:g}", ", "]
    return tuple(parts[:-1])
