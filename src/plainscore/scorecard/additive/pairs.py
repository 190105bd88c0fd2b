"""Pairs of features that add something beyond the sum of both, found, tested and named.

Candidates come from the slopes of the loss by the bins of two features (as in FAST: Lou, Caruana,
Gehrke and Hooker 2013, KDD), each as the small table that saves most. A pair stays only when its
table, cut and valued without a fold, saves more loss on that fold than the best of as many chance
pairs would, and more than its standard error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.additive.features import Course
from plainscore.scorecard.additive.folds import FOLDS, folds_of, sample_rows
from plainscore.scorecard.additive.grid import PRECISION, best_grid, beyond_margins
from plainscore.scorecard.additive.model import AdditiveFit, PairTable, StepShape
from plainscore.scorecard.additive.tallies import (
    Codes,
    add_by_code,
    cross_table,
    gram,
    log_loss_parts,
)

SIDE = 4
"""Most rows and columns of a table."""

CANDIDATES = 10
"""Pairs tested on held-out folds before each choice."""

SAMPLE = 200_000
"""Rows on which pairs are looked for and valued."""

CHANCE = 0.05
"""Probability with which any pair of chance may be taken."""

GROUPS = 8
"""Ordered bins that the search of tables can tell apart."""


@dataclass(frozen=True, slots=True)
class _Side:
    """A feature as the search of pairs sees it: group 0 is outside the order."""

    shape: StepShape
    group: NDArray[np.uint8]
    column: NDArray[np.uint8]
    size: int
    course: Course


@dataclass(frozen=True, slots=True)
class _Grid:
    rows: NDArray[np.uint8]
    columns: NDArray[np.uint8]
    values: NDArray[np.float64]


@dataclass(slots=True)
class _Rows:
    log_odds: NDArray[np.float64]
    bad: NDArray[np.float64]
    weight: NDArray[np.float64]
    fold: NDArray[np.uint8]

    def parts(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        slope, curve = np.empty_like(self.log_odds), np.empty_like(self.log_odds)
        log_loss_parts(self.log_odds, self.bad, self.weight, slope, curve)
        return slope, curve


def find_pairs(
    fit: AdditiveFit,
    codes: Codes,
    bad: NDArray[np.float64],
    weight: NDArray[np.float64],
    keys: NDArray[np.uint64],
    courses: Mapping[int, Course],
    limit: int,
) -> tuple[PairTable, ...]:
    """Return the pairs that pay on held-out folds, the most useful first.

    Parameters
    ----------
    fit : AdditiveFit
        The fit without pairs.
    codes : sequence of ndarray of uint8, shape (n_rows,)
        All features given to the fit.
    bad, weight : ndarray of float64, shape (n_rows,)
        Outcomes and weights.
    keys : ndarray of uint64, shape (n_rows,)
        From `row_keys`.
    courses : mapping of int to str
        Declared course of each feature that stays. One with a course is in at most one pair,
        whose cells are shrunk until the sum of both keeps the course.
    limit : int
        Most pairs.

    Returns
    -------
    tuple of PairTable
        The pairs.
    """
    chosen = sample_rows(keys, bad, SAMPLE)
    own = slice(None) if chosen is None else chosen
    sides = [_side(each, codes[each.place][own], courses[each.place]) for each in fit.shapes]
    sample = [column[own] for column in codes]
    rows = _Rows(fit.log_odds(sample), bad[own], weight[own], folds_of(keys[own]))
    for _ in range(5):
        slope, curve = rows.parts()
        rows.log_odds += np.clip(slope.sum() / curve.sum(), -2.0, 2.0)
    found: list[PairTable] = []
    while len(found) < limit:
        best = _best_pair(sides, rows, found)
        if best is None:
            break
        (first, second), grid, gain, error = best
        table = _table(sides[first], sides[second], grid, rows, gain, error)
        found.append(table)
        cells = sides[first].column * np.uint8(sides[second].size) + sides[second].column
        wide = _expanded(grid, sides[first].size, sides[second].size, table.log_odds)
        rows.log_odds = add_by_code([cells], [wide.size], wide, rows.log_odds)
    return tuple(_weighed(fit, each, codes, weight) for each in found)


def _side(shape: StepShape, codes: NDArray[np.uint8], course: Course) -> _Side:
    bins = shape.log_odds.size
    group = np.zeros(bins, dtype=np.uint8)
    count = shape.ordered_bins
    if count <= GROUPS:
        group[:count] = np.arange(count) + 1
    else:
        own = shape.weight[:count]
        middle = (np.cumsum(own) - own / 2) / max(float(own.sum()), 1e-300)
        _, dense = np.unique(np.floor(middle * GROUPS), return_inverse=True)
        group[:count] = dense + 1
    size = int(group.max()) + 1
    return _Side(shape, group, np.asarray(group[shape.bin_of][codes]), size, course)


def _best_pair(
    sides: Sequence[_Side], rows: _Rows, found: Sequence[PairTable]
) -> tuple[tuple[int, int], _Grid, float, float] | None:
    slope, curve = rows.parts()
    used = {(each.first, each.second) for each in found}
    paired = {place for pair in used for place in pair}
    columns = [each.column for each in sides]
    sizes = [each.size for each in sides]
    slopes, curves = gram(columns, sizes, slope)[0], gram(columns, sizes, curve)[0]
    at = np.concatenate([[0], np.cumsum(sizes)])
    ranked = []
    looked = 0
    for i, first in enumerate(sides):
        for j in range(i + 1, len(sides)):
            second = sides[j]
            busy = any(
                side.course != "none" and side.shape.place in paired for side in (first, second)
            )
            small = min(first.size, second.size) < 3
            if busy or small or (first.shape.place, second.shape.place) in used:
                continue
            block = (slice(at[i], at[i + 1]), slice(at[j], at[j + 1]))
            looked += 1
            gain, _ = _cut(slopes[block], curves[block])
            if gain > 0:
                ranked.append((-gain, i, j))
    ranked.sort()
    best = None
    for _, i, j in ranked[:CANDIDATES]:
        gain, error = _held_out(sides[i], sides[j], rows, slope, curve)
        if _pays(gain, error, looked) and (best is None or gain > best[2]):
            block = (slice(at[i], at[i + 1]), slice(at[j], at[j + 1]))
            best = ((i, j), _cut(slopes[block], curves[block])[1], gain, error)
    return best


def _pays(gain: float, error: float, looked: int) -> bool:
    """Return whether a held-out saving is more than the best of so many chance pairs would show.

    The saving is the log of a likelihood ratio on rows not fitted on. By Markov's inequality one
    of chance exceeds ``log(pairs / CHANCE)`` with probability ``CHANCE`` over all pairs looked at.
    """
    return gain > max(error, float(np.log(looked / CHANCE)))


def _cut(slope: NDArray[np.float64], curve: NDArray[np.float64]) -> tuple[float, _Grid]:
    """Return the best table over the ordered groups of two features."""
    left = beyond_margins(slope, curve)[1:, 1:]
    inner = np.ascontiguousarray(curve[1:, 1:])
    gain, rows, columns = best_grid(np.ascontiguousarray(left), inner, SIDE)
    shape = (int(rows.max()) + 1, int(columns.max()) + 1)
    cells = rows[:, None].astype(np.int64) * shape[1] + columns[None, :]
    slopes = np.bincount(cells.ravel(), left.ravel(), shape[0] * shape[1])
    curves = np.bincount(cells.ravel(), inner.ravel(), shape[0] * shape[1])
    return gain, _Grid(rows, columns, (slopes / (curves + PRECISION)).reshape(shape))


def _expanded(
    grid: _Grid, rows: int, columns: int, values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the values over the groups of two features; values have an outer row and column."""
    row = np.concatenate([[0], grid.rows.astype(np.int64) + 1])
    column = np.concatenate([[0], grid.columns.astype(np.int64) + 1])
    return np.ascontiguousarray(values[row[:rows, None], column[None, :columns]].ravel())


