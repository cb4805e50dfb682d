"""What a system shows of itself: equations, leaves, choices and what is bound."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from html import escape

from ironlaw._language import Equation, Givens, Math, table
from ironlaw._model.members import Members
from ironlaw._words import equation_latex

_WIDTH = 100
_EQUATIONS = 12


def text(members: Members, given: Givens, question: str = "") -> str:
    """Return a system as text: its title, equations, leaves, choices and bound values."""
    head = f"{members.title}: {question}" if question else members.title
    equations = [f"  {one.lhs} = {one.rhs}" for one in members.equations[:_EQUATIONS]]
    left = len(members.equations) - _EQUATIONS
    equations += [f"  ... and {left} more relations"] if left > 0 else []
    return "\n".join([head, *equations, *_facts(members, given)])


def _facts(members: Members, given: Givens) -> Iterator[str]:
    for title, words in (
        ("leaves", members.leaves),
        ("choices", [f"{one} ({', '.join(names)})" for one, names in members.choices.items()]),
        ("using", [f"{one}={name}" for one, name in members.selected.items()]),
        ("given", [f"{v.name} = {v.show(value)}" for v, value in given.values.items()]),
        ("given", [f"{v.name} = {expr}" for v, expr in given.expressions.items()]),
    ):
        if words:
            yield _wrapped(title, words)


def _wrapped(title: str, words: Iterable[str]) -> str:
    line = ", ".join(word.replace(" ", "\0") for word in words)
    lines = textwrap.wrap(f"{title}: {line}", _WIDTH, subsequent_indent="  ")
    return "\n".join(lines).replace("\0", " ")


def html(members: Members, given: Givens, question: str = "") -> str:
    """Return a system as HTML: a table of its equations, and one of its variables."""
    head = f"<b>{escape(members.title)}</b>" + (f": {escape(question)}" if question else "")
    facts = "".join(f"<p>{escape(line)}</p>" for line in _facts(members, given))
    return (
        f"<p>{head}</p>"
        + equations_html(members.equations)
        + members.variables._repr_html_()
        + facts
    )


def equations_html(equations: Iterable[Equation]) -> str:
    """Return equations as a table: their names, what they state, and what they say."""
    rows = [(one.name, Math(equation_latex(one)), one.text) for one in equations]
    return table(("relation", "equation", "says"), rows)
