"""Where a grid is computed: here and now, into a store as it goes, or when it is used."""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path
from typing import Any

from ironlaw._errors import DomainError, brief
from ironlaw._sweeps.labelled import dataset
from ironlaw._sweeps.packages import require
from ironlaw._sweeps.question import Question
from ironlaw._sweeps.store import chunk_sizes, lazy, opened, stored


def swept(
    question: Question,
    *,
    chunks: Any = None,
    to: str | PathLike[str] | None = None,
    progress: bool | None = None,
) -> Any:
    """Return the grid of a question as a dataset.

    Parameters
    ----------
    question
        What is asked.
    chunks
        The shape of blocks: points for every axis, or by its name; None is a handy shape.
    to
        A Zarr store to write to.
    progress
        Whether a bar is shown.

    Raises
    ------
    DomainError
        If the store is no name of one, or chunks no shape.
    """
    if to is None and chunks is None:
        return dataset(question, progress=progress)
    sizes = chunk_sizes(question, chunks)
    if to is None:
        return lazy(question, sizes)
    if not isinstance(to, (str, PathLike)) or not fspath(to):
        raise DomainError(f"to = {brief(to)} is no name of a store; write to='grid.zarr'")
    return stored(question, Path(to), sizes, progress=progress)


def reopened(path: str | PathLike[str]) -> Any:
    """Open a grid that was saved.

    Raises
    ------
    DomainError
        If there is no such grid.
    """
    require("xarray", "a sweep")
    if not isinstance(path, (str, PathLike)):
        raise DomainError(f"{brief(path)} is no name of a grid; write 'grid.zarr'")
    found = opened(Path(path)) if Path(path).exists() else None
    if found is None:
        raise DomainError(f"{path} is no grid of a sweep; give a .zarr or a .nc")
    return found
