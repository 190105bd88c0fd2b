"""Fitting a scorecard in one stage: all features together, few steps each, and pairs that pay."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from plainscore.processors import processors
from plainscore.scorecard.additive import (
    AdditiveFit,
    AdditivePlan,
    AdditivePoints,
    CodedFeature,
    StepShape,
    coded_feature,
    fit_additive,
    round_to_points,
)
from plainscore.scorecard.assembly import document
from plainscore.scorecard.binning.bins import Binning, Kind
from plainscore.scorecard.binning.building import bins_of
from plainscore.scorecard.binning.cut import Cut
from plainscore.scorecard.binning.prebins import Prebins
from plainscore.scorecard.feature import ScoredFeature
from plainscore.scorecard.fitting import Fitted, Plan, set_aside
from plainscore.scorecard.pair import ScoredPair
from plainscore.scorecard.prebinning import as_read, prebins_of
from plainscore.scorecard.sample import Sample
from plainscore.scorecard.screening import open_column
from plainscore.scorecard.table import CategoryColumn, Table
from plainscore.scorecard.verdict import Verdict, VerdictCode

if TYPE_CHECKING:
    from plainscore.scorecard.additive.features import Course

Progress = Callable[[int, int], None]

MOST_GROUPS = 200
"""Most pre-bins of a column: codes of one byte, some of them for missing and special values."""

_WHY = {
    "one value": (VerdictCode.SINGLE_BIN, "its rows all fall into one group"),
    "does not pay": (
        VerdictCode.NOT_SELECTED,
        "it saves no loss on held-out folds beside the other features",
    ),
    "not selected": (
        VerdictCode.NOT_SELECTED,
        "the least useful of those left when only so many features are allowed",
    ),
    "no effect": (VerdictCode.NO_WEIGHT, "the other features leave it nothing to add"),
}


@dataclass(frozen=True, slots=True)
class _Column:
    """A column as codes, and what they mean."""

    name: str
    kind: Kind
    prebins: Prebins
    coded: CodedFeature
    missing_as: float | str | None


def fit_joint(
    table: Table,
    sample: Sample,
    plan: Plan,
    pairs: int,
    seed: int,
    progress: Progress | None = None,
) -> Fitted:
    """Fit a scorecard by the joint additive fit (see `scorecard.additive`).

    Parameters
    ----------
    table : Table
        The columns.
    sample : Sample
        Outcomes and weights; both goods and bads occur.
    plan : Plan
        What is asked; what it says of weights of evidence is not looked at.
    pairs : int
        Most pairs.
    seed : int
        Seed of the folds.
    progress : callable, optional
        Called with steps done and steps in all.

    Returns
    -------
    Fitted
        The scorecard and a verdict on every column.
    """
    verdicts: dict[str, Verdict] = {}
    columns: list[_Column] = []
    with ThreadPoolExecutor(processors()) as threads:
        opened = threads.map(lambda name: _open(name, table, sample, plan), table.names)
        for name, found in zip(table.names, opened, strict=True):
            if isinstance(found, Verdict):
                verdicts[name] = found
            else:
                columns.append(found)
                verdicts[name] = Verdict(name, VerdictCode.KEPT, "", None)
    any_of = next(iter(plan.constraints.values()))
    codes = [np.asarray(each.prebins.codes, dtype=np.uint8) for each in columns]
    fit = fit_additive(
        codes,
        [each.coded for each in columns],
        sample.bad,
        sample.weight,
        AdditivePlan(any_of.max_bins, any_of.min_size, plan.max_features, pairs, seed),
        progress,
    )
    points = round_to_points(
        fit,
        codes,
        sample.bad,
        sample.weight,
        courses={place: each.coded.course for place, each in enumerate(columns)},
        pdo=plan.heading.pdo,
        base_score=plan.heading.base_score,
        base_odds=plan.heading.base_odds,
    )
    made = [
        _feature(columns[shape.place], shape, own, plan)
        for shape, own in zip(fit.shapes, points.shapes, strict=True)
    ]
    features = tuple(feature for feature, _ in made)
    for dropped in fit.dropped:
        name = columns[dropped.place].name
        verdicts[name] = Verdict(name, *_WHY[dropped.reason])
    for shape, feature in zip(fit.shapes, features, strict=True):
        reason = f"saves {shape.gain:.1f} nats on held-out folds; trend {feature.binning.trend}"
        verdicts[feature.name] = Verdict(feature.name, VerdictCode.KEPT, reason, feature.iv)
    done = tuple(verdicts[name] for name in table.names)
    card = document(
        features,
        _pairs(fit, points, made, codes, sample),
        points.base,
        points.scaling,
        points.score(fit, codes) if codes else np.full(sample.bad.shape, points.base),
        sample,
        plan.heading,
        tuple(each for each in done if not each.kept),
    )
    return Fitted(card, done, ())


def _open(name: str, table: Table, sample: Sample, plan: Plan) -> _Column | Verdict:
    aside = set_aside(name, plan)
    if aside is not None:
        return aside
    wishes = plan.wishes[name]
    column = open_column(name, table, sample, wishes)
    if isinstance(column, Verdict):
        return column
    constraints = plan.constraints[name]
    prebins = prebins_of(column, sample, wishes, min(constraints.max_prebins, MOST_GROUPS))
    if prebins.ordered == 0:
        return Verdict(name, VerdictCode.SINGLE_BIN, "no value is frequent enough for a bin")
    categorical = isinstance(column, CategoryColumn)
    declared = constraints.trend in {"ascending", "descending"} and not categorical
    course = cast("Course", constraints.trend if declared else "none")
    try:
        coded = coded_feature(prebins, categorical=categorical, course=course)
    except ValueError as error:
        raise ValueError(f"column {name}: {error}") from error
    kind: Kind = "categorical" if categorical else "numeric"
    return _Column(name, kind, prebins, coded, as_read(column, wishes.missing_as))


def _feature(
    column: _Column, shape: StepShape, points: Sequence[int], plan: Plan
) -> tuple[ScoredFeature, list[int]]:
    """Return a feature, and the place of each of its bins among those of the shape."""
    binning, kept = _binning(column, shape)
    own = tuple(points[place] for place in kept)
    return ScoredFeature(plan.notes[column.name], binning, 1.0, own), kept


def _binning(column: _Column, shape: StepShape) -> tuple[Binning, list[int]]:
    """Return the bins of a shape, and the place of each among those of the shape."""
    prebins, ordered = column.prebins, column.prebins.ordered
    own = shape.bin_of[:ordered]
    if column.kind == "categorical":
        # groups of one bin need not stand together
        order = np.argsort(own, kind="stable")
        prebins, own = _reordered(prebins, order), own[order]
    starts = tuple((1 + np.flatnonzero(np.diff(own))).tolist())
    reason = (
        "declared" if column.coded.course != "none" else "as the joint fit on the loss found it"
    )
    binning = bins_of(
        column.name, column.kind, prebins, Cut(starts, 0.0, "none", reason), column.missing_as
    )
    trend = _trend(shape.log_odds[: shape.ordered_bins])
    specials = len(prebins.specials)
    kept = [*range(shape.ordered_bins + specials)]
    if column.missing_as is None:
        kept.append(shape.ordered_bins + specials)
    if column.kind == "categorical":
        kept.append(shape.ordered_bins + specials + 1)
    return replace(binning, trend=trend), kept


def _reordered(prebins: Prebins, order: NDArray[np.intp]) -> Prebins:
    def moved(sums: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.concatenate([sums[order], sums[prebins.ordered :]])

    return replace(
        prebins,
        groups=tuple(prebins.groups[place] for place in order),
        count=moved(prebins.count),
        weight=moved(prebins.weight),
        bad=moved(prebins.bad),
    )


def _trend(log_odds: NDArray[np.float64]) -> str:
    steps = np.sign(np.diff(log_odds))
    steps = steps[steps != 0]
    turns = int(np.count_nonzero(np.diff(steps)))
    if turns == 0:
        return "descending" if steps.size and steps[0] < 0 else "ascending"
    if turns == 1:
        return "peak" if steps[0] > 0 else "valley"
    return "none"


def _pairs(
    fit: AdditiveFit,
    points: AdditivePoints,
    features: Sequence[tuple[ScoredFeature, list[int]]],
    codes: Sequence[NDArray[np.uint8]],
    sample: Sample,
) -> tuple[ScoredPair, ...]:
    place_of = {shape.place: k for k, shape in enumerate(fit.shapes)}
    found = []
    for pair, table in zip(fit.pairs, points.pairs, strict=True):
        first, first_bins = features[place_of[pair.first]]
        second, second_bins = features[place_of[pair.second]]
        cells = fit.cells(pair, codes)
        bads = np.bincount(cells, sample.weight * sample.bad, pair.log_odds.size)
        found.append(
            ScoredPair(
                first=first.name,
                second=second.name,
                label=f"{first.label} and {second.label}",
                sentence="",
                first_group=tuple(pair.first_group[first_bins].tolist()),
                second_group=tuple(pair.second_group[second_bins].tolist()),
                points=table,
                weight=_as_rows(pair.weight),
                bad=_as_rows(np.asarray(bads, np.float64).reshape(pair.log_odds.shape)),
                gain=pair.gain,
                error=pair.error,
            )
        )
    return tuple(found)


def _as_rows(table: NDArray[np.float64]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in table.tolist())
