"""Cells: what an account booked on one day under one role, added up.

Every number of a cell is a sum over rows, so the cells of two sets of rows that share none merge
by adding, and nothing in a cell depends on the day from which it is looked at. Payments that may
recur keep their amounts: each amount of such a role has a cell of its own.

The sums that tell a day's closing balance (see `plainscore.features.days`) are of products that
need up to 128 bits. They are kept exactly as three limbs of 25 bits and more.
"""

import numpy as np
import numpy.typing as npt

from plainscore.features.kernel.compiled import Whole, compiled
from plainscore.features.kernel.rows import NOTHING, ROLE_CODES, ROLES
from plainscore.features.streams import PAID_ROLES
from plainscore.records import Role

CELL_COLUMNS = (
    "account",
    "day",
    "role",
    "price",
    "amount",
    "inflow",
    "rows",
    "inflow_rows",
    "outflow_rows",
    "dated",
    "stated",
    "chain_high",
    "chain_middle",
    "chain_low",
    "marks",
)
"""``account`` (its place among the person's accounts), ``day``, ``role`` and ``price`` (the amount,
where it may recur, else zero) identify a cell; sums follow, as those of
`plainscore.features.sums.grouped` and `plainscore.features.days.end_marks`."""

KEYS = 4
WIDTH = len(CELL_COLUMNS)
(
    ACCOUNT,
    DAY,
    ROLE,
    PRICE,
    AMOUNT,
    INFLOW,
    ROWS,
    INFLOW_ROWS,
    OUTFLOW_ROWS,
    DATED,
    STATED,
    CHAIN_HIGH,
    CHAIN_MIDDLE,
    CHAIN_LOW,
    MARKS,
) = range(WIDTH)

GREATEST = 10**14
"""An amount of ten thousand million, in ten-thousandths. Up to it every sum fits 64 bits, and
quotients of floats find the ends of chains; persons beyond it take the route of wide decimals."""
GREATEST_TURNOVER = 1e16

LIMB = 25
_MASK = (1 << LIMB) - 1
_PRIME = 100_003

_MAY_COME_IN = np.zeros(ROLES, np.bool_)
_MAY_GO_OUT = np.zeros(ROLES, np.bool_)
for _role in (Role.INCOME, Role.DEBT_DISBURSEMENT, Role.RETURNED_PAYMENT):
    _MAY_COME_IN[ROLE_CODES[_role]] = True
for _role in PAID_ROLES:
    _MAY_GO_OUT[ROLE_CODES[_role]] = True


@compiled
def mark(balance: Whole) -> Whole:
    """Return a number that balances hardly share, as `plainscore.features.days` does."""
    rest = balance % _PRIME if balance >= 0 else -(-balance % _PRIME)
    return rest * rest * rest


@compiled
def scratch_for(rows: Whole) -> npt.NDArray[np.int64]:
    """Return room for the cells of so many rows, and for their order and prices."""
    return np.empty(rows * (WIDTH + 2), np.int64)


