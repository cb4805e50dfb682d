"""Arguments of the wrong kind: each is refused with one of the project's own errors, in words."""

import pathlib

import pytest
import sympy as sp

import ironlaw as il

x = il.Variable("x", latex="x")
y = il.Variable("y", latex="y")


def double(x):
    return 2 * x


def relation(**options):
    return il.relation(double, defines=y, variables=[x, y], **options)


WRONG = {
    "a domain that is a list": lambda: il.Variable("z", domain=[]),
    "a glyph that is a number": lambda: il.Variable("z", latex=5),
    "no meaning": lambda: il.Variable("z", meaning=None),
    "the name of an argument": lambda: il.Variable("rtol"),
    "the name of the givens": lambda: il.Variable("givens"),
    "variables that are none": lambda: il.relation(double, defines=y, variables=None),
    "a variable that is a number": lambda: il.relation(double, defines=y, variables=[5]),
    "a number that is defined": lambda: il.relation(double, defines=5, variables=[x]),
    "a variant that is a number": lambda: relation(choice="c", variant=5),
    "a law without relations": lambda: il.Law(name="z", relations=None),
    "a law without a name": lambda: il.Law(name=None, relations=[relation()]),
    "places that are a number": lambda: il.Law(name="z", relations=[relation()], places=5),
    "an explanation in numbers": lambda: il.Law(name="z", relations=[relation()], explanation=5),
    "only none": lambda: il.laws[2].only(None),
    "without a number": lambda: il.laws[2].without(5),
    "a join with a number": lambda: il.join("t", 5),
    "a join without a name": lambda: il.join(None, il.laws[2]),
    "the equation of nothing": lambda: il.join("t").equation,
    "the formula of nothing": lambda: il.join("t").latex(),
    "a picture of a number": lambda: il.laws[2].to_mermaid(5),
    "symbols that are a number": lambda: il.laws[2].symbols(5),
    "no unit": lambda: il.laws[2].solve("memory_time", weight_bytes=1, memory_bandwidth=1).to(None),
    "a huge number of a law": lambda: il.laws[10**5000],
    "an expression beyond floats": lambda: il.laws[2].solve(
        "memory_time", weight_bytes=sp.Integer(10) ** 100000, memory_bandwidth=1
    ),
    "a quantity of bytes": lambda: il.Q(b"12"),
    "a quantity of an object": lambda: il.Q(object()),
    "a quantity of texts": lambda: il.Q(["1", "x"], "s"),
    "laws from nowhere": lambda: il.load_laws(None),
    "laws from an empty path": lambda: il.load_laws(""),
    "laws from a long path": lambda: il.load_laws("x" * 5000),
    "a long variant": lambda: il.laws[2].using(recomputation="x" * 10**5),
    "a long relation": lambda: il.laws[2].only("x" * 10**5),
    "a long relation by name": lambda: il.laws[2].relations["x" * 10**5],
    "a long unknown": lambda: il.laws[2].solve("x" * 10**5),
    "a long quantity": lambda: il.laws[2].solve("memory_time", weight_bytes="x" * 10**5),
    "a long domain": lambda: il.Variable("z", domain="z" * 10**5),
}


@pytest.mark.parametrize("ask", WRONG.values(), ids=WRONG)
def test_what_is_of_the_wrong_kind_is_refused_in_a_few_words(ask):
    with pytest.raises(il.IronLawError) as error:
        ask()
    assert 10 < len(str(error.value)) < 500


FILES = {
    "broken": "def (",
    "divides": "1 / 0",
    "imports": "import no_such_module_of_ours",
    "stops": "raise SystemExit(3)",
    "recurses": "def f():\n    f()\n\n\nf()",
    "is empty": "",
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_a_law_file_that_does_not_run_is_refused_by_name(tmp_path, text):
    (tmp_path / "mine.py").write_text(text)
    with pytest.raises(il.LawDeclarationError, match=r"mine\.py"):
        il.load_laws(tmp_path)


def test_a_law_file_s_own_error_passes(tmp_path):
    path = pathlib.Path(tmp_path / "mine.py")
    path.write_text("import ironlaw as il\nil.laws[99]\n")
    with pytest.raises(il.UnknownLaw, match="99"):
        il.load_laws(path)
