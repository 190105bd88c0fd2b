"""Sample files of banks and providers: movements where there are any, a clear word elsewhere."""

from pathlib import Path

import pytest

from plainscore.sources import Import, read

FOLDERS = {
    "plaid": (26, 25, 1, 0),
    "obie": (2, 2, 0, 0),
    "camt": (11, 6, 3, 2),
    "mt940": (71, 68, 3, 0),
}
"""Rows in, kept, quarantined and duplicates of each folder, counted by hand in the files."""


@pytest.mark.parametrize("folder", FOLDERS)
def test_movements_of_each_folder(folder: str, shared_data: Path) -> None:
    imported = read(shared_data / "openbanking" / folder)
    assert imported.accounted_for
    counts = (imported.rows_in, imported.kept, imported.quarantined, imported.duplicates)
    assert counts == FOLDERS[folder]


def one_by_one(folder: Path) -> list[Import]:
    return [read(path) for path in sorted(folder.rglob("*")) if path.is_file()]


def test_every_sample_gives_rows_accounts_or_a_reason(shared_data: Path) -> None:
    samples = one_by_one(shared_data / "openbanking")
    assert len(samples) > 100
    for imported in samples:
        assert imported.accounted_for
        assert imported.rows_in or imported.problems or imported.records.accounts.num_rows
        for problem in imported.problems:
            assert problem.file
            assert problem.message
