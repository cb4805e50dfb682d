"""What follows from an answer by calculus; it knows no systems and no words."""

from ironlaw._calculus.evaluate import elementwise, evaluated
from ironlaw._calculus.function import CompiledFunction
from ironlaw._calculus.gradient import Row, numeric_gradient, symbolic_gradient
from ironlaw._calculus.reasons import Reasons
from ironlaw._calculus.regimes import Regimes, Term, places
from ironlaw._calculus.straight import Straight, straight
from ironlaw._calculus.sweeping import Ask, Targets

__all__ = [
    "Ask",
    "CompiledFunction",
    "Reasons",
    "Regimes",
    "Row",
    "Straight",
    "Targets",
    "Term",
    "elementwise",
    "evaluated",
    "numeric_gradient",
    "places",
    "straight",
    "symbolic_gradient",
]
