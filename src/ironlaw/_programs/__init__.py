"""The value of an expression at a point; it knows no meaning of symbols.

Everything that evaluates a number goes through here, in plain floats or NumPy arrays.
"""

from ironlaw._programs.accurate import accurate, binding, exact_number
from ironlaw._programs.shared import repeated, repeated_all
from ironlaw._programs.slopes import ROUNDINGS, differentiated
from ironlaw._programs.values import Point, number

__all__ = [
    "ROUNDINGS",
    "Point",
    "accurate",
    "binding",
    "differentiated",
    "exact_number",
    "number",
    "repeated",
    "repeated_all",
]