def _framed(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.pad(values, ((1, 0), (1, 0)))


def _held_out(
    first: _Side,
    second: _Side,
    rows: _Rows,
    slope: NDArray[np.float64],
    curve: NDArray[np.float64],
) -> tuple[float, float]:
    """Return the loss that a pair saves on held-out folds, and its standard error."""
    cells = first.column * np.uint8(second.size) + second.column
    size = first.size * second.size
    fold_cells = cells.astype(np.int64) + size * rows.fold.astype(np.int64)
    shape = (FOLDS, first.size, second.size)
    slopes = np.bincount(fold_cells, slope, FOLDS * size).reshape(shape)
    curves = np.bincount(fold_cells, curve, FOLDS * size).reshape(shape)
    moved = np.zeros((FOLDS, size))
    for k in range(FOLDS):
        _, grid = _cut(slopes.sum(axis=0) - slopes[k], curves.sum(axis=0) - curves[k])
        moved[k] = _expanded(grid, first.size, second.size, _framed(grid.values))
    before = _row_loss(rows.log_odds, rows.bad)
    saved = before - _row_loss(rows.log_odds + moved.ravel()[fold_cells], rows.bad)
    total = float(rows.weight @ saved)
    mean = total / float(rows.weight.sum())
    return total, float(np.sqrt(rows.weight @ (saved - mean) ** 2))


def _row_loss(log_odds: NDArray[np.float64], bad: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.logaddexp(0.0, log_odds) - bad * log_odds)


def _table(
    first: _Side, second: _Side, grid: _Grid, rows: _Rows, gain: float, error: float
) -> PairTable:
    first_group = np.concatenate([[0], grid.rows + 1])[first.group].astype(np.uint8)
    second_group = np.concatenate([[0], grid.columns + 1])[second.group].astype(np.uint8)
    row = np.concatenate([[0], grid.rows + 1]).astype(np.uint8)[first.column]
    column = np.concatenate([[0], grid.columns + 1]).astype(np.uint8)[second.column]
    shape = (grid.values.shape[0] + 1, grid.values.shape[1] + 1)
    values = _framed(grid.values)
    for _ in range(4):
        moved = add_by_code(
            [row * np.uint8(shape[1]) + column], [values.size], values.ravel(), rows.log_odds
        )
        slope, curve = np.empty_like(moved), np.empty_like(moved)
        log_loss_parts(moved, rows.bad, rows.weight, slope, curve)
        slopes = beyond_margins(
            cross_table(row, column, slope, shape), cross_table(row, column, curve, shape)
        )
        curves = cross_table(row, column, curve, shape)
        values += (slopes - PRECISION * values) / (curves + PRECISION)
        values[0, :] = 0.0
        values[:, 0] = 0.0
    share = min(
        _room(first.shape.log_odds, first.shape.ordered_bins, first_group, values, first.course),
        _room(
            second.shape.log_odds, second.shape.ordered_bins, second_group, values.T, second.course
        ),
    )
    return PairTable(
        first=first.shape.place,
        second=second.shape.place,
        first_group=first_group,
        second_group=second_group,
        log_odds=share * values,
        weight=np.zeros(shape),
        gain=gain,
        error=error,
    )


def _room(
    main: NDArray[np.float64],
    ordered: int,
    group: NDArray[np.uint8],
    values: NDArray[np.float64],
    course: Course,
) -> float:
    """Return the greatest share of a table that leaves a feature its course."""
    if course == "none":
        return 1.0
    sign = 1.0 if course == "ascending" else -1.0
    steps = sign * np.diff(main[:ordered])[:, None]
    turns = sign * np.diff(values[group[:ordered]], axis=0)
    against = turns < 0
    shares = np.broadcast_to(steps, turns.shape)[against] / -turns[against]
    return float(np.clip(shares.min(initial=1.0), 0.0, 1.0))


def _weighed(
    fit: AdditiveFit, pair: PairTable, codes: Codes, weight: NDArray[np.float64]
) -> PairTable:
    cells = fit.cells(pair, codes)
    sums = np.bincount(cells, weight, pair.log_odds.size).reshape(pair.log_odds.shape)
    return replace(pair, weight=np.asarray(sums, dtype=np.float64))
