import math
import sys

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plainscore.scorecard.binning.labels import interval_label, number_label, shortest_between


@settings(max_examples=500)
@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_a_bound_separates_its_neighbours(a, b):
    assume(a != b)
    left, right = min(a, b), max(a, b)
    assume(left < sys.float_info.max)
    bound = shortest_between(left, right)
    assert left < bound <= right
    assert math.isfinite(bound) or math.isinf(right)


def test_a_bound_is_round():
    assert shortest_between(1.9999, 2.7) == 2.0
    assert shortest_between(0.3871, 0.4124) == 0.4
    assert shortest_between(-5.2, -4.9) == -5.0
    assert shortest_between(-1.0, 3.0) == 0.0
    assert shortest_between(1234.0, 1302.0) == 1300.0


def test_labels_read_like_words():
    assert interval_label(None, None) == "any value"
    assert interval_label(None, 0.25) == "below 0.25"
    assert interval_label(1000.0, None) == "1,000 and above"
    assert number_label(math.inf) == "inf"
