import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2
from sklearn.metrics import brier_score_loss
from sklearn.metrics import log_loss as sklearn_log_loss
from statsmodels.stats.proportion import proportion_confint

from plainscore.validation import (
    Figure,
    Refused,
    brier,
    brier_skill,
    hosmer_lemeshow,
    log_loss,
    measure_calibration,
    observed_over_expected,
)


@pytest.mark.parametrize("weighted", [False, True])
def test_losses_equal_scikit_learn(sample, weighted):
    weight = sample.weight if weighted else None
    given_values = (sample.probability, sample.bad, weight)
    expected = brier_score_loss(sample.bad, sample.probability, sample_weight=weight)
    assert brier(*given_values).value == pytest.approx(expected, abs=1e-12)
    expected = sklearn_log_loss(sample.bad, sample.probability, sample_weight=weight)
    assert log_loss(*given_values).value == pytest.approx(expected, abs=1e-12)
    rate = np.average(sample.bad, weights=weight)
    plain = brier_score_loss(sample.bad, np.full(2000, rate), sample_weight=weight)
    skill = 1 - brier(*given_values).value / plain
    assert brier_skill(*given_values).value == pytest.approx(skill, abs=1e-12)


def test_the_interval_of_a_mean_loss_is_that_of_a_mean(sample):
    loss = (sample.probability - sample.bad) ** 2
    reach = 1.959963984540054 * loss.std(ddof=1) / np.sqrt(2000)
    found = brier(sample.probability, sample.bad)
    assert (found.low, found.high) == pytest.approx((loss.mean() - reach, loss.mean() + reach))


@pytest.mark.parametrize("measure", [brier, brier_skill, log_loss])
@pytest.mark.parametrize("weighted", [False, True])
def test_intervals_of_losses_agree_with_the_bootstrap(sample, measure, weighted):
    weight = sample.weight if weighted else np.ones(2000)
    rng = np.random.default_rng(1)
    drawn = []
    for _ in range(300):
        rows = rng.integers(0, 2000, 2000)
        drawn.append(measure(sample.probability[rows], sample.bad[rows], weight[rows]).value)
    found = measure(sample.probability, sample.bad, weight)
    assert found.half_width == pytest.approx(1.96 * np.std(drawn), rel=0.15)


def test_observed_over_expected_is_the_bad_rate_over_the_mean(sample):
    found = observed_over_expected(sample.probability, sample.bad)
    expected = sample.probability.mean()
    low, high = proportion_confint(sample.bad.sum(), 2000, method="wilson")
    assert found.value == pytest.approx(sample.bad.mean() / expected)
    assert (found.low, found.high) == pytest.approx((low / expected, high / expected))
    weighted = observed_over_expected(sample.probability, sample.bad, sample.weight)
    ratio = np.average(sample.bad, weights=sample.weight) / np.average(
        sample.probability, weights=sample.weight
    )
    assert weighted.value == pytest.approx(ratio)


