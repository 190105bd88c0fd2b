"""Bands of score, by name: the range from 350 to 950 in five equal parts."""

from dataclasses import dataclass

from plainscore.scorecard import HIGHEST_SCORE, LOWEST_SCORE


@dataclass(frozen=True, slots=True)
class Band:
    """A part of the range. Lenders draw their own lines; a band is there to be read.

    Parameters
    ----------
    code, name : str
        Stable code, and the name in plain words.
    lowest, highest : int
        Its ends, both within.
    """

    code: str
    name: str
    lowest: int
    highest: int


_NAMES = ("very low", "low", "middle", "high", "very high")
_WIDTH = (HIGHEST_SCORE - LOWEST_SCORE) // len(_NAMES)

BANDS = tuple(
    Band(
        name.replace(" ", "_"),
        name,
        LOWEST_SCORE + place * _WIDTH,
        HIGHEST_SCORE if place == len(_NAMES) - 1 else LOWEST_SCORE + (place + 1) * _WIDTH - 1,
    )
    for place, name in enumerate(_NAMES)
)
"""All bands, the lowest first."""


def band_of(score: int) -> Band:
    """Return the band a score lies in.

    Examples
    --------
    >>> band_of(350).name, band_of(469).name, band_of(470).name, band_of(950).name
    ('very low', 'very low', 'low', 'very high')
    """
    return next(band for band in reversed(BANDS) if score >= band.lowest)
