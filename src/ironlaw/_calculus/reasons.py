"""Why points of a grid have no value, as short codes of texts."""

from __future__ import annotations

FINE = 0  # the code of a point that has every value
LAST = 2**16 - 1  # which no reason has
_MANY = "further reasons"


class Reasons:
    """Why points have no value: texts, each with a code."""

    def __init__(self) -> None:
        self.texts: list[str] = [""]
        self._codes: dict[str, int] = {"": FINE}

    def code(self, text: str) -> int:
        """Return the code of a reason; those beyond the last code share it."""
        found = self._codes.get(text)
        if found is None:
            if len(self.texts) >= LAST - 1:
                text = _MANY
            found = self._codes[text] = self._codes.get(text, len(self.texts))
            if found == len(self.texts):
                self.texts.append(text)
        return found
