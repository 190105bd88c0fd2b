"""The adverse-action letter, as a page and as a PDF, from the evidence and the decision alone."""

from dataclasses import dataclass
from datetime import date, timedelta

from jinja2 import Environment, PackageLoader, StrictUndefined

from plainscore.service.evidence.renderings import key_factors, principal_reasons
from plainscore.service.evidence.score_event import ScoreEvent
from plainscore.service.instants import instant_text
from plainscore.service.law import last_day, rule_on

_PAGES = Environment(
    loader=PackageLoader("plainscore.service.evidence"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

_DECISIONS = {
    "declined": "we cannot approve your application",
    "less_favourable": "we can offer credit on terms less favourable than the best we offer",
    "account_reduced": "we have lowered the limit of your account",
    "account_closed": "we have closed your account",
}


@dataclass(frozen=True, slots=True)
class Party:
    """A creditor, an agency or an authority, as it stands in a letter.

    Parameters
    ----------
    name, address : str
        Name and postal address.
    telephone, web : str
        How it is reached; empty where it is not.
    """

    name: str
    address: str
    telephone: str = ""
    web: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseAction:
    """What a letter of adverse action is about.

    Parameters
    ----------
    outcome : str
        ``declined``, ``less_favourable``, ``account_reduced`` or ``account_closed``.
    applied_on, dated_on : datetime.date
        Day of the completed application (or of the action on an account), and of the letter.
    applicant : str
        Name and address, as the lender writes them.
    creditor : Party
        Who decides.
    scorer : Party
        Who operates this service and supplied the score.
    authority : Party
        The federal agency that supervises the creditor under the ECOA.
    jurisdiction : str
        ``US``, ``EU`` or ``UK``.

    Raises
    ------
    ValueError
        If the outcome or jurisdiction is none of these, or the letter is late (in the US more
        than 30 days after the completed application, 12 CFR 1002.9(a)(1)).
    """

    outcome: str
    applied_on: date
    dated_on: date
    applicant: str
    creditor: Party
    scorer: Party
    authority: Party
    jurisdiction: str = "US"

    def __post_init__(self) -> None:
        if self.outcome not in _DECISIONS:
            raise ValueError(f"{self.outcome!r} is no adverse action: {', '.join(_DECISIONS)}")
        if self.jurisdiction not in {"US", "EU", "UK"}:
            raise ValueError("a letter is written for the US, the EU or the UK")
        if self.jurisdiction == "US":
            latest = last_day(rule_on("reg_b.action_notice", self.applied_on), self.applied_on)
            if self.dated_on > latest:
                raise ValueError(f"the letter was due on {latest} (12 CFR 1002.9(a)(1))")


def letter_html(event: ScoreEvent, action: AdverseAction) -> str:
    """Return the letter as one self-contained page with a style for print.

    Parameters
    ----------
    event : ScoreEvent
        The evidence of the score that was used.
    action : AdverseAction
        The decision.

    Returns
    -------
    str
        HTML; the same arguments give the same bytes.
    """
    free_report = rule_on("fcra.free_report_after_adverse_action", action.dated_on)
    return _PAGES.get_template("adverse_action.html").render(
        action=action,
        letter=action,
        dated_on=action.dated_on,
        event=event,
        decision=_DECISIONS[action.outcome],
        reasons=principal_reasons(event),
        factors=key_factors(event),
        scored_on=instant_text(event.context.as_of)[:10],
        free_report_days=free_report.amount,
        free_report_until=action.dated_on + timedelta(days=free_report.amount),
    )


def letter_pdf(page: str, identifier: str) -> bytes:
    """Return a letter as PDF.

    Parameters
    ----------
    page : str
        A page made by `letter_html`.
    identifier : str
        Name of the letter: it takes the place of a random one, so that a letter printed again is
        the same to the byte.

    Returns
    -------
    bytes
        A tagged PDF (PDF/UA-1), for screen readers. Nothing is fetched: the page is all there is.
    """
    # loads Pango, which only letters need
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    nothing = URLFetcher(allowed_protocols=frozenset())
    printed = HTML(string=page, url_fetcher=nothing).write_pdf(
        pdf_identifier=identifier.encode(), pdf_variant="pdf/ua-1"
    )
    return bytes(printed)
