"""Systems: sets of relations that can be solved, and how they are chosen, bound and joined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ironlaw._errors import needed
from ironlaw._language import Equation, FrozenDict, Origin
from ironlaw._model.asking import both, by_name
from ironlaw._model.givens import read_givens
from ironlaw._model.holding import Holding
from ironlaw._model.joining import check_choices, check_names, check_together, content
from ironlaw._model.members import Members, Single, members
from ironlaw._model.pictured import EMPTY
from ironlaw._model.shown import ByName, Shown
from ironlaw._model.taking import takes_choices, takes_variables

_MOST_TYPESET = 5000  # characters: MathJax 2 has a buffer of 5120


class System(Shown):
    """A set of relations with the verbs of solving; relations, laws and compositions are systems.

    Attributes
    ----------
    declared
        All its relations, those of every variant included.
    selected
        The variant chosen for each choice, where it is not the first.
    bound
        Values bound by `given`, by name.
    """

    declared: tuple[Relation, ...]
    selected: Mapping[str, str] = EMPTY

    @cached_property
    def members(self) -> Members:
        """Its equations, choices and variables, and what is remembered about them."""
        declared = tuple(one.stated for one in self.declared)
        return members(self.title, declared, frozenset(self.selected.items()))

    @cached_property
    def relations(self) -> Mapping[str, Relation]:
        """The active relations by name, in the order of their declaration."""
        of = {id(one.stated): one for one in self.declared}
        return ByName(self.title, {one.name: of[id(one)] for one in self.equations})

    # -- composition -------------------------------------------------------------------------

    @takes_choices
    def using(self, **choices: str) -> System:
        """Return the system with variants chosen, such as ``using(allreduce="tree")``.

        Raises
        ------
        UnknownChoice
            If the system has no such choice, or the choice no such variant.
        """
        check_choices(self.members, choices)
        return self._with(selected=FrozenDict({**self.selected, **choices}))

    @takes_variables
    def given(self, values: Mapping[Any, Any] | None = None, /, **named: Any) -> System:
        """Return the system with values bound; a later value replaces an earlier one.

        Raises
        ------
        UnknownVariable, DimensionError, DomainError
            As `solve` does of its givens.
        """
        bound = {**self.bound, **by_name(self.members, both(values, named))}
        read_givens(self.members, bound)
        return self._with(bound=FrozenDict(bound))

    def __add__(self, other: System) -> System:
        if not isinstance(other, System):
            return NotImplemented
        return join(f"{self.title} + {other.title}", self, other)

    def without(self, *names: str) -> System:
        """Return the system without the relations of these names, in every variant.

        Raises
        ------
        UnknownRelation
            If the system has no such relation.

        Examples
        --------
        >>> import ironlaw as il
        >>> list(il.laws[3].without("training_throughput", "flop_per_token").relations)
        ['mfu', 'hfu', 'achieved_hardware_flops', 'end_to_end_mfu']
        """
        check_names(self.members, names)
        return self._with(declared=tuple(one for one in self.declared if one.name not in names))

    def only(self, *names: str) -> System:
        """Return the system of the relations of these names alone, in every variant."""
        check_names(self.members, names)
        return self._with(declared=tuple(one for one in self.declared if one.name in names))

    def _with(self, **changes: Any) -> System:
        return replace(Composite(self.title, self.declared, self.selected, self.bound), **changes)

    # -- views -------------------------------------------------------------------------------

    def _repr_latex_(self) -> str | None:
        """Return the equations as one display; None where MathJax would refuse it as too long."""
        lines = r" \\ ".join(
            one.latex().replace(" = ", " &= ", 1) for one in self.relations.values()
        )
        shown = rf"$\displaystyle \begin{{aligned}} {lines} \end{{aligned}}$"
        return shown if len(shown) < _MOST_TYPESET else None

    def __getstate__(self) -> dict[str, Any]:
        """Pickle what was declared; what was derived from it is derived again."""
        return {name: getattr(self, name) for name in getattr(self, "__dataclass_fields__", ())}


@dataclass(frozen=True, eq=False, repr=False)
class Relation(Holding, System):
    """One equation ``lhs = rhs``; the smallest system.

    Attributes
    ----------
    stated
        The equation as data: its sides, what it defines, its words, source and variants.
    """

    stated: Equation

    def __post_init__(self) -> None:
        object.__setattr__(self, "members", Single(self.title, (self.stated,)))

    @property
    def title(self) -> str:
        """How errors and answers name it."""
        return f"relation {self.name!r}"

    @property
    def declared(self) -> tuple[Relation, ...]:  # type: ignore[override]
        """The relation itself: it is the smallest system."""
        return (self,)

    @property
    def relations(self) -> Mapping[str, Relation]:
        """The relation itself, by its name."""
        return ByName(self.title, {self.name: self})

    def __repr__(self) -> str:
        words = f"  ({self.text})" if self.text else ""
        return f"{self.lhs} = {self.rhs}{words}"

    def within(self, origin: Origin) -> Relation:
        """Return the relation as one of a law."""
        return Relation(replace(self.stated, origin=origin))


@dataclass(frozen=True, eq=False, repr=False)
class Composite(System):
    """A system made by `given`, `using` or ``+``."""

    name: str
    declared: tuple[Relation, ...]
    selected: Mapping[str, str] = EMPTY
    bound: Mapping[str, Any] = EMPTY

    @property
    def title(self) -> str:
        """How errors and answers name it."""
        return self.name


def join(title: str, *parts: System, using: Mapping[str, str] | None = None) -> Composite:
    """Join systems into one of a name; relations that they share are taken once.

    Parameters
    ----------
    title
        How errors and answers name the system.
    *parts
        Laws, relations and systems; where they choose differently, the later choice holds.
    using
        Variants of their choices.

    Returns
    -------
    Composite

    Raises
    ------
    LawDeclarationError
        If two active relations define one variable, or two variables share a glyph.

    Examples
    --------
    >>> import ironlaw as il
    >>> both = il.join("memory and compute", il.laws[1], il.laws[2])
    >>> both.solve("roofline_time", operations="1 TFLOP", peak_flops="989 TFLOP/s", efficiency=0.5,
    ...            weight_bytes="16 GB", memory_bandwidth="3.35 TB/s")
    roofline_time = 4.776 ms
    """
    for part in parts:
        needed(part, System, "a law, relation or system")
    needed(title, str, "the name of a system")
    relations = {content(one.stated): one for part in parts for one in reversed(part.declared)}
    ordered = dict.fromkeys(content(one.stated) for part in parts for one in part.declared)
    selected = {choice: name for part in parts for choice, name in part.selected.items()}
    bound = {name: value for part in parts for name, value in part.bound.items()}
    declared = tuple(relations[key] for key in ordered)
    found = Composite(title, declared, FrozenDict(selected), FrozenDict(bound))
    if using:
        found = replace(found, selected=found.using(**using).selected)
    check_together(found.members)
    return found
