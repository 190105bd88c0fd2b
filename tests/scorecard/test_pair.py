"""Pairs of features on a scorecard: sums, reasons, recourse and the document stay exact."""

import json
import pickle
from dataclasses import replace
from decimal import Decimal
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from plainscore.scorecard import (
    SCHEMA_PATH,
    Actionable,
    FeatureNote,
    Scorecard,
    ScorecardClassifier,
    ScoredPair,
)
from plainscore.scorecard.pair import group_labels


def together(rows: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Risk that jumps only where two things come together."""
    rng = np.random.default_rng(seed)
    used, late = rng.normal(size=rows), rng.poisson(1.0, rows).astype(float)
    home = rng.choice(np.array(["own", "rent", "family", None], dtype=object), rows)
    log_odds = -1.5 + 0.5 * used + 2.0 * ((used > 0) & (late > 1)) - 0.6 * (home == "own")
    bad = (rng.random(rows) < 1 / (1 + np.exp(-log_odds))).astype(int)
    used[rng.random(rows) < 0.05] = np.nan
    return pd.DataFrame({"used": used, "late": late, "home": home}), bad


@pytest.fixture(scope="module")
def fitted():
    frame, bad = together(6000, 3)
    notes = {"late": FeatureNote("late payments", direction="higher_is_riskier")}
    model = ScorecardClassifier("additive", pairs="auto", notes=notes, calibration_folds=0)
    return model.fit(frame, bad).scorecard_, frame, bad


@pytest.fixture(scope="module")
def card(fitted):
    return fitted[0]


def hostile(rows: int) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    numbers = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, 2.0, 1e300, -3.0])
    texts = np.array(["own", "rent", "castle", "", None], dtype=object)
    return pd.DataFrame(
        {
            "used": rng.choice(numbers, rows),
            "late": rng.choice(numbers, rows),
            "home": rng.choice(texts, rows),
        }
    )


def test_the_pair_is_found(card):
    assert [(pair.first, pair.second) for pair in card.pairs] == [("used", "late")]
    assert card.pairs[0].gain > card.pairs[0].error > 0
    assert card.part_names == ("used", "late", "home", "used & late")


def test_base_and_points_are_the_score(card):
    rows = hostile(2000)
    score = card.score(rows)
    assert np.array_equal(card.base_points + card.points(rows).sum(axis=1), score)
    assert [card.score_row(row) for row in rows.to_dict("records")] == score.tolist()
    assert score.min() >= card.lowest_score
    assert score.max() <= card.highest_score


def test_reasons_and_explanation_add_up(card):
    rows = hostile(300)
    for place in range(rows.shape[0]):
        row = rows.iloc[[place]]
        explained = card.explain(row, n=9)
        assert explained.score == card.score(row)[0]
        assert explained.reference_score - explained.score == sum(
            (each.points_lost for each in explained.features), Decimal(0)
        )
        lost = {each.feature: each.points_lost for each in explained.features}
        found = [reason.points_lost for reason in explained.reasons]
        assert found == sorted((each for each in lost.values() if each > 0), reverse=True)
        assert all(reason.points_lost == lost[reason.feature] for reason in explained.reasons)


def test_a_pair_can_be_a_reason(card, fitted):
    _, frame, _ = fitted
    worst = frame[(frame.used > 1) & (frame.late > 3)].iloc[:1]
    reasons = {each.feature: each for each in card.reasons(worst, n=9)[0]}
    pair = reasons["used & late"]
    assert pair.sentence == "Taken together, used and late payments count for less than on average."
    assert pair.bin.startswith("used: ")
    assert pair.factor == "other"


def test_document_comes_back(card, tmp_path):
    document = json.loads(card.to_json())
    Draft202012Validator(json.loads(SCHEMA_PATH.read_text())).validate(document)
    card.save(tmp_path / "card.json")
    again = Scorecard.load(tmp_path / "card.json")
    assert again == card
    assert again.digest == card.digest
    assert pickle.loads(pickle.dumps(card)) == card  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    "change",
    [
        lambda pair: pair["points"][1].__setitem__(1, pair["points"][1][1] + 1),
        lambda pair: pair["first_group"].__setitem__(0, 99),
        lambda pair: pair.__setitem__("second", "first"),
        lambda pair: pair.__setitem__("gain", "much"),
        lambda pair: pair["weight"].pop(),
    ],
)
def test_altered_pairs_are_refused(card, change):
    document = json.loads(card.to_json())
    change(document["pairs"][0])
    with pytest.raises(ValueError, match="scorecard document"):
        Scorecard.from_json(json.dumps(document))


def test_directions_hold_whatever_the_other_feature_is(card):
    late = card.features[1]
    points = np.array(late.points)[: len(late.binning.edges) + 1]
    pair = card.pairs[0]
    for row in range(pair.rows):
        along = [pair.points[row][pair.second_group[place]] for place in range(points.size)]
        assert np.all(np.diff(points + along) <= 0)


def test_a_pair_against_a_direction_is_refused(card):
    pair = card.pairs[0]
    top = max(max(row) for row in pair.points) + max(card.features[1].points) + 1
    column = pair.second_group[len(card.features[1].binning.edges)]
    points = [list(row) for row in pair.points]
    points[-1][column] = top
    points[0][0] = 0
    risky = replace(pair, points=tuple(map(tuple, points)))
    with pytest.raises(ValueError, match="run against higher_is_riskier together"):
        replace(card, pairs=(risky,))


def turned(pair):
    return replace(
        pair,
        first=pair.second,
        second=pair.first,
        first_group=pair.second_group,
        second_group=pair.first_group,
        points=tuple(zip(*pair.points, strict=True)),
        weight=tuple(zip(*pair.weight, strict=True)),
        bad=tuple(zip(*pair.bad, strict=True)),
    )


def test_pairs_that_fit_no_feature_are_refused(card):
    pair = card.pairs[0]
    for wrong, match in (
        (replace(pair, first="nobody"), "no feature"),
        (replace(pair, first_group=pair.first_group[1:]), "group for each bin"),
    ):
        with pytest.raises(ValueError, match=match):
            replace(card, pairs=(wrong,))
    with pytest.raises(ValueError, match="each pair once"):
        replace(card, pairs=(pair, turned(pair)))
    with pytest.raises(ValueError, match="a pair is of two features"):
        replace(pair, second=pair.first)


def test_cut_off_reference_covers_pairs(card, fitted):
    _, frame, _ = fitted
    cut_off = int(np.median(card.score(frame)))
    moved = card.with_cut_off_reference(frame, cut_off)
    at = (card.score(frame) >= cut_off) & (card.score(frame) < cut_off + 20)
    points = card.points(frame)[at]
    assert [float(each) for each in moved.reference("cut_off").points] == pytest.approx(
        points.mean(axis=0), abs=0.0051
    )


def test_text_shows_the_table(card):
    assert "used and late payments" in card.summary()
    assert "used and late payments" in card._repr_html_()


def test_group_labels_join_intervals(card):
    pair, used = card.pairs[0], card.features[0]
    labels = group_labels(used, pair.first_group, pair.rows)
    assert labels[0] == "missing"
    assert labels[1].startswith("below ")
    assert labels[-1].endswith(" and above")


def every_way(card, row, actionable):
    """All scores that changes of these features can lead to, with what is changed."""
    bins = {
        feature.name: feature.binning.bins[code]
        for feature, code in zip(card.features, card._engine.codes(card._read(row))[0], strict=True)
    }
    choices = []
    for name in actionable:
        feature = next(each for each in card.features if each.name == name)
        ends = [-1e9, *feature.binning.edges]
        choices.append([(name, None), *((name, end) for end in ends)])
    found = []
    for chosen in product(*choices):
        changed = dict(row)
        changed.update({name: value for name, value in chosen if value is not None})
        really = {
            name for name, value in chosen if value is not None and not holds(bins[name], value)
        }
        found.append((frozenset(really), card.score_row(changed)))
    return found


def holds(each, value):
    if each.kind != "interval":
        return False
    low = -np.inf if each.lower is None else each.lower
    high = np.inf if each.upper is None else each.upper
    return low <= value < high


@settings(max_examples=40, deadline=None)
@given(
    used=st.one_of(st.none(), st.floats(-3, 3)),
    late=st.integers(0, 6),
    home=st.sampled_from(["own", "rent", None]),
    names=st.sampled_from([("used",), ("late",), ("used", "late")]),
    more=st.integers(1, 150),
)
def test_recourse_is_exact(card, used, late, home, names, more):
    row = {"used": used, "late": float(late), "home": home}
    target = card.score_row(row) + more
    found = card.recourse(row, target, {name: Actionable("both") for name in names}, n=9)
    ways = every_way(card, row, names)
    assert found.best_score == max(score for _, score in ways)
    sets = {changed for changed, score in ways if score >= target}
    least = {each for each in sets if not any(other < each for other in sets)}
    assert {frozenset(change.feature for change in plan) for plan in found.plans} == least
    for plan in found.plans:
        changed = {**row, **{change.feature: change.value for change in plan}}
        gained = card.score_row(changed) - card.score_row(row)
        assert gained == sum(change.points_gained for change in plan) >= more


def test_recourse_refuses_what_it_cannot_answer_exactly(card, monkeypatch):
    monkeypatch.setattr("plainscore.scorecard.moves.MOST_MOVES", 3)
    with pytest.raises(ValueError, match="used, late hang together by pairs"):
        card.recourse({"used": 1.0, "late": 3.0}, 900, {"used": Actionable(), "late": Actionable()})


def test_one_table_of_points():
    with pytest.raises(ValueError, match="0 points for the worst"):
        ScoredPair("a", "b", "", "", (0,), (0,), ((1,),), ((1.0,),), ((0.0,),), 1.0, 1.0)
    with pytest.raises(ValueError, match="differ in shape"):
        ScoredPair("a", "b", "", "", (0,), (0,), ((0, 1),), ((1.0,),), ((0.0,),), 1.0, 1.0)
