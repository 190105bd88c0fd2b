from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.simulation.columns import (
    choices,
    dates,
    digits,
    fixed,
    instants,
    money,
    texts,
)

CENTS = st.lists(st.integers(-(10**14), 10**14), max_size=30)


@given(CENTS)
def test_money_is_exact(cents):
    column = money(np.array(cents, np.int64))
    column.validate(full=True)
    assert column.to_pylist() == [
        Decimal(one).scaleb(-2).quantize(Decimal("0.0001")) for one in cents
    ]


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), st.booleans()), max_size=30))
def test_unknown_money_is_null(rows):
    cents, known = np.array([r[0] for r in rows], np.int64), np.array([r[1] for r in rows], bool)
    column = money(cents, known=known)
    column.validate(full=True)
    assert [one.is_valid for one in column] == known.tolist()
    assert column.null_count == (~known).sum()


@given(st.lists(st.integers(0, 999_999), max_size=30))
def test_texts_are_joined_side_by_side(numbers):
    column = texts(fixed("A", len(numbers)), digits(np.array(numbers, np.int64), 6))
    column.validate(full=True)
    assert column.to_pylist() == [f"A{number:06d}" for number in numbers]


def test_a_number_too_long_is_refused():
    with pytest.raises(ValueError, match="1000 does not fit in 3 digits"):
        digits(np.array([5, 1000]), 3)


def test_dates_and_instants():
    days = np.array([0, 19_723])
    assert dates(days).to_pylist() == [date(1970, 1, 1), date(2024, 1, 1)]
    assert dates(days, known=np.array([True, False])).to_pylist() == [date(1970, 1, 1), None]
    assert instants(days, 3600)[1].as_py() == datetime(2024, 1, 1, 1, tzinfo=UTC)


def test_choices_are_plain_strings():
    column = choices(np.array([1, 0, 1]), ("no", "yes"))
    assert column.type == pa.string()
    assert column.to_pylist() == ["yes", "no", "yes"]
