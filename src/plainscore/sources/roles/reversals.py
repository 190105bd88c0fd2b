"""Money that comes back: returned payments and refunds."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping

from plainscore.records import BILL_ROLES, Role, RoleSource
from plainscore.sources.roles.cadence import find_cadence
from plainscore.sources.roles.findings import OWED_KINDS, Findings
from plainscore.sources.roles.verdict import Nature

MOST_DAYS_RETURNED = 7
"""Banks return an unpaid debit within five working days (SEPA core), mostly two."""

MOST_DAYS_REFUNDED = 90
"""A purchase is refunded within a season."""

OBLIGATIONS = BILL_ROLES | {Role.DEBT_PAYMENT, Role.TAX}

Outflow = tuple[int, str, int, int]
"""Day, file, row and position of an outflow."""


class Reversals:
    """Matches open inflows with earlier outflows of the same account.

    Parameters
    ----------
    findings : Findings
        Receives the roles, with `RoleSource.RECURRENCE`: they are found by pattern.
    told : mapping of int to Role
        What keywords tell, by position. An inflow that is told to be anything but a refund is not
        matched.

    Examples
    --------
    >>> Reversals(Findings([], []), {}).match_returned()
    """

    def __init__(self, findings: Findings, told: Mapping[int, Role]) -> None:
        self._findings = findings
        self._told = told
        self._used: set[int] = set()
        self._by_key: dict[tuple[object, ...], list[Outflow]] = {}
        self._by_size: dict[tuple[object, ...], list[Outflow]] = {}
        for place in self._inflows():
            line = findings.lines[place]
            if key := findings.key(place):
                self._by_key[line.account_id, key] = []
            if place in told:
                self._by_size[line.account_id, line.amount] = []
        accounts = {account for account, _ in (*self._by_key, *self._by_size)}
        for place, line in enumerate(findings.lines):
            if line.account_id in accounts and not findings.comes_in[place]:
                outflow = (line.booked_on.toordinal(), line.file, line.row, place)
                of_key = self._by_key.get((line.account_id, findings.key(place)))
                of_size = self._by_size.get((line.account_id, -line.amount))
                for outflows in (of_key, of_size):
                    if outflows is not None:
                        outflows.append(outflow)
        for outflows in (*self._by_key.values(), *self._by_size.values()):
            outflows.sort()

    def match_returned(self) -> None:
        """Settle inflows that give back exactly what was taken a few days before.

        What was taken by direct debit or standing order, for an obligation, or again and again in
        the same amount is a returned payment; anything else that comes back is a refund. The other
        side must be the same, unless words say that this is money back.

        Examples
        --------
        >>> from datetime import date
        >>> from decimal import Decimal
        >>> from plainscore.sources.statement import StatementLine
        >>> def booked(row: int, day: int, amount: int) -> StatementLine:
        ...     when = date(2024, 5, day)
        ...     return StatementLine("f", row, "A", when, Decimal(amount), "EUR", text="Acme")
        >>> findings = Findings([booked(1, 3, -60), booked(2, 5, 60)], [])
        >>> Reversals(findings, {}).match_returned()
        >>> [role.value for role, source in findings.roles()]
        ['other', 'refund']
        """
        for place in self._inflows():
            taken = self._taken(place)
            if taken is not None:
                self._used.add(taken)
                role = Role.RETURNED_PAYMENT if self._was_due(taken) else Role.REFUND
                if role is not self._told.get(place):
                    self._findings.settle(place, role, RoleSource.RECURRENCE)
        self._findings.close()

    def match_refunds(self) -> None:
        """Settle inflows that give back all or part of what was paid within a season.

        Examples
        --------
        >>> from datetime import date
        >>> from decimal import Decimal
        >>> from plainscore.sources.statement import StatementLine
        >>> def booked(row: int, day: int, amount: int) -> StatementLine:
        ...     when = date(2024, 5, day)
        ...     return StatementLine("f", row, "A", when, Decimal(amount), "EUR", text="Acme")
        >>> findings = Findings([booked(1, 3, -60), booked(2, 30, 20)], [])
        >>> Reversals(findings, {}).match_refunds()
        >>> [role.value for role, source in findings.roles()]
        ['other', 'refund']
        """
        lines = self._findings.lines
        left = {
            outflow[-1]: -lines[outflow[-1]].amount
            for outflows in self._by_key.values()
            for outflow in outflows
            if outflow[-1] not in self._used
        }
        for place in self._inflows():
            if place not in self._told:
                for paid in self._before(place, self._key_of(place), MOST_DAYS_REFUNDED):
                    if lines[place].amount <= left.get(paid, 0):
                        left[paid] -= lines[place].amount
                        self._findings.settle(place, Role.REFUND, RoleSource.RECURRENCE)
                        break
        self._findings.close()

    def _inflows(self) -> list[int]:
        """Open inflows that may give money back, in an order that the lines themselves give."""
        lines = self._findings.lines
        places = [
            place
            for place in self._findings.open
            if self._findings.comes_in[place] and self._told.get(place, Role.REFUND) is Role.REFUND
        ]
        places.sort(key=lambda place: (lines[place].booked_on, lines[place].file, lines[place].row))
        return places

    def _key_of(self, place: int) -> list[Outflow]:
        account = self._findings.lines[place].account_id
        return self._by_key.get((account, self._findings.key(place)), [])

    def _size_of(self, place: int) -> list[Outflow]:
        line = self._findings.lines[place]
        return self._by_size.get((line.account_id, abs(line.amount)), [])

    def _taken(self, place: int) -> int | None:
        """Return the latest outflow of the same size, not yet given back, if there is one."""
        lines = self._findings.lines
        for outflows in (self._key_of(place), self._size_of(place)):
            for taken in self._before(place, outflows, MOST_DAYS_RETURNED):
                if taken not in self._used and -lines[taken].amount == lines[place].amount:
                    return taken
        return None

    def _before(self, place: int, outflows: list[Outflow], most_days: int) -> list[int]:
        """Return the outflows at most so many days before an inflow, latest first."""
        day = self._findings.lines[place].booked_on.toordinal()
        first = bisect_left(outflows, (day - most_days,))
        last = bisect_right(outflows, (day + 1,))
        return [outflow[-1] for outflow in reversed(outflows[first:last])]

    def _was_due(self, taken: int) -> bool:
        """Say whether what was taken was an obligation, and not a thing paid for at will."""
        findings = self._findings
        if findings.role(taken) in OBLIGATIONS or self._told.get(taken) in OBLIGATIONS:
            return True
        if findings.kind(taken) in OWED_KINDS:
            return False
        nature = findings.nature(taken)
        if nature is not None:
            return nature is Nature.PULLED
        key, amount = findings.key(taken), findings.lines[taken].amount
        same = [
            day
            for day, *_, other in self._key_of(taken) or self._size_of(taken)
            if findings.lines[other].amount == amount and findings.key(other) == key
        ]
        return find_cadence(same) is not None
