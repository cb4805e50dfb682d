"""Relations: what a declaration checks, and LaTeX in the order in which its author wrote it."""

from __future__ import annotations

import copy
import importlib
import linecache
import pickle
import sys

import pytest
import sympy

import ironlaw as il

NAMES = ("Max", "Min", "ceiling", "floor", "sqrt", "log", "exp")
FUNCTIONS = {name: getattr(il, name) for name in (*NAMES, "erlang_c", "normal_cdf")}
LIBRARY = {**FUNCTIONS, "exp_difference": il.exp_difference, "sympy": sympy}
HEADER = f"""import ironlaw as il
from ironlaw import {", ".join(sorted(LIBRARY.keys() - {"sympy"}))}
import sympy
from sympy import Piecewise
"""
WORDS = [
    il.Variable("y", "1", "y"),
    il.Variable("c", "1", "c"),
    il.Variable("n", "1", "n"),
    il.Variable("t", "s", "t"),
    il.Variable("step", "s", r"t_{\mathrm{step}}"),
    il.Variable("size", "byte", r"\beta_{\mathrm{mem}}"),
    il.Variable("whole", "byte", r"M_{\mathrm{act}}^{\mathrm{layer}}"),
    il.Variable("work", "FLOP", "C"),
    il.Variable("six", "FLOP", "6", constant=6),
    il.Variable("two", "1", "{2}", constant=2),
    il.Variable("price", "1", "0.5", constant=0.5),
]


def from_text(source, name=None, **options):
    """Declare a relation from source that no file holds, as typed into an interpreter."""
    space = dict(LIBRARY)
    exec(source, space)
    function = space[name or next(reversed(space))]
    return il.relation(function, variables=WORDS, **options)


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Write a module of one function, import it, and return it with its path."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(source, name="written_law"):
        path = tmp_path / f"{name}.py"
        path.write_text(HEADER + source)
        linecache.clearcache()
        importlib.invalidate_caches()
        sys.modules.pop(name, None)
        monkeypatch.setitem(sys.modules, name, importlib.import_module(name))
        return sys.modules[name], path

    return write


def declare(module, source, name="y", **options):
    return il.relation(getattr(module(source)[0], name), variables=WORDS, **options)


# -- LaTeX in the author's order -------------------------------------------------------------

LATEX = {
    "n / c * 2": r"y = \frac{n}{c} \cdot 2",
    "2 * n * c": r"y = 2 n c",
    "n * (1 - c)": r"y = n \cdot \left( 1 - c \right)",
    "(n / c) * (c + 1)": r"y = \frac{n}{c} \cdot \left( c + 1 \right)",
    "1 - n - c": r"y = 1 - n - c",
    "1 - (n - c)": r"y = 1 - \left( n - c \right)",
    "size**2 / whole**2": r"y = \frac{{\beta_{\mathrm{mem}}}^{2}}"
    r"{{M_{\mathrm{act}}^{\mathrm{layer}}}^{2}}",
    "(t / step) ** c": r"y = \left( \frac{t}{t_{\mathrm{step}}} \right)^{c}",
    "step**2 / t**2": r"y = \frac{{t_{\mathrm{step}}}^{2}}{{t}^{2}}",
    "work / (six * 20 * n)": r"y = \frac{C}{6 \cdot 20 n}",
    "work / (20 * six)": r"y = \frac{C}{20 \cdot 6}",
    "n**two": r"y = {n}^{2}",
    "two**n": r"y = 2^{n}",
    "two * 3 * n": r"y = 2 \cdot 3 n",
    "n * price": r"y = n \cdot 0.5",
    "Max(n, c)": r"y = \max \left( n, c \right)",
    "il.Max(n, c)": r"y = \max \left( n, c \right)",
    "Min(n, c) ** 2": r"y = \left( \min \left( n, c \right) \right)^{2}",
    "ceiling(n / c)": r"y = \left\lceil \frac{n}{c} \right\rceil",
    "floor(n + c)": r"y = \left\lfloor n + c \right\rfloor",
    "sqrt(n / c)": r"y = \sqrt{ \frac{n}{c} }",
    "log(n) ** 2": r"y = \left( \ln \left( n \right) \right)^{2}",
    "exp(-n)": r"y = \exp \left( -n \right)",
    "erlang_c(n, c)": r"y = \operatorname{C} \left( n, c \right)",
    "normal_cdf(n / c)": r"y = \Phi \left( \frac{n}{c} \right)",
    "exp_difference(n, c)": r"y = \frac{\exp \left( -n \right) - \exp \left( -c \right)}{c - n}",
}


