"""Outcomes inferred for people who were refused: fuzzy augmentation, parcelling, extrapolation.

None of them adds information: each repeats what the accepted say, under an assumption about the
refused (Hand and Henley, 1993). They are here because analysts are asked for them; the bounds
beside them say how wrong they can be.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from plainscore.validation.tally import Floats, as_sample


@dataclass(frozen=True, slots=True)
class Inferred:
    """Rows to add to the accepted when a scorecard is fitted again.

    Parameters
    ----------
    method : str
        How the outcomes were inferred.
    row : ndarray of int64, shape (k,)
        Position among the refused; a refused person may stand there twice.
    bad : ndarray of bool, shape (k,)
        Inferred outcome.
    weight : ndarray of float64, shape (k,)
        Weights; those of one person add up to 1.
    """

    method: str
    row: npt.NDArray[np.int64]
    bad: npt.NDArray[np.bool_]
    weight: Floats

    @property
    def bad_rate(self) -> float:
        """Inferred bad rate of the refused."""
        return float(np.average(self.bad, weights=self.weight))


def fuzzy_augmentation(refused_probability: npt.ArrayLike, *, worse: float = 1.0) -> Inferred:
    """Let every refused person stand in the sample twice, as a good and as a bad.

    Parameters
    ----------
    refused_probability : array-like of float, shape (m,)
        Probability of bad by the scorecard of the accepted.
    worse : float
        Odds of bad of the refused, as a multiple of those of accepted people of the same score.

    Returns
    -------
    Inferred
        2 m rows, weighted by the probability.

    Examples
    --------
    >>> found = fuzzy_augmentation([0.2, 0.6])
    >>> found.weight.tolist(), found.bad.tolist()
    ([0.8, 0.4, 0.2, 0.6], [False, False, True, True])
    """
    chance = _riskier(refused_probability, worse)
    rows = np.arange(chance.size)
    return Inferred(
        "fuzzy augmentation",
        np.concatenate([rows, rows]),
        np.repeat([False, True], chance.size),
        np.concatenate([1 - chance, chance]),
    )


def parcelling(
    score: npt.ArrayLike,
    bad: npt.ArrayLike,
    refused_score: npt.ArrayLike,
    *,
    bands: int = 10,
    worse: float = 1.0,
    seed: int = 0,
) -> Inferred:
    """Give the refused of each band of score the bad rate of the accepted there, at random.

    Parameters
    ----------
    score : array-like of float, shape (n,)
        Scores of the accepted; higher is safer.
    bad : array-like of bool, shape (n,)
        True (or 1) for a bad.
    refused_score : array-like of float, shape (m,)
        Scores of the refused.
    bands : int
        Bands with about equal shares of the accepted; the refused below the lowest score go with
        the lowest band.
    worse : float
        Odds of bad of the refused, as a multiple of those of the accepted of the band.
    seed : int
        Seed of the draw.

    Returns
    -------
    Inferred
        m rows of weight 1; in each band the number of bads is the expected one, rounded.

    Raises
    ------
    ValueError
        If the sample is malformed or empty.

    Examples
    --------
    >>> score = np.repeat([500, 600], 100)
    >>> found = parcelling(score, np.arange(200) < 40, [450] * 10 + [650] * 10, bands=2)
    >>> int(found.bad[:10].sum()), int(found.bad[10:].sum())
    (4, 0)
    """
    scores, bads, _ = as_sample(score, bad, None)
    if not scores.size:
        raise ValueError("parcelling needs accepted people")
    refused = np.asarray(refused_score, np.float64)
    edges = np.unique(np.quantile(scores, np.linspace(0, 1, bands + 1)[1:-1], method="higher"))
    ours, theirs = (np.searchsorted(edges, each, side="right") for each in (scores, refused))
    rng = np.random.default_rng(seed)
    inferred = np.zeros(refused.size, np.bool_)
    for band in np.unique(theirs):
        there = np.flatnonzero(theirs == band)
        accepted = bads[ours == band]
        rate = float(accepted.mean()) if accepted.size else float(bads.mean())
        hits = round(float(_riskier([rate], worse)[0]) * there.size)
        inferred[rng.choice(there, hits, replace=False)] = True
    return Inferred("parcelling", np.arange(refused.size), inferred, np.ones(refused.size))


def extrapolation(
    refused_probability: npt.ArrayLike, *, cut_off: float | None = None, worse: float = 1.0
) -> Inferred:
    """Call the riskiest of the refused bad and the others good.

    Parameters
    ----------
    refused_probability : array-like of float, shape (m,)
        Probability of bad by the scorecard of the accepted.
    cut_off : float, optional
        Probability from which on a refused person is called bad; by default such that as many
        are as the probabilities expect.
    worse : float
        Odds of bad of the refused, as a multiple of those of accepted people of the same score.

    Returns
    -------
    Inferred
        m rows of weight 1.

    Examples
    --------
    >>> extrapolation([0.1, 0.2, 0.9, 0.8]).bad.tolist()
    [False, False, True, True]
    """
    chance = _riskier(refused_probability, worse)
    if cut_off is None:
        wanted = round(float(chance.sum()))
        bad = np.zeros(chance.size, np.bool_)
        bad[np.argsort(-chance, kind="stable")[:wanted]] = True
    else:
        bad = chance >= cut_off
    return Inferred("extrapolation", np.arange(chance.size), bad, np.ones(chance.size))


def _riskier(probability: npt.ArrayLike, worse: float) -> Floats:
    p = np.asarray(probability, np.float64)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("probabilities must lie between 0 and 1")
    if not worse > 0:
        raise ValueError("worse is a multiple of odds, above zero")
    riskier: Floats = worse * p / (1 - p + worse * p)
    return riskier
