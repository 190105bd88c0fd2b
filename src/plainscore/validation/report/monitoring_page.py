"""Monitoring as one HTML page."""

from pathlib import Path

from plainscore.validation.monitoring import Monitoring
from plainscore.validation.report import style, words
from plainscore.validation.report.drawing import Picture
from plainscore.validation.report.environment import environment
from plainscore.validation.report.shift_chart import shift_chart
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
    shifts = [(each.name, each.score) for each in found.samples]
    said = "; ".join(f"{name} {shift.psi:.3f}" for name, shift in shifts if shift is not None)
    return shift_chart(
        "psi",
        shifts,
        f"Population stability index of the score against the baseline, with intervals: {said}.",
        limits=(found.thresholds.psi_watch, found.thresholds.psi_act),
    )
