"""What a search for less discriminatory alternatives found, and how much it looked at."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from plainscore.scorecard import Scorecard
from plainscore.validation.alternatives.floor import Floor
from plainscore.validation.alternatives.parts import Shares
from plainscore.validation.alternatives.trial import Trial
from plainscore.validation.figure import count

FORMAT = "plainscore-alternatives/1"


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, fixed before anything was measured.

    Parameters
    ----------
    attribute, group, reference : str
        The protected attribute, the group that is worse off, and the one it is compared with.
    measure : str
        ``"smd"``: standardised mean difference of the scores. ``"air"``: 1 less the adverse impact
        ratio at the cut-off.
    cut_off : int or None
        Lowest score the incumbent approves; other cards approve as many, never more.
    tolerance : float
        Fall of the AUC that the business need allows.
    improvement : float
        Least fall of the disparity.
    alpha : float
        Greatest chance that any card is certified when no alternative exists.
    shares : Shares
        Shares of the rows by part.
    rows : tuple of int
        Rows to fit, to search and to certify.
    seed : int
        Seed of the parts.
    """

    attribute: str
    group: str
    reference: str
    measure: str
    cut_off: int | None
    tolerance: float
    improvement: float
    alpha: float
    shares: Shares
    rows: tuple[int, int, int]
    seed: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """How much was searched, and what is proved about the rest.

    Parameters
    ----------
    features : tuple of str
        Columns that a card of the search may read.
    subsets : int
        Sets of them, the empty one apart.
    accurate : int
        Sets fitted and within the allowed loss.
    inaccurate : int
        Sets proved to be beyond the allowed loss, most of them without being fitted.
    left_open : int
        Sets not looked at. 0: the search of sets is complete.
    variants : int
        Cards with bins merged or another penalty that were fitted besides.
    documents : int
        Scorecards made of the best of these.
    loss : float
        Log loss of the incumbent's features on the rows of the fit, in nats.
    floors : tuple of Floor
        What no card of these bins can go below, of all sets, merges, penalties and points: within
        the loss of the incumbent's features, and within the allowed one.
    incumbent_gap, least_gap : float
        Gap of mean log-odds on the rows of the search: of the incumbent's features as fitted here,
        and the least of a set of features within the tolerance there.
    """

    features: tuple[str, ...]
    subsets: int
    accurate: int
    inaccurate: int
    left_open: int
    variants: int
    documents: int
    loss: float
    floors: tuple[Floor, ...]
    incumbent_gap: float
    least_gap: float

    @property
    def complete(self) -> bool:
        """Whether every set of features was fitted or proved inaccurate."""
        return self.left_open == 0

    def sentences(self) -> tuple[str, ...]:
        """Say the certificate in words."""
        fitted = (
            f"{len(self.features)} columns give {self.subsets:,} sets of features. "
            f"{self.accurate:,} were fitted and lie within the allowed loss; {self.inaccurate:,} "
            f"are proved to lie beyond it; {self.left_open:,} were not looked at."
        )
        more = (
            f"{self.variants:,} cards with merged bins or another penalty were fitted besides; "
            f"the best became {count(self.documents, 'scorecard')}."
        )
        where = (
            "gaps of mean log-odds, either way round, are those on the rows of the search; losses, "
            "those on the rows of the fit"
        )
        proved = [
            f"at a log loss of at most {each.allowed:.1f} nats no card of these bins has a gap "
            f"below {each.gap:.3f}"
            if each.gap
            else f"at a log loss of up to {each.allowed:.1f} nats no gap is proved to remain"
            for each in self.floors
        ]
        bound = (
            f"Whatever its features, merged bins, penalty or points: {'; '.join(proved)} "
            f"({where}). The incumbent's features have a gap of {self.incumbent_gap:.3f} at a loss "
            f"of {self.loss:.1f}; the least gap of a set within the tolerance is "
            f"{self.least_gap:.3f}."
        )
        return fitted, more, bound


