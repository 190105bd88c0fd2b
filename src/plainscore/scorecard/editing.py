"""Editing a scorecard by hand, as data: what is done, its effect, and the new document."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plainscore.scorecard.binning.draft import BinDraft
from plainscore.scorecard.binning.finder import BinFinder
from plainscore.scorecard.edit_record import EditRecord
from plainscore.scorecard.table import Table, TableLike, read_table

if TYPE_CHECKING:
    from plainscore.scorecard.assembly import Heading
    from plainscore.scorecard.document import Scorecard
    from plainscore.scorecard.feature import PointsRow
    from plainscore.scorecard.sample import Sample


@dataclass(frozen=True, slots=True)
class Edited:
    """An edited scorecard and what the edit did.

    Parameters
    ----------
    scorecard : Scorecard
        The new document, which holds the record of the edit.
    record : EditRecord
        What was done, why, and its effect on IV and AUC.
    before, after : tuple of PointsRow
        The points table of the feature.
    """

    scorecard: "Scorecard"
    record: EditRecord
    before: tuple["PointsRow", ...]
    after: tuple["PointsRow", ...]

    def __str__(self) -> str:
        lines = [str(self.record)]
        for title, rows in (("before", self.before), ("after", self.after)):
            lines.append(f"{title}: " + "; ".join(f"{row.bin} {row.points}" for row in rows))
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class FeatureEdit:
    """What is to be done to the bins of one feature; nothing is done before `apply`.

    Parameters
    ----------
    card : Scorecard
        The scorecard being edited; it never changes.
    draft : BinDraft
        The bins as they are to be.
    operations : tuple of str
        What is to be done, in words.

    Examples
    --------
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> X = [{"late": late} for late in (0, 1, 2, 3) for _ in range(50)]
    >>> y = [int(row % 50 < 5 + 10 * (row // 50)) for row in range(200)]
    >>> card = ScorecardClassifier().fit(X, y).scorecard_
    >>> edited = card.edit("late").merge(2, 3).apply(X, y, reason="the same policy for both")
    >>> [row.bin for row in edited.after]
    ['below 1', '1 to below 2', '2 and above', 'missing']
    """

    card: "Scorecard"
    draft: BinDraft
    operations: tuple[str, ...]

    def split(self, *at: float | str) -> Self:
        """Split an interval at a number, or take categories out of their group."""
        text = "split at " + ", ".join(f"{each:g}" if isinstance(each, int | float) else each
                                       for each in at)  # fmt: skip
        return self._then(self.draft.split(*at), text)

    def merge(self, first: int, second: int) -> Self:
        """Merge two bins, by their positions as they then stand."""
        labels = [self.draft.bins[k].label for k in (first, second) if k < len(self.draft.bins)]
        return self._then(self.draft.merge(first, second), f"merge {' and '.join(labels)}")

    def _then(self, draft: BinDraft, operation: str) -> Self:
        return replace(self, draft=draft, operations=(*self.operations, operation))

    def apply(
        self,
        table: TableLike,
        bad: ArrayLike,
        *,
        reason: str,
        sample_weight: ArrayLike | None = None,
        penalty: float = 1.0,
    ) -> Edited:
        """Refit the scorecard with the edited bins.

        Parameters
        ----------
        table : table
            The sample the scorecard was fitted on.
        bad : array-like of 0 and 1, shape (n_rows,)
            Its outcomes.
        reason : str
            Why the edit is made; kept in the document.
        sample_weight : array-like, shape (n_rows,), optional
            Its weights.
        penalty : float
            Ridge penalty of the regression, in rows; of a scorecard fitted by ``"woe"``.

        Returns
        -------
        Edited
            The new document and the effect. With ``"woe"``, all coefficients, points and the
            calibration are fitted anew, and the bins of the other features stay. With
            ``"additive"``, only the bins that were split or merged get new points (see
            `refitting`), and the calibration is fitted anew.

        Raises
        ------
        ValueError
            If the sample is not the one the scorecard was fitted on, nothing is to be done, or
            the edited points would run against the feature's direction, or bins were merged that
            a pair tells apart.
        """
        from plainscore.scorecard.sample import Sample  # noqa: PLC0415 - fits need it; scores do not

        card, name = self.card, self.draft.binning.name
        if not self.operations:
            raise ValueError("nothing is to be edited")
        read = read_table(table)
        outcome = np.asarray(bad).astype(np.uint8)
        weight = np.ones(read.rows) if sample_weight is None else np.asarray(sample_weight, float)
        keep = weight > 0
        if card.gate is not None and card.gate in read.names:
            keep &= read.truth(card.gate)
        sample = Sample(None, outcome[keep], weight[keep])
        found = (int(keep.sum()), int(sample.bad.sum()))
        if found != (card.fitted_on.rows, card.fitted_on.bads):
            raise ValueError(
                f"give the sample the scorecard was fitted on: it has {card.fitted_on.rows} rows "
                f"and {card.fitted_on.bads} bads, not {found[0]} and {found[1]}"
            )
        before = card.score(table)[keep]
        if card.fitted_on.method == "additive":
            new = self._refitted(read, keep, sample, before)
        else:
            new = self._regressed(read, keep, sample, penalty)
        place = card.feature_names.index(name)
        record = EditRecord(
            name,
            self.operations,
            reason,
            card.features[place].iv,
            new.features[place].iv,
            _auc(before, sample.bad, sample.weight),
            _auc(new.score(table)[keep], sample.bad, sample.weight),
        )
        new = replace(new, edits=(*card.edits, record))
        return Edited(new, record, card.features[place].bins, new.features[place].bins)

    def _regressed(
        self, table: Table, keep: NDArray[np.bool_], sample: "Sample", penalty: float
    ) -> "Scorecard":
        """Fit all coefficients, points and the calibration anew; the other bins stay."""
        from plainscore.scorecard.assembly import assemble  # noqa: PLC0415 - it needs the document, which needs this
        from plainscore.scorecard.fitting import regress  # noqa: PLC0415 - as above
        from plainscore.scorecard.screening import Candidate  # noqa: PLC0415 - as above

        card = self.card
        candidates = []
        for feature in card.features:
            edited = feature.name == self.draft.binning.name
            skeleton = self.draft.skeleton() if edited else feature.binning
            codes = BinFinder(skeleton).codes(table)[keep]
            binning = self.draft.counted(codes, sample.bad, sample.weight) if edited else skeleton
            candidates.append(Candidate(feature.note, binning, codes))
        fit = regress(candidates, sample, penalty)
        return assemble(candidates, fit, sample, self._heading(), card.excluded)

    def _refitted(
        self,
        table: Table,
        keep: NDArray[np.bool_],
        sample: "Sample",
        score: NDArray[np.int32],
    ) -> "Scorecard":
        """Find points for the edited bins alone; all other points stay."""
        from plainscore.scorecard.assembly import document  # noqa: PLC0415 - it needs the document, which needs this
        from plainscore.scorecard.refitting import refitted  # noqa: PLC0415 - as above

        card, name = self.card, self.draft.binning.name
        place = card.feature_names.index(name)
        before = BinFinder(card.features[place].binning).codes(table)[keep]
        after = BinFinder(self.draft.skeleton()).codes(table)[keep]
        binning = self.draft.counted(after, sample.bad, sample.weight)
        feature, pairs, base = refitted(card, place, binning, before, after, score, sample)
        features = (*card.features[:place], feature, *card.features[place + 1 :])
        gained = np.array(feature.points)[after] - np.array(card.features[place].points)[before]
        moved = score + gained + (base - card.base_points)
        return document(
            features, pairs, base, card.scaling, moved, sample, self._heading(), card.excluded
        )

    def _heading(self) -> "Heading":
        from plainscore.scorecard.assembly import Heading  # noqa: PLC0415 - it needs the document, which needs this

        card = self.card
        return Heading(
            name=card.name,
            pdo=card.scaling.asked_pdo,
            base_score=card.scaling.base_score,
            base_odds=card.scaling.base_odds,
            gate=card.gate,
            method=card.fitted_on.method,
            created_on=card.created_on,
            first_day=card.fitted_on.first_day,
            last_day=card.fitted_on.last_day,
            data_digest=card.fitted_on.data_digest,
            held_out=card.calibration.held_out,
        )


def _auc(score: NDArray[np.int32], bad: NDArray[np.uint8], weight: NDArray[np.float64]) -> float:
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - slow, and only for an edit

    return float(roc_auc_score(bad, -score, sample_weight=weight))
