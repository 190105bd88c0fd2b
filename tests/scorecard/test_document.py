import json
import pickle
from dataclasses import FrozenInstanceError, replace

import jsonschema
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainscore.scorecard import (
    SCHEMA_PATH,
    BinKind,
    ProtectedFeatureError,
    Scorecard,
    ScorecardClassifier,
    ScorecardFileError,
    protected_ground,
)


def test_base_and_points_are_the_score_for_every_row(card, sample, hostile):
    for table in (sample[0], hostile):
        points = card.points(table)
        assert points.min() >= 0
        assert np.array_equal(card.base_points + points.sum(axis=1), card.score(table))
        assert card.score(table).min() >= card.lowest_score >= 350
        assert card.score(table).max() <= card.highest_score <= 950


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), rows=st.integers(40, 400))
def test_base_and_points_are_the_score_of_any_card(make_table, hostile, seed, rows):
    frame, bad = make_table(rows, seed)
    if bad.min() == bad.max():
        return
    card = ScorecardClassifier(min_iv=0.0).fit(frame, bad).scorecard_
    for table in (frame, hostile):
        total = card.base_points + card.points(table).sum(axis=1)
        assert np.array_equal(total, card.score(table))
    assert Scorecard.from_json(card.to_json()) == card


def test_one_row_scores_as_in_a_table(card, hostile):
    rows = hostile.to_dict("records")[:300]
    expected = card.score(hostile)[:300]
    assert [card.score_row(row) for row in rows] == expected.tolist()
    assert np.array_equal(card.score(rows), expected)
    assert card.score(rows[0]).tolist() == expected[:1].tolist()
    assert card.score(rows[0]).dtype == np.int32


def test_every_kind_of_table_scores_the_same(card, sample):
    frame, _ = sample
    expected = card.score(frame)
    assert np.array_equal(card.score(pl.from_pandas(frame)), expected)
    assert np.array_equal(card.score(pa.Table.from_pandas(frame)), expected)
    typed = frame.astype({"late": "Int64", "housing": "category"})
    assert np.array_equal(card.score(typed), expected)
    encoded = pl.from_pandas(frame).with_columns(pl.col("housing").cast(pl.Categorical))
    assert np.array_equal(card.score(encoded), expected)


def test_order_of_rows_and_columns_does_not_matter(card, sample):
    frame, _ = sample
    mixed = frame.sample(frac=1.0, random_state=3)[frame.columns[::-1]]
    assert np.array_equal(card.score(mixed), card.score(frame)[mixed.index])


def test_an_absent_column_is_an_error_and_an_absent_key_is_missing(card, sample):
    frame, _ = sample
    with pytest.raises(ValueError, match="no column late"):
        card.score(frame.drop(columns="late"))
    row = frame.iloc[0].to_dict()
    del row["late"]
    assert card.score_row(row) == card.score_row({**row, "late": None})


def test_text_where_a_number_is_needed_is_an_error(card):
    with pytest.raises(ValueError, match="'plenty' where the scorecard needs a number"):
        card.score({"income": "plenty"})
    with pytest.raises(ValueError, match="'plenty' where the scorecard needs a number"):
        card.score([{"income": "plenty"}, {"income": 3}])
    assert card.score({"income": "812.5"}) == card.score({"income": 812.5})


def test_json_round_trip_keeps_document_digest_and_scores(card, hostile, tmp_path):
    path = tmp_path / "cards" / "card.json"
    card.save(path)
    loaded = Scorecard.load(path)
    assert loaded == card
    assert loaded.digest == card.digest
    assert np.array_equal(loaded.score(hostile), card.score(hostile))
    assert loaded.reasons(hostile) == card.reasons(hostile)
    assert [each.name for each in path.parent.iterdir()] == ["card.json"]


def test_the_digest_does_not_depend_on_layout(card):
    compact = json.dumps(json.loads(card.to_json()), separators=(",", ":"), sort_keys=True)
    assert Scorecard.from_json(compact).digest == card.digest


def test_the_document_follows_its_schema(card):
    schema = json.loads(SCHEMA_PATH.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(card.to_json()), schema)


