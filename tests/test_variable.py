"""Variables: ordinary SymPy symbols that keep their meaning wherever SymPy takes them."""

from __future__ import annotations

import copy
import math
import pickle
import subprocess
import sys

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import ironlaw as il
from ironlaw._language import Bounds, base_unit

STEADY = settings(deadline=None, derandomize=True, max_examples=100)
WORDS = il.variables
UNITS = ["1", "s", "GB/s", "FLOP/s", "USD/kWh"]
DOMAINS = ["positive", "nonnegative", "fraction", "count", "real", "(0, 1]", "count [1, inf)"]
COPIES = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "sympify": sympy.sympify,
    **{
        f"pickle {number}": lambda value, number=number: pickle.loads(pickle.dumps(value, number))
        for number in range(pickle.HIGHEST_PROTOCOL + 1)
    },
}


def declared(name, unit, latex, meaning, **options):
    """Declare a variable whose numbers, if it has any, are in base units."""
    for one in ("constant", "default"):
        if options[one] is not None:
            options[one] = f"{options[one]} {base_unit(unit)}"
    return il.Variable(name, unit, latex, meaning, **options)


declarations = st.builds(
    declared,
    st.sampled_from(["hits", "_x1", "größe", "한"]),
    st.sampled_from(UNITS),
    st.none() | st.text(max_size=12),
    st.text(max_size=20),
    domain=st.sampled_from(DOMAINS),
    better=st.sampled_from([None, "less", "more"]),
    constant=st.none() | st.just(1),
    default=st.none() | st.just(1),
)


def facts(variable: il.Variable) -> tuple[object, ...]:
    names = ("name", "unit", "glyph", "meaning", "domain", "better", "constant", "default")
    return tuple(getattr(variable, name) for name in names)


@pytest.mark.parametrize("kind", COPIES)
@STEADY
@given(variable=declarations)
def test_a_copy_is_the_same_symbol_and_keeps_every_fact(kind, variable):
    again = COPIES[kind](variable)
    assert again == variable
    assert hash(again) == hash(variable)
    assert facts(again) == facts(variable)


@STEADY
@given(one=declarations, other=declarations)
def test_two_variables_are_equal_exactly_when_they_are_declared_alike(one, other):
    assert (one == other) == (facts(one) == facts(other))
    assert (one - other == 0) == (one == other)


def test_a_variable_survives_into_another_process():
    code = "import pickle, sys; v = pickle.load(sys.stdin.buffer); print(v.unit, v.glyph, v**2)"
    sent = pickle.dumps(WORDS.memory_bandwidth)
    found = subprocess.check_output([sys.executable, "-c", code], input=sent).decode().split()
    assert found == ["byte/s", r"B_{\mathrm{mem}}", "memory_bandwidth**2"]


def test_one_name_with_two_units_is_two_symbols_and_neither_overwrites_the_other():
    time, size = il.Variable("x", "s"), il.Variable("x", "byte")
    assert time != size
    assert (time.unit, size.unit) == ("s", "byte")
    assert len((time + size).free_symbols) == 2


def test_a_variable_is_not_the_plain_symbol_of_its_name():
    assert il.Variable("x") != sympy.Symbol("x", positive=True)


# -- ordinary SymPy --------------------------------------------------------------------------


@pytest.mark.parametrize("module", ["math", "numpy", "scipy", "mpmath", "sympy"])
def test_lambdify_takes_variables_with_every_module(module):
    size, rate = WORDS.weight_bytes, WORDS.memory_bandwidth
    function = sympy.lambdify([size, rate], size / rate + sympy.Max(size, rate), module)
    assert float(function(16.0, 4.0)) == 20.0


def test_lambdified_variables_broadcast():
    size, rate = WORDS.weight_bytes, WORDS.memory_bandwidth
    found = sympy.lambdify([size, rate], size / rate)(
        np.array([2.0, 4.0]), np.array([[1.0], [2.0]])
    )
    assert found.tolist() == [[2.0, 4.0], [1.0, 2.0]]


def test_the_class_has_a_name_that_no_code_printer_dispatches_on():
    assert il.Variable.__name__ != "Variable"
    assert sympy.pycode(WORDS.tokens + 1) == "tokens + 1"
    assert sympy.ccode(WORDS.tokens**2) == "pow(tokens, 2)"


