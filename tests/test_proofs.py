"""Proofs: each line is worked out and checked, the last is what the law says."""

from __future__ import annotations

import dataclasses
import pickle

import pytest
import sympy
from click.testing import CliRunner

import ironlaw as il
from ironlaw._proofs import Chain
from ironlaw.cli import main

PROVED = [(law, proof) for law in (*il.laws.values(), il.iron_law) for proof in law.proofs]


def _names(pair):
    law, proof = pair
    return f"{law.slug}, {proof.of}"


def test_what_follows_from_other_laws_carries_its_proof():
    assert {(law.slug, proof.of) for law, proof in PROVED} >= {
        ("synthesis", "required_bandwidth"),
        ("checkpoint", "optimal_interval"),
        ("complexity", "optimal_parameters"),
        ("complexity", "loss_optimal_parameters"),
        ("communication", "allreduce_time"),
        ("iron_law", "run_time"),
        ("tail_latency", "mean_wait"),
        ("tail_latency", "tail_ratio"),
    }


@pytest.mark.parametrize("pair", PROVED, ids=_names)
def test_a_proof_holds_and_ends_with_what_it_is_of(pair):
    law, proof = pair
    derivation = law.prove(proof.title)
    assert derivation.steps[-1].end.subject == law.variable(proof.of)
    for text in (derivation.to_latex(), derivation.to_markdown("quarto"), derivation.to_html()):
        assert "nan" not in text
        assert r"\_" not in text


@pytest.mark.parametrize(
    ("law", "of", "printed"),
    [
        (19, "optimal_interval", r"\tau_{\mathrm{opt}} &= \sqrt{2 \delta \Theta}"),
        (11, "optimal_parameters", r"P_{\star} &= \sqrt{\frac{C_{\mathrm{bud}}}{120}}"),
        (7, "mean_wait", r"W_q &= \frac{a}{2 \left( 1 - a \right) \mu}"),
        (7, "tail_ratio", r"r_{p} &= \ln{\left(100 \right)}"),
        (22, "required_bandwidth", r"B_{\mathrm{req}} &= \frac{M}{t_{\mathrm{target}}}"),
    ],
)
def test_a_proof_ends_as_a_person_writes_it(law, of, printed):
    rows = [row for row in il.laws[law].prove(of).to_latex().splitlines() if "&= " in row]
    assert rows[-1].split(" &&")[0].rstrip("\\ ") == printed


def test_nothing_is_worked_out_before_it_is_asked_for(monkeypatch):
    def refused(*_):
        raise AssertionError

    monkeypatch.setattr(Chain, "stated", refused)
    law = dataclasses.replace(il.laws[19], name="Again")
    assert law.proofs
    with pytest.raises(AssertionError):
        law.prove()


def lost_share(checkpoint_write_time, checkpoint_interval, cluster_mtbf):
    return checkpoint_write_time / checkpoint_interval + checkpoint_interval / (2 * cluster_mtbf)


def most_share(checkpoint_write_time, checkpoint_interval, cluster_mtbf):
    return -checkpoint_write_time / checkpoint_interval - checkpoint_interval / (2 * cluster_mtbf)


def optimal_interval(checkpoint_write_time, cluster_mtbf):
    return il.sqrt(3 * checkpoint_write_time * cluster_mtbf)


def wait_probability(offered_load):
    """One server is busy with half its load."""
    return offered_load / 2


SHARE = il.Variable("lost_share", "1", r"\ell", "share of the time lost")
MOST = il.Variable("most_share", "1", r"\ell", "share of the time kept")


def _law(*proofs, of=optimal_interval):
    relations = [il.relation(of)] if of else list(il.laws[19].relations.values())
    return il.Law("Mine", relations, proofs=proofs)


def _young(share, variable, over="checkpoint_interval"):
    proof = il.Proof("Mine", of="optimal_interval", variables=[variable]).premise(share)
    return proof.least(over=over).solve(over).call("optimal_interval")


def test_a_law_that_says_something_else_is_refused():
    with pytest.raises(il.LawDeclarationError, match=r"ends with optimal_interval = .* law says"):
        _law(_young(lost_share, SHARE)).prove()
    with pytest.raises(il.LawDeclarationError, match="law says"):
        _law(_young(lost_share, SHARE)).verify()
    assert _law(_young(lost_share, SHARE), of=None).prove().steps


def test_a_maximum_is_no_minimum():
    with pytest.raises(il.LawDeclarationError, match="most_share is not least at checkpoint_inter"):
        _law(_young(most_share, MOST), of=None).prove()


