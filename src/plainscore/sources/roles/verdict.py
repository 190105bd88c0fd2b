"""What one code says about a movement: its role, or at least its nature."""

from enum import StrEnum
from typing import NamedTuple

from plainscore.records import Role


class Nature(StrEnum):
    """What a code says of a movement when it does not say what it is for.

    Examples
    --------
    >>> Nature("move").name
    'MOVE'
    """

    MOVE = "move"
    """Money carried between accounts: recurring or not, it is not income."""

    PULLED = "pulled"
    """A direct debit or standing order: when it comes back, a payment was returned."""

    PURCHASE = "purchase"
    """Something was paid for: when it comes back, it is a refund."""

    INTEREST = "interest"
    """Interest charged by the bank: the price of an overdraft when the balance is below zero."""


class Verdict(NamedTuple):
    """What a code says.

    Parameters
    ----------
    role : Role or None
        The role, when the code settles it.
    nature : Nature or None
        What else the code says, for the layers that follow.

    Examples
    --------
    >>> Verdict(Role.CASH)
    Verdict(role=<Role.CASH: 'cash'>, nature=None)
    """

    role: Role | None = None
    nature: Nature | None = None


SILENT = Verdict()
"""The code says nothing that concerns a role."""

PURCHASE = Verdict(Role.OTHER, Nature.PURCHASE)
"""Whatever a person buys."""


class BySign(NamedTuple):
    """The verdicts of one code for an inflow and for an outflow.

    Parameters
    ----------
    inflow, outflow : Verdict
        What the code says of a movement in that direction.

    Examples
    --------
    >>> both(Role.CASH).of(inflow=False).role.value
    'cash'
    >>> inflow(Role.INCOME).of(inflow=False).role is None
    True
    """

    inflow: Verdict = SILENT
    outflow: Verdict = SILENT

    def of(self, *, inflow: bool) -> Verdict:
        """Return the verdict for one direction.

        Parameters
        ----------
        inflow : bool
            Whether money came in.

        Returns
        -------
        Verdict
            What the code says of it.
        """
        return self.inflow if inflow else self.outflow


def both(role: Role | None, nature: Nature | None = None) -> BySign:
    """Give the same verdict in both directions."""
    verdict = Verdict(role, nature)
    return BySign(verdict, verdict)


def inflow(role: Role | None, nature: Nature | None = None) -> BySign:
    """Give a verdict on inflows only."""
    return BySign(inflow=Verdict(role, nature))


def outflow(role: Role | None, nature: Nature | None = None) -> BySign:
    """Give a verdict on outflows only."""
    return BySign(outflow=Verdict(role, nature))


def sided(inward: Role | None, outward: Role | None) -> BySign:
    """Give one role to inflows and another to outflows."""
    return BySign(Verdict(inward), Verdict(outward))


INCOME = inflow(Role.INCOME)
HOUSING = sided(Role.INCOME, Role.HOUSING)
"""Rent paid is housing; rent received is income."""
UTILITIES = sided(Role.REFUND, Role.UTILITIES)
TELECOM = sided(Role.REFUND, Role.TELECOM)
INSURANCE = outflow(Role.INSURANCE)
TAX = sided(Role.INCOME, Role.TAX)
"""A tax that comes back is counted with income, as every provider's taxonomy counts it."""
DEBT_PAYMENT = outflow(Role.DEBT_PAYMENT)
DISBURSEMENT = inflow(Role.DEBT_DISBURSEMENT)
CASH = both(Role.CASH)
SAVINGS = both(Role.SAVINGS_TRANSFER)
OWN = both(Role.OWN_TRANSFER)
MOVE = both(None, Nature.MOVE)
RETURNED = sided(Role.RETURNED_PAYMENT, Role.OTHER)
"""A returned debit comes in; the return of a credit goes out and is nobody's missed payment."""
OVERDRAFT_FEE = both(Role.FEE_OVERDRAFT)
"""Charged, or given back: the features count fees net of those given back."""
OTHER = both(Role.OTHER)
BOUGHT = BySign(Verdict(Role.REFUND), PURCHASE)
"""Whatever a person buys is other; money back from it is a refund."""
INTEREST = BySign(Verdict(Role.INCOME), Verdict(None, Nature.INTEREST))
