"""Worked examples of a law, which the tests run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from ironlaw._errors import IronLawError
from ironlaw._language import FrozenDict, table
from ironlaw._model.system import System
from ironlaw._words import assigned


@dataclass(frozen=True, repr=False)
class Example:
    """A worked example that the tests run.

    Attributes
    ----------
    title
        What is asked, in one line.
    given, expect
        Values by name, as text with a unit or numbers.
    published
        What the source prints instead, for what it has wrong, rounds far or leaves open.
    remark
        What to know of the figure; why a published one differs.
    source
        Key of the source in the bibliography.
    using
        Variants of the law's choices.
    rtol
        How far a computed value may be from the expected one; 5e-4, a figure's last digit.
    """

    title: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    remark: str = ""
    source: str = ""
    using: Mapping[str, str] = field(default_factory=dict)
    rtol: float = 5e-4
    published: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("given", "expect", "using", "published"):
            object.__setattr__(self, name, FrozenDict(getattr(self, name)))

    def __repr__(self) -> str:
        chosen = f", using {assigned(self.using)}" if self.using else ""
        return f"{self.title}: {assigned(self.given)}{chosen} gives {assigned(self.expect)}"

    def _repr_html_(self) -> str:
        rows = [("given", name, str(value)) for name, value in self.given.items()]
        rows += [("using", name, str(value)) for name, value in self.using.items()]
        rows += [("result", name, str(value)) for name, value in self.expect.items()]
        rows += [("published", name, str(value)) for name, value in self.published.items()]
        remark = f"<p>{escape(self.remark)}</p>" if self.remark else ""
        return f"<p><b>{escape(self.title)}</b></p>{table(('', 'variable', 'value'), rows)}{remark}"

    def check(self, system: System) -> None:
        """Solve for every expected value; raise if one differs.

        Raises
        ------
        IronLawError
            If a computed value is further than ``rtol`` from the expected one, or no further from
            the one that is published and said to differ.
        """
        chosen = system.using(**self.using) if self.using else system
        for name, value in self.published.items():
            at = chosen.variable(name).to_base(value)
            wanted = chosen.variable(name).to_base(self.expect.get(name, value))  # or else alike
            if math.isclose(at, wanted, rel_tol=self.rtol) or not self.remark:
                raise IronLawError(
                    f"{system.title}, example {self.title!r}: what is published for {name} has to "
                    "differ from what is expected, and the remark to say why"
                )
        for name, expected in self.expect.items():
            variable = chosen.variable(name)
            wanted = variable.to_base(expected)
            solution = chosen.solve(name, self.given)
            if not any(math.isclose(x, wanted, rel_tol=self.rtol) for x in solution.magnitudes):
                shown = variable.show(wanted)
                raise IronLawError(
                    f"{system.title}, example {self.title!r}: {solution!r}, not {shown}"
                )
