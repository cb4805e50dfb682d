"""Definitions, one after the other, as the source of one function of plain floats or of arrays.

A program (`program`) looks its inputs up by symbol, as the solver needs it; this function takes
them by position and has what is fixed folded in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import sympy

from ironlaw._language import Range
from ironlaw._programs.chain_rule import slopes
from ironlaw._programs.code import Code, Definitions
from ironlaw._programs.operations import GAP
from ironlaw._programs.source import Source, Translate, identifiers


class Compiled(NamedTuple):
    """A function of positional arguments, and the text that it was compiled from.

    Attributes
    ----------
    call
        The function; it returns a tuple, one value for each result, or None where a guard fails.
    source
        Its text.
    """

    call: Callable[..., Any]
    source: str


class Wanted(NamedTuple):
    """What a function is to compute: expressions of its inputs, by way of definitions.

    Attributes
    ----------
    inputs
        The symbols that it takes, in order.
    results
        Expressions of inputs, defined symbols and fixed ones; of two, how far they are apart,
        as a share of the larger.
    definitions
        What other symbols stand for.
    fixed
        The values of symbols that are not to change.
    has_slopes
        Whether the slopes of the first result in each of the inputs follow the results.
    """

    inputs: tuple[sympy.Symbol, ...]
    results: tuple[sympy.Expr | tuple[sympy.Expr, sympy.Expr], ...]
    definitions: Definitions
    fixed: Mapping[Any, float]
    has_slopes: bool = False

    def code(self, axes: Sequence[int] | None = None) -> tuple[Code, list[int]]:
        """Return its code, for inputs that vary along some axes each, and the results' places.

        Raises
        ------
        NotImplementedError
            If an operation is none of a program's.
        """
        code = Code(self.inputs, definitions=self.definitions, fixed=self.fixed, axes=axes)
        places = [
            code.emit(GAP, *map(code.place, one)) if isinstance(one, tuple) else code.place(one)
            for one in self.results
        ]
        if self.has_slopes:
            places += slopes(code, places[0], range(len(self.inputs)))
        return code, places


def compiled(
    wanted: Wanted,
    *,
    is_array: bool = False,
    guards: Sequence[tuple[sympy.Expr, Range[float]]] = (),
    translate: Translate | None = None,
    alone: int | None = None,
) -> Compiled:
    """Compile what is wanted.

    Parameters
    ----------
    wanted
        What is wanted.
    is_array
        Whether the function takes arrays; it takes plain floats, else, and may raise
        ``ZeroDivisionError`` where there is no value.
    guards
        Of plain floats: expressions, and the bounds that each must lie in.
    translate
        What finds the function of an operation in another library; NumPy and ``math`` else.
    alone
        The number of the one result to be returned, itself and not in a tuple.

    Raises
    ------
    NotImplementedError
        If an operation is none of a program's.

    Examples
    --------
    >>> x, y = sympy.symbols("x y")
    >>> one = compiled(Wanted((x,), (y * (x + 1),), {y: 1 / (x + 1) ** 2}, {}))
    >>> one.call(1.0)
    (0.5,)
    >>> print(one.source)
    def compiled(x):
        a1 = x + 1.0
        a2 = a1*a1
        a3 = 1.0/a2*a1
        return (a3,)
    """
    code, places = wanted.code()
    places = places if alone is None else [places[alone]]
    names = identifiers([one.name for one in wanted.inputs])
    if translate is None:
        translate = (lambda one: one.array) if is_array else (lambda one: one.scalar)
    bounds = [(code.place(one), range_) for one, range_ in guards]
    text = Source(code, places, dict(enumerate(names)), function=translate, guards=bounds)
    returned = text.results[0] if alone is not None else f"({', '.join(text.results)},)"
    lines = [f"def compiled({', '.join(names)}):", *text.lines, f"return {returned}"]
    source = "\n    ".join(lines)
    exec(compile(source, "<compiled>", "exec"), text.globals)  # noqa: S102 (code written here)
    return Compiled(text.globals["compiled"], source)
