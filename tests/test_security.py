"""Text from users is data: hostile strings in every input, and no code that would run them."""

from __future__ import annotations

import ast
import html
import os
import re
from pathlib import Path

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import ironlaw as il
from ironlaw._calculus import straight
from ironlaw._programs import differentiated, program

STEADY = settings(deadline=None, derandomize=True, max_examples=80)
ROOT = Path(__file__).parents[1]
MARK = "IRONLAW_TEXT_WAS_RUN"
RUN = f"__import__('os').environ.__setitem__('{MARK}','1')"
HOSTILE = {
    "import": RUN,
    "lambda": f"(lambda: {RUN})()",
    "format": "{0.__class__.__mro__}",
    "percent": "%n%n%s",
    "dunder": "__class__",
    "attribute": "weight_bytes.__class__.__init__.__globals__",
    "statement": f"x; {RUN}",
    "power tower": "9**9**9",
    "factorial": "factorial(10**8)",
    "sympy": "Integral(1/x, (x, 0, 1)).doit()",
    "call": "print(1)",
    "very long": "x" * 100_000,
    "very long number": "9" * 5000,
    "very long unit": "1 " + "s*" * 50_000 + "s",
    "nested": "(" * 10_000 + ")" * 10_000,
    "spaces": " " * 100_000,
    "NUL": "weight_bytes\x00",
    "newline": "weight\nbytes",
    "right-to-left": "\u202esetyb_thgiew",
    "zero width": "weight\u200b_bytes",
    "homoglyph": "wеight_bytes",
    "surrogate": "\ud800",
    "path": "../../etc/passwd",
    "markup": "<script>alert(1)</script>",
    "quote": "'\"`;--",
    "shell": "$(touch hacked)",
    "empty": "",
    "not a number": "nan",
}
VALUES = {
    **HOSTILE,
    "nan with unit": "nan GB",
    "NaN": "NaN GB",
    "-nan": "-nan GB",
    "inf": "inf GB",
    "Infinity": "-Infinity GB",
    "infinity sign": "∞ GB",
    "huge exponent": "1e400 GB",
    "huger exponent": "1e" + "9" * 80 + " GB",
    "huge exponent by prefix": "1e308 TB",
    "tiny exponent": "1e-400 GB",
    "huge unit": "1 YB^9*YB^9",
    "huge unit that cancels": "1 YB^9*YB^9/YB^9/YB^9",
    "huge power": "1 byte^99999",
    "power tower of a unit": "1 byte**9**9",
    "tower of a number": "9**9**9 byte",
    "product of numbers": "2*3 byte",
    "parentheses": "(5) byte",
    "number inside": "1 byte*5",
    "hexadecimal": "0xFF byte",
    "complex": "1j byte",
    "underscores": "1_000 byte",
    "comma": "1,5 byte",
    "two values": "1 byte 2 byte",
    "NUL after": "1 byte\x00",
    "NUL inside": "1 by\x00te",
    "zero width inside": "1 by\u200bte",
    "cyrillic B": "1 GВ",
    "full width": "1 ｂｙｔｅ",
    "superscript": "1 byte²",
    "roman numeral": "Ⅷ byte",
    "circled": "① byte",
    "comment": "1 byte # 2",
    "unit in a call": "1 eval(byte)",
    "braces": "1 {byte}",
}
MEMORY, COMMUNICATION = il.laws[2], il.laws[14]
GIVENS = {"weight_bytes": "16 GB", "memory_bandwidth": "3.35 TB/s"}
ANSWER = MEMORY.solve("memory_time", GIVENS)


def formula(cache_hit):
    return cache_hit


NAME_INPUTS = {
    "solve": MEMORY.solve,
    "derive": MEMORY.derive,
    "sensitivity": MEMORY.sensitivity,
    "evaluate": lambda text: MEMORY.evaluate(text, GIVENS),
    "il.solve": lambda text: il.solve(text, law=2),
    "given name": lambda text: MEMORY.solve("memory_time", {text: "16 GB"}),
    "bound name": lambda text: MEMORY.given({text: 1}),
    "symbols": lambda text: MEMORY.symbols([text]),
    "variable": MEMORY.variable,
    "vocabulary": il.variables.__getitem__,
    "plain symbol": lambda text: MEMORY.solve("memory_time", weight_bytes=sympy.Symbol(text)),
    "law": lambda text: il.solve("memory_time", law=text),
    "find_law": il.find_law,
    "laws": il.laws.__getitem__,
    "choice": lambda text: COMMUNICATION.using(**{text: "tree"}),
    "variant": lambda text: COMMUNICATION.using(allreduce=text),
    "unit": lambda text: il.Q(5, f"x{text}"),
    "answer unit": lambda text: ANSWER.to(f"x{text}"),
    "declared unit": lambda text: il.Variable("x", f"x{text}"),
    "declared domain": lambda text: il.Variable("x", domain=text),
    "declared better": lambda text: il.Variable("x", better=text or "?"),
    "declared constant": lambda text: il.Variable("x", constant=text + "x"),
    "declared default": lambda text: il.Variable("x", "byte", default=text + "x"),
    "defined name": lambda text: il.relation(formula, defines=f"{text}!"),
}
VALUE_INPUTS = {
    "solve": lambda text: MEMORY.solve("memory_time", {**GIVENS, "weight_bytes": text}),
    "partial solve": lambda text: MEMORY.solve("memory_time", weight_bytes=text),
    "evaluate": lambda text: MEMORY.evaluate("memory_time", {**GIVENS, "weight_bytes": text}),
    "sensitivity": lambda text: MEMORY.sensitivity("memory_time", weight_bytes=text),
    "given": lambda text: MEMORY.given(weight_bytes=text),
    "to_base": il.variables.weight_bytes.to_base,
    "constant": lambda text: il.Variable("x", "byte", constant=text),
    "another unit": lambda text: MEMORY.solve("weight_bytes", memory_time=text),
}


