import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from plainscore.records import SCHEMAS, read_records, read_table, validate
from plainscore.simulation.layout import protected_path, streams_path
from plainscore.simulation.streams import STREAM_ROLES, Stream


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_table_keeps_its_contract(records_folder, name):
    table = read_table(records_folder, name)
    checked = validate(name, table)
    assert table.num_rows > 0
    assert checked.problems == ()
    assert checked.table.equals(table.cast(SCHEMAS[name]))


@pytest.mark.parametrize("name", SCHEMAS)
def test_files_have_the_contract_schema_themselves(records_folder, name):
    path = records_folder / name
    file = next(path.glob("*.parquet")) if path.is_dir() else path.with_suffix(".parquet")
    assert pq.read_schema(file).equals(SCHEMAS[name])


def test_rows_refer_to_rows_that_exist(records_folder):
    records = read_records(records_folder)
    people = set(read_table(records_folder, "applications")["person_id"].to_pylist())
    accounts = set(records.accounts["account_id"].to_pylist())
    assert set(records.accounts["person_id"].to_pylist()) == people
    assert set(records.transactions["account_id"].unique().to_pylist()) <= accounts
    assert set(records.tradelines["person_id"].to_pylist()) <= people
    lines = set(records.tradelines["tradeline_id"].to_pylist())
    assert set(records.tradeline_months["tradeline_id"].to_pylist()) == lines


def test_account_numbers_are_sound_ibans_of_no_country(records_folder):
    for number in read_table(records_folder, "accounts")["account_id"].to_pylist():
        assert number.startswith("ZZ")
        moved = number[4:] + number[:4]
        assert int("".join(str(int(letter, 36)) for letter in moved)) % 97 == 1


def test_what_is_booked_is_known_within_two_days(records_folder):
    rows = read_table(records_folder, "transactions")
    delay = pc.days_between(rows["booked_on"], rows["known_at"].cast(pa.date32()))
    assert set(delay.unique().to_pylist()) == {0, 1, 2}


def test_nothing_is_booked_on_or_after_the_application(records_folder):
    applications = read_table(records_folder, "applications")
    accounts = read_table(records_folder, "accounts").join(applications, "person_id")
    rows = read_table(records_folder, "transactions").join(accounts, "account_id")
    assert pc.all(pc.less(rows["booked_on"], rows["as_of"].cast(pa.date32()))).as_py()


def test_accounts_were_open_before_their_first_row(records_folder):
    rows = read_table(records_folder, "transactions").group_by("account_id")
    first = rows.aggregate([("booked_on", "min")])
    both = read_table(records_folder, "accounts").join(first, "account_id", join_type="inner")
    assert pc.all(pc.less_equal(both["opened_on"], both["booked_on_min"])).as_py()


def test_streams_stand_row_for_row_beside_the_transactions(records_folder):
    for part in (records_folder / "transactions").glob("*.parquet"):
        roles = pq.read_table(part)["role"].to_pylist()
        streams = pq.read_table(streams_path(records_folder) / part.name)["stream"].to_pylist()
        assert [STREAM_ROLES[Stream[name.upper()]].value for name in streams] == roles


def test_protected_attributes_stand_in_the_audit_table_alone(records_folder):
    protected = pq.read_table(protected_path(records_folder))
    assert protected.column_names == ["application_id", "sex", "age_band"]
    applications = read_table(records_folder, "applications")
    assert protected["application_id"].equals(applications["application_id"])
    for name in SCHEMAS:
        assert not {"sex", "age_band"} & set(read_table(records_folder, name).column_names)


def test_some_people_have_two_current_accounts_and_some_no_tradeline(records_folder):
    accounts = read_table(records_folder, "accounts")
    current = accounts.filter(pc.equal(accounts["kind"], "current"))
    counts = np.array(current["person_id"].value_counts().field("counts"))
    assert {1, 2} == set(counts.tolist())
    people = set(accounts["person_id"].to_pylist())
    reported = set(read_table(records_folder, "tradelines")["person_id"].to_pylist())
    assert 0 < len(reported) < len(people)
