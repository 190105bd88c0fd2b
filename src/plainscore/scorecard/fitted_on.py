"""`FittedOn`: what a scorecard was fitted on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FittedOn:
    """What a scorecard was fitted on.

    Parameters
    ----------
    rows, bads : int
        Rows, and how many of them went bad.
    weight, bad_weight : float
        The same, weighted.
    method : str
        How it was fitted.
    first_day, last_day : str or None
        Window of the observation points, ISO dates, where known.
    data_digest : str or None
        Digest of the training data, where given.
    """

    rows: int
    bads: int
    weight: float
    bad_weight: float
    method: str
    first_day: str | None = None
    last_day: str | None = None
    data_digest: str | None = None
