"""The workbook's formulas, recalculated by LibreOffice, give what the scorecard gives."""

import math
import os
import re
import shutil
import subprocess
import sys
import zipfile
from csv import reader as text_rows
from dataclasses import dataclass
from xml.sax.saxutils import escape

import openpyxl
import pyarrow as pa
import pytest
from openpyxl.utils import get_column_letter
from pyarrow import csv

from plainscore.scorecard.export import ExportError, export_excel
from plainscore.scorecard.export.excel_layout import FIRST_ROW, MANY, ONE, POINTS

ROWS = int(os.environ.get("PLAINSCORE_EXCEL_ROWS", "5000"))
"""How many of the 100,000 rows LibreOffice scores; all of them take it a minute or so."""

AT_ONCE = 2_000
"""Rows a workbook."""

SHEETS_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,false,false,false,-1"

needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None,
    reason="needs LibreOffice Calc (Debian: libreoffice-calc-nogui)",
)


def recalculate(paths, folder):
    """Have one LibreOffice work workbooks out, and write every sheet as it stands then."""
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to",
            SHEETS_AS_CSV,
            "--outdir",
            str(folder),
            *map(str, paths),
        ],
        check=True,
        capture_output=True,
        timeout=600,
    )


def typed(place, value):
    """A cell as a person fills it in: the largest number stands for an infinite one."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str):
        # a cell holds no carriage return
        text = escape(value.replace("\r", "\n"))
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    finite = min(max(value, -sys.float_info.max), sys.float_info.max)
    return f'<c r="{place}"><v>{finite!r}</v></c>'


def fill(template, path, sheet, cells):
    """Copy a workbook with values in cells of one sheet (by its number) that had none."""
    member = f"xl/worksheets/sheet{sheet}.xml"

    def with_values(start):
        row = int(start[1])
        return start[0] + "".join(typed(f"{at}{row}", value) for at, value in cells.get(row, ()))

    with zipfile.ZipFile(template) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == member:
                text = re.sub(r'<row r="(\d+)"[^>]*>', with_values, content.decode())
                content = text.encode()
            target.writestr(name, content)


def fill_many(card, table, template, folder, name):
    """Fill as many copies of a workbook as the rows need."""
    columns = [*card.feature_names, *([card.gate] if card.gate else [])]
    letters = [get_column_letter(place) for place in range(1, len(columns) + 2)]
    paths = []
    for start in range(0, table.num_rows, AT_ONCE):
        rows = table.slice(start, AT_ONCE).select(columns).to_pylist()
        cells = {
            row: list(zip(letters, [row, *values.values()], strict=True))
            for row, values in enumerate(rows, FIRST_ROW)
        }
        paths.append(folder / f"{name}_{start}.xlsx")
        fill(template, paths[-1], 2, cells)
    return paths


def read_many(card, paths, rows):
    """Scores, probabilities, points and reasons off the sheets that LibreOffice worked out."""
    points = [f"points: {name}" for name in card.part_names]
    reasons = [f"reason_{rank}" for rank in range(1, 5)]
    kinds = {"score": pa.int64(), "probability_bad": pa.float64()}
    kinds |= dict.fromkeys(points, pa.int64()) | dict.fromkeys(reasons, pa.string())
    sheets = [
        csv.read_csv(
            path.with_name(f"{path.stem}-{MANY}.csv"),
            csv.ReadOptions(skip_rows=FIRST_ROW - 2),
            csv.ParseOptions(newlines_in_values=True),
            csv.ConvertOptions(
                column_types=kinds,
                include_columns=list(kinds),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
        for path in paths
    ]
    return pa.concat_tables(sheets).slice(0, rows)


def check_many(card, table, paths, wanted):
    found = read_many(card, paths, table.num_rows)
    able = card.scorable(table).tolist()
    wanted.check(
        found["score"].to_pylist(),
        found["probability_bad"].to_pylist(),
        [found[f"reason_{rank}"].to_pylist() for rank in range(1, 5)],
        [
            [
                points if yes else None
                for points, yes in zip(found[f"points: {name}"].to_pylist(), able, strict=True)
            ]
            for name in card.part_names
        ],
    )


@dataclass(frozen=True)
class Office:
    """What LibreOffice made of the rows, of gated rows and of one person's sheet."""

    paths: list
    gated: object
    gated_paths: list
    fitted: object
    fitted_paths: list
    one: object
    person: dict


