"""Notices of decisions: which one is owed, and its text."""

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from plainscore.scorecard import HIGHEST_SCORE, LOWEST_SCORE
from plainscore.service.evidence import (
    AdverseAction,
    Party,
    ScoreEvent,
    key_factors,
    letter_html,
)
from plainscore.service.instants import instant_text
from plainscore.service.problems import Refusal

_PAGES = Environment(
    loader=ChoiceLoader(
        # all letters have one head
        [PackageLoader("plainscore.service.scores"), PackageLoader("plainscore.service.evidence")]
    ),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class NoticeKind(StrEnum):
    """The notices of a decision.

    Examples
    --------
    >>> NoticeKind("adverse_action").value
    'adverse_action'
    """

    ADVERSE_ACTION = "adverse_action"
    SCORE_DISCLOSURE = "score_disclosure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Names and addresses that stand in a notice.

    Parameters
    ----------
    applicant : str
        Name and address, as the lender writes them.
    creditor, scorer, authority : Party
        Who decided, who supplied the score, and who supervises the creditor under the ECOA.
    jurisdiction : str
        ``US``, ``EU`` or ``UK``.
    """

    applicant: str
    creditor: Party
    scorer: Party
    authority: Party
    jurisdiction: str = "US"

    @classmethod
    def read(cls, data: bytes) -> "Notice":
        """Return the notice of its canonical bytes."""
        read = json.loads(data)
        parties = {name: Party(**read[name]) for name in ("creditor", "scorer", "authority")}
        return cls(applicant=read["applicant"], jurisdiction=read["jurisdiction"], **parties)


def notice_kind(outcome: str) -> NoticeKind | None:
    """Return the one notice that an outcome demands.

    A refusal, a counteroffer and terms less favourable than the best are told in a notice of
    adverse action, which takes away the duty of a risk-based-pricing notice (12 CFR 1022.74(b)).
    Who is approved gets the score disclosure of 12 CFR 1022.74(e), which does for all applicants.

    Examples
    --------
    >>> [str(notice_kind(each)) for each in ("approved", "declined", "counteroffer", "withdrawn")]
    ['score_disclosure', 'adverse_action', 'adverse_action', 'None']
    """
    if outcome == "withdrawn":
        return None
    return NoticeKind.SCORE_DISCLOSURE if outcome == "approved" else NoticeKind.ADVERSE_ACTION


def notice_html(
    event: ScoreEvent, outcome: str, applied_on: date, dated_on: date, notice: Notice
) -> str:
    """Return the notice of a decision as one self-contained page.

    Parameters
    ----------
    event : ScoreEvent
        The evidence of the score that was used.
    outcome : str
        What was decided.
    applied_on, dated_on : datetime.date
        Day of the completed application, and of the notice.
    notice : Notice
        Names and addresses.

    Returns
    -------
    str
        HTML; the same arguments give the same bytes.

    Raises
    ------
    Refusal
        If the notice would be late, or there is no such jurisdiction.
    """
    if notice_kind(outcome) is NoticeKind.SCORE_DISCLOSURE:
        return _PAGES.get_template("score_disclosure.html").render(
            notice=notice,
            letter=notice,
            event=event,
            dated_on=dated_on,
            applied_on=applied_on,
            factors=() if event.score is None else key_factors(event),
            scored_on=instant_text(event.context.as_of)[:10],
            lowest=LOWEST_SCORE,
            highest=HIGHEST_SCORE,
        )
    # a counteroffer is told as terms less favourable than those applied for
    told = "declined" if outcome == "declined" else "less_favourable"
    try:
        action = AdverseAction(
            outcome=told,
            applied_on=applied_on,
            dated_on=dated_on,
            applicant=notice.applicant,
            creditor=notice.creditor,
            scorer=notice.scorer,
            authority=notice.authority,
            jurisdiction=notice.jurisdiction,
        )
    except ValueError as error:
        raise Refusal(422, "wrong_notice", f"No such notice can be given: {error}.") from error
    return letter_html(event, action)
