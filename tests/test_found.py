"""What the fuzzer found once stays right: its questions, by seed and number, judged again."""

from __future__ import annotations

import random

import pytest
from tests.fuzz.judge import answered
from tests.fuzz.kinds import judged
from tests.fuzz.points import case
from tests.fuzz.questions import question

import ironlaw as il

MODELS = {}
LONG = pytest.mark.long  # over five seconds


@pytest.mark.parametrize(
    ("seed", "number", "what"),
    [
        (
            8001,
            3694,
            "what a number came from was taken to be exact, so that its rounding contradicted",
        ),
        (8001, 5068, "an interval was narrowed only where a probe met values of what narrows it"),
        pytest.param(
            8001,
            5168,
            "of a thousand values on the way those that were tried met no other given",
            marks=LONG,
        ),
        (8101, 477, "the best that a given could reach was asked for without all that it rests on"),
        (8101, 1840, "digits that a root had lost put what follows from it outside its domain"),
        (8101, 6387, "the slope of a wait in servers where the load has no value"),
        (8201, 273, "a change that is weakly determined did not say so"),
        (8201, 3364, "errors on the way through a block were followed in the wrong order"),
        (8201, 4040, "one step of rounding was as wide as a few roundings of the root"),
        (7301, 2439, "that a value on the way is the rounding of a difference was not said"),
        (5002, 3915, "a default that the givens do not fit stood for what they determine"),
        (8301, 4837, "an interval was cut by a relation that holds within rounding only"),
        (8401, 352, "an unknown out of reach by lost digits, which another given determines"),
        (8401, 2455, "no equation was left that holds the unknown"),
        (8401, 2843, "definitions too long to be shown were put into each other"),
        (8401, 3666, "0 = 0 times an unknown, but for rounding, was to determine it"),
        pytest.param(8201, 502, "each of 2,352 answers was checked anew", marks=LONG),
        pytest.param(8301, 2264, "seventy intervals, each by a block of its own", marks=LONG),
        pytest.param(8301, 7340, "rounding broke an interval into 2,263 pieces", marks=LONG),
        (8001, 550, "the slope of 0 to a power was infinite, so that all beside it was open"),
        (7301, 1435, "a probability of 1, of which the logarithm is no number"),
        pytest.param(
            7101,
            973,
            "each variable of a survey moved with the one interval that a block leaves",
            marks=LONG,
        ),
        (7101, 2341, "a hundred regimes that cannot be told were each inverted"),
        (7101, 3043, "rounding on the way decided which argument of a maximum is the largest"),
        pytest.param(
            7101,
            3873,
            "equations that nothing meets were asked again for every variable",
            marks=LONG,
        ),
        (7101, 5774, "0 = 0 times a duration was to determine the duration"),
        (7201, 316, "a bubble of 0 was to determine the number of micro-batches"),
        (7201, 1129, "the slope of a power of 1 and next to nothing, less one"),
        (7201, 2801, "an equation that may hold anyway, on a way with an interval"),
        (2001, 3013, "two givens that say the same, by rounding apart"),
        pytest.param(
            7001,
            5494,
            "five hundred values on the way, each with a search for two variables",
            marks=LONG,
        ),
        (1701, 35, "each variable of a survey met the same equations, which decide nothing"),
        (5002, 1073, "each variable of a survey met the same equations, which have no root"),
        (1901, 4544, "a default beside givens that determine it through something that cancels"),
        (4001, 1212, "a variable of which rounding left a sliver of an equation was 0"),
        (4001, 2750, "an infinity times nothing, where many roots were refined at once"),
        (4001, 2953, "a search for many variables that missed their root was a contradiction"),
        (4001, 5321, "a float divided by nothing beside arrays"),
        (4001, 6541, "a slope that vanishes beside the others of its row"),
        (5001, 293, "a wait without digits, though another given said the same with all of them"),
        (5001, 352, "a search for values that began where there were none"),
        (2004, 4041, "every variable of a block was tried as the one to keep, for 18 s"),
        pytest.param(
            1801,
            1178,
            "an isolation was made again for every variable of a block, for 14 s",
            marks=LONG,
        ),
        (851, 4359, "a privacy loss of 1e-288, of which a part underflowed"),
        (1201, 5382, "a root at the end of another variable's domain, which rounding hides"),
        (1301, 4523, "an infinity among the digits of an answer"),
        (1301, 8816, "a surplus given to which the way leads backwards, at many values at once"),
        (1201, 12001, "thousands of whole values beside surplus givens took a minute"),
        (1002, 1184, "an end that stood for a value beyond it went to a root far away"),
        (1002, 3632, "a slope that is not a number, to many digits"),
        (1002, 5352, "a root that rounding put out of its domain, and nothing said"),
        (1001, 5832, "coefficients of sums without the unknown, multiplied out"),
        (906, 2205, "a wait that rounding hides is a load up to where it does not"),
        (851, 56, "a logarithm of 1 and next to nothing"),
        (851, 5397, "a power of 1 and next to nothing, less one"),
        (851, 2235, "the derivative of a large formula took a minute"),
        (842, 4089, "two gaps as large as each other, of opposite signs, were 303 roots"),
        (841, 640, "a root at which some variable off the way has no value"),
        (832, 7468, "an answer beside a pole had no digits, and said nothing"),
        (832, 8268, "the slope of Erlang C at a negative load"),
        (831, 59, "the whole number of an answer in which something cancels"),
        (832, 93, "cancelling a large expression took a minute"),
        (822, 2822, "narrowing that asked for rounding at each of 1,500 points"),
        (821, 6284, "an end of a domain that rounding put a value beyond"),
        (812, 272, "a plateau whose ray was a point"),
        (812, 1100, "a plateau cut to a point by a given without digits"),
        (812, 1256, "an interval divided by a negative number"),
        (812, 6200, "two defaults that do not fit what is given"),
        (812, 8080, "a utilization of 1e-18"),
        (811, 8460, "a root in the noise of a difference of normal tails"),
    ],
)
def test_what_was_found_once_is_right(seed, number, what):
    rng = random.Random(f"{seed} {number}")
    found = case(rng, MODELS)
    asked = question(rng, found)
    verdict = judged(found, asked, answered(found, asked))
    assert not verdict.is_wrong, (what, verdict)


def test_a_root_may_lie_at_the_end_of_another_variables_domain_and_0_over_0_is_none():
    """All 1,638 devices in one tree are a root; one alone is none, since 0/0 is no bandwidth."""
    run = il.laws[14].using(allreduce="tree", communication="gradients_and_activations")
    given = {
        "devices": 1638,
        "tensor_parallel": 1,
        "parameters": 1e9,
        "gradient_bytes_per_parameter": "2 byte",
        "effective_bandwidth": "29 GB/s",
        "link_latency": "9 us",
    }
    all_of_them = run.solve("bus_bandwidth", pipeline_parallel=1, **given).value
    ranks = run.solve("ranks", bus_bandwidth=all_of_them, **given)
    assert max(x.magnitude for x in ranks.values) == pytest.approx(1638, rel=1e-9)
    times = run.solve("allreduce_time", bus_bandwidth=all_of_them, **given)
    assert len(times.values) == len(ranks.values)
    assert all(x.magnitude > 0 for x in times.values)
