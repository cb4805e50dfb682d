"""LaTeX of a relation in the order in which its author wrote it, through latexify."""

from __future__ import annotations

import ast
import copy
import inspect
import re
import textwrap
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import CodeType, ModuleType
from typing import Any

import sympy

from ironlaw._language import Equation, LawVariable, glyph_text

_FIRST_PLACEHOLDER = 0xAC00  # Hangul syllables: identifiers of one letter that no law uses
_NUMBER = re.compile(r"\{?(\d+(?:\.\d+)?)\}?\Z")
_RENAMED = {"Max": "max", "Min": "min", "ceiling": "ceil", "log": "ln"}
_SPOKEN = {*_RENAMED, *"floor sqrt exp log2 erlang_c normal_cdf exp_difference".split()}
_SAID = {"Max": "max", "Min": "min", "log": "ln", "erlang_c": "C", "normal_cdf": "Φ"}
_OPERATORS = {
    r"\mathrm{max}": r"\max",
    r"\mathrm{min}": r"\min",
    r"\mathrm{ln}": r"\ln",
    r"\mathrm{erlang\_c}": r"\operatorname{C}",
    r"\mathrm{normal\_cdf}": r"\Phi",
    r"\mathopen{}": "",
    r"\mathclose{}": "",
}


def equation_latex(
    equation: Equation, *, mark: str = "", lettered: frozenset[str] = frozenset()
) -> str:
    """Return an equation as LaTeX, with a mark for alignment before its sign.

    `Relation.latex` is the public face and documents it. Constants that are ``lettered`` print as
    their symbol, not as their number.
    """
    return f"{sympy.latex(equation.lhs)} {mark}= {right_side(equation, lettered)}"


@lru_cache(maxsize=4096)
def right_side(equation: Equation, lettered: frozenset[str] = frozenset()) -> str:
    """Return the right side of an equation as LaTeX, as its author wrote it."""
    tree = formula_of(equation)
    if tree is None:
        return str(sympy.latex(equation.rhs))
    return rendered(tree, {v.name: v for v in equation.variables}, lettered)


def right_side_text(equation: Equation) -> str:
    """Return the right side of an equation as a line of text, in glyphs, as its author wrote it.

    Examples
    --------
    >>> import ironlaw as il
    >>> right_side_text(il.laws[15].relations["cluster_mtbf"].stated)
    'Θ_c/N_c'
    """
    shown = {v.name: glyph_text(v.glyph) for v in equation.variables}
    tree = formula_of(equation)
    if tree is None:
        text = str(
            equation.rhs.xreplace({v: sympy.Symbol(shown[v.name]) for v in equation.variables})
        )
    else:
        text = ast.unparse(_Glyphs({**_SAID, **shown}).visit(copy.deepcopy(tree)))
    return text.replace(" ** ", "^").replace("**", "^").replace(" / ", "/").replace(" * ", " · ")


class _Glyphs(ast.NodeTransformer):
    """Puts glyphs in the place of names."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self._names.get(node.id, node.id))


def formula_of(equation: Equation) -> ast.expr | None:
    """Return the syntax tree of an equation's right side, where its source is known."""
    return _formula(equation.function, equation.lines) if equation.function else None


def _formula(function: Callable[..., Any], lines: tuple[str, ...]) -> ast.expr | None:
    """Return the formula's syntax tree, if the captured source is that of the function."""
    if not lines:
        return None
    try:
        module = ast.parse(textwrap.dedent("".join(inspect.getblock(list(lines)))))
    except (SyntaxError, IndentationError):
        return None
    definition = module.body[0] if module.body else None
    if not isinstance(definition, ast.FunctionDef) or not _same_code(module, function):
        return None
    body = [line for line in definition.body if not _is_docstring(line)]
    returned = body[0] if len(body) == 1 else None
    value = returned.value if isinstance(returned, ast.Return) else None
    return value if value is not None and _is_spoken(value) else None


def _is_spoken(value: ast.expr) -> bool:
    """Tell whether every function called is one that prints as mathematics."""
    calls = [node.func for node in ast.walk(value) if isinstance(node, ast.Call)]
    names = [getattr(call, "id", getattr(call, "attr", "")) for call in calls]
    return all(name in _SPOKEN for name in names)


