"""What a picture of a system shows: roles and paths; and the pictures that are text."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ironlaw._errors import UnknownVariable
from ironlaw._model.givens import read_givens
from ironlaw._structure.network import network

if TYPE_CHECKING:
    from ironlaw._answers.solution import Solution
    from ironlaw._model.system import System

_LINE = 44  # characters of an equation on one line
_SAFE = frozenset(" _.,=()+-/")
_DEFAULTS = (
    '  graph [rankdir=RL, labelloc=t, bgcolor=white, fontname="Helvetica,Arial,sans-serif"]',
    '  node [fontname="Helvetica,Arial,sans-serif", shape=box, style=filled, margin="0.3,0.1"]',
    '  edge [color="#8a8a9a"]',
)
_OPERATOR = re.compile(r"(?<!\*)([*/])(?!\*)")  # where an equation may go on on the next line


class Look(NamedTuple):
    """How a role is drawn: its words in the legend, and its colours."""

    words: str
    fill: str
    edge: str


ROLES: Mapping[str, Look] = {
    "unknown": Look("unknown", "#ffd9c7", "#c2410c"),
    "given": Look("given", "#cdeedd", "#04795a"),
    "default": Look("default used", "#e6f5d3", "#5f8a1e"),
    "free": Look("not given", "#fff3bf", "#a07800"),
    "input": Look("input", "#d9e8fb", "#3b73b9"),
    "derived": Look("derived", "#e9e9f2", "#5b5b7b"),
    "constant": Look("constant", "#f0f0f0", "#8a8a8a"),
}
PATH = Look("path of the answer", "#ffffff", "#e8590c")
BINDS = Look("binds", "#ffffff", "#9c36b5")


@dataclass(frozen=True)
class Diagram:
    """A system's graph and what each of its nodes is in the picture.

    Attributes
    ----------
    graph
        Variables and relations, as `network` gives them.
    roles
        The role of each variable, a key of ``ROLES``.
    known
        The values of the variables that are given, as text.
    path
        The nodes that the answer went through.
    binding
        The variables that bind.
    answer
        The answer in words; empty where nothing was asked.
    """

    graph: Any
    roles: Mapping[str, str]
    known: Mapping[str, str]
    path: frozenset[str] = frozenset()
    binding: frozenset[str] = frozenset()
    answer: str = ""

    @property
    def near(self) -> frozenset[str]:
        """The inputs of the relations that the answer went through."""
        return frozenset(name for node in self.path for name in self.graph.pred[node])


def diagram(system: System, solution: Solution | None = None) -> Diagram:
    """Return what a picture of a system shows, with the path of an answer where there is one.

    Raises
    ------
    UnknownVariable
        If the answer went through a variable or relation that the system does not have.

    Examples
    --------
    >>> import ironlaw as il
    >>> law = il.laws[2].only("memory_time")
    >>> shown = diagram(law, law.solve("memory_bandwidth", memory_time="50 ms"))
    >>> [shown.roles[name] for name in ("memory_bandwidth", "memory_time", "weight_bytes")]
    ['unknown', 'given', 'free']
    >>> sorted(shown.path)
    ['memory_bandwidth', 'relation:memory_time']
    """
    graph = network(system)
    roles = {v.name: _role(graph, v) for v in system.variables.values()}
    given = read_givens(system, system.bound) if solution is None else solution.given
    known = {v.name: v.show(value) for v, value in given.values.items()}
    roles |= dict.fromkeys((v.name for v in (*given.values, *given.expressions)), "given")
    if solution is None:
        return Diagram(graph, roles, known)
    plan, unknown = solution.plan, system.variable(solution.unknown).name
    blocks, free = (plan.blocks, plan.free) if plan is not None else ((), ())
    path = {f"relation:{one.name}" for block in blocks for one in block.relations}
    path |= {v.name for block in blocks for v in block.variables} | {unknown}
    _require(system, graph, {*path, *known})
    for role, variables in (("free", free), ("default", solution.defaults)):
        roles |= dict.fromkeys((v.name for v in variables), role)
    roles[unknown] = "unknown"
    known |= {v.name: v.show(v.default) for v in solution.defaults if v.default is not None}
    binding = frozenset(solution.regime) & set(roles)
    return Diagram(graph, roles, known, frozenset(path), binding, repr(solution))


def _role(graph: Any, variable: Any) -> str:
    if variable.constant is not None:
        return "constant"
    return "derived" if graph.in_degree(variable.name) else "input"


def _require(system: System, graph: Any, nodes: set[str]) -> None:
    for node in sorted(nodes.difference(graph)):
        raise UnknownVariable(node, graph, f"{system.title}, of which this is no answer,")


# -- text --------------------------------------------------------------------------------------


def to_mermaid(system: System, solution: Solution | None = None) -> str:
    """Return a system as a Mermaid flowchart; an answer's path, givens and unknown are marked.

    Raises
    ------
    UnknownVariable
        If the answer went through a variable or relation that the system does not have.

    Examples
    --------
    >>> import ironlaw as il
    >>> print(to_mermaid(il.iron_law.only("failure_penalty")))
    ---
    title: "law 'Iron Law'"
    ---
    flowchart RL
        n0["failure_penalty"]
    ...
        n1 --> n3
        n2 --> n3
        n3 --> n0
    ...
    """
    shown = diagram(system, solution)
    ids = {node: f"n{index}" for index, node in enumerate(shown.graph)}
    lines = ["---", f"title: {json.dumps(system.title)}", "---", "flowchart RL"]
    for node, name in ids.items():
        text = "<br/>".join(map(_entities, _label(shown, node)))
        left, right = "[]" if node in shown.roles else "()"
        lines.append(f'    {name}{left}"{text}"{right}')
    for tail, head in shown.graph.edges:
        lines.append(f"    {ids[tail]} --> {ids[head]}")
    return "\n".join([*lines, *_classes(shown, ids)]) + "\n"


def _classes(shown: Diagram, ids: Mapping[str, str]) -> Iterable[str]:
    for role, look in ROLES.items():
        members = [ids[name] for name, own in shown.roles.items() if own == role]
        if members:
            yield f"    classDef {role} fill:{look.fill},stroke:{look.edge},color:#1a1a1a"
            yield f"    class {','.join(members)} {role}"
    for name, look, nodes in (("path", PATH, shown.path), ("binds", BINDS, shown.binding)):
        if nodes:
            yield f"    classDef {name} stroke:{look.edge},stroke-width:3px"
            yield f"    class {','.join(ids[node] for node in ids if node in nodes)} {name}"
    on = [str(n) for n, edge in enumerate(shown.graph.edges) if shown.path.issuperset(edge)]
    if on:
        yield f"    linkStyle {','.join(on)} stroke:{PATH.edge},stroke-width:3px"


def _entities(text: str) -> str:
    return "".join(c if c.isalnum() or c in _SAFE else f"#{ord(c)};" for c in text)


def to_dot(system: System, solution: Solution | None = None) -> str:
    """Return a system in Graphviz's language; an answer's path, givens and unknown are marked.

    Raises
    ------
    UnknownVariable
        If the answer went through a variable or relation that the system does not have.

    Examples
    --------
    >>> import ironlaw as il
    >>> print(to_dot(il.iron_law.only("failure_penalty")))
    digraph "law 'Iron Law'" {
    ...
      "recovery_time" -> "relation:failure_penalty";
    ...
    }
    """
    shown = diagram(system, solution)
    lines = [f"digraph {_quoted(system.title)} {{", *_DEFAULTS]
    lines.append(f"  label={_quoted(system.title)}")
    for node, data in shown.graph.nodes(data=True):
        fields = {"label": "\n".join(_label(shown, node)), **_style(shown, node)}
        fields["tooltip"] = data.get("meaning") or node
        text = ", ".join(f"{key}={_quoted(value)}" for key, value in fields.items())
        lines.append(f"  {_quoted(node)} [{text}];")
    for tail, head in shown.graph.edges:
        style = f' [color="{PATH.edge}", penwidth=3]' if {tail, head} <= shown.path else ""
        lines.append(f"  {_quoted(tail)} -> {_quoted(head)}{style};")
    return "\n".join([*lines, "}"]) + "\n"


def _style(shown: Diagram, node: str) -> dict[str, str]:
    if node not in shown.roles:
        fields = {"style": "filled,rounded", "fillcolor": "#ffffff", "color": "#b5b5c3"}
    else:
        look = ROLES[shown.roles[node]]
        fields = {"fillcolor": look.fill, "color": look.edge}
    if node in shown.path | shown.binding:
        fields["color"] = BINDS.edge if node in shown.binding else PATH.edge
        fields["penwidth"] = "3"
    return fields


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', r"\"").replace("&", "&amp;")
    return '"' + escaped.replace("\r", " ").replace("\n", r"\n") + '"'


def _label(shown: Diagram, node: str) -> list[str]:
    """Return the lines of a node's label: an equation, or a name with its unit or its value."""
    data = shown.graph.nodes[node]
    if node not in shown.roles:
        text = _OPERATOR.sub(r" \1 ", f"{data['equation'].lhs} = {data['equation'].rhs}")
        return textwrap.wrap(text, _LINE, break_on_hyphens=False) or [text]
    known, unit = node in shown.known, data["unit"] != "1" and f" [{data['unit']}]"
    binds = [BINDS.words] if node in shown.binding else []
    return [node, *binds, f"= {shown.known[node]}"] if known else [node + (unit or ""), *binds]
