"""The plan of an answer: which equations it needs, and in which order they are solved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from ironlaw._language import Equation, LawVariable
from ironlaw._structure.closure import Spread, spread
from ironlaw._structure.matching import coupled

_MOST = 32  # defaults that definitions lead to, of which each is looked at by itself


class Block(NamedTuple):
    """Equations that together determine as many variables."""

    equations: tuple[Equation, ...]
    variables: tuple[LawVariable, ...]


class Plan(NamedTuple):
    """The blocks that lead to an unknown, in solving order.

    Attributes
    ----------
    blocks
        The last one determines the unknown.
    free
        Variables that nothing determines: the answer stays symbolic in them.
    defaults
        Variables whose default is used.
    left_out
        Variables whose default does not fit what is given.
    idle
        Variables that were put to any value, since the unknown does not depend on them.
    """

    blocks: tuple[Block, ...]
    free: tuple[LawVariable, ...] = ()
    defaults: tuple[LawVariable, ...] = ()
    left_out: tuple[LawVariable, ...] = ()
    idle: tuple[tuple[LawVariable, float], ...] = ()

    @property
    def equations(self) -> tuple[Equation, ...]:
        """All equations of its blocks, in order."""
        return tuple(one for block in self.blocks for one in block.equations)

    @property
    def whole(self) -> Block:
        """All its blocks as one."""
        variables = dict.fromkeys(v for block in self.blocks for v in block.variables)
        return Block(tuple(dict.fromkeys(self.equations)), tuple(variables))


def plan_symbolic(
    equations: Sequence[Equation], unknown: LawVariable, uses: Sequence[Equation]
) -> Plan:
    """Choose the equation that is rearranged when nothing is given.

    The first equation that contains the unknown, other than its own definition; its definition
    where that comes first of all or is the only one. ``uses`` are those that contain it.
    """
    chosen = uses[0]
    if chosen.defines == unknown and chosen is not equations[0] and len(uses) > 1:
        chosen = uses[1]
    name = unknown.name  # one variable of a name in a system, and quicker to compare
    free = tuple([v for v in chosen.variables if v.constant is None and v.name != name])
    return Plan((Block((chosen,), (unknown,)),), free)


def plan(
    equations: Sequence[Equation],
    unknown: LawVariable,
    known: Iterable[LawVariable],
    *,
    touched: Collection[str] = (),
    left_out: Collection[LawVariable] = (),
    eager: bool = False,
) -> Plan:
    """Find the smallest set of equations that determines an unknown, in solving order.

    Parameters
    ----------
    equations
        The active equations, in the order of their declaration (ties follow it).
    unknown
        The variable asked for.
    known
        Variables with a value: givens and constants.
    touched
        Names of the equations that a given expression went into.
    left_out
        Variables whose default is not used.
    eager
        Whether defaults are used before equations are solved together.

    Returns
    -------
    Plan
        With ``free`` variables where the givens do not determine the unknown.

    Examples
    --------
    >>> import ironlaw as il
    >>> law = il.laws[2].only("memory_time", "weight_bytes")
    >>> known = law.symbols("memory_time memory_bandwidth parameters")
    >>> found = plan(law.equations, law.variable("bytes_per_parameter"), known)
    >>> [one.name for one in found.equations]
    ['memory_time', 'weight_bytes']
    """
    known = set(known)
    state = spread(equations, known, unknown)
    weak: list[LawVariable] = []
    waiting = [v for v in usable_defaults(state, known) if v not in left_out]
    while not state.run():
        variable = next((v for v in waiting if v not in state.cost), None)
        parts = None if eager and variable is not None else coupled(state, unknown)
        if parts is not None:
            last = [Block(tuple(equations[i] for i in rows), found) for rows, found in parts]
            return collected(state, last, weak)
        if variable is None:
            variable = harmless_default(state, known, left_out)
        if variable is None:
            state = spread(equations, known, unknown)
            return _partial(state, unknown, touched, weak=set(waiting))
        weak.append(variable)
        state.take(variable)
    return collected(state, [Block((equations[state.by[unknown]],), (unknown,))], weak)


def usable_defaults(state: Spread, known: set[LawVariable]) -> list[LawVariable]:
    """Return the variables whose default may be used, those that no equation defines first.

    A default is the last resort: a variable that a chosen variant defines keeps to that
    definition, and so does one whose definition holds a given, or the unknown, at any depth.
    """
    defined = {one.defines for one in state.equations}
    chosen = {one.defines for one in state.equations if one.choice is not None}
    found = [v for v in state.uses if v.default is not None and v not in known]
    found = [v for v in found if v != state.unknown and v not in chosen]
    if any(v in defined for v in found):
        moved = _moved(state, [v for v in known if v.constant is None])
        found = [v for v in found if v not in moved]
    return sorted(found, key=lambda v: v in defined)


def harmless_default(
    state: Spread, known: set[LawVariable], left_out: Collection[LawVariable]
) -> LawVariable | None:
    """Return a variable whose default leaves every given its part, though some move it too.

    All that moves it, the unknown included, has to move what is asked for in another way as well:
    devices set the pace of a step, which drives may slow down, and they share the work.
    """
    by: dict[LawVariable, list[Equation]] = {}
    for one in state.equations:
        if one.defines is not None:
            by.setdefault(one.defines, []).append(one)
    waiting = [
        v
        for v in state.uses
        if v.default is not None
        and v in by
        and not (v in state.cost or v in left_out or v == state.unknown)
        and all(one.choice is None for one in by[v])
    ]
    if len(waiting) > _MOST:
        return None
    asked = [] if state.unknown is None else [state.unknown]
    movers = [*(v for v in known if v.constant is None), *asked]
    aims = {v for v in _moved(state, []) if v in known}.union(asked)
    for variable in waiting:
        behind = _moving(by, {variable})
        beside = _moving({v: ones for v, ones in by.items() if v != variable}, aims)
        if all(v in beside for v in movers if v in behind):
            return variable
    return None


def _moving(
    by: Mapping[LawVariable, Sequence[Equation]], aims: Iterable[LawVariable]
) -> set[LawVariable]:
    """Return what definitions, by what they define, make some variables of."""
    found: set[LawVariable] = set()
    work = list(aims)
    while work:
        for one in by.get(work.pop(), ()):
            more = [v for v in one.others if v not in found]
            found.update(more)
            work += more
    return found


def _moved(state: Spread, known: Sequence[LawVariable]) -> set[LawVariable]:
    """Return what the definitions make of givens and the unknown, in part or whole."""
    moved: set[LawVariable] = set()
    work = list(known) if state.unknown is None else [state.unknown, *known]
    while work:
        variable = work.pop()
        for index in state.uses.get(variable, ()):
            defined = state.equations[index].defines
            if defined is not None and defined != variable and defined not in moved:
                moved.add(defined)
                work.append(defined)
    return moved


def collected(state: Spread, last: Sequence[Block], weak: Sequence[LawVariable]) -> Plan:
    """Return the blocks that the last ones need, in the order in which they were determined."""
    needed: dict[LawVariable, int] = {}
    inside = {v for block in last for v in block.variables}
    equations = (one for block in last for one in block.equations)
    work = [v for one in equations for v in one.variables if v not in inside]
    used: set[LawVariable] = set()
    while work:
        variable = work.pop()
        if variable in used:
            continue
        used.add(variable)
        if variable in state.by:
            index = needed[variable] = state.by[variable]
            work.extend(v for v in state.equations[index].variables if v != variable)
    chain = [v for v in state.by if v in needed]
    blocks = [Block((state.equations[needed[v]],), (v,)) for v in chain]
    return Plan((*blocks, *last), (), tuple(v for v in weak if v in used))


def _partial(
    state: Spread, unknown: LawVariable, touched: Collection[str], *, weak: set[LawVariable]
) -> Plan:
    """Choose the equation that uses the givens most, and leave its other variables free."""
    state.run()
    fixed = {v for v in state.cost if v.constant is None or v in state.by}
    uses = [one for one in state.equations if unknown in one.variables]

    def rank(one: Equation) -> tuple[int, int]:
        others = [v for v in one.variables if v != unknown]
        used = sum(v in fixed for v in others) + (one.name in touched)
        return (-used, sum(v not in state.cost for v in others))

    chosen = min(uses, key=rank)
    gaps = [v for v in chosen.variables if v != unknown and v not in state.cost]
    found = collected(state, [Block((chosen,), (unknown,))], [])
    free = tuple(v for v in gaps if v not in weak)
    return Plan(found.blocks, free, tuple(v for v in gaps if v in weak))
