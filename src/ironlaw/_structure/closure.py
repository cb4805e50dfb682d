"""What a set of variables determines one by one, cheapest first."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ironlaw._language import Equation, LawVariable

_MOST_UNITED = 400
_LARGEST_COST = 10**9


@dataclass
class Spread:
    """A closure while it spreads: how each variable is determined so far, and at which cost.

    Attributes
    ----------
    equations, unknown
        What it spreads through, and where it may stop.
    uses
        The positions of the equations that hold each variable.
    left
        For each equation, its variables that are not determined.
    cost, by
        For each determined variable, how many equations it takes, and the position of the one
        that determines it; variables known from the start have no such position.
    """

    equations: Sequence[Equation]
    unknown: LawVariable | None
    uses: dict[LawVariable, list[int]]
    left: list[set[LawVariable]]
    cost: dict[LawVariable, int] = field(default_factory=dict)
    by: dict[LawVariable, int] = field(default_factory=dict)
    _heap: list[tuple[int, int]] = field(default_factory=list)
    _support: dict[LawVariable, frozenset[int]] = field(default_factory=dict)

    def take(self, variable: LawVariable) -> None:
        """Take a variable as known, at no cost."""
        self.cost[variable] = 0
        self._settle(variable)

    def take_each(self, variables: Iterable[LawVariable]) -> list[LawVariable]:
        """Take variables that nothing determines, one by one, until the unknown is reached.

        Returns
        -------
        list[LawVariable]
            Those that were taken; what follows from each is determined before the next.
        """
        taken = []
        for variable in variables:
            if self.unknown in self.cost:
                break
            if variable not in self.cost and variable != self.unknown:
                taken.append(variable)
                self.take(variable)
                self.run()
        return taken

    def run(self) -> bool:
        """Determine variables one by one; tell whether the unknown was reached."""
        while self._heap:
            cost, index = heapq.heappop(self._heap)
            left = self.left[index]
            if len(left) != 1:
                continue
            variable = next(iter(left))
            if len(self.equations) <= _MOST_UNITED:
                self._support[variable] = self._supporting(index)
            self.cost[variable], self.by[variable] = cost, index
            if variable == self.unknown:
                return True
            self._settle(variable)
        return False

    def _settle(self, variable: LawVariable) -> None:
        """Take a determined variable out of its equations; offer those with one variable left."""
        for index in self.uses[variable]:
            self.left[index].discard(variable)
            self.offer(index)

    def offer(self, index: int) -> None:
        """Queue an equation if it determines a variable."""
        if len(self.left[index]) == 1:
            heapq.heappush(self._heap, (self._size(index), index))

    def _size(self, index: int) -> int:
        """Return how many equations a determination takes, shared ones counted once.

        In a system of over 400 equations they are counted once per input, which is quicker.
        """
        if len(self.equations) > _MOST_UNITED:
            inputs = (v for v in self.equations[index].variables if v not in self.left[index])
            return min(1 + sum(self.cost.get(v, 0) for v in inputs), _LARGEST_COST)
        return len(self._supporting(index))

    def _supporting(self, index: int) -> frozenset[int]:
        inputs = (v for v in self.equations[index].variables if v not in self.left[index])
        return frozenset({index}).union(*(self._support.get(v, ()) for v in inputs))


def spread(
    equations: Sequence[Equation], known: Iterable[LawVariable], unknown: LawVariable | None = None
) -> Spread:
    """Return a closure that starts from known variables and has not run yet."""
    known = set(known)
    uses: dict[LawVariable, list[int]] = {}
    for index, one in enumerate(equations):
        for variable in one.variables:
            uses.setdefault(variable, []).append(index)
    state = Spread(equations, unknown, uses, [set(one.variables) for one in equations])
    for variable in uses:
        if variable in known:
            state.take(variable)
    for index in range(len(equations)):
        state.offer(index)
    return state


def closure(
    equations: Sequence[Equation], known: Iterable[LawVariable]
) -> tuple[list[tuple[LawVariable, Equation]], list[Equation]]:
    """Return what a set of variables determines one by one, and the equations left over.

    Returns
    -------
    tuple
        Each variable with the equation that determines it, in order; and the equations all of
        whose variables are known without them: those that can contradict.

    Examples
    --------
    >>> import ironlaw as il
    >>> law = il.laws[2].only("memory_time", "weight_bytes")
    >>> order, spare = closure(law.equations, law.symbols("parameters bytes_per_parameter"))
    >>> [variable.name for variable, _ in order], spare
    (['weight_bytes'], [])
    """
    state = spread(equations, known)
    state.run()
    used = set(state.by.values())
    spare = [one for i, one in enumerate(equations) if not state.left[i] and i not in used]
    return [(v, equations[i]) for v, i in state.by.items()], spare
