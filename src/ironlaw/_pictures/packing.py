"""Where the groups of boxes of a picture go, on a page that is not given."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

APART = 34.0  # between groups; all lengths are in points
NARROWEST, SHAPE = 520.0, 1.25  # width of a page, and that over its height
PAPER, HEADING = (400.0, 550.0), 120.0  # of a page to be printed, and what stands above the groups
_SHARES = [1.0 + 0.1 * k for k in range(16)]

Size = tuple[float, float]


def packed(sizes: Sequence[Size], *, narrow: bool = False) -> tuple[float, list[Size]]:
    """Return the width of a page and the place of each group on it, as x and y.

    The page is a little wider than high; a ``narrow`` one as wide as paper shows it largest.

    Examples
    --------
    >>> packed([(400.0, 100.0), (300.0, 50.0)])
    (520.0, [(0.0, 0.0), (0.0, 134.0)])
    """
    widest = max(NARROWEST, *(width for width, _ in sizes))
    area = sum((width + APART) * (height + APART) for width, height in sizes)
    room = max(widest, SHAPE * sqrt(area))
    if narrow:
        room = max((widest * share for share in _SHARES), key=lambda x: _scale(sizes, x))
    return room, _placed(sizes, room)


def _placed(sizes: Sequence[Size], room: float) -> list[Size]:
    """Return where groups go: the highest place below those that are there, then the leftmost."""
    taken: list[tuple[float, float, float]] = []
    found: list[Size] = []
    for width, height in sizes:
        down, right = min(
            (max((b for l, r, b in taken if l < x + width and x < r), default=0.0), x)
            for x in (0.0, *(end for _, end, _ in taken))
            if x + width <= room
        )
        taken.append((right, right + width + APART, down + height + APART))
        found.append((right, down))
    return found


def _scale(sizes: Sequence[Size], room: float) -> float:
    """Return how large paper shows a page of a width."""
    places = _placed(sizes, room)
    high = max(y + height for (_, y), (_, height) in zip(places, sizes, strict=True))
    return min(PAPER[0] / room, PAPER[1] / (high + HEADING))
