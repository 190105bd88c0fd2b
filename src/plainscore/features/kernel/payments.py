"""The payments of a person that may recur: those that held, those that came back, and loans."""

import numpy as np
import numpy.typing as npt

from plainscore.features.kernel.cells import ACCOUNT, AMOUNT, DAY, PRICE, ROLE, ROWS
from plainscore.features.kernel.compiled import Whole, compiled
from plainscore.features.kernel.rows import ROLE_CODES
from plainscore.features.stream_fold import SHORT_TERM_DAYS, SHORT_TERM_PERCENT
from plainscore.features.streams import OLDEST_DAY, PAID_ROLES, RETURN_DAYS
from plainscore.records import Role

INCOME = ROLE_CODES[Role.INCOME]
DEBT = ROLE_CODES[Role.DEBT_PAYMENT]
HOUSING = ROLE_CODES[Role.HOUSING]
_LOAN = ROLE_CODES[Role.DEBT_DISBURSEMENT]
_BACK = ROLE_CODES[Role.RETURNED_PAYMENT]

IS_PAID = np.zeros(len(ROLE_CODES) + 1, np.bool_)
for _role in PAID_ROLES:
    IS_PAID[ROLE_CODES[_role]] = True

PAYMENT_WIDTH = 6
P_ACCOUNT, P_ROLE, P_AGE, P_PRICE, P_COUNT, P_TOTAL = range(PAYMENT_WIDTH)
"""Columns of payments: as of cells, unsigned."""


@compiled
def candidates(
    cells: npt.NDArray[np.int64], is_linked: npt.NDArray[np.bool_], today: Whole
) -> npt.NDArray[np.int64]:
    """Return what `plainscore.features.streams.candidates` does, equal rows of a day together."""
    found = np.empty((len(cells), PAYMENT_WIDTH), np.int64)
    count = 0
    for c in range(len(cells)):
        age = today - cells[c, DAY]
        if cells[c, PRICE] == 0 or age > OLDEST_DAY or not is_linked[cells[c, ACCOUNT]]:
            continue
        found[count, P_ACCOUNT] = cells[c, ACCOUNT]
        found[count, P_ROLE] = cells[c, ROLE]
        found[count, P_AGE] = age
        found[count, P_PRICE] = abs(cells[c, PRICE])
        found[count, P_COUNT] = cells[c, ROWS]
        found[count, P_TOTAL] = abs(cells[c, AMOUNT])
        count += 1
    return found[:count]


@compiled
def came_back(payments: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return which payments the bank returned: the same amount came back within days."""
    is_back = np.zeros(len(payments), np.bool_)
    for b in range(len(payments)):
        if payments[b, P_ROLE] != _BACK:
            continue
        for p in range(len(payments)):
            if (
                payments[p, P_PRICE] == payments[b, P_PRICE]
                and payments[p, P_ACCOUNT] == payments[b, P_ACCOUNT]
                and IS_PAID[payments[p, P_ROLE]]
                and 0 <= payments[p, P_AGE] - payments[b, P_AGE] <= RETURN_DAYS
            ):
                is_back[p] = True
    return is_back


@compiled
def returned_sums(
    payments: npt.NDArray[np.int64], is_back: npt.NDArray[np.bool_]
) -> tuple[Whole, Whole, Whole]:
    """Return what came back: credit payments of ages 1-90 and 91-180, housing of ages 1-90."""
    debt = before = housing = np.int64(0)
    for p in range(len(payments)):
        if not is_back[p]:
            continue
        role, age = payments[p, P_ROLE], payments[p, P_AGE]
        if role == DEBT and age <= 90:
            debt += payments[p, P_TOTAL]
        elif role == DEBT and age <= 180:
            before += payments[p, P_TOTAL]
        elif role == HOUSING and age <= 90:
            housing += payments[p, P_TOTAL]
    return debt, before, housing


@compiled
def short_term_loans(payments: npt.NDArray[np.int64]) -> Whole:
    """Return the number of loans that were soon repaid in one payment, a fee on top."""
    loans = 0
    for b in range(len(payments)):
        if payments[b, P_ROLE] != _LOAN:
            continue
        lent, lent_age = payments[b, P_PRICE], payments[b, P_AGE]
        for p in range(len(payments)):
            paid, age = payments[p, P_PRICE], payments[p, P_AGE]
            if (
                payments[p, P_ROLE] == DEBT
                and age <= 90
                and lent_age - SHORT_TERM_DAYS <= age < lent_age
                and lent <= paid
                and paid * 100 <= lent * SHORT_TERM_PERCENT
            ):
                loans += payments[b, P_COUNT]
                break
    return loans


@compiled
def held_in_order(
    payments: npt.NDArray[np.int64], is_back: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """Return income and payments that held, by account, role, amount, and oldest first."""
    order = np.empty(len(payments), np.int64)
    keys = np.empty(len(payments), np.int64)
    count = 0
    for p in range(len(payments)):
        role = payments[p, P_ROLE]
        if is_back[p] or not (role == INCOME or IS_PAID[role]):
            continue
        order[count] = p
        keys[count] = (payments[p, P_ACCOUNT] * 32 + role) * (1 << 48) + payments[p, P_PRICE]
        count += 1
    # payments of an account come oldest first, and equal keys stay in their order
    return payments[order[:count][np.argsort(keys[:count], kind="mergesort")]]
