"""What a model document still lacks."""

from dataclasses import dataclass

from plainscore.validation.evidence import Evidence
from plainscore.validation.facts import ASKED, ModelFacts
from plainscore.validation.figure import Refused
from plainscore.validation.weaknesses import NEEDED, Weaknesses


@dataclass(frozen=True, slots=True)
class Gap:
    """A mandatory part of the document that is not there.

    Parameters
    ----------
    what : str
        The field or section.
    give : str
        What is to be given.

    Examples
    --------
    >>> print(Gap("purpose", "state it in the facts"))
    purpose: state it in the facts
    """

    what: str
    give: str

    def __str__(self) -> str:
        return f"{self.what}: {self.give}"


def find_gaps(evidence: Evidence) -> tuple[Gap, ...]:
    """Find the mandatory facts and sections that are not there.

    Parameters
    ----------
    evidence : Evidence
        The evidence.

    Returns
    -------
    tuple of Gap
        What is missing and what to give; empty for a whole document.

    Examples
    --------
    >>> import numpy as np
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> from plainscore.validation import validate
    >>> X = np.repeat([[1.0], [2.0], [3.0]], 40, axis=0)
    >>> y = (np.arange(120) % 4 == 0) & (X[:, 0] < 3)
    >>> card = ScorecardClassifier().fit(X, y).scorecard_
    >>> print(find_gaps(validate(card, X, y))[0])
    purpose: give in the facts the decisions the score is made for
    """
    facts = evidence.facts or ModelFacts()
    return (
        *(Gap(name, f"give in the facts {ASKED[name]}") for name in facts.missing()),
        *_contradictions(evidence, facts),
        *_sections(evidence),
    )


def _contradictions(evidence: Evidence, facts: ModelFacts) -> list[Gap]:
    fitted_on = evidence.card.fitted_on
    pairs = (
        ("first_day", facts.first_day, fitted_on.first_day),
        ("last_day", facts.last_day, fitted_on.last_day),
    )
    return [
        Gap(name, f"the facts say {stated}, the scorecard says {held}: correct one of them")
        for name, stated, held in pairs
        if stated is not None and held is not None and stated.isoformat() != held
    ]


def _sections(evidence: Evidence) -> list[Gap]:
    asked = (
        (
            evidence.sample == "hold-out",
            "sample",
            "measure rows the scorecard has not seen, and say so with --sample hold-out",
        ),
        (not isinstance(evidence.discrimination.auc, Refused), "discrimination", _MORE),
        (not isinstance(evidence.calibration.slope, Refused), "calibration", _MORE),
        (evidence.sensitivity, "sensitivity", _MORE),
        (
            evidence.fairness is not None,
            "fairness",
            "give protected attributes with --protected FILE --key COLUMN",
        ),
        (evidence.stability is not None, "stability", "name a column with --period COLUMN"),
        (
            isinstance(evidence.weaknesses, Weaknesses),
            "weaknesses",
            f"search slices: it takes {NEEDED} bads and as many goods",
        ),
        (evidence.leaks is not None, "leaks", "let find_leaks look at the table"),
    )
    return [Gap(f"section {name}", give) for there, name, give in asked if not there]


_MORE = "measure more bads and goods: at least 10 of each"
