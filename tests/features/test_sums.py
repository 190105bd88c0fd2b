"""The partial sums add up: what is summed in parts is what is summed at once."""

from types import ModuleType

import duckdb
import ibis
import pyarrow as pa
import pytest

from plainscore.features.readable import readable_table
from plainscore.features.sums import grouped

KEYS = ["link", "role", "bucket"]


@pytest.mark.parametrize("parts", [2, 7])
def test_sums_of_parts_merge_to_sums_of_the_whole(parts: int, town: ModuleType) -> None:
    made_up = town.Town(13, 12)
    transactions = made_up.records().transactions
    accounts = made_up.tables["accounts"]
    linked = pa.table(
        {
            "link": pa.array(range(len(accounts)), pa.int32()),
            "account_id": [account["account_id"] for account in accounts],
            "as_of_date": pa.array([town.TODAY] * len(accounts), pa.date32()),
            "as_of": pa.array(
                [town.first_instant_after(town.TODAY)] * len(accounts), pa.timestamp("us", "UTC")
            ),
        }
    )
    links = ibis.table(
        {
            "link": "int32",
            "account_id": "string",
            "as_of_date": "date",
            "as_of": "timestamp('UTC', 6)",
        },
        name="links",
    )
    query = str(ibis.to_sql(grouped(readable_table("transactions"), links), dialect="duckdb"))
    with duckdb.connect() as connection:
        connection.register("links", linked)
        connection.register("transactions", transactions)
        connection.execute(f"CREATE TABLE whole AS {query}")
        for part in range(parts):
            rows = pa.array(range(part, transactions.num_rows, parts))
            connection.register("transactions", transactions.take(rows))
            into = "INSERT INTO pieces" if part else "CREATE TABLE pieces AS"
            connection.execute(f"{into} {query}")
        merged = """
            SELECT link, role, bucket, sum(amount), sum(inflow), sum(rows), sum(inflow_rows),
                sum(outflow_rows), min(youngest_inflow), max(oldest)
            FROM pieces GROUP BY ALL ORDER BY ALL"""
        expected = connection.execute("SELECT * FROM whole ORDER BY ALL").fetchall()
        assert connection.execute(merged).fetchall() == expected
        assert len(expected) > 100
