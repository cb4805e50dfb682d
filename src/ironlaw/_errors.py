"""Every error that ironlaw raises: what was wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple


class IronLawError(Exception):
    """Base of all ironlaw errors; ``str(error)`` is one sentence a user can act on."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else type(self).__name__

    def __reduce__(self) -> Any:
        return _restored, (type(self), self.args, self.__dict__)


class Holder(NamedTuple):
    """A law or system that has a variable: its title, and how to ask it in both ways."""

    title: str
    python: str
    option: str


class UnknownVariable(IronLawError, KeyError):
    """A name that no relation of the system (or no variable of the vocabulary) has.

    Attributes
    ----------
    name
        The name that was asked for.
    suggestions
        The nearest known names, best first.
    holders
        The laws and systems that have a variable of that name.
    """

    def __init__(
        self, name: str, known: Iterable[str], where: str, holders: Sequence[Holder] = ()
    ) -> None:
        self.name = name
        names, name = list(known), name if len(name) <= 80 else f"{name[:77]}..."
        self.suggestions = nearest(name, names)
        self.holders = tuple(holders)
        self._start = f"{where} has no variable {name!r}"
        advice = did_you_mean(self.suggestions) or among(names)
        super().__init__(self._start + (self._held("ask {}", "python") or advice))

    @property
    def at_command_line(self) -> str:
        """The sentence with what to add to a command instead of what to write in Python."""
        held = self._held("add {}", "option")
        return self._start + held if held else str(self)

    def _held(self, advice: str, way: str) -> str:
        if not self.holders:
            return ""
        titles = [one.title for one in self.holders]
        more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
        asking = advice.format(getattr(self.holders[0], way))
        return f"; it is in {', '.join(titles[:3])}{more}: {asking}"


class UnknownLaw(IronLawError, KeyError):
    """A law number or name that the registry does not hold."""


class UnknownChoice(IronLawError, KeyError):
    """A choice, or a variant of a choice, that the system does not have."""


class UnknownRelation(IronLawError, KeyError):
    """A relation that the system does not have, or not in the variants chosen."""


class UnitError(IronLawError, ValueError):
    """Text that is not a number followed by a unit, or a unit that is not known."""


class DimensionError(IronLawError, TypeError):
    """A quantity of one dimension where another is needed."""


class DomainError(IronLawError, ValueError):
    """A value outside what its variable can be (negative bandwidth, utilisation above 1, nan).

    Attributes
    ----------
    variable
        Name of the variable.
    value
        The offending value, as the user wrote it or as it was computed.
    """

    def __init__(self, message: str, variable: str = "", value: Any = None) -> None:
        self.variable = variable
        self.value = value
        super().__init__(message)


class UnderdeterminedError(IronLawError, ValueError):
    """A number was asked of an answer that still lacks givens.

    Attributes
    ----------
    missing
        The smallest sets of names that would determine the answer.
    """

    def __init__(self, message: str, missing: Sequence[frozenset[str]] = ()) -> None:
        self.missing = tuple(missing)
        super().__init__(message)


class InconsistentError(IronLawError, ValueError):
    """Givens that contradict each other through a relation.

    Attributes
    ----------
    relation
        Name of the relation that does not hold.
    gap
        Relative gap between its two sides.
    """

    def __init__(self, message: str, relation: str = "", gap: float = 0.0) -> None:
        self.relation = relation
        self.gap = gap
        super().__init__(message)


class AmbiguousError(IronLawError, ValueError):
    """Several answers, and nothing that prefers one of them.

    Attributes
    ----------
    values
        All the answers.
    """

    def __init__(self, message: str, values: Sequence[Any] = ()) -> None:
        self.values = tuple(values)
        super().__init__(message)


class UnreachableError(IronLawError, ValueError):
    """No value of the unknown reaches the target.

    Attributes
    ----------
    variable
        The unknown.
    best
        The best value of the target that can be reached, or None where none is known.
    """

    def __init__(self, message: str, variable: str = "", best: Any = None) -> None:
        self.variable = variable
        self.best = best
        super().__init__(message)


class UnsolvableError(IronLawError, NotImplementedError):
    """A system whose structure this version does not solve."""


class LawDeclarationError(IronLawError, TypeError):
    """A variable, relation or law that is declared wrongly; names the file and line."""


class LawDimensionError(LawDeclarationError, DimensionError):
    """A relation whose two sides, or whose terms, differ in dimension."""


def _restored(kind: type[IronLawError], args: tuple[Any, ...], facts: dict[str, Any]) -> Any:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(facts)
    return error


def brief(value: Any) -> str:
    """Return a value as text of bounded length, whatever it is."""
    try:
        text = value if isinstance(value, str) else repr(value)
    except ValueError:  # a whole number of more digits than Python spells out
        return f"a whole number of about {int(int(value).bit_length() * 0.30103)} digits"
    return text if len(text) <= 80 else f"{text[:77]}..."


def needed(
    value: Any,
    kind: type | tuple[type, ...],
    what: str,
    error: type[IronLawError] = DomainError,
) -> Any:
    """Return a value of a kind; refuse any other, saying ``what`` it should be.

    Examples
    --------
    >>> needed(5, str, "a relation's name, as text")
    Traceback (most recent call last):
        ...
    ironlaw._errors.DomainError: 5 is not a relation's name, as text; pass one
    """
    if isinstance(value, kind):
        return value
    raise error(f"{brief(value)} is not {what}; pass one")


def nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return up to three known names that a user may have meant by ``name``."""
    names = list(known)
    meant = [other for other in names if shortens(name, other)] if "_" in name else []
    close = get_close_matches(name, names, n=3, cutoff=0.6)
    inside = [
        other
        for other in names
        if (len(name) > 2 and name in other) or (len(other) > 3 and other in name)
    ]
    return tuple(dict.fromkeys(meant + close + inside))[:3]


def shortens(short: str, name: str) -> bool:
    """Tell whether a name abbreviates another, word by word: ``mem_bw``, ``memory_bandwidth``."""
    parts, words = short.lower().split("_"), name.split("_")
    return len(parts) == len(words) and all(map(_cut_short, parts, words))


def _cut_short(part: str, word: str) -> bool:
    """Tell whether the letters of a part stand in a word in their order, from its first on."""
    letters = iter(word[1:])
    return part[:1] == word[:1] and all(letter in letters for letter in part[1:])


def among(names: Sequence[str]) -> str:
    """Return ``; it has a, b, ...``, or nothing where there are no names."""
    more = f" and {len(names) - 8} others" if len(names) > 8 else ""
    return f"; it has {', '.join(names[:8])}{more}" if names else ""


def did_you_mean(suggestions: Sequence[str]) -> str:
    """Return ``; did you mean 'a' or 'b'?``, or nothing where there is no near name."""
    return f"; did you mean {' or '.join(map(repr, suggestions))}?" if suggestions else ""
