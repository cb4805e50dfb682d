"""Laws: one wall each, as one frozen value with its words, sources and worked examples."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ironlaw._book import Chapter, chapter
from ironlaw._errors import LawDeclarationError, needed
from ironlaw._language import FrozenDict, Origin
from ironlaw._model.example import Example
from ironlaw._model.joining import check_glyphs
from ironlaw._model.pictured import EMPTY
from ironlaw._model.places import Domain, Place
from ironlaw._model.proving import proof_of, proved
from ironlaw._model.system import Composite, Relation, System
from ironlaw._model.verification import Pair, pickled, recovered
from ironlaw._model.vocabulary import bibliography, frame
from ironlaw._proofs import Proof
from ironlaw._words import Derivation


@dataclass(frozen=True, eq=False, repr=False)
class Law(System):
    """One wall: its relations, the question it answers, its place, words, sources, examples.

    Attributes
    ----------
    number
        1 to 22 for the walls; None for a law of your own.
    name
        The term people say, three words at most.
    domain, places
        Its group, and where it acts on the Iron Law.
    question
        The question it answers.
    declared
        All relations, those of every variant included; ``relations`` holds the active ones.
    explanation
        Plain English: what it says and why it matters.
    sources
        Keys of its sources in the bibliography.
    examples
        Worked examples, run by the tests.
    proofs
        How relations follow from others; worked out by `prove`, never before.

    Raises
    ------
    LawDeclarationError
        If the law has no relation or its relations do not fit together.

    Examples
    --------
    >>> import ironlaw as il
    >>> il.laws[2].name, il.laws[2].slug
    ('Memory', 'memory')
    """

    name: str
    declared: tuple[Relation, ...]
    number: int | None = None
    domain: Domain | None = None
    places: tuple[Place, ...] = ()
    question: str = ""
    explanation: str = ""
    sources: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    proofs: tuple[Proof, ...] = ()
    selected: Mapping[str, str] = EMPTY
    bound: Mapping[str, Any] = EMPTY

    def __init__(
        self,
        name: str,
        relations: Iterable[Relation] | None = None,
        number: int | None = None,
        domain: Domain | None = None,
        places: Iterable[Place] = (),
        question: str = "",
        explanation: str = "",
        sources: Iterable[str] = (),
        examples: Iterable[Example] = (),
        proofs: Iterable[Proof] = (),
        *,
        selected: Mapping[str, str] = EMPTY,
        bound: Mapping[str, Any] = EMPTY,
        declared: Iterable[Relation] = (),
    ) -> None:
        needed(name, str, "the name of a law", LawDeclarationError)
        for text in (question, explanation):
            needed(text, str, f"text, which law {name!r} needs", LawDeclarationError)
        for many in (places, sources, examples, proofs):
            needed(many, Iterable, f"a list, which law {name!r} needs", LawDeclarationError)
        # ``declared`` is what dataclasses.replace passes for ``relations``
        places = tuple(places)
        group = "" if domain is None else domain.value
        origin = Origin(name, number, tuple(one.value for one in places), domain=group)
        values = {
            "name": name,
            "declared": _checked(name, declared if relations is None else relations, origin),
            "number": number,
            "domain": domain,
            "places": places,
            "question": question,
            "explanation": inspect.cleandoc(explanation),
            "sources": tuple(sources),
            "examples": tuple(examples),
            "proofs": tuple(proofs),
            "selected": FrozenDict(selected),
            "bound": FrozenDict(bound),
        }
        for key, value in values.items():
            object.__setattr__(self, key, value)
        check_glyphs(self.title, self.members.variables.values())

    def _with(self, **changes: Any) -> System:
        if "declared" in changes:
            return Composite(self.title, changes["declared"], self.selected, self.bound)
        return replace(self, **changes)

    def verify(self, points: int = 3) -> tuple[Pair, ...]:
        """Run the checks that the built-in laws get in the test suite.

        Parameters
        ----------
        points
            Random points of the domain at which every variable of every relation is recovered
            from the others.

        Returns
        -------
        tuple[Pair, ...]
            Each variable of each relation, with the method that solved for it.

        Raises
        ------
        IronLawError
            If a variable is not recovered, an example or a proof does not hold, or the law does
            not pickle.

        Examples
        --------
        >>> import ironlaw as il
        >>> [(pair.variable.name, pair.method) for pair in il.laws[1].verify()][:2]
        [('compute_time', 'direct'), ('operations', 'isolation')]
        """
        for example in self.examples:
            example.check(self)
        for proof in self.proofs:
            proved(self, proof)
        for one in self.declared:
            one.latex()
        if pickled(self).variables != self.variables:
            raise LawDeclarationError(
                f"{self.title} changes when it is pickled; use plain functions"
            )
        return recovered(self.declared, points)

    def prove(self, of: str | None = None) -> Derivation:
        """Return how a relation follows from others, each line worked out and checked.

        Parameters
        ----------
        of
            The title of a proof, or the variable whose relation it proves; the law's only proof,
            or its first, where none is named.

        Returns
        -------
        Derivation
            The lines, each with its reason; it writes itself in every format.

        Raises
        ------
        IronLawError
            If the law has no such proof, or a line of it does not follow.

        Examples
        --------
        >>> import ironlaw as il
        >>> [step.rule for step in il.laws[19].prove("optimal_interval").steps][:3]
        ['relation', 'differentiate', 'least']
        """
        return proved(self, proof_of(self, self.proofs, of))

    def chapter(self) -> Chapter:
        """Return the chapter of a book about this law, to be written in any format.

        Returns
        -------
        Chapter
            Question, equations, variables, every rearranged form, derivatives, proofs and worked
            examples with all numbers; ``.to_latex()``, ``.to_markdown(flavor)``, ``.to_html()``.

        Examples
        --------
        >>> import ironlaw as il
        >>> print(il.laws[2].chapter().to_markdown("quarto")[:60])
        # Memory {#law-memory}
        <BLANKLINE>
        *How long does it take to read...
        """
        return chapter(self, bibliography(), frame())

    @property
    def title(self) -> str:
        """How errors and answers name it: ``wall 2 (Memory)``."""
        return f"wall {self.number} ({self.name})" if self.number else f"law {self.name!r}"

    @property
    def heading(self) -> str:
        """How pictures name it: ``2. Memory``."""
        return f"{self.number}. {self.name}" if self.number else self.name

    @property
    def slug(self) -> str:
        """The name as an identifier: file stem, attribute, anchor."""
        return self.name.lower().replace("-", "_").replace(" ", "_")


def _checked(name: str, relations: Iterable[Relation], origin: Origin) -> tuple[Relation, ...]:
    """Return relations as those of a law; the same ones where they already are."""
    found = tuple(relations)
    wrong = [one for one in found if not isinstance(one, Relation)]
    if wrong or not found:
        why = f"{wrong[0]!r} is not a relation" if wrong else "no relation"
        raise LawDeclarationError(f"law {name!r}: {why}; pass il.relation(...) values")
    return tuple(
        one if one.origin is not None and one.origin._replace(position=None) == origin
        else one.within(origin._replace(position=index))
        for index, one in enumerate(found, 1)
    )  # fmt: skip