@STEADY
@given(value=st.fractions(min_value="1/50", max_value=1000, max_denominator=50))
def test_subs_and_diff_and_solve_work_as_on_symbols(value):
    x = il.Variable("x", "s", "t")
    number = sympy.Rational(value.numerator, value.denominator)
    assert (x**2 + 1).subs(x, number) == number**2 + 1
    assert (x**3).diff(x).xreplace({x: number}) == 3 * number**2
    assert sympy.solve(sympy.Eq(x**2, number**2), x) == [number]


def test_a_count_carries_no_integer_assumption_so_that_it_can_be_solved_for():
    devices = WORDS.devices
    assert devices.is_integer is None
    assert sympy.solve(sympy.Eq(10, 4 * devices), devices) == [sympy.Rational(5, 2)]


@pytest.mark.parametrize(
    ("expr", "latex"),
    [
        (lambda b: b, r"\beta_{\mathrm{mem}}"),
        (lambda b: b**2, r"\beta_{\mathrm{mem}}^{2}"),
        (lambda b: 1 / b, r"\frac{1}{\beta_{\mathrm{mem}}}"),
        (sympy.sqrt, r"\sqrt{\beta_{\mathrm{mem}}}"),
        (lambda b: 2 * b, r"2 \beta_{\mathrm{mem}}"),
        (sympy.exp, r"e^{\beta_{\mathrm{mem}}}"),
    ],
)
def test_latex_prints_the_glyph_anywhere(expr, latex):
    assert sympy.latex(expr(il.Variable("b", "byte/s", r"\beta_{\mathrm{mem}}"))) == latex


def test_a_glyph_with_a_superscript_is_never_given_a_second_one():
    x = il.Variable("x", latex=r"M_{\mathrm{act}}^{\mathrm{layer}}")
    assert sympy.latex(x**2) == r"\left(M_{\mathrm{act}}^{\mathrm{layer}}\right)^{2}"


def test_numeric_glyphs_next_to_numbers_are_multiplied_visibly():
    six = il.Variable("six", "FLOP", "6", constant=6)
    assert sympy.latex(20 * six) == r"20 \cdot 6"


def test_without_a_glyph_the_name_is_set_in_roman():
    assert sympy.latex(il.Variable("cache_hit")) == r"\mathrm{cache\_hit}"


def test_variables_sort_and_print_like_symbols():
    b, a = il.Variable("b", "s"), il.Variable("a", "byte")
    assert sorted([b, a], key=sympy.default_sort_key) == [a, b]
    assert str(b / a) == "b/a"
    assert (b.name, b.args, b.is_Symbol) == ("b", (), True)


# -- domains ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("domain", "inside", "outside", "words"),
    [
        ("positive", (1e-300, 1e300), (0, -1), "positive"),
        ("nonnegative", (0, 5), (-1e-9,), "zero or more"),
        ("fraction", (0, 0.5, 1), (-0.1, 1.2), "in [0, 1]"),
        ("count", (1, 2.5), (0, -1), "positive"),
        ("real", (-1e9, 0), (math.inf, -math.inf), None),
        ("(0, 1]", (0.1, 1), (0, 1.0001), "in (0, 1]"),
        ("[0, 1)", (0, 0.99), (1,), "in [0, 1)"),
        ("[1, inf)", (1, 1e12), (0.99,), "at least 1"),
        ("(1, inf)", (1.1,), (1,), "above 1"),
        ("count [1, inf)", (1, 1.5), (0.5,), "at least 1"),
        ("[-1, 1]", (-1, 0), (-2,), "in [-1, 1]"),
    ],
)
def test_a_domain_contains_what_it_says(domain, inside, outside, words):
    bounds = il.Variable("x", domain=domain).domain
    assert all(bounds.contains(value) for value in inside)
    assert not any(bounds.contains(value) for value in (*outside, math.nan, math.inf))
    assert words in (None, bounds.describe())


@pytest.mark.parametrize(
    ("domain", "positive", "nonnegative"),
    [
        ("positive", True, True),
        ("count", True, True),
        ("(0, 1]", True, True),
        ("[1, inf)", True, True),
        ("nonnegative", None, True),
        ("fraction", None, True),
        ("real", None, None),
        ("[-1, 1]", None, None),
    ],
)
def test_a_domain_gives_the_sympy_assumptions_that_it_justifies(domain, positive, nonnegative):
    x = il.Variable("x", domain=domain)
    assert (x.is_positive, x.is_nonnegative, x.is_real) == (positive, nonnegative, True)


