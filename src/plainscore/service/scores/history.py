"""How a score came to be another: what happened, and which points it moved."""

from dataclasses import dataclass
from itertools import pairwise

from plainscore.service.scores.stored import Cause, StoredScore

CAUSE_WORDS = {
    Cause.ASKED: "You asked for it. The days had moved on.",
    Cause.IMPORTED: "New statements came in.",
    Cause.DISPUTE: "A dispute was opened or settled.",
    Cause.REVIEW: "A human reviewed it.",
    Cause.INCLUDED: "You chose which accounts count.",
}
_FIRST = "It was worked out for the first time."


@dataclass(frozen=True, slots=True)
class Moved:
    """Points that one thing moved.

    Parameters
    ----------
    label : str
        What.
    points : int
        How many points more, or fewer.
    """

    label: str
    points: int


@dataclass(frozen=True, slots=True)
class Step:
    """A score beside the one before it.

    Parameters
    ----------
    score : StoredScore
        The score.
    cause : str
        What happened, in plain words.
    points : int or None
        How many points more than before; None where one of the two is no score.
    moved : tuple of Moved
        What moved them, the most first; they add up to ``points``.
    new_scorecard : bool
        Whether another scorecard was used, so that points cannot be compared one by one.
    """

    score: StoredScore
    cause: str
    points: int | None
    moved: tuple[Moved, ...]
    new_scorecard: bool


def steps(scores: tuple[StoredScore, ...]) -> tuple[Step, ...]:
    """Return scores beside those before them.

    Parameters
    ----------
    scores : tuple of StoredScore
        Of one use, the newest first.

    Returns
    -------
    tuple of Step
        One a score, the newest first.
    """
    found = [_step(after, before) for after, before in pairwise(scores)]
    if scores:
        oldest = scores[-1]
        cause = _FIRST if oldest.supersedes_id is None else CAUSE_WORDS[oldest.cause]
        found.append(Step(oldest, cause, None, (), new_scorecard=False))
    return tuple(found)


def _step(after: StoredScore, before: StoredScore) -> Step:
    now, then = after.evidence, before.evidence
    other_card = now.scorecard_digest != then.scorecard_digest
    points = None if now.score is None or then.score is None else now.score - then.score
    moved: tuple[Moved, ...] = ()
    if points is not None and not other_card:
        earlier = {each.feature: each.points for each in then.parts}
        differences = (Moved(each.label, each.points - earlier[each.feature]) for each in now.parts)
        moved = tuple(sorted((m for m in differences if m.points), key=lambda m: -abs(m.points)))
    return Step(after, CAUSE_WORDS[after.cause], points, moved, new_scorecard=other_card)
