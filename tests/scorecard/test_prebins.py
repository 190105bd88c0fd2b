import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainscore.scorecard.binning.categories import category_prebins
from plainscore.scorecard.binning.constraints import Constraints
from plainscore.scorecard.binning.prebins import numeric_prebins
from plainscore.scorecard.table import CategoryColumn

values = st.lists(
    st.one_of(st.integers(-5, 5).map(float), st.floats(allow_nan=True, allow_infinity=True)),
    min_size=1,
    max_size=60,
)


@settings(max_examples=200, deadline=None)
@given(values, st.integers(2, 12))
def test_prebins_follow_the_order_of_the_values(numbers, most):
    column = np.array(numbers)
    found = numeric_prebins(column, np.zeros(column.size, np.uint8), np.ones(column.size), most, {})
    seen = ~np.isnan(column)
    assert np.all(found.codes[~seen] == found.missing)
    assert found.ordered <= most
    order = np.argsort(column[seen], kind="stable")
    assert np.all(np.diff(found.codes[seen][order].astype(int)) >= 0)
    assert found.count.sum() == column.size
    for code, (left, right) in enumerate(found.gaps):
        assert column[found.codes == code].max() == left
        assert column[found.codes == code + 1].min() == right


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 3)), min_size=5, max_size=60),
    st.integers(2, 10),
)
def test_a_weight_is_a_repetition(rows, most):
    column = np.array([value for value, _ in rows], float)
    weight = np.array([count for _, count in rows])
    bad = (column % 3 == 0).astype(np.uint8)
    once = numeric_prebins(column, bad, weight.astype(float), most, {})
    repeated = numeric_prebins(
        np.repeat(column, weight), np.repeat(bad, weight), np.ones(weight.sum()), most, {}
    )
    assert once.gaps == repeated.gaps
    assert np.array_equal(once.weight, repeated.weight)
    assert np.array_equal(once.bad, repeated.bad)


def test_a_frequent_value_stands_alone():
    column = np.concatenate([np.zeros(500), np.linspace(1, 2, 500), np.linspace(-2, -1, 500)])
    found = numeric_prebins(column, np.zeros(1500, np.uint8), np.ones(1500), 20, {})
    assert found.count[found.codes[0]] == 500


def test_special_codes_by_name_come_before_missing():
    column = np.array([1.0, -9.0, -8.0, np.nan, 2.0])
    special = {"refused": (-9.0,), "unknown": (-8.0,)}
    found = numeric_prebins(column, np.zeros(5, np.uint8), np.ones(5), 10, special)
    assert found.codes.tolist() == [0, 2, 3, 4, 1]


def test_categories_stand_in_the_order_of_their_event_rates():
    column = CategoryColumn(("a", "b", "c"), np.repeat([0, 1, 2], 100).astype(np.int32))
    bad = np.concatenate([np.ones(80), np.zeros(20), np.zeros(100), np.ones(40), np.zeros(60)])
    found = category_prebins(column, bad.astype(np.uint8), np.ones(300), 100, {})
    assert found.groups == (("b",), ("c",), ("a",))


def test_rare_categories_are_pooled():
    positions = np.concatenate([np.zeros(600), np.ones(598), [2, 3]]).astype(np.int32)
    column = CategoryColumn(("a", "b", "c", "d"), positions)
    bad = (np.arange(1200) % 3 == 0).astype(np.uint8)
    found = category_prebins(column, bad, np.ones(1200), 100, {})
    assert found.pooled == ("c", "d")
    assert found.count[found.other] == 2


@pytest.mark.parametrize("most", [1, 0, 201])
def test_the_number_of_prebins_is_bounded(most):
    with pytest.raises(ValueError, match="max_prebins"):
        Constraints(max_prebins=most)
