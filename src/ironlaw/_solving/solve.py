"""Solving: structure first, algebra second, numbers last; every answer is verified."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy

from ironlaw._answers.solution import Solution
from ironlaw._errors import InconsistentError, UnreachableError, UnsolvableError
from ironlaw._language import LawVariable
from ironlaw._model.givens import Givens, read_givens
from ironlaw._model.relation import Relation
from ironlaw._programs.values import number
from ironlaw._solving.answer import Answer
from ironlaw._solving.consistency import check_givens, check_rest, violations
from ironlaw._solving.eliminate import Reduced, reduce_block, swapped
from ironlaw._solving.goal import Target
from ironlaw._solving.isolate import Known, Piece, occurs
from ironlaw._solving.ladder import Found, invert
from ironlaw._solving.newton import solve_together
from ironlaw._solving.trail import Path, Search, Values, accurate, binding, composed
from ironlaw._solving.verify import residual_of, valued
from ironlaw._structure.plan import Block, Plan, closure, plan, plan_symbolic
from ironlaw._words.derivation import Statement, Step

if TYPE_CHECKING:
    from ironlaw._model.system import System

_MOST_ALTERNATIVES = 64
_MOST_PLANS = 256
_NO_GIVENS = Givens()
_NOTHING_BEFORE: tuple[tuple[Any, ...], ...] = ((), (), (), (), ())


def solve(
    system: System, unknown: str | LawVariable, named: Mapping[Any, Any], *, rtol: float = 1e-6
) -> Solution:
    """Solve a system for one variable; `System.solve` is the public face and documents it."""
    variable = system.variable(unknown)
    givens = _NO_GIVENS
    if named or system.bound:
        by_name = {system.variable(name).name: value for name, value in named.items()}
        givens = read_givens(system, {**system.bound, **by_name})
    if variable in givens:
        raise InconsistentError(
            f"{variable.name} is asked for and also given; drop one of the two", variable.name
        )
    relations = _with_expressions(system.active, givens)
    point = {**_constants(system, givens, variable), **givens.values}
    chosen = _planned(system, relations, variable, givens, point)
    point |= {v: v.default for v in chosen.defaults if v.default is not None}
    search = Search(system, variable, rtol, reductions=chosen.reductions)
    if givens and chosen.free and _is_idle(system, relations, variable, point):
        chosen, answers = Plan(chosen.blocks), [_anything(variable, point)]
    else:
        answers = _through(search, chosen, point)
    if givens and not chosen.free:
        answers = check_rest(search, relations, chosen, answers)
    whole = partial(_whole_target, system, variable, chosen, dict(point))
    if not answers:
        check_givens(search, relations, point)
        _raise_unreachable(search, relations, whole, point)
    return Solution(
        unknown=variable,
        answers=tuple(answers),
        given=givens,
        defaults=chosen.defaults,
        plan=chosen,
        rejected=tuple(search.rejected),
        target=search.target,
        whole_target=whole,
        title=system.title,
        released=variable.constant is not None,
    )


def _is_idle(
    system: System, relations: Sequence[Relation], unknown: LawVariable, point: Values
) -> bool:
    """Tell whether nothing that is given depends on the unknown, though all else is fixed.

    So it is where the givens say something twice without the unknown, and with it every leaf
    is known or follows.
    """
    defined = {one.defines for one in relations}
    if unknown in defined:
        return False
    weak = {v for v in system.variables.values() if v.default is not None and v != unknown}
    known = weak | point.keys()
    if not closure(relations, known)[1]:
        return False
    order, _ = closure(relations, known | {unknown})
    fixed = known | {unknown} | {v for v, _ in order}
    return all(v in fixed for v in system.variables.values() if v not in defined)


def _anything(unknown: LawVariable, point: Values) -> Answer:
    """Answer that any value of the unknown will do."""
    bounds = unknown.domain
    interval = bounds.to_set()
    return Answer(
        interval.inf,
        interval.sup,
        bounds.left_open,
        bounds.right_open,
        methods=("direct",),
        low=bounds.lower,
        high=bounds.upper,
        residual=0.0,
        point=point,
    )


def _planned(
    system: System,
    relations: tuple[Relation, ...],
    unknown: LawVariable,
    givens: Givens,
    point: Values,
) -> Plan:
    if not givens:
        return plan_symbolic(relations, unknown, system.uses_of(unknown))
    if givens.expressions:
        touched = {one.name for one in relations if one is not system.relations[one.name]}
        return plan(relations, unknown, set(point), touched)
    plans: dict[Any, Plan] = system.__dict__.setdefault("_plans", {})
    key = (unknown, frozenset(point))
    if key not in plans:
        if len(plans) >= _MOST_PLANS:
            plans.clear()
        plans[key] = plan(relations, unknown, set(point))
    return plans[key]


def _with_expressions(relations: tuple[Relation, ...], givens: Givens) -> tuple[Relation, ...]:
    """Put givens that are expressions in the place of their variables."""
    swap = givens.expressions
    if not swap:
        return relations
    return tuple(
        swapped(one, swap) if any(v in swap for v in one.symbols_used) else one for one in relations
    )


def _constants(system: System, givens: Givens, unknown: LawVariable) -> dict[LawVariable, float]:
    return {
        v: v.constant
        for v in system.constants
        if v.constant is not None and v != unknown and v not in givens
    }


# -- block by block ------------------------------------------------------------------------------


def _through(search: Search, chosen: Plan, point: dict[LawVariable, float]) -> list[Answer]:
    paths = [Path(dict(point))]
    for block in chosen.blocks[:-1]:
        following = [new for path in paths for new in _step(search, block, path)]
        paths = following[:_MOST_ALTERNATIVES]
    last = chosen.blocks[-1]
    answers: list[Answer] = []
    for path in paths:
        if path.joint or any(occurs(one.rhs, v) for v in path.sets for one in last.relations):
            answers += _last(search, _whole(chosen), Path(dict(point)))
        else:
            answers += _last(search, last, path)
    return _distinct(answers)


def _whole(chosen: Plan) -> Block:
    """Return all blocks as one, for an interval on the way that is not simply the target."""
    relations = dict.fromkeys(one for block in chosen.blocks for one in block.relations)
    variables = dict.fromkeys(v for block in chosen.blocks for v in block.variables)
    return Block(tuple(relations), tuple(variables))


def _step(search: Search, block: Block, path: Path) -> list[Path]:
    """Determine a block on the way; each of its roots starts a path of its own."""
    if path.joint or any(occurs(one.rhs, v) for v in path.sets for one in block.relations):
        path.joint = True
        return [path]
    if len(block.relations) > 1:
        return _coupled(search, block, path)
    (relation,), (variable,) = block.relations, block.variables
    found = _invert(search, relation, variable, path, ())
    if not found.pieces and found.implicit:
        raise UnsolvableError(
            f"{variable.name} has no closed form in {relation.name}; give its other variables"
        )
    result = []
    for index, piece in enumerate(found.pieces):
        own = path if index == len(found.pieces) - 1 else path.fork()
        if not piece.is_point:
            own.sets[variable] = piece
        elif not _taken(search, own, relation, variable, piece):
            continue
        result.append(own)
    return result


def _taken(
    search: Search, path: Path, relation: Relation, variable: LawVariable, piece: Piece
) -> bool:
    """Let a path take a value; tell whether it lies in the variable's domain."""
    value = None
    if all(symbol in path.point for symbol in piece.lower.free_symbols):
        value = variable.domain.settled(accurate(piece.lower, path.point))
        if not variable.domain.contains(value):
            search.reject(variable, value, relation.name)
            return False
        if piece.method == "direct":
            piece = piece._replace(regime=(*piece.regime, *binding(piece.lower, path.point)))
    path.take(variable, piece, value)
    return True


