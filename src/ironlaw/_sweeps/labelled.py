"""A grid with labels and units, as a dataset of xarray's."""

from __future__ import annotations

from typing import Any

import numpy as np

from ironlaw._calculus import Reasons
from ironlaw._sweeps.axes import Index, blocks
from ironlaw._sweeps.meaning import REASON, said
from ironlaw._sweeps.packages import require
from ironlaw._sweeps.progress import bar
from ironlaw._sweeps.question import Block, Question


def dataset(question: Question, *, progress: bool | None = None) -> Any:
    """Compute a grid and return it as an ``xarray.Dataset``.

    Parameters
    ----------
    question
        What is asked.
    progress
        Whether a bar is shown while it takes long; None where somebody looks at a terminal.

    Raises
    ------
    IronLawError
        If xarray is not installed.
    """
    require("xarray", "a sweep")
    shape = question.shape
    values = tuple(np.empty(shape) for _ in question.columns)
    whole = Block(values, np.zeros(shape, dtype=np.uint16))
    reasons = Reasons()
    with bar(whole.reason.size, progress) as shown:
        for index in blocks(shape, question.blocks):
            part = part_of(whole, index)
            question.compute(index, reasons, part)
            shown.update(part.reason.size)
    return labelled(question, whole, reasons.texts)


def labelled(question: Question, whole: Block, texts: list[str]) -> Any:
    """Return a grid's arrays as a dataset that says what they are."""
    import xarray

    import ironlaw._sweeps.accessor  # noqa: F401 (it registers itself)

    dims = tuple(one.name for one in question.axes)
    data: dict[str, Any] = {
        name: (dims, x, attrs)
        for (name, attrs), x in zip(question.columns.items(), whole.values, strict=True)
    }
    data[REASON] = (dims, whole.reason, said(texts))
    return xarray.Dataset(data, coordinates(question), dict(question.said))


def coordinates(question: Question) -> dict[str, Any]:
    """Return the labels of each axis, what else varies along it, and what they are."""
    return {name: one for axis in question.axes for name, one in axis.coordinates.items()}


def part_of(whole: Block, index: Index) -> Block:
    """Return a part of a block, which shares its arrays."""
    return Block(tuple(x[index] for x in whole.values), whole.reason[index])
