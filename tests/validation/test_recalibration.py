import numpy as np
import pytest
import statsmodels.api as sm
from scipy.special import expit, logit

from plainscore.validation import Refused, calibration_in_the_large, fit_recalibration


def test_intercept_and_slope_equal_statsmodels(sample):
    model = sm.Logit(sample.bad.astype(float), sm.add_constant(logit(sample.probability)))
    expected = model.fit(disp=0)
    intercept, slope = fit_recalibration(sample.probability, sample.bad)
    assert (intercept.value, slope.value) == pytest.approx(expected.params, abs=1e-7)
    ends = [(each.low, each.high) for each in (intercept, slope)]
    assert ends == pytest.approx(expected.conf_int(), abs=1e-6)
    assert (slope.n, slope.bads) == (2000, sample.bad.sum())


def test_calibration_in_the_large_equals_statsmodels(sample):
    expected = sm.GLM(
        sample.bad.astype(float),
        np.ones(2000),
        offset=logit(sample.probability),
        family=sm.families.Binomial(),
    ).fit(tol=1e-12)
    found = calibration_in_the_large(sample.probability, sample.bad)
    assert found.value == pytest.approx(expected.params[0], abs=1e-7)
    assert (found.low, found.high) == pytest.approx(expected.conf_int()[0], abs=1e-6)


def test_weighted_fits_have_the_sandwich_variance(sample):
    expected = sm.GLM(
        sample.bad.astype(float),
        sm.add_constant(logit(sample.probability)),
        freq_weights=sample.weight,
        family=sm.families.Binomial(),
    ).fit(tol=1e-12)
    found = fit_recalibration(sample.probability, sample.bad, sample.weight)
    assert [each.value for each in found] == pytest.approx(expected.params, abs=1e-7)
    # the sandwich written out: statsmodels corrects it for degrees of freedom
    design = sm.add_constant(logit(sample.probability))
    fitted = expit(design @ expected.params)
    bread = np.linalg.inv(design.T @ (design * (sample.weight * fitted * (1 - fitted))[:, None]))
    scores = design * (sample.weight * (sample.bad - fitted))[:, None]
    errors = np.sqrt(np.diag(bread @ scores.T @ scores @ bread))
    assert [each.half_width for each in found] == pytest.approx(1.959963984540054 * errors)


def test_equal_weights_change_nothing(sample):
    plain = fit_recalibration(sample.probability, sample.bad)
    weighted = fit_recalibration(sample.probability, sample.bad, np.full(2000, 5.0))
    for one, other in zip(plain, weighted, strict=True):
        assert (one.value, one.low) == pytest.approx((other.value, other.low), abs=1e-9)


def test_slopes_cover_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(4)
    covered = 0
    for _ in range(400):
        risk = rng.normal(-1, 1, 400)
        bad = rng.random(400) < expit(risk)
        slope = fit_recalibration(expit(risk), bad)[1]
        covered += slope.low <= 1 <= slope.high
    assert 0.92 <= covered / 400 <= 0.98


def test_one_probability_for_all_has_no_slope():
    bad = np.arange(60) < 20
    for refused in fit_recalibration(np.full(60, 0.3), bad):
        assert isinstance(refused, Refused)
        assert "same probability" in refused.reason
    assert calibration_in_the_large(np.full(60, 1 / 3), bad).value == pytest.approx(0, abs=1e-9)


def test_separated_classes_have_no_finite_fit():
    bad = np.arange(60) < 20
    for refused in fit_recalibration(np.where(bad, 0.8, 0.1), bad):
        assert isinstance(refused, Refused)
        assert "separate" in refused.reason


def test_few_bads_are_refused_under_the_right_names():
    refused = fit_recalibration([0.1, 0.2], [0, 1])
    assert [each.name for each in refused] == ["Calibration intercept", "Calibration slope"]
    assert isinstance(calibration_in_the_large([0.1, 0.2], [0, 1]), Refused)
