"""Scores: asked for, made, stored for good, made again, explained, decided on."""

from plainscore.service.scores.answer import score_answer, score_bytes
from plainscore.service.scores.asking import ask_for_score
from plainscore.service.scores.bands import BANDS, Band, band_of
from plainscore.service.scores.making import Use, make_score, record_score
from plainscore.service.scores.stored import Cause, StoredScore, find_score, last_scores

__all__ = [
    "BANDS",
    "Band",
    "Cause",
    "StoredScore",
    "Use",
    "ask_for_score",
    "band_of",
    "find_score",
    "last_scores",
    "make_score",
    "record_score",
    "score_answer",
    "score_bytes",
]
