"""A card described by what it is made of, and the bench of columns it is made from.

Nothing here knows a protected attribute: the rows of the fit come without one, columns that speak
of one are dropped, and a recipe names only features, bins, penalties and pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from sklearn.base import clone

from plainscore.scorecard import (
    BinKind,
    Scorecard,
    ScorecardClassifier,
    Verdict,
    VerdictCode,
    protected_ground,
)
from plainscore.scorecard.assembly import assemble
from plainscore.scorecard.binning.draft import BinDraft
from plainscore.scorecard.binning.finder import BinFinder
from plainscore.scorecard.fitting import Plan, regress, set_aside
from plainscore.scorecard.held_out import measure_held_out
from plainscore.scorecard.planning import check_method, fold_count, plan_of, sample_of
from plainscore.scorecard.sample import Sample
from plainscore.scorecard.screening import Candidate, screen
from plainscore.scorecard.table import Table, read_table
from plainscore.validation.alternatives.subsets import Coded, Codes
from plainscore.validation.fairness.measures import Bools
from plainscore.validation.tally import Floats

_NEUTRAL: dict[str, Any] = {
    "method": "woe",
    "pairs": 0,
    "max_features": None,
    "max_correlation": None,
    "selection": "all",
}
"""How columns are looked at for the search: each by itself, none left out beside another."""

WEIGHTLESS = 1e-9
"""A feature of no greater coefficient is not in the card."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Two neighbouring bins of a feature made one.

    Parameters
    ----------
    feature : str
        The feature.
    first : int
        Place of the lower bin; the next one joins it.
    label : str
        Both bins in words.
    """

    feature: str
    first: int
    label: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a card is made of.

    Parameters
    ----------
    features : tuple of str
        The columns it may read.
    penalty : float
        Ridge penalty of the regression, as a multiple of that of the settings.
    merges : tuple of Merge
        Bins made one.
    pairs : int or str
        Most pairs of features with a table of their own.
    """

    features: tuple[str, ...]
    penalty: float = 1.0
    merges: tuple[Merge, ...] = ()
    pairs: int | str = 0

    @property
    def plain(self) -> bool:
        """Whether it is a set of features and nothing else."""
        return not self.merges and self.penalty == 1.0

    def changes(self, beside: "Recipe") -> tuple[str, ...]:
        """Say in words what is different from another recipe.

        Parameters
        ----------
        beside : Recipe
            The other one.

        Examples
        --------
        >>> Recipe(("a",), 10.0).changes(Recipe(("a", "b", "c")))
        ('without b, c', 'ridge penalty times 10')
        """
        gone = [name for name in beside.features if name not in self.features]
        new = [name for name in self.features if name not in beside.features]
        said = [
            f"{word} {', '.join(names)}"
            for word, names in (("without", gone), ("with", new))
            if names
        ]
        said += [f"{each.feature}: {each.label} made one" for each in self.merges]
        if self.penalty != beside.penalty:
            said.append(f"ridge penalty times {self.penalty:g}")
        if self.pairs != beside.pairs:
            said.append(f"pairs of features: {self.pairs}")
        return tuple(said)


