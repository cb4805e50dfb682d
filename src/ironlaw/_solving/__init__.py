"""From a problem to its answers: the ladder, one file a rung; it knows no systems and no words.

`solve` takes a `Problem` and returns an `Outcome`. A plan is followed to the unknown, and its
answers are checked (`lead`); where it leads to none, another way is looked for (`otherwise`).
What many questions about the same givens share is a `survey`. A plan's blocks are walked in order
(`walk`), every root starting a `trail` of its own; a block of several equations is first
eliminated to one (`eliminate`), and what is left of several is solved together (`several`, with
`newton`). One equation climbs the `ladder`: `isolate` (with `rounding` and `extremes`), `collect`
(with `coefficients` and `parted`), `regimes`, `bracket` (with `preimage`, `grid` and `extrema`).
Each rung returns `Pieces`: what it found, what is stuck, what it refused and why. At its end
(`arrive`) every root is verified by substituting it back (`verify`); then every relation that is
all known must agree (`consistency`, by what follows, `following`), and intervals are narrowed by
all that is given (`narrowing`). `conditioning` and `errors` tell what rounding can make of an
answer. Where something is missing, `around` looks for an answer that it does not move: by algebra
(`cancelling`), or from the equations whose slopes determine the unknown (`determined`, with
`moving` and `basis`), put to several values (`probing`).
"""

from ironlaw._solving.answer import Answer
from ironlaw._solving.conditioning import condition_number
from ironlaw._solving.consistency import check_answers
from ironlaw._solving.determined import unmoved
from ironlaw._solving.evidence import Evidence
from ironlaw._solving.goal import Goal
from ironlaw._solving.known import Known
from ironlaw._solving.ladder import explicit, rearrange
from ironlaw._solving.memory import Memory
from ironlaw._solving.moving import drawn
from ironlaw._solving.problem import Outcome, Problem, known_values
from ironlaw._solving.solve import solve
from ironlaw._solving.survey import Survey
from ironlaw._solving.whole import whole_goal

__all__ = [
    "Answer",
    "Evidence",
    "Goal",
    "Known",
    "Memory",
    "Outcome",
    "Problem",
    "Survey",
    "check_answers",
    "condition_number",
    "drawn",
    "explicit",
    "known_values",
    "rearrange",
    "solve",
    "unmoved",
    "whole_goal",
]
