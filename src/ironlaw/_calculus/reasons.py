"""Why points of a grid have no value, as short codes of texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ironlaw._errors import IronLawError
from ironlaw._language import LawVariable

FINE = 0  # the code of a point that has every value
LAST = 2**16 - 1  # which no reason has: none yet, since the least of several counts
_MANY = "further reasons"


class Reasons:
    """Why points have no value: texts, each with a code.

    Parameters
    ----------
    known
        The texts that there are, where blocks of a grid that never meet have to agree on them:
        another text is known by its kind alone.
    """

    def __init__(self, known: Sequence[str] = ()) -> None:
        self.texts: list[str] = ["", *known]
        self._codes = {text: code for code, text in enumerate(self.texts)}
        self._is_fixed = bool(known)

    def code(self, text: str, kind: str = _MANY) -> int:
        """Return the code of a reason; those beyond the last code share one."""
        found = self._codes.get(text)
        if found is None:
            text = kind if self._is_fixed else _MANY if len(self.texts) >= LAST - 1 else text
            found = self._codes.get(text, len(self.texts))
            if found == len(self.texts):
                self.texts.append(text)
            self._codes[text] = found
        return found


class Codes:
    """For each target the code of every point, once one has no value."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape
        self.held: dict[LawVariable, Any] = {}

    def of(self, target: LawVariable) -> Any:
        """Return the codes of a target, to be changed."""
        if target not in self.held:
            self.held[target] = np.full(self.shape, LAST, dtype=np.uint16)
        return self.held[target]

    def least(self) -> Any:
        """Return the least code of each point."""
        if not self.held:
            return np.zeros(self.shape, dtype=np.uint16)
        first, *others = self.held.values()
        for other in others:
            np.minimum(first, other, out=first)
        first[first == LAST] = FINE
        return first


def kinds() -> list[str]:
    """Return the reason of each kind of error that solving may end in."""
    found: set[type] = set()
    work: list[type] = [IronLawError]
    while work:
        error = work.pop()
        if error.__module__ == IronLawError.__module__:  # the same wherever a block is computed
            found.add(error)
            work += error.__subclasses__()
    return sorted(map(kind_of, found))


def kind_of(error: type) -> str:
    """Return the reason that stands for every error of a kind."""
    return f"solving ends in an {error.__name__}"
