"""The shared vocabulary and the sources of the laws, loaded when they are first asked for."""

from __future__ import annotations

import importlib
from functools import cache

from ironlaw._book import Sources
from ironlaw._language import Equation, Vocabulary

LAWS = "ironlaw._laws"


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
