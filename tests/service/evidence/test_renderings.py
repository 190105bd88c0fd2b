import json
from dataclasses import replace
from decimal import Decimal

import pytest

from plainscore.service.evidence import (
    ScoredPart,
    VagueReasonError,
    full_account,
    is_vague,
    key_factors,
    make_score_event,
    principal_reasons,
    renderings,
    vague_sentences,
)


def part(feature, points, most, reference="0.00", sentence="Something specific."):
    return ScoredPart(feature, feature, "f", "1", "b", points, most, reference, sentence)


def event_of(event, parts):
    score = event.base_points + sum(each.points for each in parts)
    return replace(event, parts=tuple(parts), score=score, counterfactuals=())


def test_fcra_609_f_key_factors_are_at_most_four_in_order_and_really_lost_points(events):
    for event in events:
        factors = key_factors(event)
        parts = {each.feature: each for each in event.parts}
        assert len(factors) <= 4 or (
            len(factors) == 5 and factors[-1].feature.startswith("inquiries")
        )
        assert len({each.feature for each in factors}) == len(factors)
        assert all(each.points_short == parts[each.feature].points_short > 0 for each in factors)
        first = [each.points_short for each in factors[:4]]
        assert first == sorted(first, reverse=True)
        left_out = [
            each for name, each in parts.items() if name not in {f.feature for f in factors}
        ]
        assert all(each.points_short <= (first[-1] if len(first) == 4 else 0) for each in left_out)


def test_fcra_609_f_9_inquiries_are_a_fifth_factor_and_nothing_else_is(events):
    four = [part(f"f{n}", 0, 20 - n) for n in range(4)]

    def names(parts):
        return [each.feature for each in key_factors(event_of(events[0], parts))]

    assert names([*four, part("other", 0, 5)]) == ["f0", "f1", "f2", "f3"]
    assert names([*four, part("inquiries_6m", 0, 5)]) == ["f0", "f1", "f2", "f3", "inquiries_6m"]
    assert names([*four, part("inquiries_6m", 5, 5)]) == ["f0", "f1", "f2", "f3"]
    assert names([*four, part("inquiries_6m", 0, 50)]) == ["inquiries_6m", "f0", "f1", "f2"]


def test_reg_b_principal_reasons_are_those_furthest_below_the_reference(card, rows, events):
    for row, event in zip(rows, events, strict=True):
        reasons = principal_reasons(event)
        expected = card.reasons([row], n=4)[0]
        if expected:
            assert [(each.feature, Decimal(each.points_lost)) for each in reasons] == [
                (each.feature, each.points_lost) for each in expected
            ]
            assert {each.compared_with for each in reasons} == {event.reference_description}


def test_reg_b_an_adverse_action_always_has_reasons(events):
    above = [part("a", 5, 8, reference="4.00"), part("b", 3, 9, reference="2.50")]
    reasons = principal_reasons(event_of(events[0], above))
    assert [(each.feature, each.points_lost, each.compared_with) for each in reasons] == [
        ("b", "6", "the best group"),
        ("a", "3", "the best group"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "You failed to achieve a qualifying score.",
        "Insufficient credit score.",
        "Your score was too low.",
        "Our internal standards were not met.",
        "The application did not meet our internal policy.",
        "Insufficient score on the lender's credit scoring system",
    ],
)
def test_reg_b_9_b_2_no_reason_is_a_score_or_an_internal_standard(events, sentence):
    assert is_vague(sentence)
    with pytest.raises(VagueReasonError):
        principal_reasons(event_of(events[0], [part("a", 0, 9, "4.00", sentence)]))


def test_no_sentence_of_the_catalogue_is_vague():
    from plainscore.features import CATALOGUE  # noqa: PLC0415 - slow to load, used here alone

    assert [name for name, each in CATALOGUE.items() if is_vague(each.sentence)] == []


def test_a_scorecard_with_vague_sentences_is_found_before_it_is_approved(card):
    assert vague_sentences(card) == ()
    first = card.features[0]
    note = replace(first.note, sentence="Your credit score is too low.")
    spoilt = replace(card, features=(replace(first, note=note), *card.features[1:]))
    assert [each.column for each in vague_sentences(spoilt)] == [first.name]


def test_c_203_22_every_datum_is_told_with_its_group_and_points(events):
    for event in events:
        account = full_account(event)
        assert account.base_points + sum(each.points for each in account.data) == event.score
        assert len(account.data) == len(event.parts)


def test_c_203_22_every_reason_has_a_counterfactual_that_the_scorer_confirms(card, rows, events):
    for row, event in zip(rows, events, strict=True):
        found = {each.part: each for each in event.counterfactuals}
        named = {each.feature for each in (*principal_reasons(event), *key_factors(event))}
        assert named <= set(found)
        for each in found.values():
            changed = dict(row)
            for change in each.changes:
                value = change.value
                assert change.wanted != change.current
                try:
                    changed[change.feature] = None if value is None else float(value)
                except ValueError:
                    changed[change.feature] = value
            assert card.score_row(changed) == each.score == event.score + each.points_gained
            assert each.points_gained > 0
            bins = card.bin_codes([changed])[0]
            for change in each.changes:
                place = card.feature_names.index(change.feature)
                label = card.features[place].binning.bins[bins[place]].label
                assert label == change.wanted


def test_the_three_lists_are_three(events):
    read = json.loads(renderings(events[0]))
    assert sorted(read) == ["account", "key_factors", "principal_reasons"]


def test_renderings_are_the_same_to_the_byte_every_time(card, rows, events, context):
    for row, event in zip(rows[:20], events[:20], strict=True):
        assert renderings(make_score_event(card, row, context)) == renderings(event)


def test_without_a_score_the_reasons_are_what_is_lacking(card, rows, context):
    row = rows[0] | {"enough_information": False, "history_days": 30.0}
    event = make_score_event(card, row, context)
    assert key_factors(event) == ()
    (reason,) = principal_reasons(event)
    assert reason.sentence == "We see 30 days of your accounts; a score needs 90."
    assert full_account(event).lacking == (reason.sentence,)
