"""The ceiling: how well models that nobody can read rank the same people."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from sklearn.model_selection import StratifiedKFold

from plainscore.scorecard import Scorecard, VerdictCode, protected_ground
from plainscore.validation.comparison import paired_areas
from plainscore.validation.figure import LEVEL, Figure, Refused, too_few
from plainscore.validation.outcomes import Values, read_outcomes, read_weights
from plainscore.validation.rivals import PACKAGES, Rows, fit_rival
from plainscore.validation.tables import as_arrow_table
from plainscore.validation.tally import Floats

FOLDS = 3
MOST_ROWS = 20_000
"""Rows a rival is fitted on at most, taken at random: more would take minutes."""

OFFERED = frozenset(
    {
        VerdictCode.LOW_IV,
        VerdictCode.SINGLE_BIN,
        VerdictCode.NO_WEIGHT,
        VerdictCode.NOT_SELECTED,
    }
)
"""Columns that the fit was free to use and did not: rivals may."""


@dataclass(frozen=True, slots=True)
class Rival:
    """One model beside the scorecard, on the same rows.

    Parameters
    ----------
    name : str
        The model and its version.
    auc : Figure or Refused
        How well it ranks.
    gap : Figure or Refused
        Its AUC less that of the scorecard; interval of DeLong et al. (1988) for the same people.
    p_value : float
        Of the hypothesis that both are equal.
    """

    name: str
    auc: Figure | Refused
    gap: Figure | Refused
    p_value: float


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Models of other kinds beside the scorecard.

    Parameters
    ----------
    way : str
        ``"training table"`` when they were fitted on rows of their own, ``"folds"`` when on the
        other folds of the very rows they are measured on.
    fitted_rows : int
        Rows each one was fitted on.
    features : tuple of str
        Columns they read.
    rivals : tuple of Rival
        The models; empty when none is installed.
    absent : tuple of str
        Packages that are not installed.
    card_seen : bool
        True when the scorecard itself was fitted on the measured rows, and the rivals were not.
    """

    way: Literal["training table", "folds"]
    fitted_rows: int
    features: tuple[str, ...]
    rivals: tuple[Rival, ...]
    absent: tuple[str, ...]
    card_seen: bool


