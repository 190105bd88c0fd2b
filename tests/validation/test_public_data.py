"""Real tables: figures recomputed with scikit-learn, statsmodels and SciPy."""

import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.special import logit
from scipy.stats import ks_2samp
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from plainscore.scorecard import ProtectedColumnWarning, ScorecardClassifier
from plainscore.validation import render_report, validate

TABLES = {
    "german": ("german/german_credit.csv", "bad"),
    "taiwan": ("taiwan/*.csv", "default.payment.next.month"),
}


def fit(table, bad):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ProtectedColumnWarning)
        return ScorecardClassifier().fit(table, bad).scorecard_


@pytest.mark.parametrize("name", TABLES)
def test_every_main_figure_on_a_hold_out_is_recomputed(shared_data, name):
    pattern, target = TABLES[name]
    table = pd.read_csv(next(shared_data.glob(pattern)))
    bad = table.pop(target).to_numpy()
    held = np.random.default_rng(0).random(len(bad)) < 0.4
    card = fit(table[~held], bad[~held])
    found = validate(card, table[held], bad[held], sample="hold-out")
    score, chance = card.score(table[held]), card.probability(table[held])
    truth = bad[held]

    assert found.discrimination.auc.value == pytest.approx(roc_auc_score(truth, -score))
    distance = ks_2samp(score[truth == 1], score[truth == 0])
    assert found.discrimination.ks.figure.value == pytest.approx(distance.statistic)
    assert found.discrimination.ks.score == distance.statistic_location
    assert found.calibration.brier.value == pytest.approx(brier_score_loss(truth, chance))
    assert found.calibration.log_loss.value == pytest.approx(log_loss(truth, chance))
    model = sm.Logit(truth.astype(float), sm.add_constant(logit(chance))).fit(disp=0)
    assert found.calibration.slope.value == pytest.approx(model.params[1], abs=1e-6)
    assert found.calibration.slope.low == pytest.approx(model.conf_int()[1, 0], abs=1e-5)
    assert found.rows.measured == held.sum()
    assert found.sample == "hold-out"

    again = validate(card, table[~held], bad[~held], sample="hold-out")
    assert again.sample == "in-sample"


def test_protected_columns_are_reported_as_left_out(shared_data):
    table = pd.read_csv(shared_data / "german" / "german_credit.csv")
    bad = table.pop("bad")
    text = render_report(validate(fit(table, bad), table, bad))
    left_out = text.split('id="left-out"')[1].split("</section>")[0]
    for column in ("age", "personal_status_sex", "foreign_worker"):
        assert column in left_out
