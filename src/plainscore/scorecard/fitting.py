"""Fitting a scorecard in two stages: weights of evidence, then logistic regression."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from plainscore.processors import processors
from plainscore.scorecard.assembly import Heading, assemble
from plainscore.scorecard.binning.constraints import Constraints
from plainscore.scorecard.document import Scorecard
from plainscore.scorecard.logistic import LogisticFit, fit_logistic
from plainscore.scorecard.notes import FeatureNote
from plainscore.scorecard.prebinning import Wishes
from plainscore.scorecard.sample import Sample
from plainscore.scorecard.screening import Candidate, screen
from plainscore.scorecard.selection import (
    Coefficient,
    coefficients,
    evidence_tables,
    forward,
    uncorrelated,
)
from plainscore.scorecard.table import Table
from plainscore.scorecard.verdict import Verdict, VerdictCode

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of a fit.

    Parameters
    ----------
    heading : Heading
        What the document says beside its features.
    notes : mapping of str to FeatureNote
        What a person reads about each column; every column has one.
    constraints : mapping of str to Constraints
        Conditions of the bins of each column.
    wishes : mapping of str to Wishes
        What the analyst states about each column.
    exclude : frozenset of str
        Columns to leave out.
    period : str or None
        Column of the periods over which bins have to be stable.
    min_iv : float
        Least information value of a feature.
    max_features : int or None
        Most features.
    penalty : float
        Penalty of the logistic regression, in rows.
    selection : str
        ``"all"`` or ``"forward"``.
    entry_p_value : float
        Greatest p-value of a feature that forward selection takes up.
    max_correlation : float or None
        Greatest correlation of two features.
    """

    heading: Heading
    notes: Mapping[str, FeatureNote]
    constraints: Mapping[str, Constraints]
    wishes: Mapping[str, Wishes]
    exclude: frozenset[str]
    period: str | None
    min_iv: float
    max_features: int | None
    penalty: float
    selection: str = "all"
    entry_p_value: float = 0.05
    max_correlation: float | None = None


@dataclass(frozen=True, slots=True)
class Fitted:
    """A scorecard and what became of every column.

    Parameters
    ----------
    scorecard : Scorecard
        The document.
    verdicts : tuple of Verdict
        One a column, in the order of the table.
    coefficients : tuple of Coefficient
        The regression behind the points.
    """

    scorecard: Scorecard
    verdicts: tuple[Verdict, ...]
    coefficients: tuple[Coefficient, ...]


@dataclass(slots=True)
class _Judged:
    candidates: list[Candidate] = field(default_factory=list)
    verdicts: dict[str, Verdict] = field(default_factory=dict)

    def leave_out(self, candidate: Candidate, code: VerdictCode, reason: str) -> None:
        binning = candidate.binning
        self.verdicts[binning.name] = Verdict(binning.name, code, reason, binning.iv)


def fit_woe(table: Table, sample: Sample, plan: Plan, progress: Progress | None = None) -> Fitted:
    """Fit a scorecard: exact binning, weights of evidence, logistic regression, integer points.

    Parameters
    ----------
    table : Table
        The columns.
    sample : Sample
        Outcomes and weights; both goods and bads occur.
    plan : Plan
        What is asked.
    progress : callable, optional
        Called with columns done and columns in all.

    Returns
    -------
    Fitted
        The scorecard and a verdict on every column.
    """
    judged = _judge(table, sample, plan, progress)
    kept, fit = _select(judged, sample, plan)
    left_out = tuple(each for each in judged.verdicts.values() if not each.kept)
    card = assemble(kept, fit, sample, plan.heading, left_out)
    return Fitted(card, tuple(judged.verdicts.values()), coefficients(kept, sample, fit))


def set_aside(name: str, plan: Plan) -> Verdict | None:
    """Return why a column is no feature whatever it holds; None where it may be one.

    Parameters
    ----------
    name : str
        The column.
    plan : Plan
        What is asked.

    Returns
    -------
    Verdict or None
        The gate, the period, or excluded.
    """
    if name == plan.heading.gate:
        return Verdict(name, VerdictCode.GATE, "it says which rows can be scored")
    if name == plan.period:
        return Verdict(name, VerdictCode.PERIOD, "it says when a row was observed")
    if name in plan.exclude:
        return Verdict(name, VerdictCode.EXCLUDED, "excluded by the analyst")
    return None


