"""Structure: which relations an answer needs, in which order, and what is still missing."""

from __future__ import annotations

import contextlib
import itertools
import random

import pytest
import sympy as sp
from benchmarks.givens import based
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hash_seeds import printed

import ironlaw as il

EVERY = [*il.laws.values(), il.iron_law]


def names(text):
    return [il.Variable(name, latex=name) for name in text.split()]


def relation(variable, formula, name=None):
    return il.relation(sp.Eq(variable, formula), name=name or variable.name)


def toy(*relations):
    return il.Law("toy", relations=relations)


def used(solution):
    """Return the names of the relations that an answer went through."""
    return {str(s.argument) for s in solution.derivation.steps if s.rule == "relation"} | {
        s.relation for s in solution.derivation.steps if s.relation
    }


a, b, c, d, e, p, q, u, v, w, x, y, z = names("a b c d e p q u v w x y z")


# -- no givens ---------------------------------------------------------------------------------


def expected_without_givens(law, variable):
    uses = [one for one in law.relations.values() if variable in one.symbols_used]
    if next(iter(law.relations.values())).defines == variable:
        return uses[0].name
    return next((one.name for one in uses if one.defines != variable), uses[0].name)


@pytest.mark.parametrize("law", EVERY, ids=lambda law: law.slug)
def test_without_givens_the_first_relation_other_than_the_definition_is_rearranged(law):
    for variable in set(law.variables.values()) - law.members.settled:
        answer = law.solve(variable)
        assert used(answer) == {expected_without_givens(law, variable)}
        assert answer.missing


# -- the smallest set of relations -------------------------------------------------------------


def test_of_two_ways_the_one_with_fewer_relations_is_taken():
    long = [relation(u, a + 1), relation(v, u + 1), relation(x, v + 1, "long")]
    answer = toy(*long, relation(x, a * 2, "short")).solve("x", a=3.0)
    assert used(answer) == {"short"}


def test_relations_that_two_branches_share_count_once():
    shared = [relation(w, 2 * a), relation(b, w + 1), relation(c, b + 1)]
    branched = [relation(y, c + 1), relation(z, c + 2), relation(x, y * z, "shared")]
    line = names("k0 k1 k2 k3 k4 k5 k6")
    chain = [relation(after, before + 1) for before, after in itertools.pairwise(line)]
    system = toy(*shared, *branched, *chain, relation(x, line[-1] + 1, "chain"))
    at = {"a": 1.0, "k0": 5.0 * 6 - 7}  # both ways give x = 30
    assert used(system.solve("x", at)) >= {"shared", "w", "b", "c", "y", "z"}


@pytest.mark.parametrize("order", [("first", "second"), ("second", "first")])
def test_ties_go_to_the_relation_that_is_declared_first(order):
    both = {"first": relation(x, a + 1, "first"), "second": relation(x, b * 2, "second")}
    answer = toy(*(both[name] for name in order)).solve("x", a=3.0, b=2.0)
    assert used(answer) == {order[0]}


def test_a_relation_that_is_not_needed_is_not_used():
    answer = il.iron_law.solve(
        "run_time",
        total_flop=1e21,
        devices=8,
        peak_flops=1e15,
        mfu=0.5,
        scaling_efficiency=1,
        goodput=0.9,
    )
    assert used(answer) == {"run_time"}


def test_relations_are_solved_backwards_where_the_givens_ask_for_it():
    system = toy(relation(y, a * b), relation(z, y + c))
    answer = system.solve("b", z=10.0, c=4.0, a=2.0)
    assert answer.magnitude == 3.0
    assert [step.argument for step in answer.derivation.steps if step.rule == "relation"] == [
        "z",
        "y",
    ]


def test_a_long_chain_of_relations_is_no_deep_recursion():
    line = [il.Variable(f"v{i}", latex=f"v_{{{i}}}") for i in range(1100)]
    system = toy(*(relation(after, before + 1) for before, after in itertools.pairwise(line)))
    assert system.solve("v1099", v0=1.0).magnitude == 1100.0
    assert system.solve("v0", v1099=1100.0).magnitude == 1.0


# -- defaults ----------------------------------------------------------------------------------


def with_default():
    return il.Variable("weak", latex="w_d", default=1)


