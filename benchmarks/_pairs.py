"""What is solved: every variable of every relation of every law, variants included."""

from __future__ import annotations

from dataclasses import dataclass

import ironlaw as il


@dataclass(frozen=True)
class Pair:
    """One variable of one relation."""

    law: il.Law
    relation: il.Relation
    variable: il.Variable

    @property
    def label(self) -> str:
        """The pair in words."""
        variant = f" ({'/'.join(self.relation.variants)})" if self.relation.variants else ""
        return f"{self.law.title}, {self.relation.name}{variant}: {self.variable.name}"


def every_law() -> tuple[il.Law, ...]:
    """Return the walls, in order, and the Iron Law."""
    return (*il.laws.values(), il.iron_law)


def every_pair() -> list[Pair]:
    """Return all pairs, in the order of the laws."""
    return [
        Pair(law, relation, variable)
        for law in every_law()
        for relation in law.declared
        for variable in relation.symbols_used
    ]
