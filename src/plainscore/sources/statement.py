"""What a reader yields: lines of a bank statement as they stand in the file, before roles.

These values live only while a file is read. `text` and `counterparty` serve to recognise a role
and are then dropped: no column of the records can hold them.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from plainscore.records import AccountKind


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One booked movement of one account.

    Parameters
    ----------
    file : str
        Name of the file, for messages.
    row : int
        1-based position of the line in the file.
    account_id : str
        The account the line belongs to.
    booked_on : datetime.date
        Day the bank booked it.
    amount : decimal.Decimal
        Signed amount in `currency`, inflow positive, at most four decimals.
    currency : str
        ISO 4217 code.
    line_id : str or None
        The provider's own id of the line, when it promises one.
    balance_after : decimal.Decimal or None
        Balance after the line, when the file states it.
    bank_code : str or None
        ISO 20022 bank transaction code as ``DOMAIN/FAMILY/SUBFAMILY`` (``PMNT/RCDT/SALA``).
    purpose_code : str or None
        ISO 20022 external purpose code (``SALA``, ``PENS``, ``RENT``).
    bank_category : str or None
        The provider's own category: a Plaid category, an OFX TRNTYPE, a SWIFT or national code,
        prefixed with its scheme (``plaid:INCOME_WAGES``, ``ofx:DIRECTDEP``, ``swift:NTRF``).
    text : str
        Free text of the line. Never stored.
    counterparty : str
        Account number or name of the other side. Never stored.
    revision : int
        1 when the provider states that this line replaces an earlier version with the same
        `line_id`, otherwise 0.

    Examples
    --------
    >>> line = StatementLine("may.csv", 2, "A1", date(2024, 5, 31), Decimal("10.00"), "EUR")
    >>> line.amount > 0, line.text
    (True, '')
    """

    file: str
    row: int
    account_id: str
    booked_on: date
    amount: Decimal
    currency: str
    line_id: str | None = None
    balance_after: Decimal | None = None
    bank_code: str | None = None
    purpose_code: str | None = None
    bank_category: str | None = None
    text: str = field(default="", repr=False)
    counterparty: str = field(default="", repr=False)
    revision: int = 0


@dataclass(frozen=True, slots=True)
class StatementAccount:
    """An account that a file speaks of.

    Parameters
    ----------
    account_id : str
        The provider's identifier, or the IBAN.
    kind : AccountKind
        What kind of account it is.
    currency : str
        ISO 4217 code.
    opened_on : datetime.date or None
        Opening day, when stated.
    credit_limit : decimal.Decimal or None
        Arranged overdraft or card limit, when stated.
    person_id : str or None
        The holder, when the file says so; otherwise the caller's person.

    Examples
    --------
    >>> StatementAccount("A1", AccountKind.CURRENT, "EUR").kind.value
    'current'
    """

    account_id: str
    kind: AccountKind
    currency: str
    opened_on: date | None = None
    credit_limit: Decimal | None = None
    person_id: str | None = None
