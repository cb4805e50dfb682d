"""The registry: finds the walls in the laws folder, one file each, and loads them when asked."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from ironlaw._errors import Holder, UnknownLaw, brief, did_you_mean, nearest
from ironlaw._language import Math, table
from ironlaw._model.index import Index, index
from ironlaw._model.law import Law
from ironlaw._model.loading import law_in
from ironlaw._model.members import answers_elsewhere
from ironlaw._model.system import System
from ironlaw._model.vocabulary import LAWS, walls
from ironlaw._structure import network

if TYPE_CHECKING:
    import networkx as nx


class Laws(Mapping[int, Law]):
    """The walls in order, by number, name or attribute; each file is loaded on first use.

    Examples
    --------
    >>> import ironlaw as il
    >>> il.laws[14] is il.laws["communication"] is il.laws.communication
    True
    >>> len(il.laws)
    22
    """

    def __init__(self) -> None:
        self._modules = walls()
        self._numbers = {name[4:]: number for number, name in sorted(self._modules.items())}
        self._loaded: dict[int, Law] = {}

    def __getitem__(self, key: int | str) -> Law:
        number = self._number(key)
        if number not in self._loaded:
            self._loaded[number] = _law_of(f"{LAWS}.{self._modules[number]}")
        return self._loaded[number]

    def _number(self, key: int | str) -> int:
        if isinstance(key, int) and not isinstance(key, bool) and key in self._modules:
            return key
        text = brief(key)
        text = text.strip().lower().replace(" ", "_").replace("-", "_")
        if len(text) <= 3 and text.isdecimal() and int(text) in self._modules:
            return int(text)
        if text in self._numbers:
            return self._numbers[text]
        near = _exact(text) or did_you_mean(nearest(text, self._numbers)) or _holding(text)
        shown = repr(brief(key)) if isinstance(key, str) else brief(key)
        raise UnknownLaw(f"there is no law {shown}{near}; the walls are numbered 1 to {len(self)}")

    def __getattr__(self, name: str) -> Law:
        if name.startswith("_") or name not in self._numbers:
            raise AttributeError(
                f"there is no law {name!r}{did_you_mean(nearest(name, self._known()))}"
            )
        return self[name]

    def _known(self) -> list[str]:
        return list(self.__dict__.get("_numbers", ()))

    def __contains__(self, key: object) -> bool:
        try:
            self._number(key)  # type: ignore[arg-type]
        except UnknownLaw:
            return False
        return True

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(self._modules))

    def __len__(self) -> int:
        return len(self._modules)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._numbers]

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._numbers)

    def __repr__(self) -> str:
        return "\n".join(f"{number:2}  {law.name}: {law.question}" for number, law in self.items())

    def _repr_html_(self) -> str:
        rows = [(str(n), law.name, law.question, Math(law.latex())) for n, law in self.items()]
        return table(("#", "wall", "question", "equation"), rows)


@cache
def laws() -> Laws:
    """Return the registry of the walls, ``il.laws``."""
    return Laws()


@cache
def iron_law() -> Law:
    """Return the Iron Law, ``il.iron_law``."""
    return _law_of(f"{LAWS}.iron_law")


@cache
def training() -> System:
    """Return the walls that a training run needs, wired together: ``il.training``."""
    return _system_of("training")


@cache
def inference() -> System:
    """Return the walls that a serving fleet needs, wired together: ``il.inference``."""
    return _system_of("inference")


_SYSTEMS = {"training": training, "inference": inference}


def _system_of(name: str) -> System:
    system: System = importlib.import_module(f"{LAWS}.{name}").system
    return system


@cache
def everywhere() -> Index:
    """Return who holds which variables and choices: the walls, the Iron Law and both systems."""
    return index((*laws().values(), iron_law(), training(), inference()))


def holder(system: System) -> Holder:
    """Return how a wall, the Iron Law or one of the two systems is asked."""
    if not isinstance(system, Law):
        return Holder(system.title, f"il.{system.title}", f"--system {system.title}")
    if system.number is None:
        return Holder("the Iron Law", "il.iron_law", "--law iron_law")
    return Holder(system.title, f"il.laws[{system.number}]", f"--law {system.number}")


@answers_elsewhere
def _holders(name: str) -> tuple[Holder, ...]:
    held = everywhere().variables.get(name)
    return () if held is None else tuple(holder(one) for one in held.systems)


def _exact(text: str) -> str:
    """Say what else has a name that no law has: a system, a variable or a choice."""
    if text in _SYSTEMS:
        return f"; that is a system, il.{text}"
    known = everywhere()
    return _holding(text) if text in known.variables or text in known.choices else ""


def _holding(text: str) -> str:
    """Say which walls hold variables or choices that a text may mean."""
    found = []
    for name in everywhere().near(text):
        held = everywhere().variables.get(name)
        walls = held.systems if held else everywhere().choices[name].systems
        found.append(f"{name} is {'' if held else 'a choice '}in {holder(walls[0]).python}")
    return f"; {', '.join(found[:3])}" if found else ""


def everything() -> nx.DiGraph[str]:
    """Return the graph of everything, ``il.graph``: all walls, the Iron Law, and their wires.

    Its nodes carry what those of `System.graph` do. Relations of one name, in a wall and in a
    system that states it more finely, are one node, with the inputs of both.
    """
    systems = (inference(), training(), iron_law(), *laws().values())
    equations = dict.fromkeys(one for system in systems for one in system.equations)
    return network("ironlaw", equations)


def find_system(key: str) -> System:
    """Return ``il.training``, ``il.inference``, the Iron Law or a wall by its name.

    Raises
    ------
    UnknownLaw
        If there is none.
    """
    return _SYSTEMS[key]() if key in _SYSTEMS else find_law(key)


def find_law(key: int | str | Law) -> Law:
    """Return a law by number or name; ``"iron_law"`` is the Iron Law.

    Raises
    ------
    UnknownLaw
        If there is none.
    """
    if isinstance(key, Law):
        return key
    text = brief(key).lower().replace(" ", "_").replace("-", "_")
    return iron_law() if text == "iron_law" else laws()[key]


def _law_of(module: str) -> Law:
    return law_in(importlib.import_module(module), module)
