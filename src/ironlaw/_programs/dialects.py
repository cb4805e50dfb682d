"""The operations of a program in other libraries: the array API (JAX, CuPy, ...), and numba."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import Any

from ironlaw._programs import operations as ours
from ironlaw._programs.operations import Operation
from ironlaw._programs.source import Translate
from ironlaw._programs.special import numba_functions, portable_functions


def portable(xp: Any) -> Translate:
    """Return the operations in a namespace of the Python array API.

    The functions raise nothing and call nothing but ``xp``, so that they can be traced.
    """

    def array(value: Any) -> Any:
        return value if hasattr(value, "shape") else xp.asarray(value, dtype=xp.float64)

    def of_all(pair: Callable[[Any, Any], Any]) -> Callable[..., Any]:
        return lambda *args: reduce(pair, map(array, args))

    def stepped(rounding: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def step(value: Any) -> Any:
            near = xp.round(value)
            hair = ours.hair(near, of_all(xp.minimum), of_all(xp.maximum))
            return xp.where(xp.abs(value - near) <= hair, near, rounding(value))

        return step

    def less_one(small: Any, power: Any, whole: Any) -> Any:
        log = power * xp.log1p(array(small))
        is_near = (xp.abs(log) < ours.NEAR) | (xp.abs(array(small)) < ours.NEAR)
        return xp.where(is_near, xp.expm1(log), array(whole) - 1.0)

    def heaviside(value: Any, at_zero: Any = 0.5) -> Any:
        sign = xp.sign(array(value))
        return xp.where(sign == 0.0, array(at_zero), 0.5 * (sign + 1.0))

    functions = {
        **portable_functions(xp),
        ours.ABSORB: lambda one, other: xp.where(array(one) == 0.0, 0.0 * array(one), one * other),
        ours.POWER: lambda base, size: xp.pow(array(base), array(size)),
        ours.MAXIMUM: of_all(xp.maximum),
        ours.MINIMUM: of_all(xp.minimum),
        ours.ROOT: lambda x: xp.sqrt(array(x)),
        ours.EXP: lambda x: xp.exp(array(x)),
        ours.LOG: lambda x: xp.log(array(x)),
        ours.FLOOR: stepped(xp.floor),
        ours.CEILING: stepped(xp.ceil),
        ours.HEAVISIDE: heaviside,
    }
    return _translation(
        functions, less_one, log1p=lambda x: xp.log1p(array(x)), expm1=lambda x: xp.expm1(array(x))
    )


def for_numba() -> Translate:
    """Return the operations as numba compiles them, for plain floats."""
    import numba

    jit: Any = numba.njit(error_model="numpy")
    held = jit(_held)

    def stepped(rounding: Callable[[float], int]) -> Any:
        @jit
        def step(value: float) -> Any:
            return held(value, float(round(value)), float(rounding(value)))

        return step

    functions = {
        **{one: jit(function) for one, function in numba_functions().items()},
        ours.ABSORB: jit(_absorb),
        ours.POWER: jit(_power),
        ours.MAXIMUM: max,
        ours.MINIMUM: min,
        ours.ROOT: math.sqrt,
        ours.EXP: math.exp,
        ours.LOG: math.log,
        ours.FLOOR: stepped(math.floor),
        ours.CEILING: stepped(math.ceil),
        ours.HEAVISIDE: jit(_heaviside),
    }
    less_one = jit(_less_one)
    plain = _translation(functions, less_one, log1p=math.log1p, expm1=math.expm1)

    def translate(operation: Operation) -> Callable[..., Any]:
        found: Any = plain(operation)
        is_ready = found in functions.values() or hasattr(found, "py_func") or found in _READY
        compiled: Callable[..., Any] = found if is_ready else jit(found)
        return compiled

    return translate


_READY = (math.expm1, math.log1p)  # functions that numba knows itself


def _held(value: float, near: float, rounded: float) -> float:
    """Return the whole number that a value is but for rounding, or what it rounds to."""
    size = abs(near)
    hair = max(min(1e-12 * size, 1e-6), 1e-15 * size)
    return near if abs(value - near) <= hair else rounded


def _power(base: float, size: float) -> Any:
    return base**size


def _absorb(one: float, other: float) -> float:
    return one * other if one != 0.0 else 0.0


def _less_one(small: float, power: float, whole: float) -> float:
    log = power * math.log1p(small)
    is_near = abs(log) < ours.NEAR or abs(small) < ours.NEAR
    return math.expm1(log) if is_near else whole - 1.0


def _heaviside(value: float) -> float:
    return 0.5 if value == 0.0 else (1.0 if value > 0.0 else 0.0)


def _translation(functions: dict[Any, Any], less_one: Any, *, log1p: Any, expm1: Any) -> Translate:
    """Return what finds the function of an operation.

    Raises
    ------
    NotImplementedError
        If it is a function of this project's own, or of SymPy's, that has no other form.
    """
    found = {
        **functions,
        ours.LOG_BESIDE_ONE: log1p,
        ours.EXP_LESS_ONE: expm1,
        ours.ONE_LESS_EXP: _negated(expm1),
        ours.POWER_LESS_ONE: less_one,
        ours.ONE_LESS_POWER: _negated_of_three(less_one),
    }

    def translate(operation: Operation) -> Callable[..., Any]:
        if operation not in found:
            raise NotImplementedError("a function on the way has no form but NumPy's")
        function: Callable[..., Any] = found[operation]
        return function

    return translate


def _negated(function: Any) -> Callable[..., Any]:
    return lambda x: -function(x)


def _negated_of_three(function: Any) -> Callable[..., Any]:
    return lambda small, power, whole: -function(small, power, whole)