def _same_code(module: ast.Module, function: Callable[..., Any]) -> bool:
    """Tell whether source text still is what a function was compiled from."""
    own: CodeType = function.__code__
    globals_ = function.__globals__
    modules = [name for name in own.co_names if isinstance(globals_.get(name), ModuleType)]
    imports: list[ast.stmt] = [ast.Import([ast.alias(name)]) for name in modules]
    whole = ast.fix_missing_locations(ast.Module([*imports, *module.body], []))
    compiled = compile(whole, "<captured>", "exec", dont_inherit=True)
    for constant in compiled.co_consts:
        if isinstance(constant, CodeType) and constant.co_name == own.co_name:
            numbers = tuple(c for c in constant.co_consts if not isinstance(c, str))
            own_numbers = tuple(c for c in own.co_consts if not isinstance(c, str))
            return (constant.co_code, numbers, constant.co_varnames, constant.co_names) == (
                own.co_code,
                own_numbers,
                own.co_varnames,
                own.co_names,
            )
    return False


def _is_docstring(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)


def rendered(tree: ast.expr, variables: dict[str, LawVariable], lettered: frozenset[str]) -> str:
    """Return a formula as LaTeX, in the order in which it is written."""
    from latexify.codegen import expression_codegen

    placeholders = {name: chr(_FIRST_PLACEHOLDER + i) for i, name in enumerate(variables)}
    tree = copy.deepcopy(tree)
    powers = _Powers()
    plain_numbers = {name: v for name, v in variables.items() if name not in lettered}
    renamed = _Rename(placeholders, plain_numbers).visit(
        ast.fix_missing_locations(powers.visit(tree))
    )
    latex = expression_codegen.ExpressionCodegen().visit(renamed)
    for plain, operator in _OPERATORS.items():
        latex = latex.replace(plain, operator)
    for name, letter in placeholders.items():
        glyph = variables[name].symbol if name in lettered else variables[name].glyph
        latex = latex.replace(f"{letter}^", f"{{{glyph}}}^").replace(letter, glyph)
    for letter, power in powers.found.items():
        latex = latex.replace(letter, power)
    return str(latex)


class _Powers(ast.NodeTransformer):
    """Put placeholders for very small and very large decimals, which print as powers of ten."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        value = node.value
        if not isinstance(value, float) or value == 0 or 1e-3 <= abs(value) < 1e6:
            return node
        mantissa, _, exponent = f"{value:e}".partition("e")
        mantissa = mantissa.rstrip("0").rstrip(".")
        lead = "" if mantissa == "1" else rf"{mantissa} \times "
        letter = chr(_FIRST_PLACEHOLDER + 5000 + len(self.found))
        self.found[letter] = f"{lead}10^{{{int(exponent)}}}"
        return ast.copy_location(ast.Name(letter, ast.Load()), node)


class _Rename(ast.NodeTransformer):
    """Put one-letter placeholders for variables, and numbers for constants printed as such."""

    def __init__(self, placeholders: dict[str, str], variables: dict[str, LawVariable]) -> None:
        self.placeholders = placeholders
        self.variables = variables

    def visit_Name(self, node: ast.Name) -> ast.expr:
        variable = self.variables.get(node.id)
        if variable is not None and variable.constant is not None:
            digits = _NUMBER.match(variable.glyph)
            if digits is not None:
                value = float(digits[1]) if "." in digits[1] else int(digits[1])
                return ast.copy_location(ast.Constant(value), node)
        name = self.placeholders.get(node.id, _RENAMED.get(node.id, node.id))
        return ast.copy_location(ast.Name(name, node.ctx), node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if isinstance(node.func, ast.Name) and node.func.id == "exp_difference":
            u, v = (ast.unparse(arg) for arg in node.args)
            spelled = f"(exp(-({u})) - exp(-({v}))) / (({v}) - ({u}))"
            return self.visit(ast.parse(spelled, mode="eval").body)  # type: ignore[no-any-return]
        self.generic_visit(node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return ast.copy_location(ast.Name(_RENAMED.get(node.attr, node.attr), node.ctx), node)
