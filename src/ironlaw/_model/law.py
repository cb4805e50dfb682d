"""Laws: one wall each, as one frozen value with its words, sources and worked examples."""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from html import escape
from typing import Any

from ironlaw._errors import IronLawError, LawDeclarationError, needed
from ironlaw._language import FrozenDict, Origin
from ironlaw._model.joining import check_glyphs
from ironlaw._model.pictured import EMPTY
from ironlaw._model.system import Composite, Relation, System
from ironlaw._words import table


class Domain(Enum):
    """The six groups of walls."""

    NODE = "Node"
    DATA = "Data"
    ALGORITHM = "Algorithm"
    FLEET = "Fleet"
    OPERATIONS = "Operations"
    META = "Meta-analysis"


class Place(Enum):
    """Where a wall acts on the Iron Law."""

    FLOP = "total_flop"
    DEVICES = "devices"
    PEAK = "peak_flops"
    MFU = "mfu"
    SCALING = "scaling_efficiency"
    GOODPUT = "goodput"
    TIME_ADDED = "time added"
    READ_OFF = "read off"
    OPERATOR = "operator"
    RUN_TIME = "run_time"


@dataclass(frozen=True, repr=False)
class Example:
    """A worked example that the tests run.

    Attributes
    ----------
    title
        What is asked, in one line.
    given, expect
        Values by name, as text with a unit or numbers.
    remark
        What to know where a published figure is rounded, conditional or wrong.
    source
        Key of the source in the bibliography.
    using
        Variants of the law's choices.
    rtol
        How far a computed value may be from the expected one; 5e-4, a figure's last digit.
    """

    title: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    remark: str = ""
    source: str = ""
    using: Mapping[str, str] = field(default_factory=dict)
    rtol: float = 5e-4

    def __post_init__(self) -> None:
        for name in ("given", "expect", "using"):
            object.__setattr__(self, name, FrozenDict(getattr(self, name)))

    def __repr__(self) -> str:
        chosen = f", using {_spelled(self.using)}" if self.using else ""
        return f"{self.title}: {_spelled(self.given)}{chosen} gives {_spelled(self.expect)}"

    def _repr_html_(self) -> str:
        rows = [("given", name, str(value)) for name, value in self.given.items()]
        rows += [("using", name, str(value)) for name, value in self.using.items()]
        rows += [("result", name, str(value)) for name, value in self.expect.items()]
        remark = f"<p>{escape(self.remark)}</p>" if self.remark else ""
        return f"<p><b>{escape(self.title)}</b></p>{table(('', 'variable', 'value'), rows)}{remark}"

    def check(self, system: System) -> None:
        """Solve for every expected value; raise if one differs.

        Raises
        ------
        IronLawError
            If a computed value is further than ``rtol`` from the expected one.
        """
        chosen = system.using(**self.using) if self.using else system
        for name, expected in self.expect.items():
            variable = chosen.variable(name)
            wanted = variable.to_base(expected)
            solution = chosen.solve(name, self.given)
            if not any(math.isclose(x, wanted, rel_tol=self.rtol) for x in solution.magnitudes):
                shown = variable.show(wanted)
                raise IronLawError(
                    f"{system.title}, example {self.title!r}: {solution!r}, not {shown}"
                )


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
        *,
        selected: Mapping[str, str] = EMPTY,
        bound: Mapping[str, Any] = EMPTY,
        declared: Iterable[Relation] = (),
    ) -> None:
        needed(name, str, "the name of a law", LawDeclarationError)
        for text in (question, explanation):
            needed(text, str, f"text, which law {name!r} needs", LawDeclarationError)
        for many in (places, sources, examples):
            needed(many, Iterable, f"a list, which law {name!r} needs", LawDeclarationError)
        # ``declared`` is what dataclasses.replace passes for ``relations``
        places, origin = tuple(places), Origin(name, number, tuple(one.value for one in places))
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
            "selected": FrozenDict(selected),
            "bound": FrozenDict(bound),
        }
        for key, value in values.items():
            object.__setattr__(self, key, value)
        check_glyphs(self.members)

    def _with(self, **changes: Any) -> System:
        if "declared" in changes:
            return Composite(self.title, changes["declared"], self.selected, self.bound)
        return replace(self, **changes)

    @property
    def title(self) -> str:
        """How errors and answers name it: ``wall 2 (Memory)``."""
        return f"wall {self.number} ({self.name})" if self.number else f"law {self.name!r}"

    @property
    def slug(self) -> str:
        """The name as an identifier: file stem, attribute, anchor."""
        return self.name.lower().replace("-", "_").replace(" ", "_")


def _spelled(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())


def _checked(name: str, relations: Iterable[Relation], origin: Origin) -> tuple[Relation, ...]:
    """Return relations as those of a law; the same ones where they already are."""
    found = tuple(relations)
    wrong = [one for one in found if not isinstance(one, Relation)]
    if wrong or not found:
        why = f"{wrong[0]!r} is not a relation" if wrong else "no relation"
        raise LawDeclarationError(f"law {name!r}: {why}; pass il.relation(...) values")
    return tuple(one if one.origin == origin else one.within(origin) for one in found)
