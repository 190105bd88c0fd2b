"""What a person reads about a feature: its label, factor, unit and sentence."""

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """Which way a feature is expected to run; points never run against it.

    Examples
    --------
    >>> Direction("higher_is_safer").trend
    'descending'
    """

    SAFER = "higher_is_safer"
    RISKIER = "higher_is_riskier"
    NEUTRAL = "neutral"

    @property
    def trend(self) -> str:
        """Trend of the event rate that this direction asks of a binning."""
        return {
            Direction.SAFER: "descending",
            Direction.RISKIER: "ascending",
            Direction.NEUTRAL: "auto",
        }[self]


@dataclass(frozen=True, slots=True)
class FeatureNote:
    """How a feature is named and explained to the person it is about.

    Parameters
    ----------
    label : str
        A short name in plain words.
    factor : str
        The group of features it belongs to.
    unit : str
        Unit of its values; empty when it has none.
    sentence : str
        What a person reads when the feature costs them points.
    direction : Direction or str
        ``"higher_is_safer"``, ``"higher_is_riskier"`` or ``"neutral"``.

    Examples
    --------
    >>> note_for("days_overdrawn").label
    'days overdrawn'
    >>> FeatureNote("a", "b", "", "c", "higher_is_safer").direction
    <Direction.SAFER: 'higher_is_safer'>
    """

    label: str
    factor: str = "other"
    unit: str = ""
    sentence: str = ""
    direction: Direction = Direction.NEUTRAL

    def __post_init__(self) -> None:
        object.__setattr__(self, "direction", Direction(self.direction))
        if not self.sentence:
            sentence = f"The value of {self.label} is less favourable than the average."
            object.__setattr__(self, "sentence", sentence)


def note_for(column: str) -> FeatureNote:
    """Return the note of a column nobody wrote one for.

    Parameters
    ----------
    column : str
        Name of the column.

    Returns
    -------
    FeatureNote
        A note whose label is the column's name in words.

    Examples
    --------
    >>> note_for("days_overdrawn").sentence
    'The value of days overdrawn is less favourable than the average.'
    """
    return FeatureNote(label=column.replace("_", " ").strip() or column)
