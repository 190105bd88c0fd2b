"""`Prebins`: the fine, ordered groups of values from which the search builds bins; numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.coding import BoundGrid, Codes, code_numbers
from plainscore.scorecard.binning.tree import tree_starts

ENOUGH = 200_000
"""Most rows of which all are looked at to place bounds; counts are always of all rows."""

SAMPLE = 32_768
"""Least number of rows that bounds are placed by where there are more than `ENOUGH`."""

Floats = NDArray[np.float64]


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
    count: Floats
    weight: Floats
    bad: Floats
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


def sample_stride(rows: int) -> int:
    """Return of how many rows one is looked at to place the bounds of numeric pre-bins.

    Examples
    --------
    >>> sample_stride(200_000), sample_stride(1_000_000)
    (1, 30)
    """
    return 1 if rows <= ENOUGH else rows // SAMPLE


class NumericCoder:
    """Codes the values of a numeric column by pre-bin, part by part, and counts them.

    Parameters
    ----------
    sample, bad, weight : ndarray, shape (n_sample,)
        Every `sample_stride`-th row: values (NaN is missing), 1 for a bad, sample weights.
    max_prebins : int
        Most ordered pre-bins, beside those that stated bounds and a tree's add.
    specials : mapping of str to tuple of float
        Special codes by name.
    splits, locked
        As for `numeric_prebins`.
    tree : bool
        Whether the bounds of a tree are added; the sample must be all rows.

    Examples
    --------
    >>> values, bad = np.array([1.0, 2.0, np.nan, 9.0]), np.zeros(4, np.uint8)
    >>> coder = NumericCoder(values, bad, np.ones(4), 100, {"none": (9.0,)})
    >>> codes = np.empty(4, coder.dtype)
    >>> for part in (slice(0, 2), slice(2, 4)):
    ...     coder.code(values[part], bad[part], None, codes[part])
    >>> coder.prebins(codes).codes
    array([0, 1, 3, 2], dtype=uint8)
    """

    def __init__(
        self,
        sample: Floats,
        bad: NDArray[np.uint8],
        weight: Floats,
        max_prebins: int,
        specials: Mapping[str, tuple[float, ...]],
        *,
        splits: Sequence[float] | None = None,
        locked: Sequence[float] = (),
        tree: bool = False,
    ) -> None:
        self._specials = specials
        self._marks = np.array([code for codes in specials.values() for code in codes], dtype=float)
        self._mark_of = np.array(
            [place for place, codes in enumerate(specials.values()) for _ in codes], dtype=np.int64
        )
        self._locked = [float(bound) for bound in locked]
        stated = {float(bound) for bound in (*(splits or ()), *locked)}
        if not all(np.isfinite(bound) for bound in stated):
            raise ValueError("splits and locked bounds must be finite numbers")
        found = np.zeros(0)
        if splits is None:
            plain = ~np.isnan(sample)
            if self._marks.size:
                plain &= ~np.isin(sample, self._marks)
            total = float(weight.sum())
            if not plain.all():
                sample, bad, weight = sample[plain], bad[plain], weight[plain]
            found = _bounds(sample, bad, weight, max_prebins, total if tree else None)
        both = np.array(sorted({*found.tolist(), *stated}))
        self._known = np.isin(both, list(stated))
        self._bounds = both
        self._grid = BoundGrid.of(both)
        size = both.size + len(specials) + 3
        self._count = np.zeros((size, 2))
        self._weight = np.zeros((size, 2))
        self._weighted = False
        self._least, self._greatest = np.full(size, np.inf), np.full(size, -np.inf)

    @property
    def dtype(self) -> type[np.unsignedinteger]:
        """Type of the codes."""
        most = self._bounds.size + len(self._specials) + 2
        return np.uint8 if most <= np.iinfo(np.uint8).max else np.uint16

    def code(
        self, values: Floats, bad: NDArray[np.uint8], weight: Floats | None, codes: Codes
    ) -> None:
        """Write the code of every value of a part, and count them.

        Parameters
        ----------
        values : ndarray of float64, shape (n,)
            The values; NaN is missing.
        bad : ndarray of uint8, shape (n,)
            1 for a bad.
        weight : ndarray of float64, shape (n,), or None
            Sample weights; None where all are 1.
        codes : ndarray of `dtype`, shape (n,)
            Where the codes are written.
        """
        first, grid = self._bounds.size + 1, self._grid
        self._weighted |= weight is not None
        code_numbers(
            values,
            grid.bounds,
            grid.lowest,
            grid.scale,
            grid.first,
            grid.step,
            self._marks,
            first + self._mark_of,
            first + len(self._specials),
            bad,
            np.zeros(0) if weight is None else weight,
            codes,
            self._count,
            self._weight,
            self._least,
            self._greatest,
        )

    def prebins(self, codes: Codes) -> Prebins:
        """Return the pre-bins when all rows are coded; codes are changed in place where needed.

        Parameters
        ----------
        codes : ndarray of `dtype`, shape (n_rows,)
            The codes of all rows.

        Returns
        -------
        Prebins
            The pre-bins.
        """
        bounds, known = self._bounds, self._known
        weight = self._weight if self._weighted else self._count
        counted = np.arange(self._count.shape[0])
        seen = bool(self._count[: bounds.size + 1].any())
        if known.any() or not seen:
            # a stated bound takes the place of a found one that parts the same rows
            rows_below = np.cumsum(self._count.sum(axis=1))[: bounds.size]
            kept = known | ~np.isin(rows_below, rows_below[known])
            kept &= seen
            counted = np.concatenate([[0], np.cumsum(kept)])
            after = counted[-1] + np.arange(1, self._count.shape[0] - bounds.size)
            counted = np.concatenate([counted, after if seen else after - 1])
            bounds, known = bounds[kept], known[kept]
            codes[:] = counted.astype(codes.dtype)[codes]
        ordered = bounds.size + 1 if seen else 0
        size = ordered + len(self._specials) + 2

        def merged(parts: Floats) -> Floats:
            return np.bincount(counted, parts, size)[:size].astype(np.float64)

        least, greatest = np.full(size + 1, np.inf), np.full(size + 1, -np.inf)
        np.minimum.at(least, counted, self._least)
        np.maximum.at(greatest, counted, self._greatest)
        gaps = zip(
            greatest[: max(ordered - 1, 0)].tolist(), least[1 : max(ordered, 1)].tolist(),
            strict=True,
        )  # fmt: skip
        given = [
            bound if stated else None for bound, stated in zip(bounds.tolist(), known, strict=True)
        ]
        return Prebins(
            codes=codes,
            gaps=tuple(gaps),
            groups=(),
            pooled=(),
            specials=tuple((name, tuple(marks)) for name, marks in self._specials.items()),
            ordered=ordered,
            count=merged(self._count.sum(axis=1)),
            weight=merged(weight.sum(axis=1)),
            bad=merged(weight[:, 1]),
            given=tuple(given),
            locked=tuple(1 + int(k) for k in np.flatnonzero(np.isin(bounds, self._locked))),
        )


def numeric_prebins(
    values: Floats,
    bad: NDArray[np.uint8],
    weight: Floats | None,
    max_prebins: int,
    specials: Mapping[str, tuple[float, ...]],
    *,
    splits: Sequence[float] | None = None,
    locked: Sequence[float] = (),
    tree: bool = False,
) -> Prebins:
    """Cut a numeric column into pre-bins of about equal weight; few distinct values stay apart.

    Above `ENOUGH` rows, bounds are quantiles of every k-th row, at least `SAMPLE` of them: a
    pre-bin that is to hold a share p of the weight holds it within about ``2 * sqrt(p / SAMPLE)``.

    Parameters
    ----------
    values : ndarray of float64, shape (n_rows,)
        The values; NaN is missing. Infinite values fall in the outermost pre-bins.
    bad : ndarray of uint8, shape (n_rows,)
        1 for a bad.
    weight : ndarray of float64, shape (n_rows,), or None
        Sample weights, above zero; None where all are 1.
    max_prebins : int
        Most ordered pre-bins, beside those that stated bounds and a tree's add.
    specials : mapping of str to tuple of float
        Special codes by name.
    splits : sequence of float, optional
        The only bounds the search may choose from, beside `locked`; quantiles by default.
    locked : sequence of float
        Bounds that every binning must have.
    tree : bool
        Whether the bounds that a tree would choose (`tree.tree_starts`) are added, exactly, to up
        to `ENOUGH` rows.

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
    part = slice(None, None, sample_stride(values.shape[0]))
    coder = NumericCoder(
        values[part],
        bad[part],
        np.ones(values[part].shape[0]) if weight is None else weight[part],
        max_prebins,
        specials,
        splits=splits,
        locked=locked,
        tree=tree and part.step == 1,
    )
    codes: Codes = np.empty(values.shape[0], coder.dtype)
    coder.code(values, bad, weight, codes)
    return coder.prebins(codes)


