"""The judge of an answer: what was drawn must be in it, what it says must hold, none be missed."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import sympy
from benchmarks.givens import based
from tests.fuzz.points import DIGITS, Case
from tests.fuzz.questions import Question

import ironlaw as il

_ALIKE = 1e-6  # how near an answer must come to the value that was drawn
_HELD = 1e-6  # how near a given is met
_LOST = 1e-9  # a change of the unknown by itself that moves no given by more leaves it unknown
_STEP = 1e-6
_TINY = 1e-290
_NOTHING = 1e-9  # beside a given of 0, which has no relative gap
_STEPS = 160
_MOST_MOVED = 6
_DECADES = 8
_REFUSALS = (il.UnsolvableError, il.UnderdeterminedError)


class Verdict(NamedTuple):
    """How an answer is judged: ``right``, ``open``, ``refused``, ``lost``, or what is wrong."""

    kind: str
    words: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether the engine is at fault."""
        return self.kind in ("false", "missed", "silent", "foreign", "hang")


def answered(case: Case, asked: Question) -> Any:
    """Ask a question, and use the answer as people do: the project's own errors are answers."""
    try:
        verb = getattr(case.model.system, asked.verb)
        unknown = () if asked.verb == "check" else (asked.unknown,)
        answer = verb(*unknown, based(asked.given))
    except il.IronLawError as error:
        return error
    if isinstance(answer, il.Solution):
        _shown(answer)
    return answer


def by_point(case: Case, asked: Question, solution: il.Solution | il.IronLawError) -> Verdict:
    """Judge an answer by the point that the question was drawn from."""
    drawn = case.point[asked.unknown]
    if isinstance(solution, _REFUSALS):
        return Verdict("refused", str(solution))
    if isinstance(solution, il.IronLawError):
        if "rounding alone" in str(solution):
            return Verdict("lost", str(solution))
        kind = "lost" if _is_lost(case, asked) else "missed"
        return Verdict(kind, f"{type(solution).__name__}: {solution}")
    if any(case.point[v.name] != v.default for v in solution.defaults):
        return Verdict("open", "a default stands for what was dropped")
    if not _is_numeric(solution):
        return _symbolic(case, asked, solution)
    wrong = _false(case, asked, solution)
    if wrong:
        is_lost = _is_warned(solution) and _is_within_error(case, asked, solution)
        return Verdict("lost" if is_lost else "false", f"{wrong}, drawn was {drawn!r}")
    if not holds(case, asked, solution, drawn):
        if _is_warned(solution) and _is_within_error(case, asked, solution):
            return Verdict("lost", f"{solution!r}, drawn was {drawn!r}")
        if _says_more(solution):
            return Verdict("open", "the answer says that there may be more")
        if _is_lost(case, asked):
            kind = "lost" if _is_warned(solution) else "silent"
            return Verdict(kind, f"{solution!r}, drawn was {drawn!r}")
        return Verdict("missed", f"{solution!r}, drawn was {drawn!r}")
    missed = "" if _says_more(solution) else _missed(case, asked, solution)
    return Verdict("missed", missed) if missed else Verdict("right")


def _says_more(solution: il.Solution) -> bool:
    return any(one.startswith("more") for one in solution.warnings)


def _is_within_error(case: Case, asked: Question, solution: il.Solution) -> bool:
    """Tell whether an answer is as near as its condition number, or the functions, let it come."""
    drawn = case.point[asked.unknown]
    found = intervals(solution)
    size = max((abs(end) for ends in found for end in ends if math.isfinite(end)), default=0.0)
    slack = 1e-14 * (solution.condition_number or 0.0) * (max(size, abs(drawn)) if size else 1.0)
    if any(low - slack <= drawn <= high + slack for low, high in found):
        return True
    return asked.unknown in case.model.leaves and any(
        _gap(case, asked, value) <= _LOST for ends in found for value in ends
    )


def _is_warned(solution: il.Solution) -> bool:
    """Tell whether it says how little it is determined by; beside 0 that is no share of it."""
    is_zero = intervals(solution) == [(0.0, 0.0)]
    return (solution.condition_number or 0.0) > (0.0 if is_zero else 1e6)


