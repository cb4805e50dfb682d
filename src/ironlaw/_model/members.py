"""What a set of equations and choices amounts to: worked out once, whatever is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from ironlaw._errors import Holder, LawDeclarationError, UnknownVariable
from ironlaw._language import Equation, FrozenDict, LawVariable, Vocabulary
from ironlaw._model.choices import Choices
from ironlaw._solving import Memory
from ironlaw._structure import closure

_MOST_SYSTEMS = 128
_SOURCES: list[Callable[[str], Sequence[Holder]]] = []  # who knows what other systems hold


def answers_elsewhere(source: Callable[[str], Sequence[Holder]]) -> Callable[..., Any]:
    """Name a function that tells which laws and systems have a variable of a name."""
    _SOURCES.append(source)
    return source


def held_elsewhere(name: str) -> list[Holder]:
    """Return the laws and systems that have a variable of a name."""
    return [one for source in _SOURCES for one in source(name)]


@dataclass(frozen=True, eq=False)
class Members:
    """The equations of a system, its choices and variables, and what is remembered about them.

    Attributes
    ----------
    title
        How errors and answers name the system.
    declared
        All its equations, those of every variant included.
    selected
        The variant chosen for each choice, where it is not the first.
    """

    title: str
    declared: tuple[Equation, ...]
    selected: Mapping[str, str] = field(default_factory=FrozenDict)

    @cached_property
    def choices(self) -> Choices:
        """The variants of each choice; the first is the default."""
        return Choices(self.declared)

    @cached_property
    def equations(self) -> tuple[Equation, ...]:
        """The active equations, in the order of their declaration; one that two choices bring once.

        Raises
        ------
        LawDeclarationError
            If two that differ have one name.
        """
        active: dict[str, Equation] = {}
        for one in self.declared:
            if one.choice is not None and self._variant(one.choice) not in one.variants:
                continue
            other = active.setdefault(one.name, one)
            if (other.lhs, other.rhs) != (one.lhs, one.rhs):
                raise LawDeclarationError(
                    f"{self.title} has two active relations named {one.name!r}; "
                    "make them variants of a choice, or name one of them otherwise"
                )
        return tuple(active.values())

    def _variant(self, choice: str) -> str:
        return self.selected.get(choice, self.choices[choice][0])

    @cached_property
    def variables(self) -> Vocabulary:
        """The variables of the active equations, in the order of their first occurrence."""
        found: dict[str, LawVariable] = {}
        for one in self.equations:
            for variable in one.variables:
                if found.setdefault(variable.name, variable) != variable:
                    raise LawDeclarationError(
                        f"{self.title} has two different variables named {variable.name!r} "
                        f"(one in {one.name!r}); rename one or share one declaration"
                    )
        return Vocabulary(found.values())

    @cached_property
    def leaves(self) -> Vocabulary:
        """The variables that no active relation defines, and that are no constants."""
        defined = {one.defines for one in self.equations}
        found = (v for v in self.variables.values() if v.constant is None and v not in defined)
        return Vocabulary(found)

    @cached_property
    def _by_name(self) -> dict[str, LawVariable]:
        return dict(self.variables)

    @cached_property
    def _uses(self) -> Mapping[str, tuple[Equation, ...]]:
        found: dict[str, list[Equation]] = {name: [] for name in self.variables}
        for one in self.equations:
            for variable in one.variables:
                found[variable.name].append(one)
        return {name: tuple(ones) for name, ones in found.items()}

    def uses_of(self, variable: LawVariable) -> tuple[Equation, ...]:
        """Return the active equations that hold a variable."""
        return self._uses[variable.name]

    @cached_property
    def constants(self) -> Mapping[LawVariable, float]:
        """The variables that hold a value unless another is given or they are asked for."""
        found = {v: v.constant for v in self._by_name.values() if v.constant is not None}
        return FrozenDict(found)

    @cached_property
    def settled(self) -> frozenset[LawVariable]:
        """The variables that follow with nothing given, because a variant fixes one of them."""
        others = [one for one in self.equations if len(one.variables) > 1]
        if len(others) == len(self.equations):
            return frozenset()
        all_, rest = (
            {variable for variable, _ in closure(ones, self.constants)[0]}
            for ones in (self.equations, others)
        )
        return frozenset(all_ - rest)

    @cached_property
    def memory(self) -> Memory:
        """Plans, eliminations and formulas, each made once."""
        return Memory(self.equations)

    def variable(self, name: str | LawVariable) -> LawVariable:
        """Return the system's variable of a name; `System.variable` documents it."""
        text = name.name if isinstance(name, LawVariable) else str(name)
        found = self._by_name.get(text)
        if found is None:
            where = self._in_a_variant(text)
            holders = () if where else held_elsewhere(text)
            raise UnknownVariable(text, self.variables, self.title + where, holders)
        if found is not name and isinstance(name, LawVariable) and name != found:
            raise UnknownVariable(text, (), f"{self.title} has another variable of that name, and")
        return found

    def passed(self, name: str | LawVariable) -> LawVariable:
        """Return the variable of a given, which may be one that only other variants use."""
        found = self._by_name.get(name) if type(name) is str else None
        if found is not None:
            return found
        if str(name) not in self._by_name:
            for one in self.declared:
                for variable in one.variables:
                    if variable.name == str(name) and name in (variable, variable.name):
                        return variable
        return self.variable(name)

    def _in_a_variant(self, name: str) -> str:
        for one in self.declared:
            if one.choice is not None and any(v.name == name for v in one.variables):
                return f" (unless .using({one.choice}={one.variants[0]!r}))"
        return ""


class Single(Members):
    """The members of one relation: there is nothing to index."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "memory", Memory(self.declared))

    @property
    def equations(self) -> tuple[Equation, ...]:
        """The one equation, of whatever variant."""
        return self.declared

    @property
    def constants(self) -> Mapping[LawVariable, float]:
        """Its variables that are constants."""
        used = self.declared[0].variables
        return {v: v.constant for v in used if v.constant is not None}

    @property
    def settled(self) -> frozenset[LawVariable]:
        """Its variable, where it is its only one."""
        used = self.declared[0].variables
        return frozenset() if len(used) > 1 else frozenset(used) - self.constants.keys()

    def uses_of(self, variable: LawVariable) -> tuple[Equation, ...]:
        """Return the one equation."""
        return self.declared

    def variable(self, name: str | LawVariable) -> LawVariable:
        """Return the relation's variable of a name; `System.variable` documents it."""
        for variable in self.declared[0].variables:
            if variable is name or variable.name == name:
                return variable
        return super().variable(name)


@lru_cache(_MOST_SYSTEMS)
def members(
    title: str, declared: tuple[Equation, ...], selected: frozenset[tuple[str, str]]
) -> Members:
    """Return the members of a system: the same for systems of the same equations and choices."""
    return Members(title, declared, FrozenDict(selected))
