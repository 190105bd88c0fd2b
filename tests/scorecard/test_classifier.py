import pickle
import warnings

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from sklearn.base import clone
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.estimator_checks import parametrize_with_checks

from plainscore.scorecard import ScorecardClassifier

ADDITIVE = ScorecardClassifier("additive", pairs="auto", calibration_folds=0)


@parametrize_with_checks([ScorecardClassifier(), ADDITIVE])
def test_scikit_learn_checks(estimator, check):
    with warnings.catch_warnings():
        # columns that the checks make up give rise to warnings of scikit-learn's own
        warnings.simplefilter("ignore")
        check(estimator)


def test_every_kind_of_table_fits_the_same(sample):
    frame, bad = sample
    expected = ScorecardClassifier().fit(frame, bad).scorecard_.digest
    for table in (pl.from_pandas(frame), pa.Table.from_pandas(frame), frame.to_dict("records")):
        assert ScorecardClassifier().fit(table, bad).scorecard_.digest == expected


def test_the_event_is_the_larger_label_or_the_one_named(sample):
    frame, bad = sample
    words = np.where(bad == 1, "bad", "good")
    by_name = ScorecardClassifier(bad="bad").fit(frame, words)
    by_size = ScorecardClassifier().fit(frame, bad)
    assert by_name.classes_.tolist() == ["bad", "good"]
    assert np.array_equal(by_name.scorecard_.score(frame), by_size.scorecard_.score(frame))
    expected = pytest.approx(by_size.predict_proba(frame)[:, 1])
    assert by_name.predict_proba(frame)[:, 0] == expected
    assert set(by_name.predict(frame)) <= {"bad", "good"}
    assert roc_auc_score(bad, -by_name.decision_function(frame)) > 0.7
    truth = ScorecardClassifier().fit(frame, bad == 1)
    assert np.array_equal(truth.scorecard_.score(frame), by_size.scorecard_.score(frame))


def test_probabilities_are_the_documents(model, sample):
    frame, _ = sample
    probability = model.predict_proba(frame)
    assert probability.sum(axis=1) == pytest.approx(1.0)
    assert probability[:, 1] == pytest.approx(model.scorecard_.probability(frame))
    assert np.array_equal(model.predict(frame), (probability[:, 1] > 0.5).astype(int))


def test_clones_pickles_and_searches(sample):
    frame, bad = sample
    model = clone(ScorecardClassifier(max_bins=4)).fit(frame, bad)
    again = pickle.loads(pickle.dumps(model))  # noqa: S301 - our own bytes
    assert np.array_equal(again.predict(frame), model.predict(frame))
    assert list(model.feature_names_in_) == list(frame.columns)
    pipeline = make_pipeline(FunctionTransformer(), ScorecardClassifier())
    search = GridSearchCV(
        pipeline, {"scorecardclassifier__max_bins": [2, 5]}, scoring="roc_auc", cv=3
    ).fit(frame, bad)
    assert search.best_score_ > 0.7
