"""What the codes of reasons and regimes mean, said so that any file can hold it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ironlaw._calculus import Term, places

REASON = "reason"
REGIME = "regime"
ABSENT = "-"  # what is not on the way with some variants
_SEPARATOR = "\n"
_PARTS = "\t"


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


def said_of_terms(terms: Sequence[Term]) -> dict[str, Any]:
    """Return what the numbers of regimes mean, as attributes that any file can hold."""
    return {
        "long_name": "which argument of each maximum and minimum holds; nan without a value",
        "terms": _SEPARATOR.join(_PARTS.join((one.text, *one.parts)) for one in terms),
    }


def terms_of(attrs: Mapping[Any, Any]) -> list[Term]:
    """Return the terms whose arguments the digits of regimes tell."""
    rows = (row.split(_PARTS) for row in str(attrs["terms"]).split(_SEPARATOR) if row)
    return [Term(text, tuple(parts)) for text, *parts in rows]


def holding(terms: Sequence[Term], code: float) -> tuple[str, ...]:
    """Return the argument of each term that holds by the number of a regime."""
    digits = [int(code) // place % (len(one.parts) + 1)
              for one, place in zip(terms, places(terms), strict=True)]  # fmt: skip
    pairs = zip(terms, digits, strict=True)
    return tuple(one.parts[digit - 1] if digit else ABSENT for one, digit in pairs)


def apart(terms: Sequence[Term], codes: Any) -> dict[float, str]:
    """Return the numbers of the regimes that there are, each with what tells it from the others."""
    found = [float(code) for code in np.unique(codes[np.isfinite(codes)])]
    held = [holding(terms, code) for code in found]
    differ = [k for k in range(len(terms)) if len({one[k] for one in held}) > 1]
    return {code: ", ".join(one[k] for k in differ) for code, one in zip(found, held, strict=True)}
