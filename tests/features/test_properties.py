"""What must change nothing: other people, later rows, order, splitting, where roles came from."""

from copy import deepcopy
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plainscore.features import CATALOGUE, GATES, Unit, compute_features
from plainscore.records import RoleSource, table_path, write_records, write_table

Tables = dict[str, list[dict[str, Any]]]

few = settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def compute(town: ModuleType) -> Any:
    """Return a function from rows to the rows of features, by application."""

    def run(tables: Tables) -> dict[str, dict[str, Any]]:
        applications = town.table("applications", tables["applications"])
        rows = compute_features(town.records(tables), applications).to_pylist()
        return {row.pop("application_id"): row for row in rows}

    return run


def twin(tables: Tables, mark: str) -> Tables:
    """Return the same people again under other names."""
    copy = deepcopy(tables)
    for rows in copy.values():
        for row in rows:
            for column in ("application_id", "person_id", "account_id", "tradeline_id"):
                if column in row:
                    row[column] = mark + row[column]
    return copy


def together(*many: Tables) -> Tables:
    return {name: [row for tables in many for row in tables[name]] for name in many[0]}


def later_rows(tables: Tables) -> list[dict[str, Any]]:
    """Return rows that no application may see: booked on its day, after it, or known after it."""
    last = max(row["as_of"] for row in tables["applications"])
    rows = []
    for account in tables["accounts"]:
        for number, (days, known_days) in enumerate([(0, 0), (0, 1), (3, 4), (-20, 1)]):
            known_at = last + timedelta(days=known_days) + timedelta(microseconds=1)
            rows.append(
                {
                    "transaction_id": f"later-{number}",
                    "account_id": account["account_id"],
                    "booked_on": last.date() + timedelta(days=days),
                    "known_at": min(known_at, last) if number == 0 else known_at,
                    "amount": Decimal("-777.77"),
                    "balance_after": Decimal("-9999.99"),
                    "role": ["housing", "income", "other", "returned_payment"][number],
                    "role_source": "default",
                }
            )
    return rows


def later_reports(tables: Tables) -> list[dict[str, Any]]:
    """Return tradeline reports known only after every application."""
    last = max(row["as_of"] for row in tables["applications"])
    return [
        {
            "tradeline_id": line["tradeline_id"],
            "month": last.date().replace(day=1),
            "balance": Decimal(99999),
            "due": Decimal(999),
            "paid": Decimal(0),
            "days_past_due": 180,
            "known_at": last + timedelta(microseconds=1),
        }
        for line in tables["tradelines"]
    ]


@few
@given(seed=seeds)
def test_what_comes_later_changes_nothing(seed: int, town: ModuleType, compute: Any) -> None:
    # one application a person, so that what is later for one is later for all
    now = town.Town(seed, 8).tables
    moment = datetime.combine(town.TODAY, time(12), UTC)
    now["applications"] = [
        row | {"as_of": moment} for row in now["applications"] if row["application_id"][-1] == "0"
    ]
    informed = twin(now, "later-")
    informed["transactions"] += later_rows(informed)
    informed["tradeline_months"] += later_reports(informed)
    found = compute(together(now, informed))
    for application in now["applications"]:
        name = application["application_id"]
        assert found[name] == found["later-" + name]


@few
@given(seed=seeds, source=st.sampled_from(sorted(RoleSource)))
def test_where_a_role_was_recognised_changes_nothing(
    seed: int, source: str, town: ModuleType, compute: Any
) -> None:
    """Salary and benefit are one role; only the source of the role can tell them apart."""
    plain = town.Town(seed, 8).tables
    swapped = twin(plain, "swapped-")
    for row in swapped["transactions"]:
        row["role_source"] = source
    found = compute(together(plain, swapped))
    for application in plain["applications"]:
        name = application["application_id"]
        assert found[name] == found["swapped-" + name]


@few
@given(seed=seeds, order=seeds)
def test_order_and_other_people_change_nothing(
    seed: int, order: int, town: ModuleType, compute: Any
) -> None:
    alone = town.Town(seed, 6).tables
    crowd = together(town.Town(seed + 1, 10).tables, {name: [] for name in alone})
    crowd = together(twin(crowd, "other-"), alone)
    for rows in crowd.values():
        Random(order).shuffle(rows)
    expected, found = compute(alone), compute(crowd)
    for name, row in expected.items():
        assert found[name] == row


@few
@given(seed=seeds, factor=st.sampled_from([Decimal(10), Decimal(100), Decimal("0.1")]))
def test_scaling_every_amount_changes_amounts_alone(
    seed: int, factor: Decimal, town: ModuleType, compute: Any
) -> None:
    plain = town.Town(seed, 8).tables
    scaled = twin(plain, "scaled-")
    money = ("amount", "balance_after", "credit_limit", "balance", "due", "paid")
    for rows in scaled.values():
        for row in rows:
            row |= {name: row[name] * factor for name in money if row.get(name) is not None}
    found = compute(together(plain, scaled))
    for application in plain["applications"]:
        name = application["application_id"]
        for column in [*GATES, *CATALOGUE]:
            value, other = found[name][column], found["scaled-" + name][column]
            if column in CATALOGUE and CATALOGUE[column].unit is Unit.AMOUNT and value is not None:
                value *= float(factor)
            assert other == (None if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)), (
                column
            )


@few
@given(seed=seeds, cut=st.floats(0.0, 1.0))
def test_splitting_the_transactions_changes_nothing(
    seed: int, cut: float, town: ModuleType, compute: Any, tmp_path: Path
) -> None:
    made_up = town.Town(seed, 8)
    whole = made_up.records()
    folder = tmp_path / f"{seed}-{cut}"
    write_records(folder, whole)
    at = int(cut * whole.transactions.num_rows)
    write_table(folder, "transactions", whole.transactions.slice(0, at))
    first = table_path(folder, "transactions") / "part-00000.parquet"
    first.rename(first.with_name("part-00001.parquet"))
    write_table(folder, "transactions", whole.transactions.slice(at))
    rows: pa.Table = compute_features(folder, made_up.applications())
    found = {row.pop("application_id"): row for row in rows.to_pylist()}
    assert found == compute(made_up.tables)


def test_an_application_written_twice_gets_the_same_row_twice(
    town: ModuleType, compute: Any
) -> None:
    tables = town.Town(7, 10).tables
    again = [
        row | {"application_id": f"again-{row['application_id']}"} for row in tables["applications"]
    ]
    found = compute(tables | {"applications": tables["applications"] + again})
    for application in tables["applications"]:
        name = application["application_id"]
        assert found[name] == found["again-" + name]


def test_rows_come_in_the_order_of_the_applications(town: ModuleType) -> None:
    made_up = town.Town(11, 10)
    backwards = made_up.applications().take(
        pa.array(range(made_up.applications().num_rows - 1, -1, -1))
    )
    found = compute_features(made_up.records(), backwards, features=["income_cv"])
    assert found["application_id"].to_pylist() == backwards["application_id"].to_pylist()
