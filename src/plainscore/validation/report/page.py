"""The report as one HTML page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from plainscore.scorecard import ScoredFeature, VerdictCode
from plainscore.validation.completeness import find_gaps
from plainscore.validation.curves import Curve
from plainscore.validation.discrimination import KolmogorovSmirnov
from plainscore.validation.distribution import CutOff
from plainscore.validation.evidence import Evidence
from plainscore.validation.figure import Refused
from plainscore.validation.monitoring import Thresholds
from plainscore.validation.proportion import wilson
from plainscore.validation.report import charts, style, words
from plainscore.validation.report.drawing import Picture
from plainscore.validation.report.environment import environment
from plainscore.validation.report.fairness_charts import fairness_pictures
from plainscore.validation.report.requirements import RULES
from plainscore.validation.report.shift_chart import shift_chart
from plainscore.validation.report.writing import write_whole
from plainscore.validation.stability import Stability

CUT_OFF_ROWS = 40
CURVE_ROWS = 15
LEAST_APPROVED = 30
"""Cut-offs that approve fewer people are in the tables, but not in the charts."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report.

    Parameters
    ----------
    anchor : str
        Its address within the page, and the name of its template.
    title : str
        Its heading, as in the contents.
    shown : callable
        Whether evidence holds what the section tells.
    """

    anchor: str
    title: str
    shown: Callable[[Evidence], object] = lambda _: True


SECTIONS: tuple[Section, ...] = (
    Section("model", "Purpose, limits and data as stated", lambda each: each.facts),
    Section("summary", "Summary"),
    Section("reading", "How to read a score"),
    Section("discrimination", "Ranking: ROC and KS"),
    Section("distribution", "Distribution of scores"),
    Section("cut-offs", "Cut-offs and gains"),
    Section("calibration", "Calibration by band"),
    Section("points", "Points table"),
    Section("sensitivity", "What each feature is worth"),
    Section("weaknesses", "Known weaknesses", lambda each: each.weaknesses),
    Section("ceiling", "Beside models of other kinds", lambda each: each.ceiling),
    Section("champion", "Beside the champion: swap set", lambda each: each.champion),
    Section("fairness", "Fairness: impact ratios (AIR), proxies", lambda each: each.fairness),
    Section("stability", "Stability over periods", lambda each: each.stability),
    Section("leaks", "Signs of leakage", lambda each: each.leaks is not None),
    Section("left-out", "What was left out, and why"),
    Section("data", "Data and its window"),
    Section("limits", "What this report does not show"),
    Section("requirements", "Where SR 26-2, the AI Act and Reg B are answered"),
    Section("reproduce", "How to get the same figures"),
)


def render_report(evidence: Evidence) -> str:
    """Render evidence as one HTML page that loads nothing and needs no script.

    Parameters
    ----------
    evidence : Evidence
        The evidence.

    Returns
    -------
    str
        HTML; the same evidence gives the same text.
    """
    template = environment().get_template("report.html.jinja")
    sections = [section for section in SECTIONS if section.shown(evidence)]
    return template.render(
        evidence=evidence,
        card=evidence.card,
        sections=sections,
        titles={section.anchor: section.title for section in sections},
        rules=RULES,
        gaps=find_gaps(evidence),
        pictures=_pictures(evidence),
        accuracy=words.accuracy(evidence),
        proves_nothing=words.proves_nothing(evidence),
        findings=words.findings(evidence),
        limits=words.limits(evidence),
        halving=words.points_that_halve_the_odds(evidence),
        scale=_scale(evidence),
        curve_rows=_curve_rows(evidence),
        cut_offs=_thinned(evidence.cut_offs),
        features=_features(evidence),
        exclusions=_exclusions(evidence),
        least_approved=LEAST_APPROVED,
        space=words.SPACE,
        light=style.css_variables(style.LIGHT),
        dark=style.css_variables(style.DARK),
        recolouring=style.chart_recolouring(),
        font=style.FONT,
    )


def write_report(evidence: Evidence, path: str | Path) -> None:
    """Write evidence as one HTML file, whole or not at all.

    Parameters
    ----------
    evidence : Evidence
        The evidence.
    path : str or pathlib.Path
        The file; folders on the way are made.
    """
    write_whole(render_report(evidence), path)


def _pictures(evidence: Evidence) -> Mapping[str, Picture]:
    pictures = {"scale": charts.scale_chart(evidence)}
    if not evidence.rows.measured:
        return pictures
    pictures["distribution"] = charts.distribution_chart(evidence)
    cuts = _drawn(evidence.cut_offs)
    pictures["approval"] = charts.approval_chart(evidence, cuts)
    pictures["approved_bads"] = charts.approved_bad_rate_chart(evidence, cuts)
    pictures["calibration"] = charts.calibration_chart(evidence)
    if evidence.fairness is not None:
        pictures |= fairness_pictures(evidence.fairness)
    if evidence.stability is not None:
        pictures["stability"] = _stability_chart(evidence.stability)
    ranking = evidence.discrimination
    if isinstance(ranking.roc, Curve) and isinstance(ranking.ks, KolmogorovSmirnov):
        pictures["roc"] = charts.roc_chart(ranking.roc)
        pictures["ks"] = charts.ks_chart(evidence, ranking.roc, ranking.ks)
    if isinstance(ranking.cap, Curve) and evidence.bad_rate is not None:
        pictures["cap"] = charts.cap_chart(ranking.cap, evidence.bad_rate.value)
    return pictures


def _stability_chart(stability: Stability) -> Picture:
    limits = Thresholds()
    return shift_chart(
        "stability",
        [(each.name, each.compared.score) for each in stability.periods[1:]],
        "Points with intervals: population stability index of the score by period, against "
        "the first; dashed lines at 0.1 and 0.25.",
        limits=(limits.psi_watch, limits.psi_act),
        title=stability.column,
    )


def _scale(evidence: Evidence) -> list[tuple[int, float]]:
    """Probability of bad at round scores within reach, and at both ends."""
    card = evidence.card
    scores = [
        card.lowest_score,
        *(score for score in range(350, 951, 50) if card.lowest_score < score < card.highest_score),
        card.highest_score,
    ]
    chances = card.calibration.probability(scores)  # type: ignore[arg-type]
    return list(zip(scores, chances.tolist(), strict=True))


def _curve_rows(evidence: Evidence) -> list[tuple[float, float, float]]:
    """Score, share of bads and share of goods at about evenly spaced points of the ROC curve."""
    curve = evidence.discrimination.roc
    if isinstance(curve, Refused):
        return []
    points = list(zip(curve.score, curve.y, curve.x, strict=True))[1:]
    step = max(1, -(-len(points) // CURVE_ROWS))
    return [*points[:-1:step], points[-1]]


def _thinned(cuts: tuple[CutOff, ...]) -> tuple[CutOff, ...]:
    return cuts[:: max(1, -(-len(cuts) // CUT_OFF_ROWS))]


def _drawn(cuts: tuple[CutOff, ...]) -> tuple[CutOff, ...]:
    """Cut-offs whose interval is narrow enough to be seen beside the others."""
    return tuple(cut for cut in _thinned(cuts) if cut.approved >= LEAST_APPROVED) or cuts[:1]


def _features(evidence: Evidence) -> list[dict[str, Any]]:
    """Features from the one that can move a score most, with the intervals of their bins."""
    ordered = sorted(evidence.card.features, key=lambda each: (-each.max_points, each.name))
    return [{"feature": each, "rows": _bin_rows(each, evidence)} for each in ordered]


def _bin_rows(feature: ScoredFeature, evidence: Evidence) -> list[dict[str, Any]]:
    total = sum(row.weight for row in feature.bins)
    return [
        {
            "bin": row,
            "share": row.weight / total if total else 0.0,
            "interval": (
                wilson(row.event_rate * row.count, row.count, level=evidence.level)
                if row.count and row.event_rate is not None
                else None
            ),
        }
        for row in feature.bins
    ]


def _exclusions(evidence: Evidence) -> list[tuple[str, list[Any]]]:
    order = list(words.EXCLUSION_TITLES)
    left_out = sorted(
        (each for each in evidence.card.excluded if each.code is not VerdictCode.KEPT),
        key=lambda each: (order.index(each.code), each.name),
    )
    return [
        (words.EXCLUSION_TITLES[code], list(group))
        for code, group in groupby(left_out, key=lambda each: each.code)
    ]