def _coupled(search: Search, block: Block, path: Path) -> list[Path]:
    """Determine several variables that depend on each other, on the way to the unknown."""
    reduced, keep = _best_reduction(search, block, path)
    inner = replace(search, unknown=keep)
    roots = _block_roots(inner, reduced, path)
    if roots is None:
        path.joint = True
        return [path]
    result = []
    for values in roots:
        own = path.fork()
        for index, variable in enumerate(block.variables):
            value = sympy.Float(values[variable], 17)
            steps = reduced.steps if index == 0 else ()
            piece = Piece(value, value, steps=steps, method="numeric")
            own.take(variable, piece, values[variable])
        result.append(own)
    return result


def _best_reduction(search: Search, block: Block, path: Path) -> tuple[Reduced, LawVariable]:
    """Keep the variable that leaves fewest others; those without a definition come first."""
    defined = {one.defines for one in block.relations}
    best: tuple[Reduced, LawVariable] | None = None
    for keep in sorted(block.variables, key=lambda v: v in defined):
        reduced = _reduction(search, block, keep, path)
        if not reduced.loose:
            return reduced, keep
        if best is None or len(reduced.loose) < len(best[0].loose):
            best = reduced, keep
    assert best is not None
    return best


def _block_roots(
    search: Search, reduced: Reduced, path: Path
) -> list[dict[LawVariable, float]] | None:
    """Return all variables of a block for each of its roots; None where intervals solve it."""
    if reduced.loose:
        unknowns = (search.unknown, *reduced.loose)
        roots = solve_together(reduced.equations, unknowns, path.point)
    else:
        answers = _one_equation(search, reduced, path)
        if not all(answer.is_point for answer in answers):
            return None
        roots = [{search.unknown: a.low} for a in answers if a.is_point and a.low is not None]
    for root in roots:
        at: dict[LawVariable, float] = {**path.point, **root}
        for variable, expr in reduced.derived:
            found = variable.domain.settled(float(number(expr, at)))
            at[variable] = root[variable] = found
    return [root for root in roots if all(v.domain.contains(value) for v, value in root.items())]


