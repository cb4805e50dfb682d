"""Pieces of one interval that rounding broke, told from intervals that are apart."""

from __future__ import annotations

from ironlaw._language import Bounds
from ironlaw._solving.unbroken import unbroken

WHOLE = Bounds(0.0, 1e15, True, True)
PIECES = [(float(2**k), 1.5 * 2**k) for k in range(40)]


def test_a_wide_gap_among_pieces_that_does_not_belong_to_them_keeps_all_apart():
    far = [(1e14 + k, 1e14 + k + 0.5) for k in range(40)]
    assert unbroken(PIECES + far, WHOLE, lambda x: x < 1e12 or x > 9e13) == PIECES + far


def test_an_interval_reaches_the_end_of_the_domain_only_if_that_end_belongs_to_it():
    low, high = unbroken(PIECES, WHOLE, lambda x: 1 <= x < 1e14)[0]
    assert (low, high) == (1.0, PIECES[-1][1])
    assert unbroken(PIECES, WHOLE, lambda x: x >= 1)[0][1] > 9e14


def test_a_few_pieces_are_left_as_they_are():
    assert unbroken(PIECES[:32], WHOLE, lambda _: True) == PIECES[:32]
