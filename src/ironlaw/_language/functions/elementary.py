"""The functions that laws are written with; each takes symbols, floats and arrays alike."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import sympy

from ironlaw._language.functions.erlang import ErlangC, erlang_c_number
from ironlaw._language.functions.exp_difference import ExpDifference, exp_difference_number
from ironlaw._language.functions.normal import NormalCDF, normal_cdf_number


def _symbolic(*args: Any) -> bool:
    return any(isinstance(arg, sympy.Basic) for arg in args)


def _arrays(*args: Any) -> bool:
    return any(isinstance(arg, np.ndarray) for arg in args)


def _unary(
    name: str, symbolic: Any, scalar: Callable[[float], Any], array: Any, line: str
) -> Callable[[Any], Any]:
    def function(x: Any) -> Any:
        if isinstance(x, sympy.Basic):
            return symbolic(x)
        return array(x) if isinstance(x, np.ndarray) else scalar(x)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = line
    return function


sqrt = _unary("sqrt", sympy.sqrt, math.sqrt, np.sqrt, "Return the square root.")
log = _unary("log", sympy.log, math.log, np.log, "Return the natural logarithm.")
exp = _unary("exp", sympy.exp, math.exp, np.exp, "Return e to the power of the argument.")
log2 = _unary(
    "log2", lambda x: sympy.log(x, 2), math.log2, np.log2, "Return the logarithm to base 2."
)
floor = _unary("floor", sympy.floor, math.floor, np.floor, "Return the whole number below.")
ceiling = _unary("ceiling", sympy.ceiling, math.ceil, np.ceil, "Return the whole number above.")
normal_cdf = _unary(
    "normal_cdf",
    NormalCDF,
    normal_cdf_number,
    normal_cdf_number,
    "Return the standard normal distribution function.",
)


def Max(*args: Any) -> Any:
    """Return the largest argument, elementwise for arrays.

    Examples
    --------
    >>> Max(1.0, 2.0)
    2.0
    """
    if _symbolic(*args):
        return sympy.Max(*args)
    return _fold(np.maximum, args) if _arrays(*args) else max(args)


def Min(*args: Any) -> Any:
    """Return the smallest argument, elementwise for arrays.

    Examples
    --------
    >>> Min(1.0, 2.0)
    1.0
    """
    if _symbolic(*args):
        return sympy.Min(*args)
    return _fold(np.minimum, args) if _arrays(*args) else min(args)


def _fold(pair: Any, args: tuple[Any, ...]) -> Any:
    result = args[0]
    for arg in args[1:]:
        result = pair(result, arg)
    return result


def erlang_c(servers: Any, offered_load: Any) -> Any:
    """Return the probability that an arrival has to wait in an M/M/c queue.

    Parameters
    ----------
    servers
        Number of servers [1]; real, so that it can be solved for.
    offered_load
        Arrival rate over the service rate of one server [erlang].

    Returns
    -------
    SymPy expression, float or array
        A probability [1]; 1 where the load is not below the servers.

    References
    ----------
    Erlang, A. K. (1917), Solution of some problems in the theory of probabilities of
    significance in automatic telephone exchanges.

    Examples
    --------
    >>> round(erlang_c(2, 1.6), 4)
    0.7111
    """
    if _symbolic(servers, offered_load):
        return ErlangC(servers, offered_load)
    return erlang_c_number(servers, offered_load)


def exp_difference(u: Any, v: Any) -> Any:
    """Return ``(exp(-u) - exp(-v))/(v - u)``, which is ``exp(-u)`` where the two meet.

    Examples
    --------
    >>> exp_difference(1.0, 1.0) == math.exp(-1.0)
    True
    """
    if _symbolic(u, v):
        return ExpDifference(u, v)
    return exp_difference_number(u, v)