@pytest.fixture(scope="module")
def office(card, gated_card, fitted_card, rows, table_of, tmp_path_factory):
    folder = tmp_path_factory.mktemp("excel")
    export_excel(card, folder / "card.xlsx", rows=min(ROWS, AT_ONCE))
    paths = fill_many(card, rows.slice(0, ROWS), folder / "card.xlsx", folder, "many")
    gated = table_of(gated_card, 300, 8)
    export_excel(gated_card, folder / "gated.xlsx", rows=gated.num_rows + 1)
    gated_paths = fill_many(gated_card, gated, folder / "gated.xlsx", folder, "gated")
    fitted = table_of(fitted_card, 500, 9)
    export_excel(fitted_card, folder / "fitted.xlsx", rows=fitted.num_rows)
    fitted_paths = fill_many(fitted_card, fitted, folder / "fitted.xlsx", folder, "fitted")
    person = next(values for values in gated.to_pylist() if values["enough"])
    names = [*gated_card.feature_names, gated_card.gate]
    places = [*range(FIRST_ROW, FIRST_ROW + len(gated_card.features)), gate_row(gated_card)]
    typed_in = {row: [("C", person[name])] for row, name in zip(places, names, strict=True)}
    one = folder / "one.xlsx"
    fill(folder / "gated.xlsx", one, 1, typed_in)
    recalculate([*paths, *gated_paths, *fitted_paths, one], folder)
    result = one.with_name(f"{one.stem}-{ONE}.csv")
    return Office(paths, gated, gated_paths, fitted, fitted_paths, result, person)


def gate_row(card):
    return FIRST_ROW + len(card.parts) + 1


@needs_office
def test_same_scores_points_and_reasons(office, card, rows, wanted):
    check_many(card, rows.slice(0, ROWS), office.paths, wanted.first(ROWS))


@needs_office
def test_same_under_a_gate(office, gated_card, expect):
    check_many(gated_card, office.gated, office.gated_paths, expect(gated_card, office.gated))


@needs_office
def test_same_for_a_fitted_card(office, fitted_card, expect):
    check_many(fitted_card, office.fitted, office.fitted_paths, expect(fitted_card, office.fitted))


@needs_office
def test_rows_not_filled_stay_empty(office, gated_card):
    found = read_many(gated_card, office.gated_paths, office.gated.num_rows + 1)
    assert set(found.slice(office.gated.num_rows).to_pylist()[0].values()) == {None}


@needs_office
def test_sheet_for_one_row(office, gated_card):
    with office.one.open(encoding="utf-8", newline="") as file:
        cells = list(text_rows(file))
    facts = {row[0]: row[2] for row in cells}
    names = gated_card.feature_names
    explained = gated_card.explain({name: office.person[name] for name in names})
    assert int(facts["score"]) == explained.score
    assert math.isclose(float(facts["probability_bad"]), explained.probability, rel_tol=1e-12)
    assert facts["reason_1"] == explained.reasons[0].text
    points = [int(row[4]) for row in cells[FIRST_ROW - 1 :][: len(explained.features)]]
    assert points == [each.points for each in explained.features]


def test_numbers_keep_17_digits(card, tmp_path):
    export_excel(card, tmp_path / "card.xlsx", rows=1)
    sheet = openpyxl.load_workbook(tmp_path / "card.xlsx")[POINTS]
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
