"""Weights of evidence of exact bins, each feature stretched by one coefficient.

Exact bins follow the outcomes more closely than smooth shapes do: they see narrow bumps and jumps,
and on few rows also noise. That is why they enter by the share that held-out folds speak for (see
`blending`), never alone.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.additive.features import CodedFeature
from plainscore.scorecard.additive.marginal import MarginalFit, stretched
from plainscore.scorecard.additive.tallies import Codes, sums_by_code
from plainscore.scorecard.binning.building import evidence
from plainscore.scorecard.binning.constraints import Constraints
from plainscore.scorecard.binning.optimal import find_cut
from plainscore.scorecard.binning.prebins import Prebins

LEAST_SHARE = 0.05
"""Least share of the weight in an exact bin: its own event rate has to mean something."""

MOST_SEARCHED = 200


def fit_evidence(
    codes: Codes,
    features: Sequence[CodedFeature],
    bad: NDArray[np.float64],
    weight: NDArray[np.float64],
    max_bins: int,
) -> MarginalFit:
    """Bin every feature exactly for the greatest divergence, then fit one coefficient for each.

    Parameters
    ----------
    codes : sequence of ndarray of uint8, shape (n_rows,)
        One array a feature.
    features : sequence of CodedFeature
        What the codes mean.
    bad, weight : ndarray of float64, shape (n_rows,)
        Outcomes (0 or 1, both occur) and weights.
    max_bins : int
        Most bins of ordered codes.

    Returns
    -------
    MarginalFit
        What each code adds to the log-odds of being bad.

    Examples
    --------
    >>> columns = [np.repeat(np.arange(4, dtype=np.uint8), 50)]
    >>> bad = (np.arange(200) % 10 < np.where(columns[0] < 2, 1, 6)).astype(float)
    >>> fit = fit_evidence(columns, [CodedFeature(4, 4)], bad, np.ones(200), 8)
    >>> bool(fit.shapes[0] == fit.shapes[1] < fit.shapes[2] == fit.shapes[3])
    True
    """
    bads = float(weight @ bad)
    goods = float(weight.sum()) - bads
    tables = []
    for column, feature in zip(codes, features, strict=True):
        all_rows = sums_by_code([column], [feature.size], weight)
        bad_rows = sums_by_code([column], [feature.size], weight * bad)
        bins = _exact_bins(column, feature, all_rows, bad_rows, max_bins)
        sums = zip(np.bincount(bins, all_rows), np.bincount(bins, bad_rows), strict=True)
        # evidence speaks of goods
        table = np.array([-evidence(each, own, goods, bads) for each, own in sums])
        tables.append(table[bins])
    return stretched(codes, tables, bad, weight)


def _exact_bins(
    column: NDArray[np.uint8],
    feature: CodedFeature,
    weight: NDArray[np.float64],
    bad: NDArray[np.float64],
    max_bins: int,
) -> NDArray[np.int64]:
    """Return the bin of every code; those outside the order have one each."""
    ordered = feature.ordered
    bins = np.zeros(feature.size, dtype=np.int64)
    if ordered > 0:
        order = np.arange(ordered)
        if feature.categorical:
            # drawn to the average, so that a category of few rows does not stand at an end
            average = bad.sum() / weight.sum()
            order = np.argsort((bad[:ordered] + average) / (weight[:ordered] + 1.0), kind="stable")
        places = np.concatenate([order, np.arange(ordered, feature.size)])
        prebins = Prebins(
            codes=column,
            gaps=(),
            groups=(),
            pooled=(),
            specials=(),
            ordered=ordered,
            count=weight[places],
            weight=weight[places],
            bad=bad[places],
        )
        constraints = Constraints(
            max_bins=max_bins,
            min_size=LEAST_SHARE,
            max_prebins=min(max(ordered, 2), MOST_SEARCHED),
            trend="ascending"
            if feature.categorical
            else ("auto" if feature.course == "none" else feature.course),
        )
        starts = np.array(find_cut(prebins, constraints).starts, dtype=np.int64)
        bins[order] = np.searchsorted(starts, np.arange(ordered), side="right")
    bins[ordered:] = (bins[:ordered].max() + 1 if ordered else 0) + np.arange(feature.outside)
    return bins
