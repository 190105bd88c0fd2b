"""From the cells of persons to the tables that features are formulas of."""

import numpy as np
import numpy.typing as npt

from plainscore.features.balances import DAY_COLUMNS
from plainscore.features.flows import FLOW_COLUMNS
from plainscore.features.kernel.balance_fold import fold_balances
from plainscore.features.kernel.compiled import Whole, compiled
from plainscore.features.kernel.flow_fold import (
    OTHER_CURRENCY,
    OUTGOINGS_90,
    fold_flows,
    main_currency,
    usual_income,
)
from plainscore.features.kernel.stream_fold import fold_streams
from plainscore.features.stream_fold import STREAM_COLUMNS

PIECES = (*FLOW_COLUMNS, *DAY_COLUMNS, *STREAM_COLUMNS)
"""Columns of the pieces of an application: flows, days, streams."""

_FLOWS = len(FLOW_COLUMNS)
_DAYS = _FLOWS + len(DAY_COLUMNS)


@compiled
def fold_cells(
    cells: npt.NDArray[np.int64],
    currency: npt.NDArray[np.int32],
    is_savings: npt.NDArray[np.bool_],
    limit: npt.NDArray[np.int64],
    today: Whole,
    out: npt.NDArray[np.float64],
) -> None:
    """Fold the cells of one person, as seen from a day.

    Parameters
    ----------
    cells : ndarray of int64
        Cells of the person, sorted by their keys; none booked on or after `today`.
    currency : ndarray of int32
        By account: numbers in the order of the codes' letters.
    is_savings : ndarray of bool
        By account.
    limit : ndarray of int64
        By account: the limit arranged, in ten-thousandths; zero where none is known.
    today : int
        The day of the application.
    out : ndarray of float64, shape (columns of `PIECES`,)
        Where to; NaN stays where nothing is known.
    """
    if len(cells) == 0:
        return
    main, other_share = main_currency(cells, currency)
    is_linked = currency == main
    flows = out[:_FLOWS]
    fold_flows(cells, is_linked, is_savings, today, flows)
    flows[OTHER_CURRENCY] = other_share
    fold_balances(
        cells,
        is_linked,
        is_savings,
        limit,
        today,
        usual_income(flows),
        flows[OUTGOINGS_90] / 90,
        out[_FLOWS:_DAYS],
    )
    fold_streams(cells, is_linked, today, out[_DAYS:])
