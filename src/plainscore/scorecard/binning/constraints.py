"""What a binning must satisfy."""

from dataclasses import dataclass
from typing import Literal

Trend = Literal["ascending", "descending", "peak", "valley", "none", "auto"]
Objective = Literal["iv", "js", "hellinger"]

STABLE_PREBINS = 25
"""Most pre-bins where the index is bounded: that search is exact but not of polynomial time."""


@dataclass(frozen=True, slots=True)
class Constraints:
    """What the bins of a feature must satisfy.

    Parameters
    ----------
    max_bins, min_bins : int
        Bounds of the number of bins beside missing, special and other.
    min_size : float
        Least share of all weight in a bin.
    min_events, min_nonevents : float
        Least weight of bads and of goods in a bin.
    min_difference : float
        Least difference of event rates of neighbouring bins.
    max_p_value : float or None
        Greatest p-value of that difference (two-sided z test of two proportions).
    max_prebins : int
        Pre-bins the exact search starts from.
    objective : str
        ``"iv"`` (Jeffreys divergence), ``"js"`` (Jensen-Shannon) or ``"hellinger"``.
    trend : str
        Course of the event rate: ``"ascending"``, ``"descending"``, ``"peak"``, ``"valley"``,
        ``"none"`` or ``"auto"``.

    max_psi : float or None
        Greatest population stability index between any period and all of them.

    refine : bool
        Whether bounds are moved between pre-bins where that raises the divergence.

    Raises
    ------
    ValueError
        If a bound makes no sense.

    Examples
    --------
    >>> Constraints(max_bins=0)
    Traceback (most recent call last):
    ...
    ValueError: max_bins must be at least 1, got 0
    """

    max_bins: int = 8
    min_bins: int = 1
    min_size: float = 0.05
    min_events: float = 0.0
    min_nonevents: float = 0.0
    min_difference: float = 0.0
    max_p_value: float | None = None
    max_prebins: int = 100
    objective: Objective = "iv"
    trend: Trend = "auto"
    max_psi: float | None = None
    refine: bool = True

    def __post_init__(self) -> None:
        if self.max_bins < 1:
            raise ValueError(f"max_bins must be at least 1, got {self.max_bins}")
        if not 1 <= self.min_bins <= self.max_bins:
            raise ValueError(f"min_bins must be between 1 and max_bins, got {self.min_bins}")
        if not 0 <= self.min_size < 1:
            raise ValueError(f"min_size must be at least 0 and below 1, got {self.min_size}")
        if not 2 <= self.max_prebins <= 200:
            raise ValueError(f"max_prebins must be between 2 and 200, got {self.max_prebins}")
        if self.max_psi is not None and self.max_prebins > STABLE_PREBINS:
            object.__setattr__(self, "max_prebins", STABLE_PREBINS)
        if self.max_p_value is not None and not 0 < self.max_p_value <= 1:
            raise ValueError(f"max_p_value must be above 0 and at most 1, got {self.max_p_value}")
        for name, known in (("objective", Objective), ("trend", Trend)):
            if getattr(self, name) not in known.__args__:  # type: ignore[attr-defined]
                raise ValueError(
                    f"{name} must be one of {', '.join(known.__args__)}, "  # type: ignore[attr-defined]
                    f"got {getattr(self, name)!r}"
                )

    @property
    def refined(self) -> bool:
        """Whether the search goes on between the pre-bins it starts from."""
        return self.refine and self.max_psi is None

    @property
    def pairs_are_free(self) -> bool:
        """Whether nothing is asked of neighbouring bins beside the trend."""
        return self.min_difference <= 0 and self.max_p_value is None

    @property
    def min_z(self) -> float:
        """Least z statistic between neighbours; 0 for no test."""
        if self.max_p_value is None:
            return 0.0
        from scipy.special import ndtri  # noqa: PLC0415 - slow, and only for fitting

        return float(-ndtri(self.max_p_value / 2))
