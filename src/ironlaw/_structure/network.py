"""The wiring of equations as networkx walks it: of a system, and of the way to an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ironlaw._language import Equation, LawVariable
from ironlaw._structure.plan import Plan

if TYPE_CHECKING:
    import networkx as nx


def network(title: str, equations: Iterable[Equation]) -> nx.DiGraph[str]:
    """Return a directed graph: inputs point at their relation, a relation at what it defines.

    Variables are nodes of their name, relations of ``"relation:<name>"``. Every node carries
    ``kind`` (``"variable"`` or ``"relation"``), ``unit``, ``meaning``, ``equation`` (a SymPy
    ``Eq``; of a variable the one that defines it, or None), ``law`` and ``wall`` (name and
    number of the law that states this equation; None outside the walls) and ``places``, where
    that wall acts on the Iron Law. A variable also carries ``walls``, the numbers of all walls
    that use it, its ``glyph``, and its ``constant`` or ``default`` in base units.

    Examples
    --------
    >>> import ironlaw as il
    >>> import networkx as nx
    >>> graph = il.iron_law.graph
    >>> sorted(nx.ancestors(graph, "goodput"))[:2]
    ['checkpoint_penalty', 'cluster_mtbf']
    """
    from ironlaw._structure.wiring import Wiring

    graph: nx.DiGraph[str] = Wiring(name=title)
    equations = tuple(equations)
    for one in equations:
        for variable in one.variables:
            if variable.name not in graph:
                graph.add_node(variable.name, **_variable_facts(variable))
    for one in equations:
        node = _add_relation(graph, one)
        for variable in one.variables:
            if variable == one.defines:
                graph.nodes[variable.name].update(_stated(one))
                graph.add_edge(node, variable.name)
            else:
                graph.add_edge(variable.name, node)
            _note_wall(graph, variable, one)
    return graph


def path(plan: Plan, unknown: LawVariable, values: Mapping[LawVariable, float]) -> nx.DiGraph[str]:
    """Return the way of an answer as a graph: from what is known, through relations, to it.

    Edges run in the order of solving: into a relation from the variables that it was solved
    with, and out of it to those that it was solved for, so that a topological sort lists the
    answer's steps and ``networkx.ancestors`` all that it rests on; variables that were solved for
    together form a cycle with their relations. Nodes carry what those of `network` do, and
    ``role``: ``"given"``, ``"default"``, ``"constant"``, ``"free"``, ``"derived"`` or
    ``"unknown"`` for a variable, ``"relation"`` for a relation. A variable with a known value
    carries it, in base units, as ``value``.
    """
    from ironlaw._structure.wiring import Wiring

    graph: nx.DiGraph[str] = Wiring(name=unknown.name)
    for block in plan.blocks:
        found, together = set(block.variables), len(block.equations) > 1
        for one in block.equations:
            node = _add_relation(graph, one)
            graph.nodes[node]["role"] = "relation"
            for variable in one.variables:
                if variable.name not in graph:
                    graph.add_node(variable.name, **_variable_facts(variable))
                if variable == one.defines:
                    graph.nodes[variable.name].update(_stated(one))
                _note_wall(graph, variable, one)
                if variable in found:
                    graph.add_edge(node, variable.name)
                if variable not in found or together:
                    graph.add_edge(variable.name, node)
    derived = {v for block in plan.blocks for v in block.variables}
    for variable in dict.fromkeys(v for one in plan.equations for v in one.variables):
        role = {"role": "unknown" if variable == unknown else "derived"}
        known = role if variable in derived else _role(variable, plan, values)
        graph.nodes[variable.name].update(known)
    return graph


def _role(
    variable: LawVariable, plan: Plan, values: Mapping[LawVariable, float]
) -> dict[str, str | float]:
    """Return what a variable that is not derived is, and its value where it is known."""
    if variable in plan.free:
        return {"role": "free"}
    if variable in plan.defaults and variable.default is not None:
        return {"role": "default", "value": variable.default}
    if variable in values:
        return {"role": "given", "value": values[variable]}
    if variable.constant is not None:
        return {"role": "constant", "value": variable.constant}
    return {"role": "given"}  # as an expression


def _add_relation(graph: nx.DiGraph[str], one: Equation) -> str:
    node = f"relation:{one.name}"
    unit = one.defines.unit if one.defines is not None else ""
    graph.add_node(node, kind="relation", unit=unit, meaning=one.text, **_stated(one))
    return node


def _stated(one: Equation) -> dict[str, Any]:
    """Return what a node says of the equation that defines it."""
    origin = one.origin
    law, wall, places = (None, None, ()) if origin is None else origin[:3]
    return {"equation": one.to_sympy(), "law": law, "wall": wall, "places": places}


def _variable_facts(variable: LawVariable) -> dict[str, Any]:
    return {
        "kind": "variable",
        "unit": variable.unit,
        "meaning": variable.meaning,
        "glyph": variable.glyph,
        "constant": variable.constant,
        "default": variable.default,
        "equation": None,
        "law": None,
        "wall": None,
        "places": (),
        "walls": (),
    }


def _note_wall(graph: nx.DiGraph[str], variable: LawVariable, one: Equation) -> None:
    """Add the wall of an equation to those that use a variable."""
    number = None if one.origin is None else one.origin.number
    walls = graph.nodes[variable.name]["walls"]
    if number is not None and number not in walls:
        graph.nodes[variable.name]["walls"] = tuple(sorted((*walls, number)))
