"""What is asked of a joint additive fit, as an immutable value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AdditivePlan:
    """What is asked of a joint additive fit.

    Parameters
    ----------
    max_bins : int
        Most bins of a feature. A code outside the order (special, missing, other) that has rows
        counts as one, but two are always left for ordered codes.
    min_size : float
        Least share of the weight in a bin of ordered codes.
    max_features : int or None
        Most features; None keeps all that pay.
    pairs : int
        Most pairs of features; 0 for none.
    seed : int
        Seed of the folds.

    Raises
    ------
    ValueError
        If a bound makes no sense.

    Examples
    --------
    >>> AdditivePlan(max_bins=1)
    Traceback (most recent call last):
    ...
    ValueError: max_bins must be between 2 and 100, got 1
    """

    max_bins: int = 8
    min_size: float = 0.01
    max_features: int | None = None
    pairs: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        if not 2 <= self.max_bins <= 100:
            raise ValueError(f"max_bins must be between 2 and 100, got {self.max_bins}")
        if not 0 <= self.min_size < 0.5:
            raise ValueError(f"min_size must be at least 0 and below 0.5, got {self.min_size}")
        if self.max_features is not None and self.max_features < 1:
            raise ValueError(f"max_features must be at least 1, got {self.max_features}")
        if self.pairs < 0:
            raise ValueError(f"pairs must be at least 0, got {self.pairs}")