def parameters(formula):
    """Return the variables that a formula uses, as a list of parameters."""
    used = compile(formula, "<formula>", "eval").co_names
    return ", ".join(word.name for word in WORDS if word.name in used)


@pytest.mark.parametrize("formula", LATEX)
def test_a_file_of_an_author_prints_in_the_authors_order(formula, module):
    source = f"def y({parameters(formula)}):\n    return {formula}\n"
    assert declare(module, source).latex() == LATEX[formula]


def test_a_docstring_and_comments_do_not_disturb_the_formula(module):
    source = 'def y(n, c):\n    """One line.\n\n    More."""\n    # why\n    return n / c  # what\n'
    relation = declare(module, source)
    assert relation.latex() == r"y = \frac{n}{c}"
    assert relation.text == "One line."


@pytest.mark.parametrize(
    "body",
    ["x = n * c\n    return c * n * x / x", "for _ in ():\n        pass\n    return c * n"],
)
def test_a_body_of_several_statements_prints_in_sympys_order(body, module):
    relation = declare(module, f"def y(n, c):\n    {body}\n")
    assert relation.latex() == f"y = {sympy.latex(relation.rhs)}"


def test_small_decimals_print_as_powers_of_ten(module):
    latex = declare(module, "def y(n):\n    return 1e-6 * n\n").latex()
    assert "e-" not in latex
    assert "10^{-6}" in latex


@pytest.mark.parametrize(
    ("formula", "word"),
    [
        ("Piecewise((n, n > c), (c, True))", "Piecewise"),
        ("c % n", "Mod"),
        ("sympy.gamma(n) * c", "gamma"),
        ("n * c * 10**400", "a float"),
        ("n * c * 1e308 * 1e308", "a float"),
    ],
)
def test_what_cannot_be_solved_is_refused_where_it_is_written(module, formula, word):
    with pytest.raises(il.LawDeclarationError, match=word) as error:
        declare(module, f"def y(n, c):\n    return {formula}\n")
    assert ".py:" in str(error.value)


EDITS = [
    ("n / c", "c / n"),
    ("2 * n - c", "3 * n - c"),
    ("Max(n, c)", "Min(n, c)"),
    ("log(n) * c", "exp(n) * c"),
    ("n + 0.5 * c", "n + 0.25 * c"),
    ("c * n", "n * c * c"),
]


@pytest.mark.parametrize(("old", "new"), EDITS)
def test_a_file_edited_between_import_and_declaration_never_prints_another_formula(
    old, new, module
):
    found, path = module(f"def y(n, c):\n    return {old}\n")
    path.write_text(HEADER + f"def y(n, c):\n    return {new}\n")
    linecache.clearcache()
    relation = il.relation(found.y, variables=WORDS)
    assert relation.latex() == f"y = {sympy.latex(relation.rhs)}"


@pytest.mark.parametrize(("old", "new"), EDITS)
def test_a_file_edited_after_declaration_prints_what_was_declared(old, new, module):
    found, path = module(f"def y(n, c):\n    return {old}\n")
    relation = il.relation(found.y, variables=WORDS)
    path.write_text(HEADER + f"\n\ndef y(n, c):\n    return {new}\n")
    linecache.clearcache()
    untouched = declare(module, f"def y(n, c):\n    return {old}\n")
    assert relation.latex() == untouched.latex()


def test_without_a_source_the_formula_prints_in_sympys_order():
    relation = from_text("def y(n, c):\n    return n / 2 * c")
    assert relation.latex() == r"y = \frac{c n}{2}"


