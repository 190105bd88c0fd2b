import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plainscore.service.evidence import (
    EvidenceError,
    ScoreEvent,
    make_score_event,
    recompute,
    renderings,
)


def test_base_points_and_points_are_the_score_for_everybody(card, rows, events):
    for row, event in zip(rows, events, strict=True):
        assert event.base_points + sum(part.points for part in event.parts) == event.score
        assert event.score == card.score_row(row)
        assert event.lowest <= event.score <= event.highest


def test_the_evidence_reads_back_to_the_byte(events):
    for event in events:
        again = ScoreEvent.read(event.data())
        assert again == event
        assert again.data() == event.data()
        assert renderings(again) == renderings(event)


def test_the_same_is_computed_again_to_the_byte(card, rows, events, context):
    reloaded = type(card).from_json(card.to_json())
    for row, event in zip(rows, events, strict=True):
        mixed = dict(reversed(row.items())) | {"unused": 1.0}
        found = recompute(event.data(), reloaded, mixed, context)
        assert (found.same, found.differences) == (True, ())


def test_what_differs_is_named(card, rows, events, context):
    row = rows[100]
    other = replace(context, consent_id="consent_2")
    assert recompute(events[100].data(), card, row, other).differences == ("$.context.consent_id",)
    changed = recompute(events[100].data(), card, row | {"late": row["late"] + 9}, context)
    assert not changed.same
    assert "$.values.late" in changed.differences
    assert recompute(b"nothing", card, row, context).differences == ("$",)


def test_values_are_kept_exactly(events, rows):
    for row, event in zip(rows, events, strict=True):
        for name, text in event.values.items():
            value = row[name]
            if text is None:
                assert value is None or value != value  # noqa: PLR0124 - NaN
            elif isinstance(value, str):
                assert text == value
            else:
                assert float(text) == value


@given(st.data())
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_changed_byte_passes_for_the_same_evidence(events, data):
    written = events[3].data()
    place = data.draw(st.integers(0, len(written) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda each: each != written[place]))
    changed = written[:place] + bytes([byte]) + written[place + 1 :]
    with suppress(EvidenceError):
        assert ScoreEvent.read(changed) != events[3]


def test_evidence_that_does_not_add_up_is_refused(events):
    with pytest.raises(EvidenceError, match="add up"):
        replace(events[0], score=events[0].score + 1)
    stated = json.loads(events[0].data())
    stated["parts"][0]["points"] += 1
    with pytest.raises(EvidenceError):
        ScoreEvent.read(json.dumps(stated).encode())


@pytest.mark.parametrize(
    ("facts", "gates"),
    [
        ({}, ["history_days"]),
        ({"history_days": 89.0}, ["history_days"]),
        ({"history_days": 90.0, "days_with_transactions": 5.0}, ["days_with_transactions"]),
        (
            {"history_days": 10.0, "days_with_transactions": 1.0, "longest_gap_days": 61.0},
            ["history_days", "days_with_transactions", "longest_gap_days"],
        ),
        ({"history_days": 400.0, "longest_gap_days": 60.0}, ["enough_information"]),
    ],
)
def test_too_little_information_is_no_score_and_says_what_is_lacking(
    card, rows, context, facts, gates
):
    row = rows[0] | {"enough_information": False} | facts
    event = make_score_event(card, row, context)
    assert (event.score, event.probability, event.parts, event.counterfactuals) == (
        None,
        None,
        (),
        (),
    )
    assert [each.gate for each in event.shortfalls] == gates
    assert ScoreEvent.read(event.data()) == event
    with pytest.raises(EvidenceError, match="what is lacking"):
        replace(event, shortfalls=())


def test_without_its_gate_nobody_is_scored(card, rows, context):
    row = {name: value for name, value in rows[0].items() if name != "enough_information"}
    assert make_score_event(card, row, context).score is None
