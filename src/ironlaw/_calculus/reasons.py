"""Why points of a grid have no value, as short codes of texts."""

from __future__ import annotations

from collections.abc import Sequence

FINE = 0  # the code of a point that has every value
LAST = 2**16 - 1  # which no reason has
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
