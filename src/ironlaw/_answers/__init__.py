"""What a user holds after asking: solutions and sensitivities, which write themselves.

They wrap what the engine found and are frozen like it; nothing here solves.
"""

from ironlaw._answers.lacking import between, lacking
from ironlaw._answers.numbers import furthest
from ironlaw._answers.sensitivity import Sensitivity, sensitivity
from ironlaw._answers.several import Change, Solutions
from ironlaw._answers.solution import Solution

__all__ = [
    "Change",
    "Sensitivity",
    "Solution",
    "Solutions",
    "between",
    "furthest",
    "lacking",
    "sensitivity",
]
