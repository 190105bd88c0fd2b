"""What is answered about a score: the same bytes whenever it is asked."""

from plainscore.scorecard import HIGHEST_SCORE, LOWEST_SCORE
from plainscore.service.evidence import key_factors
from plainscore.service.instants import instant_text
from plainscore.service.ledger import Json, canonical_bytes
from plainscore.service.scores.bands import band_of
from plainscore.service.scores.stored import StoredScore


def score_bytes(score: StoredScore) -> bytes:
    """Return the answer about a score, as canonical JSON.

    Parameters
    ----------
    score : StoredScore
        As it is stored.

    Returns
    -------
    bytes
        Made of nothing but what is stored, so the same at any later time.
    """
    return canonical_bytes(score_answer(score))


def score_answer(score: StoredScore) -> dict[str, Json]:
    """Return the answer about a score: score, range, date, scorecard, factors and coverage."""
    evidence = score.evidence
    context, value = evidence.context, evidence.score
    coverage = context.coverage
    return {
        "score_id": score.score_id,
        "status": "not_enough_information" if value is None else "scored",
        "score": value,
        "band": None if value is None else band_of(value).code,
        "range": {"lowest": LOWEST_SCORE, "highest": HIGHEST_SCORE},
        "probability": evidence.probability,
        "as_of": instant_text(context.as_of),
        "person_id": context.person_id,
        "lender_id": context.lender_id,
        "purpose": context.purpose.value,
        "consent_id": context.consent_id,
        "cause": score.cause.value,
        "supersedes_id": score.supersedes_id,
        "scorecard": {
            "name": evidence.scorecard,
            "digest": evidence.scorecard_digest,
            "lowest": evidence.lowest,
            "highest": evidence.highest,
        },
        "key_factors": [
            {
                "feature": each.feature,
                "label": each.label,
                "sentence": each.sentence,
                "points_short": each.points_short,
            }
            for each in (key_factors(evidence) if value is not None else ())
        ],
        "lacking": [each.sentence for each in evidence.shortfalls],
        "coverage": {
            "accounts_used": coverage.accounts_used,
            "accounts_left_out": coverage.accounts_left_out,
            "chosen_by_person": coverage.accounts_left_out > 0,
            "first_day": coverage.first_day,
            "last_day": coverage.last_day,
            "transactions": coverage.transactions,
            "disputed_items": coverage.disputed_items,
        },
        "disputed": score.disputed,
        "inputs_digest": context.inputs_digest,
        "receipt": f"/v1/scores/{score.score_id}/receipt",
    }
