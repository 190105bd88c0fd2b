"""Charts of fairness: impact ratios at the cut-off in use, and over all cut-offs."""

from typing import Any

import altair as alt

from plainscore.validation.fairness import FOUR_FIFTHS, Fairness
from plainscore.validation.figure import Figure
from plainscore.validation.report.drawing import (
    ACROSS,
    NARROW,
    Picture,
    Size,
    draw,
    named,
    score_axis,
)
from plainscore.validation.report.style import LIGHT

FARTHEST = 2.0
"""Impact ratios beyond this are drawn at the edge."""

LEAST_APPROVED = 0.05
"""Cut-offs that approve a smaller share of the reference group are in no chart."""


def fairness_pictures(fairness: Fairness) -> dict[str, Picture]:
    """Draw the impact ratios.

    Parameters
    ----------
    fairness : Fairness
        The measures.

    Returns
    -------
    dict of str to Picture
        ``"impact"`` at the cut-off in use, ``"impact_over_<attribute>"`` over all cut-offs.
    """
    drawn = {}
    rows = _at_cut_off(fairness)
    if rows:
        drawn["impact"] = _impact(rows, fairness.cut_off)
    for place, attribute in enumerate(fairness.attributes):
        lines = _over_cut_offs(fairness, place)
        if lines:
            drawn[f"impact_over_{attribute.name}"] = _over(lines, place, attribute.name)
    return drawn


def _at_cut_off(fairness: Fairness) -> list[dict[str, float | str]]:
    return [
        {
            "group": f"{attribute.name}: {group.label}",
            "ratio": min(air.value, FARTHEST),
            "low": air.low,
            "high": min(air.high, FARTHEST),
        }
        for attribute in fairness.attributes
        for group in attribute.groups
        if group.label != attribute.reference
        for air in (group.at_cut_off(fairness.cut_off).air,)
        if isinstance(air, Figure)
    ]


def _over_cut_offs(fairness: Fairness, place: int) -> list[dict[str, float | str]]:
    attribute = fairness.attributes[place]
    if not attribute.groups:
        return []
    enough = {
        each.cut_off
        for each in attribute.groups[0].at
        if each.approval_rate.value >= LEAST_APPROVED
    }
    return [
        {"score": each.cut_off, "ratio": min(each.air.value, FARTHEST), "group": group.label}
        for group in attribute.groups[1:]
        for each in group.at
        if each.cut_off in enough and isinstance(each.air, Figure)
    ]


def _impact(rows: list[dict[str, float | str]], cut_off: int) -> Picture:
    ends = (
        min(0.6, *(float(row["low"]) for row in rows)),
        max(1.2, *(float(row["high"]) for row in rows)),
    )
    marks: list[dict[str, float | str]] = [{"at": FOUR_FIFTHS}, {"at": 1.0}]
    longest = max(len(str(row["group"])) for row in rows)

    def chart(size: Size) -> Any:
        x = alt.X(
            "low:Q",
            title="Approval rate / that of the reference",
            scale=alt.Scale(domain=list(ends), nice=False, zero=False),
            axis=alt.Axis(tickCount=6, format=".1f", grid=True),
        )
        y = alt.Y(
            "group:N",
            title=None,
            sort=None,
            axis=alt.Axis(labelLimit=size.width // 2, minExtent=min(8 * longest, size.width // 2)),
        )
        base = alt.Chart(named("groups")).encode(y=y)
        bars = base.mark_rule(strokeWidth=3, color=LIGHT["band"]).encode(x=x, x2="high:Q")
        dots = base.mark_point(filled=True, size=80, opacity=1, color=LIGHT["good"]).encode(
            x="ratio:Q"
        )
        lines = (
            alt.Chart(named("marks"))
            .mark_rule(strokeWidth=1.5, strokeDash=[5, 4], color=LIGHT["bad"])
            .encode(x="at:Q")
        )
        return lines + bars + dots

    said = "; ".join(f"{row['group']} {float(row['ratio']):.2f}" for row in rows)
    label = (
        f"Adverse impact ratio of each group at a cut-off of {cut_off}, with interval; dashed "
        f"lines at 0.8 and at 1: {said}."
    )
    return draw("impact", label, _tall(len(rows)), {"groups": rows, "marks": marks}, chart)


def _over(rows: list[dict[str, float | str]], place: int, name: str) -> Picture:
    scores = [int(float(row["score"])) for row in rows]
    ends = (min(scores), max(*scores, min(scores) + 1))
    marks: list[dict[str, float | str]] = [{"at": FOUR_FIFTHS}, {"at": 1.0}]

    def chart(size: Size) -> Any:
        lines = (
            alt.Chart(named("ratios"))
            .mark_line(color=LIGHT["good"])
            .encode(
                x=score_axis(ends, size, title="Cut-off: lowest score approved"),
                y=alt.Y(
                    "ratio:Q",
                    title="Adverse impact ratio",
                    scale=alt.Scale(zero=False),
                    axis=alt.Axis(tickCount=5, format=".2f"),
                ),
                strokeDash=alt.StrokeDash(
                    "group:N",
                    legend=alt.Legend(
                        columns=4 if size.width > NARROW.width else 2,
                        columnPadding=14,
                        symbolStrokeColor=LIGHT["good"],
                    ),
                ),
            )
        )
        rules = (
            alt.Chart(named("marks"))
            .mark_rule(strokeWidth=1, strokeDash=[5, 4], color=LIGHT["bad"])
            .encode(y="at:Q")
        )
        return rules + lines

    label = f"Lines: adverse impact ratio of each group of {name} by cut-off."
    data = {"ratios": rows, "marks": marks}
    return draw(f"impact-over-{place}", label, ACROSS, data, chart)


def _tall(rows: int) -> tuple[Size, ...]:
    return tuple(Size(each.name, each.width, 70 + 26 * rows) for each in ACROSS)
