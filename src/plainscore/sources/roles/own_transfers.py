"""Movements between a person's own accounts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from plainscore.records import AccountKind, Role
from plainscore.sources.statement import StatementAccount, StatementLine

MOST_DAYS = 3
"""A transfer between banks is booked on both sides within three days, a weekend included."""

_OWED = frozenset({AccountKind.CARD, AccountKind.LOAN})


def match_own_transfers(
    lines: Sequence[StatementLine], places: Iterable[int], accounts: Sequence[StatementAccount]
) -> dict[int, Role]:
    """Match debits in one account of a person with credits in another account of theirs.

    Parameters
    ----------
    lines : sequence of StatementLine
        All lines.
    places : iterable of int
        Positions of the lines that may be matched.
    accounts : sequence of StatementAccount
        The accounts; those without `person_id` belong to one person, the caller's.

    Returns
    -------
    dict of int to Role
        Role by position, for matched lines only. To or from a savings account it is a savings
        transfer; what goes to a card or loan account is a debt payment where it leaves.

    Examples
    --------
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> both = [StatementAccount(name, AccountKind.CURRENT, "EUR") for name in ("A", "B")]
    >>> moved = [
    ...     StatementLine("f", 1, "A", date(2024, 5, 3), Decimal(-50), "EUR"),
    ...     StatementLine("f", 2, "B", date(2024, 5, 4), Decimal(50), "EUR"),
    ... ]
    >>> [role.value for role in match_own_transfers(moved, [0, 1], both).values()]
    ['own_transfer', 'own_transfer']
    """
    holders = {account.account_id: account for account in accounts}
    if len(holders) < 2:
        return {}
    sides: dict[tuple[object, ...], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for place in places:
        line = lines[place]
        account = holders.get(line.account_id)
        if account is not None and line.amount:
            size = abs(line.amount)
            sides[account.person_id, line.currency, size][line.amount > 0].append(place)
    roles: dict[int, Role] = {}
    for debits, credits_ in sides.values():
        for debit, credit in _pairs(lines, debits, credits_):
            kinds = holders[lines[debit].account_id].kind, holders[lines[credit].account_id].kind
            roles[debit], roles[credit] = _roles(*kinds)
    return roles


def _pairs(
    lines: Sequence[StatementLine], debits: list[int], credits_: list[int]
) -> list[tuple[int, int]]:
    candidates = []
    for debit in debits:
        for credit in credits_:
            out, into = lines[debit], lines[credit]
            gap = abs((into.booked_on - out.booked_on).days)
            if gap <= MOST_DAYS and out.account_id != into.account_id:
                candidates.append((gap, _order(out), _order(into), debit, credit))
    taken: set[int] = set()
    pairs = []
    for *_, debit, credit in sorted(candidates):
        if debit not in taken and credit not in taken:
            taken |= {debit, credit}
            pairs.append((debit, credit))
    return pairs


def _order(line: StatementLine) -> tuple[int, str, str, int]:
    return line.booked_on.toordinal(), line.account_id, line.file, line.row


def _roles(source: AccountKind, target: AccountKind) -> tuple[Role, Role]:
    if target in _OWED:
        return Role.DEBT_PAYMENT, Role.OWN_TRANSFER
    if AccountKind.SAVINGS in {source, target}:
        return Role.SAVINGS_TRANSFER, Role.SAVINGS_TRANSFER
    return Role.OWN_TRANSFER, Role.OWN_TRANSFER
