"""Every fairness figure beside fairlearn, scikit-learn, statsmodels or a figure by hand."""

import fairlearn.metrics as fair
import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from statsmodels.stats.meta_analysis import effectsize_smd
from statsmodels.stats.weightstats import DescrStatsW

from plainscore.validation.fairness import Attribute, Scored, measure_attribute
from plainscore.validation.figure import Refused

CUT = 590


@pytest.fixture(scope="module")
def population():
    """3,000 people of three groups, one of them with lower scores."""
    rng = np.random.default_rng(12)
    group = rng.choice(3, 3000, p=[0.55, 0.4, 0.05])
    risk = rng.normal(-1.3 + 0.25 * (group == 1), 1.0)
    bad = rng.random(3000) < 1 / (1 + np.exp(-risk))
    score = np.rint(600 - 35 * risk)
    weight = rng.uniform(0.5, 2.0, 3000)
    scored = Scored(score, bad, weight, 1 / (1 + np.exp(-risk)))
    return scored, Attribute("sex", ("f", "m", "x"), group)


@pytest.fixture(scope="module")
def measured(population):
    return measure_attribute(*population, [CUT])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda cell: cell.approval_rate, fair.selection_rate),
        (lambda cell: cell.goods_approved, fair.true_positive_rate),
        (lambda cell: cell.bads_approved, fair.false_positive_rate),
    ],
)
def test_rates_are_those_of_fairlearn(population, measured, ours, theirs):
    scored, attribute = population
    frame = fair.MetricFrame(
        metrics=theirs,
        y_true=~scored.bad,
        y_pred=scored.score >= CUT,
        sensitive_features=np.array(attribute.labels)[attribute.group],
        sample_params={"sample_weight": scored.weight},
    )
    for group in measured.groups:
        assert ours(group.at_cut_off(CUT)).value == pytest.approx(frame.by_group[group.label])


def test_the_lowest_impact_ratio_is_the_demographic_parity_ratio_of_fairlearn(population):
    scored, attribute = population
    theirs = fair.demographic_parity_ratio(
        ~scored.bad,
        scored.score >= CUT,
        sensitive_features=attribute.group,
        sample_weight=scored.weight,
    )
    best = measure_attribute(scored, attribute, [CUT])
    rates = {each.label: each.at[0].approval_rate.value for each in best.groups}
    highest = max(rates, key=lambda label: rates[label])
    ours = measure_attribute(scored, attribute, [CUT], reference=highest)
    assert min(each.at[0].air.value for each in ours.groups) == pytest.approx(theirs)


def test_auc_bad_rate_and_calibration_by_group_are_those_made_by_hand(population, measured):
    scored, attribute = population
    for group in measured.groups:
        rows = attribute.group == attribute.labels.index(group.label)
        bad, weight = scored.bad[rows], scored.weight[rows]
        area = roc_auc_score(~bad, scored.score[rows], sample_weight=weight)
        assert group.auc.value == pytest.approx(area)
        assert group.bad_rate.value == pytest.approx((bad * weight).sum() / weight.sum())
        expected = (scored.probability[rows] * weight).sum()
        assert group.calibration.value == pytest.approx((bad * weight).sum() / expected)
        assert group.share == pytest.approx(weight.sum() / scored.weight.sum())


def test_the_standardised_difference_is_that_of_statsmodels(population):
    scored, attribute = population
    even = Scored(scored.score, scored.bad, np.ones(3000), scored.probability)
    ours = measure_attribute(even, attribute, [CUT]).groups
    by_label = {
        label: DescrStatsW(scored.score[attribute.group == at], ddof=1)
        for at, label in enumerate(attribute.labels)
    }
    base = by_label["f"]
    for group in ours[1:]:
        other = by_label[group.label]
        biased, _ = effectsize_smd(
            other.mean, other.std, other.nobs, base.mean, base.std, base.nobs
        )
        correction = 1 - 3 / (4 * (other.nobs + base.nobs) - 9)
        assert group.smd.value * correction == pytest.approx(biased, rel=1e-6)
        assert group.smd.low < group.smd.value < group.smd.high


def test_the_reference_group_is_the_largest_and_comes_first(measured):
    assert measured.reference == "f"
    assert [group.label for group in measured.groups] == ["f", "m", "x"]
    assert measured.groups[0].at[0].air.value == 1.0
    assert measured.groups[0].smd.value == 0.0


def test_a_small_group_is_counted_and_not_measured(population):
    scored, attribute = population
    few = Attribute("sex", ("f", "m", "x"), np.where(np.arange(3000) < 7, 2, attribute.group % 2))
    found = measure_attribute(scored, few, [CUT])
    assert found.suppressed == (("x", 7),)
    assert [group.label for group in found.groups] == ["f", "m"]


def test_a_cell_of_few_bads_is_refused_and_says_how_many_there_are(population):
    scored, attribute = population
    safe = Scored(scored.score, np.arange(3000) < 20, scored.weight, scored.probability)
    cell = measure_attribute(safe, attribute, [CUT]).groups[0].at[0]
    assert isinstance(cell.bads_approved, Refused)
    assert "rows in this cell are fewer than 30" in str(cell.bads_approved)


def test_nobody_large_enough_means_no_reference(population):
    scored, attribute = population
    found = measure_attribute(scored, attribute, [CUT], minimum_cell=5000)
    assert (found.reference, found.groups) == (None, ())


def test_a_reference_group_that_is_not_there_is_refused(population):
    with pytest.raises(ValueError, match="sex has no group 'q' of at least 30 rows"):
        measure_attribute(*population, [CUT], reference="q")


def test_a_cut_off_that_approves_nobody_gives_no_ratio(population):
    cell = measure_attribute(*population, [5000]).groups[1].at[0]
    assert str(cell.air) == "not given: nobody of the reference group is approved"


def test_equal_treatment_is_called_different_about_as_often_as_the_level_says():
    rng = np.random.default_rng(3)
    outside = 0
    for _ in range(200):
        scored = Scored(
            rng.normal(600, 50, 400), rng.random(400) < 0.2, np.ones(400), np.full(400, 0.2)
        )
        group = Attribute("sex", ("f", "m"), rng.integers(0, 2, 400))
        air = measure_attribute(scored, group, [600]).groups[1].at[0].air
        outside += not air.low <= 1 <= air.high
    assert outside <= 20