def test_a_file_that_is_gone_prints_in_sympys_order(module):
    found, path = module("def y(n, c):\n    return n / 2 * c\n")
    path.unlink()
    linecache.clearcache()
    assert il.relation(found.y, variables=WORDS).latex() == r"y = \frac{c n}{2}"


# -- what a declaration refuses --------------------------------------------------------------

REFUSED = {
    "def y(zz):\n    return zz": r"parameter 'zz' is not in the vocabulary; or pass variables=",
    "def y(wieght_bytes):\n    return wieght_bytes": "did you mean 'weight_bytes'",
    "def yy(n):\n    return n": "the defined variable 'yy' is not in the vocabulary",
    "def y(n, c):\n    return n": "y does not use c; drop it",
    "def y(n, c):\n    return n + 0 * c": "y does not use c; drop it",
    "def y(*n):\n    return n[0]": r"name every parameter; \* and \*\* hide them",
    "def y(n, **c):\n    return n": r"name every parameter",
    "def y(n):\n    return n * sympy.Symbol('q')": "y uses q, not among its parameters",
    "def y(n):\n    return n * undefined": "failed on symbols: name 'undefined' is not defined",
    "def y(n):\n    import math\n    return math.sqrt(n)": "write it with ironlaw's own Max, Min",
    "def y(n):\n    return n if n > 1 else 1": "failed on symbols",
    "def y(n):\n    import random\n    return n * random.random()": "is not a pure formula",
    "def y(n):\n    return n > 1": "is not a pure formula",
    "def y(n):\n    return True": "is not a pure formula",
    "def y(n):\n    return None": "y",
    "def y(n):\n    return 'n'": "y",
    "def y(n):\n    return [n]": "y",
    "def y(n):\n    return n / 0": "failed on symbols|y",
}


@pytest.mark.parametrize("source", REFUSED)
def test_a_declaration_that_is_no_pure_formula_of_known_words_is_refused(source):
    with pytest.raises(il.LawDeclarationError, match=REFUSED[source]) as caught:
        from_text(source, name=source[4 : source.index("(")])
    assert str(caught.value).startswith("<string>:1: ")


MIXED = {
    "n + t": r"mixes .*dimensionless \(n\).*\[time\] \(t\)",
    "t": r"y is dimensionless but its formula is \[time\]; the two sides must share",
    "Max(t, size)": r"'Max\(size, t\)' mixes \[information\] \(size\) and \[time\] \(t\)",
    "Min(t, 1)": r"mixes dimensionless \(1\) and \[time\] \(t\)",
    "sympy.Piecewise((n, t > size), (c, True))": "mixes",
    "sympy.Piecewise((n, n > 1), (t, True))": "mixes",
    "ceiling(t)": r"'ceiling\(t\)' takes 't', which is \[time\]; it must be dimensionless",
    "floor(size)": "it must be dimensionless",
    "log(t)": "it must be dimensionless",
    "exp(-t)": "it must be dimensionless",
    "sqrt(size)": r"its formula is \[information\] \*\* 0.5",
    "erlang_c(n, t)": r"'ErlangC\(n, t\)' takes 't'",
    "normal_cdf(size)": "it must be dimensionless",
    "exp_difference(n, t)": "it must be dimensionless",
    "n**t": "it must be dimensionless",
    "(t / step) ** size": "it must be dimensionless",
}


@pytest.mark.parametrize("formula", MIXED)
def test_a_dimension_error_carries_file_line_and_terms(formula, module):
    source = f"def y({parameters(formula)}):\n    return {formula}\n"
    with pytest.raises(il.LawDeclarationError, match=MIXED[formula]) as caught:
        declare(module, source)
    assert isinstance(caught.value, il.DimensionError)
    line = HEADER.count("\n") + 1
    assert f"written_law.py:{line}: relation 'y': " in str(caught.value)


@pytest.mark.parametrize("thing", [5, None, "y = n", sympy.Symbol("y"), sympy.true])
def test_only_functions_and_equations_are_relations(thing):
    with pytest.raises(
        il.LawDeclarationError, match=r"neither a function nor a sympy\.Eq; pass one"
    ):
        il.relation(thing, variables=WORDS)


