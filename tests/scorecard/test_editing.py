import numpy as np
import pytest

from plainscore.scorecard import BinKind, Binning, FeatureNote, Scorecard, ScorecardClassifier
from plainscore.scorecard.binning.draft import BinDraft, course


@pytest.fixture(scope="module")
def plain(sample):
    frame, bad = sample
    return ScorecardClassifier().fit(frame, bad).scorecard_


def feature(card, name):
    return next(each for each in card.features if each.name == name)


def test_merging_what_was_split_gives_the_scorecard_back(plain, sample):
    frame, bad = sample
    edges = feature(plain, "income").binning.edges
    at = (edges[0] + edges[1]) / 2
    edit = plain.edit("income").split(at)
    assert at in edit.draft.skeleton().edges
    back = edit.merge(1, 2).apply(frame, bad, reason="to see that nothing changes")
    assert feature(back.scorecard, "income").binning.edges == edges
    assert np.array_equal(back.scorecard.score(frame), plain.score(frame))
    assert back.record.iv_after == pytest.approx(back.record.iv_before)


def test_merging_never_raises_the_information_value(plain, sample):
    frame, bad = sample
    edited = plain.edit("income").merge(0, 1).apply(frame, bad, reason="one policy")
    assert edited.record.iv_after <= edited.record.iv_before
    assert len(edited.after) == len(edited.before) - 1
    assert edited.before[0].count + edited.before[1].count == edited.after[0].count
    total = edited.scorecard.base_points + edited.scorecard.points(frame).sum(axis=1)
    assert np.array_equal(total, edited.scorecard.score(frame))


def test_the_edit_is_recorded_with_its_reason_and_the_old_card_stays(plain, sample):
    frame, bad = sample
    before = plain.digest
    once = plain.edit("income").merge(0, 1).apply(frame, bad, reason="one policy").scorecard
    twice = once.edit("housing").merge(0, 1).apply(frame, bad, reason="too alike").scorecard
    assert plain.digest == before
    assert plain.edits == ()
    assert [each.reason for each in twice.edits] == ["one policy", "too alike"]
    assert Scorecard.from_json(twice.to_json()) == twice
    assert "one policy" in twice.summary()
    with pytest.raises(ValueError, match="needs a reason"):
        plain.edit("income").merge(0, 1).apply(frame, bad, reason=" ")


def test_missing_values_can_join_a_bin(plain, sample):
    frame, bad = sample
    income = feature(plain, "income").binning
    card = plain.edit("income").merge(0, income.missing_bin).apply(
        frame, bad, reason="no income shown is treated as the lowest"
    ).scorecard  # fmt: skip
    joined = feature(card, "income").binning
    assert joined.bins[0].with_missing
    assert joined.bins[0].label.endswith("or missing")
    assert card.score_row({"income": None}) == card.score_row({"income": 1.0})
    assert np.array_equal(card.base_points + card.points(frame).sum(axis=1), card.score(frame))


def test_categories_can_be_taken_out_and_put_together(plain, sample):
    frame, bad = sample
    housing = feature(plain, "housing").binning
    groups = [place for place, each in enumerate(housing.bins) if each.kind is BinKind.CATEGORIES]
    merged = plain.edit("housing").merge(groups[0], groups[1])
    one = str(housing.bins[groups[0]].values[0])
    again = merged.split(one)
    card = again.apply(frame, bad, reason="kept apart").scorecard
    values = {each.values for each in feature(card, "housing").binning.bins}
    assert (one,) in values


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda card: card.edit("income").merge(0, 2), "cannot be one bin"),
        (lambda card: card.edit("income").merge(0, 0), "no two bins"),
        (lambda card: card.edit("income").merge(0, 99), "no two bins"),
        (lambda card: card.edit("income").split(float("inf")), "finite"),
        (
            lambda card: card.edit("income").split(feature(card, "income").binning.edges[0]),
            "a bound already",
        ),
        (lambda card: card.edit("housing").split("castle"), "no group holds"),
        (lambda card: card.edit("wealth"), "no feature wealth"),
    ],
)
def test_what_cannot_be_done_is_refused(plain, edit, message):
    with pytest.raises(ValueError, match=message):
        edit(plain)


def test_another_sample_is_refused(plain, sample):
    frame, bad = sample
    with pytest.raises(ValueError, match="the sample the scorecard was fitted on"):
        plain.edit("income").merge(0, 1).apply(frame.iloc[1:], bad[1:], reason="other rows")
    with pytest.raises(ValueError, match="nothing is to be edited"):
        plain.edit("income").apply(frame, bad, reason="none")


def test_an_edit_against_the_direction_is_refused(sample):
    frame, bad = sample
    notes = {"ratio": FeatureNote("ratio", direction="higher_is_riskier")}
    card = ScorecardClassifier(notes=notes).fit(frame, bad).scorecard_
    values = np.sort(frame["ratio"][np.isfinite(frame["ratio"])])
    refusals = []
    for at in values[5:400:9]:
        try:
            card.edit("ratio").split(float(at)).apply(frame, bad, reason="a try")
        except ValueError as error:
            refusals.append(str(error))
    assert refusals
    assert all("run against" in each for each in refusals)


def test_the_course_of_edited_bins_is_named(plain):
    drafts = {each.name: BinDraft.of(each.binning) for each in plain.features}
    assert isinstance(drafts["income"].skeleton(), Binning)
    assert course(feature(plain, "income").binning.bins) == "descending"
