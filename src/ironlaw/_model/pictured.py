"""A set of equations as a graph and as pictures of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ironlaw._answers import Solution
from ironlaw._errors import DomainError, needed
from ironlaw._language import Equation, FrozenDict
from ironlaw._model.givens import read_givens
from ironlaw._model.members import Members
from ironlaw._model.vocabulary import frame
from ironlaw._pictures import Subject, draw, save, to_dot, to_mermaid
from ironlaw._structure import network

if TYPE_CHECKING:
    import networkx as nx

EMPTY: Mapping[str, Any] = FrozenDict()


class Pictured:
    """What has equations, of which some variables may be bound: its graph, drawn and written.

    Attributes
    ----------
    bound
        Values bound by `given`, by name.
    """

    bound: Mapping[str, Any] = EMPTY

    @property
    def title(self) -> str:
        """How errors and answers name the system."""
        raise NotImplementedError

    @property
    def heading(self) -> str:
        """How pictures name the system."""
        return self.title

    @property
    def members(self) -> Members:
        """Its equations, choices and variables, and what is remembered about them."""
        raise NotImplementedError

    @property
    def equations(self) -> tuple[Equation, ...]:
        """The active equations as data, in the order of their declaration."""
        return self.members.equations

    @property
    def graph(self) -> nx.DiGraph[str]:
        """The wiring as a ``networkx.DiGraph``: variables and relations, from inputs to results.

        A relation is the node ``"relation:<name>"``. Every node carries ``unit``, ``meaning``,
        ``equation``, and of the law that states it ``law``, ``wall`` (its number) and
        ``places`` (where it acts on the Iron Law), so that networkx answers what rests on what.

        Examples
        --------
        >>> import ironlaw as il
        >>> import networkx as nx
        >>> graph = il.training.graph
        >>> "link_bandwidth" in nx.ancestors(graph, "run_time")
        True
        >>> walls = {graph.nodes[node]["wall"] for node in nx.ancestors(graph, "goodput")}
        >>> sorted(walls - {None})
        [15, 19]
        """
        return network(self.title, self.equations)

    def draw(
        self,
        solution: Solution | None = None,
        ax: Any = None,
        *,
        only_path: bool = False,
        narrow: bool = False,
        file: str | Path | None = None,
    ) -> Any:
        """Draw the variables and what defines them with matplotlib; mark a solution's path.

        Parameters
        ----------
        solution
            An answer whose path is marked, with the values that it found on its way.
        ax
            Axes to draw on; by default a figure as large as the picture needs.
        only_path
            Whether to leave out what the answer does not use.
        narrow
            Whether the picture is higher than wide, with few columns, for a printed page.
        file
            Where the picture is written too, as its suffix says: ``.png``, ``.svg`` or ``.pdf``.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        DomainError
            If the suffix of the file names no format of pictures, or a path is asked for of no
            answer.
        IronLawError
            If matplotlib (the extra ``plot``) is not installed, or the file cannot be written.
        """
        axes = draw(self._subject(solution, only_path=only_path), ax, narrow=narrow)
        if file is not None:
            save(axes.figure, file)
        return axes

    def to_mermaid(self, solution: Solution | None = None, *, only_path: bool = False) -> str:
        """Return the graph as a Mermaid flowchart; a solution's path is marked.

        Parameters
        ----------
        solution, only_path
            As in `draw`.

        Examples
        --------
        >>> import ironlaw as il
        >>> il.laws[1].to_mermaid().splitlines()[3]
        'flowchart RL'
        """
        return to_mermaid(self._subject(solution, only_path=only_path))

    def to_dot(self, solution: Solution | None = None, *, only_path: bool = False) -> str:
        """Return the graph in Graphviz's DOT language; a solution's path is marked.

        Parameters
        ----------
        solution, only_path
            As in `draw`.
        """
        return to_dot(self._subject(solution, only_path=only_path))

    def _subject(self, solution: Solution | None = None, *, only_path: bool = False) -> Subject:
        """Return what a picture shows of the system, and of an answer; the Iron Law leads."""
        shown = None if solution is None else needed(solution, Solution, "an answer")
        if only_path and shown is None:
            raise DomainError("only_path needs an answer: give the solution whose path it is")
        given = read_givens(self.members, self.bound) if shown is None else shown.given
        subject = Subject(self.heading, self.equations, given, shown)
        return (subject.on_path() if only_path else subject).led_by(frame())
