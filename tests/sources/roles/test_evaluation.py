"""Precision and recall by role."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from plainscore.records import Role
from plainscore.sources.roles import Share, evaluate_roles, quality_table


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_wilsons(counts: tuple[int, int]) -> None:
    hits, cases = counts
    expected = binomtest(hits, cases).proportion_ci(0.95, method="wilson")
    low, high = Share(hits, cases).interval or (math.nan, math.nan)
    assert low == pytest.approx(expected.low, abs=1e-12)
    assert high == pytest.approx(expected.high, abs=1e-12)


def test_without_cases_there_is_no_share() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 0).interval is None


def test_missed_lines_are_listed_by_what_they_became() -> None:
    true = [Role.HOUSING] * 5
    found = [Role.OTHER, Role.OTHER, Role.CASH, Role.HOUSING, Role.OTHER]
    by_role = {one.role: one for one in evaluate_roles(true, found)}
    assert by_role[Role.HOUSING].mistaken_for == ((Role.OTHER, 3), (Role.CASH, 1))
    assert by_role[Role.CASH].support == 0
    assert by_role[Role.CASH].found == 1
    assert by_role[Role.CASH].recall.value is None


def test_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="argument"):
        evaluate_roles([Role.TAX], [])


roles = st.lists(st.tuples(st.sampled_from(Role), st.sampled_from(Role)), max_size=60)


@given(roles)
def test_counts_add_up(pairs: list[tuple[Role, Role]]) -> None:
    true, found = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    qualities = evaluate_roles(true, found)
    assert sum(one.support for one in qualities) == len(pairs)
    assert sum(one.found for one in qualities) == len(pairs)
    assert sum(one.recall.hits for one in qualities) == sum(a is b for a, b in pairs)
    for one in qualities:
        missed = sum(count for _, count in one.mistaken_for)
        assert one.support == one.recall.hits + missed


@given(roles)
def test_what_is_right_is_perfect(pairs: list[tuple[Role, Role]]) -> None:
    true = [pair[0] for pair in pairs]
    for one in evaluate_roles(true, true):
        assert one.precision.value == one.recall.value == 1.0
        assert one.mistaken_for == ()


def test_the_table_has_a_row_for_each_role() -> None:
    table = quality_table(evaluate_roles([Role.TAX, Role.OTHER], [Role.OTHER, Role.OTHER]))
    assert len(table.splitlines()) == 4
    assert "| `tax` | 1 | 0 | none | 0.000 (0.000 to 0.793) | `other` 1 |" in table
