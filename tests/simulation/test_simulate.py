import hashlib
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from plainscore.records import SCHEMAS, read_table
from plainscore.simulation import Economy, Simulated, simulate
from plainscore.simulation.layout import protected_path, streams_path

QUICK = Economy(warm_up_months=1, outcome_months=4)


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    first = simulate(40, 2, 3, tmp_path / "one", economy=QUICK, people_per_part=25, files=True)
    second = simulate(40, 2, 3, tmp_path / "two", economy=QUICK, people_per_part=25, files=True)
    assert digests(first.folder) == digests(second.folder)
    assert len(digests(first.folder)) > 40


def test_another_seed_gives_other_people(tmp_path):
    first = simulate(40, 2, 3, tmp_path / "one", economy=QUICK)
    second = simulate(40, 2, 4, tmp_path / "two", economy=QUICK)
    one, two = digests(first.folder), digests(second.folder)
    assert one.keys() == two.keys()
    assert one["transactions/part-00000.parquet"] != two["transactions/part-00000.parquet"]


def test_more_processes_change_nothing(tmp_path):
    alone = simulate(60, 2, 3, tmp_path / "one", economy=QUICK, people_per_part=20, workers=1)
    together = simulate(60, 2, 3, tmp_path / "two", economy=QUICK, people_per_part=20, workers=2)
    assert alone.transactions == together.transactions
    assert digests(alone.folder) == digests(together.folder)


def test_parts_of_another_size_hold_the_same_rows(tmp_path):
    whole = simulate(50, 2, 3, tmp_path / "one", economy=QUICK)
    parts = simulate(50, 2, 3, tmp_path / "two", economy=QUICK, people_per_part=7)
    assert len(list((parts.folder / "transactions").iterdir())) == 8
    for name in SCHEMAS:
        assert read_table(whole.folder, name).equals(read_table(parts.folder, name)), name
    for place in (streams_path, protected_path):
        assert pq.read_table(place(whole.folder)).equals(pq.read_table(place(parts.folder)))


def test_a_person_is_the_same_among_few_and_many(tmp_path):
    few = simulate(10, 2, 3, tmp_path / "few", economy=QUICK)
    many = simulate(30, 2, 3, tmp_path / "many", economy=QUICK)
    rows = read_table(few.folder, "transactions")
    assert rows.equals(read_table(many.folder, "transactions").slice(0, rows.num_rows))


def test_counts_are_those_of_the_tables(simulated):
    assert simulated.people == read_table(simulated.folder, "applications").num_rows == 150
    for name in ("accounts", "transactions", "tradelines"):
        assert getattr(simulated, name) == read_table(simulated.folder, name).num_rows
    bads = read_table(simulated.folder, "outcomes")["bad"].to_pylist()
    assert simulated.bads == sum(bads)
    assert str(simulated).startswith("150 people with ")


def test_progress_counts_up_to_everybody(tmp_path):
    seen = []
    simulate(
        10,
        1,
        3,
        tmp_path / "one",
        economy=QUICK,
        people_per_part=4,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(4, 10), (8, 10), (10, 10)]


def test_a_simulation_that_fails_leaves_what_was_there(tmp_path):
    before = simulate(5, 1, 3, tmp_path / "one", economy=QUICK)
    kept = digests(before.folder)

    def fail(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(9, 1, 4, tmp_path / "one", economy=QUICK, progress=fail)
    assert digests(tmp_path / "one") == kept
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


@pytest.mark.parametrize(
    ("people", "months", "options"),
    [
        (0, 1, {}),
        (-1, 1, {}),
        (1, 0, {}),
        (1, 121, {}),
        (1, 1, {"workers": 0}),
        (1, 1, {"people_per_part": 0}),
    ],
)
def test_numbers_out_of_range_are_refused(tmp_path, people, months, options):
    with pytest.raises(ValueError, match="must lie between"):
        simulate(people, months, 1, tmp_path / "one", **options)
    assert not (tmp_path / "one").exists()


def test_one_person_for_one_month(tmp_path):
    made = simulate(1, 1, 1, tmp_path / "one")
    assert isinstance(made, Simulated)
    assert made.transactions > 5
