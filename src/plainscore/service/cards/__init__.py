"""Scorecards in the service: handed in, approved by another, used, watched, retired."""

from plainscore.service.cards.approved import approved_card, card_of
from plainscore.service.cards.document import card_problems, data_kinds, read_card
from plainscore.service.cards.lifecycle import (
    CardEvent,
    CardState,
    approve_card,
    end_card,
    events_of,
    state_of,
    submit_card,
)

__all__ = [
    "CardEvent",
    "CardState",
    "approve_card",
    "approved_card",
    "card_of",
    "card_problems",
    "data_kinds",
    "end_card",
    "events_of",
    "read_card",
    "state_of",
    "submit_card",
]
