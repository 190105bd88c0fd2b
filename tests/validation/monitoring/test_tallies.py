"""Counts add up: whole or in parts, in any kind of table, and carried as a vector."""

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.validation.monitoring import from_vector, tally_batches, tally_rows

NAMED = {"target": "bad", "bad": True, "flags": ("overridden",)}


def same(one, two):
    return np.array_equal(one.to_vector(), two.to_vector())


def test_the_counts_are_those_of_the_card(card, baseline):
    tallies = tally_rows(card, baseline, **NAMED)
    score = card.score(baseline)
    assert tallies.rows == tallies.scored == len(baseline)
    assert (
        tallies.scores[np.unique(score)].tolist()
        == np.unique(score, return_counts=True)[1].tolist()
    )
    bad = baseline["bad"].to_numpy()
    assert tallies.bads.sum() == bad.sum()
    assert tallies.goods.sum() == (~bad).sum()
    assert tallies.flags["overridden"] == (int(baseline["overridden"].sum()), len(baseline))
    for feature, counts in zip(card.features, tallies.bins, strict=True):
        assert counts.size == len(feature.bins)
        assert counts.sum() == len(baseline)


def test_the_first_reason_is_the_first_of_the_reasons(card, baseline):
    some = baseline.iloc[:500]
    first = [reasons[0].feature if reasons else None for reasons in card.reasons(some, 1)]
    counts = tally_rows(card, some).first_reason
    names = [*card.part_names, None]
    assert counts.tolist() == [first.count(name) for name in names]


@given(cut=st.integers(0, 300))
def test_parts_add_up_to_the_whole(card, baseline, cut):
    table = pa.Table.from_pandas(baseline.iloc[:300])
    parts = [table[:cut], table[cut:]]
    assert same(tally_batches(card, parts, **NAMED), tally_rows(card, table, **NAMED))


@pytest.mark.parametrize("make", [pa.Table.from_pandas, pl.from_pandas])
def test_any_kind_of_table_gives_the_same(card, baseline, make):
    assert same(tally_rows(card, make(baseline), **NAMED), tally_rows(card, baseline, **NAMED))


def test_a_vector_carries_them(card, baseline):
    tallies = tally_rows(card, baseline, **NAMED)
    carried = from_vector(card, tallies.to_vector(), ["overridden"])
    assert same(tallies, carried)
    assert carried.flags == tallies.flags


def test_unknown_outcomes_are_neither_good_nor_bad(card, baseline):
    table = baseline.iloc[:100].assign(bad=[None] * 60 + [True] * 10 + [False] * 30)
    tallies = tally_rows(card, table, target="bad", bad=True)
    assert (tallies.goods.sum(), tallies.bads.sum()) == (30, 10)


def test_an_absent_column_is_named(card, baseline):
    with pytest.raises(ValueError, match="no column 'disputed'; there are: balance"):
        tally_rows(card, baseline, flags=["disputed"])
    with pytest.raises(ValueError, match="no rows"):
        tally_batches(card, [])
