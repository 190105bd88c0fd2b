"""The layers that recognise a role, firmest first."""

from collections.abc import Sequence
from pathlib import Path

from plainscore.records import Role, RoleSource
from plainscore.sources.roles.findings import Findings, Found
from plainscore.sources.roles.keywords import KeywordTable, load_keywords
from plainscore.sources.roles.own_charges import find_overdraft_charges
from plainscore.sources.roles.own_transfers import match_own_transfers
from plainscore.sources.roles.recurring import find_recurring_income, spread_bills
from plainscore.sources.roles.reversals import Reversals
from plainscore.sources.roles.verdict import Nature
from plainscore.sources.statement import StatementAccount, StatementLine


def recognise_roles(
    lines: Sequence[StatementLine],
    accounts: Sequence[StatementAccount],
    *,
    keywords: Path | None = None,
) -> list[Found]:
    """Recognise what each line is for.

    Layers, firmest first: the bank's codes and the provider's category, a match with another
    account of the same person, what comes back (returned payments, recurring income, refunds),
    the keyword table. What none of them tells is `Role.OTHER`.

    Parameters
    ----------
    lines : sequence of StatementLine
        Lines of any number of accounts, in any order.
    accounts : sequence of StatementAccount
        The accounts the lines belong to.
    keywords : pathlib.Path, optional
        A keyword table of one's own in place of the one shipped.

    Returns
    -------
    list of (Role, RoleSource)
        One pair a line, in the order of `lines`: the role and how it was found. No name and no
        text leaves this function.

    Raises
    ------
    KeywordTableError
        If the keyword table cannot be used.
    OSError
        If the keyword table cannot be read.

    Examples
    --------
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> line = StatementLine(
    ...     "f", 1, "A", date(2024, 5, 3), Decimal(900), "EUR", bank_code="PMNT/RCDT/SALA"
    ... )
    >>> role, source = recognise_roles([line], [])[0]
    >>> role.value, source.value
    ('income', 'bank_code')
    """
    table = load_keywords(keywords)
    findings = Findings(lines, accounts)
    if findings.open:
        told = _told_by_keywords(findings, table)
        match_own_transfers(findings, told)
        reversals = Reversals(findings, told)
        reversals.match_returned()
        find_recurring_income(findings, told)
        reversals.match_refunds()
        for place in findings.open:
            if place in told:
                findings.settle(place, told[place], RoleSource.KEYWORD)
        findings.close()
        spread_bills(findings)
        find_overdraft_charges(findings)
    return findings.roles()


def _told_by_keywords(findings: Findings, table: KeywordTable) -> dict[int, Role]:
    """Say what the words of each open line tell, by position."""
    told = {}
    for place in findings.open:
        line = findings.lines[place]
        if line.text or line.counterparty:
            role = table.role(f"{line.text} {line.counterparty}", inflow=findings.comes_in[place])
            is_fee = findings.nature(place) is Nature.FEE
            if role is not None and (role is Role.FEE_OVERDRAFT or not is_fee):
                told[place] = role
    return told
