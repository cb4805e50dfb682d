"""Equations whose variables are numbered once, so that plans are made on whole numbers."""

from __future__ import annotations

from collections.abc import Iterable

from ironlaw._language import Equation, LawVariable


class Wires:
    """Which variables each equation holds, and which equations hold each variable, by number.

    Attributes
    ----------
    equations
        The equations.
    variables
        Their variables, in the order of their first occurrence.
    numbers
        The number of each variable.
    rows
        For each equation, the numbers of its variables.
    uses
        For each variable, the positions of the equations that hold it.
    """

    def __init__(self, equations: Iterable[Equation]) -> None:
        self.equations = tuple(equations)
        numbers: dict[LawVariable, int] = {}
        self.rows = [
            [numbers.setdefault(v, len(numbers)) for v in one.variables] for one in self.equations
        ]
        self.numbers, self.variables = numbers, tuple(numbers)
        self.uses: list[list[int]] = [[] for _ in numbers]
        for index, row in enumerate(self.rows):
            for number in row:
                self.uses[number].append(index)

    def users(self, variable: LawVariable) -> list[Equation]:
        """Return the equations that hold a variable."""
        number = self.numbers.get(variable)
        return [] if number is None else [self.equations[index] for index in self.uses[number]]


Equations = Iterable[Equation] | Wires


def wired(equations: Equations) -> Wires:
    """Return equations with their variables numbered; those that are already, as they are."""
    return equations if isinstance(equations, Wires) else Wires(equations)
