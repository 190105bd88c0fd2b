from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from plainscore.scorecard import FeatureNote, Reference, ScorecardClassifier


def test_points_lost_reconcile_with_the_score(card, hostile):
    for row in hostile.to_dict("records")[:200]:
        explained = card.explain(row)
        lost = sum((each.points_lost for each in explained.features), Decimal(0))
        assert explained.score + lost == explained.reference_score


def test_reasons_are_the_greatest_losses_in_order(card, hostile):
    points = card.points(hostile)
    reference = card.reference()
    for row, reasons in enumerate(card.reasons(hostile, n=4)):
        lost = [
            target - int(got) for target, got in zip(reference.points, points[row], strict=True)
        ]
        expected = sorted(
            (k for k, each in enumerate(lost) if each > 0), key=lambda k: (-lost[k], k)
        )[:4]
        assert [each.feature for each in reasons] == [card.feature_names[k] for k in expected]
        assert [each.points_lost for each in reasons] == [lost[k] for k in expected]


def test_curing_the_first_reason_raises_the_score_by_the_stated_points(card, sample):
    frame, _ = sample
    for row in frame.to_dict("records")[:50]:
        for reason in card.reasons(row, n=1)[0]:
            feature = card.features[card.feature_names.index(reason.feature)]
            best = feature.bins[int(np.argmax(feature.points))]
            gain = best.points - reason.points
            assert gain >= reason.points_lost
            assert reason.points + gain == reason.max_points


def test_the_best_person_has_no_reason_against_the_best_bin(card, sample):
    frame, _ = sample
    for row, reasons in enumerate(card.reasons(frame.iloc[:100], n=9, reference="best_bin")):
        total = sum((each.points_lost for each in reasons), Decimal(0))
        assert total == card.highest_score - int(card.score(frame.iloc[[row]])[0])


def test_reference_points_are_the_weighted_average(card, sample):
    frame, _ = sample
    means = card.points(frame).mean(axis=0)
    stated = np.array([float(each) for each in card.reference().points])
    assert np.abs(stated - means).max() <= 0.005 + 1e-9


def test_a_reference_is_versioned_by_its_numbers(card):
    reference = card.reference()
    again = Reference(reference.kind, "in other words", reference.points)
    assert again.version == reference.version
    moved = (reference.points[0] + Decimal("0.01"), *reference.points[1:])
    assert Reference(reference.kind, reference.description, moved).version != reference.version
    with pytest.raises(ValueError, match="two decimal places"):
        Reference("all_applicants", "", (Decimal("0.001"),))


def test_an_unknown_reference_is_an_error(card):
    with pytest.raises(ValueError, match="no reference 'cut_off'"):
        card.reference("cut_off")


def test_a_missing_value_is_never_explained_as_if_it_had_been_seen():
    """Rows without a value are bad more often, so missing costs points."""
    rng = np.random.default_rng(5)
    value = np.where(rng.random(2000) < 0.3, np.nan, rng.integers(0, 10, 2000))
    bad = rng.random(2000) < np.where(np.isnan(value), 0.6, 0.05 + value * 0.02)
    frame = pd.DataFrame({"limit_use": value, "noise": rng.random(2000)})
    note = FeatureNote("Use of the limit", sentence="You used much of your limit.")
    card = ScorecardClassifier(notes={"limit_use": note}).fit(frame, bad).scorecard_
    (reasons,) = card.reasons(pd.DataFrame({"limit_use": [np.nan], "noise": [0.5]}))
    assert reasons[0].feature == "limit_use"
    assert reasons[0].sentence == "There is no information on this point: Use of the limit."
