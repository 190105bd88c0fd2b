"""Validation keeps good rows, explains bad ones and loses none."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.records import SCHEMAS, Role, validate


def transactions(**changes):
    row = {
        "transaction_id": "t1",
        "account_id": "a1",
        "booked_on": date(2024, 5, 31),
        "known_at": datetime(2024, 6, 1, tzinfo=UTC),
        "amount": Decimal("10.00"),
        "balance_after": None,
        "role": "income",
        "role_source": "bank_code",
    }
    return pa.table({name: [value] for name, value in (row | changes).items()})


def test_a_good_row_is_kept_in_the_contract_s_types():
    checked = validate("transactions", transactions())
    assert checked.problems == ()
    assert checked.table.schema == SCHEMAS["transactions"]


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"account_id": None}, "account_id", "empty"),
        ({"role": "gambling"}, "role", "outside_list"),
        ({"role_source": "guess"}, "role_source", "outside_list"),
        ({"booked_on": "31/05/2024"}, "booked_on", "wrong_type"),
        ({"amount": "ten"}, "amount", "wrong_type"),
        ({"amount": Decimal("0.12345")}, "amount", "wrong_type"),
    ],
)
def test_a_bad_value_is_named_by_row_and_column(changes, column, code):
    checked = validate("transactions", transactions(**changes), file="may.csv")
    assert checked.table.num_rows == 0
    (problem,) = checked.problems
    assert (problem.file, problem.row, problem.column, problem.code) == ("may.csv", 1, column, code)
    assert problem.remedy


def test_text_that_reads_as_the_type_is_accepted():
    checked = validate("transactions", transactions(booked_on="2024-05-31", amount="10.5"))
    assert checked.table["amount"].to_pylist() == [Decimal("10.5000")]


@pytest.mark.parametrize("kind", [pa.int8(), pa.int64(), pa.uint64(), pa.float64()])
def test_whole_amounts_of_any_type_are_money(kind):
    table = transactions().set_column(4, "amount", pa.array([12], kind))
    checked = validate("transactions", table)
    assert checked.problems == ()
    assert checked.table["amount"].to_pylist() == [Decimal(12)]


def test_a_whole_amount_too_great_for_money_is_named():
    table = transactions().set_column(4, "amount", pa.array([10**18], pa.int64()))
    assert [problem.code for problem in validate("transactions", table).problems] == ["wrong_type"]


def test_one_bad_value_does_not_take_its_good_neighbours_along():
    table = pa.table({"application_id": ["a", "b", "c"], "bad": ["true", "perhaps", "false"]})
    checked = validate("outcomes", table)
    assert checked.table["application_id"].to_pylist() == ["a", "c"]
    assert [problem.row for problem in checked.problems] == [2]


def test_a_missing_column_leaves_every_row_out_and_says_so():
    checked = validate("outcomes", pa.table({"bad": [True, False]}))
    assert (checked.rows_in, checked.rows_left_out) == (2, 2)
    assert [problem.code for problem in checked.problems] == ["missing_column"]


def test_columns_beyond_the_contract_are_not_kept():
    checked = validate("transactions", transactions().append_column("payee", pa.array(["x"])))
    assert "payee" not in checked.table.column_names


def test_an_unknown_contract_is_an_error():
    with pytest.raises(KeyError):
        validate("friends", pa.table({}))


cell = st.one_of(st.none(), st.sampled_from(["a", "b"]), st.text(max_size=3))


@given(st.lists(st.tuples(cell, st.sampled_from([*Role, None, "shop"])), max_size=12))
def test_rows_in_are_rows_kept_plus_rows_explained(rows):
    table = pa.concat_tables(
        [transactions(transaction_id=key, role=role) for key, role in rows]
        or [transactions().slice(0, 0)],
        promote_options="permissive",
    )
    checked = validate("transactions", table)
    explained = {problem.row for problem in checked.problems}
    assert checked.rows_in == len(rows) == checked.table.num_rows + len(explained)
    keys = checked.table["transaction_id"].to_pylist()
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("values", [[0, 1, 5, None], [0.0, 1.0, 0.5, None]])
def test_only_0_and_1_are_truth_values(values):
    table = pa.table({"application_id": ["a", "b", "c", "d"], "bad": values})
    checked = validate("outcomes", table)
    assert checked.table["bad"].to_pylist() == [False, True]
    assert [(each.row, each.code) for each in checked.problems] == [
        (3, "wrong_type"),
        (4, "empty"),
    ]


def test_a_currency_is_a_code_and_never_a_text():
    table = pa.table(
        {
            "account_id": ["a", "b"],
            "person_id": ["p", "p"],
            "kind": ["current", "current"],
            "currency": ["EUR", "a shop"],
        }
    )
    checked = validate("accounts", table)
    assert checked.table["account_id"].to_pylist() == ["a"]
    assert [each.code for each in checked.problems] == ["bad_currency"]
