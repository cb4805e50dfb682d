"""What follows from an answer by calculus; it knows no systems and no words."""

from ironlaw._calculus.evaluate import elementwise, evaluated
from ironlaw._calculus.function import CompiledFunction
from ironlaw._calculus.gradient import Row, numeric_gradient, symbolic_gradient
from ironlaw._calculus.straight import Straight, straight

__all__ = [
    "CompiledFunction",
    "Row",
    "Straight",
    "elementwise",
    "evaluated",
    "numeric_gradient",
    "straight",
    "symbolic_gradient",
]
