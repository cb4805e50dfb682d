"""The graph of a system, as networkx draws and walks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ironlaw._model.system import System


def network(system: System) -> Any:
    """Return a directed graph: inputs point at their relation, a relation at what it defines.

    Nodes carry ``kind`` (``"variable"`` or ``"relation"``); variables also ``unit`` and
    ``meaning``, relations ``equation``. Relation nodes are named ``"relation:<name>"``.
    """
    import networkx as nx

    graph = nx.DiGraph(name=system.title)
    for variable in system.variables.values():
        graph.add_node(variable.name, kind="variable", unit=variable.unit, meaning=variable.meaning)
    for one in system.relations.values():
        node = f"relation:{one.name}"
        graph.add_node(node, kind="relation", equation=one.equation)
        for variable in one.symbols_used:
            if variable == one.defines:
                graph.add_edge(node, variable.name)
            else:
                graph.add_edge(variable.name, node)
    return graph
