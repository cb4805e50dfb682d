"""Definitions, one after the other, as the source of one function of plain floats or of arrays.

A program (`program`) looks its inputs up by symbol, as the solver needs it; this function takes
them by position, has what is fixed folded in, and divides where a program multiplies by a power.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import sympy

from ironlaw._language import Range
from ironlaw._programs.source import Definitions, Source, Translate


class Compiled(NamedTuple):
    """A function of positional arguments, and the text that it was compiled from.

    Attributes
    ----------
    call
        The function; it returns a tuple, one value for each result, or None where a guard fails.
    source
        Its text.
    operations
        How many operations it carries out.
    """

    call: Callable[..., Any]
    source: str
    operations: int


def compiled(
    inputs: Sequence[sympy.Symbol],
    results: Sequence[sympy.Expr],
    *,
    definitions: Definitions,
    fixed: Mapping[Any, float],
    is_array: bool = False,
    guards: Sequence[tuple[sympy.Expr, Range[float]]] = (),
    translate: Translate | None = None,
    is_alone: bool = False,
    is_into: bool = False,
) -> Compiled:
    """Compile results that rest on inputs, by way of definitions.

    Parameters
    ----------
    inputs
        The symbols that the function takes, in order.
    results
        Expressions of inputs, defined symbols and fixed ones.
    definitions
        What other symbols stand for.
    fixed
        The values of symbols that are not to change.
    is_array
        Whether the function takes arrays; it takes plain floats, else, and may raise
        ``ZeroDivisionError``, ``OverflowError`` or ``ValueError`` where there is no value.
    guards
        Of plain floats: expressions, and the bounds that each must lie in.
    translate
        What finds the function of an operation in another library; NumPy and ``math`` else.
    is_alone
        Whether the one result is returned itself, not in a tuple.
    is_into
        Whether the one result, of arrays, is written into a further argument ``out``.

    Raises
    ------
    NotImplementedError
        If an operation is none of a program's.

    Examples
    --------
    >>> x, y = sympy.symbols("x y")
    >>> one = compiled([x], [y * (x + 1)], definitions={y: 1 / (x + 1) ** 2}, fixed={},
    ...                is_array=False)
    >>> one.call(1.0)
    (0.5,)
    >>> print(one.source)
    def compiled(x):
        a1 = 1.0 + x
        a2 = a1*a1
        a3 = 1.0/a2
        a4 = a3*a1
        return (a4,)
    """
    code = Source(inputs, definitions, fixed, is_array=is_array, translate=translate)
    for one, bounds in guards:
        code.guard(one, bounds)
    names = [code.named(one) for one in results]
    if is_into:
        last = code.into(names[0])
        code.lines.append(last)
        code.arguments.append("out")
        names = ["out"]
    arguments = ", ".join(code.arguments)
    returned = f"return {names[0]}" if is_alone else f"return ({', '.join(names)},)"
    source = "\n    ".join([f"def compiled({arguments}):", *code.lines, returned])
    exec(compile(source, "<compiled>", "exec"), code.globals)  # noqa: S102 (code written here)
    return Compiled(code.globals["compiled"], source, code.operations)
