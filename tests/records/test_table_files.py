"""Tables of any columns: CSV or Parquet, with clear words where one cannot be read."""

import pyarrow as pa
import pytest

from plainscore.records import TableFileError, read_table_file, write_table_file


def csv(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_taken_from_the_header(tmp_path, delimiter):
    text = "a,b\n1,x\n2,y\n".replace(",", delimiter)
    assert read_table_file(csv(tmp_path, text)).table.column_names == ["a", "b"]


@pytest.mark.parametrize("word", ["", "NA", "NaN", "null", "None"])
def test_words_for_nothing_are_missing_values(tmp_path, word):
    table = read_table_file(csv(tmp_path, f"a,b\n1,x\n{word},{word}\n")).table
    assert table.to_pydict() == {"a": [1, None], "b": ["x", None]}


def test_a_late_text_value_makes_the_column_text_and_breaks_nothing(tmp_path):
    lines = "\n".join(str(number) for number in range(300_000))
    table = read_table_file(csv(tmp_path, f"a\n{lines}\nlate\n")).table
    assert table["a"].type == pa.string()
    assert table["a"][-1].as_py() == "late"


def test_a_mark_at_the_start_of_the_file_is_not_part_of_the_first_name(tmp_path):
    assert read_table_file(csv(tmp_path, "\ufeffa,b\n1,2\n")).table.column_names == ["a", "b"]


def test_a_line_of_another_width_is_left_out_and_named(tmp_path):
    read = read_table_file(csv(tmp_path, "a,b\n1,2\n3\n4,5\n"))
    assert read.table.to_pydict() == {"a": [1, 4], "b": [2, 5]}
    assert [(problem.row, problem.code) for problem in read.problems] == [(3, "wrong_width")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cannot be read as a table|no rows"),
        (b"a,b\n", "no rows"),
        (b"a,a\n1,2\n", "more than one column named a"),
        (b"a,b\n\xff\xfe,1\n", "line 2 is not UTF-8"),
        (b"a,b\n1,2\n\xe9,\xe8,\xe7\n", "line 3 is not UTF-8"),
        (b"\xff\xfea\x00", "cannot be read as a table"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path, content, said):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(TableFileError, match=said):
        read_table_file(path)


def test_a_text_file_named_parquet_is_refused_in_words(tmp_path):
    path = tmp_path / "t.parquet"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(TableFileError, match="cannot be read as a table"):
        read_table_file(path)


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_what_is_written_is_read_back(tmp_path, name):
    table = pa.table({"a": [1, None, 3], "b": ["x", "y", None]})
    write_table_file(tmp_path / "deep" / name, table)
    assert read_table_file(tmp_path / "deep" / name).table == table
    assert [path.name for path in (tmp_path / "deep").iterdir()] == [name]


def test_a_failed_write_leaves_the_former_file(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("before")
    nested = pa.table({"a": [[1]]})
    with pytest.raises(pa.ArrowException):
        write_table_file(path, nested)
    assert path.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_text_columns_stay_as_they_are_written(tmp_path):
    table = read_table_file(csv(tmp_path, "id,x\n007,1\n"), text=["id", "absent"]).table
    assert table.to_pydict() == {"id": ["007"], "x": [1]}


def test_decimal_commas_are_numbers_where_the_delimiter_is_not_a_comma(tmp_path):
    table = read_table_file(csv(tmp_path, "a;b;c;d\n1,5;x,1;+2,5;1,5\n-2;y;;\n"), text=["d"]).table
    assert table.to_pydict() == {
        "a": [1.5, -2.0],
        "b": ["x,1", "y"],
        "c": [2.5, None],
        "d": ["1,5", None],
    }


def test_a_delimiter_within_quotes_does_not_count(tmp_path):
    table = read_table_file(csv(tmp_path, '"a,b,c";d\n1;2\n')).table
    assert table.to_pydict() == {"a,b,c": [1], "d": [2]}


def test_views_of_texts_become_texts(tmp_path):
    stored = pa.table({"a": pa.array(["x", None]).cast(pa.string_view())})
    write_table_file(tmp_path / "t.parquet", stored)
    assert read_table_file(tmp_path / "t.parquet").table.schema.field("a").type == pa.string()
