"""Erlang C as a SymPy function: stable to a million servers, continuous, differentiable."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
import sympy
from sympy.core.function import ArgumentIndexError

_SERIES = 0.05
_TINIEST = 5e-324
_MOST_TERMS = 10**6
_HALF_LOG_TWO_PI = 0.5 * math.log(2.0 * math.pi)
_PLACES = np.array([-40.0, -12.0, -4.0, -1.0, 1.0, 4.0, 12.0])


class ErlangC(sympy.Function):
    """Probability that an arrival waits in an M/M/c queue, for real ``servers`` and load.

    The derivative in the load is closed in `ErlangC` itself; the one in the servers is
    `ErlangCServerSlope`.

    Notes
    -----
    With real c, ``1/B(c, a) = a * integral(exp(-a t) (1 + t)**c, t >= 0)`` continues Erlang B,
    and ``C = c B / (c - a (1 - B))``.

    Examples
    --------
    >>> float(ErlangC(2, 1.6).evalf(6))  # 2 rho**2/(1 + rho)
    0.711111...
    """

    nargs = 2
    is_real = True
    is_nonnegative = True

    def _latex(self, printer: Any, exp: str = "", **_: Any) -> str:
        power = f"^{{{exp}}}" if exp else ""
        args = ", ".join(map(printer.doprint, self.args))
        return rf"\operatorname{{C}}{power}\left({args}\right)"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        servers, load = self.args
        if argindex == 1:
            return ErlangCServerSlope(servers, load)
        if argindex == 2:
            blocked = self * (servers - load) / (servers - load * self)
            slope = servers / load - 1 + blocked
            return self * (slope + (1 - blocked - load * blocked * slope) / _room(self, blocked))
        raise ArgumentIndexError(self, argindex)

    def _eval_evalf(self, prec: int) -> Any:
        from mpmath import mp, workprec

        servers, load = (arg._to_mpmath(prec + 40) for arg in self.args)
        with workprec(prec + 40):
            try:
                value = _erlang_c_mp(mp, servers, load)
            except mp.NoConvergence:
                return None  # of over 10**9 servers it takes too long; in floats it does not
        return sympy.Float._new(value._mpf_, prec)

    @staticmethod
    def _imp_(servers: Any, load: Any) -> Any:
        return erlang_c_number(servers, load)


def _room(waiting: sympy.Expr, blocked: sympy.Expr) -> sympy.Expr:
    servers, load = waiting.args
    return servers - load + load * blocked


class ErlangCServerSlope(sympy.Function):
    """Derivative of `ErlangC` in the number of servers, by quadrature (it has no closed form)."""

    nargs = 2
    is_by_numbers = True  # it prints as no formula
    is_real = True

    def _eval_evalf(self, prec: int) -> Any:
        from mpmath import mp, workprec

        servers, load = (arg._to_mpmath(prec + 60) for arg in self.args)
        with workprec(prec + 60):
            try:
                value = mp.diff(lambda c: _erlang_c_mp(mp, c, load), servers)
            except mp.NoConvergence:
                return None
        return sympy.Float._new(value._mpf_, prec)

    @staticmethod
    def _imp_(servers: Any, load: Any) -> Any:
        return np.vectorize(_server_slope, otypes=[float])(servers, load)[()]


def erlang_c_number(servers: Any, load: Any) -> Any:
    """Return Erlang C for floats or arrays; 1 where the queue is not stable."""
    if isinstance(servers, np.ndarray) or isinstance(load, np.ndarray):
        c, a = np.broadcast_arrays(np.asarray(servers, float), np.asarray(load, float))
        is_full = a >= c
        safe = np.where(is_full, 0.5 * np.maximum(c, 1e-300), a)
        return np.where(is_full, 1.0, _waiting(c, safe))
    if load >= servers:
        return 1.0
    return 0.0 if load <= 0 else _waiting_float(float(servers), float(load))


def erlang_b_number(servers: Any, load: Any) -> Any:
    """Return Erlang B, the probability that an arrival is blocked, for real ``servers``.

    Without servers every one is.
    """
    from scipy.special import gammaincc

    count = np.asarray(servers, dtype=float)
    with np.errstate(all="ignore"):
        blocked = np.exp(_log_poisson(count, load)) / gammaincc(count + 1.0, load)
    return np.where(count == 0.0, 1.0, blocked)[()]


def _waiting(servers: Any, load: Any) -> Any:
    blocked = erlang_b_number(servers, load)
    waiting = servers * blocked / (servers - load + load * blocked)
    return np.where(load <= 0, 0.0, np.maximum(waiting, _TINIEST))[()]  # floats may underflow


def _waiting_float(servers: float, load: float) -> float:
    """Return what `_waiting` does, of two floats with a load between 0 and the servers."""
    from scipy.special import gammaincc

    x = (load - servers) / servers
    if abs(x) > _SERIES:
        excess = x - math.log(load / servers)
    else:
        excess = 0.0
        for order in range(15, 1, -1):
            excess = excess * x + (1.0 if order % 2 == 0 else -1.0) / order
        excess *= x * x
    if servers > 15.0:
        square = 1.0 / (servers * servers)
        error = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / servers
    else:
        error = math.lgamma(servers + 1.0) - (servers + 0.5) * math.log(servers) + servers
        error -= _HALF_LOG_TWO_PI
    mass = math.exp(-error - servers * excess - _HALF_LOG_TWO_PI - 0.5 * math.log(servers))
    blocked = mass / float(gammaincc(servers + 1.0, load))
    return max(servers * blocked / (servers - load + load * blocked), _TINIEST)


def _log_poisson(count: Any, mean: Any) -> Any:
    """Return log(mean**count exp(-mean)/count!) without cancellation (Loader 2000)."""
    deviance = count * _excess(mean, count)
    return -_stirling_error(count) - deviance - 0.5 * np.log(2.0 * math.pi * count)


def _excess(mean: Any, count: Any) -> Any:
    """Return x - log(1 + x) of x = mean/count - 1, by series near zero."""
    x = (mean - count) / count
    far = np.abs(x) > _SERIES
    with np.errstate(divide="ignore", invalid="ignore"):
        direct = x - np.log(mean / count)
    near = np.where(far, 0.0, x)
    total = np.zeros_like(near)
    for order in range(15, 1, -1):
        total = total * near + (1.0 if order % 2 == 0 else -1.0) / order
    return np.where(far, direct, total * near * near)[()]


def _stirling_error(n: Any) -> Any:
    """Return log(n!) minus Stirling's formula for it."""
    from scipy.special import gammaln

    big = np.maximum(n, 15.0)
    square = 1.0 / (big * big)
    series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / big
    direct = gammaln(n + 1.0) - (n + 0.5) * np.log(n) + n - 0.5 * math.log(2.0 * math.pi)
    return np.where(np.asarray(n) > 15.0, series, direct)[()]


