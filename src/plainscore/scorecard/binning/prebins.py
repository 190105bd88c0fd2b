"""`Prebins`: the fine, ordered groups of values from which the search builds bins; numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.compiled import compiled

ENOUGH = 200_000
"""Rows that the bounds of pre-bins are taken from; counts are always of all rows."""


Codes = NDArray[np.uint8] | NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Prebins:
    """Ordered pre-bins of one column, and the one that each row is in.

    Parameters
    ----------
    codes : ndarray of uint8 or uint16, shape (n_rows,)
        Pre-bin of each row: ordered ones first, then special codes, missing, other.
    gaps : tuple of (float, float)
        Numeric: the values on both sides of the bound between pre-bins k and k + 1.
    groups : tuple of tuple of str
        Categorical: the categories of each ordered pre-bin.
    pooled : tuple of str
        Categorical: the categories pooled into other.
    specials : tuple of (str, tuple)
        Name and codes of each special bin.
    ordered : int
        Number of ordered pre-bins.
    count, weight, bad : ndarray of float64, shape (ordered + specials + 2,)
        Rows, their weight and the weight of the bads, by code.
    given : tuple of float or None
        Numeric: the bound between pre-bins k and k + 1 where the analyst stated it.
    locked : tuple of int
        First pre-bins of bins that the analyst wants kept apart from the one before.
    """

    codes: Codes
    gaps: tuple[tuple[float, float], ...]
    groups: tuple[tuple[str, ...], ...]
    pooled: tuple[str, ...]
    specials: tuple[tuple[str, tuple[str | float, ...]], ...]
    ordered: int
    count: NDArray[np.float64]
    weight: NDArray[np.float64]
    bad: NDArray[np.float64]
    given: tuple[float | None, ...] = ()
    locked: tuple[int, ...] = ()

    @property
    def missing(self) -> int:
        """Code of missing values."""
        return self.ordered + len(self.specials)

    @property
    def other(self) -> int:
        """Code of rare and unseen categories."""
        return self.missing + 1


@compiled
def _numeric_codes(
    values: NDArray[np.float64],
    bounds: NDArray[np.float64],
    missing: int,
    codes: Codes,
    least: NDArray[np.float64],
    greatest: NDArray[np.float64],
) -> None:
    """Code values by binary search without branches, and note the extremes of every code."""
    for row in range(values.shape[0]):
        value = values[row]
        code, length = 0, bounds.shape[0]
        while length > 0:
            half = (length + 1) >> 1
            code += half * (value >= bounds[code + half - 1])
            length -= half
        if value != value:  # noqa: PLR0124 - NaN
            codes[row] = missing
            continue
        codes[row] = code
        least[code] = min(least[code], value)
        greatest[code] = max(greatest[code], value)


@compiled
def tally(
    codes: Codes, weight: NDArray[np.float64], bad: NDArray[np.uint8], size: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return rows, weight and weight of the bads by code."""
    counts, weights, bads = np.zeros(size), np.zeros(size), np.zeros(size)
    for row in range(codes.shape[0]):
        code = codes[row]
        counts[code] += 1.0
        weights[code] += weight[row]
        bads[code] += weight[row] * bad[row]
    return counts, weights, bads