def test_a_default_is_used_only_where_nothing_else_determines_the_variable():
    weak = with_default()
    system = toy(relation(x, a * weak), relation(y, weak + 2))
    assert system.solve("x", a=3.0).magnitude == 3.0
    assert [one.name for one in system.solve("x", a=3.0).defaults] == ["weak"]
    derived = system.solve("x", a=3.0, y=7.0)
    assert derived.magnitude == 15.0
    assert derived.defaults == ()


def test_a_given_replaces_a_default_without_a_contradiction():
    answer = il.laws[10].solve("effective_bandwidth", link_bandwidth=1e9, oversubscription=7)
    assert answer.magnitude == pytest.approx(1e9 / 7)
    assert [one.name for one in answer.defaults] == ["bisection_fraction"]


def test_a_chosen_variant_is_preferred_to_a_default():
    ring = il.laws[10].using(topology="ring")
    answer = ring.solve("effective_bandwidth", link_bandwidth=1e9, devices=8)
    assert answer.magnitude == pytest.approx(0.5e9)


def test_the_unknown_s_own_default_is_no_answer_to_it():
    weak = with_default()
    answer = toy(relation(x, a * weak)).solve("weak", a=3.0, x=12.0)
    assert answer.magnitude == 4.0
    assert answer.defaults == ()


# -- coupled blocks ----------------------------------------------------------------------------


def implicit(name, left, right):
    return il.relation(sp.Eq(left, right), name=name)


def test_relations_that_depend_on_each_other_are_solved_together():
    system = toy(implicit("sum", x + y, a), implicit("difference", x - y, b), relation(z, x * y))
    assert system.solve("x", a=8.0, b=2.0).magnitude == pytest.approx(5.0)
    assert system.solve("z", a=8.0, b=2.0).magnitude == pytest.approx(15.0)


def test_a_coupled_block_gives_all_its_roots():
    system = toy(implicit("sum", x + y, a), implicit("product", x * y, b))
    assert system.solve("x", a=5.0, b=6.0).magnitudes == pytest.approx((2.0, 3.0))


def test_a_block_that_nothing_eliminates_is_solved_by_newton():
    system = toy(
        implicit("one", x + sp.log(x) + y + sp.log(y / 2), a),
        implicit("two", x * y + sp.exp(x / 5) + sp.exp(y / 3), b),
    )
    at = {x: 2.0, y: 3.0}
    values = [float(one.lhs.subs(at)) for one in system.declared]
    answer = system.solve("x", a=values[0], b=values[1])
    assert any(root == pytest.approx(2.0, rel=1e-6) for root in answer.magnitudes)


def test_the_iron_law_and_its_failures_are_coupled_through_the_devices():
    system = il.iron_law + il.laws[15]
    answer = system.solve(
        "devices",
        total_flop=1e24,
        peak_flops=1e15,
        mfu=0.5,
        scaling_efficiency=1,
        checkpoint_penalty=0.05,
        component_mtbf="5000 hour",
        components_per_device=1,
        recovery_time="20 min",
        run_time="30 day",
    )
    assert {"run_time", "goodput", "failure_penalty", "cluster_mtbf"} <= used(answer)


# -- missing givens ----------------------------------------------------------------------------


def missing(system, unknown, **givens):
    with pytest.raises(il.UnderdeterminedError) as caught:
        _ = system.solve(unknown, **givens).value
    return set(caught.value.missing)


def test_the_variable_that_is_missing_is_named():
    assert frozenset({"memory_bandwidth"}) in missing(
        il.laws[2], "memory_time", weight_bytes="140 GB"
    )


def test_missing_sets_are_the_smallest_also_through_other_relations():
    system = toy(relation(x, a * b), relation(a, c * d), relation(b, c + e))
    found = missing(system, "x", d=2.0, e=3.0)
    assert frozenset({"c"}) in found
    assert all(len(group) == 1 for group in found)


def test_a_leaf_is_named_and_not_only_the_relation_next_to_the_unknown():
    system = il.iron_law + il.laws[15] + il.laws[19]
    rest = {name: value for name, value in TRAINING.items() if name != "total_flop"}
    assert frozenset({"total_flop"}) in missing(system, "devices", run_time="60 day", **rest)


TRAINING = {
    "total_flop": 3e23,
    "peak_flops": "312 TFLOP/s",
    "mfu": 0.4,
    "scaling_efficiency": 1,
    "component_mtbf": "5000 hour",
    "components_per_device": 1,
    "restart_time": "10 min",
    "checkpoint_interval": "30 min",
    "checkpoint_write_time": "2 min",
}


