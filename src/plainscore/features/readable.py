"""The closed list of columns that features may read. The engine sees no other."""

from collections.abc import Mapping
from types import MappingProxyType

import ibis
import ibis.expr.types as ir

from plainscore.records import SCHEMAS

READABLE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "accounts": ("account_id", "person_id", "kind", "currency", "credit_limit"),
        "transactions": (
            "account_id",
            "booked_on",
            "known_at",
            "amount",
            "balance_after",
            "role",
        ),
        "tradelines": (
            "tradeline_id",
            "person_id",
            "kind",
            "opened_on",
            "closed_on",
            "credit_limit",
            "known_at",
        ),
        "tradeline_months": (
            "tradeline_id",
            "month",
            "balance",
            "due",
            "paid",
            "days_past_due",
            "known_at",
        ),
    }
)
"""Columns by table. How a role was recognised is not among them, so it cannot move a score.

Adding a column needs a line in ``docs/decisions/closed-features.md``; a test holds this.
"""


def readable_table(name: str) -> ir.Table:
    """Return a table of the records as features may see it: unbound, its readable columns alone.

    Parameters
    ----------
    name : str
        Name of the table.

    Returns
    -------
    ibis.expr.types.Table
        The table.

    Examples
    --------
    >>> "role_source" in readable_table("transactions").columns
    False
    """
    schema = ibis.schema(SCHEMAS[name])
    return ibis.table({column: schema[column] for column in READABLE[name]}, name=name)
