"""A first look at very many features: which of them the joint search should see."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.additive.features import CodedFeature
from plainscore.scorecard.additive.smooth import fit_smooth
from plainscore.scorecard.additive.tallies import (
    Codes,
    add_by_code,
    log_loss_parts,
    sums_by_code,
)

SEARCHED = 60
"""Most features in the joint search."""

GROUPS = 8
"""Groups of ordered codes on which a feature is first judged."""


def prescreen(
    codes: Codes,
    features: Sequence[CodedFeature],
    bad: NDArray[np.float64],
    weight: NDArray[np.float64],
) -> list[int]:
    """Return the features worth a joint search, by what they say beyond those chosen before.

    Parameters
    ----------
    codes, features, bad, weight
        As for `fit_smooth`.

    Returns
    -------
    list of int
        Places of at most `SEARCHED` features, in their order.
    """
    if len(features) <= SEARCHED:
        return list(range(len(features)))
    chosen: list[int] = []
    rate = float(weight @ bad / weight.sum())
    log_odds = np.full(bad.shape[0], np.log(rate / (1.0 - rate)))
    for quota in (SEARCHED * 2 // 3, SEARCHED):
        if chosen:
            own = [codes[each] for each in chosen]
            fit = fit_smooth(own, [features[each] for each in chosen], bad, weight)
            start = np.full(bad.shape[0], fit.intercept)
            log_odds = add_by_code(own, fit.sizes, fit.shapes, start)
        slope, curve = np.empty_like(log_odds), np.empty_like(log_odds)
        log_loss_parts(log_odds, bad, weight, slope, curve)
        left = [each for each in range(len(features)) if each not in chosen]
        strength = {
            each: _evidence(
                sums_by_code([codes[each]], [features[each].size], slope),
                sums_by_code([codes[each]], [features[each].size], curve),
                features[each],
            )
            for each in left
        }
        left.sort(key=lambda each: -strength[each])
        chosen += left[: quota - len(chosen)]
    return sorted(chosen)


def _evidence(
    slope: NDArray[np.float64], mass: NDArray[np.float64], feature: CodedFeature
) -> float:
    """Return the score statistic over its degrees of freedom, less what chance gives."""
    group = np.arange(feature.size)
    if not feature.categorical and feature.ordered > GROUPS:
        middle = np.cumsum(mass[: feature.ordered]) - mass[: feature.ordered] / 2
        share = middle / max(float(mass[: feature.ordered].sum()), 1e-300)
        group[: feature.ordered] = np.minimum(share * GROUPS, GROUPS - 1).astype(int)
    slopes, masses = np.bincount(group, slope), np.bincount(group, mass)
    seen = masses > 0
    freedom = max(int(seen.sum()) - 1, 1)
    centred = slopes[seen] - masses[seen] * slopes.sum() / masses.sum()
    statistic = float(np.sum(centred**2 / masses[seen]))
    return (statistic - freedom) / math.sqrt(2.0 * freedom)