def numeric_prebins(
    values: NDArray[np.float64],
    bad: NDArray[np.uint8],
    weight: NDArray[np.float64],
    max_prebins: int,
    specials: Mapping[str, tuple[float, ...]],
    *,
    splits: Sequence[float] | None = None,
    locked: Sequence[float] = (),
) -> Prebins:
    """Cut a numeric column into pre-bins of about equal weight; few distinct values stay apart.

    Parameters
    ----------
    values : ndarray of float64, shape (n_rows,)
        The values; NaN is missing. Infinite values fall in the outermost pre-bins.
    bad : ndarray of uint8, shape (n_rows,)
        1 for a bad.
    weight : ndarray of float64, shape (n_rows,)
        Sample weights, above zero.
    max_prebins : int
        Most ordered pre-bins.
    specials : mapping of str to tuple of float
        Special codes by name.
    splits : sequence of float, optional
        The only bounds the search may choose from, beside `locked`; quantiles by default.
    locked : sequence of float
        Bounds that every binning must have.

    Returns
    -------
    Prebins
        The pre-bins. A value that is much more frequent than the others has one of its own.

    Examples
    --------
    >>> values = np.array([1.0, 2.0, np.nan, 9.0])
    >>> found = numeric_prebins(values, np.zeros(4, np.uint8), np.ones(4), 100, {"none": (9.0,)})
    >>> found.gaps, found.codes
    (((1.0, 2.0),), array([0, 1, 3, 2], dtype=uint8))
    """
    special_values = np.array([code for codes in specials.values() for code in codes], dtype=float)
    marked = np.isin(values, special_values) if special_values.size else None
    plain = values if marked is None else np.where(marked, np.nan, values)
    bounds, stated = _with_stated(
        _bounds(plain, weight, max_prebins) if splits is None else np.zeros(0),
        {float(bound) for bound in (*(splits or ()), *locked)},
        plain,
    )
    ordered = bounds.size + 1 if not np.isnan(plain).all() else 0
    missing = ordered + len(specials)
    small = missing + 1 <= np.iinfo(np.uint8).max
    rows = values.shape[0]
    codes: Codes = np.empty(rows, np.uint8) if small else np.empty(rows, np.uint16)
    least, greatest = np.full(ordered, np.inf), np.full(ordered, -np.inf)
    _numeric_codes(plain, bounds, missing, codes, least, greatest)
    if marked is not None:
        for place, special in enumerate(specials.values()):
            codes[np.isin(values, special)] = ordered + place
    gaps = tuple(zip(greatest[:-1].tolist(), least[1:].tolist(), strict=True))
    counts, weights, bads = tally(codes, weight, bad, missing + 2)
    named = tuple((name, tuple(codes)) for name, codes in specials.items())
    given = tuple(
        bound if known else None for bound, known in zip(bounds.tolist(), stated, strict=True)
    )
    kept = tuple(1 + int(place) for place in np.flatnonzero(np.isin(bounds, list(locked))))
    return Prebins(codes, gaps, (), (), named, ordered, counts, weights, bads, given, kept)


def _with_stated(
    bounds: NDArray[np.float64], stated: set[float], values: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Add stated bounds to found ones; one that parts the same rows takes the other's place."""
    if not stated:
        return bounds, np.zeros(bounds.size, dtype=np.bool_)
    if not all(np.isfinite(bound) for bound in stated):
        raise ValueError("splits and locked bounds must be finite numbers")
    both = np.array(sorted({*bounds.tolist(), *stated}))
    known = np.isin(both, list(stated))
    rows_below = np.searchsorted(np.sort(values[~np.isnan(values)]), both, side="left")
    replaced = np.isin(rows_below, rows_below[known]) & ~known
    return both[~replaced], known[~replaced]


def _bounds(
    values: NDArray[np.float64], weight: NDArray[np.float64], max_prebins: int
) -> NDArray[np.float64]:
    stride = max(values.shape[0] // ENOUGH, 1)
    values, weight = values[::stride], weight[::stride]
    seen = ~np.isnan(values)
    if not seen.all():
        values, weight = values[seen], weight[seen]
    if values.size == 0:
        return np.zeros(0)
    # no finite bound separates the greatest number from infinity
    if values.max() == np.inf:
        values = np.where(values == np.finfo(np.float64).max, np.inf, values)
    if bool(np.all(weight == 1.0)):
        ordered = np.sort(values)
        last = np.append(ordered[1:] != ordered[:-1], True)
        distinct = ordered[last]
        reached = np.flatnonzero(last) + 1.0
    else:
        place = np.argsort(values, kind="stable")
        ordered = values[place]
        last = np.append(ordered[1:] != ordered[:-1], True)
        distinct = ordered[last]
        reached = np.cumsum(weight[place])[last]
    if distinct.size <= max_prebins:
        return np.asarray(distinct[1:], dtype=np.float64)
    # a distinct value belongs to the quantile that its middle rank falls in
    own = np.diff(reached, prepend=0.0)
    quantile = np.floor((reached - own / 2) / reached[-1] * max_prebins)
    cut = np.flatnonzero(quantile[1:] != quantile[:-1]) + 1
    return np.asarray(distinct[cut], dtype=np.float64)
