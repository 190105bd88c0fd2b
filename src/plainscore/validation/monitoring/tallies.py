"""What monitoring needs of a sample, as counts that add up.

Any part of a table can be counted anywhere, on a cluster too, and the counts put together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from plainscore.scorecard import Scorecard
from plainscore.validation.outcomes import read_outcomes
from plainscore.validation.tables import as_arrow_table

Counts = npt.NDArray[np.int64]

SCORES = 1024
"""Scores 0 to 1023 have a cell each; a score lies within 350 to 950."""


@dataclass(frozen=True, slots=True)
class Tallies:
    """One sample, counted.

    Parameters
    ----------
    rows : int
        Rows given.
    scored : int
        Rows that could be scored; all that follows is of these.
    bins : tuple of ndarray of int64
        Rows in each bin, one vector a feature.
    scores : ndarray of int64, shape (1024,)
        Rows at each score.
    first_reason : ndarray of int64, shape (n_parts + 1,)
        Rows whose most points were lost at each feature or pair; the last cell is nobody's.
    goods, bads : ndarray of int64, shape (1024,)
        Rows at each score whose outcome is known.
    flags : mapping of str to (int, int)
        For each flag column: rows where it is set, and rows where it is known.
    """

    rows: int
    scored: int
    bins: tuple[Counts, ...]
    scores: Counts
    first_reason: Counts
    goods: Counts
    bads: Counts
    flags: Mapping[str, tuple[int, int]]

    def __add__(self, other: "Tallies") -> "Tallies":
        return Tallies(
            self.rows + other.rows,
            self.scored + other.scored,
            tuple(one + two for one, two in zip(self.bins, other.bins, strict=True)),
            self.scores + other.scores,
            self.first_reason + other.first_reason,
            self.goods + other.goods,
            self.bads + other.bads,
            {
                name: (hits + other.flags[name][0], known + other.flags[name][1])
                for name, (hits, known) in self.flags.items()
            },
        )

    def to_vector(self) -> Counts:
        """Return all counts as one vector, to be carried from where the rows are.

        Returns
        -------
        ndarray of int64
            The counts.
        """
        flags = [number for pair in self.flags.values() for number in pair]
        return np.concatenate(
            [
                [self.rows, self.scored],
                *self.bins,
                self.scores,
                self.first_reason,
                self.goods,
                self.bads,
                flags,
            ]
        ).astype(np.int64)


def from_vector(card: Scorecard, vector: Counts, flags: Iterable[str] = ()) -> Tallies:
    """Take counts out of a vector made by `Tallies.to_vector`.

    Parameters
    ----------
    card : Scorecard
        The scorecard of the sample.
    vector : ndarray of int64
        The counts.
    flags : iterable of str
        Flag columns, in the same order.

    Returns
    -------
    Tallies
        The counts.
    """
    names = tuple(flags)
    widths = [
        *(len(feature.bins) for feature in card.features),
        SCORES,
        len(card.part_names) + 1,
        SCORES,
        SCORES,
    ]
    parts = np.split(vector[2:], np.cumsum(widths))
    n = len(card.features)
    pairs = parts[-1].reshape(len(names), 2).tolist() if names else []
    scores, first_reason, goods, bads = parts[n : n + 4]
    return Tallies(
        int(vector[0]),
        int(vector[1]),
        tuple(parts[:n]),
        scores,
        first_reason,
        goods,
        bads,
        {name: (hits, known) for name, (hits, known) in zip(names, pairs, strict=True)},
    )


def tally_rows(
    card: Scorecard,
    table: Any,
    *,
    target: str | None = None,
    bad: object = 1,
    flags: Iterable[str] = (),
    whole: bool = True,
) -> Tallies:
    """Count one table, or one part of a table.

    Parameters
    ----------
    card : Scorecard
        The scorecard.
    table : pandas, polars or pyarrow table
        Columns of the scorecard, and those named below.
    target : str, optional
        Column of outcomes, where they are known already.
    bad : object
        Value of `target` that means bad; true and 1 are the same.
    flags : iterable of str
        Columns that say yes or no of a row: overridden, disputed.
    whole : bool
        False for one part of a table: it may hold several kinds of goods and no bad.

    Returns
    -------
    Tallies
        The counts.

    Raises
    ------
    ValueError
        If a column is absent or holds something else.

    Examples
    --------
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> X = pa.table({"a": [1.0, 2.0, 3.0] * 40})
    >>> y = [0, 0, 0, 1, 1, 0] * 20
    >>> card = ScorecardClassifier().fit(X, y).scorecard_
    >>> tally_rows(card, X).scored
    120
    """
    rows = as_arrow_table(table)
    names = tuple(flags)
    for name in (*names, *([target] if target is not None else [])):
        if name not in rows.column_names:
            raise ValueError(
                f"there is no column {name!r}; there are: {', '.join(rows.column_names)}"
            )
    scorable = card.scorable(rows)
    kept = rows.filter(pa.array(scorable))
    codes, points, score = card.bin_codes(kept), card.points(kept), card.score(kept)
    goods, bads = np.zeros(SCORES, np.int64), np.zeros(SCORES, np.int64)
    if target is not None:
        if whole:
            require_bad(kept[target], bad)
        outcomes = _outcomes(kept[target], bad)
        goods = _at_scores(score[outcomes == 0])
        bads = _at_scores(score[outcomes == 1])
    return Tallies(
        rows.num_rows,
        int(scorable.sum()),
        tuple(
            np.bincount(codes[:, at], minlength=len(feature.bins)).astype(np.int64)
            for at, feature in enumerate(card.features)
        ),
        _at_scores(score),
        _first_reasons(card, points),
        goods,
        bads,
        {name: _set_and_known(rows[name]) for name in names},
    )


def tally_batches(
    card: Scorecard,
    batches: Iterable[Any],
    *,
    target: str | None = None,
    bad: object = 1,
    flags: Iterable[str] = (),
) -> Tallies:
    """Count a sample that comes in parts, one part in memory at a time.

    Parameters
    ----------
    card, target, bad, flags
        As for `tally_rows`.
    batches : iterable of tables
        The parts.

    Returns
    -------
    Tallies
        The counts of all parts together.

    Raises
    ------
    ValueError
        If there is no part.
    """
    names = tuple(flags)
    seen: set[Any] = set()

    def counted(part: Any) -> Tallies:
        rows = as_arrow_table(part)
        if target is not None and target in rows.column_names:
            seen.update(rows[target].unique().to_pylist()[:SCORES])
        return tally_rows(card, rows, target=target, bad=bad, flags=names, whole=False)

    parts = map(counted, batches)
    first = next(parts, None)
    if first is None:
        raise ValueError("the sample has no rows")
    found = reduce(lambda one, two: one + two, parts, first)
    if target is not None and not found.bads.any():
        require_bad(pa.chunked_array([pa.array(list(seen))]), bad)
    return found


def _at_scores(score: npt.NDArray[np.int32]) -> Counts:
    return np.bincount(score, minlength=SCORES).astype(np.int64)


def _first_reasons(card: Scorecard, points: npt.NDArray[np.int32]) -> Counts:
    """Count whose loss against the average of all applicants is largest, ties in order."""
    target = np.array([int(each * 100) for each in card.reference().points])
    lost = target - 100 * points.astype(np.int64)
    first = np.where(lost.max(axis=1, initial=0) > 0, lost.argmax(axis=1), lost.shape[1])
    return np.bincount(first, minlength=lost.shape[1] + 1).astype(np.int64)


def require_bad(values: pa.ChunkedArray, bad: object) -> None:
    """Refuse outcomes of several kinds of which none is bad: a slip in what means bad.

    Parameters
    ----------
    values : pyarrow.ChunkedArray
        Outcomes.
    bad : object
        The value that means bad.

    Raises
    ------
    ValueError
        If there are two kinds or more, and none is bad.

    Examples
    --------
    >>> require_bad(pa.chunked_array([["paid", "paid"]]), "bad")
    """
    kinds = [value for value in values.unique().to_pylist() if value is not None]
    if bad not in kinds and len(kinds) > 1:
        read_outcomes(values, bad)


def _outcomes(values: pa.ChunkedArray, bad: object) -> npt.NDArray[np.int64]:
    """1 for a bad, 0 for a good, -1 where nobody knows yet."""
    if values.null_count == len(values):
        return np.full(len(values), -1)
    read = values.to_pylist()
    return np.array(
        [-1 if value is None or value != value else int(value == bad) for value in read],  # noqa: PLR0124 - NaN
        np.int64,
    )


def _set_and_known(values: pa.ChunkedArray) -> tuple[int, int]:
    known = values.drop_null()
    return int(known.cast(pa.bool_()).to_numpy().sum()), len(known)
