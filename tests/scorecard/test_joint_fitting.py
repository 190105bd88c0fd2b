"""The joint additive fit as the classifier offers it."""

import pickle
from itertools import pairwise

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from sklearn.base import clone
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from plainscore.scorecard import BinKind, FeatureNote, Scorecard, ScorecardClassifier, VerdictCode


def joint(*, calibration_folds=0, **asked):
    """Return the fit alone: what is measured on folds besides has tests of its own."""
    return ScorecardClassifier("additive", calibration_folds=calibration_folds, **asked)


@pytest.fixture(scope="module")
def plain(sample):
    return joint().fit(*sample)


def test_base_and_points_are_the_score(sample, hostile):
    frame, bad = sample
    special = {"months": {"never": -1.0}}
    card = joint(special=special, pairs=3, calibration_folds=2).fit(frame, bad).scorecard_
    assert card.fitted_on.method == "additive"
    for rows in (frame, hostile):
        score = card.score(rows)
        assert np.array_equal(card.base_points + card.points(rows).sum(axis=1), score)
        records = rows.iloc[:300].to_dict("records")
        assert [card.score_row(row) for row in records] == score[:300].tolist()
    assert Scorecard.from_json(card.to_json()) == card


def test_at_most_so_many_bins_that_hold_rows(sample):
    frame, bad = sample
    for most in (3, 8):
        card = joint(max_bins=most, special={"months": {"never": -1.0}}).fit(frame, bad).scorecard_
        for feature in card.features:
            assert sum(each.count > 0 for each in feature.binning.bins) <= most
            counted = sum(each.count for each in feature.binning.bins)
            assert counted == card.fitted_on.rows


def test_two_bins_are_left_for_values_whatever_else_there_is(sample):
    frame, bad = sample
    card = joint(max_bins=2, special={"months": {"never": -1.0}}).fit(frame, bad).scorecard_
    for feature in card.features:
        kinds = [each.kind for each in feature.binning.bins if each.count > 0]
        assert sum(kind in {BinKind.INTERVAL, BinKind.CATEGORIES} for kind in kinds) <= 2


def test_every_kind_of_table_fits_the_same(sample):
    frame, bad = sample
    expected = joint(pairs=2).fit(frame, bad).scorecard_.digest
    for table in (pl.from_pandas(frame), pa.Table.from_pandas(frame), frame.to_dict("records")):
        assert joint(pairs=2).fit(table, bad).scorecard_.digest == expected


def test_order_of_rows_and_weights(plain, sample):
    frame, bad = sample
    order = np.random.default_rng(1).permutation(len(bad))
    shuffled = joint().fit(frame.iloc[order], bad[order]).scorecard_
    assert np.array_equal(shuffled.score(frame), plain.scorecard_.score(frame))
    weight = np.random.default_rng(2).integers(0, 3, len(bad))
    twice = np.repeat(np.arange(len(bad)), weight)
    weighted = joint().fit(frame, bad, sample_weight=weight).scorecard_
    repeated = joint().fit(frame.iloc[twice], bad[twice]).scorecard_
    assert weighted.part_names == repeated.part_names
    assert np.abs(weighted.score(frame) - repeated.score(frame)).max() <= 1


def test_declared_directions_hold(sample):
    frame, bad = sample
    notes = {
        "income": FeatureNote("income", direction="higher_is_safer"),
        "late": FeatureNote("late", direction="higher_is_riskier"),
    }
    card = joint(notes=notes, trends={"ratio": "ascending"}).fit(frame, bad).scorecard_
    found = {feature.name: feature for feature in card.features}
    for name, sign in (("income", 1), ("late", -1), ("ratio", -1)):
        feature = found[name]
        course = feature.points[: len(feature.binning.edges) + 1]
        assert all(sign * (b - a) >= 0 for a, b in pairwise(course))
        assert feature.binning.trend_reason == "declared"


def test_the_cap_and_its_verdicts(sample):
    frame, bad = sample
    frame = frame.assign(noise=np.random.default_rng(0).normal(size=len(bad)), same=1.0)
    model = joint(max_features=2).fit(frame, bad)
    assert len(model.scorecard_.features) == 2
    codes = {each.name: each.code for each in model.verdicts_}
    assert list(codes) == list(frame.columns)
    assert codes["same"] is VerdictCode.CONSTANT
    assert codes["noise"] is VerdictCode.NOT_SELECTED
    left_out = {each.name for each in model.scorecard_.excluded}
    assert left_out | set(model.scorecard_.feature_names) == set(frame.columns)


def test_protected_columns_and_gates_stay_out(sample):
    frame, bad = sample
    enough = np.arange(len(bad)) % 5 > 0
    frame = frame.assign(gender="f", enough=enough)
    with pytest.warns(UserWarning, match="gender"):
        model = joint(gate="enough").fit(frame, bad)
    assert not {"gender", "enough"} & set(model.scorecard_.feature_names)
    assert model.scorecard_.fitted_on.rows == enough.sum()


