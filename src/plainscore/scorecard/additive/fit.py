"""The joint additive fit: all shapes together, few steps each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from plainscore.scorecard.additive.blending import Coded, Outcomes, blend, choose
from plainscore.scorecard.additive.coarse import coarsen, code_limit
from plainscore.scorecard.additive.features import CodedFeature
from plainscore.scorecard.additive.folds import folds_of, row_keys, sample_rows
from plainscore.scorecard.additive.joining import fit_of_tables
from plainscore.scorecard.additive.model import (
    AdditiveFit,
    DroppedFeature,
    DropReason,
    StepShape,
)
from plainscore.scorecard.additive.pairs import find_pairs
from plainscore.scorecard.additive.plan import AdditivePlan
from plainscore.scorecard.additive.prescreen import SEARCHED, prescreen
from plainscore.scorecard.additive.projection import project
from plainscore.scorecard.additive.rows import Rows, checked_rows
from plainscore.scorecard.additive.selection import leave_out, select_features
from plainscore.scorecard.additive.smooth import SmoothFit, fit_smooth, polish
from plainscore.scorecard.additive.tallies import Codes, log_loss_parts, sums_by_code

SAMPLE = 100_000
"""Rows that decide how smooth each shape is and which features stay; all rows set the values."""

SURETY, SURETY_OF_FEW = 1.0, 2.0
"""Standard errors below zero at which a feature's gain on held-out folds costs it its place; few
folds of few rows err by more than they show, and in a blend a weak feature does less harm."""

FLAT = 1e-3
"""Shapes whose bins differ by less in log-odds have no effect."""

STAGES = 6


def fit_additive(
    codes: Codes,
    features: Sequence[CodedFeature],
    bad: NDArray[np.bool_ | np.uint8 | np.int64 | np.float64],
    weight: NDArray[np.float64] | None = None,
    plan: AdditivePlan | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> AdditiveFit:
    """Fit all features together on the logistic loss, as few steps each.

    1. Smooth shapes, penalised, the strength of each penalty estimated from the data; with few
       events, blended with the shapes that each feature has alone and with exact bins, as far as
       held-out folds say.
    2. Features that do not pay on held-out folds are dropped.
    3. Declared courses are imposed and the fit is finished on all rows.
    4. Each shape becomes the few steps that change the scores least.
    5. Pairs, where they pay on held-out folds by more than their standard error.

    Neither the order of the rows nor the number of threads changes the result (but for the last
    digits of floating sums), and a weight of two is the same as the row twice.

    Parameters
    ----------
    codes : sequence of ndarray of uint8, shape (n_rows,)
        One array a feature, such as pre-bins.
    features : sequence of CodedFeature
        What the codes mean.
    bad : ndarray, shape (n_rows,)
        1 or true for a bad; both outcomes occur.
    weight : ndarray of float64, shape (n_rows,), optional
        How many rows each row stands for; 1 by default. Rows of weight 0 are left out.
    plan : AdditivePlan, optional
        What is asked.
    progress : callable, optional
        Called with stages done and stages in all.

    Returns
    -------
    AdditiveFit
        Bins, their log-odds, pairs, and the features dropped with the reason.

    Raises
    ------
    ValueError
        If arrays disagree in length, a code is out of range, or only one outcome occurs.

    Examples
    --------
    >>> codes = [np.repeat(np.arange(20, dtype=np.uint8), 60)]
    >>> bad = np.arange(1200) % 10 < np.where(codes[0] < 12, 2, 6)
    >>> fit = fit_additive(codes, [CodedFeature(20, 20)], bad)
    >>> steps = fit.shapes[0].log_odds[fit.shapes[0].bin_of]
    >>> bool(steps[15] - steps[5] > 1.5)
    True
    """
    plan = plan or AdditivePlan()
    stages = _Stages(progress)
    rows = checked_rows(codes, features, bad, weight)
    tallies = [
        sums_by_code([column], [each.size], rows.weight)
        for column, each in zip(rows.columns, features, strict=True)
    ]
    several = [np.count_nonzero(tally) > 1 for tally in tallies]
    dropped = [
        DroppedFeature(place, "one value", 0.0) for place, many in enumerate(several) if not many
    ]
    places = [place for place, many in enumerate(several) if many]
    limit = code_limit(min(len(places), SEARCHED), float(rows.weight.sum()), rows.rarer)
    fine = Coded([rows.columns[place] for place in places], [features[place] for place in places])
    joined = [coarsen(features[place], tallies[place], limit) for place in places]
    smooth = Coded(
        [_lookup(column, group) for column, (_, group) in zip(fine.columns, joined, strict=True)],
        [each for each, _ in joined],
    )
    keys = row_keys(rows.columns, rows.bad, plan.seed)
    stages.done()

    # one thread: the matrices are small, and sums then do not depend on the machine
    with threadpool_limits(1, user_api="blas"):
        found = _search(rows, smooth, fine, [group for _, group in joined], keys, plan, stages)
    dropped += [replace(own, place=places[own.place]) for own in found.dropped]
    shapes = _steps(found, places, tallies, plan, rows.rarer)
    dropped += [
        DroppedFeature(shape.place, "no effect", shape.gain)
        for shape in shapes
        if np.ptp(shape.log_odds[shape.weight > 0]) < FLAT
    ]
    out = {each.place for each in dropped}
    shapes = tuple(each for each in shapes if each.place not in out)
    fit = AdditiveFit(found.intercept, shapes, (), tuple(sorted(dropped, key=lambda d: d.place)))
    stages.done()
    if plan.pairs and len(shapes) > 1:
        courses = {each.place: features[each.place].course for each in shapes}
        pairs = find_pairs(fit, rows.columns, rows.bad, rows.weight, keys, courses, plan.pairs)
        fit = replace(fit, pairs=pairs)
    stages.done()
    return replace(fit, intercept=_level(fit, rows))


@dataclass(frozen=True, slots=True)
class _Found:
    """The fit that the search ends with; places are among the features it was given.

    Groups hold the code in the fit of each code given, one array a place.
    """

    fit: SmoothFit | None
    intercept: float
    places: tuple[int, ...]
    groups: tuple[NDArray[np.uint8], ...]
    gains: NDArray[np.float64]
    dropped: tuple[DroppedFeature, ...]


class _Stages:
    def __init__(self, progress: Callable[[int, int], None] | None) -> None:
        self.progress, self.count = progress, 0

    def done(self) -> None:
        self.count += 1
        if self.progress is not None:
            self.progress(self.count, STAGES)


def _lookup(column: NDArray[np.uint8], group: NDArray[np.uint8]) -> NDArray[np.uint8]:
    same = np.array_equal(group, np.arange(group.size))
    return column if same else np.asarray(group[column], dtype=np.uint8)


def _search(
    rows: Rows,
    smooth: Coded,
    fine: Coded,
    groups: Sequence[NDArray[np.uint8]],
    keys: NDArray[np.uint64],
    plan: AdditivePlan,
    stages: _Stages,
) -> _Found:
    """Find the features that pay and their shapes."""
    chosen = sample_rows(keys, rows.bad, SAMPLE)
    bad, weight = rows.bad, rows.weight
    if chosen is not None:
        bad, weight, keys = bad[chosen], weight[chosen], keys[chosen]
    outcomes = Outcomes(bad, weight, folds_of(keys))

    def sample(coded: Coded, places: Sequence[int]) -> Coded:
        own = coded.of(places)
        return own if chosen is None else Coded(own.rows(chosen), own.features)

    every = sample(smooth, range(len(smooth.features)))
    seen = prescreen(every.columns, every.features, bad, weight)
    dropped = [
        DroppedFeature(place, "does not pay", 0.0)
        for place in range(len(smooth.features))
        if place not in set(seen)
    ]
    gains = np.zeros(len(smooth.features))
    if not seen:
        rate = float(rows.weight @ rows.bad / rows.weight.sum())
        return _Found(None, float(np.log(rate / (1 - rate))), (), (), gains, tuple(dropped))
    own = every.of(seen)
    choice = choose(own, sample(fine, seen), outcomes, plan.max_bins)
    fit = fit_smooth(own.columns, own.features, bad, weight, choice.pooled)
    held = leave_out(own.columns, bad, weight, outcomes.fold, fit)
    stages.done()
    surety = SURETY_OF_FEW if choice.alone else SURETY
    selection = select_features(held, fit, plan.max_features, surety)
    gains[seen] = selection.gains
    for place in selection.dropped:
        gain = float(selection.gains[place])
        reason: DropReason = "does not pay" if gain <= 0 else "not selected"
        dropped.append(DroppedFeature(seen[place], reason, gain))
    kept = [seen[place] for place in selection.kept]
    if selection.dropped:
        own = every.of(kept)
        fit = fit_smooth(own.columns, own.features, bad, weight, choice.pooled)
    stages.done()
    whole = smooth.of(kept)
    if chosen is not None or any(each.course != "none" for each in whole.features):
        fit = polish(whole.columns, whole.features, rows.bad, rows.weight, fit)
    joined = [groups[place] for place in kept]
    if choice.alone:
        part = sample(fine, kept)
        tables = blend(fit, choice, selection.kept, own, part, joined, outcomes, plan.max_bins)
        exact = fine.of(kept)
        fit, joined = fit_of_tables(
            tables, exact.columns, exact.features, rows.bad, rows.weight, fit
        )
    stages.done()
    return _Found(fit, fit.intercept, tuple(kept), tuple(joined), gains, tuple(dropped))


def _steps(
    found: _Found,
    places: Sequence[int],
    tallies: Sequence[NDArray[np.float64]],
    plan: AdditivePlan,
    rarer: float,
) -> tuple[StepShape, ...]:
    if found.fit is None:
        return ()
    weights = [
        np.asarray(np.bincount(group, tallies[places[own]], feature.size), dtype=np.float64)
        for own, group, feature in zip(found.places, found.groups, found.fit.features, strict=True)
    ]
    bin_of, values = project(found.fit, weights, plan.max_bins, plan.min_size, rarer)
    shapes = []
    for turn, own in enumerate(found.places):
        feature = found.fit.features[turn]
        bins = bin_of[turn][found.groups[turn]]
        shapes.append(
            StepShape(
                place=places[own],
                bin_of=bins,
                log_odds=values[turn],
                weight=np.asarray(
                    np.bincount(bins, tallies[places[own]], values[turn].size), np.float64
                ),
                ordered_bins=values[turn].size - feature.outside,
                freedom=float(found.fit.freedom[turn]),
                gain=float(found.gains[own]),
            )
        )
    return tuple(shapes)


def _level(fit: AdditiveFit, rows: Rows) -> float:
    """Return the intercept at which the expected number of bads is the number seen."""
    log_odds = fit.log_odds(rows.columns) if rows.columns else np.full(rows.bad.size, fit.intercept)
    slope, curve = np.empty_like(log_odds), np.empty_like(log_odds)
    moved = 0.0
    for _ in range(20):
        log_loss_parts(log_odds + moved, rows.bad, rows.weight, slope, curve)
        drift = float(np.clip(slope.sum() / curve.sum(), -2.0, 2.0))
        moved += drift
        if abs(drift) < 1e-10:
            break
    return fit.intercept + moved