@dataclass(frozen=True)
class Workshop:
    """The rows of the fit, binned once, from which any recipe is made.

    Parameters
    ----------
    settings : ScorecardClassifier
        How cards are fitted.
    arrow : pyarrow.Table
        The rows, without protected columns.
    bad : ndarray of bool, shape (n,)
        Their outcomes.
    weight : ndarray of float64, shape (n,)
        Their weights.
    table : Table
        The same columns, as the scorecard reads them.
    plan : Plan
        What the settings ask of bins.
    sample : Sample
        Rows that count.
    candidates : tuple of Candidate
        Columns that may be features.
    left_out : tuple of Verdict
        The others, with the reason.
    """

    settings: ScorecardClassifier
    arrow: pa.Table
    bad: Bools
    weight: Floats
    table: Table
    plan: Plan
    sample: Sample
    candidates: tuple[Candidate, ...]
    left_out: tuple[Verdict, ...]

    @classmethod
    def of(
        cls,
        settings: ScorecardClassifier,
        arrow: pa.Table,
        bad: Bools,
        weight: Floats,
        aside: Sequence[str],
    ) -> "Workshop":
        """Screen and bin every column.

        Parameters
        ----------
        settings : ScorecardClassifier
            How cards are fitted.
        arrow : pyarrow.Table
            The rows of the fit.
        bad, weight
            Outcomes and weights of these rows.
        aside : sequence of str
            Columns that no card may read.

        Raises
        ------
        ValueError
            If no column is left.
        """
        arrow = arrow.select(
            [
                name
                for name in arrow.column_names
                if name not in aside and protected_ground(name) is None
            ]
        )
        table = read_table(arrow)
        model = clone(settings).set_params(**_NEUTRAL)
        check_method(model)
        sample, plan = sample_of(model, table, bad.astype(np.uint8), weight), plan_of(model, table)
        found = [_screened(name, table, sample, plan) for name in table.names]
        candidates = tuple(each for each in found if isinstance(each, Candidate))
        if not candidates:
            raise ValueError("no column of the table can be a feature")
        left_out = tuple(each for each in found if isinstance(each, Verdict))
        return cls(settings, arrow, bad, weight, table, plan, sample, candidates, left_out)

    @property
    def names(self) -> tuple[str, ...]:
        """Columns that may be features."""
        return tuple(each.binning.name for each in self.candidates)

    def coded(self) -> Coded:
        """Return the rows of the fit as bins."""
        return Coded(
            self.names,
            tuple(each.codes for each in self.candidates),
            tuple(_evidence(each) for each in self.candidates),
            self.sample.bad,
            self.sample.weight,
        )

    def codes_of(self, arrow: pa.Table) -> tuple[Codes, ...]:
        """Bin other rows.

        Parameters
        ----------
        arrow : pyarrow.Table
            Rows with the same columns.

        Returns
        -------
        tuple of ndarray of uint8
            One array a candidate.
        """
        read = read_table(arrow.select(list(self.names)))
        return tuple(BinFinder(each.binning).codes(read) for each in self.candidates)

    def merges(self) -> tuple[tuple[int, Merge, Floats], ...]:
        """Return each way to make two neighbouring bins one, with the evidence that gives.

        Returns
        -------
        tuple of (int, Merge, ndarray of float64)
            Place of the feature, what is merged, and the evidence of each bin as it was.
        """
        found = []
        for place, candidate in enumerate(self.candidates):
            bins = candidate.binning.bins
            ordered = [each.kind in {BinKind.INTERVAL, BinKind.CATEGORIES} for each in bins]
            for first in range(sum(ordered) - 1 if sum(ordered) > 2 else 0):
                label = f"{bins[first].label} and {bins[first + 1].label}"
                merge = Merge(candidate.binning.name, first, label)
                joined = _evidence(self._merged(candidate, (merge,)))
                # a later bin has moved down by one
                old = np.arange(len(bins))
                found.append((place, merge, joined[old - (old > first)]))
        return tuple(found)

    def make(self, recipe: Recipe, name: str) -> Scorecard:
        """Fit the card of a recipe.

        Parameters
        ----------
        recipe : Recipe
            What it is made of.
        name : str
            Name of the card.

        Returns
        -------
        Scorecard
            Fitted on these rows, by the settings.
        """
        if self.settings.method == "additive":
            others = [each for each in self.names if each not in recipe.features]
            exclude = [*(self.settings.exclude or ()), *others]
            model = clone(self.settings).set_params(name=name, pairs=recipe.pairs, exclude=exclude)
            card: Scorecard = model.fit(self.arrow, self.bad, self.weight).scorecard_
            return card

        def card_of(table: Table, sample: Sample) -> Scorecard:
            binned = [_screened(each, table, sample, self.plan) for each in recipe.features]
            kept = [each for each in binned if isinstance(each, Candidate)]
            return self._assembled(kept, recipe, sample, name, None)

        folds = fold_count(self.settings)
        held_out = measure_held_out(self.table, self.sample, card_of, folds=folds)
        kept = [each for each in self.candidates if each.binning.name in recipe.features]
        merged = [
            self._merged(each, [m for m in recipe.merges if m.feature == each.binning.name])
            for each in kept
        ]
        return self._assembled(merged, recipe, self.sample, name, held_out)

    def _assembled(
        self,
        kept: list[Candidate],
        recipe: Recipe,
        sample: Sample,
        name: str,
        held_out: Any,
    ) -> Scorecard:
        while True:
            fit = regress(kept, sample, recipe.penalty * self.settings.penalty)
            weighty = [
                each
                for each, value in zip(kept, fit.coefficients, strict=True)
                if value > WEIGHTLESS
            ]
            if len(weighty) == len(kept):
                break
            kept = weighty
        taken = {each.binning.name for each in kept}
        others = tuple(
            Verdict(each, VerdictCode.NOT_SELECTED, "another card of the search was chosen")
            for each in self.names
            if each not in taken
        )
        heading = replace(self.plan.heading, name=name, held_out=held_out)
        return assemble(kept, fit, sample, heading, (*self.left_out, *others))

    def _merged(self, candidate: Candidate, merges: Sequence[Merge]) -> Candidate:
        # from the last bin down, so that places stay those of the bins as they were
        for merge in sorted(merges, key=lambda each: -each.first):
            draft = BinDraft.of(candidate.binning).merge(merge.first, merge.first + 1)
            codes = np.where(candidate.codes > merge.first, candidate.codes - 1, candidate.codes)
            binning = draft.counted(codes.astype(np.uint8), self.sample.bad, self.sample.weight)
            reason = f"{merge.label} made one"
            binning = replace(binning, trend_reason=reason)
            candidate = Candidate(candidate.note, binning, codes.astype(np.uint8))
        return candidate


def _screened(name: str, table: Table, sample: Sample, plan: Plan) -> Candidate | Verdict:
    return set_aside(name, plan) or screen(
        name,
        table,
        sample,
        plan.notes[name],
        plan.constraints[name],
        plan.wishes[name],
        min_iv=plan.min_iv,
    )


def _evidence(candidate: Candidate) -> Floats:
    return np.array([each.woe for each in candidate.binning.bins])
