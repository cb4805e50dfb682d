"""What the codes of reasons mean, said so that any file can hold it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

REASON = "reason"
_SEPARATOR = "\n"


def said(texts: Sequence[str]) -> dict[str, Any]:
    """Return what the codes of reasons mean, as attributes that any file can hold."""
    return {
        "long_name": "why there is no value; 0 where there is one",
        "flag_values": list(range(len(texts))),
        "reasons": _SEPARATOR.join(text.replace(_SEPARATOR, " ") for text in texts),
    }


def texts_of(attrs: Mapping[Any, Any]) -> list[str]:
    """Return the texts of the codes of reasons."""
    return str(attrs["reasons"]).split(_SEPARATOR)
