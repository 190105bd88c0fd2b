"""Which rows are bad, in the ways tables say so."""

from pathlib import Path

import pyarrow as pa
import pytest

from plainscore.cli.console import CommandError
from plainscore.cli.target import read_target


def bads(values, bad=None):
    return read_target(pa.table({"y": values}), "y", bad, Path("t.csv")).bad.tolist()


@pytest.mark.parametrize(
    ("values", "bad", "expected"),
    [
        ([0, 1, 0], None, [0, 1, 0]),
        ([0.0, 1.0, None], None, [0, 1]),
        ([True, False], None, [1, 0]),
        (["true", "false"], None, [1, 0]),
        ([0, 1], "0", [1, 0]),
        ([0.0, 1.0], "0", [1, 0]),
        ([1, 2, 2], "2", [0, 1, 1]),
        (["good", "bad"], "bad", [0, 1]),
        (["A", "B", "D", "A"], "B", [0, 1, 0, 0]),
    ],
)
def test_bads_are_found(values, bad, expected):
    assert bads(values, bad) == expected


def test_rows_without_an_outcome_are_known_as_such():
    target = read_target(pa.table({"y": [1, None, 0]}), "y", None, Path("t.csv"))
    assert target.known.tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("values", "bad", "said"),
    [
        (["good", "bad"], None, "say which one is bad"),
        ([1, 2], None, "say which one is bad"),
        ([0, 1, 2], None, "say which one is bad"),
        ([0, 0], None, "say which one is bad"),
        (["good", "bad"], "evil", "0 bads and 2 goods"),
        ([None, None], "1", "0 bads and 0 goods"),
    ],
)
def test_a_target_that_does_not_say_is_refused(values, bad, said):
    with pytest.raises(CommandError, match=said):
        bads(values, bad)


def test_an_absent_column_is_named_beside_those_there_are():
    with pytest.raises(CommandError, match=r"no column 'z'; it has: y"):
        read_target(pa.table({"y": [1]}), "z", None, Path("t.csv"))


@pytest.mark.parametrize(("bad", "expected"), [("true", [1, 0]), ("False", [0, 1]), ("1", [1, 0])])
def test_the_bad_of_a_boolean_may_be_said_in_words(bad, expected):
    assert bads([True, False], bad) == expected


def test_not_a_number_is_not_an_outcome():
    target = read_target(pa.table({"y": [1.0, float("nan"), 0.0]}), "y", None, Path("t.csv"))
    assert (target.known.tolist(), target.bad.tolist()) == ([True, False, True], [1, 0])
