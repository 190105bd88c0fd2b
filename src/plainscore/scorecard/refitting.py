"""Points of a feature of a jointly fitted scorecard after its bins were edited by hand."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.bins import Bin, BinKind, Binning
from plainscore.scorecard.content import CardContent
from plainscore.scorecard.feature import ScoredFeature
from plainscore.scorecard.pair import ScoredPair
from plainscore.scorecard.sample import Sample

PRECISION = 10.0
"""Prior precision of a new bin's log-odds around those its rows had: 0.3 either way is plausible,
1 is not. The bins were chosen on these very rows, so the rows alone would say too much."""


def refitted(
    card: CardContent,
    place: int,
    binning: Binning,
    before: NDArray[np.uint8],
    after: NDArray[np.uint8],
    score: NDArray[np.integer],
    sample: Sample,
) -> tuple[ScoredFeature, tuple[ScoredPair, ...], int]:
    """Find points for the edited bins; all other points stay.

    A bin that was not touched keeps its points. One that was split or merged starts from the
    average its rows had and moves to where the loss on the logistic scale is least, held by a
    prior.

    Parameters
    ----------
    card : CardContent
        The scorecard.
    place : int
        Place of the feature.
    binning : Binning
        Its bins as they are to be, counted.
    before, after : ndarray of uint8, shape (n_rows,)
        Bin of each row of the sample, as it was and as it is to be.
    score : ndarray of integer, shape (n_rows,)
        Score of each row as it was.
    sample : Sample
        Outcomes and weights.

    Returns
    -------
    feature : ScoredFeature
        The feature with its new points.
    pairs : tuple of ScoredPair
        The pairs, their tables as they were.
    base : int
        The base points: they take what makes the worst bin 0.

    Raises
    ------
    ValueError
        If bins were merged that stand in different rows of a pair's table, or the points run
        against the feature's direction.
    """
    feature = card.features[place]
    sources = _sources(binning.bins, feature.binning.bins)
    pairs = tuple(_moved(pair, feature, binning, sources) for pair in card.pairs)
    old = np.array(feature.points, dtype=np.float64)
    used = [sum(k in each for each in sources) for k in range(old.size)]
    touched = np.array([len(each) != 1 or used[each[0]] != 1 for each in sources])
    size = len(binning.bins)
    weight = np.bincount(after, sample.weight, size)
    summed = np.bincount(after, sample.weight * old[before], size)
    points = np.array([old[each].mean() for each in sources])
    points[weight > 0] = summed[weight > 0] / weight[weight > 0]
    factor = card.scaling.factor
    # log-odds of being bad without what is sought, which is zero at the average of before
    log_odds = -np.array([card.scaling.log_odds(float(each)) for each in score - old[before]])
    log_odds -= points[after] / factor
    change = np.zeros(size)
    for _ in range(25):
        chance = 1.0 / (1.0 + np.exp(-(log_odds - change[after])))
        slope = np.bincount(after, sample.weight * (chance - sample.bad), size)
        curve = np.bincount(after, sample.weight * chance * (1.0 - chance), size)
        step = np.where(touched, (slope - PRECISION * change) / (curve + PRECISION), 0.0)
        change += np.clip(step, -1.0, 1.0)
        if np.max(np.abs(step)) < 1e-9:
            break
    whole = np.rint(points + factor * change).astype(int)
    least = int(whole.min())
    gained = tuple(int(each) - least for each in whole)
    edited = ScoredFeature(feature.note, binning, feature.coefficient, gained)
    return edited, pairs, card.base_points + least


def _sources(new: Sequence[Bin], old: Sequence[Bin]) -> list[list[int]]:
    """Return, for each new bin, the old ones that its values came from."""
    return [[k for k, each in enumerate(old) if _share(bin_, each)] for bin_ in new]


def _share(one: Bin, other: Bin) -> bool:
    if one.with_missing and other.with_missing:
        return True
    if one.kind is BinKind.OTHER or other.kind is BinKind.OTHER:
        return one.kind is other.kind
    if one.kind is BinKind.INTERVAL and other.kind is BinKind.INTERVAL:
        low = max(-np.inf if each.lower is None else each.lower for each in (one, other))
        high = min(np.inf if each.upper is None else each.upper for each in (one, other))
        return low < high
    return bool(set(one.values) & set(other.values))


def _moved(
    pair: ScoredPair, feature: ScoredFeature, binning: Binning, sources: Sequence[Sequence[int]]
) -> ScoredPair:
    """Return the pair with the groups of the edited bins."""
    if feature.name not in {pair.first, pair.second}:
        return pair
    groups = pair.first_group if feature.name == pair.first else pair.second_group
    found = []
    for each, own in zip(binning.bins, sources, strict=True):
        lines = {groups[k] for k in own}
        if len(lines) != 1:
            raise ValueError(
                f"{each.label!r} would stand in several lines of the table of {pair.label}: bins "
                "that the pair tells apart cannot be one"
            )
        found.append(lines.pop())
    if feature.name == pair.first:
        return replace(pair, first_group=tuple(found))
    return replace(pair, second_group=tuple(found))