def _judge(table: Table, sample: Sample, plan: Plan, progress: Progress | None) -> _Judged:
    # where all columns are kept, the regression reads them as they stand here
    codes = np.empty((len(table.names), sample.bad.shape[0]), dtype=np.uint8)

    def verdict(place: int) -> Candidate | Verdict:
        name = table.names[place]
        return set_aside(name, plan) or screen(
            name,
            table,
            sample,
            plan.notes[name],
            plan.constraints[name],
            plan.wishes[name],
            min_iv=plan.min_iv,
            out=codes[place] if table.parts is None else None,
        )

    judged = _Judged()
    with ThreadPoolExecutor(processors()) as threads:
        for place, (name, found) in enumerate(
            zip(table.names, threads.map(verdict, range(len(table.names))), strict=True)
        ):
            if isinstance(found, Verdict):
                judged.verdicts[name] = found
            else:
                judged.candidates.append(found)
                iv = found.binning.iv
                reason = f"trend {found.binning.trend}"
                judged.verdicts[name] = Verdict(name, VerdictCode.KEPT, reason, iv)
            if progress is not None:
                progress(place + 1, len(table.names))
    return judged


def _select(judged: _Judged, sample: Sample, plan: Plan) -> tuple[list[Candidate], LogisticFit]:
    kept = judged.candidates
    if plan.max_correlation is not None and kept:
        kept = _drop_correlated(judged, kept, sample, plan.max_correlation)
    if plan.selection == "forward" and kept:
        kept = _take_forward(judged, kept, sample, plan)
    while True:
        fit = regress(kept, sample, plan.penalty)
        weightless = {k for k, value in enumerate(fit.coefficients) if value <= 1e-9}
        for k in weightless:
            reason = "the other features leave it nothing to add in its declared direction"
            judged.leave_out(kept[k], VerdictCode.NO_WEIGHT, reason)
        if weightless:
            kept = [each for k, each in enumerate(kept) if k not in weightless]
            continue
        if plan.max_features is None or len(kept) <= plan.max_features:
            return kept, fit
        wald = fit.coefficients**2 / np.diag(fit.covariance)[1:]
        weakest = int(np.argmin(wald))
        reason = f"the weakest of those left when at most {plan.max_features} features are allowed"
        judged.leave_out(kept[weakest], VerdictCode.NOT_SELECTED, reason)
        kept = [each for k, each in enumerate(kept) if k != weakest]


def _drop_correlated(
    judged: _Judged, candidates: list[Candidate], sample: Sample, most: float
) -> list[Candidate]:
    kept, left_out = uncorrelated(candidates, sample, most)
    for k, (other, found) in left_out.items():
        reason = (
            f"correlates {found:.2f} with {candidates[other].binning.name}, "
            "whose information value is higher"
        )
        judged.leave_out(candidates[k], VerdictCode.CORRELATED, reason)
    return [candidates[k] for k in kept]


def _take_forward(
    judged: _Judged, candidates: list[Candidate], sample: Sample, plan: Plan
) -> list[Candidate]:
    taken, p_values = forward(
        candidates,
        sample,
        penalty=plan.penalty,
        entry_p_value=plan.entry_p_value,
        max_features=plan.max_features,
    )
    for k, p_value in p_values.items():
        reason = f"adds too little beside those taken (score test, p = {p_value:.2g})"
        judged.leave_out(candidates[k], VerdictCode.NOT_SELECTED, reason)
    return [candidates[k] for k in taken]


def regress(kept: Sequence[Candidate], sample: Sample, penalty: float) -> LogisticFit:
    """Fit the logistic regression on the weights of evidence of candidates.

    Parameters
    ----------
    kept : sequence of Candidate
        Binned columns.
    sample : Sample
        Outcomes and weights.
    penalty : float
        Ridge penalty, in rows.

    Returns
    -------
    LogisticFit
        The regression.
    """
    tables = evidence_tables(kept)
    codes = [candidate.codes for candidate in kept]
    return fit_logistic(codes, tables, sample.bad, sample.weight, penalty=penalty)
