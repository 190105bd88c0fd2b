"""Making the evidence of a score, and making it again to compare."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plainscore.features.enough import (
    GREATEST_GAP_DAYS,
    LEAST_DAYS_WITH_TRANSACTIONS,
    LEAST_HISTORY_DAYS,
)
from plainscore.scorecard import Explanation, Scorecard
from plainscore.service.evidence.counterfactuals import Value, find_counterfactual, text_of
from plainscore.service.evidence.score_event import (
    Counterfactual,
    ScoreContext,
    ScoredPart,
    ScoreEvent,
    Shortfall,
)

MOST_REASONS = 4
"""More than four reasons "is not likely to be helpful" (Reg B, comment 9(b)(2)-1)."""

_ALL = 10**6
_INQUIRIES = "inquiries"


def make_score_event(
    card: Scorecard, row: Mapping[str, Value | bool], context: ScoreContext
) -> ScoreEvent:
    """Score one person and return the whole evidence.

    Parameters
    ----------
    card : Scorecard
        The approved scorecard.
    row : mapping of str to value
        Features and gates, one row of the features table. Of the rest nothing is kept.
    context : ScoreContext
        For whom, for what and from what.

    Returns
    -------
    ScoreEvent
        The same arguments give the same bytes. With too little information there is no score and
        no points, but what is lacking.
    """
    values = {name: _clean(row.get(name)) for name in card.feature_names}
    gates = {} if card.gate is None else {card.gate: row.get(card.gate) is True}
    reference = card.reference()
    # what falls short of the best bin has a sentence; what it lost against others follows
    shown = card.explain({**values, **gates}, n=_ALL, reference="best_bin")
    parts = _parts(shown, reference.points) if shown.scorable else ()
    places = dict(zip(card.feature_names, card.bin_codes(values)[0].tolist(), strict=True))
    found = (
        find_counterfactual(card, values, name, shown.score, places)
        for name in _may_be_reasons(parts)
    )
    return ScoreEvent(
        context=context,
        scorecard=card.name,
        scorecard_digest=card.digest,
        reference=reference.version,
        reference_description=reference.description,
        score=shown.score if shown.scorable else None,
        base_points=card.base_points,
        lowest=card.lowest_score,
        highest=card.highest_score,
        probability=f"{shown.probability:.4f}" if shown.scorable else None,
        values={name: text_of(value) for name, value in values.items()},
        parts=parts,
        counterfactuals=tuple(each for each in found if each is not None),
        shortfalls=() if shown.scorable else tuple(_shortfalls(row)),
    )


def _clean(value: Any) -> Value:
    """Write missing values in one way."""
    if value is None or isinstance(value, str):
        return value
    return None if math.isnan(value) else float(value)


def _parts(shown: Explanation, reference: tuple[Decimal, ...]) -> tuple[ScoredPart, ...]:
    sentences = {reason.feature: reason.sentence for reason in shown.reasons}
    return tuple(
        ScoredPart(
            feature=each.feature,
            label=each.label,
            factor=each.factor,
            value=each.value,
            bin=each.bin,
            points=each.points,
            max_points=each.max_points,
            reference_points=str(points),
            sentence=sentences.get(each.feature, ""),
        )
        for each, points in zip(shown.features, reference, strict=True)
    )


def by_points_lost(parts: tuple[ScoredPart, ...]) -> list[ScoredPart]:
    """Return the parts that lost points against the reference, most first, ties in order."""
    return sorted((p for p in parts if p.points_lost > 0), key=lambda p: -p.points_lost)


def by_points_short(parts: tuple[ScoredPart, ...]) -> list[ScoredPart]:
    """Return the parts that are short of their best group, most first, ties in order."""
    return sorted((p for p in parts if p.points_short > 0), key=lambda p: -p.points_short)


def is_about_inquiries(part: ScoredPart) -> bool:
    """Return whether a part counts who asked for the person's report."""
    return part.feature.startswith(_INQUIRIES)


def _may_be_reasons(parts: tuple[ScoredPart, ...]) -> list[str]:
    """Return the parts that any of the lists shown to people may name, in the parts' order."""
    short = by_points_short(parts)
    named = [*by_points_lost(parts)[:MOST_REASONS], *short[:MOST_REASONS]]
    named += [part for part in short if is_about_inquiries(part)]
    return [part.feature for part in parts if part in named]


def _shortfalls(row: Mapping[str, Any]) -> Iterator[Shortfall]:
    history, days = row.get("history_days"), row.get("days_with_transactions")
    gap = row.get("longest_gap_days")
    if history is None:
        yield Shortfall(
            "history_days", "We see no transactions on a current or savings account of yours."
        )
        return
    told = False
    if history < LEAST_HISTORY_DAYS:
        told = True
        yield Shortfall(
            "history_days",
            f"We see {int(history)} days of your accounts; a score needs {LEAST_HISTORY_DAYS}.",
        )
    if days is not None and days < LEAST_DAYS_WITH_TRANSACTIONS:
        told = True
        yield Shortfall(
            "days_with_transactions",
            f"Your accounts were used on {int(days)} of the last 90 days; "
            f"a score needs {LEAST_DAYS_WITH_TRANSACTIONS}.",
        )
    if gap is not None and gap > GREATEST_GAP_DAYS:
        told = True
        yield Shortfall(
            "longest_gap_days",
            f"Your accounts were silent for {int(gap)} days; "
            f"a score needs a silence of at most {GREATEST_GAP_DAYS}.",
        )
    if not told:
        yield Shortfall("enough_information", "There is too little information for a score.")


@dataclass(frozen=True, slots=True)
class Recomputation:
    """A score made again, beside the one that is held.

    Parameters
    ----------
    same : bool
        Whether the evidence is the same to the byte.
    differences : tuple of str
        Places that differ, such as ``$.parts[2].points``.
    """

    same: bool
    differences: tuple[str, ...]


def recompute(
    held: bytes, card: Scorecard, row: Mapping[str, Value | bool], context: ScoreContext
) -> Recomputation:
    """Make the evidence of a score again and compare it with what is held.

    Parameters
    ----------
    held : bytes
        The evidence as it was stored.
    card : Scorecard
        The scorecard with the digest that the evidence names.
    row : mapping of str to value
        Features and gates, computed again as of the same moment from what was known then.
    context : ScoreContext
        For whom, for what and from what, read again.

    Returns
    -------
    Recomputation
        The same, or where it differs.
    """
    made = make_score_event(card, row, context).data()
    if made == held:
        return Recomputation(same=True, differences=())
    try:
        stored = json.loads(held)
    except ValueError:
        return Recomputation(same=False, differences=("$",))
    found = tuple(_differences(stored, json.loads(made), "$")) or ("$",)
    return Recomputation(same=False, differences=found)


def _differences(held: Any, made: Any, place: str) -> Iterator[str]:
    if isinstance(held, dict) and isinstance(made, dict):
        for name in sorted(held.keys() | made.keys()):
            yield from _differences(held.get(name), made.get(name), f"{place}.{name}")
    elif isinstance(held, list) and isinstance(made, list) and len(held) == len(made):
        for index, (one, other) in enumerate(zip(held, made, strict=True)):
            yield from _differences(one, other, f"{place}[{index}]")
    elif held != made or type(held) is not type(made):
        yield place


def counterfactual_of(event: ScoreEvent, part: str) -> Counterfactual | None:
    """Return what would have raised the score by way of one part."""
    return next((each for each in event.counterfactuals if each.part == part), None)
