"""The search for less discriminatory alternatives as one HTML page."""

from pathlib import Path

from plainscore.validation.alternatives import AlternativesFound
from plainscore.validation.report import style, words
from plainscore.validation.report.alternatives_chart import frontier_chart
from plainscore.validation.report.environment import environment
from plainscore.validation.report.writing import write_whole

ROWS = 40
"""Cards of the frontier in the table, evenly from it."""


def render_alternatives(found: AlternativesFound, title: str | None = None) -> str:
    """Render a search as one HTML page that loads nothing and needs no script.

    Parameters
    ----------
    found : AlternativesFound
        The record of the search.
    title : str, optional
        What stands above; the name of the card in use by default.

    Returns
    -------
    str
        HTML; the same input gives the same text.
    """
    measure = (
        "1 less the adverse impact ratio"
        if found.question.measure == "air"
        else "standardised mean difference"
    )
    rows = found.frontier[:: max(1, -(-len(found.frontier) // ROWS))]
    return (
        environment()
        .get_template("alternatives.html.jinja")
        .render(
            found=found,
            question=found.question,
            measure=measure,
            rows=rows,
            picture=frontier_chart(found, measure) if found.frontier else None,
            title=title or found.incumbent.name,
            light=style.css_variables(style.LIGHT),
            dark=style.css_variables(style.DARK),
            recolouring=style.chart_recolouring(),
            font=style.FONT,
            space=words.SPACE,
        )
    )


def write_alternatives(
    found: AlternativesFound, path: str | Path, title: str | None = None
) -> None:
    """Write a search as one HTML file, whole or not at all.

    Parameters
    ----------
    found : AlternativesFound
        The record of the search.
    path : str or pathlib.Path
        The file; folders on the way are made.
    title : str, optional
        What stands above.
    """
    write_whole(render_alternatives(found, title), path)
