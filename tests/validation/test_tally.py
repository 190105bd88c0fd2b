import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from plainscore.validation import measure_discrimination
from plainscore.validation.tally import tally


@st.composite
def weighted(draw):
    n = draw(st.integers(1, 80))
    score = draw(arrays(np.int64, n, elements=st.integers(400, 410)))
    weight = draw(arrays(np.float64, n, elements=st.sampled_from([0.5, 1.0, 1.5, 2.25])))
    return score, draw(arrays(np.bool_, n)), weight


@given(weighted())
def test_a_tally_holds_every_row_and_all_its_weight(rows):
    score, bad, weight = rows
    counted = tally(score, bad, weight)
    assert counted.score.tolist() == sorted(set(score.tolist()))
    assert (counted.n, counted.n_bads) == (score.size, bad.sum())
    for place, value in enumerate(counted.score):
        at = score == value
        assert counted.bad_weight[place] == pytest.approx(weight[at & bad].sum())
        assert counted.good_weight[place] == pytest.approx(weight[at & ~bad].sum())


@given(weighted(), st.integers(1, 40))
def test_merging_cells_keeps_the_count_and_weight_of_each_score(rows, most):
    counted = tally(*rows)
    for cells in (counted.goods, counted.bads):
        merged = cells.coarse(most)
        scores = np.unique(cells.index).size
        assert merged.count.size <= max(most, scores, 1)
        width = counted.score.size
        assert merged.by_score(merged.count, width) == pytest.approx(
            cells.by_score(cells.count, width)
        )
        assert np.bincount(merged.index, merged.count, width).tolist() == (
            np.bincount(cells.index, cells.count, width).tolist()
        )


def test_merging_cells_hardly_moves_an_interval(monkeypatch, sample):
    exact = measure_discrimination(sample.score, sample.bad, sample.weight)
    monkeypatch.setattr("plainscore.validation.resampling._MOST_CELLS", 700)
    merged = measure_discrimination(sample.score, sample.bad, sample.weight)
    assert merged.gini.value == pytest.approx(exact.gini.value, abs=1e-12)
    assert merged.gini.half_width == pytest.approx(exact.gini.half_width, rel=0.06)
    assert merged.ks.figure.half_width == pytest.approx(exact.ks.figure.half_width, rel=0.08)
    assert merged != exact
