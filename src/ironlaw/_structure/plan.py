"""The plan of an answer: which equations it needs, and in which order they are solved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from ironlaw._language import Equation, LawVariable
from ironlaw._structure.closure import Spread, spread
from ironlaw._structure.defaults import harmless_default, usable_defaults
from ironlaw._structure.matching import coupled
from ironlaw._structure.wires import Equations, wired


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
    equations: Equations,
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
    known, wires = set(known), wired(equations)
    state = spread(wires, known, unknown)
    weak: list[LawVariable] = []
    waiting = [v for v in usable_defaults(state, known) if v not in left_out]
    rest = iter(waiting)
    while not state.run():
        variable = next((v for v in rest if not state.has(v)), None)
        parts = None if eager and variable is not None else coupled(state)
        if parts is not None:
            last = [
                Block(
                    tuple(wires.equations[i] for i in rows),
                    tuple(wires.variables[n] for n in found),
                )
                for rows, found in parts
            ]
            return collected(state, last, weak)
        if variable is None:
            variable = harmless_default(state, known, left_out)
        if variable is None:
            state = spread(wires, known, unknown)
            return _partial(state, unknown, touched, weak=set(waiting))
        weak.append(variable)
        state.take(wires.numbers[variable])
    return collected(state, [_last(state, unknown)], weak)


def _last(state: Spread, unknown: LawVariable) -> Block:
    """Return the block of the one equation that determines the unknown."""
    index = state.by[state.wires.numbers[unknown]]
    return Block((state.wires.equations[index],), (unknown,))


def collected(state: Spread, last: Sequence[Block], weak: Sequence[LawVariable]) -> Plan:
    """Return the blocks that the last ones need, in the order in which they were determined."""
    wires = state.wires
    inside = {wires.numbers[v] for block in last for v in block.variables}
    equations = (one for block in last for one in block.equations)
    work = [wires.numbers[v] for one in equations for v in one.variables]
    work = [number for number in work if number not in inside]
    used: set[int] = set()
    while work:
        number = work.pop()
        if number in used:
            continue
        used.add(number)
        if number in state.by:
            work += [other for other in wires.rows[state.by[number]] if other != number]
    chain = [(number, index) for number, index in state.by.items() if number in used]
    blocks = [Block((wires.equations[i],), (wires.variables[n],)) for n, i in chain]
    return Plan((*blocks, *last), (), tuple(v for v in weak if wires.numbers[v] in used))


def _partial(
    state: Spread, unknown: LawVariable, touched: Collection[str], *, weak: set[LawVariable]
) -> Plan:
    """Choose the equation that uses the givens most, and leave its other variables free."""
    state.run()
    numbers = state.wires.numbers
    fixed = {v for v in state.determined if v.constant is None or numbers[v] in state.by}
    uses = state.wires.users(unknown)

    def rank(one: Equation) -> tuple[int, int]:
        others = [v for v in one.variables if v != unknown]
        used = sum(v in fixed for v in others) + (one.name in touched)
        return (-used, sum(not state.has(v) for v in others))

    chosen = min(uses, key=rank)
    gaps = [v for v in chosen.variables if v != unknown and not state.has(v)]
    found = collected(state, [Block((chosen,), (unknown,))], [])
    free = tuple(v for v in gaps if v not in weak)
    return Plan(found.blocks, free, tuple(v for v in gaps if v in weak))
