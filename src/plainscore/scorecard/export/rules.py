"""`CardRules`: what every target must decide, as plain values taken from a scorecard."""

from dataclasses import dataclass

import numpy as np

from plainscore.scorecard.binning.bins import BinKind
from plainscore.scorecard.calibration import Piece
from plainscore.scorecard.document import Scorecard
from plainscore.scorecard.feature import ScoredFeature
from plainscore.scorecard.pair import ScoredPair, cell_labels
from plainscore.scorecard.reference import PLACES

NOT_ENOUGH = "not enough information"
"""What stands in place of the first reason where the gate allows no score."""


_KINDS = ("numeric", "categorical")


class ExportError(ValueError):
    """A scorecard cannot be written for a target, or a file is not an unaltered export."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a group of values gets.

    Parameters
    ----------
    points : int
        Points.
    label : str
        How a reader sees the group.
    sentence : str
        What a person reads when it costs them points.
    bin : int
        Place of the group among the bins of its feature.
    """

    points: int
    label: str
    sentence: str
    bin: int


def _first_labels(*outcomes: Outcome) -> dict[str, str]:
    labels: dict[str, str] = {}
    for outcome in outcomes:
        labels.setdefault(outcome.sentence, outcome.label)
    return labels


@dataclass(frozen=True, slots=True)
class NumericRules:
    """How a number finds its points: missing, then special codes, then intervals.

    Parameters
    ----------
    name, label : str
        Column and label.
    missing : Outcome
        For missing values, NaN included.
    specials : tuple of (tuple of float, Outcome)
        For special codes.
    intervals : tuple of (float or None, Outcome)
        For values below the bound, in ascending order; the last has no bound. All have the same
        sentence.
    """

    name: str
    label: str
    missing: Outcome
    specials: tuple[tuple[tuple[float, ...], Outcome], ...]
    intervals: tuple[tuple[float | None, Outcome], ...]

    @property
    def sentences(self) -> dict[str, str]:
        """The label of a group for each distinct sentence; first that of the intervals."""
        return _first_labels(
            self.intervals[0][1], self.missing, *(outcome for _, outcome in self.specials)
        )


@dataclass(frozen=True, slots=True)
class CategoryRules:
    """How a category finds its points: missing, then those named, then all others.

    Parameters
    ----------
    name, label : str
        Column and label.
    missing : Outcome
        For missing values and blank text.
    groups : tuple of (tuple of str, Outcome)
        For the categories of each group.
    other : Outcome
        For rare and unseen categories.
    """

    name: str
    label: str
    missing: Outcome
    groups: tuple[tuple[tuple[str, ...], Outcome], ...]
    other: Outcome

    @property
    def sentences(self) -> dict[str, str]:
        """The label of a group for each distinct sentence; first that of unseen categories."""
        return _first_labels(self.other, self.missing, *(outcome for _, outcome in self.groups))


FeatureRules = NumericRules | CategoryRules


@dataclass(frozen=True, slots=True)
class PairRules:
    """How two features find the points they get together.

    Parameters
    ----------
    name, label : str
        Name and label of the pair.
    sentence : str
        What a person reads when it costs them points.
    first, second : int
        Places of its features.
    first_group, second_group : tuple of int
        Row of the table for each bin of the first feature, column for each bin of the second.
    points : tuple of tuple of int
        Points by row and column.
    labels : tuple of tuple of str
        How a reader sees each cell.
    """

    name: str
    label: str
    sentence: str
    first: int
    second: int
    first_group: tuple[int, ...]
    second_group: tuple[int, ...]
    points: tuple[tuple[int, ...], ...]
    labels: tuple[tuple[str, ...], ...]

    @property
    def sentences(self) -> dict[str, str]:
        """The label for the one sentence."""
        return {self.sentence: self.label}

    @property
    def columns(self) -> int:
        """Columns of the table."""
        return len(self.points[0])

    @property
    def max_points(self) -> int:
        """Points of the best cell."""
        return max(map(max, self.points))

    @property
    def sides(self) -> tuple[tuple[int, tuple[int, ...]], tuple[int, tuple[int, ...]]]:
        """Place and groups of both features."""
        return (self.first, self.first_group), (self.second, self.second_group)

    def cells_by_points(self) -> dict[int, list[int]]:
        """Return the cells, counted row by row, that get each number of points, if any."""
        found: dict[int, list[int]] = {}
        for cell, points in enumerate(each for row in self.points for each in row):
            if points:
                found.setdefault(points, []).append(cell)
        return found


