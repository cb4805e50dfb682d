"""One quantity that ironlaw and mlsysim both compute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import ironlaw as il

SOLVER, FORMULA = "solve() of its solvers", "bare formula functions"


@dataclass(frozen=True, eq=False)
class Case:
    """One quantity: how ironlaw evaluates it, and how the peer does.

    Attributes
    ----------
    kind
        Which of the peer's two interfaces it is.
    name
        The peer's solver and result, or its function.
    law, target, given
        The ironlaw side; text where there is a unit.
    call
        The peer's side, timed.
    read
        What takes the quantity out of the peer's result, not timed.
    """

    kind: str
    name: str
    law: il.System
    target: str
    given: Mapping[str, str | float]
    call: Callable[[], Any]
    read: Callable[[Any], Any] = field(default=lambda result: result)

    @property
    def label(self) -> str:
        """The case in words."""
        return f"{self.target} against {self.name}"

    @cached_property
    def quantities(self) -> dict[str, Any]:
        """The givens with text read into quantities."""
        return {
            name: il.Q(value) if isinstance(value, str) else value
            for name, value in self.given.items()
        }
