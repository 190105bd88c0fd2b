"""Reasons: where a score lost points against a reference, exactly and in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.feature import ScoredFeature
from plainscore.scorecard.pair import ScoredPair, cell_labels, pair_factor
from plainscore.scorecard.reference import PLACES, Reference


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
    targets, version = reference.points, reference.version
    made = [
        [
            Reason(
                feature.name,
                feature.label,
                feature.factor,
                feature.sentence(each),
                each.label,
                points,
                feature.max_points,
                target,
                target - points,
                version,
            )
            for each, points in zip(feature.binning.bins, feature.points, strict=True)
        ]
        for feature, target in zip(features, targets, strict=False)
    ]
    place_of = {feature.name: place for place, feature in enumerate(features)}
    cells: list[NDArray[np.integer]] = [codes[:, place] for place in range(len(features))]
    for pair, target in zip(pairs, targets[len(features) :], strict=True):
        first, second = place_of[pair.first], place_of[pair.second]
        made.append(_of_cells(pair, features[first], features[second], target, version))
        row = np.array(pair.first_group, dtype=np.int64) * pair.columns
        column = np.array(pair.second_group, dtype=np.int64)
        cells.append(row[codes[:, first]] + column[codes[:, second]])
    hundredths = np.empty((codes.shape[0], len(made)), dtype=np.int64)
    for place, (reasons, cell) in enumerate(zip(made, cells, strict=True)):
        table = np.array([int(each.points_lost / PLACES) for each in reasons], dtype=np.int64)
        hundredths[:, place] = table[cell]
    order = np.argsort(-hundredths, axis=1, kind="stable")[:, :n]
    depth = np.minimum((hundredths > 0).sum(axis=1), n).tolist()
    return [
        tuple(made[place][cells[place][row]] for place in places[:k])
        for row, (places, k) in enumerate(zip(order.tolist(), depth, strict=True))
    ]


def _of_cells(
    pair: ScoredPair, first: ScoredFeature, second: ScoredFeature, target: Decimal, version: str
) -> list[Reason]:
    """Return the reason that each cell of a pair would give, row by row."""
    return [
        Reason(
            pair.name,
            pair.label,
            pair_factor(first, second),
            pair.sentence,
            label,
            points,
            pair.max_points,
            target,
            target - points,
            version,
        )
        for labels, row in zip(cell_labels(pair, first, second), pair.points, strict=True)
        for label, points in zip(labels, row, strict=True)
    ]
