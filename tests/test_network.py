"""The wiring as networkx walks it, and the engine's plans held against networkx's algorithms."""

from __future__ import annotations

import itertools
import random

import networkx as nx
import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import ironlaw as il
from ironlaw._language import Equation
from ironlaw._structure import matching, plan

laws = il.laws


# -- a system ----------------------------------------------------------------------------------


def test_what_a_target_rests_on_is_a_question_for_networkx():
    found = nx.ancestors(il.training.graph, "run_time")
    assert {"link_bandwidth", "component_mtbf", "checkpoint_interval", "parameters"} <= found
    assert not {"tco", "carbon", "electricity_price"} & found


def test_the_way_from_a_link_to_the_bill_goes_through_the_run_time():
    graph = il.training.graph
    cost = next(name for name in ("tco", "run_cost") if nx.has_path(graph, "link_bandwidth", name))
    way = nx.shortest_path(graph, "link_bandwidth", cost)
    assert {"effective_bandwidth", "allreduce_time", "run_time"} <= set(way)
    kinds = [graph.nodes[node]["kind"] for node in way]
    assert kinds == [("variable", "relation")[i % 2] for i in range(len(way))]


def test_the_walls_that_a_term_rests_on_are_read_off_its_ancestors():
    graph = il.training.graph
    walls = {graph.nodes[node]["wall"] for node in nx.ancestors(graph, "goodput")} - {None}
    assert {15, 19} <= walls
    assert walls <= set(laws)


@pytest.mark.parametrize("law", [*laws.values(), il.iron_law], ids=lambda law: law.slug)
def test_every_node_of_a_law_carries_its_facts(law):
    for node, data in law.graph.nodes(data=True):
        if data["kind"] == "relation":
            one = law.relations[node.removeprefix("relation:")]
            assert (data["wall"], data["law"]) == (law.number, law.name)
            assert data["places"] == tuple(place.value for place in law.places)
            assert (data["equation"], data["meaning"]) == (one.equation, one.text)
            assert data["unit"] == one.defines.unit
        else:
            variable = law.variable(node)
            assert (data["unit"], data["meaning"]) == (variable.unit, variable.meaning)
            assert data["glyph"] == variable.glyph
            defined = law.graph.in_degree(node) > 0
            assert (data["equation"] is not None) is defined
            assert data["wall"] == (law.number if defined else None)
            assert data["walls"] == ((law.number,) if law.number else ())


def test_the_graph_of_everything_joins_all_walls():
    graph = il.graph
    assert nx.number_weakly_connected_components(graph) < len(laws)
    walls = {data["wall"] for _, data in graph.nodes(data=True)}
    assert walls >= set(laws)
    assert {2, 4} <= set(graph.nodes["memory_bandwidth"]["walls"])
    for law in (*laws.values(), il.iron_law):
        assert set(law.graph.edges) <= set(graph.edges)


# -- an answer ---------------------------------------------------------------------------------


def test_the_path_of_an_answer_runs_from_the_givens_to_the_unknown():
    run = il.iron_law.given(total_flop="315 ZFLOP", peak_flops="312 TFLOP/s", mfu=0.3365)
    answer = run.solve("devices", run_time="30 day", scaling_efficiency=0.98, goodput=0.97)
    graph = answer.graph
    roles = dict(graph.nodes(data="role"))
    assert roles["devices"] == "unknown"
    assert roles["run_time"] == "given"
    assert graph.nodes["run_time"]["value"] == 30 * 86400.0
    assert list(nx.topological_sort(graph))[-2:] == ["relation:run_time", "devices"]
    assert nx.ancestors(graph, "devices") == set(graph) - {"devices"}


def test_the_path_of_an_answer_shows_constants_defaults_and_what_is_free():
    found = laws[11].solve("parameters", total_flop="315 ZFLOP").graph
    roles = dict(found.nodes(data="role"))
    assert (roles["flop_per_parameter_token"], roles["tokens"]) == ("constant", "free")
    assert found.nodes["flop_per_parameter_token"]["value"] == 6.0


def test_variables_that_are_solved_together_form_a_cycle():
    names = "pair_sum pair_product first second goal_sum"
    v = {n: il.Variable(n, domain="real") for n in names.split()}
    first = il.relation(sp.Eq(v["pair_sum"], v["first"] + v["second"]), name="pair_sum")
    second = il.relation(sp.Eq(v["pair_product"], v["first"] - v["second"]), name="pair_product")
    third = il.relation(sp.Eq(v["goal_sum"], v["first"] + 1), name="goal_sum")
    graph = (first + second + third).solve("goal_sum", pair_sum=5, pair_product=1).graph
    loops = [part for part in nx.strongly_connected_components(graph) if len(part) > 1]
    assert loops == [{"first", "second", "relation:pair_sum", "relation:pair_product"}]
    assert nx.has_path(graph, "pair_product", "goal_sum")


# -- plans against networkx --------------------------------------------------------------------


def random_system(seed, size):
    """Return implicit equations of few variables each, and their variables."""
    choose = random.Random(seed)
    variables = [il.Variable(f"v{i}", domain="real") for i in range(size + choose.randint(0, 3))]
    equations = []
    for index in range(size):
        used = choose.sample(variables, min(len(variables), choose.randint(1, 3)))
        equations.append(Equation(f"e{index}", sp.Add(*used), sp.Integer(1), None))
    return equations, variables


