"""The shared vocabulary and the sources of the laws, loaded when they are first asked for."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from typing import Any

from ironlaw._book import Sources
from ironlaw._errors import LawDeclarationError
from ironlaw._language import Equation, Vocabulary

LAWS = "ironlaw._laws"
_WALL = re.compile(r"w(\d\d)_\w+\Z")


@cache
def vocabulary() -> Vocabulary:
    """Return the shared vocabulary, ``il.variables``."""
    words: Vocabulary = importlib.import_module(f"{LAWS}._vocabulary").vocabulary
    return words


@cache
def bibliography() -> Sources:
    """Return what is known of the sources that the built-in laws cite, by key."""
    found: Sources = importlib.import_module(f"{LAWS}._bibliography").BIBLIOGRAPHY
    return found


@cache
def frame() -> Equation:
    """Return the equation of the Iron Law, on whose factors the walls act."""
    found: Equation = importlib.import_module(f"{LAWS}.iron_law").law.relations["run_time"].stated
    return found


@cache
def walls() -> dict[int, str]:
    """Return the name of each wall's file in the laws folder, by number.

    A second file of a number, which the first one imports, has a longer name.
    """
    files = pkgutil.iter_modules(importlib.import_module(LAWS).__path__)
    names = sorted((one.name for one in files), reverse=True)
    found = (_WALL.match(name) for name in names)
    return {int(match[1]): match[0] for match in found if match}


def wall(number: int) -> Any:
    """Return a wall by its number.

    Raises
    ------
    LawDeclarationError
        If there is no such wall.
    """
    if number not in walls():
        raise LawDeclarationError(
            f"there is no wall {number}; they are numbered 1 to {len(walls())}"
        )
    return importlib.import_module(f"{LAWS}.{walls()[number]}").law
