"""The chart of stability: bad rate and PSI over periods."""

from typing import Any

import altair as alt

from plainscore.validation.report.drawing import ACROSS, Picture, Size, draw, named
from plainscore.validation.report.style import LIGHT
from plainscore.validation.stability import Stability


def stability_chart(stability: Stability) -> Picture:
    """Draw the PSI of the score of every period against the first, with intervals.

    Parameters
    ----------
    stability : Stability
        The periods.

    Returns
    -------
    Picture
        The chart.
    """
    rows: list[dict[str, float | str]] = [
        {"period": each.name, "psi": shift.psi, "low": shift.low, "high": shift.high}
        for each in stability.periods[1:]
        for shift in (each.compared.score,)
        if shift is not None
    ]
    marks: list[dict[str, float | str]] = [{"at": 0.1}, {"at": 0.25}]

    def chart(size: Size) -> Any:
        base = alt.Chart(named("periods")).encode(
            x=alt.X("period:N", title=stability.column, sort=None)
        )
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
        del size
        return rules + bars + dots

    label = "Points with intervals: population stability index of the score by period, against "
    label += "the first; dashed lines at 0.1 and 0.25."
    return draw("stability", label, ACROSS, {"periods": rows, "marks": marks}, chart)