@pytest.mark.parametrize("thing", [len, int, print])
def test_builtins_are_not_formulas(thing):
    with pytest.raises(il.LawDeclarationError, match="not a plain Python function; write one with"):
        il.relation(thing, variables=WORDS)


@pytest.mark.parametrize("options", [{"choice": "way"}, {"variant": "short"}])
def test_choice_and_variant_go_together(options):
    with pytest.raises(il.LawDeclarationError, match="go together; give both or neither"):
        from_text("def y(n):\n    return n", **options)


# -- implicit equations ----------------------------------------------------------------------

Y, N, T = WORDS[0], WORDS[2], WORDS[3]


def test_an_implicit_equation_is_solved_for_any_of_its_variables():
    relation = il.relation(sympy.Eq(Y * T, 6 * WORDS[4]), name="balance")
    assert relation.defines is None
    assert relation.solve("y", t=2, step=3).magnitude == pytest.approx(9)
    assert relation.solve("step", t=2, y=3).magnitude == pytest.approx(1)


def test_an_implicit_equation_prints_in_sympys_order_and_keeps_exact_decimals():
    relation = il.relation(sympy.Eq(Y + sympy.exp(Y), 0.1 * N), name="balance")
    assert relation.rhs == N / 10
    assert relation.latex() == r"y + e^{y} = \frac{n}{10}"


def test_an_equation_with_a_lone_variable_on_the_left_defines_it():
    assert il.relation(sympy.Eq(Y, N**2), name="square").defines == Y
    assert il.relation(sympy.Eq(Y, N * Y**2), name="square").defines is None


@pytest.mark.parametrize(
    ("equation", "name", "message"),
    [
        (sympy.Eq(Y, N), None, "an implicit equation needs name='...'"),
        (sympy.Eq(Y, T), "r", r"relation 'r': y is dimensionless but its formula is \[time\]"),
        (sympy.Eq(Y, sympy.Symbol("q")), "r", "r: q is not an il.Variable"),
        (sympy.Eq(Y + T, N), "r", "relation 'r': 't \\+ y' mixes"),
    ],
)
def test_a_wrong_equation_is_refused(equation, name, message):
    with pytest.raises(il.LawDeclarationError, match=message):
        il.relation(equation, name=name)


# -- what a relation is ----------------------------------------------------------------------


def test_a_relation_carries_its_function_words_and_equation():
    relation = il.laws[2].relations["memory_time"]
    assert relation.function(16e9, 4e9) == 4.0
    assert relation.text == "Every weight crosses the memory bus once."
    assert [v.name for v in relation.symbols_used] == [
        "memory_time",
        "weight_bytes",
        "memory_bandwidth",
    ]
    assert relation.equation == sympy.Eq(relation.lhs, relation.rhs)


def test_a_relation_is_the_smallest_system():
    relation = il.laws[2].relations["ridge_point"]
    assert dict(relation.relations) == {"ridge_point": relation}
    assert relation.solve("memory_bandwidth", ridge_point=300, peak_flops=9e14).magnitude == 3e12


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda r: pickle.loads(pickle.dumps(r))]
)
def test_a_copy_of_a_relation_prints_and_solves_alike(again):
    relation = il.laws[2].relations["memory_time"]
    other = again(relation)
    assert other.latex() == relation.latex()
    assert str(other.solve("weight_bytes")) == str(relation.solve("weight_bytes"))


def test_a_relation_of_a_function_that_cannot_be_found_again_still_pickles():
    relation = from_text("def y(n, c):\n    return n / c")
    again = pickle.loads(pickle.dumps(relation))
    assert again.function is None
    assert again.solve("n", y=3, c=2).magnitude == 6


def test_a_variable_passed_along_takes_precedence_over_the_vocabulary():
    own = il.Variable("memory_time", "s", "q", "another meaning")
    space = {}
    exec("def y(memory_time, t):\n    return memory_time / t", space)
    relation = il.relation(space["y"], variables=[*WORDS, own])
    assert own in relation.symbols_used


