"""The workbook's formulas, recalculated by LibreOffice, give what the scorecard gives."""

import math
import shutil
import subprocess

import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from plainscore.scorecard.export import ExportError, excel, export_excel
from plainscore.scorecard.export.excel_cells import put

ROWS = 900
"""LibreOffice needs some milliseconds a row, so it gets a part of the 100,000."""

needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None,
    reason="needs LibreOffice Calc (Debian: libreoffice-calc-nogui)",
)


def keep_digits(book) -> None:
    """openpyxl writes floats with 16 digits when it saves a workbook it has read."""
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, float):
                    put(cell, cell.value)


def recalculate(path, folder):
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(folder / "out"),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return openpyxl.load_workbook(folder / "out" / path.name, data_only=True)


def fill(cell, value) -> None:
    if isinstance(value, bool):
        cell.value = value
    elif value is not None and not (isinstance(value, float) and math.isnan(value)):
        put(cell, value)


def cells_can_hold(table: pa.Table) -> pa.Table:
    """Rows without infinities and without a carriage return, which cells cannot hold."""
    keep = pa.array([True] * table.num_rows)
    for name in table.column_names:
        column = table[name].combine_chunks()
        if pa.types.is_floating(column.type):
            keep = pc.and_(keep, pc.invert(pc.fill_null(pc.is_inf(column), False)))
        elif pa.types.is_string(column.type):
            keep = pc.and_(keep, pc.invert(pc.fill_null(pc.match_substring(column, "\r"), False)))
    return table.filter(keep)


@pytest.fixture(scope="module")
def scored(gated_card, table_of, tmp_path_factory):
    """Rows, and the sheet that scored them; on the sheet for one row, the first of them."""
    folder = tmp_path_factory.mktemp("excel")
    table = cells_can_hold(table_of(gated_card, 2 * ROWS, 8)).slice(0, ROWS)
    path = folder / "card.xlsx"
    export_excel(gated_card, path, rows=table.num_rows + 1)
    book = openpyxl.load_workbook(path)
    many, one = book[excel.MANY], book[excel.ONE]
    names = [*gated_card.feature_names, gated_card.gate]
    for row, values in enumerate(table.select(names).to_pylist(), excel.FIRST_ROW):
        many.cell(row, 1).value = row
        for column, name in enumerate(names, 2):
            fill(many.cell(row, column), values[name])
    able = next(values for values in table.to_pylist() if values["enough"])
    for row in range(excel.FIRST_ROW, one.max_row + 1):
        if one.cell(row, 1).value in names:
            fill(one.cell(row, 3), able[one.cell(row, 1).value])
    keep_digits(book)
    book.save(path)
    return table, recalculate(path, folder), able


@needs_office
def test_same_scores_points_and_reasons(scored, gated_card, expect):
    table, book, _ = scored
    rows = list(book[excel.MANY].iter_rows(min_row=excel.FIRST_ROW - 1, values_only=True))
    heading, rows = rows[0], rows[1 : table.num_rows + 1]
    columns = dict(zip(heading, map(list, zip(*rows, strict=True)), strict=True))
    able = gated_card.scorable(table)

    def empty_as_none(name):
        return [None if value in {"", None} else value for value in columns[name]]

    expect(gated_card, table).check(
        empty_as_none("score"),
        empty_as_none("probability_bad"),
        [empty_as_none(f"reason_{rank}") for rank in range(1, 5)],
        [
            [
                points if yes else None
                for points, yes in zip(columns[f"points: {name}"], able, strict=True)
            ]
            for name in gated_card.part_names
        ],
    )


@needs_office
def test_rows_not_filled_stay_empty(scored):
    table, book, _ = scored
    row = next(
        book[excel.MANY].iter_rows(min_row=excel.FIRST_ROW + table.num_rows, values_only=True)
    )
    assert {value or None for value in row} == {None}


@needs_office
def test_sheet_for_one_row(scored, gated_card):
    _, book, row = scored
    facts = {cells[0]: cells[2] for cells in book[excel.ONE].iter_rows(values_only=True)}
    points = [
        cells[4] for cells in book[excel.ONE].iter_rows(min_row=excel.FIRST_ROW, values_only=True)
    ]
    explained = gated_card.explain({name: row[name] for name in gated_card.feature_names})
    assert facts["score"] == explained.score
    assert math.isclose(facts["probability_bad"], explained.probability, rel_tol=1e-12)
    assert facts["reason_1"] == explained.reasons[0].text
    assert points[: len(explained.features)] == [each.points for each in explained.features]


def test_numbers_keep_17_digits(card, tmp_path):
    export_excel(card, tmp_path / "card.xlsx", rows=1)
    sheet = openpyxl.load_workbook(tmp_path / "card.xlsx")[excel.POINTS]
    found = {cell.value for cell in sheet["D"] if isinstance(cell.value, float)}
    assert found >= set(card.features[0].binning.edges)
    assert 0.1 + 0.2 in found


@pytest.mark.parametrize("text", ["two\rparts", "bell \a", "escaped _x000D_", "x" * 33_000])
def test_text_a_cell_cannot_hold(make_number, make_document, tmp_path, text):
    card = make_document([make_number("x", (1.0,), (0, 5), sentence=text)], ["3.00"])
    with pytest.raises(ExportError, match="Excel cannot hold the text"):
        export_excel(card, tmp_path / "card.xlsx")


def test_at_least_one_row(card, tmp_path):
    with pytest.raises(ExportError, match="at least one row"):
        export_excel(card, tmp_path / "card.xlsx", rows=0)