def determined_blocks(equations, known):
    """Return what networkx says is determined: each variable's part, by matching and condensing.

    An unmatched variable, and what an alternating path from it reaches, is not determined; of
    the rest, strongly connected parts are solved together (Dulmage and Mendelsohn 1958).
    """
    graph = nx.Graph()
    unknowns = {v for one in equations for v in one.variables if v not in known}
    graph.add_nodes_from(equations, bipartite=0)
    graph.add_nodes_from(unknowns, bipartite=1)
    graph.add_edges_from((one, v) for one in equations for v in one.variables if v in unknowns)
    match = nx.bipartite.maximum_matching(graph, top_nodes=equations)
    directed = nx.DiGraph()
    directed.add_nodes_from(graph)
    for one in equations:
        for v in graph[one]:
            directed.add_edge(*((one, v) if match.get(one) == v else (v, one)))
    loose = set()
    for v in unknowns - match.keys():
        loose |= {v, *(n for n in nx.descendants(directed, v))}
    parts = [part & unknowns for part in nx.strongly_connected_components(directed)]
    return {v: frozenset(part) for part in parts for v in part if v not in loose}


@settings(max_examples=150, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), size=st.integers(2, 9), share=st.floats(0.0, 0.6))
def test_a_plan_determines_what_networkx_says_is_determined(seed, size, share):
    equations, variables = random_system(seed, size)
    choose = random.Random(seed + 1)
    known = {v for v in variables if choose.random() < share}
    expected = determined_blocks(equations, known)
    for unknown in {v for one in equations for v in one.variables} - known:
        found = plan(equations, unknown, known)
        assert (unknown in expected) is (not found.free), (unknown, expected)
        if not found.free:
            check_order(found, unknown, known)


def check_order(found, unknown, known):
    """Each block has as many equations as variables, and rests only on those before it."""
    settled = set(known)
    for block in found.blocks:
        assert len(block.equations) == len(block.variables)
        settled |= set(block.variables)
        assert {v for one in block.equations for v in one.variables} <= settled
    assert unknown in found.blocks[-1].variables


@settings(max_examples=200, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), size=st.integers(2, 7))
def test_blocks_are_networkx_s_strongly_connected_parts(seed, size):
    equations, _ = random_system(seed, size)
    expected = determined_blocks(equations, set())
    assume(len(expected) == len(equations))  # each variable has one equation: the parts are unique
    for unknown in expected:
        for block in plan(equations, unknown, set()).blocks:
            assert {frozenset(block.variables)} == {expected[v] for v in block.variables}


def test_a_loop_is_one_block_as_large_as_the_loop():
    v = [il.Variable(f"loop{i}", domain="real") for i in range(40)]
    pairs = itertools.pairwise([*v, v[0]])
    equations = [
        Equation(f"e{i}", a + 2 * b, sp.Integer(1), None) for i, (a, b) in enumerate(pairs)
    ]
    (block,) = plan(equations, v[7], set()).blocks
    assert set(block.variables) == set(v)
    assert determined_blocks(equations, set())[v[7]] == set(v)


# -- defaults: the matching is kept while they are used one by one -------------------------------


def weak_system(seed, size):
    """Return definitions in which some variables have a default of their own."""
    choose = random.Random(seed)
    weak = [il.Variable(f"w{i}", domain="real", default=1.0) for i in range(size)]
    strong = [il.Variable(f"s{i}", domain="real") for i in range(2 * size)]
    equations = []
    for index in range(size + choose.randint(0, 2)):
        used = choose.sample([*weak, *strong], choose.randint(2, 4))
        equations.append(Equation(f"e{index}", sp.Add(*used), sp.Integer(1), None))
    return equations, strong


@settings(max_examples=300, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), size=st.integers(2, 8), share=st.floats(0.0, 0.5))
def test_a_matching_that_is_mended_finds_what_a_new_one_finds(seed, size, share):
    equations, strong = weak_system(seed, size)
    choose = random.Random(seed + 1)
    known = {v for v in strong if choose.random() < share}
    for unknown in {v for one in equations for v in one.variables if v in strong} - known:
        kept = plan(equations, unknown, known)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(matching, "_mend", renewed)
            new = plan(equations, unknown, known)
        assert (kept.free, kept.defaults) == (new.free, new.defaults)
        assert [set(b.variables) for b in kept.blocks] == [set(b.variables) for b in new.blocks]
        assert len(set(kept.equations)) == len(kept.equations)


def renewed(state, match):
    match.clear()
    match.update(matching._matching(state))


def test_a_plan_matches_once_however_many_defaults_it_uses(monkeypatch):
    size, calls = 60, []
    chain = [il.Variable(f"chain{i}") for i in range(size + 1)]
    weak = [il.Variable(f"weak{i}", default=1.0) for i in range(size)]
    equations = [
        Equation(f"e{i}", chain[i + 1], chain[i] + weak[i], chain[i + 1], inputs=())
        for i in range(size)
    ]
    whole, path = matching._matching, matching._augment
    monkeypatch.setattr(matching, "_matching", lambda state: calls.append("new") or whole(state))
    monkeypatch.setattr(matching, "_augment", lambda *args: calls.append("path") or path(*args))
    found = plan(equations, chain[size], chain[:1])
    assert found.defaults == tuple(weak)
    assert calls.count("new") == 1
    assert len(calls) <= 2
