"""The chart of the population stability index, over periods or over samples."""

from collections.abc import Iterable
from typing import Any

import altair as alt

from plainscore.validation.monitoring import Shift
from plainscore.validation.report.drawing import ACROSS, Picture, Size, draw, named
from plainscore.validation.report.style import LIGHT


def shift_chart(
    name: str,
    shifts: Iterable[tuple[str, Shift | None]],
    label: str,
    *,
    limits: tuple[float, float],
    title: str | None = None,
) -> Picture:
    """Draw the PSI of the score of each sample, with intervals.

    Parameters
    ----------
    name : str
        Short name, unique on the page.
    shifts : iterable of (str, Shift or None)
        Samples in order, and how far each has moved; None is left out.
    label : str
        What a reader who cannot see the chart is told.
    limits : tuple of float
        Where it is watched, and where acted on.
    title : str, optional
        What stands under the samples.

    Returns
    -------
    Picture
        The chart.
    """
    rows: list[dict[str, float | str]] = [
        {"sample": sample, "psi": shift.psi, "low": shift.low, "high": shift.high}
        for sample, shift in shifts
        if shift is not None
    ]
    marks: list[dict[str, float | str]] = [{"at": limit} for limit in limits]

    def chart(size: Size) -> Any:
        del size
        base = alt.Chart(named("samples")).encode(x=alt.X("sample:N", title=title, sort=None))
        axis = alt.Y("low:Q", title="PSI of the score", axis=alt.Axis(tickCount=5, format=".2f"))
        bars = base.mark_rule(strokeWidth=3, color=LIGHT["band"]).encode(y=axis, y2="high:Q")
        dots = base.mark_point(filled=True, size=70, opacity=1, color=LIGHT["good"]).encode(
            y="psi:Q"
        )
        rules = (
            alt.Chart(named("marks"))
            .mark_rule(strokeWidth=1, strokeDash=[5, 4], color=LIGHT["bad"])
            .encode(y="at:Q")
        )
        return rules + bars + dots

    return draw(name, label, ACROSS, {"samples": rows, "marks": marks}, chart)
