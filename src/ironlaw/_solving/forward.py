"""What follows by definitions, forwards: one after the other, or by a program of all."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Sequence
from typing import NamedTuple

from ironlaw._language import Equation, LawVariable
from ironlaw._programs import Program, chained, number


class _Queue:
    """Which relations have all their inputs, as more and more variables are known.

    Attributes
    ----------
    ready
        The positions of those that can be computed, in the order in which they could.
    """

    def __init__(self, equations: Sequence[Equation], known: Container[LawVariable]) -> None:
        self._equations = equations
        self._uses: dict[LawVariable, list[int]] = {}
        self._lacking = []
        for index, one in enumerate(equations):
            gaps = {v for v in one.others if v not in known}
            self._lacking.append(len(gaps))
            for variable in gaps:
                self._uses.setdefault(variable, []).append(index)
        self.ready = [i for i in range(len(equations)) if self._is_ready(i)]

    def settle(self, variable: LawVariable) -> None:
        """Take note that a variable is known now."""
        for index in self._uses.get(variable, ()):
            self._lacking[index] -= 1
            if self._is_ready(index):
                self.ready.append(index)

    def _is_ready(self, index: int) -> bool:
        return not self._lacking[index] and self._equations[index].defines is not None


def forward(
    equations: Sequence[Equation], at: dict[LawVariable, float], unknown: LawVariable
) -> Iterator[tuple[Equation, float]]:
    """Compute each relation whose inputs are known, once; fill ``at`` in on the way.

    Yields
    ------
    tuple[Equation, float]
        A relation and the value that it gives its variable.
    """
    queue = _Queue(equations, at)
    for index in queue.ready:  # grows while it is walked
        one, defined = equations[index], equations[index].defines
        value = float(number(one.rhs, at))
        value = value if defined is None else defined.domain.settled(value)
        yield one, value
        if defined is None or defined in at or defined == unknown:
            continue
        if defined.domain.contains(value):
            at[defined] = value
            queue.settle(defined)


class Chained(NamedTuple):
    """Relations in the order in which definitions lead to them, and the variable each sets."""

    equations: tuple[Equation, ...]
    sets: tuple[LawVariable | None, ...]
    program: Program


def chain_of(
    equations: Sequence[Equation], known: Collection[LawVariable], unknown: LawVariable
) -> Chained:
    """Return what `forward` computes, in its order, if every value lies in its domain."""
    ready = set(known)
    queue = _Queue(equations, ready)
    sets: list[LawVariable | None] = []
    for index in queue.ready:  # grows while it is walked
        defined = equations[index].defines
        is_new = defined is not None and defined not in ready and defined != unknown
        sets.append(defined if is_new else None)
        if defined is None or not is_new:
            continue
        ready.add(defined)
        queue.settle(defined)
    found = tuple(equations[i] for i in queue.ready)
    program = chained([(v, one.rhs) for v, one in zip(sets, found, strict=True)])
    return Chained(found, tuple(sets), program)