def test_hosmer_lemeshow_equals_a_table_by_hand(sample):
    found = hosmer_lemeshow(sample.probability, sample.bad)
    frame = pd.DataFrame({"p": sample.probability, "bad": sample.bad})
    # probabilities here are all different, so groups of equal size are plain runs of the order
    frame = frame.sort_values("p").reset_index(drop=True)
    by = frame.groupby(frame.index // 200).agg(n=("p", "size"), e=("p", "sum"), o=("bad", "sum"))
    parts = (by["o"] - by["e"]) ** 2 / by["e"] + (by["o"] - by["e"]) ** 2 / (by["n"] - by["e"])
    assert found.statistic == pytest.approx(parts.sum(), rel=1e-9)
    assert (found.groups, found.degrees) == (10, 10)
    assert found.p_value == pytest.approx(chi2.sf(parts.sum(), 10), rel=1e-9)
    fitted = hosmer_lemeshow(sample.probability, sample.bad, fitted_here=True)
    assert fitted.degrees == 8
    assert fitted.p_value < found.p_value


def test_hosmer_lemeshow_does_not_depend_on_the_order_of_tied_rows(sample):
    tied = sample.probability.round(1)
    order = np.random.default_rng(0).permutation(2000)
    straight = hosmer_lemeshow(tied, sample.bad)
    shuffled = hosmer_lemeshow(tied[order], sample.bad[order])
    assert shuffled.statistic == pytest.approx(straight.statistic, rel=1e-12)
    assert shuffled.groups == straight.groups < 10


def test_hosmer_lemeshow_says_when_it_is_not_defined(sample):
    weighted = hosmer_lemeshow(sample.probability, sample.bad, sample.weight)
    assert "weighted" in weighted.reason
    alike = hosmer_lemeshow(np.full(2000, 0.2), sample.bad)
    assert "fewer than three" in alike.reason
    assert (alike.n, alike.bads) == (2000, sample.bad.sum())


def test_true_probabilities_pass_and_distorted_ones_do_not():
    rng = np.random.default_rng(9)
    risk = rng.normal(-1, 1.2, 20_000)
    true = 1 / (1 + np.exp(-risk))
    bad = rng.random(20_000) < true
    right = measure_calibration(true, bad)
    for name, ideal in (("observed_over_expected", 1.0), ("in_the_large", 0.0), ("slope", 1.0)):
        figure = getattr(right, name)
        assert figure.low <= ideal <= figure.high
    assert right.hosmer_lemeshow.p_value > 0.01
    extreme = measure_calibration(1 / (1 + np.exp(-1.4 * risk)), bad)
    assert extreme.slope.high < 1
    understated = measure_calibration(1 / (1 + np.exp(-(risk - 0.5))), bad)
    assert understated.in_the_large.low > 0
    assert understated.observed_over_expected.low > 1
    assert understated.hosmer_lemeshow.p_value < 1e-6


def test_every_figure_says_what_it_rests_on(sample):
    found = measure_calibration(sample.probability, sample.bad)
    for name in found.__dataclass_fields__:
        figure = getattr(found, name)
        assert (figure.n, figure.bads) == (2000, sample.bad.sum())
        if isinstance(figure, Figure):
            assert figure.low <= figure.value <= figure.high


@pytest.mark.parametrize(("bads", "goods"), [(9, 100), (100, 9), (0, 0)])
def test_too_few_of_a_class_refuses_every_measure(bads, goods):
    found = measure_calibration(np.full(bads + goods, 0.3), np.arange(bads + goods) < bads)
    for name in found.__dataclass_fields__:
        refused = getattr(found, name)
        assert isinstance(refused, Refused)
        assert refused.bads_needed == 10


def test_probabilities_of_nil_and_one_do_not_break_a_measure(sample):
    extreme = np.where(sample.bad, 1.0, 0.0)
    found = measure_calibration(extreme, sample.bad)
    assert found.brier.value == pytest.approx(0.0, abs=1e-20)
    assert isinstance(found.slope, Refused)
    assert "separate" in found.slope.reason


@given(st.data())
@settings(max_examples=40)
def test_a_whole_weight_moves_every_value_as_so_many_rows_do(data):
    rng = np.random.default_rng(data.draw(st.integers(0, 10_000)))
    probability = rng.uniform(0.05, 0.95, 60)
    bad = np.arange(60) % 3 == 0
    weight = rng.integers(1, 5, 60)
    weighted = measure_calibration(probability, bad, weight)
    repeated = measure_calibration(np.repeat(probability, weight), np.repeat(bad, weight))
    for name in weighted.__dataclass_fields__:
        figure = getattr(weighted, name)
        if isinstance(figure, Figure):
            assert figure.value == pytest.approx(getattr(repeated, name).value, abs=1e-8)


@pytest.mark.parametrize("probability", [[-0.1, 0.5], [0.5, 1.1]])
def test_what_is_no_probability_is_an_error(probability):
    with pytest.raises(ValueError, match="between 0 and 1"):
        measure_calibration(probability, [0, 1])
