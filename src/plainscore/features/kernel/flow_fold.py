"""The flows of a person, folded from cells."""

import numpy as np
import numpy.typing as npt

from plainscore.features.flows import (
    BEFORE,
    BLOCK_DAYS,
    BLOCKS,
    BUCKETS,
    FLOW_COLUMNS,
    FLOWS,
    REST_OF_YEAR,
    WINDOWS,
    signs,
)
from plainscore.features.kernel.cells import (
    ACCOUNT,
    AMOUNT,
    DAY,
    INFLOW,
    INFLOW_ROWS,
    OUTFLOW_ROWS,
    ROLE,
    ROWS,
)
from plainscore.features.kernel.compiled import Whole, compiled
from plainscore.features.kernel.money import money
from plainscore.features.kernel.rows import ROLE_CODES, ROLES
from plainscore.records import Role

COLUMNS = tuple(FLOW_COLUMNS)
HISTORY = COLUMNS.index("history_days")
PRIMARY = COLUMNS.index("primary_account_days")
OTHER_CURRENCY = COLUMNS.index("other_currency_share")
RETURNED = COLUMNS.index("returned_90")
RETURNED_AGE = COLUMNS.index("returned_last_age")
FEES = COLUMNS.index("overdraft_fees_180")
OUTGOINGS_90 = COLUMNS.index("outgoings_90")
FIRST_INCOME = COLUMNS.index("income_0")

_SAVINGS = ROLE_CODES[Role.SAVINGS_TRANSFER]
_RETURNED = ROLE_CODES[Role.RETURNED_PAYMENT]
_FEE = ROLE_CODES[Role.FEE_OVERDRAFT]
_INCOME = ROLE_CODES[Role.INCOME]

_NAMES = tuple(FLOWS)
_SIGNS = np.array([[*signs(flow, ROLE_CODES), (0, 0)] for flow in FLOWS], np.int64)
_WINDOWS = np.array(
    [(_NAMES.index(flow), first, after) for flow, first, after in WINDOWS.values()], np.int64
)
_FIRST_WINDOW = len(COLUMNS) - len(WINDOWS)
_HALF_YEAR = 6

if any(
    flow.beside_savings != (Role.SAVINGS_TRANSFER in {*flow.inflows, *flow.outflows})
    for flow in FLOWS.values()
):
    raise ValueError("flows to savings, and no others, must leave accounts for savings out")


@compiled
def main_currency(
    cells: npt.NDArray[np.int64], currency: npt.NDArray[np.int32]
) -> tuple[Whole, float]:
    """Return the currency a person is read in, and the share of rows that stand in others.

    Parameters
    ----------
    cells : ndarray of int64
        At least one cell.
    currency : ndarray of int32
        By account: numbers in the order of the codes' letters.
    """
    accounts = len(currency)
    rows = np.zeros(accounts, np.int64)
    income_rows = np.zeros(accounts, np.int64)
    every = 0
    for c in range(len(cells)):
        # rows of a currency are counted at the first account that has it
        place = cells[c, ACCOUNT]
        for earlier in range(place):
            if currency[earlier] == currency[place]:
                place = earlier
                break
        rows[place] += cells[c, ROWS]
        every += cells[c, ROWS]
        if cells[c, ROLE] == _INCOME:
            income_rows[place] += cells[c, ROWS]
    best = -1
    for place in range(accounts):
        if rows[place] == 0:
            continue
        if (
            best < 0
            or income_rows[place] > income_rows[best]
            or (
                income_rows[place] == income_rows[best]
                and (
                    rows[place] > rows[best]
                    or (rows[place] == rows[best] and currency[place] < currency[best])
                )
            )
        ):
            best = place
    return currency[best], 1 - rows[best] / every


@compiled
def fold_flows(
    cells: npt.NDArray[np.int64],
    is_linked: npt.NDArray[np.bool_],
    is_savings: npt.NDArray[np.bool_],
    today: Whole,
    out: npt.NDArray[np.float64],
) -> None:
    """Fill in the columns of the table ``flows``, but for the share of other currencies.

    Parameters
    ----------
    cells : ndarray of int64
        The person's cells.
    is_linked, is_savings : ndarray of bool
        By account: whether it stands in the main currency, whether it is for savings.
    today : int
        The day of the application.
    out : ndarray of float64
        Where to; NaN stays where nothing is known.
    """
    by_role = np.zeros((BUCKETS, ROLES, 2), np.int64)
    rows = np.zeros(len(is_linked), np.int64)
    oldest = np.zeros(len(is_linked), np.int64)
    returned = fees = history = 0
    returned_age = np.int64(-1)
    for c in range(len(cells)):
        account = cells[c, ACCOUNT]
        if not is_linked[account]:
            continue
        age = today - cells[c, DAY]
        if age <= BLOCKS * BLOCK_DAYS:
            bucket = (age - 1) // BLOCK_DAYS
        else:
            bucket = REST_OF_YEAR if age <= 365 else BEFORE
        rows[account] += cells[c, ROWS]
        oldest[account] = max(oldest[account], age)
        history = max(history, age)
        role = cells[c, ROLE]
        if role == _RETURNED and cells[c, INFLOW_ROWS] > 0:
            if bucket < 3:
                returned += cells[c, INFLOW_ROWS]
            if bucket <= REST_OF_YEAR and (returned_age < 0 or age < returned_age):
                returned_age = age
        if role == _FEE and bucket < _HALF_YEAR:
            fees += cells[c, OUTFLOW_ROWS] - cells[c, INFLOW_ROWS]
        if role == _SAVINGS and is_savings[account]:
            continue
        by_role[bucket, role, 0] += cells[c, INFLOW]
        by_role[bucket, role, 1] += cells[c, AMOUNT] - cells[c, INFLOW]
    sums = np.zeros((len(_NAMES), BUCKETS), np.int64)
    for bucket in range(BUCKETS):
        for role in range(ROLES):
            came, went = by_role[bucket, role, 0], by_role[bucket, role, 1]
            if came != 0 or went != 0:
                for flow in range(len(_NAMES)):
                    sums[flow, bucket] += (
                        _SIGNS[flow, role, 0] * came + _SIGNS[flow, role, 1] * went
                    )
    for window in range(len(_WINDOWS)):
        total = np.int64(0)
        for bucket in range(_WINDOWS[window, 1], _WINDOWS[window, 2]):
            total += sums[_WINDOWS[window, 0], bucket]
        out[_FIRST_WINDOW + window] = money(total)
    primary = -1
    for account in range(len(rows)):
        if rows[account] > 0 and (
            primary < 0
            or rows[account] > rows[primary]
            or (rows[account] == rows[primary] and oldest[account] > oldest[primary])
        ):
            primary = account
    out[HISTORY] = history
    out[PRIMARY] = oldest[primary]
    out[RETURNED] = returned
    if returned_age >= 0:
        out[RETURNED_AGE] = returned_age
    out[FEES] = max(fees, 0)


@compiled
def usual_income(flows: npt.NDArray[np.float64]) -> float:
    """Return the median income of the last six months."""
    half = np.sort(flows[FIRST_INCOME : FIRST_INCOME + _HALF_YEAR])
    low = half[_HALF_YEAR // 2 - 1]
    return float(low + (2.5 - 2) * (half[_HALF_YEAR // 2] - low))
