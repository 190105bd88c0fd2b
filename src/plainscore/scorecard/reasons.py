"""Reasons: where a score lost points against a reference, exactly and in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.feature import ScoredFeature
from plainscore.scorecard.pair import ScoredPair, cell_labels, pair_factor
from plainscore.scorecard.reference import PLACES, Reference

_HUNDRED = int(1 / PLACES)


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature, or pair of features, that cost a person points.

    Parameters
    ----------
    feature, label, factor : str
        Name, label and factor of the feature.
    sentence : str
        What the person reads.
    bin : str
        Label of the bin their value is in.
    points, max_points : int
        Points they got, and points of the best bin.
    reference_points : Decimal
        Points of the reference.
    points_lost : Decimal
        ``reference_points - points``: above zero, exact.
    reference : str
        Version of the reference.
    """

    feature: str
    label: str
    factor: str
    sentence: str
    bin: str
    points: int
    max_points: int
    reference_points: Decimal
    points_lost: Decimal
    reference: str

    @property
    def text(self) -> str:
        """The sentence a person reads."""
        return self.sentence

    def __str__(self) -> str:
        return f"{self.sentence} ({self.bin}: {self.points_lost} points lost)"


def find_reasons(
    features: Sequence[ScoredFeature],
    pairs: Sequence[ScoredPair],
    reference: Reference,
    codes: NDArray[np.uint8],
    n: int,
) -> list[tuple[Reason, ...]]:
    """Return, for every row, the features and pairs that lost most points against a reference.

    Parameters
    ----------
    features : sequence of ScoredFeature
        The features of the scorecard.
    pairs : sequence of ScoredPair
        Its pairs.
    reference : Reference
        What points are compared with.
    codes : ndarray of uint8, shape (n_rows, n_features)
        Bin of each row and feature.
    n : int
        Most reasons a row.

    Returns
    -------
    list of tuple of Reason
        Ordered by points lost, ties in the order of the features, then of the pairs; only what
        really lost points, so possibly none.
    """
    targets = reference.points
    points = [feature.points for feature in features]
    place_of = {feature.name: place for place, feature in enumerate(features)}
    cells: list[NDArray[np.integer]] = [codes[:, place] for place in range(len(features))]
    for pair in pairs:
        row = np.array(pair.first_group, dtype=np.int64) * pair.columns
        column = np.array(pair.second_group, dtype=np.int64)
        cells.append(row[codes[:, place_of[pair.first]]] + column[codes[:, place_of[pair.second]]])
        points.append(tuple(chain.from_iterable(pair.points)))
    hundredths = np.empty((codes.shape[0], len(points)), dtype=np.int64)
    for place, (each, target, cell) in enumerate(zip(points, targets, cells, strict=True)):
        hundredths[:, place] = int(target / PLACES) - _HUNDRED * np.array(each, np.int64)[cell]
    order = np.argsort(-hundredths, axis=1, kind="stable")[:, :n]
    depth = np.minimum((hundredths > 0).sum(axis=1), n).tolist()
    version = reference.version

    # the same few bins come up in many rows, and of one row only its own are looked at
    @cache
    def reason(place: int, cell: int) -> Reason:
        target = targets[place]
        if place < len(features):
            return _of_bin(features[place], cell, target, version)
        pair = pairs[place - len(features)]
        first, second = features[place_of[pair.first]], features[place_of[pair.second]]
        return _of_cell(pair, first, second, cell, target, version)

    return [
        tuple(reason(place, int(cells[place][row])) for place in places[:k])
        for row, (places, k) in enumerate(zip(order.tolist(), depth, strict=True))
    ]


def _of_bin(feature: ScoredFeature, place: int, target: Decimal, version: str) -> Reason:
    """Return the reason that a bin of a feature would give."""
    points, found = feature.points[place], feature.binning.bins[place]
    return Reason(
        feature.name,
        feature.label,
        feature.factor,
        feature.sentence(found),
        found.label,
        points,
        feature.max_points,
        target,
        target - points,
        version,
    )


def _of_cell(
    pair: ScoredPair,
    first: ScoredFeature,
    second: ScoredFeature,
    cell: int,
    target: Decimal,
    version: str,
) -> Reason:
    """Return the reason that a cell of a pair, counted row by row, would give."""
    row, column = divmod(cell, pair.columns)
    points = pair.points[row][column]
    return Reason(
        pair.name,
        pair.label,
        pair_factor(first, second),
        pair.sentence,
        cell_labels(pair, first, second)[row][column],
        points,
        pair.max_points,
        target,
        target - points,
        version,
    )
