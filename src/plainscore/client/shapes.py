"""What the service answers, as types: JSON as it is sent, instants as text."""

from typing import Any, TypedDict


class KeyFactor(TypedDict):
    """One of the at most four factors that lowered the score most."""

    feature: str
    label: str
    sentence: str
    points_short: int


class ScorecardUsed(TypedDict):
    """The scorecard of a score, and the range that it can give."""

    name: str
    digest: str
    lowest: int
    highest: int


class Coverage(TypedDict):
    """What a score rests on."""

    accounts_used: int
    accounts_left_out: int
    chosen_by_person: bool
    first_day: str | None
    last_day: str | None
    transactions: int
    disputed_items: int


class Score(TypedDict):
    """A score, or what is lacking for one."""

    score_id: str
    status: str
    score: int | None
    band: str | None
    range: dict[str, int]
    probability: str | None
    as_of: str
    person_id: str
    lender_id: str | None
    purpose: str
    consent_id: str
    cause: str
    supersedes_id: str | None
    scorecard: ScorecardUsed
    key_factors: list[KeyFactor]
    lacking: list[str]
    coverage: Coverage
    disputed: bool
    inputs_digest: str
    receipt: str


class ConsentEvent(TypedDict):
    """One event of a consent, with its signed receipt."""

    event_id: str
    kind: str
    at: str
    expires_at: str
    receipt: str


class Consent(TypedDict):
    """A consent that names the lender, as it is now."""

    consent_id: str
    person_id: str
    purpose: str
    data_kinds: list[str]
    state: str
    expires_at: str
    events: list[ConsentEvent]


class Import(TypedDict):
    """What became of the rows of a document that was handed in."""

    import_id: str
    person_id: str
    format: str
    rows_read: int
    rows_added: int
    rows_known: int
    rows_left_out: int
    problems: list[dict[str, Any]]


class Decision(TypedDict):
    """A decision, and where the notice that is owed for it can be read."""

    decision_id: str
    score_id: str
    person_id: str
    outcome: str
    applied_at: str
    at: str
    terms: dict[str, str]
    notice: str | None
    letter: str | None


class Notice(TypedDict):
    """A notice about a dispute."""

    letter_id: str
    dispute_id: str
    person_id: str
    kind: str
    at: str
    title: str
    paragraphs: list[str]


class Dispute(TypedDict):
    """A dispute of something that the lender furnished."""

    dispute_id: str
    person_id: str
    subject: str
    subject_id: str | None
    account_id: str | None
    ground: str
    status: str
    opened_at: str
    due_at: str
    closed_at: str | None
    answers: list[dict[str, str]]
    notices: list[Notice]
