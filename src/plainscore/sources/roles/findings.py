"""What has been found so far: the state that the layers of recognition pass on."""

from collections.abc import Sequence

from plainscore.records import AccountKind, Role, RoleSource
from plainscore.sources.roles.codes import Said, read_codes
from plainscore.sources.roles.verdict import Nature
from plainscore.sources.roles.wording import counterparty_key
from plainscore.sources.statement import StatementAccount, StatementLine

OWED_KINDS = frozenset({AccountKind.CARD, AccountKind.LOAN})
"""Accounts that hold a debt: what comes in there is a repayment or a refund, never income."""

Found = tuple[Role, RoleSource]

NOTHING_MOVED = Said(Role.OTHER, RoleSource.DEFAULT, None)
"""A line of zero is for nothing, whatever is said of it."""

NO_CASH = Said(None, RoleSource.DEFAULT, Nature.FEE)
"""Some banks book their own charges under the type of a cash withdrawal."""


def is_bare(line: StatementLine) -> bool:
    """Say whether an outflow can only be a charge of the bank itself.

    Nothing tells what it is or where it went, and it is in fractions of the currency unit, which
    no cash machine and no counter gives.

    Parameters
    ----------
    line : StatementLine
        A line.

    Returns
    -------
    bool
        Whether it is a bare charge.

    Examples
    --------
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> is_bare(StatementLine("f", 1, "A", date(2024, 5, 31), Decimal("-14.60"), "CZK"))
    True
    """
    return line.amount < 0 and not (line.text or line.counterparty) and line.amount % 1 != 0