@dataclass(frozen=True, slots=True)
class FrontierRow:
    """A card of the search on the rows of the search.

    Parameters
    ----------
    changes : tuple of str
        What is different from the incumbent.
    features : tuple of str
        The columns it reads.
    trial : Trial
        Its figures there: chosen by them, and so a little too good.
    """

    changes: tuple[str, ...]
    features: tuple[str, ...]
    trial: Trial


@dataclass(frozen=True, slots=True)
class GroupAfter:
    """Another group of the attribute, which nothing was chosen for.

    Parameters
    ----------
    group : str
        The group.
    n : int
        Its rows.
    before, after : float
        Its disparity under the incumbent and under the card.
    """

    group: str
    n: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Certified:
    """A card taken to rows that nothing had been chosen on.

    Parameters
    ----------
    roles : tuple of str
        Why it was taken there.
    changes, features : tuple of str
        As in `FrontierRow`.
    card : Scorecard
        The document.
    cut_off : float or None
        Lowest score it approves, fixed on the rows of the search.
    trial : Trial
        Its figures on the untouched rows.
    adjusted : float
        P-value, adjusted for all cards taken there (Holm).
    passed : bool
        Whether it is certified.
    others : tuple of GroupAfter
        What it does to the attribute's other groups.
    """

    roles: tuple[str, ...]
    changes: tuple[str, ...]
    features: tuple[str, ...]
    card: Scorecard
    cut_off: float | None
    trial: Trial
    adjusted: float
    passed: bool
    others: tuple[GroupAfter, ...]


@dataclass(frozen=True, slots=True)
class AlternativesFound:
    """The record of a search.

    Parameters
    ----------
    question : Question
        What was asked.
    incumbent : Scorecard
        The card in use.
    seen : bool
        Whether rows that the incumbent was fitted on are among those measured, which flatters it.
    frontier : tuple of FrontierRow
        Cards that no other beats in both AUC and disparity, the most accurate first.
    certificate : Certificate
        How much was searched.
    taken : tuple of Certified
        Cards taken to the untouched rows.
    chosen : Certified or None
        The certified card of least disparity on the rows of the search; None when none is
        certified.
    reason : str
        Why this one, or why none.
    """

    question: Question
    incumbent: Scorecard
    seen: bool
    frontier: tuple[FrontierRow, ...]
    certificate: Certificate
    taken: tuple[Certified, ...]
    chosen: Certified | None
    reason: str

    @property
    def found(self) -> bool:
        """Whether a less discriminatory alternative is certified."""
        return self.chosen is not None

    def as_record(self) -> dict[str, Any]:
        """Give the record as plain data: cards by their digests."""

        def card(each: Certified) -> dict[str, Any]:
            plain = {
                name: getattr(each, name)
                for name in ("roles", "changes", "features", "cut_off", "adjusted", "passed")
            }
            return {
                **plain,
                "digest": each.card.digest,
                "trial": _plain(each.trial),
                "others": [asdict(other) for other in each.others],
            }

        return {
            "format": FORMAT,
            "question": asdict(self.question),
            "incumbent": {"name": self.incumbent.name, "digest": self.incumbent.digest},
            "incumbent_seen_these_rows": self.seen,
            "certificate": {
                **asdict(self.certificate),
                "complete": self.certificate.complete,
                "sentences": self.certificate.sentences(),
            },
            "frontier": [
                {"changes": row.changes, "features": row.features, "trial": _plain(row.trial)}
                for row in self.frontier
            ],
            "taken": [card(each) for each in self.taken],
            "chosen": None if self.chosen is None else self.chosen.card.digest,
            "reason": self.reason,
        }

    def to_json(self) -> str:
        """Give the record as JSON."""
        return json.dumps(self.as_record(), indent=2, allow_nan=False)


def _plain(trial: Trial) -> dict[str, Any]:
    return {**asdict(trial), "p_value": trial.p_value}
