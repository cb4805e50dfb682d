"""A default is the last resort: it never overrides what is given, nor what is asked for."""

import pytest

import ironlaw as il


def test_what_is_given_goes_before_a_default_further_on():
    answer = il.laws[13].solve("compressed_bytes", parameters=1.1e9, bits=4)
    assert answer.to("MB").magnitude == pytest.approx(550)  # 1.1e9 half bytes
    assert [v.name for v in answer.defaults] == ["pruning_ratio"]


def test_a_part_of_a_definition_that_is_given_leaves_the_rest_to_be_given():
    answer = il.laws[13].solve("compressed_bytes", parameters=1.1e9, sparsity=0.5)
    assert {"bits"} in answer.missing
    with pytest.raises(il.UnderdeterminedError, match="bits"):
        _ = answer.value


def test_a_default_alone_is_used_and_said():
    answer = il.laws[13].solve("compressed_bytes", parameters=1.1e9)
    assert repr(answer) == "compressed_bytes = 4.4 GB  (defaults: compression_ratio = 1)"


def test_a_default_is_no_target_for_what_it_is_made_of():
    answer = il.laws[20].solve("epsilon", smallest_group_share=0.2)
    assert str(answer.formula) == "k/(dp_slowdown - 1)"
    assert not answer.defaults


def test_what_a_default_is_made_of_follows_from_a_target_beyond_it():
    answer = il.laws[13].solve("bits", compressed_bytes="550 MB", parameters=1.1e9)
    assert answer.magnitude == pytest.approx(4)


@pytest.mark.parametrize("position", range(3))
def test_where_a_definition_stands_does_not_matter(position):
    law = il.laws[13].only("compression_ratio", "quantization_ratio", "compressed_bytes")
    names = list(law.relations)
    names = names[position:] + names[:position]
    turned = il.join("turned", *(law.relations[name] for name in names))
    answer = turned.solve("compressed_bytes", uncompressed_bytes=8e9, bits=4)
    assert answer.magnitude == pytest.approx(1e9)


def test_a_default_that_does_not_fit_the_givens_is_asked_for():
    law = il.laws[14]
    answer = law.solve(
        "effective_bandwidth", alltoall_bytes=1e9, alltoall_time="1 s", link_latency="1 us"
    )
    assert {"expert_parallel"} in answer.missing  # with one rank alone there is no exchange
    assert "expert_parallel" in str(answer.formula)
    assert any("expert_parallel is not its default 1" in one for one in answer.assumptions)
    more = law.solve(
        "effective_bandwidth",
        alltoall_bytes=1e9,
        alltoall_time="1 s",
        link_latency="1 us",
        expert_parallel=8,
    )
    assert more.magnitude == pytest.approx(1e9 * (7 / 8) / (1 - 7e-6))


def test_a_default_that_contradicts_the_givens_yields_to_them():
    """Bytes pass between tensor-parallel ranks, so there are more than the default one."""
    shapes = {"hidden_size": 4096, "layers": 32, "microbatch_size": 1, "sequence_length": 2048}
    forward = il.laws[14].solve(
        "tensor_parallel_bytes", **shapes, bytes_per_activation=2, tensor_parallel=8
    )
    answer = il.laws[14].solve(
        "ranks",
        devices=64,
        **shapes,
        bytes_per_activation=2,
        tensor_parallel_bytes=forward.magnitude,
    )
    assert answer.magnitude == pytest.approx(8)  # of 64, in groups of 8


def test_givens_that_say_something_twice_leave_a_default_its_place():
    """An AllReduce takes twice a ReduceScatter: both times determine no more than one does."""
    given = {
        "effective_bandwidth": "100 GB/s",
        "link_latency": "5 us",
        "devices": 64,
        "gradient_bytes_per_parameter": 2,
    }
    law = il.laws[14]
    times = {
        name: law.solve(name, given, parameters=7e9).value
        for name in ("reduce_scatter_time", "allreduce_time")
    }
    answer = law.solve("parameters", given, **times)
    assert answer.magnitude == pytest.approx(7e9)
    assert "tensor_parallel" in {v.name for v in answer.defaults}


def test_a_default_does_not_stand_where_givens_determine_through_what_cancels():
    law = il.laws[13].using(compression_method="structured")  # whatever share is memory's
    given = {"inference_speedup": 1.5, "bits": 8, "compressed_bytes": "3 GB"}
    answers = {"pruning_ratio": 1.5, "compute_speedup": 1.5, "sparsity": 1 / 3}
    for name, value in answers.items():
        solution = law.solve(name, given)
        assert solution.magnitude == pytest.approx(value), name
        assert not solution.defaults, name
    assert law.solve("parameters", given).magnitude == pytest.approx(4.5e9)
    assert law.solve("memory_share", given).kind == "any"
    derivation = str(law.solve("parameters", given).derivation)
    assert "the formula does not depend on memory_share" in derivation
    found = law.check(given)
    assert not found.contradictions and not found.defaults
