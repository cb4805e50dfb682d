"""What a command is asked: a system, an unknown and givens, from arguments and from a file."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ironlaw._errors import IronLawError, UnknownLaw, brief

if TYPE_CHECKING:
    from ironlaw._answers import Solution
    from ironlaw._model import System

SYSTEMS = ("training", "inference")
_BOTH = "a law and a system are both named; keep one of the two"


class Malformed(IronLawError):
    """A command whose form is wrong, whatever it asks; its exit code is 2."""


_LONGEST_FILE = 1_000_000


@dataclass(frozen=True)
class Question:
    """A system, what is known about it, and the variable asked for (empty where none is).

    Attributes
    ----------
    filed
        The names of what a file alone gives.
    """

    system: System
    givens: Mapping[str, str | float] = field(default_factory=dict)
    unknown: str = ""
    filed: frozenset[str] = frozenset()

    @property
    def asked(self) -> str:
        """The unknown.

        Raises
        ------
        IronLawError
            If there is none.
        """
        if not self.unknown:
            raise Malformed("name the variable that is asked for before NAME=VALUE givens")
        return self.unknown

    def solved(self) -> Solution:
        """Solve the system for the unknown."""
        return self.system.solve(self.asked, self.givens)


@dataclass(frozen=True)
class Source:
    """Where a question comes from: arguments or a file; what is empty was not said."""

    law: str | int | None = None
    system: str | None = None
    using: Mapping[str, str] = field(default_factory=dict)
    givens: Mapping[str, str | float] = field(default_factory=dict)

    def find(self) -> System | None:
        """Return the law or the system that is named, if one is."""
        from ironlaw._model import find_law, find_system

        if self.system is None:
            return None if self.law is None else find_law(self.law)
        if self.law is not None:
            raise IronLawError(_BOTH)
        if self.system not in SYSTEMS:
            known = " and ".join(SYSTEMS)
            raise UnknownLaw(f"there is no system {brief(self.system)!r}; there are {known}")
        return find_system(self.system)


def read_question(said: Source, path: str | None = None, unknown: str = "") -> Question:
    """Put together what the arguments say and what a file says; the arguments override.

    Raises
    ------
    IronLawError
        If either is not what it should be, or names a law and a system.
    """
    from ironlaw._model import iron_law

    if said.law is not None and said.system is not None:
        raise Malformed(_BOTH)
    filed = Source() if path is None else read_file(path)
    system = said.find() or filed.find() or iron_law()
    using = {**filed.using, **said.using}
    system = system.using(**using) if using else system
    alone = frozenset(filed.givens.keys() - said.givens.keys())
    return Question(system, {**filed.givens, **said.givens}, unknown, alone)


def pairs(texts: Sequence[str], what: str, sample: str) -> dict[str, str]:
    """Split ``name=value`` texts; nothing in them is evaluated.

    Examples
    --------
    >>> pairs(["memory_time = 50 ms"], "a given", "memory_time='50 ms'")
    {'memory_time': ' 50 ms'}
    """
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name:
            raise Malformed(f"{text!r} is not NAME=VALUE; write {what} as {sample}")
        if name in found:
            raise Malformed(f"{name} is given twice; keep one of {found[name]!r} and {value!r}")
        found[name] = value
    return found


# -- files -------------------------------------------------------------------------------------


def read_file(path: str) -> Source:
    """Read a flat table of givens, with ``system`` or ``law`` and a table ``using`` beside them.

    Parameters
    ----------
    path
        A TOML or JSON file; its values are text with a unit, or numbers as `solve` takes them.

    Raises
    ------
    IronLawError
        If it cannot be read, or holds anything else.
    """
    table = _parsed(path)
    law, system = table.pop("law", None), table.pop("system", None)
    if law is not None and (isinstance(law, bool) or not isinstance(law, (str, int))):
        raise IronLawError(f"{path}: law is {_kind(law)}; write a wall's number or name")
    if system is not None and not isinstance(system, str):
        raise IronLawError(f"{path}: system is {_kind(system)}; write {' or '.join(SYSTEMS)}")
    using = table.pop("using", {})
    if not isinstance(using, dict):
        raise IronLawError(f"{path}: using is {_kind(using)}; make it a table of choices")
    for choice, variant in using.items():
        if not isinstance(variant, str):
            name = f"{path}: the choice {brief(choice)!r}"
            raise IronLawError(f"{name} is {_kind(variant)}; write the name of a variant")
    return Source(law, system, using, {name: _value(path, name, x) for name, x in table.items()})


def _value(path: str, name: str, value: Any) -> str | float:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        wanted = "give one number, or text with a unit"
        raise IronLawError(f"{path}: {brief(name)!r} is {_kind(value)}; {wanted}")
    if isinstance(value, float) and not math.isfinite(value):
        raise IronLawError(f"{path}: {brief(name)!r} is {value}; give a finite number")
    return value


def _kind(value: Any) -> str:
    """Return what a value is in the words of the file."""
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "text"}
    kinds |= {dict: "a table", list: "a list", type(None): "null"}
    return kinds.get(type(value), "a date or a time")


def _parsed(path: str) -> dict[str, Any]:
    suffix, shown = Path(path).suffix.lower(), brief(path)
    if suffix not in _PARSERS:
        raise IronLawError(f"{shown} is neither a .toml nor a .json file; give one of these")
    try:
        with Path(path).open("rb") as file:
            content = file.read(_LONGEST_FILE + 1)
        if len(content) > _LONGEST_FILE:
            raise IronLawError(f"{shown} is longer than {_LONGEST_FILE} bytes; shorten it")
        table = _PARSERS[suffix](content.decode())
    except OSError as error:
        raise IronLawError(f"cannot read {shown}: {error.strerror or error}") from error
    except RecursionError as error:
        raise IronLawError(f"{shown} is nested too deeply; write a flat table") from error
    except ValueError as error:  # of UTF-8, TOML and JSON
        raise IronLawError(f"{shown} is not valid {suffix[1:].upper()}: {error}") from error
    if not isinstance(table, dict):
        raise IronLawError(f"{shown} holds {_kind(table)}; write a table of names and values")
    return table


def _once(items: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a table of JSON; a name that comes twice is refused, as TOML does."""
    table = dict(items)
    if len(table) < len(items):
        names = [name for name, _ in items]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{brief(twice)!r} is given twice")
    return table


_PARSERS: Mapping[str, Callable[[str], Any]] = {
    ".toml": tomllib.loads,
    ".json": partial(json.loads, object_pairs_hook=_once),
}
