"""Three renderings of one evidence: key factors, principal reasons, and the full account.

They are three because three laws ask for three things, and one list does not serve another: FCRA
609(f) asks for the key factors of the score, Regulation B for the principal reasons of a decision
(comment 9(b)(2)-9 says that the first do not do for the second), and the GDPR, as the Court of
Justice reads it in C-203/22, for which data was used, how, and what would have changed the result.
"""

import re
from dataclasses import asdict, dataclass

from plainscore.records import Problem
from plainscore.scorecard import Scorecard
from plainscore.service.evidence.making import (
    MOST_REASONS,
    by_points_lost,
    by_points_short,
    counterfactual_of,
    is_about_inquiries,
)
from plainscore.service.evidence.score_event import ScoreEvent, Substitution
from plainscore.service.ledger import canonical_bytes

_VAGUE = re.compile(
    r"internal (?:standard|polic|criteri|guideline)"
    r"|(?:insufficient|low|inadequate|qualifying|minimum|required|failing) (?:credit )?score"
    r"|score (?:is |was )?(?:too low|insufficient|below)"
    r"|did not (?:meet|qualify)|creditworthiness"
    r"|failed to (?:achieve|qualify|meet|score)",
    re.IGNORECASE,
)


class VagueReasonError(ValueError):
    """A reason that Regulation B does not accept: it says nothing of the person's own data."""


@dataclass(frozen=True, slots=True)
class KeyFactor:
    """One key factor that lowered a score (15 U.S.C. 1681g(f)(1)(C)).

    Parameters
    ----------
    feature, label, sentence : str
        The datum, and what a person reads.
    points_short : int
        How much more its best group gives: the effect by which factors are ordered.
    """

    feature: str
    label: str
    sentence: str
    points_short: int


@dataclass(frozen=True, slots=True)
class PrincipalReason:
    """One principal reason of an adverse action (12 CFR 1002.9(b)(2)).

    Parameters
    ----------
    feature, label, sentence : str
        The datum, and what a person reads.
    points_lost : str
        Points lost, a decimal.
    compared_with : str
        What the points are compared with.
    """

    feature: str
    label: str
    sentence: str
    points_lost: str
    compared_with: str


@dataclass(frozen=True, slots=True)
class DatumUsed:
    """One datum, the group it falls in, and the points of the group.

    Parameters
    ----------
    label, factor, value, group : str
        The datum, what it is about, its value, and the group.
    points, most : int
        Points it got, and the most it can get.
    """

    label: str
    factor: str
    value: str
    group: str
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class WhatWouldChange:
    """What would have changed a score, said by the scorer.

    Parameters
    ----------
    sentence : str
        The reason it is about.
    changes : tuple of Substitution
        What would have been otherwise.
    points_gained, score : int
        How much more that is, and the score then.
    """

    sentence: str
    changes: tuple[Substitution, ...]
    points_gained: int
    score: int


@dataclass(frozen=True, slots=True)
class Account:
    """Which data was used, how, and what would have changed the result (GDPR Art. 15(1)(h)).

    Parameters
    ----------
    base_points : int
        What everybody starts with.
    data : tuple of DatumUsed
        With the base points their points are the score.
    score : int or None
        The score.
    what_would_change : tuple of WhatWouldChange
        At least one for each reason.
    lacking : tuple of str
        What there is too little of, where there is no score.
    """

    base_points: int
    data: tuple[DatumUsed, ...]
    score: int | None
    what_would_change: tuple[WhatWouldChange, ...]
    lacking: tuple[str, ...]


def key_factors(event: ScoreEvent) -> tuple[KeyFactor, ...]:
    """Return the key factors of a score, the greatest effect first.

    Parameters
    ----------
    event : ScoreEvent
        The evidence.

    Returns
    -------
    tuple of KeyFactor
        At most four, and one more only when the number of inquiries is a factor and not among
        them (15 U.S.C. 1681g(f)(9)); each really has fewer points than it can have.
    """
    short = by_points_short(event.parts)
    chosen = short[:MOST_REASONS]
    chosen += [each for each in short[MOST_REASONS:] if is_about_inquiries(each)][:1]
    return tuple(
        KeyFactor(each.feature, each.label, each.sentence, each.points_short) for each in chosen
    )


