"""The best points of a grid, by xarray's accessor ``grid.ironlaw``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import xarray

from ironlaw._calculus import Term
from ironlaw._errors import DomainError, IronLawError, UnreachableError, brief
from ironlaw._sweeps.front import front, least
from ironlaw._sweeps.meaning import REASON, REGIME, apart, holding, terms_of, texts_of
from ironlaw._sweeps.plots import draw, draw_front
from ironlaw._sweeps.reading import POINT, kept, parts, points
from ironlaw._sweeps.roofline import Roofs, draw_roofline


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
        return tuple(str(name) for name in self._grid.data_vars if name not in (REASON, REGIME))

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
        if count is not None and (not isinstance(count, int) or count < 1):
            raise DomainError(f"count = {brief(count)} is no number of points; give 1 or more")
        signs = [self._sign(name, maximize)]
        found = self._best([name], signs, lambda sizes: least(sizes[0], count or 1))
        return found.isel({POINT: 0}) if count is None else found

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
        signs = [self._sign(name, True if name in most else None) for name in names]
        return self._best(names, signs, front)

    def plot(self, target: str | None = None, *, ax: Any = None) -> Any:
        """Draw a target: a curve, curves, bars or, over two long axes, a map; grey has no value.

        Where the grid holds its regimes, curves and maps show where they change.

        Parameters
        ----------
        target
            A name; it may be left out where there is one target.
        ax
            Axes of matplotlib to draw on; a new figure's otherwise.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        DomainError
            If more than two axes are longer than one point: choose with ``sel``.
        IronLawError
            If matplotlib (the extra ``plot``) is not installed.
        """
        return draw(self._grid, self._named(target), ax)

    def plot_pareto(
        self, first: str, second: str, *, maximize: Iterable[str] = (), ax: Any = None
    ) -> Any:
        """Draw all points by two targets and the front among them; return matplotlib's axes.

        The parameters, and what is raised, are those of `pareto` and `plot`.
        """
        names = (self._named(first), self._named(second))
        return draw_front(self._grid, self.pareto(*names, maximize=maximize), names, ax)

    def plot_roofline(
        self,
        *,
        intensity: str = "arithmetic_intensity",
        flops: str = "attainable_flops",
        peak: str = "peak_flops",
        bandwidth: str = "memory_bandwidth",
        ax: Any = None,
    ) -> Any:
        """Draw a roof for each peak and bandwidth of the grid, and its points by their intensity.

        Parameters
        ----------
        intensity, flops
            The names of what places a point: targets, axes, or columns of a table.
        peak, bandwidth
            The names of what makes a roof.
        ax
            As in `plot`.

        Raises
        ------
        DomainError
            If one is not in the grid, or there are more roofs than can be told apart.
        UnreachableError
            If no point has a value.
        IronLawError
            If matplotlib (the extra ``plot``) is not installed.
        """
        return draw_roofline(self._grid, Roofs(intensity, flops, peak, bandwidth), ax)

    def reasons(self) -> dict[str, int]:
        """Return why points have no value, each reason with how many points it concerns."""
        texts = texts_of(self._grid[REASON].attrs)
        counts = np.zeros(len(texts), dtype=int)
        for _, (codes,) in parts(self._grid, [REASON]):
            counts += np.bincount(codes.astype(int), minlength=len(texts))
        return {text: int(n) for text, n in zip(texts, counts, strict=True) if text and n}

    def reason(self, **labels: Any) -> str:
        """Return why a point has no value; empty text where it has. Labels as ``Dataset.sel``."""
        return texts_of(self._grid[REASON].attrs)[int(self._at(REASON, labels))]

    def regimes(self) -> dict[str, int]:
        """Return the regimes that there are, each with how many points are in it.

        Each is named by what tells it from the others: the arguments of maxima and minima that
        hold in it.

        Raises
        ------
        DomainError
            If the sweep was not asked for its regimes.
        """
        terms = self._terms()
        counts: dict[float, int] = {}
        for _, (codes,) in parts(self._grid, [REGIME]):
            for code, n in zip(
                *np.unique(codes[np.isfinite(codes)], return_counts=True), strict=True
            ):
                counts[float(code)] = counts.get(float(code), 0) + int(n)
        names = apart(terms, np.array(list(counts)))
        return {name: counts[code] for code, name in names.items()}

    def regime(self, **labels: Any) -> tuple[str, ...]:
        """Return the argument of each maximum and minimum that holds at a point; none without one.

        Labels are as in ``Dataset.sel``; what an axis does not move is left out.
        """
        terms = self._terms()
        code = self._at(REGIME, labels)
        return holding(terms, code) if np.isfinite(code) else ()

    def _terms(self) -> list[Term]:
        if REGIME not in self._grid:
            raise DomainError("the grid does not hold its regimes; sweep with regimes=True")
        return terms_of(self._grid[REGIME].attrs)

    def _at(self, name: str, labels: dict[str, Any]) -> float:
        found = self._grid[name].sel(labels) if labels else self._grid[name]
        if found.size != 1:
            raise DomainError(f"{len(found.dims)} axes are left open; name a label of each")
        return float(found)

    def _best(
        self, names: Sequence[str], signs: Sequence[float], choose: Callable[[Any], Any]
    ) -> xarray.Dataset:
        """Return the points that are chosen of those with values, where less is better."""
        flat = kept(self._grid, names, signs, choose)
        if not flat.size:
            listed = ", ".join(names)
            raise UnreachableError(f"no point of the grid has a value of {listed}: {self._why()}")
        found: xarray.Dataset = points(self._grid, flat)
        return found

    def _named(self, target: str | None) -> str:
        name = self.targets[0] if target is None and len(self.targets) == 1 else target
        if not isinstance(name, str) or name not in self.targets:
            known = ", ".join(self.targets)
            raise DomainError(f"{brief(target)} is no target of the sweep; it has {known}")
        return name

    def _sign(self, name: str, maximize: bool | None) -> float:
        better = self._grid[name].attrs.get("better")
        if maximize is None and not better:
            raise DomainError(f"nothing says which way {name} is better; say so by maximize")
        is_most = maximize if maximize is not None else better == "more"
        return -1.0 if is_most else 1.0

    def _why(self) -> str:
        try:
            found = self.reasons()
        except (KeyError, IronLawError):
            return "all are nan"
        return "; ".join(f"{text} ({count})" for text, count in found.items()) or "all are nan"
