"""Rows set apart: one part to fit cards, one to choose among them, one to certify the choice."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from plainscore.validation.fairness.measures import Bools

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shares:
    """Which share of the rows goes to each part.

    Parameters
    ----------
    fit, search, certify : float
        Shares above 0 that add up to 1. With a training sample of its own, `fit` is shared out
        between the other two.

    Raises
    ------
    ValueError
        If they do not add up to 1.
    """

    fit: float = 0.4
    search: float = 0.25
    certify: float = 0.35

    def __post_init__(self) -> None:
        each = (self.fit, self.search, self.certify)
        if min(each) <= 0 or abs(sum(each) - 1) > 1e-9:
            raise ValueError(f"shares must be above 0 and add up to 1, got {each}")


def part_rows(
    strata: npt.NDArray[np.int64], usable: Bools, shares: tuple[float, ...], seed: int
) -> tuple[Rows, ...]:
    """Share out rows, each stratum in proportion.

    Parameters
    ----------
    strata : ndarray of int64, shape (n,)
        Stratum of each row.
    usable : ndarray of bool, shape (n,)
        Rows to share out.
    shares : tuple of float
        Shares of the parts, adding up to 1.
    seed : int
        The same seed gives the same parts.

    Returns
    -------
    tuple of ndarray of int64
        Row numbers of each part, ascending.

    Examples
    --------
    >>> parts = part_rows(np.repeat([0, 1], 10), np.ones(20, bool), (0.5, 0.5), seed=0)
    >>> [int((part < 10).sum()) for part in parts]
    [5, 5]
    """
    rng = np.random.default_rng(seed)
    found: list[list[int]] = [[] for _ in shares]
    ends = np.cumsum(shares)
    for stratum in np.unique(strata[usable]):
        rows = rng.permutation(np.flatnonzero(usable & (strata == stratum)))
        at = np.searchsorted(ends * rows.size - 1e-9, np.arange(rows.size) + 0.5)
        for row, part in zip(rows.tolist(), np.minimum(at, len(shares) - 1).tolist(), strict=True):
            found[part].append(row)
    return tuple(np.sort(np.array(part, dtype=np.int64)) for part in found)