def measure_ceiling(  # noqa: PLR0913 - what a caller states about a sample is said by name
    card: Scorecard,
    X: Any,  # noqa: N803 - the name scikit-learn gives it
    y: Values,
    *,
    train: tuple[Any, Values] | None = None,
    sample_weight: Values | None = None,
    bad: object = 1,
    card_seen: bool = False,
    level: float = LEVEL,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Ceiling | Refused:
    """Fit boosted trees and an additive boosted model, and hold the scorecard against them.

    Parameters
    ----------
    card : Scorecard
        The scorecard.
    X : pandas, polars or pyarrow table
        A row a person, with the columns the scorecard reads.
    y : column, vector or sequence, length n_rows
        Outcomes; rows without one are left out.
    train : tuple of table and outcomes, optional
        Rows to fit on; by default each third of `X` is ranked by models of the other two.
    sample_weight : column, vector or sequence, length n_rows, optional
        Weights of the rows measured.
    bad : object
        The value that means bad, in `y` and in the outcomes of `train`.
    card_seen : bool
        Whether the scorecard was fitted on these very rows.
    level : float
        Coverage of the intervals.
    seed : int
        Seed of folds and models.
    progress : callable, optional
        Called with the fits done and all.

    Returns
    -------
    Ceiling or Refused
        The models, or a refusal on too few bads.

    Raises
    ------
    ValueError
        If `train` lacks a column, or has rows of one class alone.

    Examples
    --------
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> X = np.repeat([[1.0], [2.0], [3.0]], 40, axis=0)
    >>> y = (np.arange(120) % 4 == 0) & (X[:, 0] < 3)
    >>> card = ScorecardClassifier().fit(X, y).scorecard_
    >>> print(measure_ceiling(card, X[:20], y[:20]))
    not given: 5 bads and 15 goods are too few; at least 10 bads and 10 goods are needed
    """
    table, outcomes = _table(card, X), read_outcomes(y, bad)
    weight = read_weights(sample_weight, table.num_rows)
    used = outcomes.known & card.scorable(X) & (weight > 0)
    bads = outcomes.bad[used]
    if (refused := too_few("Ceiling", bads.size, int(bads.sum()))) is not None:
        return refused
    measured = table.filter(pa.array(used))
    features = _features(card, measured)
    score, weights = card.score(X)[used].astype(np.float64), weight[used]
    installed = {name: found for name in PACKAGES if (found := _version(name))}
    parts = _parts(measured, bads, weights, features, train, bad, seed)
    steps, done, rivals = len(installed) * len(parts), 0, []
    for package, release in installed.items():
        risk = np.empty(bads.size)
        for fitted_on, asked, to in parts:
            risk[to] = fit_rival(package, fitted_on, seed)(asked)
            done += 1
            if progress is not None:
                progress(done, steps)
        (_, area), gap, p_value = paired_areas(score, -risk, bads, weights, level)
        rivals.append(Rival(f"{PACKAGES[package]} {release}", area, gap, p_value))
    return Ceiling(
        "folds" if train is None else "training table",
        max(part.bad.size for part, _, _ in parts),
        features,
        tuple(rivals),
        tuple(name for name in PACKAGES if name not in installed),
        card_seen,
    )


_Part = tuple[Rows, Floats, npt.NDArray[np.int64]]
"""What to fit on, what to ask of it, and which rows the answers belong to."""


def _parts(
    measured: pa.Table,
    bad: npt.NDArray[np.bool_],
    weight: Floats,
    features: tuple[str, ...],
    train: tuple[Any, Values] | None,
    bad_value: object,
    seed: int,
) -> tuple[_Part, ...]:
    everyone = np.arange(bad.size)
    if train is not None:
        theirs, outcomes = as_arrow_table(train[0]), read_outcomes(train[1], bad_value)
        absent = [name for name in features if name not in theirs.column_names]
        if absent:
            raise ValueError(f"the training table lacks the columns {', '.join(absent)}")
        kept = _some(np.flatnonzero(outcomes.known), seed)
        labels = outcomes.bad[kept]
        if not 0 < labels.sum() < labels.size:
            raise ValueError("the training table has goods or bads alone")
        matrix, codes = _matrix(theirs.take(pa.array(kept)), features)
        rows = Rows(matrix, labels, np.ones(kept.size), _nominal(features, codes))
        return ((rows, _matrix(measured, features, codes)[0], everyone),)
    matrix, codes = _matrix(measured, features)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(matrix, bad)
    parts = []
    for inside, held in folds:
        kept = _some(inside, seed)
        rows = Rows(matrix[kept], bad[kept], weight[kept], _nominal(features, codes))
        parts.append((rows, matrix[held], held))
    return tuple(parts)


def _some(rows: npt.NDArray[np.int64], seed: int) -> npt.NDArray[np.int64]:
    if rows.size <= MOST_ROWS:
        return rows
    return np.sort(np.random.default_rng(seed).choice(rows, MOST_ROWS, replace=False))


def _table(card: Scorecard, X: Any) -> pa.Table:  # noqa: N803 - as above
    if isinstance(X, np.ndarray):
        return pa.table(dict(zip(card.feature_names, X.T, strict=False)))
    return as_arrow_table(X)


def _features(card: Scorecard, table: pa.Table) -> tuple[str, ...]:
    """Columns that the fit could have used: no protected one, none left out by hand."""
    offered = [each.name for each in card.excluded if each.code in OFFERED]
    return tuple(
        name
        for name in (*card.feature_names, *offered)
        if name in table.column_names and protected_ground(name) is None
    )


def _matrix(
    table: pa.Table, features: Sequence[str], codes: Mapping[str, pa.Array] | None = None
) -> tuple[Floats, dict[str, pa.Array]]:
    """Columns as numbers, text as the place of its value among those of the fit."""
    known: dict[str, pa.Array] = dict(codes or {})
    columns = []
    for name in features:
        column = table[name].combine_chunks()
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
        if codes is None and text:
            known[name] = pc.unique(column).drop_null().sort()
        if name in known:
            column = pc.index_in(column.cast(known[name].type), value_set=known[name])
        numbers = column.cast(pa.float64(), safe=False).fill_null(np.nan)
        columns.append(numbers.to_numpy(zero_copy_only=False))
    return np.column_stack(columns), known


def _nominal(features: Sequence[str], codes: Mapping[str, pa.Array]) -> tuple[int, ...]:
    return tuple(at for at, name in enumerate(features) if name in codes)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
