"""`ScoredFeature`: one feature of a scorecard, its bins and their points."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from plainscore.scorecard.binning.bins import Bin, BinKind, Binning
from plainscore.scorecard.notes import Direction, FeatureNote
from plainscore.scorecard.protected import ProtectedFeatureError, protected_ground


@dataclass(frozen=True, slots=True)
class PointsRow:
    """One row of the points table.

    Parameters
    ----------
    feature, label, factor : str
        Name, label and factor of the feature.
    bin : str
        Label of the bin.
    kind : BinKind
        What the bin holds.
    points, max_points : int
        Points of the bin, and of the best bin of the feature.
    count : int
        Rows of the training sample.
    weight, bad : float
        Their weight, and the weight of the bads.
    event_rate : float or None
        Share that went bad; None for an empty bin.
    woe, iv : float
        Weight of evidence of the bin; information value of the feature.
    """

    feature: str
    label: str
    factor: str
    bin: str
    kind: BinKind
    points: int
    max_points: int
    count: int
    weight: float
    bad: float
    event_rate: float | None
    woe: float
    iv: float


@dataclass(frozen=True)
class ScoredFeature:
    """One feature of a scorecard.

    Parameters
    ----------
    note : FeatureNote
        What a person reads about it.
    binning : Binning
        How its values are cut.
    coefficient : float
        What its weight of evidence is multiplied by.
    points : tuple of int
        Points of each bin; never negative, 0 for the worst.

    Raises
    ------
    ProtectedFeatureError
        If its column is a protected attribute.
    ValueError
        If points are missing, or run against the declared direction.
    """

    note: FeatureNote
    binning: Binning
    coefficient: float
    points: tuple[int, ...]

    def __post_init__(self) -> None:
        ground = protected_ground(self.name)
        if ground is not None:
            raise ProtectedFeatureError(
                f"{self.name} speaks of {ground}, which is protected: no scorecard may use it"
            )
        if len(self.points) != len(self.binning.bins) or min(self.points) != 0:
            raise ValueError(f"feature {self.name}: needs points for each bin, 0 for the worst")
        if self.binning.kind == "numeric":
            course = self.points[: len(self.binning.edges) + 1]
            steps = [b - a for a, b in pairwise(course)]
            wrong = {
                Direction.SAFER: any(step < 0 for step in steps),
                Direction.RISKIER: any(step > 0 for step in steps),
                Direction.NEUTRAL: False,
            }
            if wrong[self.note.direction]:
                raise ValueError(
                    f"feature {self.name}: points run against {self.note.direction.value}"
                )

    @property
    def name(self) -> str:
        """Column of the feature."""
        return self.binning.name

    @property
    def label(self) -> str:
        """Its label in plain words."""
        return self.note.label

    @property
    def factor(self) -> str:
        """The group of features it belongs to."""
        return self.note.factor

    @property
    def iv(self) -> float:
        """Information value."""
        return self.binning.iv

    @property
    def max_points(self) -> int:
        """Points of the best bin."""
        return max(self.points)

    def sentence(self, each: Bin) -> str:
        """Return what a person reads when a bin costs them points.

        A bin of missing values says that nothing is known: the sentence of the feature would state
        something of the person that was never seen.

        Parameters
        ----------
        each : Bin
            One of the feature's bins.

        Returns
        -------
        str
            One sentence.
        """
        if each.kind is BinKind.MISSING:
            return f"There is no information on this point: {self.label}."
        return self.note.sentence

    @cached_property
    def bins(self) -> tuple[PointsRow, ...]:
        """Rows of the points table, one a bin."""
        return tuple(map(self._row, self.binning.bins, self.points))

    def _row(self, each: Bin, points: int) -> PointsRow:
        return PointsRow(
            feature=self.name,
            label=self.label,
            factor=self.factor,
            bin=each.label,
            kind=each.kind,
            points=points,
            max_points=self.max_points,
            count=each.count,
            weight=each.weight,
            bad=each.bad,
            event_rate=each.event_rate,
            woe=each.woe,
            iv=self.iv,
        )
