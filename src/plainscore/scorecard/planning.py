"""What the parameters of a `ScorecardClassifier` ask of a fit."""

from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.assembly import Heading
from plainscore.scorecard.binning.constraints import Constraints, Objective, Trend
from plainscore.scorecard.fitting import Plan
from plainscore.scorecard.notes import note_for
from plainscore.scorecard.prebinning import Wishes
from plainscore.scorecard.sample import Sample
from plainscore.scorecard.table import Table

if TYPE_CHECKING:
    from plainscore.scorecard.classifier import ScorecardClassifier

LEAST_SHARE, LEAST_SHARE_JOINT = 0.05, 0.01
"""Least share of the weight in a bin: where each bin's own rate counts, and where shapes are
smoothed before they are cut."""

LEAST_IV = 0.02

AUTO_PAIRS = 5
"""Most pairs where the number is left to the fit; each has to pay on held-out folds."""

ONLY_WOE: dict[str, Any] = {
    "min_events": 0.0,
    "min_nonevents": 0.0,
    "min_difference": 0.0,
    "max_p_value": None,
    "objective": "iv",
    "locked": None,
    "max_psi": None,
    "min_iv": None,
    "selection": "all",
    "max_correlation": None,
}
"""Parameters that say something of weights of evidence alone, and what they are by default."""


def check_method(model: "ScorecardClassifier") -> None:
    """Check that the method is known and does all that is asked.

    Parameters
    ----------
    model : ScorecardClassifier
        Its parameters say what is asked.

    Raises
    ------
    ValueError
        If a parameter makes no sense, or not with this method.
    """
    if model.method not in {"woe", "additive"}:
        raise ValueError(f"method must be 'woe' or 'additive', got {model.method!r}")
    if model.selection not in {"all", "forward"}:
        raise ValueError(f"selection must be 'all' or 'forward', got {model.selection!r}")
    if model.calibration_folds is not None and (
        model.calibration_folds < 0 or model.calibration_folds == 1
    ):
        raise ValueError(
            f"calibration_folds must be 0 or at least 2, got {model.calibration_folds}"
        )
    pairs = model.pairs
    if pairs != "auto" and (isinstance(pairs, str | bool) or pairs != int(pairs) or pairs < 0):
        raise ValueError(f"pairs must be 'auto' or a number from 0 on, got {pairs!r}")
    if model.method == "woe":
        if pairs != 0:
            raise ValueError("pairs need method='additive'")
        return
    asked = [name for name, default in ONLY_WOE.items() if getattr(model, name) != default]
    if asked:
        raise ValueError(f"method='additive' does not know {', '.join(asked)}: they go with 'woe'")
    odd = {
        name: trend
        for name, trend in (model.trends or {}).items()
        if trend not in {"ascending", "descending", "none", "auto"}
    }
    if odd:
        raise ValueError(f"method='additive' knows no trend {', '.join(map(repr, odd.values()))}")


def pair_limit(model: "ScorecardClassifier") -> int:
    """Return how many pairs of features a fit may have at most."""
    return AUTO_PAIRS if model.pairs == "auto" else int(model.pairs)


def fold_count(model: "ScorecardClassifier") -> int:
    """Return on how many folds the calibration is measured."""
    if model.calibration_folds is None:
        return {"woe": 5, "additive": 3}[model.method]
    return int(model.calibration_folds)


