"""A thousand inverses of the composed systems, choices drawn: none is missed, none false."""

from __future__ import annotations

import random

import pytest
from tests.fuzz.judge import answered
from tests.fuzz.kinds import judged
from tests.fuzz.points import case
from tests.fuzz.questions import inverse

import ironlaw as il

MODELS = {}
PER_POINT = 10


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100))
def test_whatever_a_leaf_leads_to_leads_back_to_it(seed):
    rng = random.Random(f"inverses {seed}")
    found = case(rng, MODELS, (il.training, il.inference))
    kinds = []
    while len(kinds) < PER_POINT:
        asked = inverse(rng, found)
        if asked is not None:
            verdict = judged(found, asked, answered(found, asked))
            assert not verdict.is_wrong, (asked, verdict)
            kinds.append(verdict.kind)
    assert kinds.count("right") >= PER_POINT // 2, kinds
