"""Charges of the bank itself for an overdrawn account."""

from plainscore.records import AccountKind, Role
from plainscore.sources.roles.findings import Findings
from plainscore.sources.roles.verdict import Nature


def find_overdraft_charges(findings: Findings) -> None:
    """Recognise the price of an overdraft among the open outflows.

    Parameters
    ----------
    findings : Findings
        Receives the roles.
    """
    for place in findings.open:
        line = findings.lines[place]
        if findings.nature(place) is Nature.INTEREST and line.amount < 0:
            kind = findings.kind(place)
            overdrawn = line.balance_after is not None and line.balance_after < 0
            if kind is AccountKind.CURRENT or (kind is None and overdrawn):
                findings.settle(place, Role.FEE_OVERDRAFT, findings.code_source(place))
    findings.close()