def _server_slope(servers: float, load: float) -> float:
    if math.isnan(load - servers):
        return math.nan
    if load >= servers or load <= 0:
        return 0.0
    blocked = float(erlang_b_number(servers, load))
    slope = -blocked * _mean_log(servers, load)
    room = servers - load + load * blocked
    waiting = servers * blocked / room
    return waiting / servers + servers * slope / room - waiting * (1.0 + load * slope) / room


def _mean_log(servers: float, load: float) -> float:
    """Return the mean of log(1 + T), T of density proportional to exp(-load t)(1 + t)**servers.

    By Gauss and Legendre in u = log(1 + t), whose density has its peak at log((servers + 1)/load)
    and is smooth, between places so many widths from there.
    """
    peak, width = math.log((servers + 1.0) / load), 1.0 / math.sqrt(servers + 1.0)
    ends = np.unique(np.maximum(0.0, peak + width * _PLACES))
    half = np.diff(ends)[:, None] / 2.0
    nodes, weights = _gauss()
    u = ends[:-1, None] + half * (1.0 + nodes)
    share = half * weights * np.exp((servers + 1.0) * (u - peak - np.expm1(u - peak)))
    return float((share * u).sum() / share.sum())


@lru_cache(maxsize=1)
def _gauss() -> tuple[Any, Any]:
    return np.polynomial.legendre.leggauss(40)


def _erlang_c_mp(mp: Any, servers: Any, load: Any) -> Any:
    if load >= servers:
        return mp.mpf(1)
    if load <= 0:
        return mp.mpf(0)
    mass = mp.exp(servers * mp.log(load) - load - mp.loggamma(servers + 1))
    terms = mp.hyp1f1(1, servers + 2, load, maxterms=_MOST_TERMS)  # some 20 times sqrt(servers)
    blocked = mass / (1 - mass * load / (servers + 1) * terms)
    return servers * blocked / (servers - load + load * blocked)
