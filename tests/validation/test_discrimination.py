import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import ks_2samp, norm
from sklearn.metrics import roc_auc_score

from plainscore.validation import (
    Curve,
    Figure,
    KolmogorovSmirnov,
    Refused,
    auc,
    cap_curve,
    gini,
    kolmogorov_smirnov,
    measure_discrimination,
    roc_curve,
)


@st.composite
def labelled(draw):
    """Scores with ties, labels with at least 10 of each class."""
    bads = draw(st.integers(10, 25))
    goods = draw(st.integers(10, 25))
    score = draw(arrays(np.float64, bads + goods, elements=st.integers(350, 420).map(float)))
    return score, np.arange(bads + goods) < bads


def delong_by_pairs(score, bad):
    """DeLong, DeLong and Clarke-Pearson (1988), written out over all pairs."""
    bads, goods = score[bad], score[~bad]
    right = (goods[None, :] > bads[:, None]) + 0.5 * (goods[None, :] == bads[:, None])
    area = right.mean()
    of_bads, of_goods = right.mean(axis=1), right.mean(axis=0)
    variance = of_bads.var(ddof=1) / bads.size + of_goods.var(ddof=1) / goods.size
    return area, variance


def test_auc_equals_scikit_learn(sample):
    found = auc(sample.score, sample.bad)
    assert found.value == pytest.approx(roc_auc_score(sample.bad, -sample.score), abs=1e-12)
    assert (found.n, found.bads) == (2000, sample.bad.sum())


def test_weighted_auc_equals_scikit_learn(sample):
    expected = roc_auc_score(sample.bad, -sample.score, sample_weight=sample.weight)
    assert auc(sample.score, sample.bad, sample.weight).value == pytest.approx(expected, abs=1e-12)


@given(labelled())
def test_auc_and_its_variance_equal_those_over_all_pairs(labels):
    score, bad = labels
    found = auc(score, bad)
    area, variance = delong_by_pairs(score, bad)
    assert found.value == pytest.approx(area, abs=1e-12)
    if variance > 0 and 0 < area < 1:
        logit = np.log(area / (1 - area))
        reach = 1.959963984540054 * np.sqrt(variance) / (area * (1 - area))
        assert found.low == pytest.approx(1 / (1 + np.exp(-(logit - reach))), abs=1e-9)
        assert found.high == pytest.approx(1 / (1 + np.exp(-(logit + reach))), abs=1e-9)


@given(labelled())
def test_turning_the_score_round_mirrors_the_auc(labels):
    score, bad = labels
    straight, turned = auc(score, bad), auc(-score, bad)
    assert turned.value == pytest.approx(1 - straight.value, abs=1e-12)
    assert turned.low == pytest.approx(1 - straight.high, abs=1e-9)
    assert turned.high == pytest.approx(1 - straight.low, abs=1e-9)


@given(labelled())
def test_only_the_order_of_scores_matters(labels):
    score, bad = labels
    stretched = np.exp(score / 50) - 7
    assert auc(stretched, bad) == auc(score, bad)
    straight = kolmogorov_smirnov(score, bad, replicates=50)
    moved = kolmogorov_smirnov(stretched, bad, replicates=50)
    assert moved.figure == straight.figure
    assert moved.score == np.exp(straight.score / 50) - 7


