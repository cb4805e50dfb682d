"""What a set of variables determines one by one, cheapest first."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from ironlaw._language import Equation, LawVariable
from ironlaw._structure.wires import Equations, Wires, wired

_MOST_UNITED = 400
_LARGEST_COST = 10**9
_OPEN = -1  # the cost of what is not determined


class Spread:
    """A closure while it spreads: how each variable is determined so far, and at which cost.

    Variables and equations stand for themselves by number.

    Attributes
    ----------
    wires, unknown
        What it spreads through, and where it may stop.
    count
        For each equation, how many of its variables are not determined.
    by
        For each determined variable, in order, the equation that determines it; variables known
        from the start have none.
    match, freed
        For the search for equations that determine variables together (`coupled`): the equation
        that each variable is matched to, if it ran, and those that have lost their variable since.
    """

    def __init__(self, wires: Wires, unknown: LawVariable | None) -> None:
        self.wires = wires
        self.unknown = None if unknown is None else wires.numbers.get(unknown)
        self.count = [len(row) for row in wires.rows]
        self.by: dict[int, int] = {}
        self.match: dict[int, int] | None = None
        self.freed: set[int] = set()
        self._total = [sum(row) for row in wires.rows]  # of those not determined: the last one left
        self._cost = [_OPEN] * len(wires.variables)
        self._heap: list[tuple[int, int]] = []
        self._support: dict[int, frozenset[int]] = {}
        self._is_united = len(wires.rows) <= _MOST_UNITED

    def knows(self, number: int | None) -> bool:
        """Tell whether a variable is known or determined."""
        return number is not None and self._cost[number] != _OPEN

    def has(self, variable: LawVariable) -> bool:
        """Tell whether a variable is known or determined."""
        return self.knows(self.wires.numbers.get(variable))

    def left(self, index: int) -> list[int]:
        """Return an equation's variables that are not determined."""
        return [number for number in self.wires.rows[index] if self._cost[number] == _OPEN]

    @property
    def determined(self) -> list[LawVariable]:
        """What is known or determined."""
        variables = self.wires.variables
        return [v for v, cost in zip(variables, self._cost, strict=True) if cost != _OPEN]

    def take(self, number: int) -> None:
        """Take a variable as known, at no cost."""
        self._cost[number] = 0
        self._settle(number)

    def take_each(self, variables: Iterable[LawVariable]) -> list[LawVariable]:
        """Take variables that nothing determines, one by one, until the unknown is reached.

        Returns
        -------
        list[LawVariable]
            Those that were taken; what follows from each is determined before the next.
        """
        taken = []
        for variable in variables:
            if self.knows(self.unknown):
                break
            number = self.wires.numbers[variable]
            if not self.knows(number) and number != self.unknown:
                taken.append(variable)
                self.take(number)
                self.run()
        return taken

    def run(self) -> bool:
        """Determine variables one by one; tell whether the unknown was reached."""
        while self._heap:
            cost, index = heapq.heappop(self._heap)
            if self.count[index] != 1:
                continue
            number = self._total[index]
            if self._is_united:
                self._support[number] = self._supporting(index)
            self._cost[number], self.by[number] = cost, index
            if number == self.unknown:
                return True
            self._settle(number)
        return False

    def _settle(self, number: int) -> None:
        """Take a determined variable out of its equations; offer those with one variable left."""
        if self.match is not None and (row := self.match.pop(number, None)) is not None:
            self.freed.add(row)
        for index in self.wires.uses[number]:
            self.count[index] -= 1
            self._total[index] -= number
            self.offer(index)

    def offer(self, index: int) -> None:
        """Queue an equation if it determines a variable."""
        if self.count[index] == 1:
            heapq.heappush(self._heap, (self._size(index), index))

    def _size(self, index: int) -> int:
        """Return how many equations a determination takes, shared ones counted once.

        In a system of over 400 equations they are counted once per input, which is quicker.
        """
        if self._is_united:
            return len(self._supporting(index))
        cost = self._cost
        return min(1 + sum(cost[n] for n in self.wires.rows[index] if cost[n] > 0), _LARGEST_COST)

    def _supporting(self, index: int) -> frozenset[int]:
        inputs = (n for n in self.wires.rows[index] if self._cost[n] != _OPEN)
        return frozenset({index}).union(*(self._support.get(n, ()) for n in inputs))


def spread(
    equations: Equations, known: Iterable[LawVariable], unknown: LawVariable | None = None
) -> Spread:
    """Return a closure that starts from known variables and has not run yet."""
    wires = wired(equations)
    state = Spread(wires, unknown)
    numbers = {wires.numbers[v] for v in known if v in wires.numbers}
    for number in sorted(numbers):
        state.take(number)
    for index in range(len(wires.rows)):
        state.offer(index)
    return state


def closure(
    equations: Equations, known: Iterable[LawVariable]
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
    wires = state.wires
    spare = [one for i, one in enumerate(wires.equations) if not state.count[i] and i not in used]
    return [(wires.variables[n], wires.equations[i]) for n, i in state.by.items()], spare
