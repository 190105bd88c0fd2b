"""The points that two features get together, as tables of two sides."""

from dataclasses import dataclass

from plainscore.scorecard.document import Scorecard
from plainscore.scorecard.pair import ScoredPair, group_labels


@dataclass(frozen=True, slots=True)
class Cell:
    """What one group of each feature gets together.

    Parameters
    ----------
    points : int
        Points.
    share : float
        Part of the weight of the fitted sample.
    bad_rate : float or None
        Part of that which went bad; None where nobody was.
    """

    points: int
    share: float
    bad_rate: float | None


@dataclass(frozen=True, slots=True)
class PairTable:
    """One pair as a table.

    Parameters
    ----------
    pair : ScoredPair
        The pair.
    first, second : str
        Labels of its features.
    columns : tuple of str
        Groups of the second feature.
    rows : tuple of (str, tuple of Cell)
        Groups of the first feature, and a cell for each group of the second.
    """

    pair: ScoredPair
    first: str
    second: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def pair_tables(card: Scorecard) -> list[PairTable]:
    """Return the pairs of a scorecard, from the one that can move a score most.

    Parameters
    ----------
    card : Scorecard
        The scorecard.

    Returns
    -------
    list of PairTable
        Empty where no two features have points together.

    Examples
    --------
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> X, y = [[1.0], [2.0]] * 60, [0, 1] * 30 + [0] * 60
    >>> pair_tables(ScorecardClassifier().fit(X, y).scorecard_)
    []
    """
    ordered = sorted(card.pairs, key=lambda each: (-each.max_points, each.name))
    return [_table(card, pair) for pair in ordered]


def _table(card: Scorecard, pair: ScoredPair) -> PairTable:
    by_name = {feature.name: feature for feature in card.features}
    first, second = by_name[pair.first], by_name[pair.second]
    total = sum(map(sum, pair.weight))
    cells = (
        tuple(
            Cell(points, weight / total if total else 0.0, bad / weight if weight else None)
            for points, weight, bad in zip(*row, strict=True)
        )
        for row in zip(pair.points, pair.weight, pair.bad, strict=True)
    )
    labels = group_labels(first, pair.first_group, pair.rows)
    return PairTable(
        pair,
        first.label,
        second.label,
        tuple(group_labels(second, pair.second_group, pair.columns)),
        tuple(zip(labels, cells, strict=True)),
    )
