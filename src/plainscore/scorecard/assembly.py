"""Assembling the document: points, calibration and references of fitted features."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.coding import tally
from plainscore.scorecard.calibration import Calibration, HeldOut, calibrate
from plainscore.scorecard.document import Scorecard
from plainscore.scorecard.edit_record import EditRecord
from plainscore.scorecard.engine import score_codes
from plainscore.scorecard.feature import ScoredFeature
from plainscore.scorecard.fitted_on import FittedOn
from plainscore.scorecard.logistic import LogisticFit
from plainscore.scorecard.pair import ScoredPair
from plainscore.scorecard.reference import average_reference
from plainscore.scorecard.sample import Sample
from plainscore.scorecard.scaling import HIGHEST_SCORE, LOWEST_SCORE, Scaling, to_points
from plainscore.scorecard.screening import Candidate
from plainscore.scorecard.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Heading:
    """What a document says beside its features.

    Parameters
    ----------
    name : str
        Name of the scorecard.
    pdo, base_score, base_odds
        Scaling asked for.
    gate : str or None
        Boolean column that says which rows can be scored.
    method : str
        How it is fitted.
    created_on, first_day, last_day, data_digest : str or None
        As in the document.
    edits : tuple of EditRecord
        What was changed by hand.
    held_out : HeldOut or None
        What the calibration rests on beside the sample.
    """

    name: str
    pdo: float
    base_score: int
    base_odds: float
    gate: str | None = None
    method: str = "woe"
    created_on: str | None = None
    first_day: str | None = None
    last_day: str | None = None
    data_digest: str | None = None
    edits: tuple[EditRecord, ...] = ()
    held_out: HeldOut | None = None


def assemble(
    kept: Sequence[Candidate],
    fit: LogisticFit,
    sample: Sample,
    heading: Heading,
    left_out: tuple[Verdict, ...],
) -> Scorecard:
    """Turn binned columns and their regression into the document.

    Parameters
    ----------
    kept : sequence of Candidate
        The features.
    fit : LogisticFit
        Their regression.
    sample : Sample
        Outcomes and weights.
    heading : Heading
        What the document says beside its features.
    left_out : tuple of Verdict
        Columns left out.

    Returns
    -------
    Scorecard
        Integer points, calibrated on the sample.
    """
    parts = [
        [float(coefficient) * each.woe for each in candidate.binning.bins]
        for candidate, coefficient in zip(kept, fit.coefficients, strict=True)
    ]
    scaled = to_points(
        fit.intercept,
        parts,
        pdo=heading.pdo,
        base_score=heading.base_score,
        base_odds=heading.base_odds,
    )
    features = tuple(
        ScoredFeature(each.note, each.binning, float(coefficient), points)
        for each, coefficient, points in zip(kept, fit.coefficients, scaled.points, strict=True)
    )
    score = score_codes(scaled.base, scaled.points, [each.codes for each in kept], sample.bad.size)
    return document(features, (), scaled.base, scaled.scaling, score, sample, heading, left_out)


def document(
    features: tuple[ScoredFeature, ...],
    pairs: tuple[ScoredPair, ...],
    base: int,
    scaling: Scaling,
    score: NDArray[np.integer],
    sample: Sample,
    heading: Heading,
    left_out: tuple[Verdict, ...],
) -> Scorecard:
    """Return the document of features and pairs that have their points.

    Parameters
    ----------
    features : tuple of ScoredFeature
        The features.
    pairs : tuple of ScoredPair
        The pairs.
    base : int
        The score before any points.
    scaling : Scaling
        The scaling of the points.
    score : ndarray of integer, shape (n_rows,)
        Score of every row of the sample.
    sample : Sample
        Outcomes and weights.
    heading : Heading
        What the document says beside its features.
    left_out : tuple of Verdict
        Columns left out.

    Returns
    -------
    Scorecard
        Calibrated on the sample, with the average of the sample as its reference.
    """
    points = [feature.points for feature in features]
    weights = [np.array([each.weight for each in part.binning.bins]) for part in features]
    points += [sum(pair.points, ()) for pair in pairs]
    weights += [np.array(pair.weight).ravel() for pair in pairs]
    return Scorecard(
        name=heading.name,
        features=features,
        base_points=base,
        scaling=scaling,
        calibration=_calibrated(score, sample, scaling, heading.held_out),
        references=(average_reference(points, weights),),
        excluded=left_out,
        fitted_on=FittedOn(
            rows=int(sample.bad.shape[0]),
            bads=int(sample.bad.sum()),
            weight=float(sample.weight.sum()),
            bad_weight=float((sample.weight * sample.bad).sum()),
            method=heading.method,
            first_day=heading.first_day,
            last_day=heading.last_day,
            data_digest=heading.data_digest,
        ),
        gate=heading.gate,
        created_on=heading.created_on,
        edits=heading.edits,
        pairs=pairs,
    )


def _calibrated(
    score: NDArray[np.integer], sample: Sample, scaling: Scaling, held_out: HeldOut | None
) -> Calibration:
    """Calibrate on the goods and the bads of every score, of which there are few."""
    size = HIGHEST_SCORE - LOWEST_SCORE + 1
    place = (score - LOWEST_SCORE).astype(np.uint16)
    _, weight, bad = tally(place, sample.weight, sample.bad, size)
    scores = np.arange(LOWEST_SCORE, HIGHEST_SCORE + 1)
    return calibrate(
        np.concatenate([scores, scores]),
        np.repeat(np.array([0, 1], dtype=np.uint8), size),
        np.concatenate([weight - bad, bad]),
        scaling,
        held_out,
    )
