"""The frontier of accuracy against disparity."""

from typing import Any

import altair as alt

from plainscore.validation.alternatives import AlternativesFound
from plainscore.validation.figure import Figure
from plainscore.validation.report.drawing import ACROSS, Picture, Size, draw, named
from plainscore.validation.report.style import LIGHT


def frontier_chart(found: AlternativesFound, measure: str) -> Picture:
    """Draw the cards that no other beats in both, the card in use, and those certified.

    Parameters
    ----------
    found : AlternativesFound
        The record of the search.
    measure : str
        The disparity in words.

    Returns
    -------
    Picture
        AUC across, disparity upwards: less is better.
    """
    frontier: list[dict[str, float | str]] = [
        {"auc": row.trial.auc.value, "disparity": abs(row.trial.after.value)}
        for row in found.frontier
        if isinstance(row.trial.auc, Figure)
    ]
    first = found.frontier[0].trial
    gain = first.gain.value if isinstance(first.gain, Figure) else 0.0
    area = first.auc.value if isinstance(first.auc, Figure) else 0.5
    now: list[dict[str, float | str]] = [
        {"auc": area - gain, "disparity": abs(first.before.value), "name": "in use"}
    ]
    least: list[dict[str, float | str]] = [
        {"auc": area - gain - found.question.tolerance},
    ]
    every = [float(row["auc"]) for row in (*frontier, *now, *least)]
    margin = max(0.002, 0.05 * (max(every) - min(every)))
    ends = [min(every) - margin, max(every) + margin]
    top = max(float(row["disparity"]) for row in (*frontier, *now))

    def chart(size: Size) -> Any:
        x = alt.X(
            "auc:Q",
            title="AUC on the rows of the search",
            scale=alt.Scale(domain=ends, nice=False, zero=False),
            axis=alt.Axis(tickCount=max(4, size.width // 110), format=".3f"),
        )
        y = alt.Y(
            "disparity:Q",
            title="Disparity",
            scale=alt.Scale(domain=[0, 1.12 * top or 1.0], nice=False),
            axis=alt.Axis(tickCount=5, format=".2f"),
        )
        base = alt.Chart(named("frontier")).encode(x=x, y=y)
        line = base.mark_line(color=LIGHT["band"], interpolate="step-after")
        dots = base.mark_point(filled=True, size=55, opacity=1, color=LIGHT["good"])
        rule = (
            alt.Chart(named("least"))
            .mark_rule(strokeWidth=1.5, strokeDash=[5, 4], color=LIGHT["muted"])
            .encode(x="auc:Q")
        )
        used = alt.Chart(named("now")).encode(x=x, y=y)
        mark = used.mark_point(
            filled=True, size=150, opacity=1, shape="diamond", color=LIGHT["bad"]
        )
        text = used.mark_text(dy=-14, fontWeight=600, color=LIGHT["ink"]).encode(text="name:N")
        return line + rule + dots + mark + text

    label = (
        f"Dots: {len(frontier)} cards that no other beats in both AUC and disparity ({measure}). "
        f"Diamond: the card in use, with an AUC of {area - gain:.3f} and a disparity of "
        f"{abs(first.before.value):.3f}. Dashed: the least AUC that the tolerance allows."
    )
    data = {"frontier": frontier, "now": now, "least": least}
    return draw("frontier", label, ACROSS, data, chart)
