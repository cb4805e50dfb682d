"""What an author grouped stays as it was grouped: ``2 (N - 1)/N``, which SymPy multiplies out.

Products with sums in them are found again in derived forms, whole or as part of a longer product,
and print as their author wrote them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import sympy

from ironlaw._language import Equation, LawVariable
from ironlaw._words.authored import formula_of, rendered

_OF_A_PRODUCT = 50  # how tightly operations bind, as SymPy's printers count


class Written(sympy.Symbol):
    """A product as its author wrote it, as a symbol that prints itself."""

    expr: sympy.Expr
    shown: str
    held: set[Any]
    is_quotient: bool
    precedence = _OF_A_PRODUCT

    def __new__(cls, expr: sympy.Expr, shown: str, *, is_quotient: bool) -> Written:
        self: Written = sympy.Symbol.__xnew__(cls, shown, positive=True)
        self.expr, self.shown, self.is_quotient = expr, shown, is_quotient
        self.held = expr.free_symbols
        return self

    def _latex(self, printer: Any, **_: Any) -> str:
        return self.shown


def grouped(expr: Any, written: Iterable[Written]) -> Any:
    r"""Return an expression in which products stand as their authors wrote them.

    Examples
    --------
    >>> import ironlaw as il
    >>> (ring,) = il.laws[14].only("allreduce_time").equations
    >>> law = il.variables
    >>> line = law.allreduce_time - law.link_latency * (2 * law.ranks - 2)
    >>> [one.shown for one in grouped(line, written_in(ring)).atoms(Written)]
    ['2 \\left( N - 1 \\right) \\alpha']
    """
    return _grouped(expr, list(written)) if expr.args else expr


def _grouped(expr: Any, written: list[Written]) -> Any:
    held = expr.free_symbols
    usable = [one for one in written if one.held <= held]
    if not usable or not expr.args:
        return expr
    for one in usable:
        found = _put_in(expr, one)
        if found is not None:
            return found
    args = [_grouped(arg, usable) for arg in expr.args]
    alike = all(new is old for new, old in zip(args, expr.args, strict=True))
    return expr if alike else expr.func(*args, evaluate=False)


def _put_in(expr: Any, one: Written) -> Any:
    """Return a product with a part of it as it was written; None if it has no such part."""
    if expr in (one.expr, -one.expr):
        return one if expr == one.expr else sympy.Mul(-1, one, evaluate=False)
    if one.is_quotient or not (expr.is_Mul and one.expr.is_Mul):
        return None
    left = list(expr.args)
    for factor in one.expr.args:
        if factor not in left:
            return None
        left.remove(factor)
    if any(arg.is_Number and arg is not sympy.S.NegativeOne for arg in left):
        return None  # a number would stand before one that is written
    return sympy.Mul(*left, one, evaluate=False)


@lru_cache(maxsize=4096)
def written_in(equation: Equation, lettered: frozenset[str] = frozenset()) -> tuple[Written, ...]:
    """Return the products with sums in them that an equation's author wrote, the longest first."""
    tree = formula_of(equation)
    if tree is None:
        return ()
    variables = {v.name: v for v in equation.variables}
    found: dict[sympy.Expr, Written] = {}
    for node in map(_without_sign, _products(tree)):
        expr = _value(node, variables)
        if expr is not None and len(expr.free_symbols) > 0 and expr not in found:
            shown = rendered(node, variables, lettered)
            is_quotient = any(isinstance(x, ast.Div) for x in ast.walk(node))
            found[expr] = Written(expr, shown, is_quotient=is_quotient)
    return tuple(sorted(found.values(), key=lambda one: -len(one.shown)))


def _products(tree: ast.expr) -> Iterator[ast.BinOp]:
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
            inner = (x.op for x in ast.walk(node) if isinstance(x, ast.BinOp))
            if any(isinstance(op, ast.Add | ast.Sub) for op in inner):
                yield node


def _without_sign(node: Any) -> Any:
    """Return a product without the minus that it starts with: that one stands before it."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return node.operand
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        left = _without_sign(node.left)
        return node if left is node.left else ast.BinOp(left, node.op, node.right)
    return node


def _value(node: ast.expr, variables: dict[str, LawVariable]) -> Any:
    """Return what a formula of variables, numbers and arithmetic is; None if it is more."""
    if isinstance(node, ast.Name):
        return variables.get(node.id)
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return sympy.Integer(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _value(node.operand, variables)
        return None if inner is None else -inner
    if not isinstance(node, ast.BinOp):
        return None
    left, right = _value(node.left, variables), _value(node.right, variables)
    rule = _ARITHMETIC.get(type(node.op))
    return None if left is None or right is None or rule is None else rule(left, right)


_ARITHMETIC: dict[type[ast.operator], Any] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}
