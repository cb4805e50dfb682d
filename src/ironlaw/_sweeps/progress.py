"""A bar for what takes long."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from typing import Any

_AFTER = 1.0  # seconds; what is over before shows none


class _Silent:
    """A bar that nobody sees."""

    def update(self, count: int) -> None:
        """Take note of nothing."""


def bar(points: int, progress: bool | None) -> AbstractContextManager[Any]:
    """Return a bar of tqdm's; a silent one where it is not wanted, or tqdm not installed."""
    if progress is False or find_spec("tqdm") is None:
        return nullcontext(_Silent())
    from tqdm import tqdm

    hidden = None if progress is None else not progress  # None: where there is no terminal
    found: AbstractContextManager[Any] = tqdm(
        total=points, unit=" points", unit_scale=True, delay=_AFTER, disable=hidden
    )
    return found