def _shown(solution: il.Solution) -> None:
    """Use an answer as people do: nothing but the project's own errors may come of it."""
    repr(solution)
    solution.to_latex()
    for ask in (lambda: solution.value, lambda: solution.whole, lambda: solution.assumptions):
        try:
            ask()
        except il.IronLawError:
            continue


def _is_numeric(solution: il.Solution) -> bool:
    return solution.residual is not None and not solution.missing


def intervals(solution: il.Solution) -> list[tuple[float, float]]:
    """Return the ends of each branch of an answer, in base units."""
    found = []
    for one in solution.branches:
        parts = one.set.args if isinstance(one.set, sympy.Union) else (one.set,)
        for part in parts:
            if isinstance(part, sympy.FiniteSet):
                found += [(float(x), float(x)) for x in part.args]
            elif isinstance(part, sympy.Interval):
                found.append((float(part.start), float(part.end)))
    return found


def holds(case: Case, asked: Question, solution: il.Solution, value: float) -> bool:
    """Tell whether a value is in an answer, within the digits that a given has."""
    domain = case.model.variables[asked.unknown].domain
    width = domain.upper - domain.lower
    slack = _ALIKE * abs(value) + (1e-9 * width if math.isfinite(width) else 0.0)
    return any(low - slack <= value <= high + slack for low, high in intervals(solution))


def _inner(low: float, high: float) -> list[float]:
    """Return points of a branch: the value, or some inside an interval."""
    if low == high:
        return [low]
    if math.isinf(low):
        low = -1e9
    if math.isinf(high):
        high = max(1.0, abs(low)) * 1e6
    points = [low + (high - low) * share for share in (1e-6, 0.01, 0.5, 0.99, 1 - 1e-6)]
    if low > 0:
        points += [low * (high / low) ** share for share in (0.01, 0.5, 0.99)]
    return points


def _false(case: Case, asked: Question, solution: il.Solution) -> str:
    """Put answers back into the laws' own functions; say what a given is then."""
    if not case.model.below.get(asked.unknown) or asked.kind == "swapped":
        return _false_forward(case, asked, solution)
    if not _is_complete(case, asked, solution):
        return ""
    for low, high in intervals(solution):
        for value in _inner(low, high):
            gap = _gap(case, asked, value)
            gap = gap if gap <= _HELD else _gap(case, asked, value, digits=DIGITS)
            if math.isinf(gap) and len(intervals(solution)) > 1:
                continue  # some variable off the way has no value there
            if gap > _HELD and not _is_steep(case, asked, value):
                return f"{solution!r}: at {value!r} a given is missed by {gap:.2g}"
    return ""


def _false_forward(case: Case, asked: Question, solution: il.Solution) -> str:
    if asked.kind != "forward":
        return ""
    drawn = case.point[asked.unknown]
    if holds(case, asked, solution, drawn) or _is_lost(case, asked):
        return ""
    return f"{solution!r}, but the functions make it {drawn!r}"


def _is_complete(case: Case, asked: Question, solution: il.Solution) -> bool:
    """Tell whether all leaves but the unknown are given, or a default that was used.

    A default that was not used leaves its variable free, and so what depends on it.
    """
    used = {asked.unknown, *asked.given, *(v.name for v in solution.defaults)}
    return used.issuperset(case.model.leaves)


def _gap(case: Case, asked: Question, value: float, *, digits: int = 0) -> float:
    """Return by how much the givens are missed where a leaf has a value; infinite without one."""
    at = case.model.moved(case.point, asked.unknown, value, digits=digits)
    if at is None:
        return math.inf
    return max((apart(at[name], stated) for name, stated in asked.given.items()), default=0.0)


def apart(one: float, other: float) -> float:
    """Return the relative gap between two values of a variable."""
    if 0.0 in (one, other) and abs(one - other) <= _NOTHING:
        return 0.0
    return abs(one - other) / max(abs(one), abs(other), 1e-280)


def _is_steep(case: Case, asked: Question, value: float) -> bool:
    """Tell whether the last digits of a leaf move the functions past what a given is stated to be.

    So it is beside a jump, and where the functions themselves lose digits.
    """
    shares = [sign * share for share in (1e-7, 3e-8, 1e-9, 4e-15, 2e-15) for sign in (-1, 1)]
    points = [case.model.moved(case.point, asked.unknown, value * (1 + one)) for one in shares]
    found = [one for one in points if one is not None]
    if len(found) < 2:
        return True
    for name, stated in asked.given.items():
        values = [one[name] for one in found]
        if min(apart(one, stated) for one in values) > _HELD:
            spread = max(values) - min(values)
            if not min(values) - spread <= stated <= max(values) + spread:
                return False
    return True


