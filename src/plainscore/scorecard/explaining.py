"""Explaining one row: the value, bin and points of every feature and pair."""

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.labels import value_label
from plainscore.scorecard.explanation import ExplainedFeature, Explanation
from plainscore.scorecard.feature import ScoredFeature
from plainscore.scorecard.pair import cell_labels, pair_factor
from plainscore.scorecard.reasons import find_reasons
from plainscore.scorecard.reference import Reference
from plainscore.scorecard.table import Table

if TYPE_CHECKING:
    from plainscore.scorecard.scoring import ScoringCard


def explain_row(
    card: "ScoringCard", table: Table, codes: NDArray[np.uint8], n: int, reference: Reference
) -> Explanation:
    """Return the score of a table's first row point by point.

    Parameters
    ----------
    card : ScoringCard
        The scorecard.
    table : Table
        The row.
    codes : ndarray of uint8, shape (1, n_features)
        Its bins.
    n : int
        Most reasons.
    reference : Reference
        What points are compared with.

    Returns
    -------
    Explanation
        Features in order, then pairs.
    """
    bins = dict(zip(card.feature_names, codes[0].tolist(), strict=True))
    by_name = {feature.name: feature for feature in card.features}
    targets = iter(reference.points)
    explained = [
        ExplainedFeature(
            feature=feature.name,
            label=feature.label,
            factor=feature.factor,
            value=_value_text(feature, table),
            bin=feature.binning.bins[bins[feature.name]].label,
            points=feature.points[bins[feature.name]],
            max_points=feature.max_points,
            reference_points=next(targets),
        )
        for feature in card.features
    ]
    for pair in card.pairs:
        first, second = by_name[pair.first], by_name[pair.second]
        row, column = pair.first_group[bins[pair.first]], pair.second_group[bins[pair.second]]
        explained.append(
            ExplainedFeature(
                feature=pair.name,
                label=pair.label,
                factor=pair_factor(first, second),
                value=f"{_value_text(first, table)}; {_value_text(second, table)}",
                bin=cell_labels(pair, first, second)[row][column],
                points=pair.points[row][column],
                max_points=pair.max_points,
                reference_points=next(targets),
            )
        )
    score = card.base_points + sum(each.points for each in explained)
    return Explanation(
        base_points=card.base_points,
        features=tuple(explained),
        score=score,
        lowest=card.lowest_score,
        highest=card.highest_score,
        probability=float(card.calibration.probability(np.array([score]))[0]),
        reasons=find_reasons(card.features, card.pairs, reference, codes, n)[0],
        reference=reference.version,
        reference_score=card.base_points + sum(reference.points, Decimal(0)),
        scorable=card.gate is None
        or (card.gate in table.names and bool(table.truth(card.gate)[0])),
        scorecard=card.name,
        digest=card.digest,
    )


def value_of(feature: ScoredFeature, table: Table) -> float | str | None:
    """Return the value of a feature in a table's first row; None where it is missing."""
    if feature.binning.kind == "categorical":
        column = table.categories(feature.name)
        place = int(column.positions[0])
        return None if place < 0 else column.categories[place]
    value = float(table.numeric(feature.name)[0])
    return None if np.isnan(value) else value


def _value_text(feature: ScoredFeature, table: Table) -> str:
    value = value_of(feature, table)
    if value is None:
        return "missing"
    if isinstance(value, str):
        return value
    return value_label(value, feature.note.unit)