def sample_of(
    model: "ScorecardClassifier",
    table: Table,
    bad: NDArray[np.uint8],
    weight: NDArray[np.float64],
) -> Sample:
    """Return outcomes and weights of the rows that a fit counts.

    Parameters
    ----------
    model : ScorecardClassifier
        Its parameters say what is asked.
    table : Table
        The rows.
    bad : ndarray of uint8, shape (n_rows,)
        1 for a bad.
    weight : ndarray of float64, shape (n_rows,)
        Weights; rows of weight 0 do not count.

    Returns
    -------
    Sample
        Only rows where the gate, if any, is true.

    Raises
    ------
    ValueError
        If only one outcome occurs, or periods are missing.
    """
    keep = weight > 0
    if model.gate is not None and model.gate in table.names:
        keep &= table.truth(model.gate)
    if not keep.all():
        bad, weight = bad[keep], weight[keep]
    if bad.size == 0 or bad.min() == bad.max():
        raise ValueError(
            "y must have two classes, goods and bads, among the rows that count; "
            f"got {np.unique(bad).size} class(es)"
        )
    if model.max_psi is not None and model.period is None:
        raise ValueError("max_psi needs period, the column that says when a row was observed")
    periods = None
    if model.period is not None and model.period in table.names:
        positions = table.categories(model.period).positions[keep]
        if bool(np.any(positions < 0)):
            raise ValueError(f"column {model.period}, the period, has missing values")
        periods = np.unique(positions, return_inverse=True)[1].astype(np.int32)
    return Sample(None if keep.all() else keep, bad, weight, periods)


def plan_of(model: "ScorecardClassifier", table: Table) -> Plan:
    """Return what is asked of a fit.

    Parameters
    ----------
    model : ScorecardClassifier
        Its parameters say what is asked.
    table : Table
        The columns.

    Returns
    -------
    Plan
        The plan.

    Raises
    ------
    ValueError
        If a parameter names a column that is not there, or makes no sense.
    """
    asked = {**(model.notes or {})}
    notes = {name: asked.get(name) or note_for(name) for name in table.names}
    trends = model.trends or {}
    named: tuple[tuple[str, Any], ...] = (
        ("trends", trends),
        ("special", model.special or {}),
        ("categorical", model.categorical or ()),
        ("splits", model.splits or {}),
        ("locked", model.locked or {}),
        ("missing_as", model.missing_as or {}),
        ("period", [] if model.period is None else [model.period]),
    )
    for parameter, names in named:
        absent = [name for name in names if name not in table.names]
        if absent:
            raise ValueError(f"{parameter} names columns X does not have: {', '.join(absent)}")
    least = {"woe": LEAST_SHARE, "additive": LEAST_SHARE_JOINT}[model.method]
    min_size = least if model.min_bin_size is None else model.min_bin_size
    constraints = {
        name: Constraints(
            max_bins=model.max_bins,
            min_size=min_size,
            min_events=model.min_events,
            min_nonevents=model.min_nonevents,
            min_difference=model.min_difference,
            max_p_value=model.max_p_value,
            max_prebins=model.max_prebins,
            objective=cast("Objective", model.objective),
            max_psi=model.max_psi,
            trend=cast("Trend", trends.get(name, notes[name].direction.trend)),
        )
        for name in table.names
    }
    heading = Heading(
        name=model.name,
        pdo=model.pdo,
        base_score=model.base_score,
        base_odds=model.base_odds,
        gate=model.gate,
        method=model.method,
        created_on=model.created_on,
    )
    return Plan(
        heading=heading,
        notes=notes,
        constraints=constraints,
        wishes={name: _wishes(model, name) for name in table.names},
        exclude=frozenset(model.exclude or ()),
        period=model.period,
        min_iv=LEAST_IV if model.min_iv is None else model.min_iv,
        max_features=model.max_features,
        penalty=model.penalty,
        selection=model.selection,
        entry_p_value=model.entry_p_value,
        max_correlation=model.max_correlation,
    )


def _wishes(model: "ScorecardClassifier", name: str) -> Wishes:
    splits, special = (model.splits or {}).get(name), (model.special or {}).get(name, {})
    return Wishes(
        categorical=name in (model.categorical or ()),
        special={label: _codes(codes) for label, codes in special.items()},
        splits=None if splits is None else tuple(splits),
        locked=tuple((model.locked or {}).get(name, ())),
        missing_as=(model.missing_as or {}).get(name),
    )


def _codes(codes: Any) -> tuple[str | float, ...]:
    return tuple(codes) if isinstance(codes, list | tuple | set | frozenset) else (codes,)
