"""How far a function is from a target, and which distances are those of rounding alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ironlaw._solving.grid import Function, last_true

_FLAT = 4 * 2.22e-16  # a few roundings of the target: such a distance cannot be told from zero
_UNDERFLOW = 1e-290  # nor can what is smaller than this: it is what a tiny number comes to
_LEVEL = 1e-12  # a long stretch so near is flat, whatever the function's own rounding is
_BESIDE = 1e-6  # no rounding of a target is taken to be larger
_FEW = 3  # points, which are computed one by one
_JUST = 1e-15  # a few roundings of a point
_ULPS = np.arange(1, 17) * 2.3e-16
_SIDES = np.concatenate([-_ULPS, _ULPS])  # a few more, on both sides of a root
_BEYOND = np.logspace(-12, -10, 8)
_AWAY = np.concatenate([-_BEYOND, _BEYOND])
_FALLEN = 0.25  # of the largest distance beside a root; beyond a pole less is left


@dataclass(frozen=True)
class Distance:
    """The signed distance of a function to a target: 0 inside, nan where there is no value.

    Attributes
    ----------
    function
        A vectorised function of one variable, of floats too.
    target
        The lower and the upper end of the target.
    rtol
        How near the function must come to a target value.
    size
        The sum of the sizes of what the function adds up, where it does.
    stretch
        The distance at which a long stretch is on the target, if that is more than rounding.
    """

    function: Function
    target: tuple[float, float]
    rtol: float
    size: Function | None = None
    stretch: float = 0.0

    def __call__(self, x: Any) -> Any:
        low, high = self.target
        if x.size <= _FEW:
            with np.errstate(all="ignore"):
                return np.array([self.at(one) for one in x.ravel().tolist()]).reshape(x.shape)
        with np.errstate(all="ignore"):
            value = np.asarray(self.function(x), dtype=float)
            above = np.where(value > high, value - high, 0.0 * value)
            return np.where(value < low, value - low, above)

    def at(self, x: float) -> float:
        """Return the distance at one float."""
        low, high = self.target
        value = float(self.function(x))
        if value < low:
            return value - low
        return value - high if value > high else 0.0 * value

    @property
    def scale(self) -> float:
        """The size of the target."""
        return max((abs(end) for end in self.target if math.isfinite(end)), default=0.0)

    @property
    def flat(self) -> float:
        """The distance of rounding alone."""
        return max(_FLAT * self.scale, _UNDERFLOW)

    @property
    def level(self) -> float:
        """The distance at which a long stretch is on the target."""
        return max(_LEVEL * self.scale, _UNDERFLOW, self.stretch)

    def beside(self, sizes: Any) -> float:
        """Return the distance within which a stretch may be on the target but for rounding.

        Any, where what is added up tells how large rounding is, and the target does not.
        """
        finite = sizes[np.isfinite(sizes)]
        if not self.scale and self.size is not None:
            return float(finite.max(initial=0.0))
        return _BESIDE * self.scale if self.scale or not finite.size else float(np.median(finite))

    def last_within(self, inner: Any, outer: Any, distance: float) -> Any:
        """Return the last numbers from ones that are so near, towards ones that are not."""
        return last_true(lambda x: np.abs(self(x)) <= distance, inner, outer)

    def rounding_at(self, roots: Any) -> Any:
        """Return how far rounding alone moves it beside roots; 0 where it jumps or has a pole.

        Beside a jump one side is smooth at least, and beside a pole it falls off quickly. Where it
        crosses the target on both sides, however wide its steps are, rounding alone moves it.
        A side on which the function ends is not looked at.
        """
        roots = np.asarray(roots, dtype=float)
        near, far = (
            np.asarray(self(np.multiply.outer(roots, 1 + share))).reshape(
                *roots.shape, 2, share.size // 2
            )
            for share in (_SIDES, _AWAY)
        )
        has_values = np.isfinite(near).all(axis=-1) & np.isfinite(far).all(axis=-1)
        both = np.concatenate([near, far], axis=-1)
        with np.errstate(invalid="ignore"):
            crosses = (both.min(axis=-1) < 0) & (both.max(axis=-1) > 0)
            moved = np.where(
                crosses.all(axis=-1)[..., None], *(np.ptp(x, -1) for x in (both, near))
            )
            spread = 2 * np.where(has_values, moved, np.inf).min(axis=-1)
            sizes = (np.abs(one).max(axis=-1) for one in (near, far))
        close, away = (np.where(has_values, size, 0.0).max(axis=-1) for size in sizes)
        return np.where(has_values.any(axis=-1) & (away >= _FALLEN * close), spread, 0.0)

    def noise(self, points: Any) -> Any:
        """Return how far it moves over a few roundings of each point, and of what is added up."""
        beside = np.stack([np.asarray(self(points * (1 + k))) for k in (-_JUST, 0.0, _JUST)])
        with np.errstate(all="ignore"):  # beside an end there may be no value
            moved = np.ptp(beside, axis=0)
        return moved if self.size is None else np.maximum(moved, _FLAT * self.size(points))
