"""Screening: which columns may become features, and the binning of those that may."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.bins import Binning, Kind
from plainscore.scorecard.binning.building import bins_of
from plainscore.scorecard.binning.constraints import Constraints
from plainscore.scorecard.binning.cut import Cut
from plainscore.scorecard.binning.optimal import find_cut, fine_prebins
from plainscore.scorecard.binning.prebins import (
    Prebins,
    sample_stride,
)
from plainscore.scorecard.binning.sharpening import near_bounds, sharpen
from plainscore.scorecard.binning.stretches import Chosen, choose
from plainscore.scorecard.bytes_on_disk import byte_array
from plainscore.scorecard.notes import FeatureNote
from plainscore.scorecard.prebinning import (
    Wishes,
    as_number,
    as_read,
    numbers_filled,
    prebins_by_part,
    prebins_of,
)
from plainscore.scorecard.protected import protected_ground
from plainscore.scorecard.refusal import refuse
from plainscore.scorecard.sample import Sample
from plainscore.scorecard.table import (
    CategoryColumn,
    Column,
    NumericColumn,
    Table,
    as_categories,
    category_text,
)
from plainscore.scorecard.verdict import Verdict, VerdictCode


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
    return refuse(name, column) or _filled(name, column, wishes.missing_as)


def screen(
    name: str,
    table: Table,
    sample: Sample,
    note: FeatureNote,
    constraints: Constraints,
    wishes: Wishes,
    *,
    min_iv: float,
    out: NDArray[np.uint8] | None = None,
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
    out : ndarray of uint8, shape (n_rows,), optional
        Where the bins of the rows are written; an array of their own by default.

    Returns
    -------
    Candidate or Verdict
        The binned column, or why it is left out.
    """
    fine = fine_prebins(sample.bad.shape[0], constraints)
    streamed = prebins_by_part(name, table, sample, wishes, fine)
    kind: Kind = "numeric"
    missing_as: float | str | None = as_number(wishes.missing_as) if streamed else None
    column: Column | Verdict | None = None
    if streamed is not None:
        prebins = streamed
    else:
        column = open_column(name, table, sample, wishes)
        if isinstance(column, Verdict):
            return column
        prebins = prebins_of(column, sample, wishes, constraints.max_prebins, fine)
        kind = "numeric" if isinstance(column, NumericColumn) else "categorical"
        missing_as = as_read(column, wishes.missing_as)
    if prebins.ordered == 0:
        return Verdict(name, VerdictCode.SINGLE_BIN, "no value is frequent enough for a bin")
    if kind == "categorical":
        # pre-bins of categories stand in the order of their event rates
        constraints = replace(constraints, trend="ascending")
    stability = sample.stability(prebins, constraints.max_psi)
    cut = find_cut(prebins, constraints, stability)
    if kind == "numeric" and constraints.refined and sample_stride(sample.bad.size) > 1:
        parts = _parts(name, table, None if streamed else column, wishes)
        out = (
            byte_array(prebins.codes.shape, on_disk=table.parts is not None) if out is None else out
        )
        prebins, cut = _sharpened(prebins, cut, constraints, sample, parts, out)
        stability = sample.stability(prebins, constraints.max_psi)
    binning = bins_of(name, kind, prebins, cut, missing_as)
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
    return Candidate(note, binning, _bin_codes(prebins, cut, binning, table, out))


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


def _bin_codes(
    prebins: Prebins, cut: Cut, binning: Binning, table: Table, out: NDArray[np.uint8] | None
) -> NDArray[np.uint8]:
    """Return the bin of every row."""
    bin_of, codes = bin_of_code(prebins, cut.starts, len(binning.bins)), prebins.codes
    # no number has the last code, which is of unseen categories
    same = binning.kind == "numeric" and np.array_equal(bin_of[:-1], np.arange(prebins.other))
    if same and codes is out:
        return out
    found = byte_array(codes.shape, on_disk=table.parts is not None) if out is None else out
    # codes are below the size; without the check numpy needs no copy
    np.take(bin_of, codes, out=found, mode="clip")
    return found


def bin_of_code(prebins: Prebins, starts: tuple[int, ...], size: int) -> NDArray[np.uint8]:
    """Return the bin of every code of pre-bins that are cut into so many bins."""
    ordered = np.searchsorted(np.array(starts), np.arange(prebins.ordered), side="right")
    after = len(starts) + 1 + np.arange(prebins.other + 1 - prebins.ordered)
    bin_of: NDArray[np.uint8] = np.concatenate([ordered, after]).clip(max=size - 1).astype(np.uint8)
    return bin_of


def _parts(
    name: str, table: Table, column: Column | Verdict | None, wishes: Wishes
) -> Iterator[NDArray[np.float64]]:
    """Return the numbers of a column as it is read, whole or part by part."""
    if isinstance(column, NumericColumn):
        return iter((column.values,))
    filled, parts = as_number(wishes.missing_as), table.parts
    found = () if parts is None else parts(name)
    return (numbers_filled(part, filled) for part in found if part is not None)


def _sharpened(
    prebins: Prebins,
    cut: Cut,
    constraints: Constraints,
    sample: Sample,
    parts: Iterator[NDArray[np.float64]],
    out: NDArray[np.uint8],
) -> tuple[Prebins, Cut]:
    """Return pre-bins of a large column, one for each bin, and their cut."""
    near = near_bounds(prebins, cut)
    if not near.any() or prebins.codes.dtype != np.uint16:
        return prebins, cut
    size = int(prebins.count[near].sum())
    rows, values = np.empty(size + 1, dtype=np.int64), np.empty(size + 1)
    taken = place = 0
    for part in parts:
        own = prebins.codes[place : place + part.shape[0]]
        taken = choose(own, near, part, place, rows, values, taken)
        place += part.shape[0]
    rows, values = rows[:size], values[:size]
    weight = np.zeros(0) if sample.uneven_weight is None else sample.uneven_weight[rows]
    chosen = Chosen(rows, values, sample.bad[rows], weight)
    stability_of = None
    if sample.periods is not None:
        stability_of = partial(sample.stability, max_psi=constraints.max_psi)
    return sharpen(prebins, cut, near, chosen, constraints, stability_of, out)
