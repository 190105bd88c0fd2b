"""The charts of the report, one function each."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from plainscore.validation.curves import Curve
from plainscore.validation.discrimination import KolmogorovSmirnov
from plainscore.validation.distribution import CutOff
from plainscore.validation.evidence import Evidence
from plainscore.validation.figure import Figure
from plainscore.validation.report.drawing import (
    ACROSS,
    HALF,
    NARROW,
    QUARTERS,
    Picture,
    Rows,
    Size,
    draw,
    named,
    percent_axis,
    score_axis,
)
from plainscore.validation.report.style import LIGHT

GOOD, BAD, MUTED, BAND, INK = (LIGHT[name] for name in ("good", "bad", "muted", "band", "ink"))
CLASSES = alt.Scale(domain=["Goods", "Bads"], range=[GOOD, BAD])
OBSERVED, EXPECTED = "Observed, with interval", "Expected by the scorecard"


def scale_chart(evidence: Evidence) -> Picture:
    """Draw the probability of bad over the attainable scores.

    Parameters
    ----------
    evidence : Evidence
        The evidence.

    Returns
    -------
    Picture
        The chart.
    """
    card = evidence.card
    ends = (card.lowest_score, card.highest_score)
    scores = np.unique(np.linspace(*ends, 121).round())
    chances = card.calibration.probability(scores)
    rows = [
        {"score": score, "chance": chance}
        for score, chance in zip(scores.tolist(), chances.tolist(), strict=True)
    ]

    def chart(size: Size) -> Any:
        return (
            alt.Chart(named("scale"))
            .mark_line(color=GOOD)
            .encode(
                x=score_axis(ends, size),
                y=alt.Y("chance:Q", title="Probability of bad", axis=percent_axis()),
            )
        )

    label = (
        f"Line: the probability of bad falls from {chances[0]:.1%} at the lowest attainable score, "
        f"{ends[0]}, to {chances[-1]:.2%} at the highest, {ends[1]}."
    )
    return draw("scale", label, ACROSS, {"scale": rows}, chart)


def distribution_chart(evidence: Evidence) -> Picture:
    """Draw the shares of goods and of bads in each band of score.

    Parameters
    ----------
    evidence : Evidence
        The evidence; at least one row was measured.

    Returns
    -------
    Picture
        The chart.
    """
    rows: list[dict[str, float | str]] = []
    for band in evidence.bands:
        width = band.high - band.low
        shares = (("Goods", band.share_of_goods), ("Bads", band.share_of_bads))
        for place, (kind, share) in enumerate(shares):
            start = band.low + width * (0.08 + 0.42 * place)
            end = start + 0.42 * width
            rows.append({"kind": kind, "from": start, "to": end, "share": share, "floor": 0.0})

    def chart(size: Size) -> Any:
        return (
            alt.Chart(named("bands"))
            .mark_rect(clip=True)
            .encode(
                x=score_axis(_domain(evidence), size, "from"),
                x2="to:Q",
                y=alt.Y("share:Q", title="Share of its kind", axis=percent_axis()),
                y2="floor:Q",
                color=alt.Color("kind:N", scale=CLASSES, sort=None),
            )
        )

    label = (
        f"Bars: share of the goods and share of the bads in each band of "
        f"{evidence.bands[0].high - evidence.bands[0].low} points."
    )
    return draw("distribution", label, ACROSS, {"bands": rows}, chart)


def roc_chart(curve: Curve) -> Picture:
    """Draw the ROC curve.

    Parameters
    ----------
    curve : Curve
        The curve.

    Returns
    -------
    Picture
        The chart.
    """
    label = "ROC curve, between the diagonal of chance and the upper left corner."
    title = "Goods at or below a score"
    return draw("roc", label, HALF, _curve_rows(curve), lambda _: _curve_chart(title))


def cap_chart(curve: Curve, bad_rate: float) -> Picture:
    """Draw the cumulative accuracy profile, with the profile of a perfect ranking.

    Parameters
    ----------
    curve : Curve
        The curve.
    bad_rate : float
        Share of bads, where the perfect profile reaches 1.

    Returns
    -------
    Picture
        The chart.
    """
    perfect = [{"x": 0.0, "y": 0.0}, {"x": bad_rate, "y": 1.0}, {"x": 1.0, "y": 1.0}]

    def chart(_: Size) -> Any:
        ideal = (
            alt.Chart(named("perfect"))
            .mark_line(color=MUTED, strokeWidth=1.25, strokeDash=[2, 3])
            .encode(x="x:Q", y="y:Q")
        )
        return ideal + _curve_chart("All people, lowest scores first")

    label = "Cumulative accuracy profile, between chance and a perfect ranking."
    return draw("cap", label, ACROSS, {"perfect": perfect, **_curve_rows(curve)}, chart)


def ks_chart(evidence: Evidence, curve: Curve, ks: KolmogorovSmirnov) -> Picture:
    """Draw the cumulative shares of goods and bads by score, with their largest distance.

    Parameters
    ----------
    evidence : Evidence
        The evidence.
    curve : Curve
        The ROC curve, which holds both shares at each score.
    ks : KolmogorovSmirnov
        The distance.

    Returns
    -------
    Picture
        The chart.
    """
    low, high = _domain(evidence)
    rows: list[dict[str, float | str]] = []
    for kind, shares in (("Goods", curve.x), ("Bads", curve.y)):
        rows.append({"kind": kind, "score": low, "share": 0.0})
        rows += [
            {"kind": kind, "score": score, "share": share}
            for score, share in zip(curve.score[1:], shares[1:], strict=True)
        ]
        rows.append({"kind": kind, "score": high, "share": 1.0})
    data: dict[str, Rows] = {
        "shares": rows,
        "gap": [{"score": ks.score, "low": ks.goods_share, "high": ks.bads_share}],
    }

    def chart(size: Size) -> Any:
        axes = {
            "x": score_axis((low, high), size),
            "y": alt.Y("share:Q", title="At or below a score", axis=percent_axis(QUARTERS)),
        }
        lines = (
            alt.Chart(named("shares"))
            .mark_line(interpolate="step-after")
            .encode(color=alt.Color("kind:N", scale=CLASSES, sort=None), **axes)
        )
        rule = (
            alt.Chart(named("gap"))
            .mark_rule(color=INK, strokeWidth=1.5, strokeDash=[4, 3])
            .encode(x="score:Q", y="low:Q", y2="high:Q")
        )
        return lines + rule

    label = (
        f"Two rising lines: at a score of {ks.score:g} or lower stand {ks.bads_share:.0%} of bads "
        f"and {ks.goods_share:.0%} of goods, the largest distance."
    )
    return draw("ks", label, HALF, data, chart)


def calibration_chart(evidence: Evidence) -> Picture:
    """Draw expected and observed bad rates by band, the latter with intervals.

    Parameters
    ----------
    evidence : Evidence
        The evidence; at least one row was measured.

    Returns
    -------
    Picture
        The chart.
    """
    rows: list[dict[str, float | str]] = [
        {
            "score": (band.low + band.high) / 2,
            "observed": band.bad_rate.value,
            "low": band.bad_rate.low,
            "high": band.bad_rate.high,
            "expected": band.expected,
            "seen": OBSERVED,
            "said": EXPECTED,
        }
        for band in evidence.bands
        if band.bad_rate is not None and band.expected is not None
    ]
    kinds = alt.Scale(domain=[OBSERVED, EXPECTED], range=[BAD, GOOD])

    def chart(size: Size) -> Any:
        base = alt.Chart(named("bands")).encode(x=score_axis(_domain(evidence), size))
        legend = alt.Legend(
            direction="horizontal" if size.width > NARROW.width else "vertical",
            symbolType="circle",
            symbolOpacity=1,
        )
        seen = alt.Color("seen:N", scale=kinds, legend=legend)
        axis = alt.Y("low:Q", title="Bad rate", axis=percent_axis())
        bars = base.mark_rule(strokeWidth=2).encode(y=axis, y2="high:Q", color=seen)
        dots = base.mark_point(filled=True, size=70, opacity=1).encode(y="observed:Q", color=seen)
        ticks = base.mark_tick(
            thickness=3, opacity=1, size=size.width / 18, orient="horizontal"
        ).encode(y="expected:Q", color=alt.Color("said:N", scale=kinds, legend=legend))
        return bars + ticks + dots

    label = "Points with intervals: observed bad rate of each band; dashes: the rate expected."
    return draw("calibration", label, ACROSS, {"bands": rows}, chart)


def approval_chart(evidence: Evidence, cuts: Sequence[CutOff]) -> Picture:
    """Draw what share each cut-off approves.

    Parameters
    ----------
    evidence : Evidence
        The evidence.
    cuts : sequence of CutOff
        The cut-offs; at least one.

    Returns
    -------
    Picture
        The chart.
    """
    rates = [(cut.score, cut.approval_rate) for cut in cuts]
    return _rate_picture(evidence, "approval", rates, "Share of people", GOOD)


def approved_bad_rate_chart(evidence: Evidence, cuts: Sequence[CutOff]) -> Picture:
    """Draw the bad rate among those that each cut-off approves.

    Parameters
    ----------
    evidence : Evidence
        The evidence.
    cuts : sequence of CutOff
        The cut-offs; at least one.

    Returns
    -------
    Picture
        The chart.
    """
    rates = [
        (cut.score, cut.bad_rate_approved) for cut in cuts if cut.bad_rate_approved is not None
    ]
    return _rate_picture(evidence, "approved-bads", rates, "Bad rate", BAD)


def _rate_picture(
    evidence: Evidence, name: str, rates: Sequence[tuple[float, Figure]], title: str, colour: str
) -> Picture:
    rows = [
        {"score": score, "rate": rate.value, "low": rate.low, "high": rate.high}
        for score, rate in rates
    ]
    dots = alt.OverlayMarkDef(color=colour, size=28, filled=True)

    def chart(size: Size) -> Any:
        base = alt.Chart(named("rates")).encode(
            x=score_axis(_domain(evidence), size, title="Cut-off: lowest score approved")
        )
        axis = alt.Y("low:Q", title=title, axis=percent_axis(), scale=alt.Scale(zero=True))
        shade = base.mark_area(color=BAND, opacity=0.7).encode(y=axis, y2="high:Q")
        return shade + base.mark_line(color=colour, point=dots).encode(y="rate:Q")

    first, last = rows[0], rows[-1]
    label = (
        f"Line with interval: {title.lower()} by cut-off, from {first['rate']:.1%} at "
        f"{first['score']:g} to {last['rate']:.1%} at {last['score']:g}."
    )
    return draw(name, label, HALF, {"rates": rows}, chart)


def _curve_rows(curve: Curve) -> dict[str, Rows]:
    return {
        "curve": [{"x": x, "y": y} for x, y in zip(curve.x, curve.y, strict=True)],
        "chance": [{"x": 0.0, "y": 0.0}, {"x": 1.0, "y": 1.0}],
    }


def _curve_chart(x_title: str) -> Any:
    shares = alt.Scale(domain=[0, 1], nice=False)
    axis = percent_axis(QUARTERS)
    axes = {
        "x": alt.X("x:Q", title=x_title, scale=shares, axis=axis),
        "y": alt.Y("y:Q", title="Bads at or below it", scale=shares, axis=axis),
    }
    chance = alt.Chart(named("chance")).mark_line(
        color=MUTED, strokeWidth=1.25, strokeDash=[5, 4]
    ).encode(**axes)  # fmt: skip
    line = alt.Chart(named("curve")).mark_line(color=GOOD).encode(**axes)
    return chance + line


def _domain(evidence: Evidence) -> tuple[int, int]:
    """Range of scores shown: the measured ones, to whole bands."""
    filled = [band for band in evidence.bands if band.n]
    return filled[0].low, filled[-1].high
