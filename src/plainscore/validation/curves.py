"""The ROC curve and the cumulative accuracy profile (CAP)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from plainscore.validation.figure import Refused, too_few
from plainscore.validation.tally import Floats, Tally, tally

_MOST_CURVE_POINTS = 1000


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve from (0, 0) to (1, 1) with the score at each point.

    Parameters
    ----------
    name : str
        ``ROC`` or ``CAP``.
    x, y : tuple of float
        Points, both between 0 and 1, not decreasing.
    score : tuple of float
        Rows with this score or a lower one lie at or before the point; minus infinity at (0, 0).
    """

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    score: tuple[float, ...]


def roc_curve(
    score: npt.ArrayLike, bad: npt.ArrayLike, weight: npt.ArrayLike | None = None
) -> Curve | Refused:
    """Trace the share of bads caught against the share of goods caught, from the lowest score up.

    Parameters
    ----------
    score : array-like of float, shape (n,)
        Scores; higher is safer.
    bad : array-like of bool, shape (n,)
        True (or 1) for a bad.
    weight : array-like of float, shape (n,), optional
        Weights above zero.

    Returns
    -------
    Curve or Refused
        The curve, thinned to at most 1,000 points, or a refusal.

    Raises
    ------
    ValueError
        If the sample is malformed (see `tally`).

    Examples
    --------
    >>> curve = roc_curve([1] * 10 + [2] * 20, [1] * 20 + [0] * 10)
    >>> curve.x, curve.y
    ((0.0, 0.0, 1.0), (0.0, 0.5, 1.0))
    """
    return roc_of(tally(score, bad, weight))


def cap_curve(
    score: npt.ArrayLike, bad: npt.ArrayLike, weight: npt.ArrayLike | None = None
) -> Curve | Refused:
    """Trace the share of bads caught against the share of all rows, from the lowest score up.

    Parameters
    ----------
    score : array-like of float, shape (n,)
        Scores; higher is safer.
    bad : array-like of bool, shape (n,)
        True (or 1) for a bad.
    weight : array-like of float, shape (n,), optional
        Weights above zero.

    Returns
    -------
    Curve or Refused
        The cumulative accuracy profile, thinned to at most 1,000 points, or a refusal.

    Raises
    ------
    ValueError
        If the sample is malformed (see `tally`).

    Examples
    --------
    >>> curve = cap_curve([1] * 10 + [2] * 30, [1] * 20 + [0] * 20)
    >>> curve.x, curve.y
    ((0.0, 0.25, 1.0), (0.0, 0.5, 1.0))
    """
    return cap_of(tally(score, bad, weight))


def running_shares(weight: Floats) -> Floats:
    """Give the share at or below each score, along the last axis; exactly 1 at the end.

    Examples
    --------
    >>> running_shares(np.array([1.0, 3.0]))
    array([0.25, 1.  ])
    """
    running: Floats = np.cumsum(weight, axis=-1)
    return running / running[..., -1:]


def roc_of(counted: Tally) -> Curve | Refused:
    """Trace the ROC curve of a tally; see `roc_curve`."""
    return _curve("ROC", counted, counted.good_weight)


def cap_of(counted: Tally) -> Curve | Refused:
    """Trace the CAP curve of a tally; see `cap_curve`."""
    return _curve("CAP", counted, counted.good_weight + counted.bad_weight)


def _curve(name: str, counted: Tally, along: Floats) -> Curve | Refused:
    if (refused := too_few(name, counted.n, counted.n_bads)) is not None:
        return refused
    points = np.arange(counted.score.size)
    if points.size > _MOST_CURVE_POINTS - 1:
        points = np.linspace(0, points.size - 1, _MOST_CURVE_POINTS - 1).round().astype(np.int64)
    return Curve(
        name,
        (0.0, *running_shares(along)[points].tolist()),
        (0.0, *running_shares(counted.bad_weight)[points].tolist()),
        (float("-inf"), *counted.score[points].tolist()),
    )