def leaves(value, path=()):
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*path, key))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from leaves(each, (*path, place))
    else:
        yield path


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_altered_value_is_noticed(card, data):
    document = json.loads(card.to_json())
    path = data.draw(st.sampled_from(list(leaves(document))))
    owner = document
    for key in path[:-1]:
        owner = owner[key]
    before = owner[path[-1]]
    value = data.draw(st.sampled_from([0, 1, 7.5, "x", None, True, False, -3, "2026-01-01"]))
    if value == before:
        return
    owner[path[-1]] = value
    with pytest.raises(ValueError, match=r".") as caught:
        Scorecard.from_json(json.dumps(document))
    assert isinstance(caught.value, ScorecardFileError | ProtectedFeatureError)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", "{", '{"format": "plainscore.scorecard"}', "[" * 100_000]
)
def test_what_is_not_a_scorecard_is_refused(text):
    with pytest.raises(ScorecardFileError):
        Scorecard.from_json(text)


def test_a_later_format_is_refused(card):
    document = json.loads(card.to_json()) | {"format_version": 2}
    with pytest.raises(ScorecardFileError, match="format 2"):
        Scorecard.from_json(json.dumps(document))


@pytest.mark.parametrize("name", ["sex", "Age", "marital_status", "EDUCATION"])
def test_a_document_with_a_protected_attribute_is_refused(card, name):
    assert protected_ground(name) is not None
    document = json.loads(card.to_json())
    former = document["features"][0]["name"]
    document["features"][0]["name"] = name
    for each in document["references"]:
        each["points"][name] = each["points"].pop(former)
    with pytest.raises(ProtectedFeatureError, match="which is protected"):
        Scorecard.from_json(json.dumps(document))
    feature = card.features[0]
    with pytest.raises(ProtectedFeatureError):
        replace(feature, binning=replace(feature.binning, name=name))


def test_the_document_cannot_be_changed(card):
    with pytest.raises(FrozenInstanceError):
        card.base_points = 400
    with pytest.raises(FrozenInstanceError):
        card.features[0].points = ()


def test_a_range_beyond_350_to_950_is_refused(card):
    with pytest.raises(ValueError, match="leave the range"):
        replace(card, base_points=349)


def test_pickling_keeps_the_document(card, sample):
    card.score(sample[0])
    again = pickle.loads(pickle.dumps(card))  # noqa: S301 - our own bytes
    assert again == card
    assert np.array_equal(again.score(sample[0]), card.score(sample[0]))


def test_missing_special_and_unseen_values_have_bins_of_their_own(card):
    months = next(each for each in card.features if each.name == "months")
    assert [row.bin for row in months.bins if row.kind is BinKind.SPECIAL] == ["never"]
    housing = next(each for each in card.features if each.name == "housing")
    other = next(row for row in housing.bins if row.kind is BinKind.OTHER)
    points = card.points({"housing": "castle"})[0, card.feature_names.index("housing")]
    assert points == other.points


def test_probability_falls_as_the_score_rises(card, sample):
    frame, bad = sample
    score, probability = card.score(frame), card.probability(frame)
    order = np.argsort(score, kind="stable")
    assert np.all(np.diff(probability[order]) <= 0)
    assert probability.mean() == pytest.approx(bad.mean(), abs=1e-9)


def test_the_gate_says_what_can_be_scored(sample):
    frame, bad = sample
    gated = frame.assign(enough=np.arange(len(frame)) % 3 != 0)
    card = ScorecardClassifier(gate="enough").fit(gated, bad).scorecard_
    assert card.gate == "enough"
    assert np.array_equal(card.scorable(gated), gated["enough"])
    assert card.fitted_on.rows == gated["enough"].sum()
    with pytest.raises(ValueError, match="no column enough"):
        card.scorable(frame)
    unknown = pa.table({"enough": pa.array([True, None, False])})
    assert card.scorable(unknown).tolist() == [True, False, False]
    assert "Not enough information" in str(card.explain(gated.iloc[:1]))
    without_gate = frame.iloc[1].to_dict()
    assert not card.explain(without_gate).scorable
    assert card.explain({**without_gate, "enough": True}).scorable


def test_explain_takes_one_row_and_adds_up(card, sample):
    frame, _ = sample
    explained = card.explain(frame.iloc[[5]])
    assert explained.score == card.score(frame.iloc[[5]])[0]
    assert explained.base_points + sum(each.points for each in explained.features) == (
        explained.score
    )
    assert str(explained.score) in str(explained)
    assert str(explained.score) in explained._repr_html_()
    assert card.explain(frame.iloc[5].to_dict()) == explained
    with pytest.raises(ValueError, match="one row, got 2"):
        card.explain(frame.iloc[:2])


def test_html_escapes_what_it_shows(make_table):
    frame, bad = make_table(400, 2)
    frame = frame.rename(columns={"late": "<b>late</b>"})
    card = ScorecardClassifier(name="<script>").fit(frame, bad).scorecard_
    shown = card._repr_html_() + card.explain(frame.iloc[:1])._repr_html_()
    assert "<script>" not in shown
    assert "<b>" not in shown


def test_the_text_names_every_feature_and_what_was_left_out(card):
    text = card.summary()
    assert all(feature.name in text for feature in card.features)
    assert card.digest[:12] in text
    assert len(card.points_table()) == sum(len(feature.bins) for feature in card.features)


def test_empty_tables_score_to_nothing(card, sample):
    assert card.score(sample[0].iloc[:0]).shape == (0,)
    assert card.reasons(sample[0].iloc[:0]) == []
    assert card.score(pd.DataFrame(columns=list(card.feature_names), dtype=float)).shape == (0,)
