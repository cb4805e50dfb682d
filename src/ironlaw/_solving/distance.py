"""How far a function is from a target, and which distances are those of rounding alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ironlaw._solving.grid import Function

_FLAT = 4 * 2.22e-16  # a few roundings of the target: such a distance cannot be told from zero
_LEVEL = 1e-12  # a long stretch so near is flat, whatever the function's own rounding is
_JUST = 4e-16  # two roundings of a root, and a span wide enough to show its slope:
_WIDER = 1e-12


@dataclass(frozen=True)
class Distance:
    """The signed distance of a function to a target: 0 inside, nan where there is no value.

    Attributes
    ----------
    function
        A vectorised function of one variable.
    target
        The lower and the upper end of the target.
    rtol
        How near the function must come to a target value.
    """

    function: Function
    target: tuple[float, float]
    rtol: float

    def __call__(self, x: Any) -> Any:
        low, high = self.target
        with np.errstate(all="ignore"):
            value = np.asarray(self.function(x), dtype=float)
            above = np.where(value > high, value - high, 0.0 * value)
            return np.where(value < low, value - low, above)

    @property
    def scale(self) -> float:
        """The size of the target."""
        return max((abs(end) for end in self.target if math.isfinite(end)), default=0.0)

    @property
    def flat(self) -> float:
        """The distance of rounding alone."""
        return _FLAT * self.scale

    @property
    def level(self) -> float:
        """The distance at which a long stretch is on the target."""
        return _LEVEL * self.scale

    def last_within(self, inner: float, outer: float, distance: float) -> float:
        """Return the last number from one that is so near, towards one that is not."""
        for _ in range(200):
            middle = 0.5 * (inner + outer)
            if middle in (inner, outer):
                break
            if abs(float(self(middle))) <= distance:
                inner = middle
            else:
                outer = middle
        return inner

    def rounding_at(self, root: float) -> float:
        """Return how far it moves over one rounding of a root, where it is continuous there."""
        spread = self._change(root, _JUST)
        return spread if spread <= 0.1 * self._change(root, _WIDER) else 0.0

    def _change(self, root: float, share: float) -> float:
        return abs(float(self(root * (1 + share))) - float(self(root * (1 - share))))
