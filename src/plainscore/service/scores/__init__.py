"""Scores: asked for, made, stored for good, made again, explained, decided on."""

from plainscore.service.scores.answer import score_answer, score_bytes
from plainscore.service.scores.asking import ask_for_score
from plainscore.service.scores.bands import BANDS, Band, band_of
from plainscore.service.scores.making import Use, make_score, record_score
from plainscore.service.scores.recomputing import recompute_score
from plainscore.service.scores.rescoring import demand_rescore, rescore, score_for_self
from plainscore.service.scores.stored import Cause, StoredScore, find_score, last_scores

__all__ = [
    "BANDS",
    "Band",
    "Cause",
    "StoredScore",
    "Use",
    "ask_for_score",
    "band_of",
    "demand_rescore",
    "find_score",
    "last_scores",
    "make_score",
    "recompute_score",
    "record_score",
    "rescore",
    "score_answer",
    "score_bytes",
    "score_for_self",
]