def _reduction(search: Search, block: Block, keep: LawVariable, path: Path) -> Reduced:
    def isolator(relation: Relation, variable: LawVariable) -> sympy.Expr | None:
        found = _invert(search, relation, variable, path, ())
        alone = len(found.pieces) == 1 and found.pieces[0].is_point and not found.implicit
        return found.pieces[0].lower if alone else None

    key = (keep, *map(id, block.relations))
    if key not in search.reductions:
        reduced = reduce_block(block, keep, isolator)
        if not reduced.by_definition:
            return reduced
        search.reductions[key] = reduced
    found: Reduced = search.reductions[key]
    return found


# -- one relation --------------------------------------------------------------------------------


def _invert(
    search: Search,
    relation: Relation,
    variable: LawVariable,
    path: Path,
    steps: tuple[Step, ...],
    mask: Callable[[Any], Any] | None = None,
) -> Found:
    """Solve one relation for one variable, given what the path knows."""
    lhs, rhs = relation.lhs, relation.rhs
    stated = Statement(lhs, rhs, rhs)
    first = (*steps, Step("relation", stated, stated, relation.name, relation=relation.name))
    defined = relation.defines
    if defined == variable:
        return Found([Piece(rhs, rhs, steps=first, method="direct")])
    known = Known(path.point, search.rtol, search.reasons, mask)
    if defined is not None or not occurs(lhs, variable):
        loose = path.sets.get(lhs)
        piece = Piece(lhs, lhs, steps=first)
        if loose is not None:
            piece = loose._replace(steps=(*loose.steps, *first))
        return invert(rhs, variable, piece, known, variable.domain)
    if not occurs(rhs, variable):
        return invert(lhs, variable, Piece(rhs, rhs, steps=first), known, variable.domain)
    zero = Piece(sympy.S.Zero, sympy.S.Zero, steps=first)
    return invert(rhs - lhs, variable, zero, known, variable.domain)


# -- the last block ------------------------------------------------------------------------------


def _last(search: Search, block: Block, path: Path) -> list[Answer]:
    """Solve the last block for the unknown; check domains and residuals of each root."""
    if len(block.relations) == 1:
        return _one_equation(search, Reduced(block.relations), path)
    reduced = _reduction(search, block, search.unknown, path)
    if not reduced.loose:
        return _one_equation(search, reduced, path)
    unknowns = (search.unknown, *reduced.loose)
    needed = {s for one in reduced.equations for s in (one.lhs - one.rhs).free_symbols}
    if not needed - set(unknowns) <= path.point.keys():
        names = ", ".join(v.name for v in unknowns)
        raise UnsolvableError(
            f"{search.system.title}: {names} depend on each other; give what else they need, or one"
        )
    roots = _block_roots(search, reduced, path) or []
    return [_root_answer(search, reduced, root, path) for root in roots]


def _root_answer(
    search: Search, reduced: Reduced, root: Mapping[LawVariable, float], path: Path
) -> Answer:
    value = root[search.unknown]
    end = sympy.Float(value, 17)
    at = {**path.point, **root}
    residual = max(residual_of(one, search.unknown, value, at) for one in reduced.equations)
    return Answer(
        end,
        end,
        steps=reduced.steps,
        methods=("numeric",),
        low=value,
        high=value,
        residual=residual,
    )


