"""The whole way on real public tables."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from plainscore.scorecard import ProtectedColumnWarning, Scorecard, ScorecardClassifier

TABLES = {
    "german": (
        "german/german_credit.csv",
        "bad",
        1,
        {"personal_status_sex", "age", "foreign_worker"},
    ),
    "south_german": (
        "south_german/south_german_credit.csv",
        "credit_risk",
        0,
        {"personal_status_sex", "age", "foreign_worker"},
    ),
    "taiwan": (
        "taiwan/default_of_credit_card_clients.csv",
        "default.payment.next.month",
        1,
        {"SEX", "EDUCATION", "MARRIAGE", "AGE"},
    ),
    "credit_data": ("credit_data/credit_data_4454.csv", "Status", "bad", {"Age", "Marital"}),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_public_table_becomes_a_scorecard(shared_data, tmp_path, name):
    path, target, event, protected = TABLES[name]
    frame = pd.read_csv(shared_data / path)
    bad = (frame.pop(target) == event).to_numpy().astype(int)
    with pytest.warns(ProtectedColumnWarning):
        model = ScorecardClassifier(name=name).fit(frame, bad)
    card = model.scorecard_
    left_out = {each.name: each.code.value for each in card.excluded}
    assert {key for key, code in left_out.items() if code == "protected"} == protected
    assert not protected & set(card.feature_names)
    if "ID" in frame:
        assert left_out["ID"] == "identifier"
    score = card.score(frame)
    assert np.array_equal(card.base_points + card.points(frame).sum(axis=1), score)
    assert roc_auc_score(bad, -score) > 0.75
    assert card.probability(frame).mean() == pytest.approx(bad.mean())
    assert max(len(feature.binning.edges) for feature in card.features) <= 7
    card.save(tmp_path / "card.json")
    assert np.array_equal(Scorecard.load(tmp_path / "card.json").score(frame), score)


def test_rounding_to_points_hardly_moves_the_ranking(shared_data):
    frame = pd.read_csv(shared_data / TABLES["taiwan"][0])
    bad = frame.pop(TABLES["taiwan"][1])
    with pytest.warns(ProtectedColumnWarning):
        card = ScorecardClassifier().fit(frame, bad).scorecard_
    exact = np.zeros(len(frame))
    for feature in card.features:
        codes = np.searchsorted(feature.binning.edges, frame[feature.name], side="right")
        woe = np.array([each.woe for each in feature.binning.bins])
        exact += feature.coefficient * woe[codes]
    assert abs(roc_auc_score(bad, -exact) - roc_auc_score(bad, -card.score(frame))) < 5e-4
