"""Equations that determine their variables together: matching and strongly connected parts.

A maximum matching gives each equation a variable; what an unmatched variable can move is not
determined (Dulmage and Mendelsohn 1958). Of the rest, the strongly connected parts are solved
together, those that others rest on first (Tarjan 1972).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ironlaw._language import LawVariable
from ironlaw._structure.closure import Spread

Match = dict[LawVariable, int]
Part = tuple[tuple[int, ...], tuple[LawVariable, ...]]


def coupled(state: Spread, unknown: LawVariable) -> list[Part] | None:
    """Return the parts that determine an unknown together, in order; None where none do.

    Returns
    -------
    list or None
        For each part the positions of its equations, and as many variables.
    """
    rows = [index for index, left in enumerate(state.left) if len(left) > 1]
    if not any(unknown in state.left[index] for index in rows):
        return None
    match = _matching(rows, state)
    if unknown not in match or _is_loose(state, unknown, match):
        return None
    return _parts(state, unknown, match)


def _matching(rows: Sequence[int], state: Spread) -> Match:
    """Match each equation to a variable of its own, as many as possible (Hopcroft and Karp)."""
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    columns = {v: n for n, v in enumerate(v for v in state.uses if v not in state.cost)}
    cells = [sorted(columns[v] for v in state.left[index]) for index in rows]
    ends = np.cumsum([0, *map(len, cells)], dtype=np.int32)  # SciPy before 1.15 takes no other
    column = np.fromiter((n for row in cells for n in row), dtype=np.int32, count=ends[-1])
    ones = np.ones(len(column), dtype=np.int8)
    graph = csr_array((ones, column, ends), shape=(len(rows), len(columns)))
    matched = maximum_bipartite_matching(graph, perm_type="column")
    variables = list(columns)
    return {variables[c]: rows[r] for r, c in enumerate(matched.tolist()) if c >= 0}


def _is_loose(state: Spread, unknown: LawVariable, match: Match) -> bool:
    """Tell whether the unknown can move with an unmatched variable (then nothing fixes it)."""
    partner = {index: variable for variable, index in match.items()}
    seen = {v for left in state.left if len(left) > 1 for v in left if v not in match}
    work = list(seen)
    while work:
        variable = work.pop()
        for index in state.uses[variable]:
            other = partner.get(index)
            if other is not None and other not in seen:
                seen.add(other)
                work.append(other)
    return unknown in seen


def _parts(state: Spread, unknown: LawVariable, match: Match) -> list[Part]:
    """Return the strongly connected parts that the unknown needs, those it rests on first."""
    number: dict[LawVariable, int] = {}
    low: dict[LawVariable, int] = {}
    stack: list[LawVariable] = []
    closed: set[LawVariable] = set()
    parts: list[Part] = []
    work: list[tuple[LawVariable, Iterator[LawVariable]]] = []

    def enter(variable: LawVariable) -> None:
        number[variable] = low[variable] = len(number)
        stack.append(variable)
        needs = (v for v in state.equations[match[variable]].variables if v in match)
        work.append((variable, needs))

    enter(unknown)
    while work:  # without recursion: a loop of variables may be as long as the system
        variable, needs = work[-1]
        following = next((v for v in needs if v not in closed), None)
        if following is None:
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[variable])
            if low[variable] == number[variable]:
                parts.append(_closed(match, stack, variable))
                closed.update(parts[-1][1])
        elif following in number:
            low[variable] = min(low[variable], number[following])
        else:
            enter(following)
    return parts


def _closed(match: Match, stack: list[LawVariable], root: LawVariable) -> Part:
    """Take a part off the stack; its equations and variables in the order of the equations."""
    members = [stack.pop()]
    while members[-1] is not root:
        members.append(stack.pop())
    members.sort(key=lambda v: match[v])
    return tuple(match[v] for v in members), tuple(members)
