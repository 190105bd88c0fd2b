"""Reasons: where a score lost points against a reference, exactly and in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.feature import ScoredFeature
from plainscore.scorecard.reference import PLACES, Reference


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature that cost a person points.

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
    reference: Reference,
    codes: NDArray[np.uint8],
    n: int,
) -> list[tuple[Reason, ...]]:
    """Return, for every row, the features that lost most points against a reference.

    Parameters
    ----------
    features : sequence of ScoredFeature
        The features of the scorecard.
    reference : Reference
        What points are compared with.
    codes : ndarray of uint8, shape (n_rows, n_features)
        Bin of each row and feature.
    n : int
        Most reasons a row.

    Returns
    -------
    list of tuple of Reason
        Ordered by points lost, ties in the order of the features; only features that really lost
        points, so possibly none.
    """
    lost = [
        [target - points for points in feature.points]
        for feature, target in zip(features, reference.points, strict=True)
    ]
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
                gap,
                reference.version,
            )
            for each, points, gap in zip(feature.binning.bins, feature.points, gaps, strict=True)
        ]
        for feature, target, gaps in zip(features, reference.points, lost, strict=True)
    ]
    rows, width = codes.shape
    hundredths = np.empty((rows, width), dtype=np.int64)
    for place, gaps in enumerate(lost):
        table = np.array([int(gap / PLACES) for gap in gaps], dtype=np.int64)
        hundredths[:, place] = table[codes[:, place]]
    order = np.argsort(-hundredths, axis=1, kind="stable")[:, :n]
    depth = np.minimum((hundredths > 0).sum(axis=1), n).tolist()
    chosen_bins = np.take_along_axis(codes, order, axis=1).tolist()
    return [
        tuple(made[place][code] for place, code in zip(places[:k], bins[:k], strict=True))
        for places, bins, k in zip(order.tolist(), chosen_bins, depth, strict=True)
    ]
