"""Intervals: what a statement, a piece of an answer and an answer have in common."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

End = TypeVar("End")


class Range(NamedTuple, Generic[End]):
    """A value, or what lies between two: expressions while solving, floats in an answer.

    A single value is a range whose ends are one and the same object.

    Examples
    --------
    >>> Range(1.0, 2.0, right_open=True).is_point
    False
    """

    lower: End
    upper: End
    left_open: bool = False
    right_open: bool = False

    @property
    def is_point(self) -> bool:
        """Whether it is a single value."""
        return self.lower is self.upper


def point(value: End) -> Range[End]:
    """Return the range of a single value.

    Examples
    --------
    >>> point(3.0).is_point
    True
    """
    return Range(value, value)
