"""The ratio and the difference of two shares, with intervals that hold on small counts."""

import math

from scipy.optimize import brentq
from scipy.stats import chi2, norm

from plainscore.validation.figure import LEVEL
from plainscore.validation.proportion import wilson

_NEAR_NIL = 1e-12


def ratio_interval(
    share: float, n: float, reference: float, reference_n: float, *, level: float = LEVEL
) -> tuple[float, float]:
    """Give the score interval of a ratio of two independent shares (Koopman, 1984).

    It holds on small counts and at shares of 0 and 1, where the usual interval on the log scale
    breaks down.

    Parameters
    ----------
    share, reference : float
        The share of the group and of the reference group, 0 to 1.
    n, reference_n : float
        Their counts, above zero; effective counts for weighted data.
    level : float
        Coverage.

    Returns
    -------
    tuple of float
        Lower and upper end of ``share / reference``; the upper one is infinite when the
        reference share is zero.

    Raises
    ------
    ValueError
        If a count is not above zero or a share lies outside 0 to 1.

    Examples
    --------
    >>> [round(end, 3) for end in ratio_interval(0.40, 200, 0.50, 400)]
    [0.654, 0.967]
    >>> ratio_interval(0.0, 30, 0.5, 60)[0]
    0.0
    """
    if not (n > 0 and reference_n > 0 and 0 <= share <= 1 and 0 <= reference <= 1):
        raise ValueError(f"{share} of {n} and {reference} of {reference_n} are not shares")
    limit = float(chi2.ppf(level, 1))

    def excess(log_ratio: float) -> float:
        ratio = math.exp(log_ratio)
        return _koopman(ratio, share * n, n, reference * reference_n, reference_n) - limit

    if share == reference == 0:
        return 0.0, math.inf
    estimate = share / reference if reference else math.inf
    far = 60.0
    middle = math.log(estimate) if 0 < estimate < math.inf else (far if estimate else -far)
    low = 0.0 if share == 0 else math.exp(brentq(excess, -far, middle, xtol=1e-10))
    high = math.inf if reference == 0 else math.exp(brentq(excess, middle, far, xtol=1e-10))
    return low, high


def _koopman(ratio: float, x: float, m: float, y: float, n: float) -> float:
    """Squared standardised distance of the counts from the nearest shares with this ratio."""
    half = ratio * (m + y) + x + n
    product = 4 * ratio * (m + n) * (x + y)
    p = 2 * ratio * (x + y) / (half + math.sqrt(max(0.0, half**2 - product)))
    p = min(p, 1.0)
    return _misfit(x, m, p) + _misfit(y, n, min(p / ratio, 1.0))


def _misfit(hits: float, n: float, share: float) -> float:
    """Pearson's distance of a count from its expectation; nil where both are certain."""
    gap = (hits - n * share) ** 2
    return gap / max(n * share * (1 - share), _NEAR_NIL) if gap > _NEAR_NIL else 0.0


def difference_interval(
    share: float, n: float, reference: float, reference_n: float, *, level: float = LEVEL
) -> tuple[float, float]:
    """Give the interval of a difference of two independent shares (Newcombe, 1998, method 10).

    Parameters
    ----------
    share, n, reference, reference_n, level
        As for `ratio_interval`.

    Returns
    -------
    tuple of float
        Lower and upper end of ``share - reference``.

    Examples
    --------
    >>> [round(end, 4) for end in difference_interval(56 / 70, 70, 48 / 80, 80)]
    [0.0524, 0.3339]
    """
    low, high = wilson(share * n, n, level=level)
    reference_low, reference_high = wilson(reference * reference_n, reference_n, level=level)
    difference = share - reference
    return (
        difference - math.hypot(share - low, reference_high - reference),
        difference + math.hypot(high - share, reference - reference_low),
    )


def equal_shares_p(share: float, n: float, reference: float, reference_n: float) -> float:
    """Give the two-sided p-value of the hypothesis that two shares are equal (pooled z test).

    Parameters
    ----------
    share, n, reference, reference_n
        As for `ratio_interval`.

    Returns
    -------
    float
        The p-value; 1 when both shares are 0 or both are 1.

    Examples
    --------
    >>> round(equal_shares_p(0.40, 200, 0.50, 400), 4)
    0.0206
    """
    pooled = (share * n + reference * reference_n) / (n + reference_n)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / reference_n))
    if spread == 0:
        return 1.0
    return float(2 * norm.sf(abs(share - reference) / spread))
