import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from plainscore.validation.outcomes import read_outcomes, read_weights

COLUMNS = {
    "list": [1, 0, None, 1],
    "numpy floats": np.array([1.0, 0.0, np.nan, 1.0]),
    "numpy objects": np.array([1, 0, None, 1], dtype=object),
    "pandas floats": pd.Series([1.0, 0.0, np.nan, 1.0], index=[5, 1, 2, 9]),
    "pandas nullable": pd.Series([1, 0, pd.NA, 1], dtype="Int64"),
    "pandas booleans": pd.Series([True, False, pd.NA, True], dtype="boolean"),
    "polars": pl.Series([1, 0, None, 1]),
    "polars nan": pl.Series([1.0, 0.0, float("nan"), 1.0]),
    "arrow": pa.array([True, False, None, True]),
    "arrow chunks": pa.chunked_array([[1.0, 0.0], [None, 1.0]]),
}


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_every_kind_of_column_reads_the_same(column):
    read = read_outcomes(column)
    assert read.known.tolist() == [True, True, False, True]
    assert read.bad.tolist() == [True, False, False, True]
    assert len(read.others) == 1


@pytest.mark.parametrize(
    "column",
    [
        ["good", "bad", None],
        pd.Series(["good", "bad", None], dtype="category"),
        pl.Series(["good", "bad", None], dtype=pl.Categorical),
        pa.array(["good", "bad", None]).dictionary_encode(),
        np.array(["good", "bad", None], dtype=object),
    ],
)
def test_words_are_outcomes_too(column):
    read = read_outcomes(column, bad="bad")
    assert read.known.tolist() == [True, True, False]
    assert read.bad.tolist() == [False, True, False]
    assert read.others == ("good",)


def test_leaving_bad_at_one_on_words_is_an_error_that_names_them():
    with pytest.raises(ValueError, match="no outcome is 1; the values are A, B, C: say which"):
        read_outcomes(["B", "A", "C", None])


def test_one_value_that_is_not_bad_is_a_sample_without_bads():
    read = read_outcomes([0, 0, None])
    assert not read.bad.any()
    assert read.known.sum() == 2


def test_several_good_values_are_listed():
    assert read_outcomes([3, 1, 2, 0, None]).others == ("0", "2", "3")


def test_mixed_kinds_of_values_are_an_error():
    with pytest.raises(ValueError, match="one kind"):
        read_outcomes([1, "bad", 0])


def test_an_empty_column_is_an_empty_answer():
    assert read_outcomes([]).known.size == 0
    assert read_outcomes([None, None]).known.tolist() == [False, False]


@pytest.mark.parametrize(
    "column",
    [[2, 0, None], np.array([2.0, 0.0, np.nan]), pl.Series([2, 0, None]), pd.Series([2, 0, None])],
)
def test_missing_weights_are_nil(column):
    assert read_weights(column, 3).tolist() == [2.0, 0.0, 0.0]


def test_no_weights_are_ones():
    assert read_weights(None, 2).tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ([1.0], "1 sample weights for 2 rows"),
        ([1.0, -1.0], "at least zero"),
        ([1.0, np.inf], "finite"),
        (["a", "b"], "numbers"),
    ],
)
def test_what_is_no_weight_is_an_error(column, message):
    with pytest.raises(ValueError, match=message):
        read_weights(column, 2)