def _bounds(
    values: Floats, bad: NDArray[np.uint8], weight: Floats, most: int, total: float | None
) -> Floats:
    """Return the least value of every pre-bin but the first; of a tree's too, given a total."""
    if values.size == 0:
        return np.zeros(0)
    # no finite bound separates the greatest number from infinity
    if values.max() == np.inf:
        values = np.where(values == np.finfo(np.float64).max, np.inf, values)
    ordered = np.sort(values)
    last = np.append(ordered[1:] != ordered[:-1], True)
    distinct = ordered[last]
    if distinct.size <= most:
        return np.asarray(distinct[1:], dtype=np.float64)
    plain = bool(np.all(weight == 1.0))
    place = None if plain and total is None else np.argsort(values)
    reached = (
        np.flatnonzero(last) + 1.0 if plain or place is None else np.cumsum(weight[place])[last]
    )
    # a distinct value belongs to the quantile that its middle rank falls in
    own = np.diff(reached, prepend=0.0)
    quantile = np.floor((reached - own / 2) / reached[-1] * most)
    cut = np.flatnonzero(quantile[1:] != quantile[:-1]) + 1
    if total is not None and place is not None:
        events = np.diff(np.cumsum((weight * bad)[place])[last], prepend=0.0)
        cut = np.union1d(cut, tree_starts(own, events, total))
    return np.asarray(distinct[cut], dtype=np.float64)