def _is_lost(case: Case, asked: Question) -> bool:
    """Tell whether the givens, as floats, hold too few digits to find what was drawn.

    So it is where the unknown can be changed by all of itself, the other variables that were
    dropped making up for it, without a change of any given that its digits would show.
    """
    dropped = _dropped(case, asked)
    if asked.unknown in dropped:
        changes = [_change(case, asked, leaf) for leaf in dropped]
        own = changes[dropped.index(asked.unknown)]
        others = [one for leaf, one in zip(dropped, changes, strict=True) if leaf != asked.unknown]
        if others:
            made_up = np.linalg.lstsq(np.transpose(others), own, rcond=1e-12)[0]
            own = own - np.transpose(others) @ made_up
        if np.abs(own).max(initial=0.0) <= _LOST:
            return True
    return _is_fragile(case, asked)


def _dropped(case: Case, asked: Question) -> list[str]:
    """Return the leaves that are neither given nor at their default."""
    at, variables = case.point, case.model.variables
    leaves = (n for n in case.model.leaves if n not in asked.given)
    return [n for n in leaves if n == asked.unknown or variables[n].default != at[n]]


def _change(case: Case, asked: Question, leaf: str) -> np.ndarray:
    """Return the relative change of each given over that of a leaf."""
    drawn = case.point[leaf]
    step = _STEP * (abs(drawn) or 1.0)
    sides = [
        case.model.moved(case.point, leaf, drawn + sign * step) or case.point for sign in (-1, 1)
    ]
    return np.array(
        [
            (sides[1][name] - sides[0][name]) / (2 * _STEP * max(abs(stated), _TINY))
            for name, stated in asked.given.items()
        ]
    )


def _is_fragile(case: Case, asked: Question) -> bool:
    """Tell whether a rounding of one given alone is answered otherwise, or not at all."""
    system, drawn = case.model.system, case.point[asked.unknown]
    leaves = set(case.model.leaves)
    names = sorted(asked.given, key=lambda name: name in leaves)[:_MOST_MOVED]
    for name, stated in ((name, asked.given[name]) for name in names):
        for step in (-2e-15, 2e-15):
            try:
                solution = system.solve(
                    asked.unknown, based({**asked.given, name: stated * (1 + step)})
                )
            except il.IronLawError:
                continue
            if _is_numeric(solution) and holds(case, asked, solution, drawn):
                return True
    return False


def _missed(case: Case, asked: Question, solution: il.Solution) -> str:
    """Scan for roots around the value that was drawn, apart from the engine."""
    unknown = asked.unknown
    if unknown not in case.model.leaves or not _is_complete(case, asked, solution):
        return ""
    targets = [n for n in asked.given if n in case.model.below[unknown]]
    if len(targets) != 1:
        return ""
    (target,) = targets
    for left, right in _changes(case, asked, target):
        root = _root(case, asked, target, left, right)
        if root is None or holds(case, asked, solution, root):
            continue
        root = _root(case, asked, target, left, right, digits=DIGITS)  # floats may be far off
        if root is not None and not holds(case, asked, solution, root):
            return f"{solution!r} lacks {root!r}"
    return ""


def _signed(case: Case, asked: Question, target: str, value: float, *, digits: int = 0) -> float:
    at = case.model.moved(case.point, asked.unknown, value, digits=digits)
    return math.nan if at is None else at[target] - asked.given[target]


def _changes(case: Case, asked: Question, target: str) -> list[tuple[float, float]]:
    domain, drawn = case.model.variables[asked.unknown].domain, case.point[asked.unknown]
    if math.isfinite(domain.lower) and math.isfinite(domain.upper):
        width = domain.upper - domain.lower
        points = [domain.lower + width * k / _STEPS for k in range(1, _STEPS)]
    else:
        size = abs(drawn) or 1.0
        powers = ((2 * k / _STEPS - 1) * _DECADES for k in range(_STEPS + 1))
        points = [size * 10.0**power for power in powers]
    found, before = [], (math.nan, math.nan)
    for value in points:
        gap = _signed(case, asked, target, value)
        if before[1] * gap < 0 and min(abs(gap), abs(before[1])) > _LOST * abs(asked.given[target]):
            found.append((before[0], value))
        before = value, gap
    return found


