"""Which rows a row is a combination of, whatever the sizes of rows, columns and entries."""

from __future__ import annotations

from typing import Any

import numpy as np

_ROUNDING = 1e-10  # of all that was added up for an entry; what is less cancels


class Basis:
    """The rows of a matrix, brought into echelon form with the size of what each entry came from.

    An entry is zero where it is rounding beside what it was added up from, so that a small one
    that nothing else is added to counts as much as a large one.

    Parameters
    ----------
    rows
        A matrix; columns that are larger are rather pivots.

    Attributes
    ----------
    pivots
        The column of each row that is no combination of those before it.

    Examples
    --------
    >>> basis = Basis(np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1e-20], [1.0, 2.0, 1e-20]]))
    >>> basis.combined(np.array([2.0, 3.0, 1e-20])), basis.combined(np.array([2.0, 3.0, 1e-21]))
    ([0, 1], None)
    """

    def __init__(self, rows: Any) -> None:
        self.rows = np.array([_even(row) for row in rows]).reshape(rows.shape)
        self.pivots: list[int] = []
        self._reduced: list[tuple[Any, Any]] = []
        width = rows.shape[1]
        columns = np.abs(self.rows).max(axis=0, initial=0.0)
        for index, row in enumerate(self.rows):
            own = np.zeros(len(rows))
            own[index] = 1.0
            entries, size = self._left(np.concatenate([row, own]))
            part = np.abs(entries[:width])
            if part.any():
                even = np.divide(part, columns, out=np.zeros(width), where=columns > 0)
                pivot = int(np.argmax(even))
                scale = entries[pivot]
                self.pivots.append(pivot)
                with np.errstate(all="ignore"):
                    self._reduced.append((entries / scale, size / abs(scale)))

    def combined(self, row: Any) -> list[int] | None:
        """Return the rows that a row is a combination of; None where it is none."""
        entries, _ = self._left(np.concatenate([_even(row), np.zeros(len(self.rows))]))
        if entries[: len(row)].any() or not np.isfinite(entries).all():
            return None
        return np.flatnonzero(entries[len(row) :]).tolist()

    def _left(self, entries: Any) -> tuple[Any, Any]:
        """Return what the reduced rows leave of a row, and what its entries came from."""
        size = np.abs(entries)
        for pivot, (basis, sizes) in zip(self.pivots, self._reduced, strict=True):
            share = entries[pivot]
            if share:
                with np.errstate(all="ignore"):
                    entries = entries - share * basis
                    size = size + abs(share) * sizes
                entries[np.abs(entries) <= _ROUNDING * size] = 0.0
                entries[pivot] = 0.0
        return entries, size


def _even(row: Any) -> Any:
    """Return a row whose largest entry is one."""
    size = np.abs(row).max(initial=0.0)
    return row / size if size else row
