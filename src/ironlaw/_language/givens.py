"""What is given: values in base units and expressions, by variable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sympy

from ironlaw._language.frozen import FrozenDict
from ironlaw._language.variable import LawVariable


@dataclass(frozen=True)
class Givens:
    """Values in base units, and expressions, by variable; symbols of the user's own in these.

    Inside the engine such a symbol is a variable without a unit; answers have the symbol again.
    """

    values: Mapping[LawVariable, float] = field(default_factory=FrozenDict)
    expressions: Mapping[LawVariable, sympy.Expr] = field(default_factory=FrozenDict)
    own: Mapping[LawVariable, sympy.Symbol] = field(default_factory=FrozenDict)

    def __contains__(self, variable: object) -> bool:
        return variable in self.values or variable in self.expressions

    def __bool__(self) -> bool:
        return bool(self.values or self.expressions)
