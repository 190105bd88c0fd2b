"""What counts as money in, money out, saved or owed: the roles of each flow, as data.

A flow adds up what came in and what went out under some roles. It is declared once, here; the
grouped pass of a plan and the compiled pass over one person's days both read it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from plainscore.records import BILL_ROLES, Role


@dataclass(frozen=True, slots=True)
class Flow:
    """A sum of signed amounts, by role and by direction.

    Parameters
    ----------
    inflows, outflows : mapping of Role to int
        +1 for the roles whose amounts above zero (below zero) are added, -1 for those taken away.
        Outflows are negative amounts.
    beside_savings : bool
        Whether accounts for savings are left out.

    Examples
    --------
    >>> FLOWS["income"].inflows == {Role.INCOME: 1}
    True
    """

    inflows: Mapping[Role, int]
    outflows: Mapping[Role, int]
    beside_savings: bool = False

    def __add__(self, other: "Flow") -> "Flow":
        return Flow(
            {**self.inflows, **other.inflows},
            {**self.outflows, **other.outflows},
            self.beside_savings,
        )

    def __neg__(self) -> "Flow":
        return Flow(
            {role: -sign for role, sign in self.inflows.items()},
            {role: -sign for role, sign in self.outflows.items()},
            self.beside_savings,
        )


def _both(*roles: Role, beside_savings: bool = False) -> Flow:
    signs = dict.fromkeys(sorted(roles), 1)
    return Flow(signs, signs, beside_savings)


def _above(*roles: Role) -> Flow:
    return Flow(dict.fromkeys(sorted(roles), 1), {})


def _below(*roles: Role) -> Flow:
    return Flow({}, dict.fromkeys(sorted(roles), 1))


# everyday money may flow both ways under one role; elsewhere the opposite sign is a correction
_BOTH_WAYS = (Role.OTHER, Role.CASH)
_OBLIGED = (*BILL_ROLES, Role.TAX, Role.DEBT_PAYMENT, Role.FEE_OVERDRAFT, Role.RETURNED_PAYMENT)
_INCOME = _both(Role.INCOME)
_INFLOW = _INCOME + _above(*_BOTH_WAYS)
_EVERYDAY = -(_below(*_BOTH_WAYS) + _both(Role.REFUND))
_OUTGOINGS = _EVERYDAY + -_both(*_OBLIGED)

FLOWS: Mapping[str, Flow] = MappingProxyType(
    {
        "income": _INCOME,
        "inflow": _INFLOW,
        "outgoings": _OUTGOINGS,
        "everyday": _EVERYDAY,
        "saved": -_both(Role.SAVINGS_TRANSFER, beside_savings=True),
        "net": _INFLOW + -_OUTGOINGS,
        "housing": -_both(Role.HOUSING),
        "debt": -_both(Role.DEBT_PAYMENT),
        "borrowed": _above(Role.DEBT_DISBURSEMENT),
    }
)
"""Flows by name."""

MONTHLY = ("income", "inflow", "outgoings", "everyday", "saved", "net")
"""Flows that are looked at month by month."""

BLOCKS = 12
BLOCK_DAYS = 30
"""A month is a block of 30 days counted back from the application; a year has twelve of them."""

REST_OF_YEAR = BLOCKS
"""Bucket of the ages 361 to 365: part of a window of 365 days, of no whole block."""
BEFORE = BLOCKS + 1
"""Bucket of everything older than 365 days."""
BUCKETS = BLOCKS + 2

WINDOWS: Mapping[str, tuple[str, int, int]] = MappingProxyType(
    {
        "income_90": ("income", 0, 3),
        "income_180": ("income", 0, 6),
        "income_365": ("income", 0, REST_OF_YEAR + 1),
        "inflow_90": ("inflow", 0, 3),
        "outgoings_30": ("outgoings", 0, 1),
        "outgoings_90": ("outgoings", 0, 3),
        "outgoings_180": ("outgoings", 0, 6),
        "housing_90": ("housing", 0, 3),
        "debt_90": ("debt", 0, 3),
        "debt_before_90": ("debt", 3, 6),
        "borrowed_90": ("borrowed", 0, 3),
        "saved_180": ("saved", 0, 6),
        **{
            f"{measure}_{block}": (measure, block, block + 1)
            for measure in MONTHLY
            for block in range(BLOCKS)
        },
    }
)
"""Sums of the folded table: the flow, its first bucket and the bucket after its last."""

COUNTS: Mapping[str, str] = MappingProxyType(
    {
        "history_days": "int64",
        "primary_account_days": "int64",
        "other_currency_share": "float64",
        "returned_90": "int64",
        "returned_last_age": "int64",
        "overdraft_fees_180": "int64",
    }
)
"""What else the grouped pass tells of an application, with types."""

FLOW_COLUMNS: Mapping[str, str] = MappingProxyType({**COUNTS, **dict.fromkeys(WINDOWS, "float64")})
"""Columns of the table ``flows``: one row an application, before anything is taken of months."""


def signs(flow: str, roles: Iterable[str]) -> list[tuple[int, int]]:
    """Return the signs with which a flow takes in what came in and what went out, role by role.

    Examples
    --------
    >>> signs("borrowed", ["income", "debt_disbursement"])
    [(0, 0), (1, 0)]
    """
    found = FLOWS[flow]
    return [(found.inflows.get(Role(role), 0), found.outflows.get(Role(role), 0)) for role in roles]
