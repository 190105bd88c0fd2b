"""The charts of the report, one function each, in two sizes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np

from plainscore.validation.discrimination import Curve, KolmogorovSmirnov
from plainscore.validation.distribution import CutOff
from plainscore.validation.evidence import Evidence
from plainscore.validation.report.style import LIGHT
from plainscore.validation.report.svg import to_svg

GOOD, BAD, MUTED, BAND, INK = (LIGHT[name] for name in ("good", "bad", "muted", "band", "ink"))
PERCENT = "format(100 * datum.value, '.3~g') + '\\u00a0%'"
CLASSES = alt.Scale(domain=["Goods", "Bads"], range=[GOOD, BAD])


@dataclass(frozen=True, slots=True)
class Size:
    """Size of a chart, axes included.

    Parameters
    ----------
    name : str
        CSS class that shows the chart on pages of this width.
    width, height : int
        Pixels.
    """

    name: str
    width: int
    height: int


SIZES = (Size("wide", 640, 320), Size("narrow", 340, 280))


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as it stands in the page.

    Parameters
    ----------
    svg : str
        Inline SVG, in each size.
    label : str
        The chart in words.
    """

    svg: str
    label: str


def draw(name: str, label: str, chart: Callable[[Size], Any]) -> Picture:
    """Draw a chart in each size.

    Parameters
    ----------
    name : str
        Short name, unique on the page.
    label : str
        The chart in words.
    chart : callable
        Makes the chart for a size.

    Returns
    -------
    Picture
        The chart.
    """
    drawn = [
        to_svg(
            chart(size).properties(
                width=size.width,
                height=size.height,
                autosize=alt.AutoSizeParams(type="fit", contains="padding"),
            ),
            name=f"{name}-{size.name}",
            label=label,
            css_class=size.name,
        )
        for size in SIZES
    ]
    return Picture("".join(drawn), label)


def score_domain(evidence: Evidence) -> tuple[int, int]:
    """Give the range of scores that the charts show: measured ones, to whole bands.

    Parameters
    ----------
    evidence : Evidence
        The evidence; at least one row was measured.

    Returns
    -------
    tuple of int
        Ends of the range.
    """
    filled = [band for band in evidence.bands if band.n]
    return filled[0].low, filled[-1].high


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
    scores = np.unique(np.linspace(card.lowest_score, card.highest_score, 121).round())
    chances = card.calibration.probability(scores)
    values = _rows(score=scores.tolist(), chance=chances.tolist())

    def chart(size: Size) -> Any:
        return (
            alt.Chart(alt.Data(values=values))
            .mark_line(color=GOOD)
            .encode(
                x=_score_axis((card.lowest_score, card.highest_score), size),
                y=alt.Y("chance:Q", title="Probability of bad", axis=_percent_axis()),
            )
        )

    label = (
        f"Line: the probability of bad falls from {chances[0]:.1%} at the lowest attainable score, "
        f"{card.lowest_score}, to {chances[-1]:.2%} at the highest, {card.highest_score}."
    )
    return draw("scale", label, chart)


def distribution_chart(evidence: Evidence) -> Picture:
    """Draw the shares of goods and of bads in each band of score.

    Parameters
    ----------
    evidence : Evidence
        The evidence.

    Returns
    -------
    Picture
        The chart.
    """
    values = []
    for band in evidence.bands:
        width = band.high - band.low
        for place, (kind, share) in enumerate(
            (("Goods", band.share_of_goods), ("Bads", band.share_of_bads))
        ):
            start = band.low + width * (0.08 + 0.42 * place)
            values.append({"kind": kind, "from": start, "to": start + 0.42 * width, "y": share})

    def chart(size: Size) -> Any:
        return (
            alt.Chart(alt.Data(values=values))
            .mark_rect()
            .encode(
                x=_score_axis(score_domain(evidence), size, "from"),
                x2="to:Q",
                y=alt.Y("y:Q", title="Share of its kind", axis=_percent_axis()),
                y2=alt.datum(0),
                color=alt.Color("kind:N", scale=CLASSES, sort=None),
            )
        )

    label = (
        f"Bars: share of the goods and share of the bads in each band of "
        f"{evidence.bands[0].high - evidence.bands[0].low} points."
    )
    return draw("distribution", label, chart)


