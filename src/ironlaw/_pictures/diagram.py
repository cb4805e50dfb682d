"""What a picture of a system shows: roles and paths; and the pictures that are text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from ironlaw._answers import Solution
from ironlaw._errors import UnknownVariable
from ironlaw._language import Equation, Givens
from ironlaw._structure import network


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
_FEW = 3  # values of the unknown that its box has room for
_ON_PATH = {"relation", "derived", "unknown"}
PATH = Look("path of the answer", "#ffffff", "#e8590c")
BINDS = Look("binds", "#ffffff", "#9c36b5")


class Subject(NamedTuple):
    """What is drawn: the equations of a system, what is given, and an answer if there is one.

    A ``frame`` is how the first of the equations is stated, where it is turned round.
    """

    title: str
    equations: tuple[Equation, ...]
    given: Givens = Givens()
    solution: Solution | None = None
    frame: Equation | None = None

    def on_path(self) -> Subject:
        """Return what is drawn with the equations alone that the answer went through."""
        if self.solution is None:
            return self
        on_way = self.solution.graph
        kept = tuple(one for one in self.equations if f"relation:{one.name}" in on_way)
        names = {v for one in kept for v in one.variables}
        values = {v: x for v, x in self.given.values.items() if v in names}
        expressions = {v: x for v, x in self.given.expressions.items() if v in names}
        given = replace(self.given, values=values, expressions=expressions)
        return self._replace(equations=kept, given=given)

    def led_by(self, frame: Equation) -> Subject:
        """Return what is drawn with the equation first that states a law, however it is turned."""
        held = {*frame.variables}
        first = next((one for one in self.equations if held <= {*one.variables}), None)
        if first is None:
            return self
        equations = (first, *(one for one in self.equations if one is not first))
        defined = {one.defines for one in equations}
        is_turned = first.defines != frame.defines and frame.defines not in defined
        return self._replace(equations=equations, frame=frame if is_turned else None)


@dataclass(frozen=True)
class Diagram:
    """A system's graph and what each of its nodes is in the picture.

    Attributes
    ----------
    subject
        What is drawn.
    graph
        Its variables and relations, as `network` gives them.
    roles
        The role of each variable, a key of ``ROLES``.
    known
        The values of variables as text: what is given, and on the way of an answer all there are.
    path
        The nodes that the answer went through.
    binding
        The variables that bind.
    answer
        The answer in words; empty where nothing was asked.
    """

    subject: Subject
    graph: Any
    roles: Mapping[str, str]
    known: Mapping[str, str]
    path: frozenset[str] = frozenset()
    binding: frozenset[str] = frozenset()
    answer: str = ""

    @cached_property
    def stated(self) -> Mapping[str, Equation]:
        """The equation of each relation, by its node."""
        return {f"relation:{one.name}": one for one in self.subject.equations}

    @cached_property
    def glyphs(self) -> Mapping[str, str]:
        """The glyph of each variable, by its name."""
        return {v.name: v.glyph for one in self.subject.equations for v in one.variables}

    @property
    def near(self) -> frozenset[str]:
        """The inputs of the relations that the answer went through."""
        return frozenset(name for node in self.path for name in self.graph.pred[node])


def diagram(subject: Subject) -> Diagram:
    """Return what a picture of a system shows, with the path of an answer where there is one.

    Raises
    ------
    UnknownVariable
        If the answer went through a variable or relation that the system does not have.

    Examples
    --------
    >>> import ironlaw as il
    >>> law = il.laws[2].only("memory_time")
    >>> answer = law.solve("memory_bandwidth", memory_time="50 ms")
    >>> shown = diagram(Subject(law.title, law.equations, answer.given, answer))
    >>> [shown.roles[name] for name in ("memory_bandwidth", "memory_time", "weight_bytes")]
    ['unknown', 'given', 'free']
    >>> sorted(shown.path)
    ['memory_bandwidth', 'relation:memory_time']
    """
    graph = network(subject.title, subject.equations)
    given, solution = subject.given, subject.solution
    variables = dict.fromkeys(v for one in subject.equations for v in one.variables)
    roles = {v.name: _role(graph, v) for v in variables}
    known = {v.name: v.show(value) for v, value in given.values.items()}
    roles |= dict.fromkeys((v.name for v in (*given.values, *given.expressions)), "given")
    if solution is None:
        return Diagram(subject, graph, roles, known)
    _require(subject.title, graph, {solution.unknown.name})
    way = {node: facts["role"] for node, facts in solution.graph.nodes(data=True)}
    on_way = {node for node, role in way.items() if role in _ON_PATH}
    _require(subject.title, graph, {*on_way, *known})
    roles |= {node: role for node, role in way.items() if role in ("free", "default")}
    roles[solution.unknown.name] = "unknown"
    known |= {v.name: v.show(v.default) for v in solution.defaults if v.default is not None}
    known |= {name: text for name, text in _found(solution).items() if name in roles}
    binding = frozenset(solution.regime) & set(roles)
    return Diagram(subject, graph, roles, known, frozenset(on_way), binding, repr(solution))


def _found(solution: Solution) -> dict[str, str]:
    """Return the values that an answer found, as text; of several answers, the unknown's alone."""
    unknown, derivation = solution.unknown, solution.derivation
    first, *others = derivation.ways
    if first.found is None or derivation.count > min(_FEW, 1 + len(others)):
        return {}
    if not others:
        return {v.name: v.show(value) for v, value in first.values.items()}
    values = [way.found for way in (first, *others) if way.found is not None]
    return {unknown.name: " or ".join(map(unknown.show, values))}


def _role(graph: Any, variable: Any) -> str:
    if variable.constant is not None:
        return "constant"
    return "derived" if graph.in_degree(variable.name) else "input"


def _require(title: str, graph: Any, nodes: set[str]) -> None:
    for node in sorted(nodes.difference(graph)):
        raise UnknownVariable(node, graph, f"{title}, of which this is no answer,")
