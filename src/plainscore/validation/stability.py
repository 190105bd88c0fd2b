"""Stability over periods: each one beside all the others, with intervals."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from plainscore.scorecard import Scorecard
from plainscore.validation.discrimination import auc
from plainscore.validation.distribution import proportion
from plainscore.validation.figure import LEVEL, Figure, Refused
from plainscore.validation.monitoring import Compared, monitor, tally_rows
from plainscore.validation.outcomes import Values, read_outcomes
from plainscore.validation.tables import as_arrow_table

MOST_PERIODS = 60


@dataclass(frozen=True, slots=True)
class Period:
    """One period.

    Parameters
    ----------
    name : str
        The period, as the column says it.
    n : int
        Rows scored.
    bad_rate : Figure or None
        Bad rate; None when no outcome is known.
    auc : Figure or Refused
        How well the score ranks within the period.
    compared : Compared
        The period beside the first one: PSI of the score and of each feature.
    """

    name: str
    n: int
    bad_rate: Figure | None
    auc: Figure | Refused
    compared: Compared


@dataclass(frozen=True, slots=True)
class Stability:
    """All periods in order; the first is what the others are compared with.

    Parameters
    ----------
    column : str
        Column of the periods.
    periods : tuple of Period
        The periods.
    """

    column: str
    periods: tuple[Period, ...]


def measure_stability(
    card: Scorecard,
    X: Any,  # noqa: N803 - the name scikit-learn gives it
    y: Values,
    *,
    period: str,
    bad: object = 1,
    level: float = LEVEL,
) -> Stability:
    """Measure stability of a score and its features over periods.

    Parameters
    ----------
    card : Scorecard
        The scorecard; its bins are kept.
    X : pandas, polars or pyarrow table
        A row a person, with the columns the scorecard reads and the period.
    y : column, vector or sequence, length n_rows
        Outcomes.
    period : str
        Column of periods, in order as text or number: months as 2026-05, or vintages. Dates are
        put together by month.
    bad : object
        The value of `y` that means bad.
    level : float
        Coverage of the intervals.

    Returns
    -------
    Stability
        The periods.

    Raises
    ------
    ValueError
        If the column is absent, or has one value or more than 60.

    Examples
    --------
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> X = pa.table({"a": [1.0, 2.0, 3.0] * 40, "month": ["2026-01"] * 60 + ["2026-02"] * 60})
    >>> y = [0, 0, 0, 1, 1, 0] * 20
    >>> card = ScorecardClassifier().fit(X.select(["a"]), y).scorecard_
    >>> [each.name for each in measure_stability(card, X, y, period="month").periods]
    ['2026-01', '2026-02']
    """
    table = as_arrow_table(X)
    if period not in table.column_names:
        raise ValueError(
            f"there is no column {period!r}; there are: {', '.join(table.column_names)}"
        )
    outcomes = read_outcomes(y, bad)
    names = _names(table[period])
    order = sorted(set(names.drop_null().to_pylist()), key=_place)
    if not 2 <= len(order) <= MOST_PERIODS:
        raise ValueError(
            f"{period!r} has {len(order)} values; stability needs 2 to {MOST_PERIODS} periods"
        )
    labelled = table.append_column(
        _OUTCOME,
        pa.array(outcomes.bad, pa.bool_(), mask=~outcomes.known),
    )
    parts = {name: labelled.filter(pc.equal(names, name)) for name in order}
    tallies = {
        name: tally_rows(card, part, target=_OUTCOME, bad=True) for name, part in parts.items()
    }
    found = monitor(card, tallies[order[0]], tallies, level=level)
    return Stability(
        period,
        tuple(_period(card, each, parts[each.name], level) for each in found.samples),
    )


_OUTCOME = "__outcome__"


def _period(card: Scorecard, compared: Compared, part: pa.Table, level: float) -> Period:
    kept = part.filter(pa.array(card.scorable(part)))
    known = kept.filter(pc.is_valid(kept[_OUTCOME]))
    bads = known[_OUTCOME].to_numpy().astype(np.bool_)
    return Period(
        compared.name,
        kept.num_rows,
        proportion("Bad rate", bads, np.ones(bads.size), bads=int(bads.sum()), level=level),
        auc(card.score(known), bads, level=level),
        compared,
    )


def _names(values: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_temporal(values.type):
        return pc.strftime(pc.cast(values, pa.timestamp("us")), format="%Y-%m")
    return pc.cast(values, pa.string())


def _place(name: str) -> tuple[float, str]:
    try:
        return float(name), name
    except ValueError:
        return float("inf"), name
