"""What SymPy's own functions see of laws, systems and relations."""

import numpy as np
import pytest
import sympy as sp

import ironlaw as il

LAW = il.laws[2]
M, B, T = LAW.symbols("weight_bytes memory_bandwidth memory_time")


def test_sympy_takes_a_law_for_its_equation():
    assert sp.sympify(LAW) == LAW.equation == sp.Eq(T, M / B)
    assert sp.solve(LAW, B) == [M / T]
    assert sp.solve([LAW, sp.Eq(M, 4)], [T, M], dict=True) == [{T: 4 / B, M: 4}]
    assert (LAW.lhs, LAW.rhs) == (T, M / B)
    assert sp.diff(LAW.rhs, M) == 1 / B


@pytest.mark.parametrize(
    "system", [LAW, il.iron_law, il.training, LAW.relations["ridge_point"], LAW + il.laws[1]]
)
def test_sympy_prints_a_system_as_its_first_equation(system):
    assert sp.latex(system) == system.latex()
    assert sp.sstr(system) == sp.sstr(system.equation)
    assert sp.pretty(system) == sp.pretty(system.equation)
    assert str(system) == repr(system)


def test_terminals_show_glyphs():
    assert sp.pretty(LAW.equation, use_unicode=True).splitlines() == [
        "        M  ",
        "tₘₑₘ = ────",
        "       Bₘₑₘ",
    ]
    assert sp.pretty(il.variables.scaling_efficiency, use_unicode=True) == "η_scale"
    for variable in il.variables.values():
        assert not set("\\{}") & set(sp.pretty(variable))


def test_subs_takes_names_and_units():
    assert LAW.subs(memory_time="50 ms") == sp.Eq(0.05, M / B)
    assert LAW.subs({B: "2 byte/s", "weight_bytes": 4}) == sp.Eq(T, 2.0)
    assert LAW.subs(weight_bytes=2 * LAW["compute_time"] * B) == sp.Eq(T, 2 * LAW["compute_time"])
    with pytest.raises(il.UnknownVariable, match="did you mean 'memory_time'"):
        LAW.subs(memory_tim=1)
    with pytest.raises(il.DimensionError):
        LAW.subs(memory_time="5 byte")


def test_an_expression_has_its_constants_as_numbers():
    params, tokens, per = il.laws[11].symbols("parameters tokens flop_per_parameter_token")
    assert il.laws[11].expression("total_flop") == 6 * params * tokens
    assert il.laws[11].expression("total_flop", constants=False) == per * params * tokens
    assert LAW.expression() == M / B
    flop = sp.lambdify([params, tokens], il.laws[11].expression("total_flop"))
    assert flop(np.array([1e9, 2e9]), 1e9).tolist() == [6e18, 12e18]


def test_the_unit_of_an_expression():
    assert il.unit_of(M / B) == "s"
    assert il.unit_of(sp.sqrt(M)) == "byte^0.5"
    assert il.unit_of(M * B) == "byte^2/s"
    assert il.unit_of(sp.Integer(3)) == "1"
    for variable in il.variables.values():
        assert il.unit_of(variable) == variable.base_unit
    with pytest.raises(il.DimensionError, match="mixes"):
        il.unit_of(M + B)
    with pytest.raises(il.DimensionError, match="without a unit"):
        il.unit_of(sp.Symbol("x"))
    with pytest.raises(il.DomainError, match="M is not a SymPy expression"):
        il.unit_of("M")


def test_an_empty_system_has_no_equation_in_words():
    with pytest.raises(il.UnknownRelation, match="has no relation"):
        sp.sympify(il.join("nothing"))