@pytest.mark.parametrize("law", EVERY, ids=lambda law: law.slug)
def test_each_missing_set_completes_the_givens(law):
    rng = random.Random(law.slug)
    for variable in law.variables.values():
        answer = law.solve(variable)
        for group in answer.missing:
            point = {name: sample(law.variables[name], rng) for name in group}
            with contextlib.suppress(il.UnreachableError, il.InconsistentError):
                found = law.solve(variable, based(point))  # unless the values do not fit
                does_not_fit = any("not its default" in one for one in found.assumptions)
                assert found.missing == () or does_not_fit


def sample(variable, rng):
    bounds = variable.domain
    if bounds.upper < 1e300:
        return bounds.lower + (bounds.upper - bounds.lower) * rng.uniform(0.2, 0.8)
    return max(bounds.lower, 0.0) + rng.uniform(1.0, 9.0)


# -- determinism -------------------------------------------------------------------------------


def forward_system(draw, prefix):
    """Return relations of a random acyclic system, as (index, indices of inputs)."""
    size = draw(st.integers(3, 9))
    variables = [il.Variable(f"{prefix}{i}", latex=f"{prefix}_{{{i}}}") for i in range(size)]
    shapes = [draw(st.sets(st.integers(0, i - 1), min_size=1, max_size=3)) for i in range(3, size)]
    return variables, [{0, 1}, *shapes]


def built(variables, shapes):
    return [
        relation(variables[i], sum(variables[j] for j in sorted(shape)) + i)
        for i, shape in enumerate(shapes, 2)
    ]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(data=st.data())
def test_the_order_of_declaration_does_not_change_the_value(data):
    variables, shapes = forward_system(data.draw, "v")
    relations = built(variables, shapes)
    shuffled = data.draw(st.permutations(relations))
    last = variables[-1]
    at = {"v0": 1.5, "v1": 2.5}
    value = toy(*relations).solve(last, at).magnitude
    assert toy(*shuffled).solve(last, at).magnitude == pytest.approx(value, rel=1e-12)
    target = {"v1": 2.5, last.name: value}
    leaf = toy(*relations).solve("v0", target)
    if leaf.kind == "point" and not leaf.missing:
        assert toy(*shuffled).solve("v0", target).magnitude == pytest.approx(leaf.magnitude)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(data=st.data())
def test_other_names_give_the_same_answer_by_the_same_relations(data):
    variables, shapes = forward_system(data.draw, "v")
    fresh = data.draw(st.permutations([f"n{i}" for i in range(len(variables))]))
    renamed = [il.Variable(name, latex=name) for name in fresh]
    first = toy(*built(variables, shapes)).solve(variables[-1], {"v0": 1.5, "v1": 2.5})
    second = toy(*built(renamed, shapes)).solve(renamed[-1], {fresh[0]: 1.5, fresh[1]: 2.5})
    assert second.magnitude == pytest.approx(first.magnitude, rel=1e-12)
    back = {new: old.name for new, old in zip(fresh, variables, strict=True)}
    assert {back[name] for name in used(second)} == used(first)


SCRIPT = """
import ironlaw as il
system = il.iron_law + il.laws[15] + il.laws[19]
print(system.derive("devices").to_text(), system.solve("checkpoint_interval").formula)
print(il.laws[14].solve("ranks").formula)
print(sorted(map(sorted, il.laws[2].solve("training_memory").missing)))
print(il.laws[22].derive("target_latency", required_devices=2, weight_bytes=1e9,
      memory_bandwidth=1e12, operations=1e12, efficiency=1, peak_flops=1e14,
      kv_cache_bytes=1e9, memory_capacity=1e10).to_text())
"""


def test_the_answer_does_not_depend_on_the_hash_seed():
    assert len(printed(SCRIPT)) == 1


# -- the graph that a user sees ----------------------------------------------------------------


def test_the_graph_has_inputs_pointing_at_relations_and_relations_at_what_they_define():
    graph = il.laws[2].graph
    assert graph.has_edge("weight_bytes", "relation:memory_time")
    assert graph.has_edge("relation:memory_time", "memory_time")
    kinds = {data["kind"] for _, data in graph.nodes(data=True)}
    assert kinds == {"variable", "relation"}
