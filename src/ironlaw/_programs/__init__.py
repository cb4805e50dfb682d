"""The value of an expression at a point; it knows no meaning of symbols.

Everything that evaluates a number goes through here, in plain floats or NumPy arrays: by symbol
(`program`, which the solver uses), or by position (`compiled`, which users call).
"""

from ironlaw._programs.accurate import accurate, binding, exact_number, extremes
from ironlaw._programs.compiling import Compiled, Wanted, compiled
from ironlaw._programs.dialects import for_numba, portable
from ironlaw._programs.grids import Grid
from ironlaw._programs.program import ROUNDINGS, Point, Program, chained, number, program, sloped
from ironlaw._programs.slopes import differentiated

__all__ = [
    "ROUNDINGS",
    "Compiled",
    "Grid",
    "Point",
    "Program",
    "Wanted",
    "accurate",
    "binding",
    "chained",
    "compiled",
    "differentiated",
    "exact_number",
    "extremes",
    "for_numba",
    "number",
    "portable",
    "program",
    "sloped",
]