def _root(
    case: Case, asked: Question, target: str, left: float, right: float, *, digits: int = 0
) -> float | None:
    """Halve a change of sign down to a root; None where it is a jump or a pole."""
    rising = _signed(case, asked, target, left, digits=digits) < 0
    for _ in range(80):
        middle = 0.5 * (left + right)
        gap = _signed(case, asked, target, middle, digits=digits)
        if math.isnan(gap):
            return None
        if (gap < 0) == rising:
            left = middle
        else:
            right = middle
    near = abs(_signed(case, asked, target, right))
    if near > 1e-9 * abs(asked.given[target]):
        return None
    return right if _gap(case, asked, right, digits=DIGITS) <= _LOST else None


def _symbolic(case: Case, asked: Question, solution: il.Solution) -> Verdict:
    """Check that the formula of a symbolic answer is true at the point that was drawn."""
    swap = {case.model.variables[n]: sympy.Float(x, DIGITS) for n, x in case.point.items()}
    unknown = case.model.variables[asked.unknown]
    values = {v: x for v, x in swap.items() if v != unknown}
    for branch in solution.branches:
        if branch.condition != True and not _satisfied(branch.condition, swap):  # noqa: E712
            continue
        expr = branch.expr
        if isinstance(expr, sympy.Expr):
            found = expr.xreplace(values)
            if found.has(sympy.nan, sympy.zoo):
                return Verdict("open", "the formula has no value there")
            if not found.is_number:
                continue
            drawn = case.point[asked.unknown]
            gap, slack = _gap_of(expr, values, drawn)
            if not math.isfinite(slack):
                return Verdict("open", "the formula has no value within rounding of it")
            if gap > slack and drawn:  # noise about a pole is that of the inverse
                gap, slack = _gap_of(1 / expr, values, 1 / drawn)
            if gap <= slack:
                return Verdict("right")
        elif expr in (True, sympy.true) or bool(_satisfied(expr, swap)):
            return Verdict("right")
    if len(solution.branches) == 1 and _is_fragile(case, asked):
        return Verdict("lost")
    return Verdict("missed", f"{solution!r} is not true at the point")


def _gap_of(
    expr: sympy.Expr, values: dict[il.Variable, sympy.Float], drawn: float
) -> tuple[float, float]:
    """Return how far a formula is from what was drawn, and how far roundings move it.

    No finite amount where it has no value, at the point or beside it.
    """
    found = _number(expr, values)
    gap, slack = abs(found - drawn), _ALIKE * abs(drawn)
    if gap <= slack:
        return gap, slack
    for variable in expr.free_symbols & values.keys():
        beside = {**values, variable: values[variable] * (1 + sympy.Float(4e-15, DIGITS))}
        slack += abs(_number(expr, beside) - found)
    return gap, slack


def _number(expr: sympy.Expr, values: dict[il.Variable, sympy.Float]) -> complex:
    return complex(expr.xreplace(values).evalf(DIGITS))


def _satisfied(expr: sympy.Basic, swap: dict[il.Variable, sympy.Float]) -> bool:
    """Tell whether a relation holds, with the slack of a given's digits."""
    if isinstance(expr, sympy.And):
        return all(_satisfied(part, swap) for part in expr.args)
    if not isinstance(expr, sympy.core.relational.Relational):
        return bool(expr)
    left, right = (complex(side.subs(swap)).real for side in expr.args)
    slack = _ALIKE * max(abs(left), abs(right))
    if not (math.isfinite(left) and math.isfinite(right)):
        return True  # a whole number of 0 is what no upper end is found by
    if isinstance(expr, sympy.Eq):
        gap, most = _gap_of(expr.lhs - expr.rhs + 1, swap, 1.0)
        return gap <= most or not math.isfinite(most) or abs(left - right) <= slack
    if isinstance(expr, (sympy.Le, sympy.Lt)):
        return left <= right + slack
    return left + slack >= right
