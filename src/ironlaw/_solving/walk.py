"""The walk along a plan: block by block, every root starting a way of its own."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from ironlaw._errors import UnsolvableError
from ironlaw._language import Equation, LawVariable, covers, occurs
from ironlaw._programs import accurate, binding, number
from ironlaw._solving.answer import Answer
from ironlaw._solving.arrive import arrive
from ironlaw._solving.conditioning import rounding_error
from ironlaw._solving.coupled import Ways, coupled
from ironlaw._solving.evidence import Evidence, Piece, Refusal
from ironlaw._solving.goal import Goal
from ironlaw._solving.grid import grid
from ironlaw._solving.ladder import direct
from ironlaw._solving.problem import Problem
from ironlaw._solving.single import Arrival, rearranged
from ironlaw._solving.trail import Trail
from ironlaw._solving.verify import Values, outside
from ironlaw._structure import Block, Plan

_MOST_WAYS = 1024
_MOST_INTO_BLOCKS = 128  # ways that come to several equations at once, which take longer
_FEW = 8  # ways without an answer of which it is said what rounding decides
_MOST_SEARCHES = 8  # for several unknowns together, one for each way


def walk(
    problem: Problem, plan: Plan, values: Values
) -> tuple[list[Answer], tuple[Refusal, ...], tuple[Goal, ...]]:
    """Follow a plan from known values to the unknown, along every root on the way.

    Returns
    -------
    tuple
        The distinct answers in rising order, what was refused, and what each way aimed at.
    """
    trails = [Trail(dict(values))]
    refused: list[Refusal] = []
    for block, later in _with_later(plan):
        following: list[Trail] = []
        for trail in trails:
            ways, no = step(problem, block, trail)
            following += ways
            refused += no
        most = _MOST_INTO_BLOCKS if later > 1 else _MOST_WAYS
        trails = following[:most]
        if len(following) > most:
            names = ", ".join(variable.name for variable in block.variables)
            verb = "has" if len(block.variables) == 1 else "have"
            refused.append(Refusal("{} {} over {} values", (names, verb, most), is_gap=True))
    found = _arrivals(problem, plan, values, trails)
    answers = [answer for one in found for answer in one.answers]
    goals = tuple(one.goal for one in found if one.goal is not None)
    refused += [refusal for one in found for refusal in one.refused]
    return _distinct(answers), tuple(refused), goals


def _with_later(plan: Plan) -> Iterator[tuple[Block, int]]:
    """Return the blocks before the last, each with the size of the largest one after it."""
    sizes = [len(block.equations) for block in plan.blocks]
    largest = list(itertools.accumulate(reversed(sizes), max))[::-1]
    return zip(plan.blocks, largest[1:], strict=False)


def _arrivals(
    problem: Problem, plan: Plan, values: Values, trails: Sequence[Trail]
) -> list[Arrival]:
    """Return what each way comes to; of very many that end in a search a few are followed."""
    found: list[Arrival] = []
    left = list(reversed(trails))
    together = None
    while left:
        trail = left.pop()
        if trail.joint or _rests_on_interval(plan.blocks[-1], trail):
            if together is None:  # the same for all ways: they start from what is given
                together = arrive(problem, plan.whole, Trail(dict(values)))
                found.append(together)
            continue
        arrival = arrive(problem, plan.blocks[-1], trail)
        found.append(arrival)
        if not arrival.answers and len(trails) <= _FEW:
            found.append(Arrival(refused=_vague(trail)))
        share = len(left) // _MOST_SEARCHES + 1
        if arrival.is_search and share > 1:
            words = "one in {} of the {} values on the way was followed"
            gap = Refusal(words, (share, len(left)), is_gap=True)
            found.append(Arrival(refused=(gap,)))
            left = left[::share]
    return found


def _vague(trail: Trail) -> tuple[Refusal, ...]:
    """Say which values on a way are the rounding of what they came from: they may be others."""
    lost = [
        variable.name
        for variable in trail.local
        if rounding_error(variable, trail.local, trail.values, behind=trail.behind)
        > abs(trail.values[variable])
    ]
    return (Refusal("rounding alone decides {}", (", ".join(lost),)),) if lost else ()


def _rests_on_interval(block: Block, trail: Trail) -> bool:
    """Tell whether a block needs more than the end of an interval: that can be its target only."""
    if not trail.sets:
        return False
    if len(block.equations) > 1:
        return any(v in trail.sets for one in block.equations for v in one.variables)
    return any(occurs(one.rhs, v) for v in trail.sets for one in block.equations)


def step(problem: Problem, block: Block, trail: Trail) -> Ways:
    """Determine a block on the way; each of its roots starts a trail of its own."""
    if trail.joint or _rests_on_interval(block, trail):
        trail.joint = True
        return [trail], ()
    if len(block.equations) > 1:
        return coupled(problem, block, trail)
    (equation,), (variable,) = block.equations, block.variables
    if equation.defines == variable:
        trail.by[variable] = equation
        refusal = _taken(trail, variable, direct(equation))
        return ([trail], ()) if refusal is None else ([], (refusal,))
    found, stuck, refused = rearranged(equation, variable, trail, trail.known(problem.rtol))
    if stuck:
        raise UnsolvableError(
            f"{variable.name} has no closed form in {equation.name}; give its other variables"
        )
    ways, no = [], list(refused)
    for index, piece in enumerate(found):
        own = trail if index == len(found) - 1 else trail.fork()
        own.by[variable] = equation
        if piece.is_point:
            has_value = math.isfinite(number(piece.lower, trail.values))
            if not has_value and _holds_anyway(equation, variable, trail):
                raise Void(equation)
            outcome = _taken(own, variable, piece)
            if outcome is not None:
                no.append(outcome)
                continue
        else:
            if _is_whole(piece, variable, trail) and _holds_anyway(equation, variable, trail):
                raise Void(equation)
            own.sets[variable] = piece
        ways.append(own)
    return ways, tuple(no)


class Void(Exception):
    """An equation on a way that holds whatever the variable that it was to determine.

    So it is where a value on the way is zero that multiplies the variable: 0 = 0.
    """

    def __init__(self, equation: Equation) -> None:
        super().__init__(equation.name)
        self.equation = equation


def _is_whole(piece: Piece, variable: LawVariable, trail: Trail) -> bool:
    """Tell whether an interval leaves out nothing of a variable's domain."""
    ends = piece.lower, piece.upper
    if not all(covers(trail.values, end) for end in ends):
        return False
    low, high = (float(number(end, trail.values)) for end in ends)
    return low <= variable.domain.lower and high >= variable.domain.upper


