"""`ScoredPair`: what two features get together, beyond the points of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from plainscore.scorecard.binning.bins import BinKind
from plainscore.scorecard.binning.labels import interval_label
from plainscore.scorecard.feature import ScoredFeature
from plainscore.scorecard.notes import Direction


@dataclass(frozen=True)
class ScoredPair:
    """A table of points by the bins of two features; a row of the scorecard of its own.

    Neither feature owns these points, so neither is said to have gained or lost them: in points,
    reasons and exports a pair stands as itself, after the features, and the sum stays exact.

    Parameters
    ----------
    first, second : str
        Names of the features; both have points of their own, too.
    label : str
        Both labels.
    sentence : str
        What a person reads when the pair costs them points.
    first_group, second_group : tuple of int
        Row of the table for each bin of the first feature, column for each bin of the second. A
        fit keeps row 0 and column 0 for missing values, special codes and unseen categories, of
        which a pair says nothing.
    points : tuple of tuple of int
        Points by row and column; never negative, 0 for the worst cell.
    weight, bad : tuple of tuple of float
        Weight of the training rows of each cell, and of the bads among them.
    gain, error : float
        Loss (nats over all training rows, each held out) that the pair saved, and its standard
        error.

    Raises
    ------
    ValueError
        If the tables do not fit together.

    Examples
    --------
    >>> table = ((3, 3), (3, 0))
    >>> pair = ScoredPair("a", "b", "a and b", "", (1, 0), (1, 0), table, table, table, 9.0, 2.0)
    >>> pair.name, pair.max_points
    ('a & b', 3)
    """

    first: str
    second: str
    label: str
    sentence: str
    first_group: tuple[int, ...]
    second_group: tuple[int, ...]
    points: tuple[tuple[int, ...], ...]
    weight: tuple[tuple[float, ...], ...]
    bad: tuple[tuple[float, ...], ...]
    gain: float
    error: float

    def __post_init__(self) -> None:
        rows, columns = len(self.points), len(self.points[0])
        tables = (self.points, self.weight, self.bad)
        if any(len(each) != rows or {len(row) for row in each} != {columns} for each in tables):
            raise ValueError(f"pair {self.name}: its tables differ in shape")
        if min(min(row) for row in self.points) != 0:
            raise ValueError(f"pair {self.name}: needs 0 points for the worst cell")
        if self.first == self.second:
            raise ValueError(f"pair {self.name}: a pair is of two features")
        for groups, size in ((self.first_group, rows), (self.second_group, columns)):
            if any(not 0 <= group < size for group in groups):
                raise ValueError(f"pair {self.name}: a bin has no row or column of the table")
        if not self.sentence:
            sentence = f"Taken together, {self.label} count for less than on average."
            object.__setattr__(self, "sentence", sentence)

    @property
    def name(self) -> str:
        """Both names."""
        return f"{self.first} & {self.second}"

    @cached_property
    def max_points(self) -> int:
        """Points of the best cell."""
        return max(max(row) for row in self.points)

    @property
    def rows(self) -> int:
        """Rows of the table."""
        return len(self.points)

    @property
    def columns(self) -> int:
        """Columns of the table."""
        return len(self.points[0])

    def points_of(self, first_bin: int, second_bin: int) -> int:
        """Return the points of two bins."""
        return self.points[self.first_group[first_bin]][self.second_group[second_bin]]


def group_labels(feature: ScoredFeature, groups: Sequence[int], size: int) -> list[str]:
    """Return what a reader sees for each row, or column, of a pair's table.

    Parameters
    ----------
    feature : ScoredFeature
        The feature whose bins stand there.
    groups : sequence of int
        Row or column of each bin.
    size : int
        Rows or columns.

    Returns
    -------
    list of str
        The labels of the bins: intervals from the lower end of the first to the upper end of the
        last.
    """
    labels = []
    for group in range(size):
        own = [each for each, at in zip(feature.binning.bins, groups, strict=True) if at == group]
        if len(own) > 1 and all(each.kind is BinKind.INTERVAL for each in own):
            low, high = own[0].lower, own[-1].upper
            labels.append(interval_label(low, high))
        else:
            labels.append("; ".join(each.label for each in own))
    return labels


def cell_labels(pair: ScoredPair, first: ScoredFeature, second: ScoredFeature) -> list[list[str]]:
    """Return what a reader sees for each cell of a pair's table, by row and column."""
    across = group_labels(second, pair.second_group, pair.columns)
    return [
        [f"{first.label}: {row}; {second.label}: {column}" for column in across]
        for row in group_labels(first, pair.first_group, pair.rows)
    ]


def pair_rows(
    features: Sequence[ScoredFeature], pair: ScoredPair
) -> list[tuple[str, int, float, float]]:
    """Return label, points, weight and weight of the bads of each cell of a pair's table.

    Parameters
    ----------
    features : sequence of ScoredFeature
        The features of the scorecard.
    pair : ScoredPair
        One of its pairs.

    Returns
    -------
    list of (str, int, float, float)
        Row by row.
    """
    by_name = {feature.name: feature for feature in features}
    labels = cell_labels(pair, by_name[pair.first], by_name[pair.second])
    tables = (labels, pair.points, pair.weight, pair.bad)
    return [cell for rows in zip(*tables, strict=True) for cell in zip(*rows, strict=True)]


def pair_factor(first: ScoredFeature, second: ScoredFeature) -> str:
    """Return the group of features that a pair belongs to: both, where they differ."""
    both = dict.fromkeys((first.factor, second.factor))
    return " and ".join(both)


def check_pairs(features: Sequence[ScoredFeature], pairs: Sequence[ScoredPair]) -> None:
    """Check that pairs fit the features of a scorecard, and turn none against its direction.

    Parameters
    ----------
    features : sequence of ScoredFeature
        The features.
    pairs : sequence of ScoredPair
        The pairs.

    Raises
    ------
    ValueError
        If a pair names what is no feature or stands twice, its groups are not those of the bins,
        or the points of a feature and its pairs together run against its declared direction.
    """
    by_name = {feature.name: feature for feature in features}
    if len({frozenset((pair.first, pair.second)) for pair in pairs}) != len(pairs):
        raise ValueError("a scorecard holds each pair once")
    for pair in pairs:
        for name, groups in ((pair.first, pair.first_group), (pair.second, pair.second_group)):
            if name not in by_name:
                raise ValueError(f"pair {pair.name}: {name} is no feature of the scorecard")
            if len(groups) != len(by_name[name].binning.bins):
                raise ValueError(f"pair {pair.name}: needs a group for each bin of {name}")
    for feature in features:
        _check_direction(feature, pairs)


def _check_direction(feature: ScoredFeature, pairs: Sequence[ScoredPair]) -> None:
    if feature.binning.kind != "numeric" or feature.note.direction is Direction.NEUTRAL:
        return
    sign = 1 if feature.note.direction is Direction.SAFER else -1
    for low, high in pairwise(range(len(feature.binning.edges) + 1)):
        worst = sign * (feature.points[high] - feature.points[low])
        for pair in pairs:
            # the other features of its pairs may stand anywhere
            if feature.name == pair.first:
                a, b = pair.points[pair.first_group[high]], pair.points[pair.first_group[low]]
            elif feature.name == pair.second:
                a, b = (
                    tuple(row[pair.second_group[place]] for row in pair.points)
                    for place in (high, low)
                )
            else:
                continue
            worst += min(sign * (x - y) for x, y in zip(a, b, strict=True))
        if worst < 0:
            raise ValueError(
                f"feature {feature.name}: points run against {feature.note.direction.value} "
                "together with its pairs"
            )
