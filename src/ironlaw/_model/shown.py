"""What a system shows of itself: its equations, leaves and choices, and its names as items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from ironlaw._errors import UnknownRelation, among, brief, did_you_mean, nearest
from ironlaw._language import LawVariable, Vocabulary
from ironlaw._model import overview
from ironlaw._model.choices import Choices
from ironlaw._model.givens import read_givens
from ironlaw._model.symbolic import Symbolic

_One = TypeVar("_One")


class Shown(Symbolic):
    """A set of equations that can be looked at: printed, and asked for its variables by name.

    Attributes
    ----------
    question
        The question it answers; empty where it has none.
    """

    question: str = ""

    @property
    def leaves(self) -> Vocabulary:
        """The variables that no active relation defines, constants left out: what can be given.

        Examples
        --------
        >>> import ironlaw as il
        >>> list(il.laws[17].only("device_hours", "rental_cost").leaves)
        ['devices', 'run_time', 'rental_price']
        """
        return self.members.leaves

    @property
    def choices(self) -> Choices:
        """The variants of each choice, the first the default; printed, with what each means."""
        return self.members.choices

    def __getitem__(self, name: str | LawVariable) -> LawVariable:
        """Return the variable of a name, as `variable` does."""
        return self.variable(name)

    def __contains__(self, name: object) -> bool:
        return str(name) in self.variables

    __iter__ = None  # a system is no sequence of its variables; .variables is

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.variables)

    def __repr__(self) -> str:
        return overview.text(self.members, read_givens(self.members, self.bound), self.question)

    def _repr_html_(self) -> str:
        return overview.html(self.members, read_givens(self.members, self.bound), self.question)


class ByName(Mapping[str, _One], Generic[_One]):
    """Relations by name; a wrong name is answered with the near ones."""

    def __init__(self, title: str, found: dict[str, _One]) -> None:
        self._title, self._found = title, found

    def __getitem__(self, name: str) -> _One:
        try:
            return self._found[name]
        except (KeyError, TypeError):
            near = did_you_mean(nearest(brief(name), self)) or among(list(self))
            raise UnknownRelation(f"{self._title} has no relation {brief(name)!r}{near}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __repr__(self) -> str:
        return "\n".join(map(str, self._found.values()))

    def _repr_html_(self) -> str:
        stated = (getattr(one, "stated", None) for one in self._found.values())
        return overview.equations_html(one for one in stated if one is not None)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)
