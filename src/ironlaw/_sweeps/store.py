"""A grid written to Zarr block by block as it is computed, and gone on with where it was left."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from ironlaw._calculus import Reasons
from ironlaw._errors import DomainError, brief
from ironlaw._sweeps.axes import Index, blocks
from ironlaw._sweeps.labelled import coordinates, labelled
from ironlaw._sweeps.meaning import REASON, said
from ironlaw._sweeps.packages import require
from ironlaw._sweeps.progress import bar
from ironlaw._sweeps.question import Block, Question

_MARK = "mark"
_DONE = "_done"
_AT_ONCE = 4  # blocks for each worker of a cluster that wait or are computed


def stored(
    question: Question, path: Path, sizes: Sequence[int], *, progress: bool | None = None
) -> Any:
    """Compute a grid into a Zarr store and return it as a dataset that is read when used.

    Blocks that the store holds already are left as they are. Where a client of Dask's
    ``distributed`` is active, its workers compute and write the blocks.

    Parameters
    ----------
    question
        What is asked.
    path
        A folder; made if there is none.
    sizes
        The shape of the blocks.
    progress
        As in `dataset`.

    Raises
    ------
    DomainError
        If the store holds another sweep, or one in other blocks.
    """
    require("xarray", "a sweep")
    require("zarr", "writing a sweep as it goes")
    done = _opened(question, path, sizes)[_DONE][:]
    every = list(blocks(question.shape, sizes))
    left = [number for number, is_done in enumerate(done.tolist()) if not is_done]
    with bar(sum(_count(one) for one in every), progress) as shown:
        shown.update(sum(_count(every[i]) for i in range(len(every)) if done[i]))
        for number in _written(question, path, every, left):
            shown.update(_count(every[number]))
    named = [*question.columns, REASON]
    return opened(path)[named].assign_coords(coordinates(question))


def opened(path: Path) -> Any:
    """Return the grid of a store or a file, read when it is used; None where that is no grid."""
    import xarray

    import ironlaw._sweeps.accessor  # noqa: F401 (it registers itself)

    chunks: Any = {} if find_spec("dask") else None
    try:
        if path.is_dir():
            found = xarray.open_zarr(path, chunks=chunks, consolidated=False)
        else:
            found = xarray.open_dataset(path, engine="scipy")
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found.drop_vars(_DONE, errors="ignore") if REASON in found else None


def _count(index: Index) -> int:
    return int(np.prod([one.stop - one.start for one in index]))


def _opened(question: Question, path: Path, sizes: Sequence[int]) -> Any:
    """Return the store of a question, made if there is none."""
    import zarr

    if not path.exists():
        return _made(question, path, sizes)
    try:
        store: Any = zarr.open_group(path, mode="r+")
    except (OSError, ValueError, KeyError) as error:
        raise DomainError(f"{path} is no store of a sweep; give another name") from error
    if store.attrs.get(_MARK) != question.mark:
        raise DomainError(f"{path} holds another sweep; give another name, or remove it")
    held = tuple(store[question.targets[0].name].chunks)
    if held != tuple(sizes):
        raise DomainError(f"{path} is in blocks of {held}, not {tuple(sizes)}; give chunks={held}")
    return store


def _made(question: Question, path: Path, sizes: Sequence[int]) -> Any:
    """Return an empty store, which says that it is whole only when nothing is missing in it."""
    import zarr

    store: Any = zarr.open_group(path, mode="w-", zarr_format=3)
    dims = [one.name for one in question.axes]
    for name, attrs in question.columns.items():
        array = store.create_array(
            name,
            shape=question.shape,
            chunks=tuple(sizes),
            dtype="float64",
            fill_value=np.nan,
            dimension_names=dims,
        )
        array.attrs.update(attrs)
    array = store.create_array(
        REASON, shape=question.shape, chunks=tuple(sizes), dtype="uint16", dimension_names=dims
    )
    array.attrs.update(said(["", *question.texts]))
    labelled_by = coordinates(question)
    for name, (dim, labels, attrs) in labelled_by.items():
        kind: Any = str if labels.dtype.kind == "U" else labels.dtype
        array = store.create_array(
            name, shape=labels.shape, chunks=labels.shape, dtype=kind, dimension_names=[dim]
        )
        array[:] = labels
        array.attrs.update(attrs)
    count = len(list(blocks(question.shape, sizes)))
    store.create_array(
        _DONE, shape=(count,), chunks=(1,), dtype="uint8", dimension_names=[f"{_DONE}_block"]
    )
    beside = " ".join(name for name in labelled_by if name not in dims)
    if beside:
        store.attrs["coordinates"] = beside
    store.attrs.update({**question.said, _MARK: question.mark})  # last: without it, it is none
    return store


def _written(
    question: Question, path: Path, every: Sequence[Index], left: Iterable[int]
) -> Iterator[int]:
    """Compute and write blocks, here or on a cluster, and yield the number of each that is done."""
    client = _client()
    if client is None:
        for number in left:
            yield write(question, path, number, every[number])
        return
    import distributed

    shared = client.scatter(question, broadcast=True, hash=False)
    waiting = iter(left)
    most = _AT_ONCE * max(1, len(client.scheduler_info()["workers"]))
    first = [
        client.submit(write, shared, path, number, every[number], pure=False)
        for _, number in zip(range(most), waiting, strict=False)
    ]
    running: Any = distributed.as_completed(first, with_results=True)  # type: ignore[no-untyped-call]
    for _, number in running:
        yield number
        following = next(waiting, None)
        if following is not None:
            running.add(client.submit(write, shared, path, following, every[following], pure=False))


def write(question: Question, path: Path, number: int, index: Index) -> int:
    """Compute one block, write it, and note that it is done."""
    import zarr

    store: Any = zarr.open_group(path, mode="r+")
    found = question.compute(index, Reasons(question.texts))
    for name, values in zip(question.columns, found.values, strict=True):
        store[name][index] = values
    store[REASON][index] = found.reason
    store[_DONE][number] = 1
    return number


def _client() -> Any:
    """Return the active client of a Dask cluster; None without one."""
    if "distributed" not in sys.modules:
        return None
    from distributed import get_client

    try:
        return get_client()
    except ValueError:
        return None


def lazy(question: Question, sizes: Sequence[int]) -> Any:
    """Return a grid as a dataset of Dask arrays, each block computed when it is used."""
    require("xarray", "a sweep")
    require("dask", "a sweep in chunks")
    import dask.array

    chunks = [
        tuple(min(size, count - start) for start in range(0, count, size))
        for count, size in zip(question.shape, sizes, strict=True)
    ]
    count = len(question.columns) + 1
    make: Any = dask.array.map_blocks
    stacked = make(
        _stacked,
        chunks=((count,), *chunks),
        dtype=float,
        meta=np.empty((0,) * (len(chunks) + 1)),
        name=f"sweep-{question.mark[:16]}",
        question=question,
    )
    reason = stacked[count - 1].astype(np.uint16)
    whole = Block(tuple(stacked[i] for i in range(count - 1)), reason)
    return labelled(question, whole, ["", *question.texts])


def _stacked(question: Question, block_info: Any = None) -> Any:
    """Return all columns of a block, and then the codes of its reasons."""
    place = block_info[None]["array-location"][1:]
    index = tuple(slice(start, stop) for start, stop in place)
    found = question.compute(index, Reasons(question.texts))
    return np.stack([*found.values, found.reason.astype(float)])


def chunk_sizes(question: Question, chunks: Any) -> tuple[int, ...]:
    """Read the shape of blocks: a number for every axis, or one for each that is named.

    Raises
    ------
    DomainError
        If it is neither, or names what is no axis.
    """
    names = [one.name for one in question.axes]
    if chunks is None:
        return question.blocks
    by_name = chunks if isinstance(chunks, dict) else dict.fromkeys(names, chunks)
    if isinstance(chunks, tuple) and len(chunks) == len(names):
        by_name = dict(zip(names, chunks, strict=True))
    for name, size in by_name.items():
        if name not in names:
            raise DomainError(f"chunks names {brief(name)}; the axes are {', '.join(names)}")
        if not isinstance(size, int) or isinstance(size, bool) or size < 1:
            raise DomainError(f"chunks = {brief(chunks)} is no count of points; give chunks=1000")
    shape = zip(names, question.shape, strict=True)
    return tuple(min(count, by_name.get(name, count)) for name, count in shape)
