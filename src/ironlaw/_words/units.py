"""Quantities as LaTeX."""

from __future__ import annotations


def quantity_latex(text: str) -> str:
    r"""Return text with numbers and units as LaTeX.

    Examples
    --------
    >>> print(quantity_latex("2.8 TB/s"))
    2.8 \,\mathrm{TB/s}
    >>> print(quantity_latex("5 device*h"))
    5 \,\mathrm{device{\cdot}h}
    """
    for plain, sign in ((" or ", r"\ \text{or}\ "), ("<=", r"\le"), (">=", r"\ge"), ("%", r"\%")):
        text = text.replace(plain, sign)
    words = [
        r"\,\mathrm{%s}" % word.replace("*", r"{\cdot}")  # noqa: UP031 (LaTeX is full of braces)
        if word[:1].isalpha()
        else _power_of_ten(word)
        for word in text.split(" ")
    ]
    return " ".join(words)


def _power_of_ten(word: str) -> str:
    mantissa, mark, exponent = word.partition("e")
    if not mark or not mantissa[:1].isdigit():
        return "&=" if word == "=" else word
    return rf"{mantissa} \times 10^{{{exponent}}}"
