"""Many persons, one after the other: the rows of a chunk, each person's together."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from plainscore.features.kernel.cells import cells_of, scratch_for
from plainscore.features.kernel.compiled import Whole, compiled
from plainscore.features.kernel.fold import fold_cells


class Rows(NamedTuple):
    """Columns of transactions as numbers.

    Parameters
    ----------
    account : ndarray of int32
        Number of the account; below zero where nobody asks for it.
    day, known, amount, balance, role : ndarray
        As `plainscore.features.kernel.cells.cells_of` takes them.
    """

    account: npt.NDArray[np.int32]
    day: npt.NDArray[np.int32]
    known: npt.NDArray[np.int64]
    amount: npt.NDArray[np.int64]
    balance: npt.NDArray[np.int64]
    role: npt.NDArray[np.int8]

    def part(self, first: Whole, after: Whole) -> "Rows":
        """Return rows from one to before another, as views."""
        return Rows._make(column[first:after] for column in self)

    @staticmethod
    def joined(parts: "list[Rows]") -> "Rows":
        """Return the rows of several parts, one after the other."""
        return Rows._make(np.concatenate(columns) for columns in zip(*parts, strict=True))


class People(NamedTuple):
    """Whose features are asked for, and as of when. Persons are numbers.

    Parameters
    ----------
    person : ndarray of int32
        By account: whose it is. The accounts of a person stand together, by their ids.
    first_account : ndarray of int64
        By person: its first account; and the number of accounts.
    currency : ndarray of int32
        By account: numbers in the order of the codes' letters.
    is_savings : ndarray of bool
        By account.
    limit : ndarray of int64
        By account: the limit arranged, in ten-thousandths; zero where none is known.
    first_moment : ndarray of int64
        By person: the first of its moments; and the number of moments.
    today, moment : ndarray
        Days and moments of applications, each person's together.
    """

    person: npt.NDArray[np.int32]
    first_account: npt.NDArray[np.int64]
    currency: npt.NDArray[np.int32]
    is_savings: npt.NDArray[np.bool_]
    limit: npt.NDArray[np.int64]
    first_moment: npt.NDArray[np.int64]
    today: npt.NDArray[np.int32]
    moment: npt.NDArray[np.int64]


@compiled
def borders(
    account: npt.NDArray[np.int32], person: npt.NDArray[np.int32]
) -> tuple[Whole, Whole, Whole, Whole]:
    """Return the first person of a chunk and the last, and the rows between the two.

    Parameters
    ----------
    account : ndarray of int32
        As of `Rows`.
    person : ndarray of int32
        As of `People`.

    Returns
    -------
    first, last : int
        Persons; -1 for nobody.
    after : int
        The first row that is of another person than the first; the number of rows if none is.
    begin : int
        The row with which those of the last person begin.
    """
    first = last = -1
    after = begin = len(account)
    for row in range(len(account)):
        if account[row] < 0:
            continue
        who = person[account[row]]
        if first < 0:
            first = who
        elif who != first:
            after = row
            break
    for row in range(len(account) - 1, -1, -1):
        if account[row] < 0:
            continue
        who = person[account[row]]
        if last < 0:
            last = who
        elif who != last:
            break
        begin = row
    return first, last, after, begin


@compiled
def fold_chunk(
    rows: Rows,
    people: People,
    out: npt.NDArray[np.float64],
    fits: npt.NDArray[np.bool_],
) -> npt.NDArray[np.int32]:
    """Fold the rows of a chunk that holds every row of its persons, each person's together.

    Parameters
    ----------
    rows : Rows
        The chunk.
    people : People
        Whose features are asked for.
    out : ndarray of float64, shape (moments, columns of `PIECES`)
        Where to.
    fits : ndarray of bool
        By moment: set to false where an amount is too great, and nothing is folded.

    Returns
    -------
    ndarray of int32
        Every person that was folded, in order.
    """
    folded = np.empty(len(people.first_account) - 1, np.int32)
    count = 0
    local = np.empty(len(rows.account), np.int32)
    room = 2048
    scratch = scratch_for(room)
    first = 0
    while first < len(rows.account):
        if rows.account[first] < 0:
            first += 1
            continue
        who = people.person[rows.account[first]]
        start, stop = people.first_account[who], people.first_account[who + 1]
        after = first
        while after < len(rows.account):
            account = rows.account[after]
            if account >= 0 and people.person[account] != who:
                break
            local[after] = account - start if account >= 0 else -1
            after += 1
        if count == len(folded):
            # more runs than persons: somebody's rows do not stand together
            return np.zeros(count + 1, np.int32)
        folded[count] = who
        count += 1
        if after - first > room:
            room = after - first
            scratch = scratch_for(room)
        for place in range(people.first_moment[who], people.first_moment[who + 1]):
            cells, fits[place] = cells_of(
                local,
                rows.day,
                rows.known,
                rows.amount,
                rows.balance,
                rows.role,
                first,
                after,
                people.today[place],
                people.moment[place],
                scratch,
            )
            fold_cells(
                cells,
                people.currency[start:stop],
                people.is_savings[start:stop],
                people.limit[start:stop],
                people.today[place],
                out[place],
            )
        first = after
    return folded[:count].copy()
