"""`BinDraft`: bins being edited by hand, without counts."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.bins import Bin, BinKind, Binning, information_value
from plainscore.scorecard.binning.building import evidence
from plainscore.scorecard.binning.labels import interval_label, number_label


@dataclass(frozen=True, slots=True)
class BinDraft:
    """The bins of a feature while they are edited; every step gives a new draft.

    Positions are those of the bins as they stand in the draft, from 0.

    Parameters
    ----------
    binning : Binning
        Where the editing started.
    bins : tuple of Bin
        The bins as they stand.
    """

    binning: Binning
    bins: tuple[Bin, ...]

    @classmethod
    def of(cls, binning: Binning) -> Self:
        """Return a draft of bins as they are."""
        return cls(binning, binning.bins)

    def split(self, *at: float | str) -> Self:
        """Split an interval at a number, or take categories out of a group.

        Parameters
        ----------
        *at : float or str
            One number, which becomes a bound; or categories of one group.

        Returns
        -------
        BinDraft
            The new draft.

        Raises
        ------
        ValueError
            If there is nothing to split there.
        """
        if self.binning.kind == "numeric":
            (bound,) = at
            return self._split_interval(float(bound))
        return self._split_group({str(each) for each in at})

    def _split_interval(self, bound: float) -> Self:
        if not np.isfinite(bound):
            raise ValueError("a bound must be a finite number")
        for place, each in enumerate(self.bins):
            above = each.lower is None or each.lower < bound
            below = each.upper is None or bound < each.upper
            if each.kind is BinKind.INTERVAL and above and below:
                low = replace(each, upper=bound, label=interval_label(each.lower, bound))
                high = replace(
                    each,
                    lower=bound,
                    label=interval_label(bound, each.upper),
                    with_missing=False,
                )
                return replace(self, bins=(*self.bins[:place], low, high, *self.bins[place + 1 :]))
        raise ValueError(f"{number_label(bound)} is a bound already")

    def _split_group(self, chosen: set[str]) -> Self:
        for place, each in enumerate(self.bins):
            if each.kind is BinKind.CATEGORIES and chosen < set(each.values):
                rest = tuple(value for value in each.values if value not in chosen)
                taken = tuple(sorted(chosen))
                parts = (
                    replace(each, values=rest, label=", ".join(map(str, rest))),
                    replace(each, values=taken, label=", ".join(taken), with_missing=False),
                )
                return replace(self, bins=(*self.bins[:place], *parts, *self.bins[place + 1 :]))
        raise ValueError(f"no group holds {', '.join(sorted(chosen))} and more")

    def merge(self, first: int, second: int) -> Self:
        """Merge two bins: neighbouring intervals, groups of categories, or one with missing.

        Parameters
        ----------
        first, second : int
            Positions of the bins.

        Returns
        -------
        BinDraft
            The new draft.

        Raises
        ------
        ValueError
            If these bins cannot be one.
        """
        low, high = sorted((first, second))
        if low == high or low < 0 or high >= len(self.bins):
            raise ValueError(f"there are no two bins {first} and {second} to merge")
        left, right = self.bins[low], self.bins[high]
        kinds = {left.kind, right.kind}
        if kinds == {BinKind.INTERVAL} and high == low + 1:
            one = replace(left, upper=right.upper, label=interval_label(left.lower, right.upper))
        elif kinds == {BinKind.CATEGORIES}:
            values = tuple(sorted(map(str, (*left.values, *right.values))))
            one = replace(left, values=values, label=", ".join(values))
        elif right.kind is BinKind.MISSING and left.kind is not BinKind.SPECIAL:
            one = left
        elif left.kind is BinKind.MISSING and right.kind is BinKind.OTHER:
            one = right
        else:
            raise ValueError(f"{left.label!r} and {right.label!r} cannot be one bin")
        with_missing = left.with_missing or right.with_missing
        if with_missing and not one.label.endswith(", or missing"):
            one = replace(one, label=f"{one.label}, or missing")
        one = replace(one, with_missing=with_missing)
        kept = (*self.bins[:low], one, *self.bins[low + 1 : high], *self.bins[high + 1 :])
        return replace(self, bins=kept)

    def counted(
        self, codes: NDArray[np.uint8], bad: NDArray[np.uint8], weight: NDArray[np.float64]
    ) -> Binning:
        """Return the binning with the counts of a sample.

        Parameters
        ----------
        codes : ndarray of uint8, shape (n_rows,)
            Bin of every row.
        bad : ndarray of uint8, shape (n_rows,)
            1 for a bad.
        weight : ndarray of float64, shape (n_rows,)
            Sample weights.

        Returns
        -------
        Binning
            Bins with counts and weights of evidence, and the trend they really have.
        """
        size = len(self.bins)
        counts = np.bincount(codes, minlength=size)
        weights = np.bincount(codes, weight, size)
        bads = np.bincount(codes, weight * bad, size)
        goods_total, bads_total = float((weights - bads).sum()), float(bads.sum())
        bins = tuple(
            replace(
                each,
                count=int(count),
                weight=float(total),
                bad=float(events),
                woe=evidence(float(total), float(events), goods_total, bads_total),
            )
            for each, count, total, events in zip(self.bins, counts, weights, bads, strict=True)
        )
        return Binning(
            self.binning.name,
            self.binning.kind,
            bins,
            course(bins),
            "as edited by hand",
            information_value(bins),
        )

    def skeleton(self) -> Binning:
        """Return the binning as it stands, with the counts of before."""
        return replace(self.binning, bins=self.bins)


def course(bins: tuple[Bin, ...]) -> str:
    """Return the trend that the weights of evidence of ordered bins really have.

    Parameters
    ----------
    bins : tuple of Bin
        Bins in order; only intervals and groups of categories count.

    Returns
    -------
    str
        ``"ascending"``, ``"descending"``, ``"peak"``, ``"valley"`` or ``"none"``, of the event
        rate.

    Examples
    --------
    >>> course((Bin(BinKind.INTERVAL, "a", woe=1.0), Bin(BinKind.INTERVAL, "b", woe=0.5)))
    'ascending'
    """
    ordered = [each.woe for each in bins if each.kind in {BinKind.INTERVAL, BinKind.CATEGORIES}]
    steps = [1 if b < a else -1 for a, b in pairwise(ordered) if a != b]
    turns = sum(a != b for a, b in pairwise(steps))
    if turns == 0:
        return "descending" if steps and steps[0] < 0 else "ascending"
    if turns == 1:
        return "peak" if steps[0] > 0 else "valley"
    return "none"