@dataclass(frozen=True, slots=True)
class CardRules:
    """A scorecard as every target needs it.

    Parameters
    ----------
    base_points : int
        The least attainable score.
    features : tuple of NumericRules or CategoryRules
        In the order of the scorecard, which decides ties between reasons.
    pairs : tuple of PairRules
        In the order of the scorecard; all of them come after the features.
    reference : tuple of int
        Points of the reference for each feature and pair, in hundredths of a point.
    reference_version : str
        Its name.
    lines : tuple of Piece
        The log-odds of going bad: each line holds from its lowest score on.
    gate : str or None
        Column that must be true for a score.

    Examples
    --------
    >>> import numpy as np
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> X, y = np.repeat([[1.0], [2.0]], 60, axis=0), np.r_[np.tile([0, 1], 30), np.zeros(60)]
    >>> rules = card_rules(ScorecardClassifier().fit(X, y).scorecard_)
    >>> [bound for bound, outcome in rules.features[0].intervals]
    [2.0, None]
    """

    base_points: int
    features: tuple[FeatureRules, ...]
    pairs: tuple[PairRules, ...]
    reference: tuple[int, ...]
    reference_version: str
    lines: tuple[Piece, ...]
    gate: str | None

    @property
    def parts(self) -> tuple[FeatureRules | PairRules, ...]:
        """All that has points: features, then pairs."""
        return (*self.features, *self.pairs)


def card_rules(card: Scorecard, reference: str | None = None) -> CardRules:
    """Return what every target must decide.

    Parameters
    ----------
    card : Scorecard
        The document.
    reference : str, optional
        Kind of the reference for the reasons; the scorecard's default without it.

    Returns
    -------
    CardRules
        Plain values.

    Raises
    ------
    ExportError
        If the document holds something no target can express.
    """
    ends = card.calibration.log_odds(np.array([card.lowest_score, card.highest_score]))
    steepest = float(np.max(np.abs(ends)))
    if steepest > 700:
        raise ExportError(
            "the calibration is so steep that the exponential leaves the range of a double"
        )
    strange = [each.name for each in card.features if each.binning.kind not in _KINDS]
    most = card.base_points + sum(part.max_points for part in card.parts)
    if strange or most != card.highest_score:
        raise ExportError("the scorecard holds points that no other system can be given")
    compared = card.reference(reference)
    return CardRules(
        base_points=card.base_points,
        features=tuple(_feature_rules(feature) for feature in card.features),
        pairs=tuple(_pair_rules(card, pair) for pair in card.pairs),
        reference=tuple(int(points / PLACES) for points in compared.points),
        reference_version=compared.version,
        lines=card.calibration.lines,
        gate=card.gate,
    )


def _pair_rules(card: Scorecard, pair: ScoredPair) -> PairRules:
    place_of = {name: place for place, name in enumerate(card.feature_names)}
    first, second = place_of[pair.first], place_of[pair.second]
    labels = cell_labels(pair, card.features[first], card.features[second])
    return PairRules(
        pair.name,
        pair.label,
        pair.sentence,
        first,
        second,
        pair.first_group,
        pair.second_group,
        pair.points,
        tuple(map(tuple, labels)),
    )


def _feature_rules(feature: ScoredFeature) -> FeatureRules:
    binning = feature.binning
    outcomes = tuple(
        Outcome(points, each.label, feature.sentence(each), place)
        for place, (points, each) in enumerate(zip(feature.points, binning.bins, strict=True))
    )
    by_bin = tuple(zip(binning.bins, outcomes, strict=True))
    missing = outcomes[binning.missing_bin]
    if binning.kind == "numeric":
        rules = NumericRules(
            feature.name,
            feature.label,
            missing,
            tuple(
                (tuple(float(value) for value in each.values), outcome)
                for each, outcome in by_bin
                if each.kind is BinKind.SPECIAL and each.values
            ),
            tuple(
                (each.upper, outcome) for each, outcome in by_bin if each.kind is BinKind.INTERVAL
            ),
        )
        if len({outcome.sentence for _, outcome in rules.intervals}) > 1:
            raise ExportError(f"feature {feature.name}: its intervals have different sentences")
        return rules
    named = (
        (tuple(str(value) for value in each.values if str(value).strip()), outcome)
        for each, outcome in by_bin
    )
    return CategoryRules(
        feature.name,
        feature.label,
        missing,
        tuple((values, outcome) for values, outcome in named if values),
        outcomes[binning.other_bin],
    )
