"""Bounds and groups stated by the analyst, and missing values read as a stated one."""

import numpy as np
import pytest

from plainscore.scorecard import BinKind, ScorecardClassifier


def binning(model, name):
    return next(each for each in model.scorecard_.features if each.name == name).binning


def test_the_search_chooses_among_stated_bounds_only(sample):
    frame, bad = sample
    stated = [500.0, 900.0, 901.5, 1500.0, 3000.0, 99_999.0]
    found = binning(ScorecardClassifier(splits={"income": stated}).fit(frame, bad), "income")
    assert set(found.edges) <= set(stated)
    assert len(found.edges) >= 2


def test_locked_bounds_are_kept_whatever_their_size(sample):
    frame, bad = sample
    locked = [433.21, 1000.0]
    model = ScorecardClassifier(locked={"income": locked}, min_bin_size=0.2).fit(frame, bad)
    found = binning(model, "income")
    assert set(locked) <= set(found.edges)
    free = binning(ScorecardClassifier(min_bin_size=0.2).fit(frame, bad), "income")
    assert not set(locked) & set(free.edges)


def test_all_bounds_can_be_stated(sample):
    frame, bad = sample
    edges = [700.0, 1100.0, 2000.0]
    model = ScorecardClassifier(splits={"income": edges}, locked={"income": edges})
    assert binning(model.fit(frame, bad), "income").edges == tuple(edges)


def test_groups_of_categories_stay_together_and_apart(sample):
    frame, bad = sample
    together = ScorecardClassifier(splits={"housing": [["own", "rent"]]}).fit(frame, bad)
    groups = [set(each.values) for each in binning(together, "housing").bins]
    assert sum({"own", "rent"} & group != set() for group in groups) == 1
    apart = ScorecardClassifier(
        locked={"housing": [["family"], ["hostel", "castle"]]}, min_bin_size=0.3
    ).fit(frame, bad)
    values = {
        each.values for each in binning(apart, "housing").bins if each.kind is BinKind.CATEGORIES
    }
    assert ("family",) in values
    assert ("castle", "hostel") in values
    with pytest.raises(ValueError, match="stands in two groups"):
        ScorecardClassifier(locked={"housing": [["own"], ["own"]]}).fit(frame, bad)


def test_missing_values_can_be_read_as_a_stated_value(sample):
    frame, bad = sample
    model = ScorecardClassifier(missing_as={"income": 0.0, "housing": "rent"}).fit(frame, bad)
    card = model.scorecard_
    for name, value in (("income", 0.0), ("housing", "rent")):
        found = binning(model, name)
        assert all(each.kind is not BinKind.MISSING for each in found.bins)
        assert found.bins[found.missing_bin].label.endswith("or missing")
        assert card.score_row({name: None}) == card.score_row({name: value})
    filled = frame.assign(
        income=frame["income"].fillna(0.0), housing=frame["housing"].fillna("rent")
    )
    assert np.array_equal(card.score(frame), card.score(filled))
    assert type(card).from_json(card.to_json()) == card


def test_missing_values_cannot_be_read_as_what_no_row_has(sample):
    frame, bad = sample
    with pytest.raises(ValueError, match="no row has it"):
        ScorecardClassifier(missing_as={"housing": "castle"}).fit(frame, bad)


def test_a_stated_bound_is_kept_exactly(sample):
    frame, bad = sample
    model = ScorecardClassifier(locked={"ratio": [0.123456789]}).fit(frame, bad)
    assert 0.123456789 in binning(model, "ratio").edges
    with pytest.raises(ValueError, match="finite"):
        ScorecardClassifier(locked={"ratio": [np.inf]}).fit(frame, bad)
