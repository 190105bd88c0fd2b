from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainscore.scorecard import Actionable

CAN = {
    "income": Actionable("up", highest=6000.0),
    "late": Actionable("down", lowest=0.0),
    "ratio": Actionable("both", lowest=-3.0, highest=3.0),
    "housing": Actionable(categories=("family", "own")),
}


def every_outcome(card, row):
    """All values a person can reach, as (features changed, score), by trying each combination."""
    choices = []
    for feature in card.features:
        stay = row[feature.name]
        options = [(False, stay)]
        can = CAN.get(feature.name)
        if can is not None and feature.binning.kind == "categorical":
            options += [(True, each) for each in can.categories]
        elif can is not None and not np.isnan(stay):
            for edge in feature.binning.edges:
                for value in (edge, edge - 1e-9):
                    low = can.lowest if can.lowest is not None else float("-inf")
                    high = can.highest if can.highest is not None else float("inf")
                    moved = value if low <= value <= high else None
                    if can.way == "up" and moved is not None and moved < stay:
                        moved = None
                    if can.way == "down" and moved is not None and moved > stay:
                        moved = None
                    if moved is not None:
                        options.append((True, moved))
        choices.append(options)
    for combination in product(*choices):
        changed = sum(moved for moved, _ in combination)
        values = {
            feature.name: value
            for feature, (_, value) in zip(card.features, combination, strict=True)
        }
        yield changed, card.score_row(values)


@settings(max_examples=12, deadline=None)
@given(place=st.integers(0, 2999), more=st.integers(1, 200))
def test_no_fewer_changes_reach_the_target(card, sample, place, more):
    row = {
        name: value
        for name, value in sample[0].iloc[place].to_dict().items()
        if name in card.feature_names
    }
    if row["ratio"] != row["ratio"] or row["income"] != row["income"]:
        return
    small = {name: row[name] for name in card.feature_names}
    target = card.score_row(small) + more
    found = card.recourse(small, target, CAN)
    outcomes = list(every_outcome(card, small))
    best = max(score for _, score in outcomes)
    assert found.best_score == best
    reaching = [changed for changed, score in outcomes if score >= target]
    assert found.reachable == bool(reaching)
    if reaching:
        assert len(found.plans[0]) == min(reaching)


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 2999), target=st.integers(400, 900))
def test_every_plan_really_reaches_the_target_and_none_can_leave_a_change_out(
    card, sample, place, target
):
    row = {name: sample[0].iloc[place].to_dict()[name] for name in card.feature_names}
    found = card.recourse(row, target, CAN, n=5)
    assert found.score == card.score_row(row)
    everything = row | {change.feature: change.value for change in found.best}
    assert card.score_row(everything) == found.best_score
    if not found.reachable:
        assert found.plans == ()
        assert "No set" in str(found)
        return
    for plan in found.plans:
        values = row | {change.feature: change.value for change in plan}
        assert card.score_row(values) >= target
        for left_out in plan:
            best_rest = {c.feature: c.value for c in found.best}
            partial = row | {
                change.feature: best_rest[change.feature]
                for change in plan
                if change is not left_out
            }
            assert card.score_row(partial) < target
        for change in plan:
            can = CAN[change.feature]
            if can.way == "down":
                assert change.value <= row[change.feature]
            if can.highest is not None:
                assert change.value <= can.highest


def test_a_target_that_is_reached_needs_no_change(card, sample):
    row = sample[0].iloc[0].to_dict()
    assert card.recourse(row, 350, CAN).plans == ((),)


def test_what_is_no_feature_cannot_be_changed(card, sample):
    with pytest.raises(ValueError, match="not features of the scorecard: luck"):
        card.recourse(sample[0].iloc[0].to_dict(), 700, {"luck": Actionable()})


def test_what_is_not_actionable_stays(card, sample):
    row = sample[0].iloc[0].to_dict()
    found = card.recourse(row, 949, {"late": Actionable("down", lowest=0.0)})
    assert {change.feature for change in found.best} <= {"late"}


def test_the_average_at_the_cut_off_is_a_reference(card, sample):
    frame, _ = sample
    with_cut = card.with_cut_off_reference(frame, 600)
    at = (card.score(frame) >= 600) & (card.score(frame) < 620)
    mean = card.points(frame)[at].mean(axis=0)
    stated = [float(each) for each in with_cut.reference("cut_off").points]
    assert stated == pytest.approx(mean, abs=0.0051)
    assert with_cut.digest != card.digest
    assert with_cut.reference() == card.reference()
    reasons = with_cut.reasons(frame, reference="cut_off")
    assert all(each.reference.startswith("cut_off-") for row in reasons for each in row)
    assert type(card).from_json(with_cut.to_json()) == with_cut
    with pytest.raises(ValueError, match="nobody scores"):
        card.with_cut_off_reference(frame, 349, width=1)