def principal_reasons(event: ScoreEvent) -> tuple[PrincipalReason, ...]:
    """Return the principal reasons of an adverse action, most points lost first.

    Parameters
    ----------
    event : ScoreEvent
        The evidence.

    Returns
    -------
    tuple of PrincipalReason
        At most four. Points are compared with the reference (Reg B, comment 9(b)(2)-5); where
        nothing is below it, with the best group, so that an adverse action always has reasons.
        Without a score the reasons are what is lacking.

    Raises
    ------
    VagueReasonError
        If a sentence of the scorecard is none that the regulation accepts.
    """
    if event.score is None:
        lacking = tuple(
            PrincipalReason(each.gate, each.gate, each.sentence, "0", "what a score needs")
            for each in event.shortfalls
        )
        return lacking[:MOST_REASONS]
    lost = by_points_lost(event.parts)
    chosen = lost or by_points_short(event.parts)
    reasons = tuple(
        PrincipalReason(
            each.feature,
            each.label,
            each.sentence,
            str(each.points_lost if lost else each.points_short),
            event.reference_description if lost else "the best group",
        )
        for each in chosen[:MOST_REASONS]
    )
    for reason in reasons:
        if is_vague(reason.sentence):
            raise VagueReasonError(f"{reason.feature}: {reason.sentence!r} is no specific reason")
    return reasons


def full_account(event: ScoreEvent) -> Account:
    """Return which data was used, how, and what would have changed the result.

    Parameters
    ----------
    event : ScoreEvent
        The evidence.

    Returns
    -------
    Account
        Every datum with its group and points, and a counterfactual for each reason and factor.
    """
    data = tuple(
        DatumUsed(each.label, each.factor, each.value, each.bin, each.points, each.max_points)
        for each in event.parts
    )
    changes = []
    for part in by_points_short(event.parts):
        found = counterfactual_of(event, part.feature)
        if found is not None:
            changes.append(
                WhatWouldChange(part.sentence, found.changes, found.points_gained, found.score)
            )
    lacking = tuple(each.sentence for each in event.shortfalls)
    return Account(event.base_points, data, event.score, tuple(changes), lacking)


def renderings(event: ScoreEvent) -> bytes:
    """Return all three renderings as canonical JSON; equal evidence gives equal bytes.

    Parameters
    ----------
    event : ScoreEvent
        The evidence.

    Returns
    -------
    bytes
        An object with ``key_factors``, ``principal_reasons`` and ``account``.
    """
    return canonical_bytes(
        {
            "account": asdict(full_account(event)),
            "key_factors": [asdict(each) for each in key_factors(event)],
            "principal_reasons": [asdict(each) for each in principal_reasons(event)],
        }
    )


def is_vague(sentence: str) -> bool:
    """Return whether a sentence names the score or a standard instead of the person's data.

    Examples
    --------
    >>> is_vague("You failed to achieve a qualifying score."), is_vague("Rent was paid late.")
    (True, False)
    """
    return not sentence.strip() or _VAGUE.search(sentence) is not None


def vague_sentences(card: Scorecard) -> tuple[Problem, ...]:
    """Return the sentences of a scorecard that may not be given as reasons.

    Parameters
    ----------
    card : Scorecard
        A scorecard that waits for approval.

    Returns
    -------
    tuple of Problem
        None when every sentence is specific.
    """
    found = [(each.name, each.note.sentence) for each in card.features]
    found += [(each.name, each.sentence) for each in card.pairs]
    text = "the sentence is no specific reason in the sense of Regulation B"
    remedy = "say what in the person's data costs points"
    return tuple(
        Problem("scorecard", None, name, "vague_reason", text, remedy)
        for name, sentence in found
        if is_vague(sentence)
    )
