"""What a fit's probabilities are worth on rows it has not seen: whole fits on folds.

Each fold is left out of a fit of its own, binning and selection included, and scored by it. The
slope of the outcome on those scores says how much of the spread of the probabilities is real
(cross-calibration: Steyerberg et al. 2001, Journal of Clinical Epidemiology 54: 774-781).
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.calibration import HeldOut, fit_line, level
from plainscore.scorecard.document import Scorecard
from plainscore.scorecard.isotonic import curve_log_odds, fit_curve
from plainscore.scorecard.sample import Sample
from plainscore.scorecard.table import CategoryColumn, Column, NumericColumn, Table

Floats = NDArray[np.float64]
Fit = Callable[[Table, Sample], Scorecard]

MOST_ROWS = 20_000
"""Of more rows, every n-th: what is lost on unseen rows falls as the sample grows."""

PLENTY = 10_000
"""Bads and goods from which what is lost on unseen rows is below what can be told from chance."""

_LEAST = 5.0
"""Each fit needs this weight of bads and of goods."""

_ENOUGH_FOR_A_CURVE = 200
"""Bads and goods from which a monotone curve is tried beside the straight line."""

_SPLIT = 10.0
"""Rows that are all alike and together weigh more than this are shared out over the folds."""


@dataclass(frozen=True, slots=True)
class _Scored:
    """Held-out log-odds, fold by fold, and the weight each row has there."""

    risk: Floats
    bad: Floats
    weight: Floats
    fold: NDArray[np.intp]


def measure_held_out(table: Table, sample: Sample, fit: Fit, *, folds: int = 5) -> HeldOut | None:
    """Measure a fit on folds that it has not seen.

    Folds depend on what a row holds and never on where it stands; equal rows are together, so a
    weight of two is the same as the row twice.

    Parameters
    ----------
    table : Table
        The columns.
    sample : Sample
        Outcomes and weights.
    fit : callable
        Fits a scorecard on a table and sample.
    folds : int
        Folds; none with 0.

    Returns
    -------
    HeldOut or None
        None without folds, where a fit on fewer rows would have next to no bads or goods, and
        where there are more than 10,000 of each.
    """
    rarer = min(int(sample.bad.sum()), int(sample.bad.size - sample.bad.sum()))
    if folds == 0 or rarer > PLENTY:
        return None
    part, chosen = _part_of(table, sample)
    shares = _shares(part, chosen, folds)
    bad = chosen.bad.astype(np.float64)
    fitted_on: list[_Scored] = []
    left_out: list[_Scored] = []
    for fold in range(folds):
        train = chosen.weight * (1.0 - shares[:, fold])
        if min(train @ bad, train @ (1.0 - bad)) < _LEAST:
            return None
        card = fit(part, _of(chosen, train))
        risk = -np.array(card.scaling.log_odds(card.score(part).astype(np.float64)))  # type: ignore[arg-type]
        own = chosen.weight * shares[:, fold]
        for scored, weight in ((fitted_on, train), (left_out, own)):
            used = weight > 0
            scored.append(_Scored(risk[used], bad[used], weight[used], np.full(used.sum(), fold)))
    seen, unseen = _joined(fitted_on), _aligned(_joined(left_out))
    slopes = [_line(each)[1] for each in (unseen, seen)]
    bads = int(chosen.bad.sum())
    # noise beside signal is as one beside the number of rows: less of it is in the whole fit
    noise = (slopes[1] / slopes[0] - 1.0) * (1.0 - 1.0 / folds) * part.rows / sample.bad.shape[0]
    shrinkage = 1.0 / (1.0 + max(noise, -0.5))
    if min(bads, part.rows - bads) < _ENOUGH_FOR_A_CURVE:
        return HeldOut(folds, part.rows, bads, shrinkage)
    return HeldOut(folds, part.rows, bads, shrinkage, *_choose(unseen))


def _aligned(scored: _Scored) -> _Scored:
    """Return the same with the share of bads of each fold as its log-odds promise.

    A fold with many bads leaves few to the rest: without this, chance makes its scores too good.
    """
    risk, slope = scored.risk, 1.0
    for _ in range(5):
        moved = np.empty(scored.fold.max() + 1)
        for fold in range(moved.size):
            own = scored.fold == fold
            weight = scored.weight[own]
            moved[fold] = level(slope * scored.risk[own], weight * scored.bad[own], weight)
        risk = scored.risk + moved[scored.fold] / slope
        slope = fit_line(risk, scored.bad * scored.weight, scored.weight)[1]
    return _Scored(risk, scored.bad, scored.weight, scored.fold)


def _choose(scored: _Scored) -> tuple[float, float, tuple[tuple[float, float], ...]]:
    """Return the losses of line and curve on folds they were not fitted on, and the better."""
    gains, losses = np.zeros_like(scored.risk), np.zeros_like(scored.risk)
    for fold in np.unique(scored.fold):
        test = scored.fold == fold
        others = _Scored(*(part[~test] for part in _parts(scored)))
        intercept, slope = _line(others)
        line = intercept + slope * scored.risk
        knots = fit_curve(line[~test], others.bad * others.weight, others.weight)
        curve = curve_log_odds(knots, line[test])
        losses[test] = _loss(line[test], scored.bad[test])
        gains[test] = losses[test] - _loss(curve, scored.bad[test])
    whole = float(scored.weight.sum())
    gain, loss = float(scored.weight @ gains) / whole, float(scored.weight @ losses) / whole
    error = float(np.sqrt(np.sum((scored.weight * (gains - gain)) ** 2))) / whole
    if gain <= error:
        return loss, loss - gain, ()
    intercept, slope = _line(scored)
    line = intercept + slope * scored.risk
    knots = fit_curve(line, scored.bad * scored.weight, scored.weight)
    return loss, loss - gain, knots


def _loss(log_odds: Floats, bad: Floats) -> Floats:
    return np.asarray(np.logaddexp(0.0, log_odds) - bad * log_odds, dtype=np.float64)


def _line(scored: _Scored) -> tuple[float, float]:
    return fit_line(scored.risk, scored.bad * scored.weight, scored.weight)


def _parts(scored: _Scored) -> tuple[Floats, Floats, Floats, NDArray[np.intp]]:
    return scored.risk, scored.bad, scored.weight, scored.fold


def _joined(scored: list[_Scored]) -> _Scored:
    return _Scored(*(np.concatenate(each) for each in zip(*map(_parts, scored), strict=True)))


def _part_of(table: Table, sample: Sample) -> tuple[Table, Sample]:
    """Return the rows of the sample, at most so many, as a table of their own."""
    rows = np.arange(table.rows) if sample.keep is None else np.flatnonzero(sample.keep)
    every = -(-rows.size // MOST_ROWS)
    if every == 1 and sample.keep is None:
        return table, sample
    rows = rows[::every]
    columns: dict[str, Column | None] = {}

    def read(name: str) -> Column | None:
        if name not in columns:
            column = table.column(name)
            if isinstance(column, NumericColumn):
                column = NumericColumn(column.values[rows])
            elif isinstance(column, CategoryColumn):
                column = CategoryColumn(column.categories, column.positions[rows])
            columns[name] = column
        return columns[name]

    periods = None if sample.periods is None else sample.periods[::every]
    part = Sample(None, sample.bad[::every], sample.weight[::every], periods)
    return Table(table.names, rows.size, read), part


def _of(sample: Sample, weight: Floats) -> Sample:
    keep = weight > 0
    periods = None
    if sample.periods is not None:
        periods = np.unique(sample.periods[keep], return_inverse=True)[1].astype(np.int32)
    return Sample(None if keep.all() else keep, sample.bad[keep], weight[keep], periods)


def _shares(table: Table, sample: Sample, folds: int) -> Floats:
    """Return which share of each row's weight is in each fold, shape (n_rows, folds)."""
    keys = _mixed(sample.bad.astype(np.uint64))
    for name in table.names:
        keys = _mixed(keys * np.uint64(0x100000001B3) ^ _contents(table.column(name), table.rows))
    alike, place = np.unique(keys, return_inverse=True)
    heavy = np.bincount(place, sample.weight) > _SPLIT
    shares = np.full((alike.size, folds), 1.0 / folds)
    shares[~heavy] = np.eye(folds)[(alike[~heavy] % np.uint64(folds)).astype(np.intp)]
    return np.asarray(shares[place], dtype=np.float64)


def _contents(column: Column | None, rows: int) -> NDArray[np.uint64]:
    if column is None:
        return np.zeros(rows, dtype=np.uint64)
    if isinstance(column, NumericColumn):
        # one zero, and one value for all that is missing
        values = np.where(np.isnan(column.values), np.nan, column.values + 0.0)
        return _mixed(values.view(np.uint64))
    texts = [zlib.crc32(text.encode()) for text in column.categories]
    return _mixed(np.array([*texts, 1], dtype=np.uint64)[column.positions])


def _mixed(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    # the finaliser of splitmix64 (Steele, Lea and Flood 2014)
    z = keys + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
