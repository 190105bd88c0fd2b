"""Protected attributes are joined by key and read as groups."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.validation.fairness import NOT_STATED, intersections, join_attributes


def people(**columns):
    return pa.table({"id": ["a", "b", "c", "d"], **columns})


def test_rows_are_found_by_key_whatever_their_order():
    table = people(sex=["f", "m", "m", "f"])
    (sex,) = join_attributes(["d", "c", "b", "a"], table, "id").attributes
    assert [sex.labels[each] for each in sex.group] == ["f", "m", "m", "f"]


def test_keys_are_compared_as_text():
    table = pa.table({"id": [1, 2], "sex": ["f", "m"]})
    (sex,) = join_attributes(["2", "1"], table, "id").attributes
    assert [sex.labels[each] for each in sex.group] == ["m", "f"]


def test_who_is_absent_or_has_no_value_is_not_stated_and_told():
    table = people(sex=["f", None, "m", "f"])
    joined = join_attributes(["a", "b", "z"], table, "id")
    (sex,) = joined.attributes
    assert [sex.labels[each] for each in sex.group] == ["f", NOT_STATED, NOT_STATED]
    assert [problem.code for problem in joined.problems] == ["no_partner", "unused_row"]
    assert "1 of 3 scored rows" in joined.problems[0].message


@pytest.mark.parametrize(
    ("ages", "labels"),
    [
        ([24, 25, 61, 62], ("under 25", "25 to 39", "40 to 61", "62 and over")),
        ([30.0, 31.5, 32.0, 33.0], ("25 to 39",)),
        ([1, 2, 3, 4], ("1", "2", "3", "4")),
    ],
)
def test_age_in_years_is_read_as_bands_and_a_code_as_it_is(ages, labels):
    (age,) = join_attributes(["a", "b", "c", "d"], people(age=ages), "id").attributes
    assert age.labels == labels


def test_another_measure_is_read_as_quarters():
    table = pa.table({"id": range(100), "income_of_area": np.arange(100.0)})
    (found,) = join_attributes(range(100), table, "id").attributes
    assert set(found.counts().values()) == {25}


def test_only_recognised_columns_are_taken_unless_they_are_named():
    table = people(sex=["f", "m", "m", "f"], amount=[1, 2, 3, 4])
    assert [each.name for each in join_attributes(["a"], table, "id").attributes] == ["sex"]
    named = join_attributes(["a"], table, "id", ["amount"]).attributes
    assert [each.name for each in named] == ["amount"]


def test_one_person_twice_is_refused():
    table = pa.table({"id": ["a", "a"], "sex": ["f", "m"]})
    with pytest.raises(ValueError, match="1 keys twice, for example 'a'"):
        join_attributes(["a"], table, "id")


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="no column 'gender'; it has: id, sex"):
        join_attributes(["a"], people(sex=["f"] * 4), "id", ["gender"])


GROUPS = st.lists(st.tuples(st.sampled_from("fm"), st.sampled_from(["x", "y", None])), min_size=1)


@given(GROUPS)
def test_intersections_count_every_row_once(rows):
    table = pa.table(
        {
            "id": range(len(rows)),
            "sex": [row[0] for row in rows],
            "race": pa.array([row[1] for row in rows], pa.string()),
        }
    )
    (both,) = intersections(join_attributes(range(len(rows)), table, "id").attributes)
    wanted = [f"{sex}, {race}" if race else NOT_STATED for sex, race in rows]
    assert [both.labels[each] for each in both.group] == wanted