@compiled
def _parts(
    scratch: npt.NDArray[np.int64], rows: Whole
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the parts of the room: order, prices, cells."""
    cells = scratch[2 * rows : (WIDTH + 2) * rows].reshape((rows, WIDTH))
    return scratch[:rows], scratch[rows : 2 * rows], cells


@compiled
def cells_of(
    account: npt.NDArray[np.int32],
    day: npt.NDArray[np.int32],
    known: npt.NDArray[np.int64],
    amount: npt.NDArray[np.int64],
    balance: npt.NDArray[np.int64],
    role: npt.NDArray[np.int8],
    first: Whole,
    after: Whole,
    today: Whole,
    moment: Whole,
    scratch: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], bool]:
    """Add up the rows that an application may see.

    Parameters
    ----------
    account, day, known, amount, balance, role : ndarray
        Columns of transactions as numbers; an account below zero is not looked at.
    first, after : Whole
        The rows of the person: from, to before.
    today : int
        Rows booked on or after this day are not seen.
    moment : int
        Nor are rows that became known after this moment.
    scratch : ndarray of int64, of `scratch_for` so many rows or more
        Where to work: the cells stand in it, and hold until it is used again.

    Returns
    -------
    cells : ndarray of int64, shape (cells, columns of `CELL_COLUMNS`)
        Sorted by their keys.
    fits : bool
        Whether every amount is small enough for what follows.
    """
    rows, prices, cells = _parts(scratch, after - first)
    count = 0
    turnover = 0.0
    fits = True
    is_sorted = True
    last = np.int64(-1)
    for row in range(first, after):
        if account[row] < 0 or day[row] >= today or known[row] > moment:
            continue
        rows[count] = row
        count += 1
        turnover += abs(float(amount[row]))
        if abs(amount[row]) > GREATEST or (
            balance[row] != NOTHING and abs(balance[row]) > GREATEST
        ):
            fits = False
        place = (np.int64(account[row]) << 32) + np.int64(day[row]) + (1 << 31)
        if place < last:
            is_sorted = False
        last = place
    rows = rows[:count]
    if not fits or turnover > GREATEST_TURNOVER:
        return np.empty((0, WIDTH), np.int64), False
    if not is_sorted:
        places = np.empty(count, np.int64)
        for i in range(count):
            places[i] = (np.int64(account[rows[i]]) << 32) + np.int64(day[rows[i]]) + (1 << 31)
        rows = rows[np.argsort(places, kind="mergesort")]
    for i in range(count):
        row = rows[i]
        paid = amount[row]
        prices[i] = 0
        if (paid > 0 and _MAY_COME_IN[role[row]]) or (paid < 0 and _MAY_GO_OUT[role[row]]):
            prices[i] = paid
    # within a day rows are few: put them in order by moving each to its place
    for i in range(1, count):
        row, price = rows[i], prices[i]
        j = i
        while j > 0:
            other = rows[j - 1]
            if account[other] != account[row] or day[other] != day[row]:
                break
            if role[other] < role[row] or (role[other] == role[row] and prices[j - 1] <= price):
                break
            rows[j], prices[j] = other, prices[j - 1]
            j -= 1
        rows[j], prices[j] = row, price
    at = -1
    for i in range(count):
        row = rows[i]
        if (
            i == 0
            or cells[at, ACCOUNT] != account[row]
            or cells[at, DAY] != day[row]
            or cells[at, ROLE] != role[row]
            or cells[at, PRICE] != prices[i]
        ):
            at += 1
            cells[at] = 0
            cells[at, ACCOUNT] = account[row]
            cells[at, DAY] = day[row]
            cells[at, ROLE] = role[row]
            cells[at, PRICE] = prices[i]
        _add(cells[at], amount[row], balance[row])
    return cells[: at + 1], True


@compiled
def _add(cell: npt.NDArray[np.int64], amount: Whole, balance: Whole) -> None:
    """Add a row to its cell."""
    cell[AMOUNT] += amount
    cell[ROWS] += 1
    if amount > 0:
        cell[INFLOW] += amount
        cell[INFLOW_ROWS] += 1
    elif amount < 0:
        cell[OUTFLOW_ROWS] += 1
    if balance != NOTHING:
        cell[DATED] += 1
        cell[STATED] += balance
        both = 2 * balance - amount
        cell[CHAIN_HIGH] += (amount >> LIMB) * (both >> LIMB)
        cell[CHAIN_MIDDLE] += (amount >> LIMB) * (both & _MASK) + (amount & _MASK) * (both >> LIMB)
        cell[CHAIN_LOW] += (amount & _MASK) * (both & _MASK)
        cell[MARKS] += mark(balance) - mark(balance - amount)


@compiled
def merged(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Merge two sets of cells that are sorted by their keys.

    Parameters
    ----------
    one, other : ndarray of int64, shape (cells, columns of `CELL_COLUMNS`)
        Cells of rows that the two do not share.

    Returns
    -------
    ndarray of int64
        The cells of all rows, sorted by their keys.
    """
    cells = np.empty((len(one) + len(other), WIDTH), np.int64)
    i = j = count = 0
    while i < len(one) or j < len(other):
        side = 0
        if i == len(one):
            side = 1
        elif j < len(other):
            for key in range(KEYS):
                if one[i, key] != other[j, key]:
                    side = -1 if one[i, key] < other[j, key] else 1
                    break
        else:
            side = -1
        if side <= 0:
            cells[count] = one[i]
            i += 1
            if side == 0:
                cells[count, KEYS:] += other[j, KEYS:]
                j += 1
        else:
            cells[count] = other[j]
            j += 1
        count += 1
    return cells[:count]


@compiled
def product(one: Whole, other: Whole) -> tuple[Whole, Whole, Whole]:
    """Return the limbs of a product, normalised."""
    return normalised(
        (one >> LIMB) * (other >> LIMB),
        (one >> LIMB) * (other & _MASK) + (one & _MASK) * (other >> LIMB),
        (one & _MASK) * (other & _MASK),
    )


@compiled
def normalised(high: Whole, middle: Whole, low: Whole) -> tuple[Whole, Whole, Whole]:
    """Carry, so that equal sums have equal limbs."""
    middle += low >> LIMB
    high += middle >> LIMB
    return high, middle & _MASK, low & _MASK
