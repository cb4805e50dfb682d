"""The number at the start of a quantity's text: digits, and words such as billion."""

from __future__ import annotations

import math
import re

from ironlaw._errors import UnitError

_NUMBER = re.compile(
    r"\s*(\$)?\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(\s*)(.*?)\s*\Z", re.DOTALL
)
_GROUPED = re.compile(r"([+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?)(?![0-9,])")
_COMMA = re.compile(r"([+-]?[0-9]+),([0-9]+)(?![0-9,])")
_WORDS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12, "quadrillion": 15}
_WORD = re.compile(rf"({'|'.join(_WORDS)})(?![A-Za-z0-9_])\s*")
_SUFFIXES = {"k": 3, "K": 3, "M": 6, "B": 9, "G": 9, "T": 12}  # of a count, or prefixes cut off
_SUFFIX = re.compile(r"([kKMBGT])(?:\s+([A-Za-z].*))?\Z", re.DOTALL)


def numeral(text: str) -> tuple[float, str]:
    """Split text into the number that it starts with, and the text of its unit.

    Parameters
    ----------
    text
        For example ``"3.35 TB/s"``, ``"15 trillion tokens"`` or ``"$2.5/hr"``.

    Raises
    ------
    UnitError
        If it starts with no number, with one that is too large, or with one that can be misread.

    Examples
    --------
    >>> numeral("3.35 TB/s"), numeral("70 billion"), numeral("$2.5/hr")
    ((3.35, 'TB/s'), (70000000000.0, ''), (2.5, 'USD/hr'))
    """
    match = _NUMBER.match(text)
    if match is None:
        raise UnitError(
            f"{text!r} does not start with a number; write a number and a unit, such as '50 ms'"
        )
    sign, digits, _, rest = match.groups()
    _refuse_separators(text, rest)
    if word := _WORD.match(rest):
        number, rest = _scaled(digits, _WORDS[word[1]]), rest[word.end() :]
    else:
        _refuse_suffix(text, digits, rest, sign)
        number = float(digits)
    if not math.isfinite(number):
        raise UnitError(f"{text!r} is too large for a number; the largest is about 1.8e308")
    return number, f"USD{rest}" if sign else rest


def _scaled(digits: str, power: int) -> float:
    mantissa, _, exponent = digits.lower().partition("e")
    return float(f"{mantissa}e{int(exponent or 0) + power}")


def _refuse_separators(text: str, rest: str) -> None:
    if rest[:1] not in (",", ".", "e", "E", "_") or not rest[1:2].isdigit():
        return
    plain = text.strip()
    if _GROUPED.match(plain):
        plain = _GROUPED.sub(lambda found: found[1].replace(",", ""), plain, count=1)
        raise UnitError(f"{text!r} has a comma, which can be misread; write {plain!r}")
    if _COMMA.match(plain):
        plain = _COMMA.sub(r"\1.\2", plain, count=1)
        raise UnitError(f"{text!r} has a comma, which can be misread; write {plain!r}")
    raise UnitError(f"{text!r} is not a plain number; write it as 1500.0 or 1.5e3")


def _refuse_suffix(text: str, digits: str, rest: str, sign: str | None) -> None:
    """Refuse a suffix of a count that may be a unit cut short: ``70B``, ``15T tokens``."""
    match = _SUFFIX.match(rest)
    if match is None:
        return
    suffix, unit = match.groups()
    meant = f"{digits}e{_SUFFIXES[suffix]}"
    if sign:
        raise UnitError(f"{text!r} is ambiguous: write '{meant} USD'")
    if unit:
        raise UnitError(f"{text!r} is ambiguous: write '{meant} {unit}'")
    bytes_ = f"{digits} bytes? write '{digits} byte'; else " if suffix == "B" else ""
    raise UnitError(f"{text!r} is ambiguous: {bytes_}write {meant} for a count")