@given(labelled(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(labels, random):
    score, bad = labels
    order = np.array(random.sample(range(score.size), score.size))
    shuffled = measure_discrimination(score[order], bad[order], replicates=50)
    assert shuffled == measure_discrimination(score, bad, replicates=50)


@given(labelled(), st.data())
def test_a_whole_weight_moves_every_value_as_so_many_rows_do(labels, data):
    score, bad = labels
    weight = data.draw(arrays(np.int64, score.size, elements=st.integers(1, 4)))
    weighted = measure_discrimination(score, bad, weight, replicates=20)
    repeated = measure_discrimination(
        np.repeat(score, weight), np.repeat(bad, weight), replicates=20
    )
    assert weighted.auc.value == pytest.approx(repeated.auc.value, abs=1e-12)
    assert weighted.gini.value == pytest.approx(repeated.gini.value, abs=1e-12)
    assert weighted.ks.figure.value == pytest.approx(repeated.ks.figure.value, abs=1e-12)
    assert weighted.roc.y == pytest.approx(repeated.roc.y, abs=1e-12)
    assert weighted.auc.n == score.size


def test_weights_are_not_taken_for_more_people(sample):
    plain = measure_discrimination(sample.score, sample.bad)
    doubled = measure_discrimination(sample.score, sample.bad, np.full(2000, 2.0))
    assert doubled == plain


def test_unequal_weights_widen_the_intervals_in_step_with_the_bootstrap(sample):
    found = measure_discrimination(sample.score, sample.bad, sample.weight)
    plain = measure_discrimination(sample.score, sample.bad)
    assert found.auc.half_width > plain.auc.half_width
    assert found.auc.half_width == pytest.approx(found.auc_bootstrap.half_width, rel=0.06)


def test_delong_agrees_with_the_bootstrap(sample):
    found = measure_discrimination(sample.score, sample.bad, seed=3)
    assert found.auc.value == found.auc_bootstrap.value
    assert found.auc.half_width == pytest.approx(found.auc_bootstrap.half_width, rel=0.06)
    assert found.gini.value == pytest.approx(2 * found.auc.value - 1, abs=1e-12)
    assert found.gini.half_width == pytest.approx(2 * found.auc_bootstrap.half_width, abs=1e-12)


def test_the_bootstrap_of_the_auc_is_that_of_rows_drawn_anew(sample):
    rng = np.random.default_rng(5)
    bads, goods = sample.score[sample.bad], sample.score[~sample.bad]
    labels = np.arange(2000) < bads.size
    drawn = []
    for _ in range(400):
        score = np.concatenate([rng.choice(bads, bads.size), rng.choice(goods, goods.size)])
        drawn.append(roc_auc_score(labels, -score))
    found = measure_discrimination(sample.score, sample.bad).auc_bootstrap
    assert found.half_width == pytest.approx(1.96 * np.std(drawn), rel=0.12)
    assert (found.low + found.high) / 2 == pytest.approx(np.mean(drawn), abs=2e-3)


def test_auc_intervals_cover_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(11)
    shift = np.sqrt(2) * norm.ppf(0.75)
    bad = np.arange(400) < 50
    covered = 0
    for _ in range(600):
        found = auc(rng.normal(shift * ~bad, 1.0), bad)
        covered += found.low <= 0.75 <= found.high
    assert 0.925 <= covered / 600 <= 0.975


@pytest.mark.parametrize("true", [0.6, 0.75, 0.85])
def test_ks_intervals_cover_the_truth_at_least_as_often_as_they_say(true):
    rng = np.random.default_rng(12)
    shift = np.sqrt(2) * norm.ppf(true)
    distance = 2 * norm.cdf(shift / 2) - 1
    bad = np.arange(385) < 35
    covered = 0
    for turn in range(150):
        score = np.rint(60 * rng.normal(shift * ~bad, 1.0))
        found = kolmogorov_smirnov(score, bad, replicates=200, seed=turn).figure
        covered += found.low <= distance <= found.high
    assert covered / 150 >= 0.93


def test_ks_equals_scipy(sample):
    found = kolmogorov_smirnov(sample.score, sample.bad)
    expected = ks_2samp(sample.score[sample.bad], sample.score[~sample.bad])
    assert found.figure.value == pytest.approx(expected.statistic, abs=1e-12)
    assert found.score == expected.statistic_location
    assert found.bads_share == (sample.score[sample.bad] <= found.score).mean()
    assert found.goods_share == (sample.score[~sample.bad] <= found.score).mean()
    assert found.figure.low < found.figure.value < found.figure.high


def test_ks_of_a_score_that_ranks_the_wrong_way_is_the_same_distance(sample):
    straight = kolmogorov_smirnov(sample.score, sample.bad)
    turned = kolmogorov_smirnov(-sample.score, sample.bad)
    assert turned.figure.value == pytest.approx(straight.figure.value, abs=1e-12)
    assert turned.bads_share < turned.goods_share


def test_another_seed_moves_the_bootstrap_a_little_and_the_same_seed_does_not(sample):
    first, again, other = (gini(sample.score, sample.bad, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first.low != other.low
    assert first.low == pytest.approx(other.low, abs=0.01)


def test_the_roc_curve_encloses_the_auc(sample):
    curve = roc_curve(sample.score, sample.bad)
    area = np.trapezoid(curve.y, curve.x)
    assert area == pytest.approx(auc(sample.score, sample.bad).value, abs=1e-12)
    place = curve.score.index(600.0)
    assert curve.y[place] == (sample.score[sample.bad] <= 600).mean()
    assert curve.x[place] == (sample.score[~sample.bad] <= 600).mean()


def test_the_cap_curve_encloses_the_gini(sample):
    curve = cap_curve(sample.score, sample.bad, sample.weight)
    rate = np.average(sample.bad, weights=sample.weight)
    ratio = (np.trapezoid(curve.y, curve.x) - 0.5) / (0.5 * (1 - rate))
    found = gini(sample.score, sample.bad, sample.weight, replicates=10)
    assert ratio == pytest.approx(found.value, abs=1e-12)


def test_curves_rise_from_corner_to_corner_and_stay_short():
    rng = np.random.default_rng(2)
    score = rng.normal(size=5000)
    curve = roc_curve(score, rng.random(5000) < 0.3)
    assert isinstance(curve, Curve)
    assert (curve.x[0], curve.y[0], curve.x[-1], curve.y[-1]) == (0.0, 0.0, 1.0, 1.0)
    assert np.all(np.diff(curve.x) >= 0)
    assert np.all(np.diff(curve.y) >= 0)
    assert len(curve.x) <= 1001
    assert curve.score[-1] == score.max()


@pytest.mark.parametrize(("bads", "goods"), [(9, 500), (500, 9), (0, 500), (0, 0)])
def test_too_few_of_a_class_refuses_every_measure(bads, goods):
    score, bad = np.arange(bads + goods, dtype=float), np.arange(bads + goods) < bads
    found = measure_discrimination(score, bad)
    for measure in (found.auc, found.auc_bootstrap, found.gini, found.ks, found.roc, found.cap):
        assert isinstance(measure, Refused)
        assert (measure.n, measure.bads) == (bads + goods, bads)
        assert (measure.bads_needed, measure.goods_needed) == (10, 10)
    assert {found.gini.name, found.ks.name} == {"Gini", "KS"}
    assert isinstance(gini(score, bad), Refused)
    assert isinstance(kolmogorov_smirnov(score, bad), Refused)


@pytest.mark.parametrize("bads", [10, 20, 200])
def test_a_perfect_ranking_of_few_rows_is_not_certainty(bads):
    n = bads + 40
    found = auc(np.arange(n), np.arange(n) < bads)
    assert (found.value, found.high) == (1.0, 1.0)
    # Newcombe (2006), method 5: the lower end solves the score equation
    z, theta, others = 1.959963984540054, found.low, n / 2 - 1
    spread = 1 + others * ((1 - theta) / (2 - theta) + theta / (1 + theta))
    assert 1 - theta == pytest.approx(z * np.sqrt(theta * (1 - theta) * spread / (bads * 40)))
    assert auc(-np.arange(n), np.arange(n) < bads).high == pytest.approx(1 - theta)


def test_scores_all_alike_are_chance():
    found = measure_discrimination(np.full(60, 500.0), np.arange(60) < 20)
    assert found.auc.value == 0.5
    assert found.auc.low < 0.4
    assert found.auc.high > 0.6
    assert isinstance(found.ks, KolmogorovSmirnov)
    assert found.ks.figure.value == 0.0


@pytest.mark.parametrize(
    ("score", "bad", "weight", "message"),
    [
        ([1.0, np.nan], [0, 1], None, "missing"),
        ([1.0, 2.0], [0, 2], None, "labels"),
        ([1.0, 2.0], [0, np.nan], None, "labels"),
        ([1.0], [0, 1], None, "one length"),
        ([1.0, 2.0], [0, 1], [1.0], "one length"),
        ([1.0, 2.0], [0, 1], [1.0, 0.0], "weights"),
        ([1.0, 2.0], [0, 1], [1.0, np.inf], "weights"),
    ],
)
def test_malformed_samples_are_errors(score, bad, weight, message):
    with pytest.raises(ValueError, match=message):
        auc(score, bad, weight)


def test_a_wider_coverage_gives_a_wider_interval(sample):
    narrow, wide = (measure_discrimination(sample.score, sample.bad, level=p) for p in (0.8, 0.99))
    for name in ("auc", "auc_bootstrap", "gini"):
        assert getattr(wide, name).half_width > getattr(narrow, name).half_width
    assert isinstance(wide.auc, Figure)
    assert wide.ks.figure.half_width > narrow.ks.figure.half_width
