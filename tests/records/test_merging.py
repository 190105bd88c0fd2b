"""Adding rows leaves what is held as it is."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from plainscore.records import SCHEMAS, merge_tables

rows = st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans()), max_size=8)


def outcomes(given_rows):
    return pa.table(
        {
            "application_id": [key for key, _ in given_rows],
            "bad": [bad for _, bad in given_rows],
        },
        schema=SCHEMAS["outcomes"],
    )


@given(rows, rows)
def test_held_rows_stay_and_every_key_is_there(first, second):
    held = merge_tables("outcomes", outcomes([]), outcomes(first))
    merged = merge_tables("outcomes", held, outcomes(second))
    assert merged.slice(0, held.num_rows) == held
    keys = merged["application_id"].to_pylist()
    assert len(keys) == len(set(keys))
    assert set(keys) == {key for key, _ in [*first, *second]}


@given(rows)
def test_adding_the_same_again_changes_nothing(given_rows):
    held = merge_tables("outcomes", outcomes([]), outcomes(given_rows))
    assert merge_tables("outcomes", held, outcomes(given_rows)) == held
