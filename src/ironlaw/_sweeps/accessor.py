"""The best points of a grid, by xarray's accessor ``grid.ironlaw``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import xarray

from ironlaw._errors import DomainError, IronLawError, UnreachableError, brief
from ironlaw._sweeps.front import front
from ironlaw._sweeps.meaning import REASON, texts_of

_POINT = "point"


@xarray.register_dataset_accessor("ironlaw")  # type: ignore[no-untyped-call]
class Found:
    """What a sweep found: its best points, its Pareto front, and why others have no value.

    Examples
    --------
    >>> import ironlaw as il
    >>> grid = il.laws[2].sweep("memory_time", over={"memory_bandwidth": ["2 TB/s", "3.35 TB/s"]},
    ...                         weight_bytes="16 GB")
    >>> float(grid.ironlaw.best().memory_bandwidth) / 1e12
    3.35
    """

    def __init__(self, grid: xarray.Dataset) -> None:
        self._grid = grid

    @property
    def targets(self) -> tuple[str, ...]:
        """The names of what was asked for."""
        return tuple(str(name) for name in self._grid.data_vars if name != REASON)

    def best(
        self, target: str | None = None, *, maximize: bool | None = None, count: int | None = None
    ) -> xarray.Dataset:
        """Return the point at which a target is best, in the direction that its variable states.

        Parameters
        ----------
        target
            A name; it may be left out where there is one target.
        maximize
            Whether the most is best; None goes by the variable.
        count
            How many points, the best first, along a dimension ``point``; None returns one alone.

        Raises
        ------
        DomainError
            If there is no such target, or nothing says which way is better.
        UnreachableError
            If no point has a value.
        """
        name = self._named(target)
        size = self._sign(name, maximize) * np.asarray(self._grid[name].values).ravel()
        (fine,) = np.nonzero(np.isfinite(size))
        if not len(fine):
            raise UnreachableError(f"no point of the grid has a value of {name}: {self._why()}")
        most = 1 if count is None else min(count, len(fine))
        own = size[fine]
        some = np.argpartition(own, most - 1)[:most] if most < len(own) else np.arange(len(own))
        order = fine[some[np.lexsort((some, own[some]))]]
        found = self._points(order)
        return found.isel({_POINT: 0}) if count is None else found

    def pareto(self, *targets: str, maximize: Iterable[str] = ()) -> xarray.Dataset:
        """Return the points that no other beats in every target, the best in the first one first.

        Parameters
        ----------
        targets
            Names; all targets where none is named.
        maximize
            Those of which the most is best; the others go by their variable.

        Raises
        ------
        DomainError, UnreachableError
            As `best`.
        """
        names = [self._named(one) for one in targets or self.targets]
        most = {self._named(one) for one in maximize}
        sizes = [
            self._sign(name, True if name in most else None)
            * np.asarray(self._grid[name].values).ravel()
            for name in names
        ]
        (fine,) = np.nonzero(np.isfinite(sizes).all(axis=0))
        if not len(fine):
            raise UnreachableError(f"no point has values of {', '.join(names)}: {self._why()}")
        kept = front(np.stack([one[fine] for one in sizes]))
        return self._points(fine[kept])

    def reasons(self) -> dict[str, int]:
        """Return why points have no value, each reason with how many points it concerns."""
        texts = texts_of(self._grid[REASON].attrs)
        counts = np.bincount(np.asarray(self._grid[REASON].values).ravel(), minlength=len(texts))
        return {text: int(n) for text, n in zip(texts, counts, strict=True) if text and n}

    def reason(self, **labels: Any) -> str:
        """Return why a point has no value; empty text where it has. Labels as ``Dataset.sel``."""
        code = self._grid[REASON].sel(labels) if labels else self._grid[REASON]
        if code.size != 1:
            raise DomainError(f"{len(code.dims)} axes are left open; name a label of each")
        return texts_of(self._grid[REASON].attrs)[int(code)]

    def _points(self, flat: Any) -> xarray.Dataset:
        """Return points, which are counted through the grid, along a dimension of their own."""
        grid = self._grid
        dims = grid[REASON].dims
        places = np.unravel_index(np.asarray(flat, dtype=np.intp), grid[REASON].shape)
        where = {
            dim: xarray.DataArray(place, dims=_POINT)
            for dim, place in zip(dims, places, strict=True)
        }
        return grid.isel(where)

    def _named(self, target: str | None) -> str:
        name = self.targets[0] if target is None and len(self.targets) == 1 else target
        if not isinstance(name, str) or name not in self.targets:
            known = ", ".join(self.targets)
            raise DomainError(f"{brief(target)} is no target of the sweep; it has {known}")
        return name

    def _sign(self, name: str, maximize: bool | None) -> float:
        better = self._grid[name].attrs.get("better")
        if maximize is None and not better:
            raise DomainError(f"nothing says which way {name} is better; say maximize=...")
        is_most = maximize if maximize is not None else better == "more"
        return -1.0 if is_most else 1.0

    def _why(self) -> str:
        try:
            found = self.reasons()
        except (KeyError, IronLawError):
            return "all are nan"
        return "; ".join(f"{text} ({count})" for text, count in found.items()) or "all are nan"
