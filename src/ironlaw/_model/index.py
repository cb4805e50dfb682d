"""Which laws and systems hold a variable, a choice or a relation, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ironlaw._errors import nearest
from ironlaw._language import LawVariable
from ironlaw._model.system import System


class Held(NamedTuple):
    """A variable, and the laws and systems that have it in some variant."""

    variable: LawVariable
    systems: tuple[System, ...]

    @property
    def name(self) -> str:
        """The name of the variable."""
        return str(self.variable.name)


class Chosen(NamedTuple):
    """A choice of a law or system, its variants, and who offers it."""

    name: str
    variants: tuple[str, ...]
    systems: tuple[System, ...]


class Index(NamedTuple):
    """Variables and choices by name, each with all that hold it, in order."""

    variables: Mapping[str, Held]
    choices: Mapping[str, Chosen]

    def near(self, text: str) -> Iterator[str]:
        """Yield the variable or choice of a name, or else those that a text may mean."""
        both = dict.fromkeys([*self.variables, *self.choices])
        yield from [text] if text in both else nearest(text, both)


def index(systems: Iterable[System]) -> Index:
    """Return the index of some systems; what is declared counts, of whatever variant."""
    variables: dict[str, tuple[LawVariable, list[System]]] = {}
    choices: dict[str, tuple[tuple[str, ...], list[System]]] = {}
    for system in systems:
        found = {v.name: v for one in system.declared for v in one.symbols_used}
        for name, variable in found.items():
            variables.setdefault(name, (variable, []))[1].append(system)
        for name, variants in system.choices.items():
            choices.setdefault(name, (variants, []))[1].append(system)
    return Index(
        {name: Held(v, tuple(ones)) for name, (v, ones) in variables.items()},
        {name: Chosen(name, variants, tuple(ones)) for name, (variants, ones) in choices.items()},
    )
