"""What a sweep found, as text, as JSON and as a file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ironlaw._command.question import Malformed
from ironlaw._errors import IronLawError, UnreachableError, brief
from ironlaw._language import show, unit
from ironlaw._words import columns

if TYPE_CHECKING:
    from ironlaw._model import System

_KINDS = {".zarr": "zarr", ".nc": "nc", ".csv": "csv", ".parquet": "parquet"}


def kind_of(out: str | None) -> str:
    """Return the kind of a file by its suffix; empty text for none.

    Raises
    ------
    Malformed
        If its suffix names no kind.
    """
    if out is None:
        return ""
    kind = _KINDS.get(Path(out).suffix.lower())
    if kind is None:
        raise Malformed(f"--out {brief(out)} is none of {', '.join(_KINDS)}; give it such a suffix")
    return kind


def write_grid(grid: Any, out: str, kind: str) -> None:
    """Write a whole grid to a file.

    Raises
    ------
    IronLawError
        If it cannot be written, or what writes it is not installed.
    """
    try:
        if kind == "nc":
            grid.to_netcdf(out, engine="scipy")
        elif kind == "csv":
            grid.to_dataframe().to_csv(out)
        else:
            grid.to_dataframe().to_parquet(out)
    except OSError as error:
        raise IronLawError(f"cannot write {brief(out)}: {error.strerror or error}") from error
    except ImportError as error:
        raise IronLawError(f"writing {brief(out)} needs more: {error}") from error


def shown(grid: Any, *, pareto: bool, count: int, maximize: Sequence[str]) -> Any:
    """Return the points to show: the Pareto front, or the best of the first target.

    None where no point has a value.

    Raises
    ------
    DomainError
        If nothing says which way a target is better.
    """
    first = grid.ironlaw.targets[0]
    most = True if first in maximize else None
    try:
        if pareto:
            return grid.ironlaw.pareto(maximize=maximize).isel(point=slice(count))
        return grid.ironlaw.best(first, count=count, maximize=most)
    except UnreachableError:
        return None


def facts_of(system: System, grid: Any, points: Any, out: str | None) -> dict[str, Any]:
    """Return what was found as JSON facts."""
    names = [*grid.sizes, *grid.ironlaw.targets]
    rows = [] if points is None else range(points.sizes["point"])
    return {
        "system": system.title,
        "axes": {str(name): int(size) for name, size in grid.sizes.items()},
        "units": {name: grid[name].attrs.get("units") for name in names},
        "points": [{name: points[name].values[i].item() for name in names} for i in rows],
        "reasons": grid.ironlaw.reasons(),
        **({"regimes": grid.ironlaw.regimes()} if "regime" in grid else {}),
        "file": out,
    }


def page(system: System, grid: Any, points: Any, out: str | None, wide: int | None) -> str:
    """Return what was found as text."""
    total, missing = math.prod(grid.sizes.values()), grid.ironlaw.reasons()
    fine = total - sum(missing.values())
    lines = [f"{system.title}: {total} points, {fine} with values"]
    if points is not None:
        names = [*grid.sizes, *grid.ironlaw.targets]
        rows = [
            tuple(_shown(points[name], i) for name in names) for i in range(points.sizes["point"])
        ]
        lines += ["", columns([tuple(map(str, names)), *rows], wide)]
    tables = {"without a value": missing}
    if "regime" in grid:
        tables["regime"] = {name or "one alone": n for name, n in grid.ironlaw.regimes().items()}
    for title, counts in tables.items():
        if counts:
            lines += ["", columns([(title, ""), *((f"{n}", w) for w, n in counts.items())])]
    if out is not None:
        lines += ["", f"all points are in {out}"]
    return "\n".join(lines)


def _shown(column: Any, index: int) -> str:
    value = column.values[index]
    text = column.attrs.get("units")
    return str(value) if text is None else show(float(value) * unit(text).factor, text)
