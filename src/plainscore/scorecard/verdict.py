"""Verdicts: what became of every column, and why."""

from dataclasses import dataclass
from enum import StrEnum


class VerdictCode(StrEnum):
    """Why a column was kept or left out.

    Examples
    --------
    >>> VerdictCode("protected").value
    'protected'
    """

    KEPT = "kept"
    EXCLUDED = "excluded"
    PROTECTED = "protected"
    GATE = "gate"
    UNSUPPORTED_TYPE = "unsupported_type"
    ALL_MISSING = "all_missing"
    CONSTANT = "constant"
    IDENTIFIER = "identifier"
    TOO_MANY_CATEGORIES = "too_many_categories"
    SINGLE_BIN = "single_bin"
    LOW_IV = "low_iv"
    UNSTABLE = "unstable"
    PERIOD = "period"
    CORRELATED = "correlated"
    NO_WEIGHT = "no_weight"
    NOT_SELECTED = "not_selected"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a column.

    Parameters
    ----------
    name : str
        The column.
    code : VerdictCode
        What was decided.
    reason : str
        Why, in plain words.
    iv : float or None
        Information value, where the column came as far as being binned.

    Examples
    --------
    >>> Verdict("sex", VerdictCode.PROTECTED, "sex is a protected attribute").kept
    False
    """

    name: str
    code: VerdictCode
    reason: str
    iv: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the column became a feature of the scorecard."""
        return self.code is VerdictCode.KEPT
