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

    REPAYMENT = "repayment"
    """A payment on a debt: on the card or loan account, where it arrives, it is own money."""

    INTEREST = "interest"
    """Interest charged: on a current account, the price of an overdraft."""

    FEE = "fee"
    """A charge of the bank: for an overdraft, or nothing that concerns a role."""


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


class BySign(NamedTuple):
    """The verdicts of one code for an inflow and for an outflow.

    Parameters
    ----------
    inflow, outflow : Verdict
        What the code says of a movement in that direction.

    Examples
    --------
    >>> sided(Role.INCOME, None).of(inflow=True).role.value
    'income'
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

        Examples
        --------
        >>> CASH.of(inflow=False).role.value
        'cash'
        """
        return self.inflow if inflow else self.outflow


def sided(inflow: Role | None, outflow: Role | None) -> BySign:
    """Give one role to inflows and another to outflows.

    Parameters
    ----------
    inflow, outflow : Role or None
        The role in that direction; None says nothing.

    Returns
    -------
    BySign
        Verdicts without a nature.

    Examples
    --------
    >>> sided(None, Role.TAX).inflow is SILENT or sided(None, Role.TAX).inflow == SILENT
    True
    """
    return BySign(Verdict(inflow), Verdict(outflow))


NOTHING = BySign()
INCOME = sided(Role.INCOME, None)
HOUSING = sided(Role.INCOME, Role.HOUSING)
"""Rent paid is housing; rent received is income."""
UTILITIES = sided(Role.REFUND, Role.UTILITIES)
TELECOM = sided(Role.REFUND, Role.TELECOM)
INSURANCE = sided(None, Role.INSURANCE)
TAX = sided(Role.INCOME, Role.TAX)
"""A tax that comes back counts with income, as in every provider's taxonomy."""
DEBT_PAYMENT = BySign(Verdict(None, Nature.REPAYMENT), Verdict(Role.DEBT_PAYMENT))
MORTGAGE = BySign(Verdict(None, Nature.REPAYMENT), Verdict(Role.HOUSING))
DISBURSEMENT = sided(Role.DEBT_DISBURSEMENT, None)
LOAN = sided(Role.DEBT_DISBURSEMENT, Role.DEBT_PAYMENT)
MORTGAGE_LOAN = sided(Role.DEBT_DISBURSEMENT, Role.HOUSING)
CASH = sided(Role.CASH, Role.CASH)
SAVINGS = sided(Role.SAVINGS_TRANSFER, Role.SAVINGS_TRANSFER)
OWN = sided(Role.OWN_TRANSFER, Role.OWN_TRANSFER)
MOVE = BySign(Verdict(None, Nature.MOVE), Verdict(None, Nature.MOVE))
RETURNED = sided(Role.RETURNED_PAYMENT, Role.OTHER)
"""A debit that comes back comes in; what goes out again was never the person's payment."""
GIVEN_BACK = sided(Role.REFUND, Role.OTHER)
"""Money that comes back, but not for want of funds."""
OVERDRAFT_FEE = sided(Role.FEE_OVERDRAFT, Role.FEE_OVERDRAFT)
"""Charged, or given back: features count fees net of those given back."""
FEE = BySign(Verdict(None, Nature.FEE), Verdict(None, Nature.FEE))
OTHER = sided(Role.OTHER, Role.OTHER)
BOUGHT = BySign(Verdict(Role.REFUND), Verdict(Role.OTHER, Nature.PURCHASE))
"""Whatever a person buys is other; money back from it is a refund."""
INTEREST = BySign(Verdict(Role.INCOME), Verdict(None, Nature.INTEREST))
PULLED = BySign(Verdict(Role.RETURNED_PAYMENT), Verdict(None, Nature.PULLED))
"""A direct debit takes money; the same code with the opposite sign is its return."""
STANDING = BySign(SILENT, Verdict(None, Nature.PULLED))
"""A standing order, or a debit order: with the opposite sign it is someone else's, paying in."""
