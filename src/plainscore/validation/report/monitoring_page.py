"""Monitoring as one HTML page."""

from pathlib import Path
from typing import Any

import altair as alt

from plainscore.validation.monitoring import Monitoring
from plainscore.validation.report import style, words
from plainscore.validation.report.drawing import ACROSS, Picture, Size, draw, named
from plainscore.validation.report.environment import environment
from plainscore.validation.report.writing import write_whole


def render_monitoring(found: Monitoring, title: str | None = None) -> str:
    """Render monitoring as one HTML page that loads nothing and needs no script.

    Parameters
    ----------
    found : Monitoring
        Later samples beside the baseline.
    title : str, optional
        What stands above; the scorecard's name by default.

    Returns
    -------
    str
        HTML; the same input gives the same text.
    """
    return (
        environment()
        .get_template("monitoring.html.jinja")
        .render(
            found=found,
            title=title or found.card.name,
            pictures={"psi": _psi_chart(found)} if found.samples else {},
            light=style.css_variables(style.LIGHT),
            dark=style.css_variables(style.DARK),
            recolouring=style.chart_recolouring(),
            font=style.FONT,
            space=words.SPACE,
        )
    )


def write_monitoring(found: Monitoring, path: str | Path, title: str | None = None) -> None:
    """Write monitoring as one HTML file, whole or not at all.

    Parameters
    ----------
    found : Monitoring
        Later samples beside the baseline.
    path : str or pathlib.Path
        The file; folders on the way are made.
    title : str, optional
        What stands above.
    """
    write_whole(render_monitoring(found, title), path)


def _psi_chart(found: Monitoring) -> Picture:
    rows: list[dict[str, float | str]] = [
        {"sample": each.name, "psi": each.score.psi, "low": each.score.low, "high": each.score.high}
        for each in found.samples
        if each.score is not None
    ]
    limits = found.thresholds
    marks: list[dict[str, float | str]] = [{"at": limits.psi_watch}, {"at": limits.psi_act}]

    def chart(size: Size) -> Any:
        del size
        base = alt.Chart(named("samples")).encode(x=alt.X("sample:N", title=None, sort=None))
        axis = alt.Y("low:Q", title="PSI of the score", axis=alt.Axis(tickCount=5, format=".2f"))
        bars = base.mark_rule(strokeWidth=3, color=style.LIGHT["band"]).encode(y=axis, y2="high:Q")
        dots = base.mark_point(filled=True, size=70, opacity=1, color=style.LIGHT["good"]).encode(
            y="psi:Q"
        )
        rules = (
            alt.Chart(named("marks"))
            .mark_rule(strokeWidth=1, strokeDash=[5, 4], color=style.LIGHT["bad"])
            .encode(y="at:Q")
        )
        return rules + bars + dots

    said = "; ".join(f"{row['sample']} {float(row['psi']):.3f}" for row in rows)
    label = f"Population stability index of the score against the baseline, with intervals: {said}."
    return draw("psi", label, ACROSS, {"samples": rows, "marks": marks}, chart)
