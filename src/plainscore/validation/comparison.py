"""Champion and challenger: two scores of the same people, and who changes places between them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from plainscore.scorecard import Scorecard
from plainscore.validation.distribution import proportion
from plainscore.validation.figure import LEVEL, Figure, Refused, too_few
from plainscore.validation.outcomes import Values, read_outcomes, read_weights
from plainscore.validation.tally import Floats, as_sample

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SwapCell:
    """People on whom two scorecards agree or disagree.

    Parameters
    ----------
    champion, challenger : bool
        Whether each one approves.
    n, bads : int
        Rows and bads (not weights).
    share : float
        Share of the weight of all.
    bad_rate : Figure or None
        Bad rate; None when nobody is there.
    """

    champion: bool
    challenger: bool
    n: int
    bads: int
    share: float
    bad_rate: Figure | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A challenger beside the champion.

    Parameters
    ----------
    champion, challenger : Figure or Refused
        Area under the ROC curve of each.
    gain : Figure or Refused
        Area of the challenger less that of the champion, on the same people; interval of DeLong
        et al. (1988), who take into account that both rank the same people.
    p_value : float
        Of the hypothesis that both areas are equal; 1 when refused.
    approval_rate : float
        Share approved by both, as nearly as ties allow.
    champion_cut_off, challenger_cut_off : float
        Lowest score approved.
    cells : tuple of SwapCell
        Both approve; swapped in (only the challenger approves); swapped out; both decline.
    """

    champion: Figure | Refused
    challenger: Figure | Refused
    gain: Figure | Refused
    p_value: float
    approval_rate: float
    champion_cut_off: float
    challenger_cut_off: float
    cells: tuple[SwapCell, SwapCell, SwapCell, SwapCell]


@dataclass(frozen=True, slots=True)
class Champion:
    """The scorecard in use, beside the one that is measured.

    Parameters
    ----------
    name, digest : str
        Name and digest of its document.
    n, bads : int
        People that both can score, and how many of them went bad.
    compared : Comparison
        Both on these people.
    """

    name: str
    digest: str
    n: int
    bads: int
    compared: Comparison


def compare_cards(
    champion: Scorecard,
    challenger: Scorecard,
    X: Any,  # noqa: N803 - the name scikit-learn gives it
    y: Values,
    *,
    sample_weight: Values | None = None,
    bad: object = 1,
    approval_rate: float = 0.8,
    level: float = LEVEL,
) -> Champion:
    """Compare two scorecards on the people that both can score.

    Parameters
    ----------
    champion, challenger : Scorecard
        The scorecard in use, and the one that may take its place.
    X : pandas, polars or pyarrow table
        A row a person, with the columns that either reads.
    y : column, vector or sequence, length n_rows
        Outcomes; rows without one are left out.
    sample_weight : column, vector or sequence, length n_rows, optional
        Weights.
    bad : object
        The value of `y` that means bad.
    approval_rate : float
        Share to be approved by both.
    level : float
        Coverage of the intervals.

    Returns
    -------
    Champion
        Gain in accuracy and swap set.

    Raises
    ------
    ValueError
        If a column is absent, nobody is scored by both, or an argument is malformed.

    Examples
    --------
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> X = np.repeat([[1.0], [2.0], [3.0]], 40, axis=0)
    >>> y = (np.arange(120) % 4 == 0) & (X[:, 0] < 3)
    >>> card = ScorecardClassifier().fit(X, y).scorecard_
    >>> compare_cards(card, card, X, y).compared.gain.value
    0.0
    """
    outcomes = read_outcomes(y, bad)
    weight = read_weights(sample_weight, outcomes.known.size)
    used = outcomes.known & champion.scorable(X) & challenger.scorable(X) & (weight > 0)
    if not used.any():
        raise ValueError("nobody is scored by both scorecards")
    compared = compare_scores(
        champion.score(X)[used],
        challenger.score(X)[used],
        outcomes.bad[used],
        weight[used],
        approval_rate=approval_rate,
        level=level,
    )
    counted = int(used.sum()), int(outcomes.bad[used].sum())
    return Champion(champion.name, champion.digest, *counted, compared)


