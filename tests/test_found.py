"""What the fuzzer found once stays right: its questions, by seed and number, judged again."""

from __future__ import annotations

import random

import pytest
from tests.fuzz.judge import answered
from tests.fuzz.kinds import judged
from tests.fuzz.points import case
from tests.fuzz.questions import question

MODELS = {}


@pytest.mark.parametrize(
    ("seed", "number", "what"),
    [
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
