"""Quantities as LaTeX: the number, then its unit in upright letters."""

from __future__ import annotations

import re


def quantity_latex(text: str) -> str:
    r"""Return a number with its unit as LaTeX.

    Examples
    --------
    >>> print(quantity_latex("2.8 TB/s"))
    2.8\,\mathrm{TB/s}
    >>> print(quantity_latex("3.25e-6 1/s"))
    3.25 \times 10^{-6}\,\mathrm{s^{-1}}
    >>> print(quantity_latex("4 µs"))
    4\,\mathrm{\mu s}
    """
    value, _, name = text.partition(" ")
    return rf"{number_latex(value)}\,{unit_latex(name)}" if name else number_latex(value)


def with_siunitx(text: str) -> str:
    r"""Return LaTeX with its quantities as those of the package ``siunitx``.

    Examples
    --------
    >>> print(with_siunitx(r"B = 2.8\,\mathrm{TB/s}, t = 4 \times 10^{-7}\,\mathrm{\mu s}"))
    B = \qty{2.8}{TB/s}, t = \qty{4e-7}{\micro s}
    """
    return _QUANTITY.sub(_quantity, text)


def _quantity(found: re.Match[str]) -> str:
    mantissa, power, name = found.groups()
    exponent = f"e{power}" if power is not None else ""
    name = name.replace(r"\mu ", r"\micro ").replace(r"{\cdot}", ".")
    return rf"\qty{{{mantissa}{exponent}}}{{{name}}}"


_QUANTITY = re.compile(
    r"(\d[\d.]*)(?: \\times 10\^\{(-?\d+)\})?\\,\\mathrm\{((?:[^{}]|\{[^{}]*\})*)\}"
)


def number_latex(text: str) -> str:
    r"""Return a number in the form of ``1.75e11`` as LaTeX."""
    mantissa, mark, exponent = text.partition("e")
    return rf"{mantissa} \times 10^{{{exponent}}}" if mark else text


def unit_latex(name: str) -> str:
    r"""Return the spelling of a unit as LaTeX.

    Examples
    --------
    >>> print(unit_latex("USD/kWh"), unit_latex("1/s"), unit_latex("device*h"), unit_latex("%"))
    \mathrm{USD/kWh} \mathrm{s^{-1}} \mathrm{device{\cdot}h} \mathrm{\%}
    """
    top, *bottom = name.split("/")
    parts = [f"{one}^{{-1}}" if top == "1" else f"/{one}" for one in map(_factors, bottom)]
    return rf"\mathrm{{{'' if top == '1' else _factors(top)}{''.join(parts)}}}"


def _factors(text: str) -> str:
    return r"{\cdot}".join(map(_factor, text.split("*")))


def _factor(text: str) -> str:
    name, mark, power = text.partition("^")
    escaped = name.replace("µ", r"\mu ").replace("%", r"\%").replace("_", r"\_")
    return escaped + (f"^{{{power}}}" if mark else "")