def checkpoint_interval(checkpoint_write_time, cluster_mtbf):
    """A root of the slope."""
    return il.sqrt(2 * checkpoint_write_time * cluster_mtbf)


@pytest.mark.parametrize(("share", "variable"), [(lost_share, SHARE), (most_share, MOST)])
def test_a_minimum_that_is_stated_is_checked_like_one_that_is_solved_for(share, variable):
    proof = il.Proof("Mine", of="optimal_interval", variables=[variable]).premise(share)
    proof = proof.least(over="checkpoint_interval").reads(checkpoint_interval)
    law = _law(proof.call("optimal_interval"), of=None)
    if share is lost_share:
        assert law.prove().steps
    else:
        with pytest.raises(il.LawDeclarationError, match="is not least"):
            law.prove()


def test_a_minimum_of_which_no_line_says_where_is_refused():
    proof = il.Proof("Mine", of="mean_wait").recall("mean_wait").least(over="conditional_wait")
    law = il.Law("Mine", list(il.laws[7].relations.values()), proofs=[proof.recall("mean_wait")])
    with pytest.raises(il.LawDeclarationError, match="mean_wait is to be least, and no line says"):
        law.prove()


@pytest.mark.parametrize(
    ("proof", "why"),
    [
        (il.Proof("Mine", of="wait_probability"), "ends with nothing"),
        (il.Proof("Mine", of="mean_wait").recall("mean_wait").put("servers"), "no line .* servers"),
        (
            il.Proof("Mine", of="mean_wait").recall("mean_wait").put("serves"),
            "no variable 'serves'",
        ),
        (il.Proof("Mine", of="mean_wait").recall("memory_time", law=99), "no wall 99"),
        (il.Proof("Mine", of="quantile").recall("mean_wait"), "ends with mean_wait, not quantile"),
        (
            il.Proof("Mine", of="wait_probability", within={"offered_load": (0, 1)})
            .recall("wait_probability")
            .at(servers=1)
            .reads(wait_probability),
            "wait_probability = offered_load/2 does not follow from",
        ),
        (
            il.Proof("Mine", of="servers").recall("wait_probability").solve("servers"),
            "no single answer for servers",
        ),
    ],
)
def test_a_line_that_does_not_follow_is_refused(proof, why):
    law = il.Law("Mine", list(il.laws[7].relations.values()), proofs=[proof])
    with pytest.raises(il.IronLawError, match=why):
        law.prove()


def test_a_glyph_that_another_variable_has_is_refused():
    share = il.Variable("lost_share", "1", r"\tau", "share of the time lost")
    with pytest.raises(il.LawDeclarationError, match="share the glyph"):
        _law(_young(lost_share, share), of=None).prove()


def test_a_proof_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(il.IronLawError, match="no proof of run_time; it has those of optimal_int"):
        il.laws[19].prove("run_time")
    with pytest.raises(il.IronLawError, match=r"wall 2 \(Memory\) has no proof"):
        il.laws[2].prove()


def test_a_law_with_proofs_pickles_and_proves_again():
    again = pickle.loads(pickle.dumps(il.laws[7]))
    assert again.prove("tail_ratio").steps[-1].end.lower == sympy.log(100)


def test_the_chapter_has_the_proofs_and_refers_to_the_law():
    text = il.laws[19].chapter().to_markdown("quarto")
    proofs = text.split("## Proofs")[1].split("## Worked examples")[0]
    assert "### The interval that loses least time" in proofs
    assert r"\sqrt{2 \delta \Theta}" in proofs
    assert "@eq-19-4" in proofs


@pytest.mark.parametrize("form", ["text", "latex", "markdown", "quarto", "myst", "html"])
def test_the_command_writes_them(form):
    result = CliRunner().invoke(main, ["prove", "22", "required_flops", "--format", form])
    assert result.exit_code == 0
    assert ("required_flops" if form == "text" else "<math" if form == "html" else "&=") in (
        result.output
    )


def test_the_command_writes_all_of_a_law_and_says_which_there_are():
    assert CliRunner().invoke(main, ["prove", "7"]).output.count("\n1. ") == 2
    result = CliRunner().invoke(main, ["prove", "7", "--json"])
    assert '"title": "The tail of one server' in result.output
    result = CliRunner().invoke(main, ["prove", "7", "servers"])
    assert result.exit_code == 1
    assert "it has those of mean_wait, tail_ratio" in result.output
