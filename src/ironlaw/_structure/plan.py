"""Structure: which relations an answer needs, and in which order they are solved.

Variables and relations form a bipartite graph. Relations with one variable left determine it,
cheapest first; what remains is matched, and the part that the matching determines is solved
together (Dulmage and Mendelsohn 1958).
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

from ironlaw._language import LawVariable

if TYPE_CHECKING:
    from ironlaw._model.relation import Relation


_MOST_TRIALS = 900
_MOST_UNITED = 400
_LARGEST_COST = 10**9


@dataclass(slots=True)
class Block:
    """Relations that together determine as many variables."""

    relations: tuple[Relation, ...]
    variables: tuple[LawVariable, ...]


@dataclass(slots=True)
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
    relations, known
        What it was planned from, where something is free.
    reductions
        What its blocks reduce to; this depends on structure alone, so it is worked out once.
    """

    blocks: tuple[Block, ...]
    free: tuple[LawVariable, ...] = ()
    defaults: tuple[LawVariable, ...] = ()
    relations: tuple[Relation, ...] = ()
    known: frozenset[LawVariable] = frozenset()
    reductions: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def missing(self) -> tuple[frozenset[str], ...]:
        """The smallest sets of further givens that would determine the unknown."""
        (unknown,) = self.blocks[-1].variables[:1]
        return smallest_sets(self.relations, unknown, self.known) if self.free else ()


def smallest_sets(
    relations: Sequence[Relation], unknown: LawVariable, known: Iterable[LawVariable]
) -> tuple[frozenset[str], ...]:
    """Return the smallest sets of variables that, given too, determine an unknown.

    Single variables and pairs are tried one by one; where three or more are needed, the sets
    that complete one of the unknown's own relations are returned.
    """
    constants = {v for one in relations for v in one.symbols_used if v.constant is not None}
    known = {*known, *constants} - {unknown}
    uses = [one for one in relations if unknown in one.symbols_used]
    near = dict.fromkeys(v for one in relations for v in one.symbols_used)
    open_ = [v for v in near if v not in known and v != unknown and v.default is None]
    for size in (1, 2):
        if len(open_) ** size > _MOST_TRIALS:
            break
        trials = combinations(open_, size)
        found = [one for one in trials if not plan(relations, unknown, {*known, *one}).free]
        if found:
            return tuple(frozenset(v.name for v in one) for one in found)
    gaps = [frozenset(v.name for v in one.symbols_used if v in open_) for one in uses]
    least = min((len(one) for one in gaps if one), default=0)
    return tuple(dict.fromkeys(one for one in gaps if len(one) == least and one))


@dataclass
class _State:
    """The closure so far: how each determined variable is determined, and at which cost."""

    relations: Sequence[Relation]
    unknown: LawVariable | None
    uses: dict[LawVariable, list[int]]
    left: list[set[LawVariable]]
    cost: dict[LawVariable, int] = field(default_factory=dict)
    by: dict[LawVariable, int] = field(default_factory=dict)
    heap: list[tuple[int, int]] = field(default_factory=list)
    support: dict[LawVariable, frozenset[int]] = field(default_factory=dict)


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
    return Plan((Block((chosen,), (unknown,)),), free, (), tuple(relations))


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
        blocks = _coupled(state, unknown)
        if blocks is not None:
            return _collected(state, blocks, weak)
        variable = next((v for v in waiting if v not in state.cost), None)
        if variable is None:
            return _partial(_start(relations, unknown, known), unknown, touched)
        weak.append(variable)
        state.cost[variable] = 0
        _settle(state, variable)
    last = Block((relations[state.by[unknown]],), (unknown,))
    return _collected(state, [last], weak)


def _weak(state: _State, known: set[LawVariable]) -> list[LawVariable]:
    """Return the variables whose default may be used, those that no relation defines first.

    A variable that a chosen variant defines keeps to that definition.
    """
    defined = {one.defines for one in state.relations}
    chosen = {one.defines for one in state.relations if one.choice is not None}
    found = [v for v in state.uses if v.default is not None and v not in known]
    found = [v for v in found if v != state.unknown and v not in chosen]
    return sorted(found, key=lambda v: v in defined)


def closure(
    relations: Sequence[Relation], known: Iterable[LawVariable]
) -> tuple[list[tuple[LawVariable, Relation]], list[Relation]]:
    """Return what a set of variables determines one by one, and the relations left over.

    Returns
    -------
    tuple
        Each variable with the relation that determines it, in order; and the relations all of
        whose variables are known without them: those that can contradict.
    """
    state = _start(relations, None, set(known))
    _spread(state)
    used = set(state.by.values())
    spare = [one for i, one in enumerate(relations) if not state.left[i] and i not in used]
    return [(v, relations[i]) for v, i in state.by.items()], spare


def _start(
    relations: Sequence[Relation], unknown: LawVariable | None, known: set[LawVariable]
) -> _State:
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
    if len(state.left[index]) == 1:
        heapq.heappush(state.heap, (_size(state, index), index))


def _size(state: _State, index: int) -> int:
    """Return how many relations a determination takes, those shared by its inputs counted once.

    In a system of over 400 relations they are counted once per input, which is quicker.
    """
    inputs = (v for v in state.relations[index].symbols_used if v not in state.left[index])
    if len(state.relations) > _MOST_UNITED:
        return min(1 + sum(state.cost.get(v, 0) for v in inputs), _LARGEST_COST)
    return len(_support(state, index))


