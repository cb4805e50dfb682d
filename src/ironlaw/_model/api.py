"""The few functions that are not verbs of a system."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ironlaw._answers import Solution
from ironlaw._language import LawVariable
from ironlaw._model.law import Law, Place
from ironlaw._model.registry import find_law, laws


def solve(
    unknown: str | LawVariable,
    /,
    givens: Mapping[Any, Any] | None = None,
    *,
    law: int | str | Law = "iron_law",
    rtol: float = 1e-6,
    **named: Any,
) -> Solution:
    """Solve one law for a variable: ``il.laws[law].solve(...)`` as a function.

    Parameters
    ----------
    unknown
        The variable asked for.
    givens, **named
        What is known; see `System.solve`.
    law
        A wall's number or name, a law, or ``"iron_law"``.
    rtol
        Relative gap within which givens agree.

    Returns
    -------
    Solution

    Raises
    ------
    UnknownLaw
        If there is no such law; else as `System.solve`.

    Examples
    --------
    >>> solve("memory_bandwidth", law=2, weight_bytes="140 GB", memory_time="50 ms")
    memory_bandwidth = 2.8 TB/s
    """
    return find_law(law).solve(unknown, givens, rtol=rtol, **named)


def wall_places() -> dict[str, tuple[Place, ...]]:
    """Return where each wall acts on the Iron Law, by name, in order.

    Examples
    --------
    >>> [place.value for place in wall_places()["Communication"]]
    ['scaling_efficiency']
    """
    return {law.name: law.places for law in laws().values()}
