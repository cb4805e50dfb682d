"""Pictures in files: the suffix of a file names its format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ironlaw._errors import DomainError, IronLawError, brief

KINDS = ("png", "svg", "pdf")
_DATES = {"svg": "Date", "pdf": "CreationDate"}  # what each format calls the time of writing


def save(figure: Any, file: str | Path, kind: str = "") -> None:
    """Write a figure into a file, in the format that its suffix names if none is asked for.

    The same figure makes the same file: no date is in it.

    Raises
    ------
    DomainError
        If the suffix names no format of pictures.
    IronLawError
        If the file cannot be written.
    """
    kind = kind or Path(file).suffix.lower().removeprefix(".")
    if kind not in KINDS:
        known = ", ".join(f".{one}" for one in KINDS)
        raise DomainError(f"file = {brief(str(file))!r} names no format; end it in one of {known}")
    from matplotlib import rc_context

    undated = {_DATES[kind]: None} if kind in _DATES else {}
    try:
        with rc_context({"svg.hashsalt": "ironlaw"}):
            figure.savefig(file, format=kind, bbox_inches="tight", metadata=undated)
    except OSError as error:
        raise IronLawError(f"cannot write {brief(str(file))}: {error.strerror or error}") from error