def _support(state: _State, index: int) -> frozenset[int]:
    inputs = (v for v in state.relations[index].symbols_used if v not in state.left[index])
    return frozenset({index}).union(*(state.support.get(v, ()) for v in inputs))


def _spread(state: _State) -> bool:
    """Determine variables one by one, cheapest first; tell whether the unknown was reached."""
    while state.heap:
        cost, index = heapq.heappop(state.heap)
        left = state.left[index]
        if len(left) != 1:
            continue
        variable = next(iter(left))
        if len(state.relations) <= _MOST_UNITED:
            state.support[variable] = _support(state, index)
        state.cost[variable], state.by[variable] = cost, index
        if variable == state.unknown:
            return True
        _settle(state, variable)
    return False


def _collected(state: _State, last: list[Block], weak: list[LawVariable]) -> Plan:
    """Return the blocks that the last ones need, in the order in which they were determined."""
    needed: dict[LawVariable, int] = {}
    inside = {v for block in last for v in block.variables}
    relations = (one for block in last for one in block.relations)
    work = [v for one in relations for v in one.symbols_used if v not in inside]
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
    return Plan((*blocks, *last), (), tuple(v for v in weak if v in used))


# -- blocks that are solved together -----------------------------------------------------------


def _coupled(state: _State, unknown: LawVariable) -> list[Block] | None:
    """Return the blocks that determine the unknown together, in order; None where none do.

    A maximum matching gives each relation a variable; what an unmatched variable can move is
    not determined. Of the rest, the strongly connected parts are the blocks.
    """
    rows = [index for index, left in enumerate(state.left) if len(left) > 1]
    if not any(unknown in state.left[index] for index in rows):
        return None
    match = _matching(rows, state)
    if unknown not in match or _is_loose(state, unknown, rows, match):
        return None
    return _blocks(state, unknown, match)


def _matching(rows: Sequence[int], state: _State) -> dict[LawVariable, int]:
    """Match each relation to a variable of its own, as many as possible (Hopcroft and Karp)."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    columns = {v: n for n, v in enumerate(v for v in state.uses if v not in state.cost)}
    variables = list(columns)
    cells = [(r, columns[v]) for r, index in enumerate(rows) for v in state.left[index]]
    cells.sort()
    row, column = zip(*cells, strict=True)
    shape = (len(rows), len(columns))
    graph = csr_array(([1] * len(cells), (row, column)), shape=shape)
    matched = maximum_bipartite_matching(graph, perm_type="column")
    return {variables[c]: rows[r] for r, c in enumerate(matched.tolist()) if c >= 0}


def _is_loose(
    state: _State, unknown: LawVariable, rows: Sequence[int], match: dict[LawVariable, int]
) -> bool:
    """Tell whether the unknown can move with an unmatched variable (then nothing fixes it)."""
    partner = {index: variable for variable, index in match.items()}
    seen = {v for index in rows for v in state.left[index] if v not in match}
    work = list(seen)
    while work:
        variable = work.pop()
        for index in state.uses[variable]:
            other = partner.get(index)
            if other is not None and other not in seen:
                seen.add(other)
                work.append(other)
    return unknown in seen


def _blocks(state: _State, unknown: LawVariable, match: dict[LawVariable, int]) -> list[Block]:
    """Return the strongly connected parts that the unknown needs, those it rests on first."""
    number: dict[LawVariable, int] = {}
    low: dict[LawVariable, int] = {}
    stack: list[LawVariable] = []
    closed: set[LawVariable] = set()
    blocks: list[Block] = []
    work: list[tuple[LawVariable, Iterator[LawVariable]]] = []

    def enter(variable: LawVariable) -> None:
        number[variable] = low[variable] = len(number)
        stack.append(variable)
        needs = (v for v in state.relations[match[variable]].symbols_used if v in match)
        work.append((variable, needs))

    enter(unknown)
    while work:  # Tarjan (1972), without recursion
        variable, needs = work[-1]
        following = next((v for v in needs if v not in closed), None)
        if following is None:
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[variable])
            if low[variable] == number[variable]:
                blocks.append(_closed_block(state, match, stack, variable, closed))
        elif following in number:
            low[variable] = min(low[variable], number[following])
        else:
            enter(following)
    return blocks


def _closed_block(
    state: _State,
    match: dict[LawVariable, int],
    stack: list[LawVariable],
    root: LawVariable,
    closed: set[LawVariable],
) -> Block:
    position = stack.index(root)
    members = stack[position:]
    del stack[position:]
    closed.update(members)
    indices = sorted(match[v] for v in members)
    order = sorted(members, key=lambda v: match[v])
    return Block(tuple(state.relations[i] for i in indices), tuple(order))


# -- too few givens ----------------------------------------------------------------------------


def _partial(state: _State, unknown: LawVariable, touched: Collection[str]) -> Plan:
    """Choose the relation that uses the givens most, and leave its other variables free."""
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
    whole = _collected(state, [Block((chosen,), (unknown,))], [])
    free = tuple(v for v in gaps if v.default is None)
    known = frozenset(v for v in state.cost if v not in state.by)
    return Plan(whole.blocks, free, tuple(defaults), tuple(state.relations), known)
