"""`ScoreEvent`: the evidence of one score, as canonical bytes that can be made again."""

import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, cast

from plainscore.records import Purpose
from plainscore.service.instants import instant_of, instant_text
from plainscore.service.ledger import canonical_bytes

_VERSION = 1


class EvidenceError(ValueError):
    """Bytes that are no evidence of a score."""


@dataclass(frozen=True, slots=True)
class ScoredPart:
    """What one datum (a feature, or two taken together) contributed.

    Parameters
    ----------
    feature, label, factor : str
        Name, label and factor.
    value : str
        The value with its unit, as it is read.
    bin : str
        The group it falls in.
    points, max_points : int
        Points it got, and points of the best group.
    reference_points : str
        Points of the reference, a decimal of two places.
    sentence : str
        What a person reads where it cost points; empty where it has the most it can have.
    """

    feature: str
    label: str
    factor: str
    value: str
    bin: str
    points: int
    max_points: int
    reference_points: str
    sentence: str

    @property
    def points_short(self) -> int:
        """Points short of the best group."""
        return self.max_points - self.points

    @property
    def points_lost(self) -> Decimal:
        """Points lost against the reference; negative where points were gained."""
        return Decimal(self.reference_points) - self.points


@dataclass(frozen=True, slots=True)
class Substitution:
    """One value put in the place of another.

    Parameters
    ----------
    feature, label : str
        Whose value.
    current, wanted : str
        Groups before and after.
    value : str or None
        The exact value that the scorer was given; None is no information.
    """

    feature: str
    label: str
    current: str
    wanted: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What the score would have been, had something been otherwise: said by the scorer itself.

    Parameters
    ----------
    part : str
        The part that it is about.
    changes : tuple of Substitution
        What would have been otherwise; all else stays.
    score : int
        The score that the scorecard gives then.
    points_gained : int
        How much more that is.
    """

    part: str
    changes: tuple[Substitution, ...]
    score: int
    points_gained: int


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One thing of which there is too little for a score.

    Parameters
    ----------
    gate : str
        Name of the gate.
    sentence : str
        What a person reads.
    """

    gate: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the person's accounts the score rests on.

    Parameters
    ----------
    accounts_used, accounts_left_out : int
        Accounts it was made from, and accounts that the person chose to leave out.
    first_day, last_day : str or None
        ISO dates of the first and the last transaction used.
    transactions : int
        How many were used.
    disputed_items : int
        Items used while a dispute about them is open.
    """

    accounts_used: int
    accounts_left_out: int
    first_day: str | None
    last_day: str | None
    transactions: int
    disputed_items: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreContext:
    """For whom, for what and from what a score was made.

    Parameters
    ----------
    score_id, person_id : str
        Names of the score and the person.
    lender_id : str or None
        Who asked; None for the person.
    consent_id : str
        The consent that allows it.
    purpose : Purpose
        What for.
    as_of : datetime.datetime
        The moment from which the person is seen.
    inputs_digest : str
        SHA-256 over what was read, in hexadecimal.
    coverage : Coverage
        How much of the person's accounts it rests on.
    """

    score_id: str
    person_id: str
    lender_id: str | None
    consent_id: str
    purpose: Purpose
    as_of: datetime
    inputs_digest: str
    coverage: Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreEvent:
    """The evidence of one score: everything that is ever said about it is rendered from this.

    Parameters
    ----------
    context : ScoreContext
        For whom, for what and from what.
    scorecard, scorecard_digest : str
        The scorecard, by name and digest.
    reference, reference_description : str
        Version of the reference that points are compared with, and what it is.
    score : int or None
        The score; None where there was too little information.
    base_points, lowest, highest : int
        Base points and attainable range of the scorecard.
    probability : str or None
        Probability of going bad, a decimal of four places.
    values : mapping of str to (str or None)
        Exact values of all features, as the scorer took them.
    parts : tuple of ScoredPart
        With the base points they add up to the score. None without a score.
    counterfactuals : tuple of Counterfactual
        At least one for each part that may be a reason.
    shortfalls : tuple of Shortfall
        Why there is no score.

    Raises
    ------
    EvidenceError
        If base points and points do not add up to the score.
    """

    context: ScoreContext
    scorecard: str
    scorecard_digest: str
    reference: str
    reference_description: str
    score: int | None
    base_points: int
    lowest: int
    highest: int
    probability: str | None
    values: Mapping[str, str | None]
    parts: tuple[ScoredPart, ...]
    counterfactuals: tuple[Counterfactual, ...]
    shortfalls: tuple[Shortfall, ...]

    def __post_init__(self) -> None:
        if self.score is None:
            if self.parts or self.counterfactuals or not self.shortfalls:
                raise EvidenceError("where there is no score it is said what is lacking")
        elif self.score != self.base_points + sum(each.points for each in self.parts):
            raise EvidenceError("base points and points do not add up to the score")

    def data(self) -> bytes:
        """Return the canonical bytes of the evidence: equal evidence, equal bytes."""
        stated = _stated(self)
        stated["context"] |= {
            "as_of": instant_text(self.context.as_of),
            "purpose": self.context.purpose.value,
        }
        return canonical_bytes({**stated, "v": _VERSION})

    @classmethod
    def read(cls, data: bytes) -> "ScoreEvent":
        """Return the evidence of its bytes.

        Raises
        ------
        EvidenceError
            If they are not exactly what `data` writes.
        """
        try:
            event = _event_of(json.loads(data))
            written = event.data()
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise EvidenceError(f"is no evidence of a score: {error}") from error
        if written != data:
            raise EvidenceError("is no evidence of a score as it was written")
        return event


def _stated(value: Any) -> Any:
    """Return what an event is made of, by name: nothing in it can change, so nothing is copied."""
    if isinstance(value, tuple):
        return [_stated(each) for each in value]
    names = _names(cast("Hashable", type(value)))
    return {name: _stated(getattr(value, name)) for name in names} if names else value


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()


def _event_of(read: dict[str, Any]) -> ScoreEvent:
    context = dict(read["context"])
    context["as_of"] = instant_of(context["as_of"])
    context["purpose"] = Purpose(context["purpose"])
    context["coverage"] = Coverage(**context["coverage"])
    stated = {each.name: read[each.name] for each in fields(ScoreEvent)}
    stated["context"] = ScoreContext(**context)
    stated["parts"] = tuple(ScoredPart(**each) for each in read["parts"])
    stated["shortfalls"] = tuple(Shortfall(**each) for each in read["shortfalls"])
    stated["counterfactuals"] = tuple(
        Counterfactual(
            each["part"],
            tuple(Substitution(**change) for change in each["changes"]),
            each["score"],
            each["points_gained"],
        )
        for each in read["counterfactuals"]
    )
    return ScoreEvent(**stated)