def compare_scores(
    champion: npt.ArrayLike,
    challenger: npt.ArrayLike,
    bad: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    approval_rate: float = 0.8,
    level: float = LEVEL,
) -> Comparison:
    """Compare two scores of the same people.

    Parameters
    ----------
    champion, challenger : array-like of float, shape (n,)
        Scores; higher is safer.
    bad : array-like of bool, shape (n,)
        True (or 1) for a bad.
    weight : array-like of float, shape (n,), optional
        Weights above zero.
    approval_rate : float
        Share to be approved by both, above 0 and below 1; people with one score are approved
        together, so that the share reached may differ a little.
    level : float
        Coverage of the intervals.

    Returns
    -------
    Comparison
        Gain in accuracy and swap set.

    Raises
    ------
    ValueError
        If the sample is malformed or the approval rate is out of range.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> risk = rng.normal(size=2000)
    >>> bad = rng.random(2000) < 1 / (1 + np.exp(2 - risk))
    >>> found = compare_scores(rng.normal(-risk, 2), rng.normal(-risk, 1), bad)
    >>> found.gain.low > 0, sum(cell.n for cell in found.cells)
    (True, 2000)
    """
    if not 0 < approval_rate < 1:
        raise ValueError(f"an approval rate lies between 0 and 1, not at {approval_rate}")
    first, bads, weights = as_sample(champion, bad, weight)
    second, _, _ = as_sample(challenger, bad, weight)
    areas, gain, p_value = paired_areas(first, second, bads, weights, level)
    cuts = [_cut_off(each, weights, approval_rate) for each in (first, second)]
    approved, by_challenger = first >= cuts[0], second >= cuts[1]

    def cell(*, old: bool, new: bool) -> SwapCell:
        inside = (approved == old) & (by_challenger == new)
        hits = int(bads[inside].sum())
        return SwapCell(
            old,
            new,
            int(inside.sum()),
            hits,
            float(weights[inside].sum() / weights.sum()),
            proportion("Bad rate", bads[inside], weights[inside], bads=hits, level=level),
        )

    return Comparison(
        areas[0],
        areas[1],
        gain,
        p_value,
        float(np.average(approved, weights=weights)),
        cuts[0],
        cuts[1],
        (
            cell(old=True, new=True),
            cell(old=False, new=True),
            cell(old=True, new=False),
            cell(old=False, new=False),
        ),
    )


def _cut_off(score: Floats, weight: Floats, approval_rate: float) -> float:
    """Score from which on the share approved is nearest to the one wanted."""
    distinct, at = np.unique(score, return_inverse=True)
    above = np.cumsum(np.bincount(at, weights=weight)[::-1])[::-1] / weight.sum()
    return float(distinct[np.argmin(np.abs(above - approval_rate))])


def paired_areas(
    first: Floats, second: Floats, bad: Bools, weight: Floats, level: float
) -> tuple[tuple[Figure | Refused, Figure | Refused], Figure | Refused, float]:
    """Measure the areas of two scores of the same people, and what the second gains.

    Parameters
    ----------
    first, second : ndarray of float64, shape (n,)
        Scores; higher is safer.
    bad : ndarray of bool, shape (n,)
        True for a bad.
    weight : ndarray of float64, shape (n,)
        Weights above zero.
    level : float
        Coverage of the intervals.

    Returns
    -------
    tuple of (Figure or Refused)
        Both areas.
    Figure or Refused
        The second less the first; interval of DeLong et al. (1988).
    float
        P-value of the hypothesis that both are equal; 1 when refused.

    Examples
    --------
    >>> score, bad = np.arange(40.0), np.arange(40) < 20
    >>> _, gain, p_value = paired_areas(score, score, bad, np.ones(40), 0.95)
    >>> gain.value, p_value
    (0.0, 1.0)
    """
    n, bads = bad.size, int(bad.sum())
    if (refused := too_few("AUC", n, bads)) is not None:
        return (refused, refused), refused, 1.0
    placed = [_placements(each, bad, weight) for each in (first, second)]
    goods_weight, bads_weight = weight[~bad], weight[bad]
    areas = [float(np.average(of_bads, weights=bads_weight)) for of_bads, _ in placed]
    covariance = np.zeros((2, 2))
    for which, weights in ((0, bads_weight), (1, goods_weight)):
        centred = np.stack([each[which] - area for each, area in zip(placed, areas, strict=True)])
        rows = weights.size
        spread = (centred * weights**2) @ centred.T
        covariance += spread / weights.sum() ** 2 * rows / (rows - 1)
    z = float(norm.ppf((1 + level) / 2))
    errors = np.sqrt(np.diag(covariance))
    figures = [
        Figure(
            "AUC",
            area,
            max(0.0, area - z * error),
            min(1.0, area + z * error),
            level,
            n,
            bads,
            "DeLong",
        )
        for area, error in zip(areas, errors.tolist(), strict=True)
    ]
    change = areas[1] - areas[0]
    variance = max(0.0, float(covariance.sum() - 2 * (covariance[0, 1] + covariance[1, 0])))
    reach = z * variance**0.5
    gain = Figure("Gain in AUC", change, change - reach, change + reach, level, n, bads, "DeLong")
    p_value = float(2 * norm.sf(abs(change) / variance**0.5)) if variance > 0 else 1.0
    return (figures[0], figures[1]), gain, p_value


def _placements(score: Floats, bad: Bools, weight: Floats) -> tuple[Floats, Floats]:
    """For each bad, the share of goods above it; for each good, the share of bads below it."""
    distinct, at = np.unique(score, return_inverse=True)
    goods = np.bincount(at[~bad], weights=weight[~bad], minlength=distinct.size)
    bads = np.bincount(at[bad], weights=weight[bad], minlength=distinct.size)
    goods, bads = goods / goods.sum(), bads / bads.sum()
    above = 1 - np.cumsum(goods) + goods / 2
    below = np.cumsum(bads) - bads / 2
    return above[at[bad]], below[at[~bad]]
