"""Stability over time: bins whose order and whose shares hold in every period."""

import heapq
from dataclasses import dataclass
from functools import cache
from itertools import count, pairwise

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.constraints import Constraints
from plainscore.scorecard.binning.prebins import Prebins
from plainscore.scorecard.binning.search import Search
from plainscore.scorecard.binning.segments import PHASES, segment_sums

Floats = NDArray[np.float64]

LEAST_SHARE = 1e-4
"""A smaller share of a period in a bin counts as this, so that an empty one has a finite PSI."""


def psi_terms(part: Floats, whole: Floats, part_total: Floats, whole_total: float) -> Floats:
    """Return what bins add to the population stability index between a period and all of them.

    Parameters
    ----------
    part, whole : ndarray of float64
        Weight of the bins in the period, and in all periods together.
    part_total, whole_total : float or ndarray that broadcasts
        Their totals.

    Returns
    -------
    ndarray of float64
        (share - share of the whole) times the log of their ratio; never negative.

    Examples
    --------
    >>> psi_terms(np.array([2.0]), np.array([1.0]), np.array([4.0]), 4.0).round(4)
    array([0.1733])
    """
    p = np.maximum(part / part_total, LEAST_SHARE)
    q = np.maximum(whole / whole_total, LEAST_SHARE)
    return np.asarray((p - q) * np.log(p / q), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Stability:
    """Pre-bins period by period, and how stable their bins have to be.

    Parameters
    ----------
    weight, bad : ndarray of float64, shape (periods, codes)
        Weight of the rows and of the bads of every period, by code.
    max_psi : float or None
        Greatest population stability index between any period and all of them; None for no bound.
    """

    weight: Floats
    bad: Floats
    max_psi: float | None

    @classmethod
    def of(
        cls,
        prebins: Prebins,
        periods: NDArray[np.int32],
        bad: NDArray[np.uint8],
        weight: Floats,
        max_psi: float | None,
    ) -> "Stability":
        """Tally pre-bins by period.

        Parameters
        ----------
        prebins : Prebins
            The pre-bins.
        periods : ndarray of int32, shape (n_rows,)
            Period of every row, from 0.
        bad : ndarray of uint8, shape (n_rows,)
            1 for a bad.
        weight : ndarray of float64, shape (n_rows,)
            Sample weights.
        max_psi : float or None
            The bound.

        Returns
        -------
        Stability
            The tallies.
        """
        size, number = prebins.other + 1, int(periods.max()) + 1
        cell = periods.astype(np.int64) * size + prebins.codes
        shape = (number, size)
        weights: Floats = np.bincount(cell, weight, number * size).reshape(shape).astype(float)
        bads: Floats = np.bincount(cell, weight * bad, number * size).reshape(shape).astype(float)
        return cls(weights, bads, max_psi)

    def sums(self, ordered: int) -> tuple[Floats, Floats]:
        """Return weight and bads of every run of ordered pre-bins, by period."""
        return (
            np.stack([segment_sums(each[:ordered].copy()) for each in self.weight]),
            np.stack([segment_sums(each[:ordered].copy()) for each in self.bad]),
        )

    def psi(self, prebins: Prebins, starts: tuple[int, ...]) -> Floats:
        """Return the index of every period for a cut, shape (periods,)."""
        bounds = [0, *starts, prebins.ordered]
        after = range(prebins.ordered, prebins.other + 2)
        runs = [*pairwise(bounds), *pairwise(after)]
        part = np.stack([self.weight[:, a:b].sum(axis=1) for a, b in runs], axis=1)
        filled = part.sum(axis=0) > 0
        part = part[:, filled]
        totals = part.sum(axis=1, keepdims=True)
        terms = psi_terms(part, part.sum(axis=0), totals, float(part.sum()))
        return np.asarray(terms.sum(axis=1), dtype=np.float64)

    def holds(self, prebins: Prebins, starts: tuple[int, ...]) -> bool:
        """Return whether every period stays under the bound for a cut."""
        return self.max_psi is None or bool(np.all(self.psi(prebins, starts) <= self.max_psi))


def best_stable_cut(  # noqa: C901 - one search with the functions it memoises
    search: Search,
    constraints: Constraints,
    trend: str,
    prebins: Prebins,
    stability: Stability,
) -> tuple[tuple[int, ...], float]:
    """Return the best cut whose index stays under the bound in every period, exactly.

    The index is a sum over all bins, one for each period, so the best cut with a given last bin
    no longer suffices. Partial cuts are taken up in the order of the most they can still reach,
    which the programme without the bound gives exactly; one is dropped when the least that the
    rest must add breaks the bound, or when another with the same last bin is no worse in value
    and in every period. The first whole cut is the best.

    Parameters
    ----------
    search : Search
        Values and conditions.
    constraints : Constraints
        Bounds of the number of bins.
    trend : str
        Course of the event rate.
    prebins : Prebins
        The pre-bins.
    stability : Stability
        The same, period by period, with a bound.

    Returns
    -------
    tuple of int
        First pre-bin of every bin but the first.
    float
        The objective; -inf when no cut stays under the bound.
    """
    n, phases, pairs = prebins.ordered, PHASES[trend], search.pairs
    bound = (np.inf if stability.max_psi is None else stability.max_psi) + 1e-12
    sums, _ = stability.sums(n)
    totals = stability.weight.sum(axis=1)
    whole = float(totals.sum())
    terms = psi_terms(sums, sums.sum(axis=0), totals[:, None, None], whole)
    fixed = stability.weight[:, n:]
    fixed = fixed[:, fixed.sum(axis=0) > 0]
    start_psi = psi_terms(fixed, fixed.sum(axis=0), totals[:, None], whole).sum(axis=1)

    def following(m: int, phase: int, i: int, j: int) -> list[tuple[int, int, int, int]]:
        if m == constraints.max_bins:
            return []
        return [
            (m + 1, after, j + 1, k)
            for k in range(j + 1, n)
            if search.allowed[j + 1, k]
            for after in range(phase, len(phases))
            if pairs is None or pairs[i, j + 1, k] & phases[after]
        ]

    @cache
    def rest(m: int, phase: int, i: int, j: int) -> tuple[float, Floats]:
        """Return the most value, and the least index of each period, that can still come."""
        if j == n - 1:
            return (0.0 if m >= constraints.min_bins else -np.inf), np.zeros(totals.size)
        most, least = -np.inf, np.full(totals.size, np.inf)
        for state in following(m, phase, i, j):
            value, index = rest(*state)
            if value > -np.inf:
                most = max(most, search.value[state[2], state[3]] + value)
                least = np.minimum(least, terms[:, state[2], state[3]] + index)
        return most, least

    order = count()
    heap: list[tuple[float, int, float, Floats, tuple[int, int, int, int], tuple[int, ...]]] = []

    def offer(
        state: tuple[int, int, int, int], value: float, index: Floats, starts: tuple[int, ...]
    ) -> None:
        most, least = rest(*state)
        if most > -np.inf and bool(np.all(index + least <= bound)):
            heapq.heappush(heap, (-(value + most), next(order), value, index, state, starts))

    for j in range(n):
        if search.allowed[0, j]:
            offer((1, 0, 0, j), search.value[0, j], start_psi + terms[:, 0, j], ())
    seen: dict[tuple[int, int, int, int], list[Floats]] = {}
    while heap:
        _, _, value, index, state, starts = heapq.heappop(heap)
        if state[3] == n - 1:
            return starts, float(value)
        earlier = seen.setdefault(state, [])
        if any(bool(np.all(each <= index)) for each in earlier):
            continue
        earlier.append(index)
        for after in following(*state):
            place = (after[2], after[3])
            offer(
                after,
                value + search.value[place],
                index + terms[:, place[0], place[1]],
                (*starts, after[2]),
            )
    return (), -np.inf
