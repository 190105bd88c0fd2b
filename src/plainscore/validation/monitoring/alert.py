"""Thresholds and alerts: what is large enough to matter and too large to be chance."""

from dataclasses import dataclass
from enum import StrEnum


class Urgency(StrEnum):
    """What an alert asks for."""

    WATCH = "watch"
    ACT = "act"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a change is reported: it must be both large enough and not explained by chance.

    Parameters
    ----------
    alpha : float
        Chance of one false alert or more in a month in which nothing has changed, all tests of
        the month together (Holm).
    psi_watch, psi_act : float
        Population stability index of the score and of each feature; 0.10 and 0.25 are the
        customary limits (Siddiqi, 2006).
    auc_watch, auc_act : float
        Loss of AUC.
    bads_watch, bads_act : float
        Observed over expected bads, above 1 or below 1 by this share.
    share_watch, share_act : float
        Change of a share of rows: not scorable, overridden, disputed.

    Examples
    --------
    >>> Thresholds().psi_watch
    0.1
    """

    alpha: float = 0.01
    psi_watch: float = 0.10
    psi_act: float = 0.25
    auc_watch: float = 0.03
    auc_act: float = 0.06
    bads_watch: float = 0.10
    bads_act: float = 0.25
    share_watch: float = 0.02
    share_act: float = 0.05


@dataclass(frozen=True, slots=True)
class Check:
    """One thing compared between the baseline and a later sample.

    Parameters
    ----------
    name : str
        What is compared: ``"score"``, ``"feature income_cv"``, ``"auc"``, ...
    size : float
        How large the change is, in the unit of its threshold.
    p_value : float
        Of the hypothesis that nothing has changed.
    adjusted : float
        The same, adjusted for all checks of the sample.
    watch, act : float
        Thresholds of `size`.
    message : str
        The change in words.
    urgency : Urgency or None
        None when it is small, or may be chance.

    Examples
    --------
    >>> Check("score", 0.3, 1e-9, 1e-8, 0.1, 0.25, "PSI 0.300", None).size
    0.3
    """

    name: str
    size: float
    p_value: float
    adjusted: float
    watch: float
    act: float
    message: str
    urgency: Urgency | None


def urgency_of(
    size: float, adjusted: float, watch: float, act: float, alpha: float
) -> Urgency | None:
    """Decide whether a change is reported.

    Parameters
    ----------
    size, adjusted, watch, act
        As in `Check`.
    alpha : float
        As in `Thresholds`.

    Returns
    -------
    Urgency or None
        None when the change is small or may be chance.

    Examples
    --------
    >>> urgency_of(0.3, 0.2, 0.1, 0.25, 0.01) is None
    True
    >>> urgency_of(0.3, 0.001, 0.1, 0.25, 0.01)
    <Urgency.ACT: 'act'>
    """
    if adjusted >= alpha or size < watch:
        return None
    return Urgency.ACT if size >= act else Urgency.WATCH
