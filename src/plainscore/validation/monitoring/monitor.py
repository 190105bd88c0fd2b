"""A later sample beside the baseline: everything that can have moved, checked at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import norm

from plainscore.scorecard import Scorecard
from plainscore.validation.discrimination import auc
from plainscore.validation.figure import LEVEL, Figure, Refused
from plainscore.validation.monitoring.alert import Check, Thresholds, Urgency, urgency_of
from plainscore.validation.monitoring.shift import Counts, Shift, holm, measure_shift
from plainscore.validation.monitoring.tallies import SCORES, Tallies

BANDS = 10
"""Bands of score with about equal shares of the baseline."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One later sample beside the baseline.

    Parameters
    ----------
    name : str
        The sample.
    tallies : Tallies
        Its counts.
    score : Shift or None
        Population stability of the score.
    features : tuple of (str, Shift or None)
        Characteristic stability of each feature, in the order of the scorecard.
    reasons : Shift or None
        Stability of the most important reason.
    auc : Figure or Refused
        Accuracy on outcomes known so far.
    bads : float or None
        Observed over expected bads; None without outcomes.
    checks : tuple of Check
        All checks, in a fixed order.
    """

    name: str
    tallies: Tallies
    score: Shift | None
    features: tuple[tuple[str, Shift | None], ...]
    reasons: Shift | None
    auc: Figure | Refused
    bads: float | None
    checks: tuple[Check, ...]

    @property
    def alerts(self) -> tuple[Check, ...]:
        """Checks that ask for something, the most urgent first, then the largest."""
        found = [each for each in self.checks if each.urgency is not None]
        return tuple(
            sorted(found, key=lambda each: (each.urgency is not Urgency.ACT, -each.size / each.act))
        )


@dataclass(frozen=True, slots=True)
class Monitoring:
    """Later samples beside the baseline, in the order given.

    Parameters
    ----------
    card : Scorecard
        The scorecard.
    baseline : Tallies
        Counts of the baseline.
    bands : tuple of int
        Lowest score of each band but the first.
    samples : tuple of Compared
        One a later sample.
    thresholds : Thresholds
        When a change is reported.
    """

    card: Scorecard
    baseline: Tallies
    bands: tuple[int, ...]
    samples: tuple[Compared, ...]
    thresholds: Thresholds

    @property
    def urgency(self) -> Urgency | None:
        """The highest urgency of all samples."""
        found = {alert.urgency for sample in self.samples for alert in sample.alerts}
        if Urgency.ACT in found:
            return Urgency.ACT
        return Urgency.WATCH if found else None


def monitor(
    card: Scorecard,
    baseline: Tallies,
    current: Mapping[str, Tallies],
    *,
    thresholds: Thresholds | None = None,
    level: float = LEVEL,
) -> Monitoring:
    """Compare later samples with the baseline.

    Bins are those of the document, so that nothing is cut anew; bands of score are tenths of the
    baseline. An alert needs a change that is both large and, all checks of the sample together,
    too large to be chance.

    Parameters
    ----------
    card : Scorecard
        The scorecard.
    baseline : Tallies
        Counts of the sample to compare with.
    current : mapping of str to Tallies
        Counts of later samples by name.
    thresholds : Thresholds, optional
        When a change is reported.
    level : float
        Coverage of the intervals.

    Returns
    -------
    Monitoring
        The comparison.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> from plainscore.validation.monitoring import tally_rows
    >>> X = pa.table({"a": [1.0, 2.0, 3.0] * 40})
    >>> card = ScorecardClassifier().fit(X, [0, 0, 0, 1, 1, 0] * 20).scorecard_
    >>> monitor(card, tally_rows(card, X), {"May": tally_rows(card, X)}).urgency is None
    True
    """
    limits = thresholds or Thresholds()
    bands = _bands(baseline.scores)
    samples = tuple(
        _compare(card, baseline, name, tallies, bands, limits, level)
        for name, tallies in current.items()
    )
    return Monitoring(card, baseline, bands, samples, limits)


def by_band(scores: Counts, bands: Sequence[int]) -> Counts:
    """Count rows in bands of score.

    Parameters
    ----------
    scores : ndarray of int64, shape (1024,)
        Rows at each score.
    bands : sequence of int
        Lowest score of each band but the first.

    Returns
    -------
    ndarray of int64, shape (n_bands,)
        Rows in each band.

    Examples
    --------
    >>> by_band(np.arange(1024) == 600, [500, 700]).tolist()
    [0, 1, 0]
    """
    return np.array([part.sum() for part in np.split(scores, list(bands))], np.int64)


def _bands(scores: Counts) -> tuple[int, ...]:
    reached = np.cumsum(scores) / max(1, scores.sum())
    wanted = np.arange(1, BANDS) / BANDS
    return tuple(sorted({int(each) + 1 for each in np.searchsorted(reached, wanted - 1e-12)}))


def _compare(
    card: Scorecard,
    baseline: Tallies,
    name: str,
    now: Tallies,
    bands: tuple[int, ...],
    limits: Thresholds,
    level: float,
) -> Compared:
    score = measure_shift(by_band(baseline.scores, bands), by_band(now.scores, bands), level=level)
    features = tuple(
        (feature.name, measure_shift(then, later, level=level))
        for feature, then, later in zip(card.features, baseline.bins, now.bins, strict=True)
    )
    reasons = measure_shift(baseline.first_reason, now.first_reason, level=level)
    area, before = _area(now, level), _area(baseline, level)
    bads = _bads(card, now)
    checks = [
        _of_shift("score", score, limits),
        *(_of_shift(f"feature {each}", shift, limits) for each, shift in features),
        _of_shift("first reason", reasons, limits),
        _of_share(
            "not scorable",
            (baseline.rows - baseline.scored, baseline.rows),
            (now.rows - now.scored, now.rows),
            limits,
        ),
        *(
            _of_share(flag, baseline.flags[flag], counts, limits)
            for flag, counts in now.flags.items()
        ),
        _of_accuracy(before, area, limits),
        _of_bads(_bads(card, baseline), bads, limits),
    ]
    made = [each for each in checks if each is not None]
    adjusted = holm([each.p_value for each in made])
    judged = tuple(
        replace(
            each,
            adjusted=float(p),
            urgency=urgency_of(each.size, float(p), each.watch, each.act, limits.alpha),
        )
        for each, p in zip(made, adjusted, strict=True)
    )
    return Compared(name, now, score, features, reasons, area, bads.ratio, judged)


def _of_shift(name: str, shift: Shift | None, limits: Thresholds) -> Check | None:
    if shift is None:
        return None
    message = f"PSI {shift}"
    size = shift.psi
    return Check(name, size, shift.p_value, 1.0, limits.psi_watch, limits.psi_act, message, None)


def _of_share(
    name: str, then: tuple[int, int], now: tuple[int, int], limits: Thresholds
) -> Check | None:
    (hits, n), (later_hits, m) = then, now
    if not n or not m:
        return None
    first, second = hits / n, later_hits / m
    pooled = (hits + later_hits) / (n + m)
    spread = (pooled * (1 - pooled) * (1 / n + 1 / m)) ** 0.5
    p_value = float(2 * norm.sf(abs(second - first) / spread)) if spread else 1.0
    message = f"{first:.1%} then, {second:.1%} now"
    size = abs(second - first)
    return Check(name, size, p_value, 1.0, limits.share_watch, limits.share_act, message, None)


def _area(tallies: Tallies, level: float) -> Figure | Refused:
    scores = np.repeat(np.arange(SCORES), 2)
    bad = np.tile([False, True], SCORES)
    counts = np.stack([tallies.goods, tallies.bads], axis=1).ravel()
    return auc(np.repeat(scores, counts), np.repeat(bad, counts), level=level)


def _of_accuracy(then: Figure | Refused, now: Figure | Refused, limits: Thresholds) -> Check | None:
    if isinstance(then, Refused) or isinstance(now, Refused):
        return None
    z = float(norm.ppf((1 + then.level) / 2))
    spread = float(np.hypot(then.half_width, now.half_width)) / z
    loss = then.value - now.value
    p_value = float(2 * norm.sf(abs(loss) / spread)) if spread else 1.0
    message = f"AUC {then} then, {now} now"
    return Check("auc", loss, p_value, 1.0, limits.auc_watch, limits.auc_act, message, None)


@dataclass(frozen=True, slots=True)
class _Bads:
    observed: float
    expected: float
    variance: float

    @property
    def ratio(self) -> float | None:
        return self.observed / self.expected if self.expected else None


def _bads(card: Scorecard, tallies: Tallies) -> _Bads:
    """Bads, and how many the document's calibration expects with what variance."""
    known = tallies.goods + tallies.bads
    chance = card.calibration.probability(np.flatnonzero(known))
    weight = known[known > 0]
    return _Bads(
        float(tallies.bads.sum()),
        float(chance @ weight),
        float((chance * (1 - chance)) @ weight),
    )


def _of_bads(then: _Bads, now: _Bads, limits: Thresholds) -> Check | None:
    """Compare bads with those expected; a calibration that was off before is no drift.

    The logarithm of observed over expected is compared with that of the baseline where its
    outcomes are known, and with nil otherwise. Half a bad is added to both counts.
    """
    if not now.expected:
        return None
    observed, expected = now.observed + 0.5, now.expected + 0.5
    change, variance = np.log(observed / expected), now.variance / expected**2
    usual = 1.0
    if then.expected:
        usual = (then.observed + 0.5) / (then.expected + 0.5)
        change -= np.log(usual)
        variance += then.variance / (then.expected + 0.5) ** 2
    p_value = float(2 * norm.sf(abs(change) / variance**0.5)) if variance else 1.0
    size = float(np.exp(abs(change)) - 1)
    message = f"{now.observed / now.expected:.2f} times as many bads as expected"
    if then.expected:
        message += f"; {then.observed / then.expected:.2f} times in the baseline"
    return Check("bads", size, p_value, 1.0, limits.bads_watch, limits.bads_act, message, None)
