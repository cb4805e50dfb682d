"""The value of an expression at a point; it knows no meaning of symbols.

Everything that evaluates a number goes through here, in plain floats or NumPy arrays.
"""

from ironlaw._programs.accurate import accurate, binding, exact_number
from ironlaw._programs.program import ROUNDINGS, Point, number, program
from ironlaw._programs.slopes import differentiated

__all__ = [
    "ROUNDINGS",
    "Point",
    "accurate",
    "binding",
    "differentiated",
    "exact_number",
    "number",
    "program",
]
