"""Screening: which columns may become features, and the binning of those that may."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.bins import Binning, Kind
from plainscore.scorecard.binning.building import bins_of
from plainscore.scorecard.binning.categories import category_prebins
from plainscore.scorecard.binning.constraints import Constraints
from plainscore.scorecard.binning.optimal import find_cut, fine_prebins
from plainscore.scorecard.binning.prebins import Prebins, numeric_prebins
from plainscore.scorecard.binning.stability import Stability
from plainscore.scorecard.notes import FeatureNote
from plainscore.scorecard.protected import protected_ground
from plainscore.scorecard.table import (
    CategoryColumn,
    Column,
    NumericColumn,
    Table,
    as_categories,
    category_text,
)
from plainscore.scorecard.verdict import Verdict, VerdictCode

_IDENTIFIER = re.compile(
    r"(^|[^a-z])(id|uuid|guid|key|no|nr|number|row|index)([^a-z]|$)", re.IGNORECASE
)
_FEW_ROWS = 20
"""Fewer rows than this can be unique by chance."""

MAX_CATEGORIES = 1000
"""A text column with more categories than this is not a feature."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that may become a feature.

    Parameters
    ----------
    note : FeatureNote
        What a person reads about it.
    binning : Binning
        Its bins.
    codes : ndarray of uint8, shape (n_rows,)
        Bin of every row of the sample.
    """

    note: FeatureNote
    binning: Binning
    codes: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the analyst states about the bins of a column.

    Parameters
    ----------
    categorical : bool
        Whether numbers are to be read as categories.
    special : mapping of str to tuple
        Special codes by name.
    splits : tuple or None
        The only bounds to choose from, or groups of categories that stay together.
    locked : tuple
        Bounds that every binning must have, or groups that stay together and apart.
    missing_as : float, str or None
        The value that missing ones are read as.
    """

    categorical: bool = False
    special: Mapping[str, tuple[str | float, ...]] = field(default_factory=dict)
    splits: tuple[Any, ...] | None = None
    locked: tuple[Any, ...] = ()
    missing_as: float | str | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """Outcomes and weights of the rows a scorecard is fitted on.

    Parameters
    ----------
    keep : ndarray of bool or None
        Rows of the table that belong to the sample; None for all.
    bad : ndarray of uint8
        1 for a bad, one a row kept.
    weight : ndarray of float64
        Sample weights above zero, one a row kept.
    periods : ndarray of int32 or None
        Period of every row kept, from 0, where bins have to be stable over time.
    """

    keep: NDArray[np.bool_] | None
    bad: NDArray[np.uint8]
    weight: NDArray[np.float64]
    periods: NDArray[np.int32] | None = None

    def rows_of(self, column: Column) -> Column:
        """Return the rows of a column that belong to the sample."""
        if self.keep is None:
            return column
        if isinstance(column, NumericColumn):
            return NumericColumn(column.values[self.keep])
        return CategoryColumn(column.categories, column.positions[self.keep])

    def stability(self, prebins: Prebins, max_psi: float | None) -> Stability | None:
        """Return the tallies of pre-bins by period, where there are periods."""
        if self.periods is None:
            return None
        return Stability.of(prebins, self.periods, self.bad, self.weight, max_psi)


def open_column(name: str, table: Table, sample: Sample, wishes: Wishes) -> Column | Verdict:
    """Return the rows of a column as a fit reads them, or why it cannot be a feature.

    Parameters
    ----------
    name : str
        The column.
    table : Table
        The table it stands in.
    sample : Sample
        The rows.
    wishes : Wishes
        What the analyst states about the column.

    Returns
    -------
    NumericColumn, CategoryColumn or Verdict
        Its values, missing ones read as stated; or why it is left out.
    """
    ground = protected_ground(name)
    if ground is not None:
        reason = f"it speaks of {ground}, which is protected: no scorecard may use it"
        return Verdict(name, VerdictCode.PROTECTED, reason)
    whole = table.column(name)
    if whole is None:
        return Verdict(name, VerdictCode.UNSUPPORTED_TYPE, "it is neither numeric nor text")
    column = sample.rows_of(whole)
    if wishes.categorical:
        column = as_categories(column)
    return _refuse(name, column) or _filled(name, column, wishes.missing_as)