def test_bounds_are_a_sympy_set():
    assert Bounds(0.0, 1.0, True, False).to_set() == sympy.Interval.Lopen(0, 1)
    assert il.Variable("x").domain.to_set() == sympy.Interval.open(0, sympy.oo)
    assert Bounds(0.25, 1.0, False, False).to_set().start == sympy.Float(0.25)


# -- values ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("400 Gbit/s", 50e9),
        (5, 5.0),
        (np.float32(5), 5.0),
        (sympy.Rational(1, 2), 0.5),
        (il.Q("1 GB/min"), 1e9 / 60),
    ],
)
def test_a_value_is_read_into_base_units(value, expected):
    found = WORDS.memory_bandwidth.to_base(value)
    assert type(found) is float
    assert found == pytest.approx(expected, rel=1e-15)


@STEADY
@given(name=st.sampled_from(sorted(WORDS)), part=st.floats(0.01, 0.99), size=st.floats(-9, 24))
def test_what_a_variable_shows_it_reads_back(name, part, size):
    variable = WORDS[name]
    low, high = variable.domain.lower, variable.domain.upper
    value = low + part * (high - low) if math.isfinite(high) else max(low, 0) + 10**size
    assert variable.to_base(variable.show(value, 16)) == pytest.approx(value, rel=1e-13)


# -- declaration -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "1x"}, "'1x' is not a Python identifier; write one"),
        ({"name": "class"}, "is not a Python identifier"),
        ({"name": ""}, "is not a Python identifier"),
        ({"name": None}, "is not a Python identifier"),
        ({"unit": "GBs"}, "variable 'x': unknown unit 'GBs'; did you mean 'GB'"),
        ({"unit": "9**9"}, "variable 'x': .* is not a unit"),
        ({"unit": None}, "variable 'x'"),
        ({"domain": "fractions"}, "domain 'fractions' is neither one of positive, .*'\\(0, 1\\]'"),
        ({"domain": "(0, 1.2.3]"}, "variable 'x': domain"),
        ({"domain": "(5, 1]"}, "variable 'x': domain"),
        ({"domain": None}, "variable 'x': domain"),
        ({"better": "most"}, "better is 'less', 'more' or None, not 'most'"),
        ({"constant": True}, "x = True is not a number"),
        ({"constant": "nan"}, "does not start with a number"),
        ({"constant": math.nan}, "is not a finite number"),
        ({"unit": "s", "constant": "5 GB"}, r"is \[information\], but x is \[time\]"),
        ({"unit": "byte", "default": "5"}, "write a unit such as 'GB'"),
        ({"domain": "(0, 1]", "default": 2}, r"x = 2 is out of range; it must be in \(0, 1\]"),
    ],
)
def test_a_wrong_declaration_is_refused_and_names_the_variable(arguments, message):
    with pytest.raises(il.LawDeclarationError, match=message):
        il.Variable(**{"name": "x", **arguments})


def test_constants_and_defaults_are_kept_in_base_units():
    x = il.Variable("x", "day", constant="2 h", default="1 day")
    assert (x.constant, x.default) == (7200.0, 86400.0)


# -- the vocabulary --------------------------------------------------------------------------


def test_a_vocabulary_is_a_mapping_with_attributes():
    hits, misses = il.Variable("hits", latex="h"), il.Variable("misses", latex="m")
    words = il.Vocabulary([hits, misses])
    assert words.hits is words["hits"] is hits
    assert list(words) == ["hits", "misses"]
    assert "hits" in words
    assert "misses" in dir(words)


def test_a_name_that_is_declared_twice_is_refused():
    with pytest.raises(il.LawDeclarationError, match="'x' is declared twice; keep one"):
        il.Vocabulary([il.Variable("x"), il.Variable("x", "s")])


def test_an_unknown_word_is_an_error_with_near_names_whichever_way_it_is_asked_for():
    with pytest.raises(il.UnknownVariable, match="did you mean 'weight_bytes'"):
        WORDS["weigth_bytes"]
    with pytest.raises(AttributeError, match="did you mean 'weight_bytes'"):
        _ = WORDS.weigth_bytes
    assert not hasattr(WORDS, "_private")
    assert WORDS.get("weigth_bytes") is None
