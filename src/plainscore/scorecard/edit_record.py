"""`EditRecord`: what was changed by hand, why, and what it did."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EditRecord:
    """One edit of one feature, as the document keeps it.

    Parameters
    ----------
    feature : str
        The feature.
    operations : tuple of str
        What was done, in order.
    reason : str
        Why, in the analyst's words.
    iv_before, iv_after : float
        Information value of the feature on the training sample.
    auc_before, auc_after : float
        AUC of the scorecard on the training sample.

    Examples
    --------
    >>> print(EditRecord("late", ("merge 1 and 2",), "too few rows", 0.31, 0.3, 0.71, 0.71))
    late: merge 1 and 2 (too few rows); IV 0.310 -> 0.300, AUC 0.7100 -> 0.7100
    """

    feature: str
    operations: tuple[str, ...]
    reason: str
    iv_before: float
    iv_after: float
    auc_before: float
    auc_after: float

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("an edit needs a reason")

    def __str__(self) -> str:
        return (
            f"{self.feature}: {', '.join(self.operations)} ({self.reason}); "
            f"IV {self.iv_before:.3f} -> {self.iv_after:.3f}, "
            f"AUC {self.auc_before:.4f} -> {self.auc_after:.4f}"
        )
