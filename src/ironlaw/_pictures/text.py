"""The pictures that are text: Mermaid flowcharts, and Graphviz's DOT."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Mapping

from ironlaw._language import glyph_text
from ironlaw._pictures.diagram import BINDS, PATH, ROLES, Diagram, Subject, diagram
from ironlaw._words import right_side_text

_LINE = 44  # characters of an equation on one line
_SAFE = frozenset(" _.,=()+-/")
_DEFAULTS = (
    '  graph [rankdir=RL, labelloc=t, bgcolor=white, fontname="Helvetica,Arial,sans-serif"]',
    '  node [fontname="Helvetica,Arial,sans-serif", shape=box, style=filled, margin="0.3,0.1"]',
    '  edge [color="#8a8a9a"]',
)
_OPERATOR = re.compile(r"([/])")  # where an equation may go on on the next line


def to_mermaid(subject: Subject) -> str:
    """Return a system as a Mermaid flowchart; an answer's path, givens and unknown are marked.

    Raises
    ------
    UnknownVariable
        If the answer went through a variable or relation that the system does not have.

    Examples
    --------
    >>> import ironlaw as il
    >>> print(il.iron_law.only("failure_penalty").to_mermaid())
    ---
    title: "law 'Iron Law'"
    ---
    flowchart RL
        n0["φ_fail  failure_penalty"]
    ...
        n1 --> n3
        n2 --> n3
        n3 --> n0
    ...
    """
    shown = diagram(subject)
    ids = {node: f"n{index}" for index, node in enumerate(shown.graph)}
    lines = ["---", f"title: {json.dumps(subject.title)}", "---", "flowchart RL"]
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


def to_dot(subject: Subject) -> str:
    """Return a system in Graphviz's language; an answer's path, givens and unknown are marked.

    Raises
    ------
    UnknownVariable
        If the answer went through a variable or relation that the system does not have.

    Examples
    --------
    >>> import ironlaw as il
    >>> print(il.iron_law.only("failure_penalty").to_dot())
    digraph "law 'Iron Law'" {
    ...
      "recovery_time" -> "relation:failure_penalty";
    ...
    }
    """
    shown = diagram(subject)
    lines = [f"digraph {_quoted(subject.title)} {{", *_DEFAULTS]
    lines.append(f"  label={_quoted(subject.title)}")
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
    """Return the lines of a node's label: an equation, or a glyph and its name, unit or value."""
    data = shown.graph.nodes[node]
    if node not in shown.roles:
        stated = shown.stated[node]
        if stated.defines is None:
            text = f"{stated.lhs} = {stated.rhs}"
        else:
            text = f"{glyph_text(stated.defines.glyph)} = {right_side_text(stated)}"
        text = _OPERATOR.sub(r" \1 ", text)
        return textwrap.wrap(text, _LINE, break_on_hyphens=False) or [text]
    known, unit = node in shown.known, data["unit"] != "1" and f" [{data['unit']}]"
    binds = [BINDS.words] if node in shown.binding else []
    glyph = glyph_text(shown.glyphs[node])
    name = node if glyph == node else f"{glyph}  {node}"
    return [name, *binds, f"= {shown.known[node]}"] if known else [name + (unit or ""), *binds]