def test_groups_of_categories_are_ordered_by_points(make_table):
    frame, bad = make_table(6000, 3)
    housing = joint().fit(frame[["housing"]], bad).scorecard_.features[0]
    groups = [
        points
        for points, each in zip(housing.points, housing.binning.bins, strict=True)
        if each.kind is BinKind.CATEGORIES
    ]
    assert groups == sorted(groups, reverse=True)
    named = [value for each in housing.binning.bins for value in each.values]
    assert sorted(named) == ["family", "hostel", "own", "rent"]


def test_missing_values_read_as_stated(sample):
    frame, bad = sample
    card = joint(missing_as={"income": 0.0, "housing": "rent"}).fit(frame, bad).scorecard_
    filled = frame.fillna({"income": 0.0, "housing": "rent"})
    assert np.array_equal(card.score(frame), card.score(filled))


def test_stated_bounds_are_the_only_ones(sample):
    frame, bad = sample
    card = joint(splits={"ratio": [-0.5, 0.5], "late": [1.0]}).fit(frame, bad).scorecard_
    found = {feature.name: set(feature.binning.edges) for feature in card.features}
    assert found["ratio"] <= {-0.5, 0.5}
    assert found["late"] == {1.0}


def test_probabilities_are_those_of_the_sample(plain, sample):
    frame, bad = sample
    assert plain.predict_proba(frame)[:, 1].mean() == pytest.approx(bad.mean(), abs=1e-6)
    assert log_loss(bad, plain.predict_proba(frame)) < log_loss(bad, np.full(bad.shape, bad.mean()))


def test_clones_pickles_and_searches(sample):
    frame, bad = sample
    model = clone(joint(max_bins=4, random_state=3)).fit(frame, bad)
    again = pickle.loads(pickle.dumps(model))  # noqa: S301 - our own bytes
    assert np.array_equal(again.predict(frame), model.predict(frame))
    pipeline = make_pipeline(FunctionTransformer(), joint())
    search = GridSearchCV(
        pipeline, {"scorecardclassifier__max_features": [1, 4]}, scoring="roc_auc", cv=2
    ).fit(frame, bad)
    assert search.best_params_ == {"scorecardclassifier__max_features": 4}


def overlapping(rows, seed):
    """Features that share what they say: what one of them adds, regression on WoE blurs."""
    rng = np.random.default_rng(seed)
    one, two = rng.multivariate_normal([0, 0], [[1, 0.8], [0.8, 1]], rows).T
    log_odds = -1 + 1.5 * np.tanh(2 * one) - 1.0 * np.abs(two)
    return pd.DataFrame({"one": one, "two": two}), rng.random(rows) < 1 / (1 + np.exp(-log_odds))


def test_better_than_woe_where_features_overlap():
    frame, bad = overlapping(4000, 1)
    found = {
        method: cross_val_score(
            ScorecardClassifier(method, calibration_folds=0), frame, bad, scoring="roc_auc", cv=4
        ).mean()
        for method in ("woe", "additive")
    }
    assert found["additive"] > found["woe"] + 0.005


def test_noise_gives_no_feature_and_no_pair():
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(rng.normal(size=(1500, 6)), columns=list("abcdef"))
    model = joint(pairs="auto").fit(frame, rng.random(1500) < 0.3)
    assert model.scorecard_.pairs == ()
    held_out = pd.DataFrame(rng.normal(size=(500, 6)), columns=list("abcdef"))
    assert np.ptp(model.scorecard_.score(held_out)) < 40


def test_pairs_only_where_they_pay():
    rng = np.random.default_rng(8)
    frame = pd.DataFrame(rng.normal(size=(5000, 5)), columns=list("abcde"))
    log_odds = -1 + 1.2 * np.sign(frame.b) * np.sign(frame.d) + 0.4 * frame.a
    bad = rng.random(5000) < 1 / (1 + np.exp(-(log_odds + 0.3 * frame.b + 0.3 * frame.d)))
    train, test = slice(0, 3000), slice(3000, None)
    plain = joint().fit(frame[train], bad[train])
    paired = joint(pairs="auto").fit(frame[train], bad[train])
    assert [{pair.first, pair.second} for pair in paired.scorecard_.pairs] == [{"b", "d"}]
    better = [
        roc_auc_score(bad[test], model.predict_proba(frame[test])[:, 1])
        for model in (plain, paired)
    ]
    assert better[1] > better[0] + 0.05


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"method": "trees"}, "method must be"),
        ({"method": "woe", "pairs": 1}, "pairs need method='additive'"),
        ({"pairs": -1}, "pairs must be"),
        ({"pairs": "many"}, "pairs must be"),
        ({"selection": "forward"}, "does not know selection"),
        ({"min_iv": 0.1, "max_psi": 0.2}, "does not know max_psi, min_iv"),
        ({"trends": {"late": "peak"}}, "knows no trend 'peak'"),
    ],
)
def test_what_is_not_known_is_refused(sample, asked, message):
    frame, bad = sample
    with pytest.raises(ValueError, match=message):
        ScorecardClassifier(**{"method": "additive", **asked}).fit(frame, bad)
