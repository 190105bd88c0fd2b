"""Movements between a person's own accounts."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping

from plainscore.records import AccountKind, Role, RoleSource
from plainscore.sources.roles.findings import OWED_KINDS, Findings
from plainscore.sources.roles.verdict import Nature

MOST_DAYS = 3
"""A transfer between banks is booked on both sides within three days, a weekend included."""

Side = tuple[int, str, str, int, int]
"""Day, account, file, row and position of a line: an order that the line itself gives."""


def match_own_transfers(findings: Findings, told: Mapping[int, Role]) -> None:
    """Match debits in one account of a person with credits in another account of theirs.

    Both must be open, of the same currency and of the same size, at most `MOST_DAYS` apart; the
    closest are matched first. Accounts without `person_id` belong to one person, the caller's.
    To or from a savings account, or with words that say so, it is a savings transfer; what goes to
    a card or loan account is a debt payment where it leaves and an own transfer where it arrives.
    A repayment that arrives on a card or loan account is an own transfer even when nobody shows
    the account it came from.

    Parameters
    ----------
    findings : Findings
        Receives the roles, with `RoleSource.OWN_ACCOUNT`.
    told : mapping of int to Role
        What keywords tell, by position.

    Examples
    --------
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from plainscore.sources.statement import StatementAccount, StatementLine
    >>> both = [StatementAccount(name, AccountKind.CURRENT, "EUR") for name in ("A", "B")]
    >>> findings = Findings(
    ...     [
    ...         StatementLine("f", 1, "A", date(2024, 5, 3), Decimal(-50), "EUR"),
    ...         StatementLine("f", 2, "B", date(2024, 5, 4), Decimal(50), "EUR"),
    ...     ],
    ...     both,
    ... )
    >>> match_own_transfers(findings, {})
    >>> [role.value for role, source in findings.roles()]
    ['own_transfer', 'own_transfer']
    """
    for debits, credited in _sides(findings):
        for debit, credit in _pairs(debits, credited):
            roles = _roles(findings.accounts[debit[1]].kind, findings.accounts[credit[1]].kind)
            saved = Role.SAVINGS_TRANSFER in {told.get(debit[-1]), told.get(credit[-1])}
            if saved and roles == (Role.OWN_TRANSFER, Role.OWN_TRANSFER):
                roles = Role.SAVINGS_TRANSFER, Role.SAVINGS_TRANSFER
            for side, role in zip((debit, credit), roles, strict=True):
                findings.settle(side[-1], role, RoleSource.OWN_ACCOUNT)
    findings.close()
    for place in findings.open:
        if findings.nature(place) is Nature.REPAYMENT and findings.kind(place) in OWED_KINDS:
            findings.settle(place, Role.OWN_TRANSFER, findings.code_source(place))
    findings.close()


def _sides(findings: Findings) -> Iterator[tuple[list[Side], list[Side]]]:
    """Yield the debits and credits of each person, currency and size that has both."""
    holders = Counter(account.person_id for account in findings.accounts.values())
    people = {
        account.account_id: account.person_id
        for account in findings.accounts.values()
        if holders[account.person_id] > 1
    }
    groups: dict[tuple[object, ...], tuple[list[Side], list[Side]]] = {}
    places = [place for place in findings.open if findings.lines[place].account_id in people]
    for wanted in (True, False):
        for place in places:
            if findings.comes_in[place] is wanted:
                line = findings.lines[place]
                group_key = (people[line.account_id], line.currency, abs(line.amount))
                group = groups.setdefault(group_key, ([], [])) if wanted else groups.get(group_key)
                if group is not None:
                    day = line.booked_on.toordinal()
                    group[wanted].append((day, line.account_id, line.file, line.row, place))
    for debits, credited in groups.values():
        if debits:
            yield debits, credited


def _pairs(debits: list[Side], credited: list[Side]) -> Iterator[tuple[Side, Side]]:
    """Pair each debit with at most one credit of another account, the closest days first."""
    credited.sort()
    days = [credit[0] for credit in credited]
    candidates: list[tuple[int, Side, Side]] = []
    for debit in debits:
        first = bisect_left(days, debit[0] - MOST_DAYS)
        last = bisect_right(days, debit[0] + MOST_DAYS)
        candidates += [
            (abs(credit[0] - debit[0]), debit, credit)
            for credit in credited[first:last]
            if credit[1] != debit[1]
        ]
    candidates.sort()
    taken: set[int] = set()
    for _, debit, credit in candidates:
        if debit[-1] not in taken and credit[-1] not in taken:
            taken |= {debit[-1], credit[-1]}
            yield debit, credit


def _roles(source: AccountKind, target: AccountKind) -> tuple[Role, Role]:
    if target in OWED_KINDS:
        return Role.DEBT_PAYMENT, Role.OWN_TRANSFER
    if source in OWED_KINDS:
        return Role.OTHER, Role.DEBT_DISBURSEMENT
    if AccountKind.SAVINGS in {source, target}:
        return Role.SAVINGS_TRANSFER, Role.SAVINGS_TRANSFER
    return Role.OWN_TRANSFER, Role.OWN_TRANSFER
