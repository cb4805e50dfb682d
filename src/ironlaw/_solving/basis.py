"""Which rows a row is a combination of, whatever the sizes of rows, columns and entries."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

Row = Mapping[Any, Any]  # numbers by column, floats or of many digits; what lacks is zero


class Basis:
    """Rows brought into echelon form, with the size of what each entry was added up from.

    An entry is zero where it is rounding beside that size, so that a small one that nothing else
    is added to counts as much as a large one.

    Parameters
    ----------
    rows
        Numbers by column.
    rounding
        The share of what an entry was added up from that is rounding.
    weight
        How readily a column becomes a pivot.

    Attributes
    ----------
    pivots
        The column of each row that is no combination of those before it.

    Examples
    --------
    >>> rows = [{"x": 1.0, "y": 1.0}, {"y": 1.0, "z": 1e-20}, {"x": 1.0, "y": 2.0, "z": 1e-20}]
    >>> basis = Basis(rows, rounding=1e-10)
    >>> basis.combined({"x": 2.0, "y": 3.0, "z": 1e-20}), basis.combined({"x": 2.0, "y": 3.0})
    ([0, 1], None)
    """

    def __init__(
        self,
        rows: Sequence[Row],
        *,
        rounding: Any,
        weight: Callable[[Any], float] = lambda _: 1.0,
    ) -> None:
        self.rounding = rounding
        self.pivots: list[Hashable] = []
        self._reduced: list[tuple[dict[Any, Any], dict[Any, Any]]] = []
        rows = [_even(row) for row in rows]
        largest: dict[Any, Any] = {}
        for row in rows:
            for column, x in row.items():
                largest[column] = max(largest.get(column, 0), abs(x))
        for index, row in enumerate(rows):
            entries, sizes = self._left({**row, _Origin(index): 1})
            columns = [one for one in entries if not isinstance(one, _Origin)]
            if columns:
                pivot = max(columns, key=lambda c: abs(entries[c]) / largest[c] * weight(c))
                scale = entries[pivot]
                self.pivots.append(pivot)
                self._reduced.append((
                    {one: x / scale for one, x in entries.items()},
                    {one: x / abs(scale) for one, x in sizes.items()},
                ))  # fmt: skip

    def combined(self, row: Row) -> list[int] | None:
        """Return the rows that a row is a combination of; None where it is none."""
        entries, _ = self._left(_even(row))
        if not all(isinstance(one, _Origin) for one in entries):
            return None
        return sorted(int(one) for one in entries)

    def _left(self, entries: dict[Any, Any]) -> tuple[dict[Any, Any], dict[Any, Any]]:
        """Return what the reduced rows leave of a row, and what its entries came from."""
        sizes = {one: abs(x) for one, x in entries.items()}
        for pivot, (basis, own) in zip(self.pivots, self._reduced, strict=True):
            share = entries.get(pivot)
            if not share:
                continue
            for one, x in basis.items():
                entry = entries.get(one, 0) - share * x
                sizes[one] = sizes.get(one, 0) + abs(share) * own[one]
                entries[one] = entry
                if abs(entry) <= self.rounding * sizes[one]:
                    del entries[one]
            entries.pop(pivot, None)
        return entries, sizes


class _Origin(int):
    """The column that says how much of a row is in what it was brought into."""

    __hash__ = int.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Origin) and int(self) == int(other)


def _even(row: Row) -> dict[Any, Any]:
    """Return a row whose largest entry is one, without its zeros and what vanishes beside it."""
    size = max(map(abs, row.values()), default=1) or 1
    return {column: share for column, x in row.items() if (share := x / size)}
