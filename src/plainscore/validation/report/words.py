"""What the figures mean, in plain sentences."""

import math

from plainscore.scorecard import HIGHEST_SCORE, VerdictCode
from plainscore.validation.discrimination import KolmogorovSmirnov
from plainscore.validation.distribution import ScoreBand
from plainscore.validation.evidence import Evidence
from plainscore.validation.figure import Figure, Refused
from plainscore.validation.precision import Strength, accuracy_statement, strength

SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"

EXCLUSION_TITLES = {
    VerdictCode.PROTECTED: "Protected attributes: never used in a score",
    VerdictCode.EXCLUDED: "Left out by whoever fitted the scorecard",
    VerdictCode.LOW_IV: "Too little information about the outcome",
    VerdictCode.SINGLE_BIN: "No split holds",
    VerdictCode.NO_WEIGHT: "No weight beside the other features",
    VerdictCode.NOT_SELECTED: "Not selected",
    VerdictCode.CONSTANT: "One value only",
    VerdictCode.ALL_MISSING: "No values",
    VerdictCode.IDENTIFIER: "Looks like an identifier",
    VerdictCode.TOO_MANY_CATEGORIES: "Too many categories",
    VerdictCode.UNSUPPORTED_TYPE: "Neither numbers nor text",
    VerdictCode.GATE: "Used as a gate, not for points",
}

NO_FAIRNESS = (
    "Whether the scorecard is fair. Leaving protected attributes out does not make it so: "
    "other features can stand in for them. That needs a separate audit with those attributes."
)

ALWAYS_OPEN = (
    "How people who were refused would have paid, unless they are among the rows.",
    "That a feature causes the outcome. Points describe who paid, not what makes them pay.",
    "Whether a person can afford a loan. A score ranks risk; it does not measure means.",
)
"""What no measurement of one labelled sample shows."""


def number(value: float, digits: int = 3) -> str:
    """Write a number with a fixed count of decimals and a true minus sign.

    Examples
    --------
    >>> number(0.78125), number(-1.5, 1) == MINUS + "1.5"
    ('0.781', True)
    """
    rounded = f"{value:.{digits}f}"
    if float(rounded) == 0:
        rounded = rounded.lstrip("-")
    return rounded.replace("-", MINUS)


def percent(value: float, digits: int = 1) -> str:
    """Write a share as a percentage.

    Examples
    --------
    >>> percent(0.2212) == "22.1" + SPACE + "%"
    True
    """
    return f"{number(100 * value, digits)}{SPACE}%"


def place(value: float, low: float, high: float) -> str:
    """Say where a value stands on a scale, as a CSS length; values beyond it stand at its end.

    Examples
    --------
    >>> place(0.75, 0.5, 1.0), place(0.4, 0.5, 1.0)
    ('50.0%', '0.0%')
    """
    return f"{100 * min(1.0, max(0.0, (value - low) / (high - low))):.1f}%"


def tied(sentence: str) -> str:
    """Keep signs and the numbers they belong to on one line.

    Examples
    --------
    >>> tied("the 95 % interval") == "the 95" + SPACE + "% interval"
    True
    """
    return sentence.replace(" %", SPACE + "%").replace("± ", "±" + SPACE)


def whole(value: float) -> str:
    """Write a whole number with thousands separated.

    Examples
    --------
    >>> whole(30000)
    '30,000'
    """
    return f"{value:,.0f}"


def band_label(band: ScoreBand) -> str:
    """Name a band by the whole scores it holds.

    Examples
    --------
    >>> from plainscore.validation.distribution import score_bands
    >>> bands = score_bands([400], [0])
    >>> band_label(bands[0]), band_label(bands[-1])
    ('350 to 399', '900 to 950')
    """
    last = band.high if band.high >= HIGHEST_SCORE else band.high - 1
    return f"{band.low} to {last}"


def odds(probability: float) -> str:
    """Write a probability of bad as goods to one bad.

    Examples
    --------
    >>> odds(0.05), odds(0.6)
    ('19 to 1', '0.7 to 1')
    """
    ratio = (1 - probability) / probability
    return f"{ratio:,.0f} to 1" if ratio >= 10 else f"{ratio:.1f} to 1"


def points_that_halve_the_odds(evidence: Evidence) -> float:
    """Give the points that halve the odds of going bad, by the document's calibration.

    Parameters
    ----------
    evidence : Evidence
        The evidence.

    Returns
    -------
    float
        Points.
    """
    return -math.log(2) / evidence.card.calibration.slope


def unexpected_bands(evidence: Evidence) -> list[ScoreBand]:
    """Give the bands whose expected bad rate lies outside the interval of the observed one.

    Parameters
    ----------
    evidence : Evidence
        The evidence.

    Returns
    -------
    list of ScoreBand
        The bands.
    """
    return [
        band
        for band in evidence.bands
        if band.bad_rate is not None
        and band.expected is not None
        and not band.bad_rate.low <= band.expected <= band.bad_rate.high
    ]


