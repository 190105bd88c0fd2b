import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.outliers_influence import variance_inflation_factor

from plainscore.scorecard import ScorecardClassifier
from plainscore.scorecard.binning.finder import BinFinder
from plainscore.scorecard.selection import clusters
from plainscore.scorecard.table import read_table


def evidence(card, frame):
    columns = []
    for feature in card.features:
        woe = np.array([each.woe for each in feature.binning.bins])
        columns.append(woe[BinFinder(feature.binning).codes(read_table(frame))])
    return np.column_stack(columns)


def test_standard_errors_and_p_values_are_statsmodels(sample):
    frame, bad = sample
    model = ScorecardClassifier(penalty=0.0).fit(frame, bad)
    design = sm.add_constant(evidence(model.scorecard_, frame))
    peer = sm.Logit(1 - bad, design).fit(disp=0)
    assert [each.value for each in model.coefficients_] == pytest.approx(peer.params[1:], rel=1e-4)
    errors = [each.standard_error for each in model.coefficients_]
    assert errors == pytest.approx(peer.bse[1:], rel=1e-4)
    assert [each.p_value for each in model.coefficients_] == pytest.approx(
        peer.pvalues[1:], rel=1e-2, abs=1e-12
    )
    factors = [variance_inflation_factor(design, k + 1) for k in range(design.shape[1] - 1)]
    assert [each.vif for each in model.coefficients_] == pytest.approx(factors, rel=1e-6)


@pytest.fixture(scope="module")
def twins():
    rng = np.random.default_rng(8)
    n = 4000
    signal = rng.normal(size=n)
    frame = pd.DataFrame(
        {
            "signal": signal,
            "twin": signal + 0.05 * rng.normal(size=n),
            "weak": rng.normal(size=n),
            "noise": rng.normal(size=n),
        }
    )
    log_odds = -1.2 + signal + 0.4 * frame["weak"]
    return frame, (rng.random(n) < 1 / (1 + np.exp(-log_odds))).astype(int)


def codes_of(model):
    return {each.name: each.code.value for each in model.verdicts_}


def test_of_twins_the_better_is_kept(twins):
    frame, bad = twins
    model = ScorecardClassifier(max_correlation=0.8, min_iv=0.0).fit(frame, bad)
    found = codes_of(model)
    assert sorted((found["signal"], found["twin"])) == ["correlated", "kept"]
    assert found["weak"] == "kept"
    reason = next(each.reason for each in model.verdicts_ if each.code == "correlated")
    assert "correlates 0.9" in reason


def test_forward_selection_takes_what_is_significant(twins):
    frame, bad = twins
    model = ScorecardClassifier(selection="forward", entry_p_value=1e-4, min_iv=0.0)
    found = codes_of(model.fit(frame, bad))
    assert found["weak"] == "kept"
    assert "kept" in {found["signal"], found["twin"]}
    assert found["noise"] == "not_selected"
    reason = next(each.reason for each in model.verdicts_ if each.name == "noise")
    assert "score test" in reason


def test_forward_selection_stops_at_the_most_features(twins):
    frame, bad = twins
    model = ScorecardClassifier(selection="forward", max_features=1, min_iv=0.0).fit(frame, bad)
    assert len(model.scorecard_.features) == 1
    assert model.scorecard_.features[0].name in {"signal", "twin"}


def test_twins_stand_in_one_cluster(twins):
    frame, bad = twins
    model = ScorecardClassifier(min_iv=0.0).fit(frame, bad)
    cluster = {each.name: each.cluster for each in model.coefficients_}
    if {"signal", "twin"} <= set(cluster):
        assert cluster["signal"] == cluster["twin"]
    assert cluster["weak"] not in {cluster.get("signal"), cluster.get("twin")}


def test_clusters_of_one_and_none():
    assert clusters(np.ones((1, 1)), 0.5).tolist() == [1]
    assert clusters(np.zeros((0, 0)), 0.5).tolist() == []


def test_an_unknown_way_to_select_is_refused(twins):
    with pytest.raises(ValueError, match="selection"):
        ScorecardClassifier(selection="backward").fit(*twins)