class Findings:
    """Lines with the roles found so far.

    What the codes say is read at once; each later layer looks at the lines still open and settles
    some of them. Positions are those of `lines`.

    Parameters
    ----------
    lines : sequence of StatementLine
        The lines.
    accounts : sequence of StatementAccount
        The accounts they belong to.

    Attributes
    ----------
    open : list of int
        Positions of the lines without a role, ascending.
    comes_in : list of bool
        Whether each line is an inflow.

    Examples
    --------
    >>> Findings([], []).roles()
    []
    """

    def __init__(
        self, lines: Sequence[StatementLine], accounts: Sequence[StatementAccount]
    ) -> None:
        self.lines = lines
        self.accounts = {account.account_id: account for account in accounts}
        self.open: list[int] = []
        self.comes_in = [line.amount > 0 for line in lines]
        self._said: list[Said] = []
        self._settled: dict[int, Found] = {}
        self._keys_of_names: dict[str, str] = {}
        self._keys_of_texts: dict[str, str] = {}
        self._read_codes()

    def _read_codes(self) -> None:
        known: dict[tuple[str | None, str | None, str | None, bool], Said] = {}
        append = self._said.append
        for place, (line, comes_in) in enumerate(zip(self.lines, self.comes_in, strict=True)):
            codes = (line.bank_code, line.purpose_code, line.bank_category, comes_in)
            said = known.get(codes)
            if said is None:
                said = known[codes] = read_codes(*codes[:3], inflow=comes_in)
            if not line.amount:
                said = NOTHING_MOVED
            elif (
                said.role is Role.CASH and said.source is RoleSource.BANK_CATEGORY and is_bare(line)
            ):
                said = NO_CASH
            append(said)
            if said.role is None:
                self.open.append(place)

    def settle(self, place: int, role: Role, source: RoleSource) -> None:
        """Give a line its role; `close` then takes it off the open lines.

        Parameters
        ----------
        place : int
            Position of the line.
        role : Role
            The role.
        source : RoleSource
            How it was found.

        Examples
        --------
        >>> from datetime import date
        >>> from decimal import Decimal
        >>> line = StatementLine("f", 1, "A", date(2024, 5, 3), Decimal(-9), "EUR")
        >>> findings = Findings([line], [])
        >>> findings.settle(0, Role.TAX, RoleSource.KEYWORD)
        >>> findings.role(0).value
        'tax'
        """
        self._settled[place] = (role, source)

    def close(self) -> None:
        """Take the settled lines off the open ones.

        Examples
        --------
        >>> from datetime import date
        >>> from decimal import Decimal
        >>> line = StatementLine("f", 1, "A", date(2024, 5, 3), Decimal(-9), "EUR")
        >>> findings = Findings([line], [])
        >>> findings.settle(0, Role.TAX, RoleSource.KEYWORD)
        >>> findings.close()
        >>> findings.open
        []
        """
        self.open = [place for place in self.open if place not in self._settled]

    def role(self, place: int) -> Role | None:
        """Return the role found for a line, or None while it is open.

        Parameters
        ----------
        place : int
            Position of the line.

        Returns
        -------
        Role or None
            The role.

        Examples
        --------
        >>> from datetime import date
        >>> from decimal import Decimal
        >>> line = StatementLine("f", 1, "A", date(2024, 5, 3), Decimal(-9), "EUR")
        >>> findings = Findings([line], [])
        >>> findings.role(0) is None
        True
        """
        settled = self._settled.get(place)
        return self._said[place].role if settled is None else settled[0]

    def nature(self, place: int) -> Nature | None:
        """Return what the codes of a line say besides a role.

        Parameters
        ----------
        place : int
            Position of the line.

        Returns
        -------
        Nature or None
            The nature.

        Examples
        --------
        >>> from datetime import date
        >>> from decimal import Decimal
        >>> line = StatementLine(
        ...     "f", 1, "A", date(2024, 5, 3), Decimal(-9), "EUR", bank_category="ofx:XFER"
        ... )
        >>> findings = Findings([line], [])
        >>> findings.nature(0).value
        'move'
        """
        return self._said[place].nature

    def code_source(self, place: int) -> RoleSource:
        """Return which kind of code spoke of a line.

        Parameters
        ----------
        place : int
            Position of the line.

        Returns
        -------
        RoleSource
            `RoleSource.DEFAULT` when none did.

        Examples
        --------
        >>> from datetime import date
        >>> from decimal import Decimal
        >>> line = StatementLine(
        ...     "f", 1, "A", date(2024, 5, 3), Decimal(-9), "EUR", bank_category="ofx:XFER"
        ... )
        >>> findings = Findings([line], [])
        >>> findings.code_source(0).value
        'bank_category'
        """
        return self._said[place].source

    def kind(self, place: int) -> AccountKind | None:
        """Return the kind of the account of a line, when the account is known.

        Parameters
        ----------
        place : int
            Position of the line.

        Returns
        -------
        AccountKind or None
            The kind.

        Examples
        --------
        >>> from datetime import date
        >>> from decimal import Decimal
        >>> line = StatementLine("f", 1, "A", date(2024, 5, 3), Decimal(-9), "EUR")
        >>> findings = Findings([line], [])
        >>> findings.kind(0) is None
        True
        """
        account = self.accounts.get(self.lines[place].account_id)
        return None if account is None else account.kind

    def key(self, place: int) -> str:
        """Return the key of the other side of a line; empty when nothing tells it.

        Parameters
        ----------
        place : int
            Position of the line.

        Returns
        -------
        str
            The key; it lives as long as these findings and is in no result.

        Examples
        --------
        >>> from datetime import date
        >>> from decimal import Decimal
        >>> line = StatementLine(
        ...     "f", 1, "A", date(2024, 5, 3), Decimal(-9), "EUR", counterparty="DE12 3456"
        ... )
        >>> findings = Findings([line], [])
        >>> findings.key(0)
        'de123456'
        """
        line = self.lines[place]
        keys = self._keys_of_names if line.counterparty else self._keys_of_texts
        other_side = line.counterparty or line.text
        key = keys.get(other_side)
        if key is None:
            key = keys[other_side] = counterparty_key(line.counterparty, line.text)
        return key

    def roles(self) -> list[Found]:
        """Return role and source of every line; what is still open is other.

        Returns
        -------
        list of (Role, RoleSource)
            In the order of the lines.

        Examples
        --------
        >>> from datetime import date
        >>> from decimal import Decimal
        >>> line = StatementLine("f", 1, "A", date(2024, 5, 3), Decimal(-9), "EUR")
        >>> findings = Findings([line], [])
        >>> [(role.value, source.value) for role, source in findings.roles()]
        [('other', 'default')]
        """
        by_default = (Role.OTHER, RoleSource.DEFAULT)
        settled = self._settled.get
        return [
            settled(place, by_default) if said.role is None else (said.role, said.source)
            for place, said in enumerate(self._said)
        ]
