"""The values of an axis as text: a list, or a range of so many values."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from ironlaw._command.question import Malformed
from ironlaw._errors import brief
from ironlaw._language import quantity

_RANGE = re.compile(r"(.+?)\.\.(.+?)(?::\s*([0-9]+)\s*(log)?)?")
_BARE = re.compile(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?")
_MOST = 10_000_000


def values_of(name: str, text: str) -> Any:
    """Read the values of an axis; the unit of the last holds for those that have none.

    Parameters
    ----------
    name
        The variable's name, for messages.
    text
        A list (``80,160 GB``), or a range: ``1..8`` in steps of one, ``10..100 GB/s:10`` for ten
        values, ``1..1000:4log`` for four in ratio.

    Raises
    ------
    Malformed
        If it is neither.

    Examples
    --------
    >>> values_of("memory_capacity", "80,160 GB")
    ['80 GB', '160 GB']
    >>> values_of("devices", "1..1000:4log").magnitude.tolist()
    [1.0, 10.0, 100.0, 1000.0]
    """
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        return _listed(text)
    first, last, count, is_ratio = match.groups()
    ends = [quantity(one) for one in _listed(f"{first},{last}")]
    low, high = (float(one.to(ends[1].units).magnitude) for one in ends)
    number = int(count) if count else round(high - low) + 1
    if count is None and not (ends[1].dimensionless and low <= high and (high - low).is_integer()):
        raise Malformed(f"{name} = {brief(text)} needs a count of values; write {first}..{last}:10")
    if not 1 <= number <= _MOST or (is_ratio and min(low, high) <= 0):
        raise Malformed(f"{name} = {brief(text)} is no range; a ratio needs positive ends")
    spaced = np.geomspace if is_ratio else np.linspace
    return spaced(low, high, number) * ends[1].units


def _listed(text: str) -> list[str]:
    parts = [one.strip() for one in text.split(",")]
    last = _BARE.match(parts[-1])
    unit = parts[-1][last.end() :].strip() if last else ""
    return [f"{one} {unit}" if unit and _BARE.fullmatch(one) else one for one in parts]