@pytest.fixture(autouse=True)
def nothing_runs(monkeypatch):
    """Fail a test in which any text of a user was run."""
    monkeypatch.delenv(MARK, raising=False)
    yield
    assert MARK not in os.environ


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("place", NAME_INPUTS)
def test_a_hostile_name_is_refused_wherever_it_is_given(place, kind):
    with pytest.raises(il.IronLawError):
        NAME_INPUTS[place](HOSTILE[kind])


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("place", VALUE_INPUTS)
def test_a_hostile_value_is_refused_wherever_it_is_given(place, kind):
    with pytest.raises(il.IronLawError):
        VALUE_INPUTS[place](VALUES[kind])


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_a_hostile_variable_name_is_not_declared(kind):
    text = HOSTILE[kind]
    if text.isidentifier():
        assert il.Variable(text).name == text
        return
    with pytest.raises(il.LawDeclarationError, match="is not a Python identifier; write one"):
        il.Variable(text)


@STEADY
@given(text=st.text(max_size=60), place=st.sampled_from(sorted(VALUE_INPUTS)))
def test_any_text_as_a_value_is_a_value_or_an_error_of_ironlaw(text, place):
    try:
        VALUE_INPUTS[place](text)
    except il.IronLawError as error:
        assert str(error)


@STEADY
@given(text=st.text(max_size=60), place=st.sampled_from(sorted(NAME_INPUTS)))
def test_any_text_as_a_name_is_a_name_or_an_error_of_ironlaw(text, place):
    try:
        NAME_INPUTS[place](text)
    except il.IronLawError as error:
        assert str(error)


@pytest.mark.parametrize(
    "number", [10**400, -(10**400), 10**5000], ids=["1e400", "-1e400", "1e5000"]
)
def test_whole_numbers_beyond_floats_are_refused(number):
    with pytest.raises(il.DomainError):
        MEMORY.solve("memory_time", weight_bytes=number)


def test_a_power_tower_of_sympy_is_refused_and_not_computed():
    tower = sympy.Pow(9, sympy.Pow(9, 9, evaluate=False), evaluate=False)
    with pytest.raises(il.DomainError, match="is not a finite number"):
        MEMORY.solve("memory_time", weight_bytes=tower)


# -- markup ----------------------------------------------------------------------------------

MARKUP = "<script>alert(1)</script><img src=x onerror=\"alert('2')\">&amp;"


@pytest.fixture
def marked():
    """Return a law with markup in every field that holds text."""
    x = il.Variable("x", latex=MARKUP, meaning=MARKUP)
    y = il.Variable("y", latex="y", meaning=MARKUP)
    relation = il.relation(sympy.Eq(x, 2 * y), name=MARKUP, source=MARKUP, assumes=MARKUP)
    return il.Law(name=MARKUP, relations=[relation], question=MARKUP, explanation=MARKUP)


def test_markup_in_a_law_is_escaped_in_html(marked):
    page = marked._repr_html_()
    assert "<script" not in page
    assert "<img" not in page
    assert page.count(html.escape(MARKUP)) >= 4


def test_markup_in_an_answer_is_escaped_in_html(marked):
    for givens in ({}, {"y": 2}, {"y": -0.0 + 1}):
        page = marked.solve("x", givens)._repr_html_()
        assert "<script" not in page
        assert "<img" not in page


def test_html_holds_no_tag_but_those_of_a_table(marked):
    pages = [marked._repr_html_(), il.laws._repr_html_(), ANSWER._repr_html_()]
    pages += [law._repr_html_() for law in il.laws.values()]
    plain = [re.sub(r"<math.*?</math>", "", page) for page in pages]
    tags = {tag for page in plain for tag in re.findall(r"</?([a-zA-Z]+)", page)}
    assert tags <= {"table", "thead", "tbody", "tr", "th", "td", "p", "b"}


@pytest.mark.parametrize(
    "glyph",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\text{<script>alert(1)</script>}",
        r"\mathrm{<img src=x onerror=alert(1)>}",
        r"\style{background:url(x)}{y}",
        r"\class{a\" onclick=\"alert(1)}{y}",
    ],
)
def test_a_glyph_brings_no_more_than_mathematics_into_html(glyph):
    x, y = il.Variable("x", latex=glyph), il.Variable("y", latex="y")
    page = il.relation(sympy.Eq(y, 2 * x, evaluate=False), name="y")._repr_html_()
    assert "<script" not in page
    assert "<img" not in page
    inside = re.findall(r"<[^>]*>", page)
    assert not any(word in tag for tag in inside for word in ("href", "onclick", "background"))


