"""Simulated people, written as bank files and read back, are the same people."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from plainscore.records import read_table
from plainscore.simulation import write_bank_files
from plainscore.sources import read


def rows_of(table: pa.Table) -> Counter:
    names = ("account_id", "booked_on", "amount", "balance_after")
    return Counter(zip(*(table[name].to_pylist() for name in names), strict=True))


def folders(files):
    return sorted(path for path in files.iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def imported(records_folder, tmp_path_factory):
    files = tmp_path_factory.mktemp("files") / "files"
    write_bank_files(records_folder, files, seed=2, damage=0.0)
    return read(files, workers=1)


def test_every_transaction_comes_back_with_its_balance(records_folder, imported):
    assert rows_of(imported.records.transactions) == rows_of(
        read_table(records_folder, "transactions")
    )
    assert imported.quarantined == 0
    assert imported.accounted_for


def test_overlapping_statements_are_duplicates(imported):
    assert imported.duplicates > 100


def test_balances_chain_in_the_order_they_are_read(imported):
    rows = imported.records.transactions.to_pylist()
    for earlier, later in pairwise(rows):
        if earlier["account_id"] == later["account_id"]:
            assert later["balance_after"] - later["amount"] == earlier["balance_after"]


def test_accounts_come_back(records_folder, imported):
    used = set(read_table(records_folder, "transactions")["account_id"].to_pylist())
    truth = {
        row["account_id"]: row
        for row in read_table(records_folder, "accounts").to_pylist()
        if row["account_id"] in used
    }
    found = {row["account_id"]: row for row in imported.records.accounts.to_pylist()}
    assert used <= found.keys()
    for account_id, row in truth.items():
        assert found[account_id]["person_id"] == row["person_id"]
        assert found[account_id]["currency"] == row["currency"]


def test_every_format_was_written(imported):
    kinds = {str(file.format) for file in imported.files}
    assert {"camt053", "obie", "plaid", "csv", "mt940", "ofx"} <= kinds


def test_damaged_lines_are_quarantined_and_no_others_lost(records_folder, tmp_path):
    written = write_bank_files(records_folder, tmp_path / "files", seed=2, damage=0.02)
    imported = read(tmp_path / "files", workers=1)
    truth = read_table(records_folder, "transactions")
    assert written == truth.num_rows
    assert imported.accounted_for
    assert 0.01 * written < imported.quarantined < 0.04 * written
    names = ("account_id", "booked_on", "amount")
    lost = Counter(zip(*(truth[name].to_pylist() for name in names), strict=True))
    lost.subtract(
        zip(*(imported.records.transactions[name].to_pylist() for name in names), strict=True)
    )
    assert min(lost.values()) == 0
    # a line that one of two overlapping statements holds unspoilt is not lost
    assert sum(lost.values()) <= imported.quarantined
    assert imported.records.transactions.num_rows + sum(lost.values()) == written


def test_amounts_survive_to_the_cent(records_folder, imported):
    def total(table: pa.Table) -> Decimal:
        return pc.sum(table["amount"]).as_py()

    assert total(imported.records.transactions) == total(read_table(records_folder, "transactions"))
