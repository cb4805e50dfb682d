"""Solving: structure first, algebra second, numbers last; every answer is verified."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import sympy

from ironlaw._derivation import Statement, Step
from ironlaw._errors import InconsistentError, UnreachableError, UnsolvableError
from ironlaw._givens import Givens, read_givens
from ironlaw._graph import Block, Plan, plan, plan_symbolic
from ironlaw._isolate import MINUS_OO, OO, Known, Piece, occurs
from ironlaw._numbers import exact_number, number
from ironlaw._relation import Relation
from ironlaw._solution import Answer, Solution, Target
from ironlaw._univariate import Found, invert
from ironlaw._variable import LawVariable

if TYPE_CHECKING:
    from ironlaw._system import System

_ACCEPT = 1e-9
_MOST_ALTERNATIVES = 64


@dataclass
class _Path:
    """One way through the blocks: what each variable came out as, and how."""

    point: dict[LawVariable, float]
    formulas: dict[LawVariable, sympy.Expr] = field(default_factory=dict)
    sets: dict[LawVariable, Piece] = field(default_factory=dict)
    joint: bool = False
    steps: tuple[Step, ...] = ()
    conditions: tuple[Any, ...] = ()
    nonzero: tuple[Any, ...] = ()
    regime: tuple[Any, ...] = ()
    methods: tuple[str, ...] = ()


@dataclass
class _Search:
    """What one call of `solve` is about, and what it ruled out on the way."""

    system: System
    unknown: LawVariable
    rtol: float
    rejected: list[tuple[Any, str]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    target: Target | None = None


def solve(
    system: System, unknown: str | LawVariable, named: Mapping[Any, Any], *, rtol: float = 1e-6
) -> Solution:
    """Solve a system for one variable; `System.solve` is the public face and documents it."""
    variable = system.variable(unknown)
    by_name = {system.variable(name).name: value for name, value in named.items()}
    givens = read_givens(system, {**system.bound, **by_name})
    if variable in givens:
        raise InconsistentError(
            f"{variable.name} is asked for and also given; drop one of the two", variable.name
        )
    relations = _with_expressions(tuple(system.relations.values()), givens)
    point = {**_constants(system, givens, variable), **givens.values}
    chosen = _planned(system, relations, variable, givens, point)
    point |= {v: v.default for v in chosen.defaults if v.default is not None}
    search = _Search(system, variable, rtol)
    answers = _through(search, chosen, point)
    if givens and not chosen.free:
        _check_rest(search, relations, chosen, answers, point)
    if not answers:
        if search.target is None:
            _find_target(search, chosen, point)
        search.reasons[:0] = _violations(relations, point, variable)
        _raise_unreachable(search)
    return Solution(
        unknown=variable,
        answers=tuple(answers),
        given=givens,
        defaults=chosen.defaults,
        plan=chosen,
        rejected=tuple(search.rejected),
        target=search.target,
        title=system.title,
        released=variable.constant is not None,
    )


def _planned(
    system: System,
    relations: tuple[Relation, ...],
    unknown: LawVariable,
    givens: Givens,
    point: Mapping[LawVariable, float],
) -> Plan:
    if not givens:
        return plan_symbolic(relations, unknown, system.uses[unknown.name])
    touched = {one.name for one in relations if one is not system.relations[one.name]}
    return plan(relations, unknown, set(point), touched)


def _with_expressions(relations: tuple[Relation, ...], givens: Givens) -> tuple[Relation, ...]:
    """Put givens that are expressions in the place of their variables."""
    swap = givens.expressions
    if not swap:
        return relations
    return tuple(
        _swapped(one, swap) if any(v in swap for v in one.symbols_used) else one
        for one in relations
    )


def _swapped(one: Relation, swap: Mapping[LawVariable, sympy.Expr]) -> Relation:
    """Return a relation with variables replaced; it may define none any more."""
    lhs, rhs = one.lhs.xreplace(swap), one.rhs.xreplace(swap)
    defines = lhs if isinstance(lhs, LawVariable) and not occurs(rhs, lhs) else None
    return replace(one, lhs=lhs, rhs=rhs, defines=defines, function=None)


def _constants(system: System, givens: Givens, unknown: LawVariable) -> dict[LawVariable, float]:
    return {
        v: v.constant
        for v in system.constants
        if v.constant is not None and v != unknown and v not in givens
    }


# -- block by block ------------------------------------------------------------------------------


def _through(search: _Search, chosen: Plan, point: dict[LawVariable, float]) -> list[Answer]:
    start = _Path(dict(point))
    paths = [start]
    for block in chosen.blocks[:-1]:
        following = [new for path in paths for new in _step(search, block, path)]
        paths = following[:_MOST_ALTERNATIVES]
    last = chosen.blocks[-1]
    answers: list[Answer] = []
    for path in paths:
        block, whole = _joined(chosen, last, path, start)
        relation, steps, derived = _reduced(search, block, whole)
        answers += _final(search, relation, steps, derived, whole)
    return _distinct(answers)


def _joined(chosen: Plan, last: Block, path: _Path, start: _Path) -> tuple[Block, _Path]:
    """Solve everything together where an interval on the way is not simply the target."""
    if not path.joint and not any(occurs(one.rhs, v) for v in path.sets for one in last.relations):
        return last, path
    relations = tuple(dict.fromkeys(one for block in chosen.blocks for one in block.relations))
    variables = tuple(dict.fromkeys(v for block in chosen.blocks for v in block.variables))
    return Block(relations, variables), start


def _step(search: _Search, block: Block, path: _Path) -> list[_Path]:
    """Determine one variable on the way; each of its roots starts a path of its own."""
    (relation,), (variable,) = block.relations, block.variables
    if path.joint or any(occurs(relation.rhs, v) for v in path.sets):
        return [replace(path, joint=True)]
    found = _invert(search, relation, variable, path, ())
    result = []
    for piece in found.pieces:
        if piece.is_point:
            result += _with_value(search, relation, variable, piece, path)
        else:
            result.append(replace(path, sets={**path.sets, variable: piece}))
    if not result and found.implicit:
        raise UnsolvableError(
            f"{variable.name} has no closed form in {relation.name}; give its other variables"
        )
    return result


def _with_value(
    search: _Search, relation: Relation, variable: LawVariable, piece: Piece, path: _Path
) -> list[_Path]:
    formula = piece.lower.xreplace(path.formulas) if path.formulas else piece.lower
    point = path.point
    if all(symbol in point for symbol in piece.lower.free_symbols):
        value = _accurate(piece.lower, point)
        if not variable.domain.contains(value):
            _reject(search, variable, value, relation)
            return []
        point = {**point, variable: value}
    return [
        replace(
            path,
            point=point,
            formulas={**path.formulas, variable: formula},
            steps=(*path.steps, *piece.steps),
            conditions=path.conditions + piece.conditions,
            nonzero=path.nonzero + piece.nonzero,
            regime=path.regime + piece.regime,
            methods=(*path.methods, piece.method),
        )
    ]


def _reject(search: _Search, variable: LawVariable, value: float, relation: Relation) -> None:
    shown = variable.show(value) if math.isfinite(value) else str(value)
    reason = f"{variable.name} = {shown} is not {_must(variable)} (from {relation.name})"
    search.rejected.append((value, reason))
    search.reasons.append(reason)


def _must(variable: LawVariable) -> str:
    return variable.domain.describe()


def _invert(
    search: _Search, relation: Relation, variable: LawVariable, path: _Path, steps: tuple[Step, ...]
) -> Found:
    """Solve one relation for one variable, given what the path knows."""
    lhs, rhs = relation.lhs, relation.rhs
    stated = Statement(lhs, rhs, rhs)
    first = (*steps, Step("relation", stated, stated, relation.name))
    defined = relation.defines
    if defined == variable:
        return Found([Piece(rhs, rhs, steps=first, method="direct")])
    known = Known(path.point, search.rtol, search.reasons)
    if defined is not None or not occurs(lhs, variable):
        piece = path.sets.get(lhs, Piece(lhs, lhs))
        piece = piece._replace(steps=(*piece.steps, *first))
        return invert(rhs, variable, piece, known, variable.domain)
    if not occurs(rhs, variable):
        return invert(lhs, variable, Piece(rhs, rhs, steps=first), known, variable.domain)
    zero = Piece(sympy.S.Zero, sympy.S.Zero, steps=first)
    return invert(rhs - lhs, variable, zero, known, variable.domain)


# -- blocks of several relations -----------------------------------------------------------------


def _reduced(
    search: _Search, block: Block, path: _Path
) -> tuple[Relation, tuple[Step, ...], list[tuple[LawVariable, sympy.Expr]]]:
    """Eliminate a block's other variables; return one equation in the unknown.

    Returns
    -------
    tuple
        The equation, the steps of the elimination, and each eliminated variable with its
        expression in the unknown, in the order in which they can be computed.
    """
    if len(block.relations) == 1:
        return block.relations[0], (), []
    equations = {one.name: one for one in block.relations}
    pending = [v for v in block.variables if v != search.unknown]
    steps: list[Step] = []
    derived: list[tuple[LawVariable, sympy.Expr]] = []
    while pending:
        found = _definition(equations, pending) or _isolable(search, equations, pending, path)
        if found is None:
            names = ", ".join(v.name for v in (search.unknown, *pending))
            raise UnsolvableError(
                f"{search.system.title}: {names} depend on each other through "
                f"{', '.join(equations)}; give one of them"
            )
        variable, name, expr = found
        used = equations.pop(name)
        pending.remove(variable)
        derived.append((variable, expr))
        equations, more = _substituted(equations, variable, expr, used)
        steps += more
        derived = [(v, e.xreplace({variable: expr})) for v, e in derived]
    (last,) = equations.values()
    return last, tuple(steps), derived


def _definition(
    equations: Mapping[str, Relation], pending: Sequence[LawVariable]
) -> tuple[LawVariable, str, sympy.Expr] | None:
    for name, one in equations.items():
        if one.lhs in pending and not occurs(one.rhs, one.lhs):
            return one.lhs, name, one.rhs
    return None


def _isolable(
    search: _Search, equations: Mapping[str, Relation], pending: Sequence[LawVariable], path: _Path
) -> tuple[LawVariable, str, sympy.Expr] | None:
    for name, one in equations.items():
        for variable in pending:
            if variable in one.symbols_used or occurs(one.rhs - one.lhs, variable):
                found = _invert(search, one, variable, path, ())
                if len(found.pieces) == 1 and found.pieces[0].is_point and not found.implicit:
                    return variable, name, found.pieces[0].lower
    return None


def _substituted(
    equations: Mapping[str, Relation], variable: LawVariable, expr: sympy.Expr, used: Relation
) -> tuple[dict[str, Relation], list[Step]]:
    result, steps = {}, []
    swap = {variable: expr}
    for name, one in equations.items():
        if occurs(one.rhs, variable) or occurs(one.lhs, variable):
            new = _swapped(one, swap)
            before, after = (
                Statement(one.lhs, one.rhs, one.rhs),
                Statement(new.lhs, new.rhs, new.rhs),
            )
            steps.append(Step("substitute", before, after, variable, relation=used.name))
            result[name] = new
        else:
            result[name] = one
    return result, steps


# -- the last block ------------------------------------------------------------------------------


def _final(
    search: _Search,
    relation: Relation,
    steps: tuple[Step, ...],
    derived: list[tuple[LawVariable, sympy.Expr]],
    path: _Path,
) -> list[Answer]:
    """Solve the last equation for the unknown; check domains and residuals of each root."""
    unknown = search.unknown
    _set_target(search, relation, derived, path)
    found = _invert(search, relation, unknown, path, steps)
    answers = [
        kept
        for piece in found.pieces
        if (kept := _answer(search, relation, piece, derived, path)) is not None
    ]
    answers += [
        Answer.implicit(unknown, expr.xreplace(path.formulas), piece, path.steps, path.conditions)
        for expr, piece in found.implicit
    ]
    return answers


def _set_target(
    search: _Search, relation: Relation, derived: list[tuple[LawVariable, sympy.Expr]], path: _Path
) -> None:
    defined = relation.defines
    if defined is not None and defined != search.unknown:
        search.target = Target(search.unknown, defined, relation.rhs, path.point, tuple(derived))


def _answer(
    search: _Search,
    relation: Relation,
    piece: Piece,
    derived: list[tuple[LawVariable, sympy.Expr]],
    path: _Path,
) -> Answer | None:
    formula = Piece(piece.lower, piece.upper)
    if path.formulas:
        lower = piece.lower.xreplace(path.formulas)
        upper = lower if piece.is_point else piece.upper.xreplace(path.formulas)
        formula = Piece(lower, upper)
    methods = tuple(dict.fromkeys((*path.methods, piece.method)))
    answer = Answer(
        lower=formula.lower,
        upper=formula.upper,
        left_open=piece.left_open,
        right_open=piece.right_open,
        conditions=path.conditions + piece.conditions,
        nonzero=path.nonzero + piece.nonzero,
        regime=path.regime + piece.regime,
        steps=path.steps + piece.steps,
        methods=methods,
    )
    if not _is_known(piece, path.point):
        return answer
    return _valued(search, relation, piece, answer, derived, path)


def _is_known(piece: Piece, point: Mapping[LawVariable, float]) -> bool:
    ends = (piece.lower,) if piece.is_point else (piece.lower, piece.upper)
    if not point:
        return all(end.is_number for end in ends)
    return all(symbol in point for end in ends for symbol in end.free_symbols)


def _valued(
    search: _Search,
    relation: Relation,
    piece: Piece,
    answer: Answer,
    derived: list[tuple[LawVariable, sympy.Expr]],
    path: _Path,
) -> Answer | None:
    """Give an answer its numbers, if they hold in every domain on the way."""
    low = _end(piece.lower, path.point)
    high = low if piece.is_point else _end(piece.upper, path.point)
    bounds = search.unknown.domain
    if piece.is_point:
        if not bounds.contains(low):
            _reject(search, search.unknown, low, relation)
            return None
        low = high = _polished(relation, search.unknown, low, path.point)
        if not _consistent(search, derived, low, path):
            return None
        residual = _residual(relation, search.unknown, low, path.point)
        if residual > _tolerance(relation, search.unknown, low, path.point):
            search.rejected.append((low, f"it misses {relation.name} by {residual:.2g}"))
            return None
        return replace(answer, low=low, high=high, residual=residual)
    return _clipped(search, answer, low, high)


def _clipped(search: _Search, answer: Answer, low: float, high: float) -> Answer | None:
    bounds = search.unknown.domain
    left_open, right_open = answer.left_open, answer.right_open
    if low <= bounds.lower:
        low, left_open = bounds.lower, bounds.left_open or (left_open and low == bounds.lower)
    if high >= bounds.upper:
        high, right_open = bounds.upper, bounds.right_open or (right_open and high == bounds.upper)
    if low > high or (low == high and (left_open or right_open)):
        search.reasons.append(f"{search.unknown.name} would not be {_must(search.unknown)}")
        return None
    return replace(
        answer, low=low, high=high, left_open=left_open, right_open=right_open, residual=0.0
    )


def _end(end: sympy.Expr, point: Mapping[LawVariable, float]) -> float:
    return float(end) if end in (OO, MINUS_OO) else _accurate(end, point)


def _accurate(expr: sympy.Expr, point: Mapping[LawVariable, float]) -> float:
    value = float(number(expr, point))
    return value if math.isfinite(value) else exact_or_nan(expr, point)


def exact_or_nan(expr: sympy.Expr, point: Mapping[LawVariable, float]) -> float:
    """Return a value that overflows or divides by zero in floats, with many digits, or nan."""
    try:
        return exact_number(expr, {s: point[s] for s in expr.free_symbols})
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        return math.nan


def _residual(
    relation: Relation, unknown: LawVariable, value: float, point: Mapping[LawVariable, float]
) -> float:
    at = {**point, unknown: value}
    left, right = float(number(relation.lhs, at)), float(number(relation.rhs, at))
    scale = max(abs(left), abs(right))
    return abs(left - right) / scale if scale else 0.0


def _tolerance(
    relation: Relation, unknown: LawVariable, value: float, point: Mapping[LawVariable, float]
) -> float:
    """Return the residual to accept: 1e-9, or what a few roundings of the root move it by."""
    if not isinstance(relation.lhs, LawVariable) or relation.lhs == unknown:
        return _ACCEPT if relation.lhs == unknown else 1e-6
    ends = [
        float(number(relation.rhs, {**point, unknown: value * (1 + s * 1e-15)})) for s in (-1, 1)
    ]
    scale = max(map(abs, ends)) or 1.0
    return max(_ACCEPT, 4 * abs(ends[1] - ends[0]) / scale)


def _polished(
    relation: Relation, unknown: LawVariable, value: float, point: Mapping[LawVariable, float]
) -> float:
    """Improve a root by secant steps while that lowers its residual (cancellation in a formula)."""
    if relation.lhs == unknown:
        return value
    best = _residual(relation, unknown, value, point)
    for _ in range(8):
        if best <= 1e-14:
            break
        step = value * 1e-6
        at = [
            float(number(relation.rhs - relation.lhs, {**point, unknown: x}))
            for x in (value, value + step)
        ]
        if not all(map(math.isfinite, at)) or at[0] == at[1]:
            break
        trial = value - at[0] * step / (at[1] - at[0])
        error = _residual(relation, unknown, trial, point)
        if not error < best or not unknown.domain.contains(trial):
            break
        value, best = trial, error
    return value


def _consistent(
    search: _Search, derived: list[tuple[LawVariable, sympy.Expr]], value: float, path: _Path
) -> bool:
    """Check the domains of the variables that were eliminated on the way to a root."""
    at = {**path.point, search.unknown: value}
    for variable, expr in derived:
        found = float(number(expr, at))
        if not variable.domain.contains(found):
            shown = variable.show(found) if math.isfinite(found) else str(found)
            reason = f"there {variable.name} = {shown} is not {_must(variable)}"
            search.rejected.append((value, reason))
            search.reasons.append(
                f"at {search.unknown.name} = {search.unknown.show(value)}, {reason}"
            )
            return False
        at[variable] = found
    return True


def _distinct(answers: list[Answer]) -> list[Answer]:
    if len(answers) < 2:
        return answers
    result: list[Answer] = []
    for answer in sorted(answers, key=lambda one: (one.low is None, one.low or 0.0)):
        if answer.low is not None and any(_same(answer, other) for other in result):
            continue
        result.append(answer)
    return result


def _same(one: Answer, other: Answer) -> bool:
    if one.low is None or other.low is None or one.high is None or other.high is None:
        return False
    return math.isclose(one.low, other.low, rel_tol=1e-12) and math.isclose(
        one.high, other.high, rel_tol=1e-12
    )


# -- givens that are not needed ------------------------------------------------------------------


def _check_rest(
    search: _Search,
    relations: Sequence[Relation],
    chosen: Plan,
    answers: list[Answer],
    point: Mapping[LawVariable, float],
) -> None:
    """Check every relation that the answer did not need and whose variables are all known."""
    used = {one.name for block in chosen.blocks for one in block.relations}
    at = dict(point)
    if len(answers) == 1 and answers[0].is_point and answers[0].low is not None:
        at[search.unknown] = answers[0].low
    for one, value in _forward(relations, at, search.unknown):
        if one.name not in used and one.defines is not None and one.defines in at:
            _compare(search, one, value, at[one.defines])


def _forward(
    relations: Sequence[Relation], at: dict[LawVariable, float], unknown: LawVariable
) -> Iterator[tuple[Relation, float]]:
    """Compute every relation whose inputs are known, each once; fill ``at`` in as it goes."""
    waiting = [one for one in relations if one.defines is not None]
    while True:
        ready = [
            one for one in waiting if all(v in at for v in one.symbols_used if v != one.defines)
        ]
        if not ready:
            return
        waiting = [one for one in waiting if one not in ready]
        for one in ready:
            value = float(number(one.rhs, at))
            yield one, value
            defined = one.defines
            if defined is not None and defined != unknown and defined.domain.contains(value):
                at.setdefault(defined, value)


def _compare(search: _Search, one: Relation, computed: float, stated: float) -> None:
    gap = abs(computed - stated) / max(abs(computed), abs(stated), 1e-300)
    if gap <= search.rtol or one.defines is None:
        return
    name = one.defines.name
    inputs = ", ".join(v.name for v in one.symbols_used if v != one.defines and v.constant is None)
    raise InconsistentError(
        f"the givens contradict {one.name!r}: {name} = {one.defines.show(stated, 6)}, but "
        f"{inputs} make it {one.defines.show(computed, 6)}, a gap of {gap:.2g}; drop one of them",
        one.name,
        gap,
    )


def _violations(
    relations: Sequence[Relation], point: Mapping[LawVariable, float], unknown: LawVariable
) -> list[str]:
    """Return what the givens alone make impossible: a utilisation above 1, a negative time."""
    found = []
    for one, value in _forward(relations, dict(point), unknown):
        defined = one.defines
        if defined is not None and defined not in point and not defined.domain.contains(value):
            shown = defined.show(value) if math.isfinite(value) else str(value)
            found.append(f"{defined.name} = {shown} is not {_must(defined)} (from {one.name})")
    return found


def _find_target(search: _Search, chosen: Plan, point: dict[LawVariable, float]) -> None:
    """Find what the unknown had to meet, where the chain of relations broke before reaching it."""
    relations = tuple(dict.fromkeys(one for block in chosen.blocks for one in block.relations))
    variables = tuple(dict.fromkeys(v for block in chosen.blocks for v in block.variables))
    path = _Path(dict(point))
    try:
        relation, _, derived = _reduced(search, Block(relations, variables), path)
    except UnsolvableError:
        return
    _set_target(search, relation, derived, path)


def _raise_unreachable(search: _Search) -> None:
    """Say why no value is left, and what the best one would be."""
    unknown, target = search.unknown, search.target
    reasons = "; ".join(dict.fromkeys(search.reasons))
    if target is None or target.stated is None:
        raise UnreachableError(
            f"no value of {unknown.name} meets the givens{': ' + reasons if reasons else ''}",
            unknown.name,
        )
    goal = f"{target.variable.name} = {target.variable.show(target.stated)}"
    best, words = target.best()
    raise UnreachableError(
        f"no value of {unknown.name} reaches {goal}{words}{'; ' + reasons if reasons else ''}",
        unknown.name,
        best,
    )
