"""`Evidence`: all figures of one scorecard on one sample, as one immutable value."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from plainscore.records import Problem
from plainscore.scorecard import Scorecard
from plainscore.validation.calibration import Calibration
from plainscore.validation.ceiling import Ceiling
from plainscore.validation.comparison import Champion
from plainscore.validation.discrimination import Discrimination
from plainscore.validation.distribution import CutOff, Gain, ScoreBand
from plainscore.validation.facts import ModelFacts
from plainscore.validation.fairness import Fairness
from plainscore.validation.figure import Figure, Refused
from plainscore.validation.leakage import Leak
from plainscore.validation.sensitivity import Worth
from plainscore.validation.stability import Stability
from plainscore.validation.summary import summary_html, summary_text
from plainscore.validation.weaknesses import Weaknesses

Sample = Literal["in-sample", "hold-out", "unknown"]
"""Whether the scorecard was fitted on the rows it is measured on."""


@dataclass(frozen=True, slots=True)
class RowCounts:
    """What became of every row: ``given`` is the sum of all that follow, goods and bads aside.

    Parameters
    ----------
    given : int
        Rows of the table.
    without_outcome : int
        Left out: nobody knows how they turned out.
    not_scorable : int
        Left out: too little information for a score.
    without_weight : int
        Left out: weight missing or zero.
    measured : int
        Rows the figures rest on.
    goods, bads : int
        The two kinds of measured rows.
    """

    given: int
    without_outcome: int
    not_scorable: int
    without_weight: int
    measured: int
    goods: int
    bads: int


@dataclass(frozen=True, slots=True)
class ScoreSummary:
    """Where the scores of the measured rows lie.

    Parameters
    ----------
    lowest, highest : int
        Extremes.
    percentiles : tuple of (int, int)
        Pairs of a percentage and the lowest score that so many rows (by weight) do not exceed.
    mean, deviation : float
        Weighted mean and standard deviation.
    """

    lowest: int
    highest: int
    percentiles: tuple[tuple[int, int], ...]
    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is needed to get the same figures again.

    Parameters
    ----------
    scorecard_digest : str
        SHA-256 of the scorecard document.
    sample_digest : str
        SHA-256 of the measured scores, outcomes and weights, whatever their order.
    seed, replicates : int
        Of the bootstrap.
    versions : tuple of (str, str)
        Names and versions of the software.
    """

    scorecard_digest: str
    sample_digest: str
    seed: int
    replicates: int
    versions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All figures of one scorecard on one sample.

    Parameters
    ----------
    title : str
        What the evidence is about.
    card : Scorecard
        The scorecard.
    sample : str
        ``"in-sample"``, ``"hold-out"`` or ``"unknown"``.
    sample_found : bool
        True when the rows were recognised as those of the fit, whatever the caller said.
    rows : RowCounts
        What became of every row.
    weighted : bool
        Whether weights differ.
    level : float
        Coverage of the intervals.
    bad_rate : Figure or None
        Share of bads; None when no row was measured.
    scores : ScoreSummary or None
        Where the scores lie; None when no row was measured.
    discrimination : Discrimination
        How well the score ranks.
    calibration : Calibration
        Whether its probabilities come true.
    bands : tuple of ScoreBand
        Goods and bads by band of score.
    cut_offs : tuple of CutOff
        What each cut-off would do.
    gains : tuple of Gain
        Bads held by the riskiest tenths.
    problems : tuple of Problem
        What was left out or doubtful.
    source : str or None
        Where the rows came from, as the caller named it.
    window : tuple of datetime.date or None
        First and last day on which the people were scored, as the caller stated it.
    made_on : datetime.date or None
        Day of the evidence, as the caller stated it; never read from a clock, so that the
        same input gives the same bytes.
    provenance : Provenance
        What is needed to get the same figures again.
    sensitivity : tuple of Worth
        What each feature is worth; empty when nothing was measured.
    fairness : Fairness or None
        How groups of protected attributes are treated; None when no attributes were given.
    stability : Stability or None
        Periods beside the first one; None when no periods were given.
    leaks : tuple of Leak or None
        Signs that the table tells the outcome; None when nobody looked.
    facts : ModelFacts or None
        What people state about the model; None when nothing was stated.
    weaknesses : Weaknesses, Refused or None
        Slices where it does worse; None when nobody searched.
    ceiling : Ceiling, Refused or None
        Models of other kinds on the same rows; None when none was fitted.
    champion : Champion or None
        The scorecard in use beside this one; None when none was given.
    """

    title: str
    card: Scorecard
    sample: Sample
    sample_found: bool
    rows: RowCounts
    weighted: bool
    level: float
    bad_rate: Figure | None
    scores: ScoreSummary | None
    discrimination: Discrimination
    calibration: Calibration
    bands: tuple[ScoreBand, ...]
    cut_offs: tuple[CutOff, ...]
    gains: tuple[Gain, ...]
    problems: tuple[Problem, ...]
    source: str | None
    window: tuple[date, date] | None
    made_on: date | None
    provenance: Provenance
    sensitivity: tuple[Worth, ...] = ()
    fairness: Fairness | None = None
    stability: Stability | None = None
    leaks: tuple[Leak, ...] | None = None
    facts: ModelFacts | None = None
    weaknesses: Weaknesses | Refused | None = None
    ceiling: Ceiling | Refused | None = None
    champion: Champion | None = None

    def summary(self) -> str:
        """Give the main figures as a short aligned text for a terminal.

        Returns
        -------
        str
            Lines of at most 100 characters or so, without colours.
        """
        return summary_text(self)

    def _repr_html_(self) -> str:
        return summary_html(self)
