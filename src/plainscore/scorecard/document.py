"""`Scorecard`: the immutable document that scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard import encoding
from plainscore.scorecard.binning.draft import BinDraft
from plainscore.scorecard.binning.labels import value_label
from plainscore.scorecard.calibration import Calibration
from plainscore.scorecard.edit_record import EditRecord
from plainscore.scorecard.editing import FeatureEdit
from plainscore.scorecard.engine import Engine
from plainscore.scorecard.explanation import ExplainedFeature, Explanation
from plainscore.scorecard.feature import PointsRow, ScoredFeature
from plainscore.scorecard.fitted_on import FittedOn
from plainscore.scorecard.reasons import Reason, find_reasons
from plainscore.scorecard.recourse import Actionable, Recourse, find_recourse
from plainscore.scorecard.reference import (
    ALL_APPLICANTS,
    BEST_BIN,
    CUT_OFF,
    PLACES,
    Reference,
    average_reference,
)
from plainscore.scorecard.scaling import HIGHEST_SCORE, LOWEST_SCORE, Scaling
from plainscore.scorecard.table import Table, TableLike, is_row, read_table
from plainscore.scorecard.text import card_html, card_text
from plainscore.scorecard.verdict import Verdict


@dataclass(frozen=True)
class Scorecard:
    """A points scorecard: an immutable document with everything needed to score and explain.

    Base points plus the points of every feature are the score, exactly, for every row, missing,
    special and unseen values included. The base is the least attainable score and no feature has
    negative points, so a reader sees "x of at most y".

    Parameters
    ----------
    name : str
        Name of the scorecard.
    features : tuple of ScoredFeature
        The features.
    base_points : int
        The least attainable score.
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

    name: str
    features: tuple[ScoredFeature, ...]
    base_points: int
    scaling: Scaling
    calibration: Calibration
    references: tuple[Reference, ...]
    excluded: tuple[Verdict, ...]
    fitted_on: FittedOn
    gate: str | None = None
    created_on: str | None = None
    edits: tuple[EditRecord, ...] = ()

    def __post_init__(self) -> None:
        names = [feature.name for feature in self.features]
        if len(set(names)) != len(names):
            raise ValueError("a scorecard holds each feature once")
        if not LOWEST_SCORE <= self.lowest_score <= self.highest_score <= HIGHEST_SCORE:
            raise ValueError(
                f"scores from {self.lowest_score} to {self.highest_score} leave the range "
                f"{LOWEST_SCORE} to {HIGHEST_SCORE}"
            )
        if not self.references:
            raise ValueError("a scorecard needs at least one reference for its reasons")
        if any(len(each.points) != len(names) for each in self.references):
            raise ValueError("a reference needs points for every feature")

    def __getstate__(self) -> dict[str, Any]:
        return {name: self.__dict__[name] for name in self.__dataclass_fields__}

    @property
    def lowest_score(self) -> int:
        """The least attainable score."""
        return self.base_points

    @property
    def highest_score(self) -> int:
        """The greatest attainable score."""
        return self.base_points + sum(feature.max_points for feature in self.features)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Columns the scorecard reads, the gate apart."""
        return tuple(feature.name for feature in self.features)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the document's canonical bytes, in hexadecimal."""
        return encoding.digest(self)

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self.base_points, self.features)

    def _read(self, table: TableLike) -> Table:
        shape = getattr(table, "shape", None)
        if isinstance(table, np.ndarray) and shape == (len(table), len(self.features)):
            return read_table(table, self.feature_names)
        if is_row(table) or isinstance(table, Sequence):
            return read_table(table, self.feature_names)
        return read_table(table)

    def score(self, table: TableLike) -> NDArray[np.int32]:
        """Return the score of every row.

        Parameters
        ----------
        table : pandas, polars or pyarrow table, mapping, or list of mappings
            Columns are found by name; others are not looked at. In rows given as mappings an
            absent key is a missing value; in a table an absent column is an error. A 2-D array
            has the features in order.

        Returns
        -------
        ndarray of int32, shape (n_rows,)
            Scores, 350 to 950, higher is safer. Rows that are not `scorable` get the arithmetic
            of their missing values; it must not be used as a score.

        Raises
        ------
        ValueError
            If a column is absent, or a value is not a number where one is needed.
        """
        if is_row(table):
            return np.array([self._engine.score_row(table)], dtype=np.int32)
        return self._engine.score(self._read(table))

    def score_row(self, row: Mapping[str, Any]) -> int:
        """Return the score of one row, by the shortest way.

        Parameters
        ----------
        row : mapping of str to value
            Values by column; an absent key is a missing value.

        Returns
        -------
        int
            The same score as `score` gives.
        """
        return self._engine.score_row(row)

    def probability(self, table: TableLike) -> NDArray[np.float64]:
        """Return the probability of going bad of every row.

        Parameters
        ----------
        table : table
            As for `score`.

        Returns
        -------
        ndarray of float64, shape (n_rows,)
            Probabilities, by the document's calibration.
        """
        return self.calibration.probability(self.score(table))

    def points(self, table: TableLike) -> NDArray[np.int32]:
        """Return the points of every row and feature.

        Parameters
        ----------
        table : table
            As for `score`.

        Returns
        -------
        ndarray of int32, shape (n_rows, n_features)
            Points; with `base_points` they add up to `score`.
        """
        return self._engine.points(self._read(table))

    def scorable(self, table: TableLike) -> NDArray[np.bool_]:
        """Return which rows have enough information for a score.

        Parameters
        ----------
        table : table
            As for `score`.

        Returns
        -------
        ndarray of bool, shape (n_rows,)
            True where the gate's column is true, or everywhere when there is no gate.

        Raises
        ------
        ValueError
            If the gate's column is absent.
        """
        read = self._read(table)
        if self.gate is None:
            return np.ones(read.rows, dtype=np.bool_)
        return read.truth(self.gate)

    def reference(self, kind: str | None = None) -> Reference:
        """Return a reference by kind; the default one without a kind.

        Parameters
        ----------
        kind : str, optional
            ``"all_applicants"``, ``"cut_off"`` or ``"best_bin"`` (which every scorecard has).

        Returns
        -------
        Reference
            The reference.

        Raises
        ------
        ValueError
            If the document does not hold it.
        """
        if kind is None:
            return self.references[0]
        for each in self.references:
            if each.kind == kind:
                return each
        if kind == BEST_BIN:
            best = tuple(Decimal(feature.max_points).quantize(PLACES) for feature in self.features)
            return Reference(BEST_BIN, "the best group of every feature", best)
        held = ", ".join(each.kind for each in self.references)
        raise ValueError(f"the scorecard has no reference {kind!r}; it has {held}")

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
            For each row, the features that really lost points against the reference, most first,
            ties in the order of the features.
        """
        codes = self._engine.codes(self._read(table))
        return find_reasons(self.features, self.reference(reference), codes, n)

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
        compared = self.reference(reference)
        codes = self._engine.codes(table)
        explained = tuple(
            ExplainedFeature(
                feature=feature.name,
                label=feature.label,
                factor=feature.factor,
                value=_value_text(feature, table),
                bin=feature.binning.bins[code].label,
                points=feature.points[code],
                max_points=feature.max_points,
                reference_points=target,
            )
            for feature, code, target in zip(
                self.features, codes[0].tolist(), compared.points, strict=True
            )
        )
        score = self.base_points + sum(each.points for each in explained)
        return Explanation(
            base_points=self.base_points,
            features=explained,
            score=score,
            lowest=self.lowest_score,
            highest=self.highest_score,
            probability=float(self.calibration.probability(np.array([score]))[0]),
            reasons=find_reasons(self.features, compared, codes, n)[0],
            reference=compared.version,
            reference_score=self.base_points + sum(compared.points, Decimal(0)),
            scorable=self.gate is None
            or (self.gate in table.names and bool(table.truth(self.gate)[0])),
            scorecard=self.name,
            digest=self.digest,
        )

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
            If `actionable` names what is no feature, or the table has not exactly one row.
        """
        unknown = sorted(set(actionable) - set(self.feature_names))
        if unknown:
            raise ValueError(f"not features of the scorecard: {', '.join(unknown)}")
        table = self._read(row)
        if table.rows != 1:
            raise ValueError(f"recourse takes one row, got {table.rows}")
        codes = self._engine.codes(table)[0].tolist()
        values = [_value(feature, table) for feature in self.features]
        return find_recourse(self.features, values, codes, self.base_points, target, actionable, n)

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

    def with_reference(self, reference: Reference) -> Self:
        """Return the same scorecard with one more reference, or one replaced.

        Parameters
        ----------
        reference : Reference
            The reference; it takes the place of one of its kind.

        Returns
        -------
        Scorecard
            A new document with a new digest. The default stays the first.
        """
        kept = [each for each in self.references if each.kind != reference.kind]
        place = 0 if reference.kind == ALL_APPLICANTS else len(kept)
        kept.insert(place, reference)
        return replace(self, references=tuple(kept))

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
        points = self._engine.points(read)
        total = self.base_points + points.sum(axis=1)
        at = (total >= cut_off) & (total < cut_off + width)
        weight = np.ones(read.rows) if sample_weight is None else np.asarray(sample_weight, float)
        if not weight[at].sum() > 0:
            raise ValueError(f"nobody scores {cut_off} to {cut_off + width - 1}")
        description = f"the average of applicants scoring {cut_off} to {cut_off + width - 1}"
        shares = [
            np.bincount(codes, weight[at], len(feature.points)).astype(np.float64)
            for feature, codes in zip(self.features, self._engine.codes(read)[at].T, strict=True)
        ]
        points_by_bin = [feature.points for feature in self.features]
        return self.with_reference(average_reference(points_by_bin, shares, CUT_OFF, description))

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


def _value(feature: ScoredFeature, table: Table) -> float | str | None:
    if feature.binning.kind == "categorical":
        column = table.categories(feature.name)
        place = int(column.positions[0])
        return None if place < 0 else column.categories[place]
    value = float(table.numeric(feature.name)[0])
    return None if np.isnan(value) else value


def _value_text(feature: ScoredFeature, table: Table) -> str:
    value = _value(feature, table)
    if value is None:
        return "missing"
    if isinstance(value, str):
        return value
    return value_label(value, feature.note.unit)