def roc_chart(curve: Curve, area: str) -> Picture:
    """Draw the ROC curve.

    Parameters
    ----------
    curve : Curve
        The curve.
    area : str
        The AUC in words.

    Returns
    -------
    Picture
        The chart.
    """
    return draw(
        "roc",
        f"ROC curve from (0, 0) to (1, 1), above the diagonal of chance. {area}.",
        lambda _: _curve_chart(curve, "Share of goods at or below a score", area),
    )


def cap_chart(curve: Curve, bad_rate: float, note: str) -> Picture:
    """Draw the cumulative accuracy profile, with the profile of a perfect ranking.

    Parameters
    ----------
    curve : Curve
        The curve.
    bad_rate : float
        Share of bads, where the perfect profile reaches 1.
    note : str
        The Gini coefficient in words.

    Returns
    -------
    Picture
        The chart.
    """
    perfect = [{"x": 0.0, "y": 0.0}, {"x": bad_rate, "y": 1.0}, {"x": 1.0, "y": 1.0}]

    def chart(_: Size) -> Any:
        ideal = (
            alt.Chart(alt.Data(values=perfect))
            .mark_line(color=MUTED, strokeWidth=1.25, strokeDash=[2, 3])
            .encode(x="x:Q", y="y:Q")
        )
        return ideal + _curve_chart(curve, "Share of all people, lowest scores first", note)

    label = f"Cumulative accuracy profile, between chance and a perfect ranking. {note}."
    return draw("cap", label, chart)


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
    low, high = score_domain(evidence)
    points = list(zip(curve.score[1:], curve.x[1:], curve.y[1:], strict=True))
    values = []
    for kind, place in (("Goods", 1), ("Bads", 2)):
        values.append({"kind": kind, "score": low, "share": 0.0})
        values += [{"kind": kind, "score": point[0], "share": point[place]} for point in points]
        values.append({"kind": kind, "score": high, "share": 1.0})
    gap = [{"score": ks.score, "low": ks.goods_share, "high": ks.bads_share}]
    note = f"KS {ks.figure.value:.3f} at {ks.score:g}"

    def chart(size: Size) -> Any:
        lines = (
            alt.Chart(alt.Data(values=values))
            .mark_line(interpolate="step-after")
            .encode(
                x=_score_axis((low, high), size),
                y=alt.Y("share:Q", title="Share at or below", axis=_percent_axis()),
                color=alt.Color("kind:N", scale=CLASSES, sort=None),
            )
        )
        base = alt.Chart(alt.Data(values=gap))
        rule = base.mark_rule(color=INK, strokeWidth=1.5, strokeDash=[4, 3]).encode(
            x="score:Q", y="low:Q", y2="high:Q"
        )
        left = ks.score > (low + high) / 2
        text = base.mark_text(
            align="right" if left else "left", dx=-9 if left else 9, fontWeight=600
        ).encode(x="score:Q", y=alt.YDatum((ks.goods_share + ks.bads_share) / 2))
        return lines + rule + text.encode(text=alt.value(note))

    label = (
        f"Two rising lines: at a score of {ks.score:g} or lower stand {ks.bads_share:.0%} of bads "
        f"and {ks.goods_share:.0%} of goods, the largest distance. {note}."
    )
    return draw("ks", label, chart)


def calibration_chart(evidence: Evidence) -> Picture:
    """Draw expected and observed bad rates by band, the latter with intervals.

    Parameters
    ----------
    evidence : Evidence
        The evidence.

    Returns
    -------
    Picture
        The chart.
    """
    values = [
        {
            "score": (band.low + band.high) / 2,
            "observed": band.bad_rate.value,
            "low": band.bad_rate.low,
            "high": band.bad_rate.high,
            "expected": band.expected,
            "seen": "Observed, with interval",
            "said": "Expected by the scorecard",
        }
        for band in evidence.bands
        if band.bad_rate is not None
    ]
    kinds = alt.Scale(
        domain=["Observed, with interval", "Expected by the scorecard"], range=[BAD, GOOD]
    )

    def chart(size: Size) -> Any:
        base = alt.Chart(alt.Data(values=values)).encode(
            x=_score_axis(score_domain(evidence), size)
        )
        y_axis = alt.Y("low:Q", title="Bad rate", axis=_percent_axis())
        bars = base.mark_rule(strokeWidth=2).encode(
            y=y_axis, y2="high:Q", color=alt.Color("seen:N", scale=kinds)
        )
        dots = base.mark_point(filled=True, size=70, opacity=1).encode(
            y="observed:Q", color=alt.Color("seen:N", scale=kinds)
        )
        ticks = base.mark_tick(thickness=3, size=22, orient="horizontal").encode(
            y="expected:Q", color=alt.Color("said:N", scale=kinds)
        )
        return bars + ticks + dots

    label = "Points with intervals: observed bad rate of each band; dashes: the rate expected."
    return draw("calibration", label, chart)