@pytest.mark.parametrize("as_text", [True, False])
def test_defines_names_the_variable_where_the_function_does_not(as_text):
    space = {}
    exec("def y_by_half(n):\n    return n / 2", space)
    defines = "y" if as_text else Y
    relation = il.relation(space["y_by_half"], defines=defines, variables=WORDS)
    assert (relation.name, relation.defines) == ("y", Y)


# -- laws of users ---------------------------------------------------------------------------

LAW = r'''
from ironlaw import Law, Variable, relation

hit = Variable("cache_hit", "1", r"\chi_{\mathrm{hit}}", domain="fraction")
miss = Variable("cache_miss", "1", r"\chi_{\mathrm{miss}}", domain="fraction")


def cache_miss(cache_hit):
    """What is not a hit."""
    return 1 - cache_hit


law = Law(name="%s", relations=[relation(cache_miss, variables=[hit, miss])])
'''


def from_interpreter(path):
    space = {}
    exec(LAW % "Cache", space)
    return space["law"]


def from_module(path):
    (path / "cache_law.py").write_text(LAW % "Cache")
    sys.path.insert(0, str(path))
    try:
        importlib.invalidate_caches()
        return importlib.import_module("cache_law").law
    finally:
        sys.path.remove(str(path))
        sys.modules.pop("cache_law", None)


def from_file(path):
    (path / "cache.py").write_text(LAW % "Cache")
    return il.load_laws(path / "cache.py")["cache"]


def from_folder(path):
    (path / "cache.py").write_text(LAW % "Cache")
    (path / "other.py").write_text(LAW % "Other")
    (path / "_words.py").write_text("raise SystemExit")
    found = il.load_laws(str(path))
    assert list(found) == ["cache", "other"]
    return found["cache"]


@pytest.mark.parametrize("origin", [from_interpreter, from_module, from_file, from_folder])
def test_a_law_of_ones_own_needs_no_registration(origin, tmp_path):
    law = origin(tmp_path)
    assert law.solve("cache_hit", cache_miss=0.25).magnitude == 0.75
    assert (il.laws[2] + law).solve("cache_hit", cache_miss=0.25).magnitude == 0.75
    assert law.latex() == r"\chi_{\mathrm{miss}} = 1 - \chi_{\mathrm{hit}}"
    assert [pair.method for pair in law.verify()] == ["direct", "isolation"]
    assert "cache" not in dir(il.laws)


def test_laws_of_one_name_in_a_folder_are_refused_and_not_dropped(tmp_path):
    for stem in ("one", "two"):
        (tmp_path / f"{stem}.py").write_text(LAW % "Cache")
    with pytest.raises(il.LawDeclarationError, match="cache"):
        il.load_laws(tmp_path)


@pytest.mark.parametrize("text", ["law = 5", "other = 1"])
def test_a_file_without_a_law_is_refused_by_name(text, tmp_path):
    (tmp_path / "empty.py").write_text(text)
    with pytest.raises(il.LawDeclarationError, match=r"empty.py has no value 'law' made by il.Law"):
        il.load_laws(tmp_path)


@pytest.mark.parametrize("name", ["missing", "missing.py", "."])
def test_a_place_without_law_files_is_refused(name, tmp_path):
    with pytest.raises(il.LawDeclarationError, match="holds no Python file; give a law file or"):
        il.load_laws(tmp_path / name)


def equal(one, other, name):
    return il.relation(sympy.Eq(one, other), name=name)


@pytest.mark.parametrize(
    ("relations", "message"),
    [
        ([], "no relation; pass il.relation"),
        ([5], r"5 is not a relation; pass il.relation"),
        ([sympy.Eq(Y, N)], "is not a relation"),
        ([equal(Y, N, "r"), equal(Y, 2 * N, "r")], "two active relations named 'r'; make them"),
        (
            [equal(Y, N, "r"), equal(il.Variable("y", "s"), T, "s")],
            "two different variables named 'y'",
        ),
        (
            [equal(Y, il.Variable("z", latex="y"), "r")],
            "y and z share the glyph 'y'; give one",
        ),
    ],
)
def test_a_law_whose_relations_do_not_fit_together_is_refused(relations, message):
    with pytest.raises(il.LawDeclarationError, match=message):
        il.Law(name="Mine", relations=relations)
