"""The choices of a system: what each variant means, the first of each being the default."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ironlaw._errors import UnknownChoice, brief, did_you_mean, nearest
from ironlaw._language import Equation, table
from ironlaw._words import columns

_HEAD = ("choice", "variant", "means")


class Choices(Mapping[str, tuple[str, ...]]):
    """The variants of each choice by name; printed, each with what it means.

    Examples
    --------
    >>> import ironlaw as il
    >>> il.laws[17].choices
    choice     variant  means
    bought_by  device   Every device is bought with its share of host and network. (default)
               node     Every node is bought with its devices, its host and its adapters.
    tenure     owned    On devices of one's own a run costs what owning them costs. (default)
               rented   On rented devices a run costs the rent.
    >>> il.laws[17].choices["tenure"]
    ('owned', 'rented')
    """

    def __init__(self, declared: Iterable[Equation]) -> None:
        meanings: dict[str, dict[str, str]] = {}
        alone: set[tuple[str, str]] = set()
        for one in declared:
            if one.choice is None:
                continue
            found = meanings.setdefault(one.choice, {})
            for variant in one.variants:
                key = one.choice, variant
                if len(one.variants) == 1 and key not in alone:  # what only this variant says
                    found[variant] = one.text
                    alone.add(key)
                else:
                    found.setdefault(variant, one.text)
        self._meanings = meanings

    def __getitem__(self, choice: str) -> tuple[str, ...]:
        return tuple(self.meanings(choice))

    def __iter__(self) -> Iterator[str]:
        return iter(self._meanings)

    def __len__(self) -> int:
        return len(self._meanings)

    def meanings(self, choice: str) -> Mapping[str, str]:
        """Return what each variant of a choice says, in words.

        Raises
        ------
        UnknownChoice
            If there is no such choice.
        """
        try:
            return self._meanings[choice]
        except (KeyError, TypeError):
            near = did_you_mean(nearest(brief(choice), self)) or f"; there are {', '.join(self)}"
            raise UnknownChoice(f"there is no choice {brief(choice)!r}{near}") from None

    def to_text(self, *, width: int = 100) -> str:
        """Return the choices as a table of text."""
        return columns([_HEAD, *self._rows], width) if self else "no choices"

    def to_dict(self) -> dict[str, Any]:
        """Return the choices as plain values, for JSON: variants and what they mean."""
        return {choice: dict(found) for choice, found in self._meanings.items()}

    def __repr__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return table(_HEAD, self._rows)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    @property
    def _rows(self) -> list[tuple[str, str, str]]:
        rows = []
        for choice, found in self._meanings.items():
            for number, (variant, text) in enumerate(found.items()):
                default = " (default)" if number == 0 else ""
                rows.append((choice if number == 0 else "", variant, text + default))
        return rows
