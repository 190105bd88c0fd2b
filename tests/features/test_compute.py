"""`compute_features` from end to end on small tables."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from plainscore.features import CATALOGUE, GATES, compute_features
from plainscore.records import SCHEMAS, Records


def applications(*rows: tuple[str, str, datetime]) -> pa.Table:
    names = SCHEMAS["applications"].names
    return pa.Table.from_pylist(
        [dict(zip(names, row, strict=True)) for row in rows], schema=SCHEMAS["applications"]
    )


MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def test_person_without_records_gets_a_row_of_nulls() -> None:
    table = compute_features(Records.empty(), applications(("a", "nobody", MOMENT)))
    assert table.column_names == ["application_id", *GATES, *CATALOGUE]
    row = table.to_pylist()[0]
    assert row.pop("application_id") == "a"
    assert row.pop("enough_information") is False
    assert set(row.values()) == {None}


def test_no_applications_give_an_empty_table() -> None:
    table = compute_features(Records.empty(), applications())
    assert table.num_rows == 0
    assert table.column_names == ["application_id", *GATES, *CATALOGUE]


def test_unknown_feature_is_refused() -> None:
    with pytest.raises(KeyError, match="star_sign"):
        compute_features(Records.empty(), applications(), features=["star_sign"])
