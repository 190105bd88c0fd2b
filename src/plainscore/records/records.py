"""`Records`: the tables of one or many people, held together and never changed in place."""

from dataclasses import dataclass, fields
from functools import cache
from typing import Self

import pyarrow as pa

from plainscore.records.tables import SCHEMAS


@dataclass(frozen=True, slots=True)
class Records:
    """What is held about one or many people, as Arrow tables.

    Parameters
    ----------
    accounts, transactions, tradelines, tradeline_months : pyarrow.Table
        Tables with exactly the schemas of `plainscore.records.tables`.

    Raises
    ------
    ValueError
        If a table's columns or types differ from its schema.

    Examples
    --------
    >>> Records.empty().transactions.num_rows
    0
    """

    accounts: pa.Table
    transactions: pa.Table
    tradelines: pa.Table
    tradeline_months: pa.Table

    def __post_init__(self) -> None:
        for field in fields(self):
            table: pa.Table = getattr(self, field.name)
            expected = SCHEMAS[field.name]
            if not table.schema.equals(expected, check_metadata=False):
                raise ValueError(
                    f"table {field.name} has columns {table.schema.to_string()}; "
                    f"it needs {expected.to_string()}"
                )

    @classmethod
    def empty(cls) -> Self:
        """Return records of nobody.

        Examples
        --------
        >>> Records.empty().accounts.num_rows
        0
        """
        return cls(**_nothing())

    def tables(self) -> dict[str, pa.Table]:
        """Return the tables by name, in the order of the schemas.

        Examples
        --------
        >>> list(Records.empty().tables())
        ['accounts', 'transactions', 'tradelines', 'tradeline_months']
        """
        return {field.name: getattr(self, field.name) for field in fields(self)}


@cache
def _nothing() -> dict[str, pa.Table]:
    return {field.name: SCHEMAS[field.name].empty_table() for field in fields(Records)}
