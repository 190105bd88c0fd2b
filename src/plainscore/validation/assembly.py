"""From a scorecard and a table with outcomes to all the evidence."""

import hashlib
from datetime import date
from importlib.metadata import version
from platform import python_version
from typing import Any

import numpy as np
import numpy.typing as npt

from plainscore.records import Problem
from plainscore.scorecard import Scorecard
from plainscore.validation.calibration import measure_calibration
from plainscore.validation.discrimination import REPLICATES, measure_discrimination
from plainscore.validation.distribution import cut_offs, gains, proportion, score_bands
from plainscore.validation.evidence import Evidence, Provenance, RowCounts, Sample, ScoreSummary
from plainscore.validation.figure import LEVEL
from plainscore.validation.outcomes import Values, read_outcomes, read_weights
from plainscore.validation.sensitivity import measure_sensitivity
from plainscore.validation.training_rows import are_training_rows

PERCENTAGES = (5, 25, 50, 75, 95)
SOFTWARE = ("plainscore", "numpy", "scipy")


def validate(  # noqa: PLR0913 - what a caller states about a sample is said by name
    card: Scorecard,
    X: Any,  # noqa: N803 - the name scikit-learn gives it
    y: Values,
    *,
    sample_weight: Values | None = None,
    bad: object = 1,
    title: str | None = None,
    sample: Sample = "unknown",
    source: str | None = None,
    window: tuple[date, date] | None = None,
    made_on: date | None = None,
    level: float = LEVEL,
    seed: int = 0,
) -> Evidence:
    """Measure a scorecard on a table of people whose outcome is known.

    Parameters
    ----------
    card : Scorecard
        The scorecard.
    X : pandas, polars or pyarrow table
        A row a person, with the columns the scorecard reads.
    y : column, vector or sequence, length n_rows
        Outcomes. Rows without one are left out and counted.
    sample_weight : column, vector or sequence, length n_rows, optional
        Weights; rows without one, or with weight 0, are left out and counted.
    bad : object
        The value of `y` that means bad.
    title : str, optional
        What the evidence is about; the scorecard's name by default.
    sample : str
        ``"in-sample"`` if the scorecard was fitted on these rows, ``"hold-out"`` if it never saw
        them, ``"unknown"`` otherwise. Rows recognised as those of the fit are in-sample
        whatever is said here.
    source : str, optional
        Where the rows came from, for the reader.
    window : tuple of datetime.date, optional
        First and last day on which these people were scored.
    made_on : datetime.date, optional
        Day to print on the report.
    level : float
        Coverage of the intervals.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    Evidence
        All figures, or refusals where the sample cannot carry them.

    Raises
    ------
    ValueError
        If lengths differ, a column is absent, no value means bad, or a weight is not a number.

    Examples
    --------
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> X = np.repeat([[1.0], [2.0], [3.0]], 40, axis=0)
    >>> y = (np.arange(120) % 4 == 0) & (X[:, 0] < 3)
    >>> card = ScorecardClassifier().fit(X, y).scorecard_
    >>> evidence = validate(card, X, y)
    >>> evidence.sample, evidence.rows.bads
    ('in-sample', 20)
    """
    if sample not in ("in-sample", "hold-out", "unknown"):
        raise ValueError(f"sample is {sample!r}; it must be in-sample, hold-out or unknown")
    outcomes = read_outcomes(y, bad)
    score = card.score(X)
    n = score.size
    if outcomes.known.size != n:
        raise ValueError(f"there are {outcomes.known.size} outcomes for {n} rows")
    weight = read_weights(sample_weight, n)
    scorable = card.scorable(X)
    used = outcomes.known & scorable & (weight > 0)
    bads, weights, scores = outcomes.bad[used], weight[used], score[used]
    rows = RowCounts(
        given=n,
        without_outcome=int((~outcomes.known).sum()),
        not_scorable=int((outcomes.known & ~scorable).sum()),
        without_weight=int((outcomes.known & scorable & (weight == 0)).sum()),
        measured=int(used.sum()),
        goods=int((~bads).sum()),
        bads=int(bads.sum()),
    )
    points = card.points(X)[used]
    found = bool(rows.measured) and are_training_rows(card, points, bads, weights)
    probability = card.calibration.probability(scores)
    return Evidence(
        title=title or card.name,
        card=card,
        sample="in-sample" if found else sample,
        sample_found=found,
        rows=rows,
        weighted=bool(rows.measured) and bool(np.ptp(weights) > 0),
        level=level,
        bad_rate=proportion("Bad rate", bads, weights, bads=rows.bads, level=level),
        scores=_score_summary(scores, weights),
        discrimination=measure_discrimination(scores, bads, weights, level=level, seed=seed),
        calibration=measure_calibration(
            probability, bads, weights, level=level, fitted_here=found or sample == "in-sample"
        ),
        bands=score_bands(scores, bads, weights, probability=probability, level=level),
        cut_offs=cut_offs(scores, bads, weights, level=level),
        gains=gains(scores, bads, weights, level=level),
        problems=_problems(rows, outcomes.others, found=found, stated=sample),
        source=source,
        window=window,
        made_on=made_on,
        provenance=Provenance(
            card.digest,
            _sample_digest(scores, bads, weights),
            seed,
            REPLICATES,
            (("python", python_version()), *((name, version(name)) for name in SOFTWARE)),
        ),
        sensitivity=measure_sensitivity(card, points, bads, weights, level=level)
        if rows.measured
        else (),
    )


