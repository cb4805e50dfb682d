"""The relations of a system as trees, each hanging on one that uses what it defines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DEEPEST = 6  # levels of a tree; what lies deeper starts a tree of its own


@dataclass(frozen=True)
class Tree:
    """Relations that hang together: each is to the right of one that uses what it defines.

    Attributes
    ----------
    root
        The relation on the left.
    children
        For each relation of the tree, those that define its inputs and hang on it.
    """

    root: str
    children: Mapping[str, tuple[str, ...]]


def forest(graph: Any, deepest: int = DEEPEST) -> list[Tree]:
    """Return the relations of a graph as trees; the first one has the first relation as root.

    Each relation occurs once, as near to a root as it can be, on one of so many levels. Further
    roots are the relations that define what no other one uses, then whatever is left (cycles, and
    what is too deep).

    Examples
    --------
    >>> import ironlaw as il
    >>> trees = forest(il.iron_law.graph)
    >>> trees[0].root, trees[0].children["relation:goodput"]
    ('relation:run_time', ('relation:failure_penalty',))
    """
    relations = [node for node, data in graph.nodes(data=True) if data["kind"] == "relation"]
    left, trees = dict.fromkeys(relations), []
    roots = relations[:1]
    while roots:
        trees += [_grown(graph, root, left, deepest) for root in roots if root in left]
        used = {other for one in left for other in definitions(graph, one) if other != one}
        roots = [one for one in left if one not in used] or list(left)[:1]
    return trees


def definitions(graph: Any, relation: str) -> list[str]:
    """Return the relations that define the inputs of a relation, in the order of the inputs."""
    return [other for name in graph.predecessors(relation) for other in list(graph.pred[name])[:1]]


def _grown(graph: Any, root: str, left: dict[str, None], deepest: int) -> Tree:
    del left[root]
    level, children = [root], {}
    for depth in range(deepest):
        for one in level:
            found = definitions(graph, one) if depth < deepest - 1 else []
            children[one] = tuple(other for other in found if left.pop(other, one) is None)
        level = [other for one in level for other in children[one]]
    return Tree(root, children)


def numbered(graph: Any, trees: list[Tree]) -> dict[str, int]:
    """Number the relations that are used by one on which they do not hang, in order.

    Examples
    --------
    >>> import ironlaw as il
    >>> graph = il.laws[1].graph
    >>> numbered(graph, forest(graph))
    {}
    """
    used = {
        other
        for tree in trees
        for node, children in tree.children.items()
        for other in definitions(graph, node)
        if other not in children
    }
    order = [node for tree in trees for node in tree.children if node in used]
    return {node: number for number, node in enumerate(order, start=1)}
