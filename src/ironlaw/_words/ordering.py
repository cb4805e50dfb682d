"""LaTeX of an expression as a person orders it: numbers, then symbols as its author has them.

SymPy keeps no order of its own: it sorts. Here sums start with what is added, in the order in which
an author wrote the variables; products start with numbers and end with sums; roots are one root.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sympy
from sympy.printing.latex import LatexPrinter  # type: ignore[import-untyped]

from ironlaw._language import LawVariable, Word
from ironlaw._words.base_two import in_base_two
from ironlaw._words.folding import Measured
from ironlaw._words.grouping import Written, grouped
from ironlaw._words.powers import Exponential, Power
from ironlaw._words.rank import Rank

_HALF = sympy.S.Half
_LAST = 10**6
_SEVERAL = 2


def latex(expr: Any, rank: Rank, *, dots: bool = False) -> str:
    r"""Return an expression as LaTeX in a given order of its variables.

    Examples
    --------
    >>> x, y = sympy.symbols("x y")
    >>> order = Rank(y=0, x=1)
    >>> print(latex(1 - y + x, order), latex(x * y * 3, order))
    1 + x - y 3 y x
    >>> print(latex(sympy.sqrt(2 * x) * sympy.sqrt(y), order))
    \sqrt{2 y x}
    """
    printed = rank.printed
    if printed is None or not isinstance(expr, sympy.Basic):
        return _latex(expr, rank, dots=dots)
    found = printed.get((expr, dots))
    if found is None:
        found = printed[expr, dots] = _latex(expr, rank, dots=dots)
    return found


def _latex(expr: Any, rank: Rank, *, dots: bool) -> str:
    sign = "dot" if dots else None
    if rank.written and not dots:
        expr = grouped(expr, rank.written)
    if rank.lettered:
        named = (v for v in expr.free_symbols if isinstance(v, LawVariable))
        expr = expr.xreplace({v: Word(v.name, v.symbol) for v in named if v.name in rank.lettered})
    expr = in_base_two(expr)
    printer = LatexPrinter({"order": "none", "ln_notation": True, "mul_symbol": sign})
    return str(printer.doprint(ordered(expr, rank)))


def ordered(expr: Any, rank: Rank) -> Any:
    """Return the same expression with its terms and factors in order, which SymPy then keeps."""
    for kind, rule in _RULES.items():
        if isinstance(expr, kind):
            return rule(expr, rank)
    return expr


def _each(expr: Any, rank: Rank) -> Any:
    return expr.func(*(ordered(arg, rank) for arg in expr.args), evaluate=False)


def _any_order(expr: Any, rank: Rank) -> Any:
    args = sorted(expr.args, key=lambda arg: _place(arg, rank))
    return expr.func(*(ordered(arg, rank) for arg in args), evaluate=False)


def _sum(expr: Any, rank: Rank) -> Any:
    """Put what is added first; of a sum of what is all subtracted, the sign comes outside."""
    terms = sorted(expr.args, key=lambda one: _side(one, rank))
    if all(map(_is_less, terms)):
        inner = sympy.Add(*(_term(-one, rank) for one in terms), evaluate=False)
        return sympy.Mul(sympy.S.NegativeOne, inner, evaluate=False)
    return sympy.Add(*(_term(one, rank) for one in terms), evaluate=False)


def _term(one: Any, rank: Rank) -> Any:
    """Put a term in order; the sign in front of it stays."""
    return _product(one, rank, turn=False) if one.is_Mul else ordered(one, rank)


def _side(term: Any, rank: Rank) -> tuple[bool, bool, tuple[int, str]]:
    """Return the place of a term: what is added, then what is subtracted, its number last."""
    is_less = _is_less(term)
    return is_less, is_less and bool(term.is_number), _place(term, rank)


def _is_less(term: Any) -> bool:
    number, _ = term.as_coeff_Mul()
    return bool(number.is_negative)


def _folded(number: Any, factors: list[Any]) -> tuple[Any, list[Any]]:
    """Multiply a number by the constants that print as numbers: nobody writes 6 times 20."""
    above = [one for one in factors if _is_digits(one)]
    below = [one for one in factors if one.is_Pow and one.exp == -1 and _is_digits(one.base)]
    top, bottom = (number.p, number.q) if number.is_Rational else (number, 1)
    if len(above) + (abs(top) != 1) >= _SEVERAL:
        factors = [one for one in factors if one not in above]
        number *= sympy.Mul(*(sympy.Rational(one.glyph) for one in above))
    if len(below) + (bottom != 1) >= _SEVERAL:
        factors = [one for one in factors if one not in below]
        number /= sympy.Mul(*(sympy.Rational(one.base.glyph) for one in below))
    return number, factors


def _gathered(factors: list[Any]) -> list[Any]:
    """Add the exponents of one base where letters stand in them: x times x^a is x^(1 + a)."""
    lettered = {one.base for one in factors if one.is_Pow and one.exp.free_symbols}
    for base in lettered:
        alike = [one for one in factors if one.as_base_exp()[0] == base]
        if len(alike) > 1:
            total = sympy.Add(*(one.as_base_exp()[1] for one in alike))
            factors = [one for one in factors if one not in alike]
            factors.append(sympy.Pow(base, total, evaluate=False))
    return factors


def _taken_out(number: Any, factors: list[Any]) -> tuple[Any, list[Any]]:
    """Take the numbers out of sums that are factors: 2 times N - 1 is no 2 N - 2."""
    for index, one in enumerate(factors):
        base, power = (one.base, one.exp) if one.is_Pow else (one, sympy.S.One)
        if not (base.is_Add and power.is_Integer):
            continue
        common, rest = base.primitive()
        is_plain = all(abs(term.as_coeff_Mul()[0]) == 1 for term in rest.args)
        if common is not sympy.S.One and (common.is_Integer or is_plain):
            number = number * common**power
            factors[index] = sympy.Pow(rest, power)
    return number, factors


def _turned(number: Any, factors: list[Any]) -> tuple[Any, list[Any]]:
    """Turn a sum or a logarithm round, so that no minus stands in front."""
    for index, one in enumerate(factors):
        if one.is_Add and any(map(_is_less, one.args)):
            factors[index] = sympy.Add(*(-term for term in one.args))
            return -number, factors
    for index, one in enumerate(factors):
        if isinstance(one, sympy.log) and sympy.fraction(one.args[0])[1] is not sympy.S.One:
            factors[index] = sympy.log(1 / one.args[0])
            return -number, factors
    return number, factors


def _product(expr: Any, rank: Rank, *, turn: bool = True) -> Any:
    """Put numbers first, then symbols, then sums; square roots become one."""
    number, rest = expr.as_coeff_Mul()
    number, factors = _folded(number, list(rest.args if rest.is_Mul else (rest,)))
    factors = _gathered(factors)
    number, factors = _taken_out(number, factors)
    if turn and number.is_negative:
        number, factors = _turned(number, factors)
    roots = [one for one in factors if one.is_Pow and abs(one.exp) == _HALF]
    if len(roots) > 1:
        inside = sympy.Mul(*(one.base ** (2 * one.exp) for one in roots))
        power = _HALF if any(one.exp.is_positive for one in roots) else -_HALF
        factors = [one for one in factors if one not in roots]
        factors.append(sympy.Pow(inside if power is _HALF else 1 / inside, power, evaluate=False))
    factors.sort(key=lambda one: (_shape(one), _place(one, rank)))
    own = [] if number is sympy.S.One else [number]
    return sympy.Mul(*own, *(ordered(one, rank) for one in factors), evaluate=False)


def _shape(factor: Any) -> int:
    """Tell numbers, what prints as a number, symbols, functions and sums apart, in that order."""
    base = factor.base if factor.is_Pow else factor
    if isinstance(base, Written):
        return 0 if base.shown[:1].isdigit() else 1
    if isinstance(base, Measured) or all(map(_is_digits, base.free_symbols)):
        return 0
    if base.is_Symbol:
        return 1
    return 3 if base.is_Add else 2


def _is_digits(base: Any) -> bool:
    return isinstance(base, LawVariable) and base.glyph[:1].isdigit()


def _names(symbol: Any) -> Iterable[str]:
    if isinstance(symbol, Written):
        return (one.name for one in symbol.expr.free_symbols)
    return (symbol.of if isinstance(symbol, Measured) else symbol.name,)


def _place(expr: Any, rank: Rank) -> tuple[int, str]:
    """Return the place of the first of an expression's variables."""
    names = [x for one in expr.free_symbols for x in _names(one)]
    return min(((rank.get(name, _LAST), name) for name in names), default=(-1, ""))


def _exponential(expr: Any, rank: Rank) -> Any:
    return Exponential(ordered(expr.args[0], rank), evaluate=False)


def _power(expr: Any, rank: Rank) -> Any:
    """Write a power with a minus in its exponent as the quotient that it is."""
    if not (expr.exp.free_symbols and expr.exp.could_extract_minus_sign()):
        return _each(expr, rank)
    is_quotient = sympy.fraction(expr.base)[1] is not sympy.S.One
    base, exponent = 1 / expr.base if is_quotient else expr.base, -expr.exp
    power = Power(ordered(base, rank), ordered(exponent, rank), evaluate=False)
    return power if is_quotient else sympy.Pow(power, -1, evaluate=False)


_RULES: dict[Any, Callable[[Any, Rank], Any]] = {
    sympy.Add: _sum,
    sympy.Mul: _product,
    (sympy.Max, sympy.Min): _any_order,
    sympy.exp: _exponential,
    sympy.Pow: _power,
    (sympy.Function, sympy.Rel, sympy.And, sympy.Or): _each,
}
