"""What the bank charges for an overdrawn account."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from decimal import Decimal

from plainscore.records import AccountKind, Role, RoleSource
from plainscore.sources.roles.findings import Findings, is_bare
from plainscore.sources.roles.verdict import Nature

MOST_DAYS_AFTER = 31
"""Overdraft interest is booked at the end of the month in which the account was overdrawn."""


def find_overdraft_charges(findings: Findings) -> None:
    """Recognise the price of an overdraft among the open outflows.

    Interest charged on a current account is the price of an overdraft. Without any code, word or
    other side, an outflow in fractions of the currency unit can only be a charge of the bank
    itself; it is taken for the price of an overdraft when the account was overdrawn in the month
    before, it is no larger than that overdraft, and the bank does not charge the same amount at
    other times, as it would for keeping the account.

    Parameters
    ----------
    findings : Findings
        Receives the roles.

    Examples
    --------
    >>> from datetime import date
    >>> from plainscore.sources.statement import StatementLine
    >>> def booked(day, amount, balance):
    ...     amounts = Decimal(amount), "EUR"
    ...     when = date(2024, 5, day)
    ...     return StatementLine("f", day, "A", when, *amounts, None, Decimal(balance))
    >>> findings = Findings([booked(20, "-90", "-40"), booked(31, "-1.15", "-41.15")], [])
    >>> find_overdraft_charges(findings)
    >>> [role.value for role, source in findings.roles()]
    ['other', 'fee_overdraft']
    """
    for place in findings.open:
        if findings.nature(place) is Nature.INTEREST and _on_overdraft(findings, place):
            findings.settle(place, Role.FEE_OVERDRAFT, findings.code_source(place))
    findings.close()
    charges: dict[str, list[int]] = defaultdict(list)
    for place in findings.open:
        if is_bare(findings.lines[place]):
            charges[findings.lines[place].account_id].append(place)
    if not charges:
        return
    overdrafts = _Overdrafts(findings, charges)
    for places in charges.values():
        depths = {place: overdrafts.depth_before(findings, place) for place in places}
        usual = {findings.lines[place].amount for place in places if not depths[place]}
        for place in places:
            amount = findings.lines[place].amount
            if amount not in usual and -amount <= depths[place]:
                findings.settle(place, Role.FEE_OVERDRAFT, RoleSource.RECURRENCE)
    findings.close()


def _on_overdraft(findings: Findings, place: int) -> bool:
    kind = findings.kind(place)
    if kind is None:
        balance = findings.lines[place].balance_after
        return balance is not None and balance < 0
    return kind is AccountKind.CURRENT


class _Overdrafts:
    """The negative balances of accounts, by day."""

    def __init__(self, findings: Findings, accounts: dict[str, list[int]]) -> None:
        self._of: dict[str, list[tuple[int, Decimal]]] = {account: [] for account in accounts}
        for line in findings.lines:
            balance = line.balance_after
            if balance is not None and balance < 0 and line.account_id in self._of:
                self._of[line.account_id].append((line.booked_on.toordinal(), -balance))
        for overdrafts in self._of.values():
            overdrafts.sort()

    def depth_before(self, findings: Findings, place: int) -> Decimal:
        """Return the deepest overdraft in the month up to a line; zero without one."""
        line = findings.lines[place]
        overdrafts = self._of[line.account_id]
        day = line.booked_on.toordinal()
        first = bisect_left(overdrafts, (day - MOST_DAYS_AFTER,))
        last = bisect_right(overdrafts, (day + 1,))
        return max((depth for _, depth in overdrafts[first:last]), default=Decimal(0))
