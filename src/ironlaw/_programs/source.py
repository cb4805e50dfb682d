"""The source of one straight function: each node of an expression becomes a name once."""

from __future__ import annotations

import keyword
import math
from collections.abc import Callable, Mapping, Sequence
from operator import mul, truediv
from typing import Any

import numpy as np
import sympy

from ironlaw._language import Range
from ironlaw._programs.operations import SUM, Operation, Part, constant, taken_apart

Translate = Callable[[Operation], Callable[..., Any]]
Definitions = Mapping[sympy.Symbol, sympy.Expr]


class Source:
    """Source that grows: each node of an expression becomes a name once."""

    def __init__(
        self,
        inputs: Sequence[sympy.Symbol],
        definitions: Definitions,
        fixed: Mapping[Any, float],
        *,
        is_array: bool,
        translate: Translate | None,
    ) -> None:
        self.arguments = [_identifier(one.name, index) for index, one in enumerate(inputs)]
        self.lines: list[str] = []
        self.operations = self._made_names = 0
        self.globals: dict[str, Any] = {"inf": math.inf, "nan": math.nan}
        self._is_array, self._translate = is_array, translate
        self._definitions = definitions
        self._names: dict[Any, str] = dict(zip(inputs, self.arguments, strict=True))
        self._values: dict[str, float] = {}
        self._recipes: dict[str, tuple[Any, Sequence[str]]] = {}
        self._names |= {v: self._number(x) for v, x in fixed.items() if v not in self._names}

    def named(self, node: Any) -> str:
        """Return the name, or the number, that stands for a node."""
        found = self._names.get(node)
        if found is None:
            found = self._names[node] = self._made(node)
        return found

    def into(self, name: str) -> str:
        """Return the call that computes a name into the array ``out``, and does it there."""
        compute, names = self._recipes.get(name, (None, ()))
        ufunc, sign = _INTO.get(compute, (np.positive, ""))
        self.globals["last"] = ufunc
        if not sign:
            return f"last({name}, out=out)"
        self.lines = [line for line in self.lines if not line.startswith(f"{name} = ")]
        return f"last({sign.join(names[:-1])}, {names[-1]}, out=out)"

    def guard(self, node: Any, bounds: Range[float]) -> None:
        """Return nothing where a value does not lie in its bounds."""
        name = self.named(node)
        left, right = (
            "<" if is_open else "<=" for is_open in (bounds.left_open, bounds.right_open)
        )
        low, high = (repr(float(end)) for end in (bounds.lower, bounds.upper))
        self.lines.append(f"if not {low} {left} {name} {right} {high}: return None")

    def _made(self, node: Any) -> str:
        if isinstance(node, sympy.Symbol):
            return self.named(self._definitions[node])
        if isinstance(node, Part):
            return self._called(node)
        if not node.args:
            return self._number(constant(node))
        if node.is_Mul or node.is_Pow:
            return self._product(node)
        if isinstance(node, sympy.Piecewise):
            raise NotImplementedError("a program has no pieces")
        return self._called(taken_apart(node))

    def _number(self, value: float) -> str:
        name = repr(float(value))
        self._values[name] = float(value)
        return name

    def _product(self, node: Any) -> str:
        """Multiply what stands above the line, and divide by what stands below."""
        above: list[Any] = []
        below: list[Any] = []
        for factor in node.args if node.is_Mul else (node,):
            if not factor.is_Pow:
                above.append(factor)
                continue
            base, power = factor.args
            is_below = power.could_extract_minus_sign()
            side, size = (below, -power) if is_below else (above, power)
            side.append((base, size))
        top = self._joined([self._factor(one) for one in above])
        if not below:
            return top
        bottom = self._joined([self._factor(one) for one in below])
        return self._line("{}/{}", (top, bottom), truediv)

    def _factor(self, factor: Any) -> str:
        if not isinstance(factor, tuple):
            return self.named(factor)
        base, size = factor
        name = self.named(base)
        if size is sympy.S.One:
            return name
        if size == 2:
            return self._line("{}*{}", (name, name), mul)
        power = self.named(size)
        return self._apply(
            taken_apart(sympy.Pow(base, size, evaluate=False)).operation, (name, power)
        )

    def _joined(self, names: Sequence[str]) -> str:
        if not names:
            return self._number(1.0)
        form = "*".join(["{}"] * len(names))
        return names[0] if len(names) == 1 else self._line(form, names, _product)

    def _called(self, part: Part) -> str:
        return self._apply(part.operation, [self.named(one) for one in part.args])

    def _apply(self, operation: Operation, names: Sequence[str]) -> str:
        places = ["{}"] * len(names)
        if operation.infix and len(names) == 1:
            return names[0]
        if operation.infix:
            return self._line(f" {operation.infix} ".join(places), names, operation.scalar)
        function = operation.array if self._is_array else operation.scalar
        if self._translate is not None:
            function = self._translate(operation)
        form = f"{self._function(function)}({', '.join(places)})"
        return self._line(form, names, operation.scalar)

    def _function(self, function: Callable[..., Any]) -> str:
        """Return the name under which the source calls a function."""
        for name, known in self.globals.items():
            if known is function:
                return name
        name = self._free(f"f{len(self.globals)}")
        self.globals[name] = function
        return name

    def _line(self, form: str, names: Sequence[str], compute: Callable[..., float]) -> str:
        """Write one operation; of numbers alone it is carried out at once."""
        text = form.format(*names)
        if text in self._names:
            return self._names[text]
        if all(one in self._values for one in names):
            return self._number(_value(compute, [self._values[one] for one in names]))
        self.operations += max(len(names) - 1, 1)
        self._made_names += 1
        name = self._free(f"a{self._made_names}")
        self.lines.append(f"{name} = {text}")
        self._names[text] = name
        self._recipes[name] = (compute, names)
        return name

    def _free(self, name: str) -> str:
        while name in self.arguments:
            name = f"{name}_"
        return name


_OWN = ("inf", "nan", "out", "last")  # names that the source uses itself


def _product(*factors: float) -> float:
    return math.prod(factors)


def _value(compute: Callable[..., float], args: Sequence[float]) -> float:
    try:
        return float(compute(*args))
    except ArithmeticError:
        return math.nan


def _identifier(name: str, index: int) -> str:
    is_free = name.isidentifier() and not keyword.iskeyword(name) and name not in _OWN
    return name if is_free else f"x{index}"


_INTO: dict[Any, tuple[Any, str]] = {
    _product: (np.multiply, "*"),
    mul: (np.multiply, "*"),
    truediv: (np.divide, "/"),
    SUM.scalar: (np.add, " + "),
}
