"""Roles by recurrence: an income by its rhythm, a bill by what one of its lines says."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import fsum

from plainscore.records import BILL_ROLES, OWN_MONEY_ROLES, Role, RoleSource
from plainscore.sources.roles.cadence import Cadence
from plainscore.sources.roles.findings import OWED_KINDS, Findings
from plainscore.sources.roles.streams import Movement, Stream, find_streams
from plainscore.sources.roles.verdict import Nature

SMALLEST_INCOME_SHARE = 0.05
"""A stream that brings less than this share of what comes in on average is no livelihood."""

SMALLEST_IRREGULAR_SHARE = 0.1
"""What comes on no particular day must weigh more: friends also pay one another back."""

NO_EARNINGS = OWN_MONEY_ROLES | {
    Role.DEBT_DISBURSEMENT,
    Role.REFUND,
    Role.RETURNED_PAYMENT,
}
"""Inflows that are the person's own money, or borrowed, or come back."""

SPREADING = BILL_ROLES | {Role.DEBT_PAYMENT, Role.TAX}
"""Roles that one line of a stream of outflows may lend to the others."""


def find_recurring_income(findings: Findings, told: Mapping[int, Role]) -> None:
    """Recognise income among the open inflows: what comes back with a rhythm and carries weight.

    Irregular pay counts too: from one payer, in nearly every month, with twice the weight.

    Not income, however regular: what a code calls a move between accounts, what comes in on a
    card or loan account, and what a keyword tells to be something else.

    Parameters
    ----------
    findings : Findings
        Receives the roles, with `RoleSource.RECURRENCE`.
    told : mapping of int to Role
        What keywords tell, by position.

    Examples
    --------
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from plainscore.sources.statement import StatementLine
    >>> pay = [
    ...     StatementLine(
    ...         "f", month, "A", date(2024, month, 28), Decimal(2000), "EUR", counterparty="Acme"
    ...     )
    ...     for month in (1, 2, 3)
    ... ]
    >>> findings = Findings(pay, [])
    >>> find_recurring_income(findings, {})
    >>> {role.value for role, source in findings.roles()}
    {'income'}
    """
    candidates: dict[str, list[Movement]] = defaultdict(list)
    for place in findings.open:
        line = findings.lines[place]
        if (
            findings.comes_in[place]
            and told.get(place, Role.INCOME) is Role.INCOME
            and findings.nature(place) is None
            and findings.kind(place) not in OWED_KINDS
        ):
            candidates[line.account_id].append(_movement(findings, place))
    if not candidates:
        return
    inflows = _Inflows(findings, candidates)
    for account, movements in candidates.items():
        for stream in find_streams(movements, irregular=True):
            regular = stream.cadence is not Cadence.EVERY_MONTH
            share = SMALLEST_INCOME_SHARE if regular else SMALLEST_IRREGULAR_SHARE
            if _a_day(stream) >= share * inflows.a_day(account):
                for movement in stream.movements:
                    findings.settle(movement.place, Role.INCOME, RoleSource.RECURRENCE)
    findings.close()


def spread_bills(findings: Findings) -> None:
    """Give the lines of a stream of outflows the role that some of them have.

    A rent of which one line says "rent" is a rent on its other lines too. A stream of which no
    line says what it is stays other: a rhythm alone does not tell a rent from a subscription.

    Parameters
    ----------
    findings : Findings
        Receives the roles, with `RoleSource.RECURRENCE`.

    Examples
    --------
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from plainscore.sources.statement import StatementLine
    >>> paid = [
    ...     StatementLine(
    ...         "f", month, "A", date(2024, month, 1), Decimal(-800), "EUR", counterparty="Landlord"
    ...     )
    ...     for month in (1, 2, 3)
    ... ]
    >>> findings = Findings(paid, [])
    >>> findings.settle(0, Role.HOUSING, RoleSource.KEYWORD)
    >>> findings.close()
    >>> spread_bills(findings)
    >>> {role.value for role, source in findings.roles()}
    {'housing'}
    """
    known: dict[str, set[str]] = defaultdict(set)
    movements: dict[str, list[Movement]] = defaultdict(list)
    for place, line in enumerate(findings.lines):
        if findings.role(place) in SPREADING and not findings.comes_in[place]:
            movement = _movement(findings, place)
            known[line.account_id].add(movement.key)
            movements[line.account_id].append(movement)
    for place in findings.open:
        keys = known.get(findings.lines[place].account_id)
        if keys and not findings.comes_in[place] and findings.nature(place) is not Nature.FEE:
            key = findings.key(place)
            if key and key in keys:
                movements[findings.lines[place].account_id].append(_movement(findings, place))
    for of_account in movements.values():
        for stream in find_streams(of_account):
            _spread(findings, stream)
    findings.close()


def _spread(findings: Findings, stream: Stream) -> None:
    roles = {findings.role(movement.place) for movement in stream.movements} - {None}
    if len(roles) == 1:
        (role,) = roles
        for movement in stream.movements:
            if role is not None and findings.role(movement.place) is None:
                findings.settle(movement.place, role, RoleSource.RECURRENCE)


def _a_day(stream: Stream) -> float:
    """Return what a stream brings a day while it lasts, its last gap not counted."""
    days = stream.movements[-1].day - stream.movements[0].day
    return fsum(movement.size for movement in stream.movements[:-1]) / days


def _movement(findings: Findings, place: int) -> Movement:
    line = findings.lines[place]
    return Movement(line.booked_on.toordinal(), abs(float(line.amount)), findings.key(place), place)


class _Inflows:
    """What comes into each account from outside, a day."""

    def __init__(self, findings: Findings, accounts: Iterable[str]) -> None:
        self._sizes: dict[str, list[float]] = {account: [] for account in accounts}
        self._days: dict[str, list[int]] = {account: [] for account in self._sizes}
        for place, line in enumerate(findings.lines):
            account = line.account_id
            if (
                findings.comes_in[place]
                and account in self._sizes
                and findings.role(place) not in NO_EARNINGS
            ):
                self._sizes[account].append(float(line.amount))
                self._days[account].append(line.booked_on.toordinal())

    def a_day(self, account: str) -> float:
        days = self._days[account]
        # a plain sum would depend on the order of the lines in its last digit
        return fsum(self._sizes[account]) / (max(days) - min(days) + 1)
