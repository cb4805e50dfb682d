"""What follows from an answer by calculus; it knows no systems and no words."""

from ironlaw._calculus.evaluate import evaluated
from ironlaw._calculus.gradient import Row, numeric_gradient, symbolic_gradient

__all__ = ["Row", "evaluated", "numeric_gradient", "symbolic_gradient"]
