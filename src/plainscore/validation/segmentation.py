"""One scorecard a segment, with a test whether that pays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.stats import t
from sklearn.base import clone
from sklearn.model_selection import StratifiedKFold

from plainscore.scorecard import (
    ProtectedFeatureError,
    Scorecard,
    ScorecardClassifier,
    protected_ground,
)
from plainscore.validation.comparison import Comparison, compare_scores
from plainscore.validation.figure import LEVEL, MINIMUM_BADS, MINIMUM_GOODS, Figure
from plainscore.validation.outcomes import Values, read_outcomes
from plainscore.validation.tables import as_arrow_table
from plainscore.validation.tally import Floats

FOLDS = 5
_FAR = 1e-6


@dataclass(frozen=True, slots=True)
class Segmentation:
    """A scorecard for each segment beside one for all.

    Parameters
    ----------
    by : str
        Column that says the segment.
    pooled : Scorecard
        One scorecard for all, fitted on everybody; it may read `by`.
    cards : mapping of str to Scorecard
        A scorecard for each segment with enough goods and bads.
    not_carded : tuple of (str, int, int)
        Segments too small for one of their own, with their goods and bads: they keep `pooled`.
    gain : Figure
        Fall of the log loss on people left out of the fit, pooled less segmented; above zero when
        segments predict better.
    p_value : float
        One-sided, of the hypothesis that segments do not predict better.
    ranking : Comparison
        Pooled (champion) and segmented (challenger) probabilities of people left out.
    """

    by: str
    pooled: Scorecard
    cards: Mapping[str, Scorecard]
    not_carded: tuple[tuple[str, int, int], ...]
    gain: Figure
    p_value: float
    ranking: Comparison

    @property
    def pays(self) -> bool:
        """Whether segments predict better beyond chance, at the level of the interval."""
        return self.p_value < (1 - self.gain.level) / 2


def segment(
    estimator: ScorecardClassifier,
    X: Any,  # noqa: N803 - the name scikit-learn gives it
    y: Values,
    *,
    by: str,
    bad: object = 1,
    folds: int = FOLDS,
    level: float = LEVEL,
    seed: int = 0,
) -> Segmentation:
    """Fit one scorecard a segment and test on people left out whether that pays.

    Both kinds are fitted on the same folds, and the losses of the same people are compared in
    pairs. Their spread is widened for the overlap of the training folds (Nadeau and Bengio, 2003).

    Parameters
    ----------
    estimator : ScorecardClassifier
        How scorecards are fitted; it is cloned.
    X : pandas, polars or pyarrow table, n rows
        Features, and the column `by`.
    y : column, vector or sequence, length n
        Outcomes; rows without one are left out.
    by : str
        Column that says the segment; missing values are a segment of their own.
    bad : object
        The value of `y` that means bad.
    folds : int
        Folds.
    level : float
        Coverage of the interval.
    seed : int
        Seed of the folds.

    Returns
    -------
    Segmentation
        Scorecards and the test.

    Raises
    ------
    ValueError
        If the column is absent, or no segment has enough goods and bads.
    ProtectedFeatureError
        If the column is a protected attribute: a scorecard for each sex is one that reads sex.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X = pa.table({"a": rng.normal(size=2000), "product": ["card", "loan"] * 1000})
    >>> slope = np.tile([-1.5, 1.5], 1000)
    >>> y = rng.random(2000) < 1 / (1 + np.exp(1 + slope * X["a"].to_numpy()))
    >>> found = segment(ScorecardClassifier(), X, y, by="product", folds=3)
    >>> sorted(found.cards), found.pays
    (['card', 'loan'], True)
    """
    table = as_arrow_table(X)
    if by not in table.column_names:
        raise ValueError(f"there is no column {by!r}; there are: {', '.join(table.column_names)}")
    if (ground := protected_ground(by)) is not None:
        raise ProtectedFeatureError(f"{by} speaks of {ground}, which is protected: no segments")
    outcomes = read_outcomes(y, bad)
    table = table.filter(pa.array(outcomes.known))
    bads = outcomes.bad[outcomes.known]
    segments = pc.cast(table[by], pa.string()).fill_null("missing").to_numpy(zero_copy_only=False)
    carded, small = _large_enough(segments, bads, folds)
    if not carded:
        raise ValueError(f"no segment of {by!r} has enough goods and bads for a scorecard")
    pooled, segmented = (np.empty(bads.size) for _ in range(2))
    splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
    for seen, unseen in splitter.split(np.zeros(bads.size), bads):
        general = clone(estimator).fit(table.take(seen), bads[seen]).scorecard_
        pooled[unseen] = segmented[unseen] = general.probability(table.take(unseen))
        for name in carded:
            here, there = (rows[segments[rows] == name] for rows in (seen, unseen))
            if there.size:
                own = _fit(estimator, table, by, here, bads)
                segmented[there] = own.probability(table.take(there))
    gain, p_value = _gain(pooled, segmented, bads, folds, level)
    return Segmentation(
        by,
        clone(estimator).fit(table, bads).scorecard_,
        {
            name: _fit(estimator, table, by, np.flatnonzero(segments == name), bads)
            for name in carded
        },
        tuple(small),
        gain,
        p_value,
        compare_scores(-pooled, -segmented, bads, level=level),
    )


def _large_enough(
    segments: npt.NDArray[np.object_], bads: npt.NDArray[np.bool_], folds: int
) -> tuple[list[str], list[tuple[str, int, int]]]:
    """Segments whose every training fold keeps the least goods and bads a figure needs."""
    kept, small = [], []
    for name in sorted(set(segments.tolist())):
        inside = bads[segments == name]
        n_bads, goods = int(inside.sum()), int((~inside).sum())
        share = (folds - 1) / folds
        if n_bads * share >= 2 * MINIMUM_BADS and goods * share >= 2 * MINIMUM_GOODS:
            kept.append(name)
        else:
            small.append((name, goods, n_bads))
    return kept, small


def _fit(
    estimator: ScorecardClassifier,
    table: pa.Table,
    by: str,
    rows: npt.NDArray[np.int64],
    bads: npt.NDArray[np.bool_],
) -> Scorecard:
    card: Scorecard = (
        clone(estimator).fit(table.drop_columns([by]).take(rows), bads[rows]).scorecard_
    )
    return card


def _gain(
    pooled: Floats, segmented: Floats, bads: npt.NDArray[np.bool_], folds: int, level: float
) -> tuple[Figure, float]:
    difference = _loss(pooled, bads) - _loss(segmented, bads)
    n = bads.size
    widened = 1 + folds / (folds - 1)
    error = float(difference.std(ddof=1) / n**0.5) * widened**0.5
    mean = float(difference.mean())
    reach = float(t.ppf((1 + level) / 2, n - 1)) * error
    figure = Figure(
        "Fall of log loss", mean, mean - reach, mean + reach, level, n, int(bads.sum()), "paired t"
    )
    return figure, float(t.sf(mean / error, n - 1)) if error else 1.0


def _loss(probability: Floats, bads: npt.NDArray[np.bool_]) -> Floats:
    p = np.clip(probability, _FAR, 1 - _FAR)
    loss: Floats = -np.log(np.where(bads, p, 1 - p))
    return loss
