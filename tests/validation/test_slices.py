"""Slices beside the rest: areas by scikit-learn, variances by the paired DeLong, sums by hand."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from plainscore.validation.comparison import paired_areas
from plainscore.validation.slices import MINIMUM, Rows, compare_calibration, compare_ranking


def made(seed=0, n=1500, weights=True):
    rng = np.random.default_rng(seed)
    place = rng.integers(0, 30, n)
    p = 1 / (1 + np.exp(-1 + 0.1 * place))
    weight = rng.uniform(0.5, 3, n) if weights else np.ones(n)
    return Rows(place, 30, rng.random(n) < p, weight, p), rng.integers(0, 4, n)


def shortfall(rows, kept):
    score, bad, weight = rows.score[kept].astype(float), rows.bad[kept], rows.weight[kept]
    seen = roc_auc_score(bad, -score, sample_weight=weight)
    # the promise: every row both as a bad and as a good, weighed by its probability
    p = rows.probability[kept]
    promised = roc_auc_score(
        np.repeat([1, 0], score.size), -np.tile(score, 2),
        sample_weight=np.concatenate([weight * p, weight * (1 - p)]),
    )  # fmt: skip
    (area, _), _, _ = paired_areas(score, score, bad, weight, 0.95)
    return promised - seen, ((area.high - area.low) / 2 / 1.959963984540054) ** 2


@pytest.mark.parametrize("weights", [False, True])
def test_shortfalls_and_their_errors_are_recomputed(weights):
    rows, slices = made(weights=weights)
    found = compare_ranking(rows, slices, 4)
    for each in range(4):
        (inside, own), (outside, other) = (
            shortfall(rows, slices == each),
            shortfall(rows, slices != each),
        )
        assert found.size[each] == pytest.approx(inside - outside)
        assert found.z[each] == pytest.approx((inside - outside) / np.sqrt(own + other))


def test_ratios_are_recomputed_by_hand():
    rows, slices = made(weights=False)
    found = compare_calibration(rows, slices, 4)
    for each in range(4):
        sums = []
        for kept in (slices == each, slices != each):
            p = rows.probability[kept]
            observed, expected = rows.bad[kept].sum() + 0.5, p.sum() + 0.5
            sums.append((np.log(observed / expected), (p * (1 - p)).sum() / expected**2))
        assert found.size[each] == pytest.approx(sums[0][0] - sums[1][0])
        assert found.z[each] == pytest.approx(found.size[each] / np.sqrt(sums[0][1] + sums[1][1]))


def test_small_slices_are_not_judged():
    rows, slices = made()
    slices = np.where(np.arange(slices.size) < MINIMUM, 1, 0)
    assert np.isnan(compare_ranking(rows, slices, 3).z).all()
    assert np.isnan(compare_calibration(rows, slices, 3).z).all()
