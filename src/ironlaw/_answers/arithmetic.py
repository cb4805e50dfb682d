"""Answers as values: formatted, compared, subtracted and divided like the quantities they are."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from ironlaw._answers.findings import Findings
from ironlaw._language import display


class Arithmetic(Findings):
    """What can be done with an answer that has one value, by what it is compared with.

    Examples
    --------
    >>> import ironlaw as il
    >>> law = il.laws[2].given(weight_bytes="140 GB")
    >>> fast, slow = (law.solve("memory_time", memory_bandwidth=b) for b in ("8 TB/s", "2 TB/s"))
    >>> f"{fast:.1f~C}", fast < slow, slow > "20 ms", round(slow / fast, 9)
    ('17.5 ms', True, True, 4.0)
    >>> f"{slow - fast:.1f~C}"
    '52.5 ms'
    """

    @property
    @abstractmethod
    def value(self) -> Any:
        """The answer as a pint quantity."""

    @property
    @abstractmethod
    def magnitude(self) -> float:
        """The value as a float in base units."""

    def __format__(self, spec: str) -> str:
        return format(self.value, spec) if spec else repr(self)

    def __lt__(self, other: Any) -> bool:
        return self.magnitude < self._base(other)

    def __le__(self, other: Any) -> bool:
        return self.magnitude <= self._base(other)

    def __gt__(self, other: Any) -> bool:
        return self.magnitude > self._base(other)

    def __ge__(self, other: Any) -> bool:
        return self.magnitude >= self._base(other)

    def __sub__(self, other: Any) -> Any:
        """Return the difference of two values of the unknown, as a pint quantity."""
        return display(self.magnitude - self._base(other), self.unknown.unit)

    def __truediv__(self, other: Any) -> float:
        """Return the ratio of two values of the unknown."""
        return self.magnitude / self._base(other)

    def _base(self, other: Any) -> float:
        """Return another value of the unknown, in base units; those of other units are refused."""
        return self.unknown.to_base(other.value if isinstance(other, Arithmetic) else other)
