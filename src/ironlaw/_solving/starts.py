"""Where a search in several unknowns starts."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ironlaw._language import LawVariable

_STARTS = 400


def starts(unknowns: Sequence[LawVariable]) -> list[list[float]]:
    """Return starts spread over the domains: in ratio where positive, evenly where bounded."""
    rng = np.random.default_rng(20)
    return [
        [_start(v, float(u)) for v, u in zip(unknowns, row, strict=True)]
        for row in rng.random((_STARTS, len(unknowns)))
    ]


def _start(variable: LawVariable, share: float) -> float:
    low, high = variable.domain.lower, variable.domain.upper
    if math.isfinite(low) and math.isfinite(high):
        return low + (high - low) * (0.01 + 0.98 * share)
    size = 10.0 ** (24.0 * share - 9.0)
    return low + size if math.isfinite(low) else math.copysign(size, share - 0.5)