# -- the source ------------------------------------------------------------------------------

FILES = sorted([*(ROOT / "src" / "ironlaw").rglob("*.py"), *(ROOT / "laws").glob("*.py")])
NEVER = {"eval", "exec", "__import__", "parse_expr", "parse_latex", "literal_eval", "execfile"}
NEVER |= {"system", "popen", "Popen", "check_output", "check_call", "getoutput", "spawn"}
MODULES = {"pickle", "dill", "marshal", "shelve", "subprocess", "yaml", "ctypes", "socket"}
MODULES |= {"urllib", "requests", "http", "code", "codeop", "cloudpickle", "joblib"}
SYMPIFY = {"sympify", "S", "nsimplify", "symbols", "parse_expr", "simplify", "Symbol"}


def calls(tree):
    """Return each call in a tree with the last name of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            name = getattr(function, "id", None) or getattr(function, "attr", "")
            yield name, node


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]


def described(path):
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(params=FILES, ids=described)
def tree(request):
    return request.param.name, ast.parse(request.param.read_text())


def test_no_source_file_runs_text(tree):
    name, parsed = tree
    run = [called for called, _ in calls(parsed) if called in NEVER]
    assert run == (["exec"] if name in ("program.py", "compiling.py") else []), name


PROGRAM_LINE = re.compile(
    r"    ([ax]\d+ = |return )"  # places, numbers, and functions by number: no name that was chosen
    r"(point\[s\d+\]|[][(),+*/ -]|[afx]\d+|[\d.]+(e[+-]?\d+)?|inf|nan"
    r"| if s\d+ not in point else point\[s\d+\])*"
)


@pytest.mark.parametrize("number", range(1, 23))
def test_a_program_is_made_of_slots_and_numbers(number):
    for one in il.laws[number].equations:
        source = program(one.rhs, *map(differentiated(one.rhs), one.inputs)).source
        head, *lines = source.split("\n")
        assert head == "def program(point):"
        assert [line for line in lines if not PROGRAM_LINE.fullmatch(line)] == []


WRITERS = ("authored.py", "program.py", "compiling.py")
COMPILED_LINE = re.compile(
    r"    (a\d+ = |return |if not (?P<low>-?[\d.e+-]+|-inf) <=? )"
    r"([](),+*/<= -]|[af]\d+|-?[\d.]+(e[+-]?\d+)?|-?inf|nan|: return None|NAME)*"
)


@pytest.mark.parametrize("number", range(1, 23))
def test_a_compiled_function_is_made_of_its_arguments_numbers_and_operations(number):
    law = il.laws[number]
    for one in law.equations:
        line = straight(law.members.memory, one.defines, frozenset(one.inputs))
        if line is None:
            continue
        names = {v.name for v in line.inputs}
        for program_ in (line.scalar, line.arrays.whole):
            head, *lines = program_.source.split("\n")
            assert head == f"def compiled({', '.join(v.name for v in line.inputs)}):"
            for text in lines:
                words = re.split(r"([A-Za-z_]\w*)", text)
                plain = "".join("NAME" if word in names else word for word in words)
                assert COMPILED_LINE.fullmatch(plain), text


def test_code_is_compiled_only_from_a_laws_own_syntax_tree_or_a_programs_slots(tree):
    name, parsed = tree
    compiled = [node for called, node in calls(parsed) if called == "compile"]
    of_patterns = [node for node in compiled if ast.unparse(node.func) == "re.compile"]
    assert len(compiled) == len(of_patterns) + (name in WRITERS)


def test_files_are_run_only_by_the_loader_of_laws(tree):
    name, parsed = tree
    loaders = [called for called, _ in calls(parsed) if called in ("exec_module", "run_path")]
    assert not loaders or name == "loading.py"


def test_only_the_check_of_a_law_pickles_and_only_what_it_pickled_itself(tree):
    name, parsed = tree
    assert MODULES & set(imported(parsed)) <= ({"pickle"} if name == "verification.py" else set())
    loads = [ast.unparse(node) for called, node in calls(parsed) if called in ("load", "loads")]
    assert set(loads) <= {"pickle.loads(pickle.dumps(value))"}


def test_sympify_is_strict_so_that_text_is_never_parsed(tree):
    _, parsed = tree
    for called, node in calls(parsed):
        if called == "sympify":
            assert ast.unparse(node.keywords[0]) == "strict=True"
        if called in SYMPIFY:
            texts = [arg for arg in node.args if isinstance(arg, ast.JoinedStr)]
            assert not texts


def test_a_formula_that_returns_text_is_refused_and_not_parsed():
    space = {}
    exec(f"def weight_bytes(parameters):\n    return {RUN!r}", space)
    with pytest.raises(il.IronLawError):
        il.relation(space["weight_bytes"])
