"""A table of devices, workloads or the like from a CSV file: one axis of a sweep."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from ironlaw._errors import IronLawError, brief

_LARGEST = 10_000_000  # bytes
_HEAD = re.compile(r"([^\[\]]+?)\s*(?:\[([^\[\]]*)\])?\s*")


def is_table(text: str) -> bool:
    """Tell whether the values of an axis are the name of a table's file."""
    return text.strip().lower().endswith(".csv")


def read_table(text: str) -> dict[str, dict[str, str]]:
    """Read a table: a column of names, then a column for each variable.

    Parameters
    ----------
    text
        The name of a CSV file. Its first row names the variables, ``peak_flops [TFLOP/s]`` with
        the unit of the numbers below, or without one where each value has its own.

    Returns
    -------
    dict[str, dict[str, str]]
        By the name of each row its values, as text with units.

    Raises
    ------
    IronLawError
        If there is no such file, or it is no table.
    """
    path = Path(text.strip())
    try:
        if path.stat().st_size > _LARGEST:
            raise IronLawError(f"{path} is larger than 10 MB, no table of devices")
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = [row for row in csv.reader(file, strict=True) if any(map(str.strip, row))]
    except OSError as error:
        raise IronLawError(f"cannot read {path}: {error.strerror or error}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise IronLawError(f"{path} is no CSV file: {error}") from error
    if len(rows) < 2:
        raise IronLawError(f"{path} has no rows; write names of variables, then a row for each")
    heads = [_head(path, one) for one in rows[0][1:]]
    found: dict[str, dict[str, str]] = {}
    for row in rows[1:]:
        if len(row) != len(rows[0]):
            raise IronLawError(
                f"{path}: the row {brief(row[0])} has {len(row)} cells, not {len(rows[0])}"
            )
        if row[0].strip() in found:
            raise IronLawError(f"{path}: the row {brief(row[0])} is there twice")
        cells = zip(heads, row[1:], strict=True)
        found[row[0].strip()] = {
            name: f"{cell.strip()} {own}".strip() for (name, own), cell in cells
        }
    return found


def _head(path: Path, text: str) -> tuple[str, str]:
    match = _HEAD.fullmatch(text.strip())
    if match is None:
        raise IronLawError(f"{path}: {brief(text)} names no variable; write 'peak_flops [TFLOP/s]'")
    return match[1], match[2] or ""
