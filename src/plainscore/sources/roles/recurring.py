"""Roles by recurrence: an income by its rhythm, a bill by what one of its lines says."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping
from itertools import accumulate

from plainscore.records import BILL_ROLES, Role, RoleSource
from plainscore.sources.roles.findings import OWED_KINDS, Findings
from plainscore.sources.roles.streams import Movement, Stream, find_streams
from plainscore.sources.roles.verdict import Nature

SMALLEST_INCOME_SHARE = 0.05
"""A stream below this share of what comes in while it lasts is no livelihood."""

SPREADING = BILL_ROLES | {Role.DEBT_PAYMENT, Role.TAX}
"""Roles that one line of a stream of outflows may lend to the others."""


def find_recurring_income(findings: Findings, told: Mapping[int, Role]) -> None:
    """Recognise income among the open inflows: what comes back with a rhythm and carries weight.

    Not income, however regular: what a code calls a move between accounts, what comes in on a
    card or loan account, and what a keyword tells to be something else.

    Parameters
    ----------
    findings : Findings
        Receives the roles, with `RoleSource.RECURRENCE`.
    told : mapping of int to Role
        What keywords tell, by position.
    """
    candidates: dict[str, list[Movement]] = defaultdict(list)
    for place in findings.open:
        line = findings.lines[place]
        if (
            line.amount > 0
            and told.get(place, Role.INCOME) is Role.INCOME
            and findings.nature(place) is None
            and findings.kind(place) not in OWED_KINDS
        ):
            candidates[line.account_id].append(_movement(findings, place))
    if not candidates:
        return
    inflows = _Inflows(findings, candidates)
    for account, movements in candidates.items():
        for stream in find_streams(movements):
            first, last = stream.movements[0].day, stream.movements[-1].day
            size = sum(movement.size for movement in stream.movements)
            if size >= SMALLEST_INCOME_SHARE * inflows.between(account, first, last):
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
    """
    open_keys: dict[str, set[str]] = defaultdict(set)
    for place in findings.open:
        line = findings.lines[place]
        if line.amount < 0 and findings.nature(place) is not Nature.FEE:
            open_keys[line.account_id].add(findings.key(place))
    movements: dict[str, list[Movement]] = defaultdict(list)
    for place, line in enumerate(findings.lines):
        keys = open_keys.get(line.account_id)
        if keys and line.amount < 0 and findings.role(place) in {None, *SPREADING}:
            key = findings.key(place)
            if key and key in keys:
                movements[line.account_id].append(_movement(findings, place))
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


def _movement(findings: Findings, place: int) -> Movement:
    line = findings.lines[place]
    return Movement(line.booked_on.toordinal(), abs(float(line.amount)), findings.key(place), place)


class _Inflows:
    """What comes into each account from outside, summed over any span of days."""

    def __init__(self, findings: Findings, candidates: Mapping[str, list[Movement]]) -> None:
        by_account: dict[str, list[tuple[int, float]]] = {
            account: [(movement.day, movement.size) for movement in movements]
            for account, movements in candidates.items()
        }
        for place, line in enumerate(findings.lines):
            if findings.role(place) is Role.INCOME and line.account_id in by_account:
                inflow = line.booked_on.toordinal(), float(line.amount)
                by_account[line.account_id].append(inflow)
        self._days: dict[str, list[int]] = {}
        self._sums: dict[str, list[float]] = {}
        for account, inflows in by_account.items():
            inflows.sort()
            self._days[account] = [day for day, _ in inflows]
            self._sums[account] = list(accumulate((size for _, size in inflows), initial=0.0))

    def between(self, account: str, first: int, last: int) -> float:
        days, sums = self._days[account], self._sums[account]
        return sums[bisect_right(days, last)] - sums[bisect_left(days, first)]