def _one_equation(search: Search, reduced: Reduced, path: Path) -> list[Answer]:
    (relation,) = reduced.equations
    defined = relation.defines
    if defined is not None and defined != search.unknown:
        search.target = Target(search.unknown, defined, relation.rhs, path.point, reduced.derived)
    mask = None
    if reduced.derived:
        mask = partial(_within_domains, search.unknown, reduced.derived, path.point)
    found = _invert(search, relation, search.unknown, path, reduced.steps, mask)
    answers = [
        kept
        for piece in found.pieces
        if (kept := _answer(search, relation, piece, reduced, path)) is not None
    ]
    for expr, piece in found.implicit:
        full = composed(expr, path.local)
        answers.append(Answer.implicit(search.unknown, full, piece, path.steps, path.conditions))
    return answers


def _within_domains(
    unknown: LawVariable,
    derived: Sequence[tuple[LawVariable, sympy.Expr]],
    point: Values,
    value: Any,
) -> Any:
    """Tell at which values of the unknown every eliminated variable has one of its own."""
    at: dict[Any, Any] = {**point, unknown: value}
    inside: Any = True
    for variable, expr in derived:
        found = at[variable] = number(expr, at)
        bounds = variable.domain
        with np.errstate(invalid="ignore"):
            finite = not math.isinf(bounds.lower)
            above = found > bounds.lower if bounds.left_open and finite else found >= bounds.lower
            below = found < bounds.upper if bounds.right_open else found <= bounds.upper
            inside = inside & above & below
    return inside


def _answer(
    search: Search, relation: Relation, piece: Piece, reduced: Reduced, path: Path
) -> Answer | None:
    before = path.before() if path.methods else _NOTHING_BEFORE
    conditions, nonzero, regime, steps, methods = before
    answer = Answer(
        own_lower=piece.lower,
        own_upper=piece.upper,
        left_open=piece.left_open,
        right_open=piece.right_open,
        conditions=conditions + piece.conditions,
        nonzero=nonzero + piece.nonzero,
        regime=regime + piece.regime,
        steps=steps + piece.steps,
        methods=(*methods, piece.method),
        local=path.local,
        point=path.point,
    )
    if not _is_known(piece, path.point):
        return answer
    if piece.method == "direct":
        bound = binding(piece.lower, path.point)
        answer = replace(answer, regime=(*answer.regime, *bound))
    return valued(search, relation, piece, answer, reduced.derived, path.point)


def _is_known(piece: Piece, point: Values) -> bool:
    ends = (piece.lower,) if piece.is_point else (piece.lower, piece.upper)
    if not point:
        return all(end.is_number for end in ends)
    return all(symbol in point for end in ends for symbol in end.free_symbols)


def _distinct(answers: list[Answer]) -> list[Answer]:
    if len(answers) < 2:
        return answers
    result: list[Answer] = []
    for answer in sorted(answers, key=lambda one: (one.low is None, one.low or 0.0)):
        if answer.low is None or not any(_same(answer, other) for other in result):
            result.append(answer)
    return result


def _same(one: Answer, other: Answer) -> bool:
    ends = ((one.low, other.low), (one.high, other.high))
    return all(
        a is not None and b is not None and math.isclose(a, b, rel_tol=1e-12) for a, b in ends
    )


def _raise_unreachable(
    search: Search,
    relations: Sequence[Relation],
    whole: Callable[[], Target | None],
    point: dict[LawVariable, float],
) -> None:
    """Say why no value is left, and what the best one would be."""
    unknown, target = search.unknown, search.target
    if target is None or target.variable not in point:
        target = whole()
    found = [*violations(relations, point, unknown), *search.reasons]
    reasons = "; ".join(dict.fromkeys(found))
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


def _whole_target(
    system: System, unknown: LawVariable, chosen: Plan, point: dict[LawVariable, float]
) -> Target | None:
    """Return the given that the unknown has to meet, as a function of givens alone."""
    path = Path(dict(point))
    search = Search(system, unknown, 1e-6, reductions=chosen.reductions)
    reduced = _reduction(search, _whole(chosen), unknown, path)
    if reduced.loose or reduced.equations[0].defines in (None, unknown):
        return None
    relation = reduced.equations[0]
    return Target(unknown, relation.lhs, relation.rhs, path.point, reduced.derived)
