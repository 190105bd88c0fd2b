"""Money that comes back: returned payments and refunds."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
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
    """Matches open inflows with earlier outflows to the same other side.

    Parameters
    ----------
    findings : Findings
        Receives the roles, with `RoleSource.RECURRENCE`: they are found by pattern.
    told : mapping of int to Role
        What keywords tell, by position; such inflows are not matched.

    Examples
    --------
    >>> Reversals(Findings([], []), {}).match_returned()
    """

    def __init__(self, findings: Findings, told: Mapping[int, Role]) -> None:
        self._findings = findings
        self._told = told
        self._used: set[int] = set()
        self._outflows: dict[tuple[str, str], list[Outflow]] = defaultdict(list)
        wanted: dict[str, set[str]] = defaultdict(set)
        for place in self._inflows():
            wanted[findings.lines[place].account_id].add(findings.key(place))
        for place, line in enumerate(findings.lines):
            keys = wanted.get(line.account_id)
            if keys and not self._findings.comes_in[place]:
                key = findings.key(place)
                if key and key in keys:
                    outflow = (line.booked_on.toordinal(), line.file, line.row, place)
                    self._outflows[line.account_id, key].append(outflow)
        for outflows in self._outflows.values():
            outflows.sort()

    def match_returned(self) -> None:
        """Settle inflows that give back exactly what was taken a few days before.

        What was taken by direct debit or standing order, for an obligation, or again and again in
        the same amount is a returned payment; anything else that comes back is a refund.

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
            size = self._findings.lines[place].amount
            for outflow in self._before(place, MOST_DAYS_RETURNED):
                taken = outflow[-1]
                if taken not in self._used and -self._findings.lines[taken].amount == size:
                    self._used.add(taken)
                    role = Role.RETURNED_PAYMENT if self._was_due(place, taken) else Role.REFUND
                    self._findings.settle(place, role, RoleSource.RECURRENCE)
                    break
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
            for outflows in self._outflows.values()
            for outflow in outflows
            if outflow[-1] not in self._used
        }
        for place in self._inflows():
            for outflow in self._before(place, MOST_DAYS_REFUNDED):
                paid = outflow[-1]
                if lines[place].amount <= left.get(paid, 0):
                    left[paid] -= lines[place].amount
                    self._findings.settle(place, Role.REFUND, RoleSource.RECURRENCE)
                    break
        self._findings.close()

    def _inflows(self) -> list[int]:
        """Open inflows that no keyword tells, in an order that the lines themselves give."""
        lines = self._findings.lines
        places = [
            place
            for place in self._findings.open
            if self._findings.comes_in[place] and place not in self._told
        ]
        places.sort(key=lambda place: (lines[place].booked_on, lines[place].file, lines[place].row))
        return places

    def _before(self, place: int, most_days: int) -> list[Outflow]:
        """Outflows to the other side of an inflow, at most so many days before, latest first."""
        line = self._findings.lines[place]
        outflows = self._outflows.get((line.account_id, self._findings.key(place)), [])
        day = line.booked_on.toordinal()
        first = bisect_left(outflows, (day - most_days,))
        last = bisect_right(outflows, (day + 1,))
        return outflows[first:last][::-1]

    def _was_due(self, place: int, taken: int) -> bool:
        """Say whether what was taken was an obligation, and not a thing paid for at will."""
        if self._findings.role(taken) in OBLIGATIONS or self._told.get(taken) in OBLIGATIONS:
            return True
        if self._findings.kind(taken) in OWED_KINDS:
            return False
        nature = self._findings.nature(taken)
        if nature is not None:
            return nature is Nature.PULLED
        lines = self._findings.lines
        outflows = self._outflows[lines[place].account_id, self._findings.key(place)]
        same = [day for day, *_, other in outflows if lines[other].amount == lines[taken].amount]
        return find_cadence(same) is not None
