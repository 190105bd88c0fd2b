"""Evidence: one record of each score, and everything that is rendered from it."""

from plainscore.service.evidence.letter import AdverseAction, Party, letter_html, letter_pdf
from plainscore.service.evidence.making import Recomputation, make_score_event, recompute
from plainscore.service.evidence.renderings import (
    Account,
    DatumUsed,
    KeyFactor,
    PrincipalReason,
    VagueReasonError,
    WhatWouldChange,
    full_account,
    is_vague,
    key_factors,
    principal_reasons,
    renderings,
    vague_sentences,
)
from plainscore.service.evidence.score_event import (
    Counterfactual,
    Coverage,
    EvidenceError,
    ScoreContext,
    ScoredPart,
    ScoreEvent,
    Shortfall,
    Substitution,
)

__all__ = [
    "Account",
    "AdverseAction",
    "Counterfactual",
    "Coverage",
    "DatumUsed",
    "EvidenceError",
    "KeyFactor",
    "Party",
    "PrincipalReason",
    "Recomputation",
    "ScoreContext",
    "ScoreEvent",
    "ScoredPart",
    "Shortfall",
    "Substitution",
    "VagueReasonError",
    "WhatWouldChange",
    "full_account",
    "is_vague",
    "key_factors",
    "letter_html",
    "letter_pdf",
    "make_score_event",
    "principal_reasons",
    "recompute",
    "renderings",
    "vague_sentences",
]
