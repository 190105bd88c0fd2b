"""`Scorecard`: the immutable document that scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard import encoding
from plainscore.scorecard.binning.draft import BinDraft
from plainscore.scorecard.editing import FeatureEdit
from plainscore.scorecard.explaining import explain_row, value_of
from plainscore.scorecard.explanation import Explanation
from plainscore.scorecard.feature import PointsRow
from plainscore.scorecard.reasons import Reason, find_reasons
from plainscore.scorecard.recourse import Actionable, Recourse, find_recourse
from plainscore.scorecard.reference import CUT_OFF, average_reference
from plainscore.scorecard.scoring import ScoringCard
from plainscore.scorecard.table import TableLike
from plainscore.scorecard.text import card_html, card_text


@dataclass(frozen=True)
class Scorecard(ScoringCard):
    """A points scorecard: an immutable document with everything needed to score and explain.

    Base points plus the points of every feature (and of every pair of features, where it has any)
    are the score, exactly, for every row, missing, special and unseen values included. No score is
    below the base and no feature has negative points, so a reader sees "x of at most y".

    Parameters
    ----------
    name : str
        Name of the scorecard.
    features : tuple of ScoredFeature
        The features.
    base_points : int
        The score before any points.
    scaling : Scaling
        How log-odds became points.
    calibration : Calibration
        How a score becomes a probability.
    references : tuple of Reference
        What points are compared with to find reasons; the first is the default.
    excluded : tuple of Verdict
        Columns that were left out, with the reason.
    fitted_on : FittedOn
        The training sample.
    gate : str or None
        Boolean column: rows where it is not true have too little information for a score.
    created_on : str or None
        ISO date, where given.
    edits : tuple of EditRecord
        What was changed by hand, and why.
    pairs : tuple of ScoredPair
        What some features get together, beyond the points of each; stands after the features
        wherever points are listed.

    Raises
    ------
    ValueError
        If the parts do not fit together, or the attainable range leaves 350 to 950.
    ProtectedFeatureError
        If a feature is a protected attribute.

    Examples
    --------
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> X = np.repeat([[1.0], [2.0], [3.0]], 40, axis=0)
    >>> y = np.tile([0, 0, 0, 1], 30) * (X[:, 0] < 3)
    >>> card = ScorecardClassifier().fit(X, y).scorecard_
    >>> bool(np.all(card.base_points + card.points(X).sum(axis=1) == card.score(X)))
    True
    """

    def reasons(
        self, table: TableLike, n: int = 4, *, reference: str | None = None
    ) -> list[tuple[Reason, ...]]:
        """Return what cost every row most points.

        Parameters
        ----------
        table : table
            As for `score`.
        n : int
            Most reasons a row; the law's usual number is four (FCRA 609(f), Reg B comment
            9(b)(2)-1).
        reference : str, optional
            Kind of the reference; the average of all applicants by default.

        Returns
        -------
        list of tuple of Reason
            For each row, the features and pairs that really lost points against the reference,
            most first, ties in the order of `part_names`.
        """
        codes = self._engine.codes(self._read(table))
        return find_reasons(self.features, self.pairs, self.reference(reference), codes, n)

    def explain(self, row: TableLike, *, n: int = 4, reference: str | None = None) -> Explanation:
        """Return one score point by point.

        Parameters
        ----------
        row : mapping, or table of one row
            The row.
        n : int
            Most reasons.
        reference : str, optional
            Kind of the reference.

        Returns
        -------
        Explanation
            Readable as text and in a notebook.

        Raises
        ------
        ValueError
            If the table has not exactly one row.
        """
        table = self._read(row)
        if table.rows != 1:
            raise ValueError(f"explain takes one row, got {table.rows}")
        return explain_row(self, table, self._engine.codes(table), n, self.reference(reference))

    def recourse(
        self, row: TableLike, target: int, actionable: Mapping[str, Actionable], *, n: int = 3
    ) -> Recourse:
        """Return the smallest sets of realistic changes that bring one row to a target score.

        Parameters
        ----------
        row : mapping, or table of one row
            The row.
        target : int
            The score wanted.
        actionable : mapping of str to Actionable
            What the person can really change, by feature. Others stay as they are.
        n : int
            Most plans.

        Returns
        -------
        Recourse
            Plans with the fewest changes first, or the proof that none reaches the target.

        Raises
        ------
        ValueError
            If `actionable` names what is no feature, the table has not exactly one row, or so
            many actionable features hang together by pairs that an exact answer would take too
            long.
        """
        unknown = sorted(set(actionable) - set(self.feature_names))
        if unknown:
            raise ValueError(f"not features of the scorecard: {', '.join(unknown)}")
        table = self._read(row)
        if table.rows != 1:
            raise ValueError(f"recourse takes one row, got {table.rows}")
        codes = self._engine.codes(table)[0].tolist()
        values = [value_of(feature, table) for feature in self.features]
        return find_recourse(self, values, codes, target, actionable, n)

    def points_table(self) -> list[PointsRow]:
        """Return the rows of the points table, one a bin.

        Returns
        -------
        list of PointsRow
            Features in order, bins in order.
        """
        return [row for feature in self.features for row in feature.bins]

    def summary(self) -> str:
        """Return the scorecard as a text that can be read and filed."""
        return card_text(self)

    def __str__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return card_html(self)

    def with_cut_off_reference(
        self,
        table: TableLike,
        cut_off: int,
        *,
        width: int = 20,
        sample_weight: NDArray[np.float64] | None = None,
    ) -> Self:
        """Return the same scorecard with the average of those at the cut-off as a reference.

        Parameters
        ----------
        table : table
            Applicants.
        cut_off : int
            The least score that passes.
        width : int
            Applicants with ``cut_off <= score < cut_off + width`` are at or just above it.
        sample_weight : ndarray of float64, shape (n_rows,), optional
            Weights.

        Returns
        -------
        Scorecard
            A new document that holds the reference ``"cut_off"``.

        Raises
        ------
        ValueError
            If nobody is there.
        """
        read = self._read(table)
        points = self.points(read)
        total = self.base_points + points.sum(axis=1)
        at = (total >= cut_off) & (total < cut_off + width)
        weight = np.ones(read.rows) if sample_weight is None else np.asarray(sample_weight, float)
        if not weight[at].sum() > 0:
            raise ValueError(f"nobody scores {cut_off} to {cut_off + width - 1}")
        description = f"the average of applicants scoring {cut_off} to {cut_off + width - 1}"
        by_part, weights = points[at].T.tolist(), [weight[at]] * points.shape[1]
        return self.with_reference(average_reference(by_part, weights, CUT_OFF, description))

    def edit(self, feature: str) -> FeatureEdit:
        """Start editing the bins of one feature by hand.

        Parameters
        ----------
        feature : str
            Name of the feature.

        Returns
        -------
        FeatureEdit
            What is to be done; its `apply` gives the new document. This one stays as it is.

        Raises
        ------
        ValueError
            If the scorecard has no such feature.
        """
        for each in self.features:
            if each.name == feature:
                return FeatureEdit(self, BinDraft.of(each.binning), ())
        raise ValueError(f"the scorecard has no feature {feature}")

    def to_json(self) -> str:
        """Return the document as JSON, with its digest."""
        return encoding.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the scorecard of a JSON document.

        Parameters
        ----------
        text : str
            A document written by `to_json`.

        Returns
        -------
        Scorecard
            An equal scorecard, with the same digest.

        Raises
        ------
        ScorecardFileError
            If the text is not a scorecard document, was altered, or is of a later format.
        ProtectedFeatureError
            If a feature is a protected attribute.
        """
        return encoding.from_json(cls, text)

    def save(self, path: str | Path) -> None:
        """Write the document to a file, whole or not at all.

        Parameters
        ----------
        path : str or pathlib.Path
            The file.
        """
        encoding.save(self, Path(path))

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a document from a file.

        Parameters
        ----------
        path : str or pathlib.Path
            The file.

        Returns
        -------
        Scorecard
            The scorecard.

        Raises
        ------
        ScorecardFileError, ProtectedFeatureError
            As for `from_json`.
        OSError
            If the file cannot be read.
        """
        return encoding.from_json(cls, Path(path).read_text(encoding="utf-8"))
