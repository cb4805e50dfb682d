"""The wiring as a networkx graph that shows its equations; imported where a graph is made."""

from __future__ import annotations

from html import escape
from typing import Any

import networkx as nx

_SHOWN = 12


class Wiring(nx.DiGraph):  # type: ignore[type-arg]
    """A ``networkx.DiGraph`` of variables and relations that prints what it holds."""

    def _held(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        return [(node, data) for node, data in self.nodes(data=True) if data.get("kind") == kind]

    @property
    def _equations(self) -> list[str]:
        found = (data.get("equation") for _, data in self._held("relation"))
        return [f"{one.lhs} = {one.rhs}" for one in found if one is not None]

    @property
    def _head(self) -> str:
        relations, variables = len(self._held("relation")), len(self._held("variable"))
        many = "s" if relations != 1 else ""
        return f"{self.name or 'graph'}: {relations} relation{many} of {variables} variables"

    @property
    def _leaves(self) -> str:
        return ", ".join(node for node, _ in self._held("variable") if not self.in_degree(node))

    def __repr__(self) -> str:
        equations = self._equations
        lines = [f"  {one}" for one in equations[:_SHOWN]]
        left = len(equations) - _SHOWN
        lines += [f"  ... and {left} more relations"] if left > 0 else []
        return "\n".join([self._head, *lines, f"leaves: {self._leaves}"])

    def _repr_html_(self) -> str:
        rows = "".join(f"<li><code>{escape(one)}</code></li>" for one in self._equations)
        head = f"<p><b>{escape(self._head)}</b></p>"
        return f"{head}<ul>{rows}</ul><p>leaves: {escape(self._leaves)}</p>"
