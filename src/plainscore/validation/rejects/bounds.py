"""What can be said of people who were refused, without believing any method: bounds."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from plainscore.validation.discrimination import area_of
from plainscore.validation.tally import Floats, as_sample


@dataclass(frozen=True, slots=True)
class Bound:
    """The least and the most that a figure can be.

    Parameters
    ----------
    low, high : float
        Ends; no assumption within those stated leads beyond them.
    """

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RejectBounds:
    """Bounds on all applicants when the outcomes of the refused ones are unknown.

    Parameters
    ----------
    worse : float
        Assumption: at one score the odds of bad of a refused person are at most so many times
        those of an accepted one, and at least the same. Infinite for no assumption at all.
    bad_rate : Bound
        Bad rate of all applicants.
    refused_bad_rate : Bound
        Bad rate of the refused.
    auc : Bound
        Area under the ROC curve on all applicants.
    accepted_auc : float
        The same on the accepted, where it is known.
    """

    worse: float
    bad_rate: Bound
    refused_bad_rate: Bound
    auc: Bound
    accepted_auc: float


def bound_by_rejects(
    score: npt.ArrayLike,
    bad: npt.ArrayLike,
    refused_score: npt.ArrayLike,
    refused_probability: npt.ArrayLike,
    *,
    worse: float = np.inf,
) -> RejectBounds:
    """Bound bad rate and accuracy on all applicants (after Manski, 1989).

    Parameters
    ----------
    score : array-like of float, shape (n,)
        Scores of the accepted; higher is safer.
    bad : array-like of bool, shape (n,)
        True (or 1) for a bad.
    refused_score : array-like of float, shape (m,)
        Scores of the refused.
    refused_probability : array-like of float, shape (m,)
        Probability of bad that accepted people of the same score have.
    worse : float
        At one score the odds of bad of the refused lie between those of the accepted and so many
        times these. Infinite by default: nothing is assumed, every refused person may be good or
        bad.

    Returns
    -------
    RejectBounds
        The bounds. Those of the area are exact: it is highest, or lowest, when the refused on one
        side of some score have their highest probability and those on the other their lowest.

    Raises
    ------
    ValueError
        If a sample is malformed, holds no good or no bad, or `worse` is below 1.

    Examples
    --------
    >>> found = bound_by_rejects([500, 600, 700, 800], [1, 0, 1, 0], [400, 450], [0.7, 0.6])
    >>> found.bad_rate, found.auc
    (Bound(low=0.3333333333333333, high=0.6666666666666666), Bound(low=0.375, high=0.875))
    """
    if not worse >= 1:
        raise ValueError("the refused are at least as risky as the accepted: worse is 1 or more")
    scores, bads, _ = as_sample(score, bad, None)
    refused = np.asarray(refused_score, np.float64)
    chance = np.asarray(refused_probability, np.float64)
    if refused.shape != chance.shape or not ((chance >= 0) & (chance <= 1)).all():
        raise ValueError("each refused person needs a score and a probability")
    if not 0 < bads.sum() < bads.size:
        raise ValueError("bounds need accepted goods and bads")
    if np.isinf(worse):
        least, most = np.zeros(chance.size), np.ones(chance.size)
    else:
        least, most = chance, worse * chance / (1 - chance + worse * chance)
    n = bads.size + refused.size
    return RejectBounds(
        worse,
        Bound(float((bads.sum() + least.sum()) / n), float((bads.sum() + most.sum()) / n)),
        Bound(float(least.mean()), float(most.mean())) if refused.size else Bound(0.0, 0.0),
        _area_bound(scores, bads, refused, least, most, whole=bool(np.isinf(worse))),
        _area(scores, ~bads, bads),
    )


def _area_bound(
    score: Floats,
    bad: npt.NDArray[np.bool_],
    refused: Floats,
    least: Floats,
    most: Floats,
    *,
    whole: bool,
) -> Bound:
    """Find the least and the greatest area over all that the refused may be.

    For a given number of bads the area is greatest where the lowest scores hold them, and least
    where the highest do. So only the people of one score can be anything but all or none of what
    they may be, and over them the area is a ratio of two squares, whose turns are roots.
    """
    distinct, at = np.unique(np.concatenate([score, refused]), return_inverse=True)
    mine, theirs = at[: score.size], at[score.size :]

    size = distinct.size
    bads = _at_each(mine, bad, size)
    goods = _at_each(mine, ~bad, size) + _at_each(theirs, np.ones(refused.size), size)
    low, high = _at_each(theirs, least, size), _at_each(theirs, most, size)
    areas = [float(area_of(bads + low, goods - low))]
    for place in np.unique(theirs):
        for first, last in ((high, low), (low, high)):
            held = np.where(np.arange(size) < place, first, last)
            held[place] = 0.0
            counts = [low[place], high[place]]
            if low[place] < high[place]:
                counts += _turns(bads + held, goods - held, int(place), low[place], high[place])
            if whole:
                # people are bad or not: the best whole numbers are beside a turn
                counts = [each for one in counts for each in (np.floor(one), np.ceil(one))]
            for count in counts:
                held[place] = count
                areas.append(float(area_of(bads + held, goods - held)))
    return Bound(min(areas), max(areas))


def _turns(bads: Floats, goods: Floats, place: int, low: float, high: float) -> list[float]:
    """Return the bads between two numbers, of those at one score, at which the area may turn."""
    three = np.array([low, (low + high) / 2, high])
    moved = np.zeros((3, bads.size))
    moved[:, place] = three
    pairs = (bads.sum() + three) * (goods.sum() - three)
    c, b, a = np.polyfit(three, area_of(bads + moved, goods - moved) * pairs, 2)
    # where the derivative of (a + bt + ct2) / (d + et - t2) is zero
    d, e = bads.sum() * goods.sum(), goods.sum() - bads.sum()
    roots = np.roots([b + c * e, 2 * (a + c * d), b * d - a * e])
    return [float(each.real) for each in roots if each.imag == 0 and low < each.real < high]


def _area(score: Floats, good: npt.NDArray[np.generic], bad: npt.NDArray[np.generic]) -> float:
    distinct, at = np.unique(score, return_inverse=True)
    return float(area_of(_at_each(at, bad, distinct.size), _at_each(at, good, distinct.size)))


def _at_each(place: npt.NDArray[np.intp], weight: npt.NDArray[np.generic], size: int) -> Floats:
    """Add weights up at each of so many distinct scores."""
    return np.bincount(place, weight.astype(np.float64), size).astype(np.float64)
