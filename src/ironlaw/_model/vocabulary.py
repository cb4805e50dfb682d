"""The shared vocabulary of the laws, loaded when it is first asked for."""

from __future__ import annotations

import importlib
from functools import cache

from ironlaw._language import Vocabulary

LAWS = "ironlaw._laws"


@cache
def vocabulary() -> Vocabulary:
    """Return the shared vocabulary, ``il.variables``."""
    words: Vocabulary = importlib.import_module(f"{LAWS}._vocabulary").vocabulary
    return words
