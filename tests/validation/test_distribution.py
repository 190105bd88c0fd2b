from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.proportion import proportion_confint

from plainscore.validation import cut_offs, gains, score_bands


@st.composite
def labelled(draw):
    n = draw(st.integers(1, 60))
    score = draw(arrays(np.int64, n, elements=st.integers(350, 950)))
    return score, draw(arrays(np.bool_, n)), draw(arrays(np.float64, n, elements=st.floats(0.1, 9)))


@given(labelled())
def test_bands_hold_every_row_once(rows):
    score, bad, weight = rows
    bands = score_bands(score, bad, weight, probability=np.full(score.size, 0.3))
    assert [(band.low, band.high) for band in bands] == [(a, a + 50) for a in range(350, 950, 50)]
    assert sum(band.n for band in bands) == score.size
    assert sum(band.bads for band in bands) == bad.sum()
    assert sum(band.share for band in bands) == pytest.approx(1)
    assert sum(band.share_of_bads for band in bands) == pytest.approx(float(bad.any()))
    assert sum(band.share_of_goods for band in bands) == pytest.approx(float((~bad).any()))
    for band in bands:
        inside = (score >= band.low) & ((score < band.high) | ((band.high == 950) & (score == 950)))
        assert band.n == inside.sum()
        assert band.goods + band.bads == band.n
        if band.n:
            rate = np.average(bad[inside], weights=weight[inside])
            assert band.bad_rate.value == pytest.approx(rate)
            assert (band.bad_rate.n, band.bad_rate.bads) == (band.n, band.bads)
            assert band.bad_rate.low <= rate + 1e-12
            assert band.expected == pytest.approx(0.3)
        else:
            assert band.bad_rate is None
            assert band.expected is None


def test_unweighted_bands_have_wilson_intervals(sample):
    for band in score_bands(sample.score, sample.bad, probability=sample.probability):
        if band.n:
            expected = proportion_confint(band.bads, band.n, method="wilson")
            assert (band.bad_rate.low, band.bad_rate.high) == pytest.approx(expected)
            inside = (sample.score >= band.low) & (sample.score < band.high)
            assert band.expected == pytest.approx(sample.probability[inside].mean())


def test_scores_beyond_the_scale_get_bands_of_their_own():
    bands = score_bands([120.0, 610.5, 1003.0], [1, 0, 0])
    assert (bands[0].low, bands[-1].high) == (100, 1050)
    assert [band.low for band in bands if band.n] == [100, 600, 1000]
    assert all(band.expected is None for band in bands)


@given(labelled())
def test_cut_offs_say_what_each_would_do(rows):
    score, bad, weight = rows
    cuts = cut_offs(score, bad, weight)
    assert cuts[0].approved == score.size
    assert cuts[0].score <= score.min() < cuts[0].score + 25
    assert cuts[-1].approved > 0
    assert (score < cuts[-1].score + 25).all()
    for cut in cuts:
        kept = score >= cut.score
        assert (cut.approved, cut.approved_bads) == (kept.sum(), (kept & bad).sum())
        assert cut.approval_rate.value == pytest.approx(np.average(kept, weights=weight))
        assert cut.bad_rate_approved.value == pytest.approx(
            np.average(bad[kept], weights=weight[kept])
        )
        for figure, of in ((cut.bads_declined, bad), (cut.goods_declined, ~bad)):
            if of.any():
                share = np.average(~kept[of], weights=weight[of])
                assert figure.value == pytest.approx(share)
                assert figure.n == of.sum()
            else:
                assert figure is None


@given(labelled())
def test_gains_rise_to_everybody_and_keep_tied_rows_together(rows):
    score, bad, weight = rows
    found = gains(score, bad, weight)
    assert found[-1].n == score.size
    assert found[-1].share == pytest.approx(1)
    assert all(a.n < b.n for a, b in pairwise(found))
    for gain in found:
        inside = score <= gain.score
        assert (gain.n, gain.bads) == (inside.sum(), (inside & bad).sum())
        assert gain.share >= gain.wanted - 1e-6
        if bad.any():
            caught = np.average(inside[bad], weights=weight[bad])
            assert gain.bads_caught.value == pytest.approx(caught)
            assert gain.lift == pytest.approx(caught / gain.share)
        else:
            assert gain.bads_caught is None
            assert gain.lift is None


def test_a_useless_score_lifts_nothing_and_a_perfect_one_as_much_as_can_be():
    bad = np.arange(100) < 20
    perfect = gains(np.arange(100), bad)
    assert [gain.lift for gain in perfect[:3]] == pytest.approx([5.0, 5.0, 10 / 3])
    assert [gain.lift for gain in gains(np.full(100, 500), bad)] == [1.0]


def test_an_empty_sample_has_empty_bands_and_nothing_else():
    assert {band.n for band in score_bands([], [])} == {0}
    assert cut_offs([], []) == ()
    assert gains([], []) == ()