def screen(
    name: str,
    table: Table,
    sample: Sample,
    note: FeatureNote,
    constraints: Constraints,
    wishes: Wishes,
    *,
    min_iv: float,
) -> Candidate | Verdict:
    """Judge one column, and bin it when it may become a feature.

    Parameters
    ----------
    name : str
        The column.
    table : Table
        The table it stands in.
    sample : Sample
        Outcomes and weights.
    note : FeatureNote
        What a person reads about it.
    constraints : Constraints
        Conditions of its bins.
    wishes : Wishes
        What the analyst states about it.
    min_iv : float
        Least information value.

    Returns
    -------
    Candidate or Verdict
        The binned column, or why it is left out.
    """
    column = open_column(name, table, sample, wishes)
    if isinstance(column, Verdict):
        return column
    fine = fine_prebins(sample.bad.shape[0], constraints)
    prebins = prebins_of(column, sample, wishes, constraints.max_prebins, fine)
    if prebins.ordered == 0:
        return Verdict(name, VerdictCode.SINGLE_BIN, "no value is frequent enough for a bin")
    if isinstance(column, CategoryColumn):
        # pre-bins of categories stand in the order of their event rates
        constraints = replace(constraints, trend="ascending")
    stability = sample.stability(prebins, constraints.max_psi)
    cut = find_cut(prebins, constraints, stability)
    kind: Kind = "numeric" if isinstance(column, NumericColumn) else "categorical"
    binning = bins_of(name, kind, prebins, cut, as_read(column, wishes.missing_as))
    filled = sum(each.count > 0 for each in binning.bins)
    if stability is not None and (filled < 2 or not stability.holds(prebins, cut.starts)):
        reason = "no cut into two bins is stable over the periods (order of event rates, PSI)"
        return Verdict(name, VerdictCode.UNSTABLE, reason, binning.iv)
    if filled < 2:
        return Verdict(
            name,
            VerdictCode.SINGLE_BIN,
            "no cut into two bins satisfies the constraints (size, events, trend)",
            binning.iv,
        )
    if binning.iv < min_iv:
        reason = f"its information value {binning.iv:.4f} is below {min_iv:g}"
        return Verdict(name, VerdictCode.LOW_IV, reason, binning.iv)
    bin_of = _bin_of_code(prebins, cut.starts, len(binning.bins))
    return Candidate(note, binning, bin_of[prebins.codes])


def _bin_of_code(prebins: Prebins, starts: tuple[int, ...], size: int) -> NDArray[np.uint8]:
    ordered = np.searchsorted(np.array(starts), np.arange(prebins.ordered), side="right")
    after = len(starts) + 1 + np.arange(prebins.other + 1 - prebins.ordered)
    bin_of: NDArray[np.uint8] = np.concatenate([ordered, after]).clip(max=size - 1).astype(np.uint8)
    return bin_of


