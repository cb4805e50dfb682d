"""Slopes of a program, by the chain rule from its result backwards over the same lines."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sympy

from ironlaw._programs import operations as do
from ironlaw._programs.code import Code
from ironlaw._programs.lines import Line
from ironlaw._programs.normal import SCALED_NORMAL
from ironlaw._programs.operations import Operation

Shares = Sequence[int | None]  # for each argument what of a slope it takes; None where nothing
Rule = Callable[[Code, int, int, Sequence[int]], Shares]  # of the slope, the place, the arguments


def slopes(code: Code, result: int, variables: Iterable[int]) -> list[int]:
    """Return the places of the slopes of a result in some variables; the code grows by them.

    Roundings are constant; where two arguments of a maximum are equal, each has half.

    Parameters
    ----------
    code
        The code.
    result
        The place of the result.
    variables
        The places of what it is differentiated in.
    """
    wanted = list(variables)
    moving = _moving(code, result, set(wanted))
    found = {result: code.number(1.0)}
    for place in range(result, -1, -1):
        entry, slope = code.entries[place], found.get(place)
        if slope is None or not isinstance(entry, Line) or place not in moving:
            continue
        shares = _rule(entry.operation)(code, slope, place, entry.args)
        for arg, share in zip(entry.args, shares, strict=True):
            if share is not None and arg in moving:
                found[arg] = code.emit(do.ADD, found[arg], share) if arg in found else share
    return [found[one] if one in found else code.number(0.0) for one in wanted]


def _moving(code: Code, last: int, wanted: set[int]) -> set[int]:
    """Return the places that what is wanted moves."""
    moving = set(wanted)
    for place, entry in enumerate(code.entries[: last + 1]):
        if isinstance(entry, Line) and not moving.isdisjoint(entry.args):
            moving.add(place)
    return moving


def _rule(operation: Operation) -> Rule:
    found = _RULES.get(operation)
    return _own if found is None else found


def _times(code: Code, slope: int, _: int, args: Sequence[int]) -> Shares:
    one, other = args
    return code.emit(do.MULTIPLY, slope, other), code.emit(do.MULTIPLY, slope, one)


def _over(code: Code, slope: int, place: int, args: Sequence[int]) -> Shares:
    above = code.emit(do.DIVIDE, slope, args[1])
    return above, code.emit(do.NEGATE, code.emit(do.MULTIPLY, above, place))


def _power(code: Code, slope: int, place: int, args: Sequence[int]) -> Shares:
    base, size = args
    less = code.emit(do.POWER, base, code.emit(do.SUBTRACT, size, code.number(1.0)))
    log = code.emit(do.LOG, base)
    return (
        code.emit(do.MULTIPLY, slope, code.emit(do.MULTIPLY, size, less)),
        code.emit(do.MULTIPLY, slope, code.emit(do.ABSORB, place, log)),
    )


def _power_less_one(code: Code, slope: int, _: int, args: Sequence[int]) -> Shares:
    """Return the shares of a power of 1 and a part, less 1: the logarithm keeps a small part."""
    small, size, whole = args
    base = code.emit(do.ADD, code.number(1.0), small)
    less = code.emit(do.POWER, base, code.emit(do.SUBTRACT, size, code.number(1.0)))
    log = code.emit(do.LOG_BESIDE_ONE, small)
    return (
        code.emit(do.MULTIPLY, slope, code.emit(do.MULTIPLY, size, less)),
        code.emit(do.MULTIPLY, slope, code.emit(do.ABSORB, whole, log)),
        None,
    )


def _root(code: Code, slope: int, place: int, _: Sequence[int]) -> Shares:
    return (code.emit(do.DIVIDE, slope, code.emit(do.MULTIPLY, code.number(2.0), place)),)


def _exponential(code: Code, slope: int, _: int, args: Sequence[int]) -> Shares:
    return (code.emit(do.MULTIPLY, slope, code.emit(do.EXP, *args)),)


def _falling(code: Code, slope: int, _: int, args: Sequence[int]) -> Shares:
    return (code.emit(do.NEGATE, code.emit(do.MULTIPLY, slope, code.emit(do.EXP, *args))),)


def _beside_one(code: Code, slope: int, _: int, args: Sequence[int]) -> Shares:
    return (code.emit(do.DIVIDE, slope, code.emit(do.ADD, code.number(1.0), *args)),)


def _larger(code: Code, slope: int, one: int, other: int) -> int:
    """Return a slope where one is larger than another, half of it where they are equal."""
    side = code.emit(do.HEAVISIDE, code.emit(do.SUBTRACT, one, other))
    return code.emit(do.MULTIPLY, slope, side)


def _maximum(code: Code, slope: int, _: int, args: Sequence[int]) -> Shares:
    one, other = args
    return _larger(code, slope, one, other), _larger(code, slope, other, one)


def _minimum(code: Code, slope: int, _: int, args: Sequence[int]) -> Shares:
    one, other = args
    return _larger(code, slope, other, one), _larger(code, slope, one, other)


def _choice(code: Code, slope: int, _: int, args: Sequence[int]) -> Shares:
    holds, zero = args[0], code.number(0.0)
    return (
        None,
        code.emit(do.CHOOSE, holds, slope, zero),
        code.emit(do.CHOOSE, holds, zero, slope),
    )


def _scaled(code: Code, slope: int, place: int, args: Sequence[int]) -> Shares:
    """Return the shares of exp(p) times a normal distribution: its own, and exp(p - x*x/2)."""
    power, x = args
    square = code.emit(do.DIVIDE, code.emit(do.MULTIPLY, x, x), code.number(2.0))
    bell = code.emit(do.EXP, code.emit(do.SUBTRACT, power, square))
    density = code.emit(do.DIVIDE, bell, code.number(math.sqrt(2 * math.pi)))
    return code.emit(do.MULTIPLY, slope, place), code.emit(do.MULTIPLY, slope, density)


def _own(code: Code, slope: int, place: int, args: Sequence[int]) -> Shares:
    """Return the shares of a function that knows its derivatives itself; a step has none."""
    entry: Any = code.entries[place]
    kind = entry.operation.kind
    if kind is None:
        return [None] * len(args)
    symbols = [sympy.Dummy(real=True) for _ in args]
    for symbol, arg in zip(symbols, args, strict=True):
        code.define(symbol, arg)
    partials = (code.place(kind(*symbols).fdiff(i + 1)) for i in range(len(args)))
    return [code.emit(do.MULTIPLY, slope, one) for one in partials]


_RULES: Mapping[Operation, Rule] = {
    do.ADD: lambda _code, slope, _place, _args: (slope, slope),
    do.SUBTRACT: lambda code, slope, _place, _args: (slope, code.emit(do.NEGATE, slope)),
    do.NEGATE: lambda code, slope, _place, _args: (code.emit(do.NEGATE, slope),),
    do.MULTIPLY: _times,
    do.ABSORB: _times,
    do.DIVIDE: _over,
    do.POWER: _power,
    do.ROOT: _root,
    do.EXP: _exponential,
    do.EXP_LESS_ONE: _exponential,
    do.ONE_LESS_EXP: _falling,
    do.LOG: lambda code, slope, _place, args: (code.emit(do.DIVIDE, slope, *args),),
    do.LOG_BESIDE_ONE: _beside_one,
    do.POWER_LESS_ONE: _power_less_one,
    do.ONE_LESS_POWER: lambda code, slope, place, args: _power_less_one(
        code, code.emit(do.NEGATE, slope), place, args
    ),
    do.MAXIMUM: _maximum,
    do.MINIMUM: _minimum,
    do.CHOOSE: _choice,
    SCALED_NORMAL: _scaled,
}
