"""Powers that print themselves: what stands in SymPy's own, its printer simplifies, for long."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy


class Exponential(sympy.Function):
    """An exponential that prints itself; what stands in SymPy's own, its printer simplifies."""

    nargs = 1
    is_real = True

    @staticmethod
    def _imp_(value: Any) -> Any:
        return np.exp(value)

    def _latex(self, printer: Any, exp: str = "", **_: Any) -> str:
        shown = f"e^{{{printer.doprint(self.args[0])}}}"
        return rf"\left({shown}\right)^{{{exp}}}" if exp else shown


class Power(sympy.Function):
    """A power that prints itself, for the same reason."""

    nargs = 2
    is_real = True

    @staticmethod
    def _imp_(base: Any, exponent: Any) -> Any:
        return np.power(base, exponent)

    def _latex(self, printer: Any, **_: Any) -> str:
        base, exponent = self.args
        power = sympy.Pow(base, exponent, evaluate=False)
        return str(printer._helper_print_standard_power(power, "%s^{%s}"))