def prebins_of(
    column: Column, sample: Sample, wishes: Wishes, groups: int, fine: int | None = None
) -> Prebins:
    """Return the pre-bins of a column.

    Parameters
    ----------
    column : NumericColumn or CategoryColumn
        Rows of the sample.
    sample : Sample
        Outcomes and weights.
    wishes : Wishes
        What the analyst states about the column.
    groups : int
        Most pre-bins of categories.
    fine : int, optional
        Most pre-bins of numbers; `groups` by default.

    Returns
    -------
    Prebins
        The pre-bins.
    """
    special = wishes.special
    if isinstance(column, NumericColumn):
        numbers = {name: tuple(float(code) for code in codes) for name, codes in special.items()}
        return numeric_prebins(
            column.values,
            sample.bad,
            sample.weight,
            groups if fine is None else fine,
            numbers,
            splits=None if wishes.splits is None else [float(bound) for bound in wishes.splits],
            locked=[float(bound) for bound in wishes.locked],
            tree=fine is not None and fine > groups,
        )
    texts = {name: tuple(category_text(code) for code in codes) for name, codes in special.items()}
    return category_prebins(
        column,
        sample.bad,
        sample.weight,
        groups,
        texts,
        splits=None if wishes.splits is None else [_texts(group) for group in wishes.splits],
        locked=[_texts(group) for group in wishes.locked],
    )


def _texts(group: Any) -> list[str]:
    members = group if isinstance(group, list | tuple | set | frozenset) else [group]
    return [category_text(each) for each in members]


def as_read(column: Column, missing_as: float | str | None) -> float | str | None:
    """Return the value that missing ones are read as, as the column holds values."""
    if missing_as is None:
        return None
    return float(missing_as) if isinstance(column, NumericColumn) else category_text(missing_as)


def _filled(name: str, column: Column, missing_as: float | str | None) -> Column:
    """Read missing values as a stated value."""
    if missing_as is None:
        return column
    if isinstance(column, NumericColumn):
        return NumericColumn(np.where(np.isnan(column.values), float(missing_as), column.values))
    text = category_text(missing_as)
    if text not in column.categories:
        raise ValueError(f"missing values of {name} cannot be read as {text!r}: no row has it")
    place = np.int32(column.categories.index(text))
    return CategoryColumn(
        column.categories, np.where(column.positions < 0, place, column.positions)
    )


def _refuse(name: str, column: Column) -> Verdict | None:
    if isinstance(column, CategoryColumn):
        return _refuse_categories(name, column)
    values = column.values
    first = values[np.isfinite(values)][:1]
    if not first.size and bool(np.all(np.isnan(values))):
        return Verdict(name, VerdictCode.ALL_MISSING, "every value is missing")
    if first.size and bool(np.all(values == first[0])):
        return Verdict(name, VerdictCode.CONSTANT, "every value is the same")
    if _numbers_rows(name, values):
        return Verdict(name, VerdictCode.IDENTIFIER, "it numbers the rows: an identifier")
    return None


def _refuse_categories(name: str, column: CategoryColumn) -> Verdict | None:
    seen = column.positions[column.positions >= 0]
    used = np.unique(seen).size
    if used == 0:
        return Verdict(name, VerdictCode.ALL_MISSING, "every value is missing")
    if used == 1 and seen.size == column.positions.size:
        return Verdict(name, VerdictCode.CONSTANT, "every value is the same")
    if used == seen.size and used >= _FEW_ROWS:
        return Verdict(name, VerdictCode.IDENTIFIER, "every row has a value of its own")
    if used > MAX_CATEGORIES or (used > _FEW_ROWS and used > seen.size / 2):
        reason = f"{used:,} categories in {seen.size:,} rows are too many to learn from"
        return Verdict(name, VerdictCode.TOO_MANY_CATEGORIES, reason)
    return None


def _numbers_rows(name: str, values: NDArray[np.float64]) -> bool:
    size = values.size
    if size < _FEW_ROWS or not bool(np.all(np.isfinite(values[:100]))):
        return False
    if not bool(np.all(values[:100] == np.floor(values[:100]))) or np.unique(
        values[:100]
    ).size < min(size, 100):
        return False
    if not bool(np.all(np.isfinite(values))) or not bool(np.all(values == np.floor(values))):
        return False
    ordered = np.sort(values)
    if bool(np.any(ordered[1:] == ordered[:-1])):
        return False
    consecutive = ordered[-1] - ordered[0] == size - 1
    return bool(consecutive) or _IDENTIFIER.search(name) is not None
