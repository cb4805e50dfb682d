"""Every rearranged form and every derivative, proved by a second computer algebra system: Maxima.

It is run where it is installed. What Maxima leaves open (it simplifies no fractional power of a
sum, say) is computed with 50 digits at points of the domain; what differs there is refuted.
"""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from typing import NamedTuple

import pytest
import sympy

import ironlaw as il
from conftest import is_special
from ironlaw._model.sampling import sample_point

MAXIMA = shutil.which("maxima")
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(MAXIMA is None, reason="Maxima is not installed"),
]

LAWS = [*il.laws.values(), il.iron_law, il.training, il.inference]
RELATIONS = list({one.stated: one for law in LAWS for one in law.declared}.values())
STEPPED = (sympy.Max, sympy.Min, sympy.floor, sympy.ceiling)
POINTS = 3


class Claim(NamedTuple):
    """An expression that is claimed to be zero, the relation that it is about, and which way."""

    kind: str
    relation: il.Relation
    variable: il.Variable
    zero: sympy.Expr


def decided(expr, regime):
    """Return an expression with each Max and Min that holds a binding argument replaced by it."""
    for node in sorted(expr.atoms(sympy.Max, sympy.Min), key=sympy.count_ops):
        binding = [arg for arg in node.args if arg in regime]
        if binding:
            expr = expr.xreplace({node: binding[0]})
    return expr


def forms():
    """Claim of each explicit branch of each relation that it satisfies the relation."""
    for one in RELATIONS:
        if one.defines is None or is_special(one):
            continue
        for variable in one.symbols_used:
            solution = one.solve(variable)
            for branch in solution.branches:
                explicit = isinstance(branch.expr, sympy.Expr) and branch.method != "implicit"
                if explicit and variable != one.defines:
                    swap = {variable: branch.expr}
                    rhs = decided(one.rhs, branch.regime)
                    if not rhs.has(*STEPPED) or variable not in rhs.free_symbols:
                        yield Claim("form", one, variable, rhs.xreplace(swap) - one.defines)


def derivatives():
    """Claim of each derivative that it is Maxima's; roundings and extremes have none there."""
    for one in RELATIONS:
        if one.defines is None or is_special(one) or one.rhs.has(*STEPPED):
            continue
        for row in one.sensitivity(one.defines).rows:
            yield Claim("derivative", one, row.variable, row.derivative)


def proved(claims):
    """Ask Maxima which claims are zero: a list of ``zero``, ``open`` or ``error``."""
    lines = ["display2d:false$", "assume_pos:true$", "radexpand:all$", "logexpand:super$"]
    for index, claim in enumerate(claims):
        names = sorted(claim.zero.free_symbols | claim.relation.rhs.free_symbols, key=str)
        short = {v: sympy.Symbol(f"v{k}") for k, v in enumerate(names)}
        zero = written(claim.zero.xreplace(short))
        if claim.kind == "derivative":
            rhs = written(claim.relation.rhs.xreplace(short))
            zero = f"({zero}) - diff({rhs}, {short[claim.variable]})"
        lines.append(f"t:errcatch(radcan(ratsimp(exponentialize({zero}))))$")
        lines.append(
            f'print("@{index}", if t=[] then "error" elseif is(t[1]=0) then "zero" else "open")$'
        )
    done = subprocess.run(
        [MAXIMA, "--very-quiet"],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=True,
        timeout=900,
    )
    found = {}
    for line in done.stdout.splitlines():
        mark, _, verdict = line.strip().partition(" ")
        if mark.startswith("@"):
            found[int(mark[1:])] = verdict.strip()
    return [found.get(index, "error") for index in range(len(claims))]


def written(expr):
    """Return an expression in Maxima's language."""
    text = sympy.sstr(expr, full_prec=True)
    for name, other in (("**", "^"), ("Max", "max"), ("Min", "min"), ("pi", "%pi")):
        text = text.replace(name, other)
    return text


def is_zero_by_numbers(claim):
    """Tell whether a claim holds with 50 digits at points of the relation's domain."""
    zero = claim.zero
    if claim.kind == "derivative":
        zero -= claim.relation.rhs.diff(claim.variable)
    for seed in range(POINTS):
        point = sample_point(claim.relation, seed)
        inputs = {v: sympy.Float(x, 60) for v, x in point.items() if v != claim.relation.defines}
        stated = claim.relation.rhs.xreplace(inputs).evalf(60)
        at = zero.xreplace({**inputs, claim.relation.defines: stated}).evalf(50)
        if abs(at) > (abs(stated) + 1) * sympy.Float("1e-30"):
            return False
    return True


@pytest.mark.parametrize("kind", ["form", "derivative"])
def test_maxima_refutes_nothing(kind, record_property):
    claims = list(forms() if kind == "form" else derivatives())
    verdicts = proved(claims)
    counts = Counter(verdicts)
    left = [claim for claim, verdict in zip(claims, verdicts, strict=True) if verdict != "zero"]
    refuted = [
        (str(one.relation.name), str(one.variable), str(one.zero))
        for one in left
        if not is_zero_by_numbers(one)
    ]
    assert not refuted
    assert counts["zero"] >= 0.95 * len(claims) > 100
    record_property(
        "maxima",
        f"{kind}s: {counts['zero']} of {len(claims)} proved by Maxima, "
        f"{len(left)} by numbers, 0 refuted",
    )
