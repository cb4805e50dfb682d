"""Structure: which relations an answer needs, and in which order they are solved.

Variables and relations form a bipartite graph. Relations with one variable left determine it,
cheapest first; what remains is matched, and the part that the matching determines is solved
together (Dulmage and Mendelsohn 1958).
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ironlaw._variable import LawVariable

if TYPE_CHECKING:
    from ironlaw._relation import Relation


@dataclass(frozen=True)
class Block:
    """Relations that together determine as many variables."""

    relations: tuple[Relation, ...]
    variables: tuple[LawVariable, ...]


@dataclass(frozen=True)
class Plan:
    """The blocks that lead to an unknown, in solving order.

    Attributes
    ----------
    blocks
        The last one determines the unknown.
    free
        Variables that nothing determines: the answer stays symbolic in them.
    defaults
        Variables whose default is used.
    uses, fixed
        The relations that hold the unknown, and what is determined, where something is free.
    """

    blocks: tuple[Block, ...]
    free: tuple[LawVariable, ...] = ()
    defaults: tuple[LawVariable, ...] = ()
    uses: tuple[Relation, ...] = ()
    fixed: frozenset[LawVariable] = frozenset()

    @property
    def missing(self) -> tuple[frozenset[str], ...]:
        """The smallest sets of further givens that would determine the unknown."""
        inside = self.blocks[-1].variables
        sets = dict.fromkeys(
            frozenset(v.name for v in one.symbols_used if self._is_gap(v) and v not in inside)
            for one in self.uses
        )
        gaps = [one for one in sets if one]
        least = min(map(len, gaps), default=0)
        return tuple(one for one in gaps if len(one) == least)

    def _is_gap(self, variable: LawVariable) -> bool:
        weak = variable.default is not None or variable.constant is not None
        return not weak and variable not in self.fixed


@dataclass
class _State:
    """The closure so far: how each determined variable is determined, and at which cost."""

    relations: Sequence[Relation]
    unknown: LawVariable
    uses: dict[LawVariable, list[int]]
    left: list[set[LawVariable]]
    cost: dict[LawVariable, int] = field(default_factory=dict)
    by: dict[LawVariable, int] = field(default_factory=dict)
    heap: list[tuple[int, int, int]] = field(default_factory=list)


def plan_symbolic(
    relations: Sequence[Relation], unknown: LawVariable, uses: Sequence[Relation]
) -> Plan:
    """Choose the relation that is rearranged when nothing is given.

    The first relation that contains the unknown, other than its own definition; its definition
    where that comes first of all or is the only one. ``uses`` are those that contain it.
    """
    chosen = uses[0]
    if chosen.defines == unknown and chosen is not relations[0] and len(uses) > 1:
        chosen = uses[1]
    free = tuple([v for v in chosen.symbols_used if v.constant is None and v != unknown])
    return Plan((Block((chosen,), (unknown,)),), free, (), tuple(uses))


def plan(
    relations: Sequence[Relation],
    unknown: LawVariable,
    known: Iterable[LawVariable],
    touched: Collection[str] = (),
) -> Plan:
    """Find the smallest set of relations that determines an unknown, in solving order.

    Parameters
    ----------
    relations
        The active relations, in the order of their declaration (ties follow it).
    unknown
        The variable asked for.
    known
        Variables with a value: givens and constants.
    touched
        Names of the relations that a given expression went into.

    Returns
    -------
    Plan
        With ``free`` variables where the givens do not determine the unknown.
    """
    known = set(known)
    state = _start(relations, unknown, known)
    weak: list[LawVariable] = []
    waiting = _weak(state, known)
    while not _spread(state):
        block = _coupled(state)
        if block is not None:
            return _collected(state, block, weak)
        variable = next((v for v in waiting if v not in state.cost), None)
        if variable is None:
            return _partial(_start(relations, unknown, known), touched)
        weak.append(variable)
        state.cost[variable] = 0
        _settle(state, variable)
    return _collected(state, Block((relations[state.by[unknown]],), (unknown,)), weak)


def _weak(state: _State, known: set[LawVariable]) -> list[LawVariable]:
    """Return the variables whose default may be used, those that no relation defines first.

    A variable that a chosen variant defines keeps to that definition.
    """
    defined = {one.defines for one in state.relations}
    chosen = {one.defines for one in state.relations if one.choice is not None}
    found = [v for v in state.uses if v.default is not None and v not in known]
    found = [v for v in found if v != state.unknown and v not in chosen]
    return sorted(found, key=lambda v: v in defined)


def _start(relations: Sequence[Relation], unknown: LawVariable, known: set[LawVariable]) -> _State:
    uses: dict[LawVariable, list[int]] = {}
    for index, one in enumerate(relations):
        for variable in one.symbols_used:
            uses.setdefault(variable, []).append(index)
    state = _State(relations, unknown, uses, [set(one.symbols_used) for one in relations])
    for variable in uses:
        if variable in known:
            state.cost[variable] = 0
            _settle(state, variable)
    for index in range(len(relations)):
        _offer(state, index)
    return state


def _settle(state: _State, variable: LawVariable) -> None:
    """Take a determined variable out of its relations; offer those with one variable left."""
    for index in state.uses[variable]:
        state.left[index].discard(variable)
        _offer(state, index)


def _offer(state: _State, index: int) -> None:
    left = state.left[index]
    if len(left) == 1:
        inputs = (v for v in state.relations[index].symbols_used if v not in left)
        heapq.heappush(state.heap, (1 + sum(state.cost.get(v, 0) for v in inputs), index, index))


def _spread(state: _State) -> bool:
    """Determine variables one by one, cheapest first; tell whether the unknown was reached."""
    while state.heap:
        cost, _, index = heapq.heappop(state.heap)
        left = state.left[index]
        if len(left) != 1:
            continue
        variable = next(iter(left))
        state.cost[variable], state.by[variable] = cost, index
        if variable == state.unknown:
            return True
        _settle(state, variable)
    return False


def _collected(state: _State, last: Block, weak: list[LawVariable]) -> Plan:
    """Return the blocks that the last one needs, in the order in which they were determined."""
    needed: dict[LawVariable, int] = {}
    inside = set(last.variables)
    work = [v for one in last.relations for v in one.symbols_used if v not in inside]
    used: set[LawVariable] = set()
    while work:
        variable = work.pop()
        if variable in used:
            continue
        used.add(variable)
        if variable in state.by:
            index = needed[variable] = state.by[variable]
            work.extend(v for v in state.relations[index].symbols_used if v != variable)
    order = {variable: position for position, variable in enumerate(state.by)}
    chain = sorted(needed, key=lambda v: order[v])
    blocks = [Block((state.relations[needed[v]],), (v,)) for v in chain]
    return Plan((*blocks, last), (), tuple(v for v in weak if v in used))


# -- blocks that are solved together -----------------------------------------------------------


def _coupled(state: _State) -> Block | None:
    """Return the relations that determine the unknown together, or None where none do."""
    rows = [index for index, left in enumerate(state.left) if len(left) > 1]
    match = _matching(rows, state.left)
    if state.unknown not in match or _is_loose(state, rows, match):
        return None
    variables, relations, work = [state.unknown], [], [state.unknown]
    while work:
        index = match[work.pop()]
        relations.append(index)
        fresh = [v for v in state.left[index] if v not in variables]
        variables += fresh
        work += fresh
    ordered = sorted(set(relations))
    names = sorted(variables, key=lambda v: list(state.uses).index(v))
    return Block(tuple(state.relations[i] for i in ordered), tuple(names))


def _matching(rows: Sequence[int], left: Sequence[set[LawVariable]]) -> dict[LawVariable, int]:
    """Match each relation to a variable of its own, as many as possible, without recursion."""
    match: dict[LawVariable, int] = {}
    for row in rows:
        parent: dict[LawVariable, tuple[int, LawVariable | None]] = {}
        queue: list[tuple[int, LawVariable | None]] = [(row, None)]
        end: LawVariable | None = None
        for index, came in queue:
            for variable in sorted(left[index], key=str):
                if variable not in parent:
                    parent[variable] = (index, came)
                    if variable not in match:
                        end = variable
                        break
                    queue.append((match[variable], variable))
            if end is not None:
                break
        while end is not None:
            match[end], end = parent[end]
    return match


def _is_loose(state: _State, rows: Sequence[int], match: dict[LawVariable, int]) -> bool:
    """Tell whether the unknown can move with an unmatched variable (then nothing fixes it)."""
    partner = {index: variable for variable, index in match.items()}
    loose = [v for index in rows for v in state.left[index] if v not in match]
    seen = set(loose)
    while loose:
        variable = loose.pop()
        for index in state.uses[variable]:
            other = partner.get(index)
            if other is not None and other not in seen:
                seen.add(other)
                loose.append(other)
    return state.unknown in seen


# -- too few givens ----------------------------------------------------------------------------


def _partial(state: _State, touched: Collection[str]) -> Plan:
    """Choose the relation that uses the givens most, and leave its other variables free."""
    unknown = state.unknown
    _spread(state)
    fixed = {v for v in state.cost if v.constant is None or v in state.by}
    uses = [one for one in state.relations if unknown in one.symbols_used]

    def rank(one: Relation) -> tuple[int, int]:
        others = [v for v in one.symbols_used if v != unknown]
        used = sum(v in fixed for v in others) + (one.name in touched)
        return (-used, sum(v not in state.cost for v in others))

    chosen = min(uses, key=rank)
    gaps = [v for v in chosen.symbols_used if v != unknown and v not in state.cost]
    defaults = [v for v in gaps if v.default is not None]
    whole = _collected(state, Block((chosen,), (unknown,)), [])
    free = tuple(v for v in gaps if v.default is None)
    return Plan(whole.blocks, free, tuple(defaults), tuple(uses), frozenset(state.cost))