def approval_chart(evidence: Evidence, cuts: Sequence[CutOff]) -> Picture:
    """Draw what share each cut-off approves, and how many goods and bads it declines.

    Parameters
    ----------
    evidence : Evidence
        The evidence.
    cuts : sequence of CutOff
        The cut-offs.

    Returns
    -------
    Picture
        The chart.
    """
    values = [
        {"score": cut.score, "rate": cut.approval_rate.value, "low": cut.approval_rate.low,
         "high": cut.approval_rate.high}
        for cut in cuts
    ]  # fmt: skip
    return _rate_picture(evidence, "approval", values, "Approved", GOOD)


def approved_bad_rate_chart(evidence: Evidence, cuts: Sequence[CutOff]) -> Picture:
    """Draw the bad rate among those that each cut-off approves.

    Parameters
    ----------
    evidence : Evidence
        The evidence.
    cuts : sequence of CutOff
        The cut-offs.

    Returns
    -------
    Picture
        The chart.
    """
    values = [
        {"score": cut.score, "rate": cut.bad_rate_approved.value,
         "low": cut.bad_rate_approved.low, "high": cut.bad_rate_approved.high}
        for cut in cuts
        if cut.bad_rate_approved is not None
    ]  # fmt: skip
    return _rate_picture(evidence, "approved-bads", values, "Bad rate of the approved", BAD)


def _rate_picture(
    evidence: Evidence, name: str, values: list[dict[str, float]], title: str, colour: str
) -> Picture:
    def chart(size: Size) -> Any:
        base = alt.Chart(alt.Data(values=values)).encode(
            x=_score_axis(score_domain(evidence), size, title="Cut-off: lowest score approved")
        )
        y_axis = alt.Y("low:Q", title=title, axis=_percent_axis())
        shade = base.mark_area(color=BAND, opacity=0.7).encode(y=y_axis, y2="high:Q")
        return shade + base.mark_line(color=colour, point=alt.OverlayMarkDef(
            color=colour, size=28, filled=True
        )).encode(y="rate:Q")  # fmt: skip

    first, last = values[0], values[-1]
    label = (
        f"Line with interval: {title.lower()} by cut-off, from {first['rate']:.1%} at "
        f"{first['score']:g} to {last['rate']:.1%} at {last['score']:g}."
    )
    return draw(name, label, chart)


def _curve_chart(curve: Curve, x_title: str, note: str) -> Any:
    values = _rows(x=curve.x, y=curve.y)
    shares = alt.Scale(domain=[0, 1], nice=False)
    x_axis = alt.X("x:Q", title=x_title, scale=shares, axis=_percent_axis())
    y_axis = alt.Y("y:Q", title="Share of bads at or below it", scale=shares, axis=_percent_axis())
    chance = (
        alt.Chart(alt.Data(values=[{"x": 0, "y": 0}, {"x": 1, "y": 1}]))
        .mark_line(color=MUTED, strokeWidth=1.25, strokeDash=[5, 4])
        .encode(x=x_axis, y=y_axis)
    )
    line = alt.Chart(alt.Data(values=values)).mark_line(color=GOOD).encode(x=x_axis, y=y_axis)
    text = (
        alt.Chart(alt.Data(values=[{"x": 0.97, "y": 0.06}]))
        .mark_text(align="right", fontWeight=600)
        .encode(x=x_axis, y=y_axis, text=alt.value(note))
    )
    return chance + line + text


def _score_axis(
    domain: tuple[int, int], size: Size, field: str = "score", title: str = "Score"
) -> Any:
    return alt.X(
        f"{field}:Q",
        title=title,
        scale=alt.Scale(domain=list(domain), nice=False, zero=False),
        axis=alt.Axis(tickCount=max(4, size.width // 60), format="d"),
    )


def _percent_axis() -> Any:
    return alt.Axis(labelExpr=PERCENT, tickCount=5)


def _rows(**columns: Sequence[float]) -> list[dict[str, float]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