def _score_summary(
    scores: npt.NDArray[np.int32], weights: npt.NDArray[np.float64]
) -> ScoreSummary | None:
    if not scores.size:
        return None
    order = np.argsort(scores, kind="stable")
    reached = np.cumsum(weights[order]) / weights.sum()
    places = np.searchsorted(reached, np.array(PERCENTAGES) / 100 - 1e-9)
    mean = float(np.average(scores, weights=weights))
    deviation = float(np.sqrt(np.average((scores - mean) ** 2, weights=weights)))
    return ScoreSummary(
        int(scores.min()),
        int(scores.max()),
        tuple(zip(PERCENTAGES, scores[order][places].tolist(), strict=True)),
        mean,
        deviation,
    )


def _sample_digest(
    scores: npt.NDArray[np.int32],
    bads: npt.NDArray[np.bool_],
    weights: npt.NDArray[np.float64],
) -> str:
    order = np.lexsort((weights, bads, scores))
    digest = hashlib.sha256()
    digest.update(scores[order].astype("<i4").tobytes())
    digest.update(bads[order].astype("u1").tobytes())
    digest.update(weights[order].astype("<f8").tobytes())
    return digest.hexdigest()


def _problems(
    rows: RowCounts, others: tuple[str, ...], *, found: bool, stated: Sample
) -> tuple[Problem, ...]:
    left_out = (
        (rows.without_outcome, "no_outcome", "have no outcome", "add it once it is known"),
        (
            rows.not_scorable,
            "not_scorable",
            "have too little information for a score",
            "the figures say nothing about such people",
        ),
        (rows.without_weight, "no_weight", "have no weight", "give every row a weight"),
    )
    problems = [
        Problem("the table", None, None, code, f"{count:,} rows {message} and are left out", remedy)
        for count, code, message, remedy in left_out
        if count
    ]
    if len(others) > 1:
        shown = ", ".join(others[:10]) + (", ..." if len(others) > 10 else "")
        message = f"{len(others)} different outcomes count as good: {shown}"
        remedy = "leave out those that are neither good nor bad"
        problems.append(
            Problem("the table", None, None, "several_goods", message, remedy, quarantined=False)
        )
    if found and stated == "hold-out":
        message = "was called a hold-out sample but holds the rows the scorecard was fitted on"
        remedy = "measure the scorecard on rows it has not seen"
        problems.append(
            Problem("the table", None, None, "not_a_hold_out", message, remedy, quarantined=False)
        )
    return tuple(problems)