def accuracy(evidence: Evidence) -> str:
    """Say what so many bads show about accuracy.

    Parameters
    ----------
    evidence : Evidence
        The evidence.

    Returns
    -------
    str
        The statement.
    """
    in_sample = evidence.sample == "in-sample"
    return accuracy_statement(evidence.discrimination.auc, in_sample=in_sample)


def proves_nothing(evidence: Evidence) -> bool:
    """Say whether the bads are too few for any conclusion about accuracy.

    Parameters
    ----------
    evidence : Evidence
        The evidence.

    Returns
    -------
    bool
        True when they are.
    """
    counts = evidence.rows.bads, evidence.rows.goods
    return strength(*counts, area=evidence.discrimination.auc) is Strength.NOTHING


def findings(evidence: Evidence) -> list[str]:
    """Say what the evidence shows beside the statement on accuracy.

    Parameters
    ----------
    evidence : Evidence
        The evidence.

    Returns
    -------
    list of str
        Sentences, the most important first.
    """
    ranking, probabilities = evidence.discrimination, evidence.calibration
    said = []
    if isinstance(ranking.auc, Figure):
        said.append(
            f"Of one good and one bad drawn at random, the good has the higher score "
            f"{100 * ranking.auc.value:.0f} times in 100 (a tie counts half); "
            f"50 would be chance, 100 perfect."
        )
    if isinstance(ranking.ks, KolmogorovSmirnov):
        said.append(
            f"At a score of {ranking.ks.score:g} or lower stand {percent(ranking.ks.bads_share, 0)}"
            f" of the bads and {percent(ranking.ks.goods_share, 0)} of the goods."
        )
    if isinstance(probabilities.observed_over_expected, Figure):
        said.append(_on_the_whole(probabilities.observed_over_expected))
    if isinstance(probabilities.slope, Figure):
        said.append(_spread(probabilities.slope))
    filled = [band for band in evidence.bands if band.bad_rate is not None]
    off = unexpected_bands(evidence)
    if filled and isinstance(ranking.auc, Figure):
        which = ", ".join(map(band_label, off))
        said.append(
            f"In {len(off)} of {len(filled)} bands of score the expected bad rate lies outside the "
            f"interval of the observed one" + (f" ({which})." if off else ".")
        )
    return said


def limits(evidence: Evidence) -> list[str]:
    """Say what the evidence does not show.

    Parameters
    ----------
    evidence : Evidence
        The evidence.

    Returns
    -------
    list of str
        Sentences, those peculiar to this sample first.
    """
    said = []
    if evidence.sample == "in-sample":
        said.append(
            "How the scorecard does on people it has not seen. Bins, weights and points were "
            "chosen on these very rows; a hold-out sample is needed."
        )
    elif evidence.sample == "unknown":
        said.append(
            "Whether the figures hold on people the scorecard has not seen: nobody stated if it "
            "was fitted on these rows."
        )
    if isinstance(evidence.discrimination.auc, Refused):
        said.append("How accurate the scorecard is: there are too few bads or goods.")
    if evidence.facts is None or not evidence.facts.purpose:
        said.append(
            "What the scorecard is for, and what it must not be used for: nobody stated it."
        )
    if evidence.window is None:
        said.append("Which time it speaks of: no window was stated for the sample.")
    if evidence.rows.not_scorable:
        said.append(
            f"Anything about the {evidence.rows.not_scorable:,} people with too little "
            f"information for a score."
        )
    if evidence.rows.without_outcome:
        said.append(
            f"Anything about the {evidence.rows.without_outcome:,} people whose outcome is not "
            f"known. If they were refused credit, the figures speak of accepted people only."
        )
    if evidence.fairness is None:
        said.append(NO_FAIRNESS)
    if evidence.stability is None:
        said.append("Whether it stays accurate. One sample is one moment; stability needs several.")
    return [*said, *ALWAYS_OPEN]


def _on_the_whole(ratio: Figure) -> str:
    if ratio.low <= 1 <= ratio.high:
        verdict = "which agrees with 1: on the whole the probabilities are right"
    elif ratio.value > 1:
        verdict = "above 1: on the whole the scorecard understates risk"
    else:
        verdict = "below 1: on the whole the scorecard overstates risk"
    return (
        f"There were {number(ratio.value, 2)} times as many bads as expected "
        f"(interval {number(ratio.low, 2)} to {number(ratio.high, 2)}), {verdict}."
    )


def _spread(slope: Figure) -> str:
    if slope.low <= 1 <= slope.high:
        verdict = "which agrees with 1: high and low probabilities are neither too far apart nor "
        verdict += "too close"
    elif slope.value < 1:
        verdict = "below 1: high probabilities are too high and low ones too low"
    else:
        verdict = "above 1: high and low probabilities are too close together"
    return (
        f"The calibration slope is {number(slope.value, 2)} (interval {number(slope.low, 2)} to "
        f"{number(slope.high, 2)}), {verdict}."
    )