def _holds_anyway(equation: Equation, variable: LawVariable, trail: Trail) -> bool:
    """Tell whether an equation holds at several values of a variable, but for rounding."""
    if any(v not in trail.values for v in equation.variables if v != variable):
        return False
    points, error, defined = grid(variable.domain), 0.0, equation.defines
    if defined in trail.local:
        error = rounding_error(defined, trail.local, trail.values, behind=trail.behind)
    for index in (1, 2, 3):
        at = {**trail.values, variable: float(points[index * len(points) // 4])}
        left, right = (float(number(side, at)) for side in (equation.lhs, equation.rhs))
        if not abs(left - right) <= error:
            return False
    return True


def _taken(trail: Trail, variable: LawVariable, piece: Piece) -> Refusal | None:
    """Let a trail take a value, unless it lies outside the variable's domain."""
    value = variable.domain.settled(accurate(piece.lower, trail.values))
    if not variable.domain.contains(value):
        error = rounding_error(piece.lower, trail.local, trail.values, behind=trail.behind)
        value = variable.domain.settled(value, error)
        if not variable.domain.contains(value):
            return outside(variable, value, trail.by[variable].name, error=error)
    if piece.method == "direct" and (bound := binding(piece.lower, trail.values)):
        piece = Piece(piece.range, piece.evidence + Evidence(regime=bound))
    trail.take(variable, piece, value)
    return None


def _distinct(answers: Sequence[Answer]) -> list[Answer]:
    """Return answers in rising order, each once."""
    if len(answers) < 2:
        return list(answers)
    result: list[Answer] = []
    for answer in sorted(answers, key=_place):
        if answer.low is None or not result or not _same(answer, result[-1]):
            result.append(answer)
    return result


def _place(answer: Answer) -> tuple[bool, float, float]:
    return answer.low is None, answer.low or 0.0, answer.high or 0.0


def _same(one: Answer, other: Answer) -> bool:
    ends = ((one.low, other.low), (one.high, other.high))
    return all(
        a is not None and b is not None and math.isclose(a, b, rel_tol=1e-12) for a, b in ends
    )
