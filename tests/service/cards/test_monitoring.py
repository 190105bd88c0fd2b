"""Live scores beside the scorecard's own bins: what moved is found, what did not is not."""

from datetime import date, timedelta

import numpy as np
import pytest

from plainscore.service.actors import StaffRole, System, Task
from plainscore.service.cards import approve_card, submit_card
from plainscore.service.cards.monitoring import live_monitoring, monthly_tallies
from plainscore.service.database.schema import observations
from plainscore.validation.monitoring import Urgency

ROWS = 400


@pytest.fixture
def observed(service, analyst, card):
    """Observe rows of a month, drawn by the shares of the training sample or all in one bin."""
    submit_card(service, analyst.actor, card.to_json().encode())

    def observe(month: int, *, moved: bool = False, disputed: int = 0, seed: int = 1) -> None:
        rng = np.random.default_rng(seed)
        rows = []
        for place in range(ROWS):
            bins = {}
            for feature in card.features:
                counts = np.array([each.count for each in feature.binning.bins], float)
                bins[feature.name] = int(rng.choice(len(counts), p=counts / counts.sum()))
            if moved:
                bins[card.features[0].name] = 0
            rows.append(
                {
                    "observation_id": f"observation_{month}_{place}",
                    "scorecard_digest": card.digest,
                    "day": date(2026, month, 1 + place % 28),
                    "score": card.base_points
                    + sum(each.points[bins[each.name]] for each in card.features),
                    "bins": bins,
                    "cause": "review" if place < 3 else "asked",
                    "disputed": place < disputed,
                }
            )
        with service.database.transaction(System(Task.MONITOR)) as connection:
            connection.execute(observations.insert(), rows)

    return observe


def test_months_are_counted_in_the_database_as_they_would_be_by_hand(observed, service, card):
    observed(1)
    observed(2, disputed=7)
    with service.database.transaction(System(Task.MONITOR)) as connection:
        months = monthly_tallies(connection, card)
    assert list(months) == ["2026-01", "2026-02"]
    for tallies in months.values():
        assert tallies.rows == tallies.scored == tallies.scores.sum() == ROWS
        assert [each.sum() for each in tallies.bins] == [ROWS] * len(card.features)
    assert months["2026-02"].flags == {"disputed": (7, ROWS), "overridden": (3, ROWS)}


def test_a_feature_that_moved_is_found_and_one_that_did_not_is_not(observed, service, card):
    observed(1)
    observed(2, moved=True, seed=2)
    with service.database.transaction(System(Task.MONITOR)) as connection:
        january, february = live_monitoring(connection, card).samples
    assert january.alerts == ()
    names = [each.name for each in february.alerts if each.urgency is Urgency.ACT]
    assert f"feature {card.features[0].name}" in names
    assert f"feature {card.features[1].name}" not in names


def test_the_page_shows_it(observed, analyst, new_staff, service, card, clock):
    approver = new_staff(StaffRole.ANALYST).actor
    until = clock.now() + timedelta(days=9)
    approve_card(service, approver, card.digest, expires_at=until)
    observed(2, moved=True)
    page = analyst.get("/staff/monitoring").text
    assert "<strong>Act.</strong>" in page
    assert f"feature {card.features[0].name}" in page
    assert "3 of 400" in page


def test_where_nothing_was_scored_there_is_nothing_to_watch(observed, service, card):
    with service.database.transaction(System(Task.MONITOR)) as connection:
        assert live_monitoring(connection, card) is None
