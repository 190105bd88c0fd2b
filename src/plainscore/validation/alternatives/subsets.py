"""Every subset of features as a card, except those proved too inaccurate: branch and bound.

A subset's least penalised loss is never below that of a larger set, for the larger one may give
weight 0. So when a set's loss is above the allowed one, so is that of all its subsets, and none of
them has to be fitted.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from plainscore.scorecard.logistic import fit_logistic
from plainscore.validation.tally import Floats

Codes = npt.NDArray[np.uint8]

SLACK = 0.05
"""Nats by which a loss may be above its exact minimum; fits stop far closer."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A sample as bins, one column a feature, and the weight of evidence of each bin.

    Parameters
    ----------
    names : tuple of str
        The features.
    codes : tuple of ndarray of uint8, shape (n,)
        Bin of each row, one array a feature.
    evidence : tuple of ndarray of float64
        Weight of evidence of each bin, one array a feature.
    bad : ndarray of uint8, shape (n,)
        1 for a bad.
    weight : ndarray of float64, shape (n,)
        Weights above zero.
    """

    names: tuple[str, ...]
    codes: tuple[Codes, ...]
    evidence: tuple[Floats, ...]
    bad: Codes
    weight: Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """The regression of one set of features.

    Parameters
    ----------
    places : tuple of int
        The features, by place.
    coefficients : tuple of float
        What the evidence of each is multiplied by.
    loss : float
        Penalised log loss, in nats over all rows of the fit.
    """

    places: tuple[int, ...]
    coefficients: tuple[float, ...]
    loss: float

    def score(self, codes: Sequence[Codes], evidence: Sequence[Floats]) -> Floats:
        """Score coded rows; any level, higher is safer.

        Parameters
        ----------
        codes : sequence of ndarray of uint8, shape (n,)
            Bin of each row, one array a feature of the whole sample.
        evidence : sequence of ndarray of float64
            Weight of evidence of each bin, likewise.

        Returns
        -------
        ndarray of float64, shape (n,)
            Log-odds of being good, less the intercept.
        """
        total = np.zeros(codes[0].size)
        for place, coefficient in zip(self.places, self.coefficients, strict=True):
            total += (coefficient * evidence[place])[codes[place]]
        return total


@dataclass(frozen=True, slots=True)
class Enumerated:
    """All subsets of the features, and what became of them.

    Parameters
    ----------
    fits : tuple of Fit
        Those within the allowed loss, as found.
    fitted : int
        How many were fitted, those beyond the allowed loss included.
    inaccurate : int
        How many are proved to be beyond the allowed loss, fitted or not.
    left_open : int
        How many were not looked at, because enough had been fitted.
    """

    fits: tuple[Fit, ...]
    fitted: int
    inaccurate: int
    left_open: int

    @property
    def total(self) -> int:
        """Subsets in all, the empty one apart."""
        return len(self.fits) + self.inaccurate + self.left_open


def fit_subset(sample: Coded, places: Sequence[int], penalty: float = 1.0) -> Fit:
    """Fit one set of features.

    Parameters
    ----------
    sample : Coded
        The rows of the fit.
    places : sequence of int
        The features, by place.
    penalty : float
        Ridge penalty, in rows.

    Returns
    -------
    Fit
        Its regression.
    """
    found = fit_logistic(
        [sample.codes[place] for place in places],
        [sample.evidence[place] for place in places],
        sample.bad,
        sample.weight,
        penalty=penalty,
    )
    squares = float(found.coefficients @ found.coefficients)
    return Fit(
        tuple(places),
        tuple(found.coefficients.tolist()),
        0.5 * penalty * squares - found.log_likelihood,
    )


def enumerate_subsets(
    sample: Coded,
    allowed: float,
    *,
    penalty: float = 1.0,
    most: int = 2000,
    first: Callable[[Fit], float] = lambda fit: fit.loss,
    progress: Callable[[int, int], None] | None = None,
) -> Enumerated:
    """Fit every subset of features that is not proved to be beyond the allowed loss.

    Parameters
    ----------
    sample : Coded
        The rows of the fit.
    allowed : float
        Greatest penalised loss, in nats over all rows.
    penalty : float
        Ridge penalty, in rows.
    most : int
        Fits after which the rest is left open, and counted.
    first : callable
        Which sets are taken apart first: those of the least value.
    progress : callable, optional
        Called with fits done and most fits.

    Returns
    -------
    Enumerated
        Fits and counts.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> bad = (rng.random(400) < 0.3).astype(np.uint8)
    >>> codes = (bad ^ (rng.random(400) < 0.2), rng.random(400) < 0.5)
    >>> evidence = (np.array([1.0, -1.0]), np.array([0.1, -0.1]))
    >>> coded = tuple(each.astype(np.uint8) for each in codes)
    >>> sample = Coded(("a", "b"), coded, evidence, bad, np.ones(400))
    >>> found = enumerate_subsets(sample, allowed=fit_subset(sample, [0, 1]).loss + 5)
    >>> sorted(fit.places for fit in found.fits), found.inaccurate
    ([(0,), (0, 1)], 1)
    """
    order = sorted(
        range(len(sample.names)), key=lambda place: fit_subset(sample, [place], penalty).loss
    )
    size = len(order)
    whole = fit_subset(sample, order, penalty)
    fits, fitted, inaccurate = [whole], 1, 0
    # what a node stands for: its set, and all that drop features from `start` on besides
    waiting: list[tuple[float, int, tuple[int, ...], int]] = [(first(whole), 0, tuple(order), 0)]
    while waiting and fitted < most:
        _, _, kept, start = heapq.heappop(waiting)
        for at in range(start, size):
            child = tuple(place for place in kept if place != order[at])
            below = 2 ** (size - at - 1)
            if not child:
                continue
            if len(child) == size - at - 1:
                below -= 1  # the empty set is no card
            fit = fit_subset(sample, child, penalty)
            fitted += 1
            if fit.loss - SLACK > allowed:
                inaccurate += below
                continue
            fits.append(fit)
            if at + 1 < size:
                heapq.heappush(waiting, (first(fit), fitted, child, at + 1))
        if progress is not None:
            progress(min(fitted, most), most)
    left_open = 2**size - 1 - len(fits) - inaccurate
    return Enumerated(tuple(fits), fitted, inaccurate, left_open)
