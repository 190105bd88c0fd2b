"""Sharpening a cut of a large column: from bounds between pre-bins to bounds between values.

Pre-bins of a million rows hold a thousand rows each. The best place of a bound within such a
stretch is at a corner of the convex hull of (rows, bads) below each value: only there can moving
it either way take away from the divergence. The rows near the bounds found are looked at once
more, and the corners among them become bounds of pre-bins.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.constraints import Constraints
from plainscore.scorecard.binning.cut import Cut
from plainscore.scorecard.binning.optimal import best_among
from plainscore.scorecard.binning.prebins import Prebins
from plainscore.scorecard.binning.segments import hull
from plainscore.scorecard.binning.stability import Stability

Floats = NDArray[np.float64]

REACH = 2
"""Pre-bins on either side of a bound whose rows are looked at again."""

CORNERS = 8
"""Corners on either side of a bound that are tried."""


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


def with_corners(
    prebins: Prebins,
    near: NDArray[np.bool_],
    rows: NDArray[np.intp],
    values: Floats,
    bad: NDArray[np.uint8],
    weight: Floats,
) -> Prebins:
    """Return pre-bins cut further at the corners of some rows; codes are changed in place.

    Parameters
    ----------
    prebins : Prebins
        The pre-bins; their codes must be of 16 bits.
    near : ndarray of bool
        What `near_bounds` gives.
    rows : ndarray of intp, shape (n,)
        The rows of those codes.
    values, bad, weight : ndarray, shape (n,)
        Their values, outcomes and sample weights.

    Returns
    -------
    Prebins
        The finer pre-bins.
    """
    place = np.argsort(values)
    ordered = values[place]
    last = np.append(ordered[1:] != ordered[:-1], True)
    distinct = ordered[last]
    own = np.diff(np.cumsum(weight[place])[last], prepend=0.0)
    events = np.diff(np.cumsum((weight * bad)[place])[last], prepend=0.0)
    least = np.array([-np.inf, *(right for _, right in prebins.gaps)])
    # stretches of neighbouring pre-bins, as places among the distinct values
    padded = np.concatenate([[False], near[: prebins.ordered], [False]])
    turns = np.flatnonzero(padded[1:] != padded[:-1])
    ends = [
        distinct.size if edge >= prebins.ordered else int(np.searchsorted(distinct, least[edge]))
        for edge in turns
    ]
    found: list[int] = []
    for first, following in zip(ends[::2], ends[1::2], strict=True):
        for sign in (1.0, -1.0):
            part = slice(first, following)
            found += (first + hull(own[part].copy(), events[part].copy(), sign)).tolist()
    fresh = np.setdiff1d(distinct[np.unique(np.array(found, dtype=np.intp))], least)
    if fresh.size == 0:
        return prebins
    bounds = np.sort(np.concatenate([least[1:], fresh]))
    known = {right: left for left, right in prebins.gaps}
    below = distinct[np.searchsorted(distinct, fresh) - 1]
    known.update(zip(fresh.tolist(), below.tolist(), strict=True))
    gaps = tuple((known[bound], bound) for bound in bounds.tolist())
    shift = np.concatenate(
        [
            np.searchsorted(bounds, least, side="right"),
            bounds.size + 1 + np.arange(prebins.other + 1 - prebins.ordered),
        ]
    )
    codes = prebins.codes
    np.take(shift.astype(codes.dtype), codes, out=codes, mode="clip")
    codes[rows] = np.searchsorted(bounds, values, side="right")
    size = bounds.size + 1 + prebins.other + 1 - prebins.ordered

    def counted(before: Floats, again: Floats) -> Floats:
        totals = np.bincount(shift, np.where(near, 0.0, before), size)
        return np.asarray(totals + np.bincount(codes[rows], again, size), dtype=np.float64)

    return replace(
        prebins,
        gaps=gaps,
        given=(),
        ordered=bounds.size + 1,
        count=counted(prebins.count, np.ones(values.size)),
        weight=counted(prebins.weight, weight),
        bad=counted(prebins.bad, weight * bad),
    )


def sharpen(
    before: Prebins,
    prebins: Prebins,
    cut: Cut,
    constraints: Constraints,
    stability: Stability | None,
) -> Cut:
    """Return a cut whose bounds are moved to the best corners near them.

    Parameters
    ----------
    before : Prebins
        The pre-bins that were cut.
    prebins : Prebins
        The finer ones.
    cut : Cut
        The cut of the former.
    constraints : Constraints
        The conditions.
    stability : Stability, optional
        The finer pre-bins period by period.

    Returns
    -------
    Cut
        A cut of the finer ones, never worse.
    """
    place = {right: k for k, (_, right) in enumerate(prebins.gaps, start=1)}
    starts = tuple(place[before.gaps[start - 1][1]] for start in cut.starts)
    best = replace(cut, starts=starts)
    while True:
        tried = {
            near
            for start in best.starts
            for near in range(start - CORNERS, start + CORNERS + 1)
            if 0 < near < prebins.ordered
        }
        better = best_among(prebins, sorted(tried), constraints, best.trend, stability)
        if not better.objective > best.objective + 1e-9:
            return best
        best = replace(better, reason=cut.reason)
