"""Sharpening a cut of a large column: from bounds between pre-bins to bounds between values.

Pre-bins of a million rows hold a thousand rows each. The best place of a bound within a stretch
of values is at a corner of the convex hull of (rows, bads) below each value: only there can moving
it either way take away from the divergence; or where a bin is as small as it may be. The rows near
the bounds found are looked at once more, and the cut is searched again, exactly, among all the
corners there and the least sizes.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.coding import Codes
from plainscore.scorecard.binning.constraints import Constraints
from plainscore.scorecard.binning.cut import Cut
from plainscore.scorecard.binning.optimal import best_among
from plainscore.scorecard.binning.prebins import Prebins
from plainscore.scorecard.binning.segments import FALLS, PHASES, RISES, hull
from plainscore.scorecard.binning.stability import Stability
from plainscore.scorecard.binning.stretches import Chosen, Line, Stretches, recode
from plainscore.scorecard.compiled import compiled

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Flags = NDArray[np.bool_]

REACH = 12
"""Pre-bins on either side of a bound whose rows are looked at again."""

MOST = 160
"""Most places that are searched at once."""


def near_bounds(prebins: Prebins, cut: Cut) -> NDArray[np.bool_]:
    """Return whether the rows of each code are to be looked at again, shape (n_codes,).

    Parameters
    ----------
    prebins : Prebins
        The pre-bins.
    cut : Cut
        The bounds found among them.

    Returns
    -------
    ndarray of bool
        True for pre-bins within `REACH` of a bound; nowhere where the analyst stated bounds.
    """
    near = np.zeros(prebins.other + 1, dtype=np.bool_)
    if not any(bound is not None for bound in prebins.given):
        for start in cut.starts:
            near[max(start - REACH, 0) : min(start + REACH, prebins.ordered)] = True
    return near


@compiled
def _may_hold_corners(weight: Floats, bad: Floats, starts: Places, sign: float) -> Flags:
    """Return which steps may hold a corner of the hull, given the corners between steps.

    Within a step, the farthest that the rows can reach beyond the hull is where all its goods (or
    all its bads) come first.
    """
    found, block, rate, depth = np.zeros(weight.shape[0], dtype=np.bool_), -1, 0.0, 0.0
    for k in range(weight.shape[0]):
        if k == 0 or (block < starts.shape[0] and k == starts[block]):
            block += 1
            end = starts[block] if block < starts.shape[0] else weight.shape[0]
            whole = weight[k:end].sum()
            rate = bad[k:end].sum() / whole if whole > 0.0 else 0.0
            depth = 0.0
        good = weight[k] - bad[k]
        reached = good * rate if sign > 0.0 else bad[k] * (1.0 - rate)
        found[k] = depth < reached + 1e-9 * weight[k]
        depth += sign * (bad[k] - rate * weight[k])
    return found


def _signs(trend: str) -> list[float]:
    """Return on which sides of the rows the corners lie that a trend can use."""
    both = ((1.0, RISES), (-1.0, FALLS))
    return [sign for sign, phase in both if trend == "none" or phase in PHASES[trend]]


def _stretches(line: Line) -> Iterator[slice]:
    """Return the stretches of chosen rows."""
    turns = np.flatnonzero(np.diff(line.near, prepend=False, append=False))
    return (slice(*ends) for ends in zip(turns[::2], turns[1::2], strict=True))


def _corners(line: Line, trend: str) -> Places:
    """Return the corners of every stretch of chosen rows."""
    found = [
        part.start + hull(line.weight[part], line.bad[part], sign)
        for part in _stretches(line)
        for sign in _signs(trend)
    ]
    return np.unique(np.concatenate(found))


def _promising(line: Line, trend: str) -> Flags:
    """Return the steps of chosen rows that may hold corners."""
    found = np.zeros(line.near.size, dtype=np.bool_)
    for part in _stretches(line):
        weight, bad = line.weight[part], line.bad[part]
        for sign in _signs(trend):
            found[part] |= _may_hold_corners(weight, bad, hull(weight, bad, sign), sign)
    return found


def _least_sizes(line: Line, starts: Places, least: float) -> Places:
    """Return the places of bounds that make a bin beside one of some as small as it may be."""
    reached = np.cumsum(line.weight)
    below = np.append(0.0, reached[:-1])
    ends = [*(below[starts] - least), reached[-1] - least]
    before = np.searchsorted(below, ends, side="right") - 1
    after = np.searchsorted(below, [least, *(below[starts] + least)], side="left")
    places = np.unique(np.concatenate([before, after]))
    places = places[(places > 0) & (places < line.near.size)]
    return np.asarray(places[line.near[places] & line.near[places - 1]], dtype=np.intp)


def _cut_at(line: Line, places: Places, prebins: Prebins) -> Prebins:
    """Return coarser pre-bins, cut at some places; their codes are those of before."""
    parts = np.append(0, places)

    def grouped(own: Floats, before: Floats) -> Floats:
        return np.concatenate([np.add.reduceat(own, parts), before[prebins.ordered :]])

    gaps = zip(line.greatest[places - 1].tolist(), line.least[places].tolist(), strict=True)
    return replace(
        prebins,
        gaps=tuple(gaps),
        given=(),
        ordered=parts.size,
        count=grouped(line.count, prebins.count),
        weight=grouped(line.weight, prebins.weight),
        bad=grouped(line.bad, prebins.bad),
    )


def sharpen(
    prebins: Prebins,
    cut: Cut,
    near: NDArray[np.bool_],
    chosen: Chosen,
    constraints: Constraints,
    stability_of: Callable[[Prebins], Stability | None] | None = None,
    out: NDArray[np.uint8] | None = None,
) -> tuple[Prebins, Cut]:
    """Return a cut whose bounds are at the best places near those found.

    Parameters
    ----------
    prebins : Prebins
        The pre-bins that were cut.
    cut : Cut
        The cut of them.
    near : ndarray of bool, shape (n_codes,)
        What `near_bounds` gives.
    chosen : Chosen
        The rows of those pre-bins.
    constraints : Constraints
        The conditions.
    stability_of : callable, optional
        Tallies pre-bins period by period.
    out : ndarray of uint8, shape (n_rows,), optional
        Where the codes of the new pre-bins are written.

    Returns
    -------
    Prebins
        One pre-bin for every bin.
    Cut
        The cut between all of them; never worse.
    """
    steps = Stretches.of(prebins, near, chosen)
    apart = _promising(steps.line, cut.trend)
    edges = np.array([prebins.gaps[start - 1][1] for start in cut.starts])
    least = constraints.min_size * float(prebins.weight.sum())
    best = cut
    while True:
        line = steps.apart(apart)
        starts = np.searchsorted(line.least, edges)
        places = _fewer(np.union1d(_corners(line, cut.trend), starts), starts)
        if least > 0.0:
            limits = _least_sizes(line, starts, least)
            places = np.union1d(places, limits)
        tried = _cut_at(line, places, prebins)
        stability = None
        if stability_of is not None:
            codes = np.empty(prebins.codes.shape, dtype=np.uint16)
            stability = stability_of(_coded(tried, prebins, chosen, codes))
        every = list(range(1, tried.ordered))
        found = best_among(tried, every, constraints, cut.trend, stability)
        better = found.objective > best.objective + 1e-12
        if better:
            best = replace(found, reason=cut.reason)
            starts = places[np.array(found.starts, dtype=np.intp) - 1]
            edges = line.least[starts]
        if least > 0.0:
            # a bin of least size ends between two values, which have to be known
            limits = _least_sizes(line, starts, least)
            around = np.concatenate([line.step[limits], line.step[limits - 1]])
            better |= not bool(apart[around].all())
            apart[around] = True
        if not better:
            break
    if out is None:
        out = np.empty(prebins.codes.shape, dtype=np.uint8)
    sharp = _coded(_cut_at(line, starts, prebins), prebins, chosen, out)
    return sharp, replace(best, starts=tuple(range(1, sharp.ordered)))


def _fewer(places: Places, starts: Places) -> Places:
    """Return the places nearest to the starts, where there are too many."""
    if places.size <= MOST:
        return places
    each = MOST // (2 * starts.size)
    at = np.searchsorted(places, starts)[:, None] + np.arange(-each, each + 1)
    return np.asarray(places[np.unique(at.clip(0, places.size - 1))], dtype=np.intp)


def _coded(finer: Prebins, before: Prebins, chosen: Chosen, codes: Codes) -> Prebins:
    """Return pre-bins with the code of every row, written to an array."""
    bounds = np.array([right for _, right in finer.gaps])
    least = np.array([-np.inf, *(right for _, right in before.gaps)])
    moved = np.concatenate(
        [
            np.searchsorted(bounds, least, side="right"),
            finer.ordered + np.arange(before.other + 1 - before.ordered),
        ]
    )
    as_codes: Codes = moved.astype(codes.dtype)  # type: ignore[assignment]
    recode(before.codes, as_codes, chosen.rows, chosen.values, bounds, codes)
    return replace(finer, codes=codes)
