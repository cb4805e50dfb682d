"""The axes of a grid: a variable's values, or the variants of a choice."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ironlaw._language import LawVariable, unit

_WHOLE = 2.0**53


class Axis(NamedTuple):
    """What is varied along one axis.

    Attributes
    ----------
    name
        The name of the variable or the choice.
    values
        A variable's values, in base units; the names of variants.
    variable
        The variable; None for a choice.
    """

    name: str
    values: Any
    variable: LawVariable | None = None

    @property
    def coordinate(self) -> Any:
        """The values as a label: in the variable's unit, counts as whole numbers."""
        if self.variable is None:
            return np.asarray(self.values)
        shown = self.values / unit(self.variable.unit).factor
        is_count = self.variable.domain.whole and np.all(np.abs(shown) < _WHOLE)
        if is_count and np.all(shown == np.round(shown)):
            return shown.astype(np.int64)
        return shown


def attributes(variable: LawVariable) -> dict[str, str]:
    """Return what a labelled array says about its variable."""
    said = {
        "units": variable.unit,
        "long_name": variable.meaning or variable.name,
        "latex": variable.glyph,
        "better": variable.better or "",
    }
    return {name: text for name, text in said.items() if text}
