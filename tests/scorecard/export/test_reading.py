"""Every exported file gives its scorecard back, and refuses to when it was changed."""

import base64
import json
import math
import random
import zipfile
import zlib

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plainscore.scorecard import ScorecardFileError
from plainscore.scorecard.export import (
    DIALECTS,
    ExportError,
    export_excel,
    export_pmml,
    export_python,
    export_sql,
    read_card,
    read_digest,
)
from plainscore.scorecard.export.embedding import card_of_lines, embedded_lines
from plainscore.scorecard.export.excel_cells import put


def write(card, target, folder):
    path = folder / f"card.{target}"
    if target == "json":
        card.save(path)
    elif target == "xlsx":
        export_excel(card, path, rows=1)
    elif target == "pmml":
        path.write_bytes(export_pmml(card))
    else:
        text = export_python(card) if target == "py" else export_sql(card, dialect=target)
        path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("target", ["json", "xlsx", "pmml", "py", "duckdb", "postgres", "spark",
                                    "bigquery", "snowflake", "tsql", "mysql"])  # fmt: skip
def test_comes_back_equal(card, target, tmp_path):
    path = write(card, target, tmp_path)
    assert read_card(path) == card
    assert read_digest(path) == card.digest


def test_oracle_comes_back_equal(decimal_card, tmp_path):
    assert read_card(write(decimal_card, "oracle", tmp_path)) == decimal_card
    assert "oracle" in DIALECTS


@pytest.mark.parametrize("ending", [";\n", "\n;\n", "", "\n\n"])
def test_endings_people_add_to_sql(card, tmp_path, ending):
    path = tmp_path / "score.sql"
    path.write_bytes((export_sql(card).rstrip() + ending).replace("\n", "\r\n").encode())
    assert read_card(path) == card


@pytest.mark.parametrize("target", ["pmml", "py", "duckdb"])
def test_changed_rules_are_noticed(card, target, tmp_path):
    path = write(card, target, tmp_path)
    text = path.read_text(encoding="utf-8")
    changed = text.replace("357", "358")
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(ExportError, match="was changed"):
        read_card(path)


def test_pmml_may_be_laid_out_anew(card, tmp_path):
    path = write(card, "pmml", tmp_path)
    text = path.read_text(encoding="utf-8").replace("\n    <", "\n        <")
    path.write_text(text, encoding="utf-8")
    assert read_card(path) == card


def test_another_digest_is_noticed(card, gated_card):
    lines = embedded_lines(card)
    with pytest.raises(ScorecardFileError, match="altered"):
        card_of_lines([f"plainscore digest {gated_card.digest}", *lines[1:]])


def test_changed_document_in_a_workbook_is_noticed(card, tmp_path):
    path = write(card, "xlsx", tmp_path)
    book = openpyxl.load_workbook(path)
    cell = book["Document"]["A3"]
    cell.value = cell.value[:-8] + "AAAAAAAA"
    book.save(path)
    with pytest.raises(ExportError, match="damaged"):
        read_card(path)


def number_at(sheet, heading):
    """A cell with a number in a column of a protected sheet."""
    column = next(cell.column for cell in sheet[1] if cell.value == heading)
    return next(cell[0] for cell in sheet.iter_rows(2, min_col=column, max_col=column)
                if isinstance(cell[0].value, int | float))  # fmt: skip


def more_points(book):
    number_at(book["Points table"], "Points").value += 1


def next_bound(book):
    cell = number_at(book["Points table"], "To below")
    put(cell, math.nextafter(cell.value, math.inf))


def milder_reference(book):
    number_at(book["Reference"], "Points of the reference, in hundredths").value -= 1


def steeper_curve(book):
    cell = book["About"]["B6"]
    put(cell, cell.value * 1.01)


def typed_score(book):
    row = next(cell for cell in book["Score a row"]["A"] if cell.value == "score").row
    book["Score a row"].cell(row, 3).value = 900


def other_formula(book):
    cell = book["Score many rows"].cell(6, len(CELLS_TYPED) + 1)
    cell.value = cell.value.replace("SUM(", "1+SUM(")


def swapped_headings(book):
    sheet = book["Score many rows"]
    sheet["B5"].value, sheet["C5"].value = sheet["C5"].value, sheet["B5"].value


def sheet_gone(book):
    del book["Reference"]


CELLS_TYPED = (1, 12.5, 3, "=1/3", None, True, "x", "own", 1)


def rewritten(path, change):
    """Save a workbook as Excel does: with all digits, which openpyxl cuts to 16."""
    book = openpyxl.load_workbook(path)
    change(book)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, float):
                    put(cell, cell.value)
    book.save(path)


@pytest.mark.parametrize(
    "change",
    [
        more_points,
        next_bound,
        milder_reference,
        steeper_curve,
        typed_score,
        other_formula,
        swapped_headings,
        sheet_gone,
    ],
)
def test_changed_cells_of_a_workbook_are_noticed(gated_card, change, tmp_path):
    path = write(gated_card, "xlsx", tmp_path)
    rewritten(path, change)
    with pytest.raises(ExportError, match=r"was changed|has no sheet"):
        read_card(path)


@pytest.mark.parametrize("target", ["json", "xlsx", "pmml", "py", "duckdb"])
def test_damaged_bytes_give_an_error_or_the_same(card, target, tmp_path):
    path = write(card, target, tmp_path)
    content, rng = path.read_bytes(), random.Random(1)
    for _ in range(15):
        damaged = bytearray(content)
        damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
        path.write_bytes(damaged)
        try:
            assert read_card(path) == card
        except (ExportError, ScorecardFileError):
            continue


@pytest.mark.parametrize("character", "<&9z'")
def test_damaged_sheets_give_an_error_or_the_same(card, character, tmp_path):
    path, rng = write(card, "xlsx", tmp_path), random.Random(2)
    with zipfile.ZipFile(path) as book:
        members = {name: book.read(name) for name in book.namelist()}
    for name, content in members.items():
        if "sheet" in name or "shared" in name:
            place = rng.randrange(len(content))
            changed = content[:place] + character.encode() + content[place + 1 :]
            with zipfile.ZipFile(path, "w") as book:
                for each, whole in {**members, name: changed}.items():
                    book.writestr(each, whole)
            try:
                assert read_card(path) == card
            except ExportError:
                continue


def test_values_typed_into_a_workbook_are_no_change(gated_card, tmp_path):
    path = write(gated_card, "xlsx", tmp_path)

    def type_values(book):
        for column, value in enumerate(CELLS_TYPED, 1):
            book["Score many rows"].cell(6, column).value = value
        for row in (*range(6, 13), 6 + len(gated_card.parts) + 1):
            book["Score a row"].cell(row, 3).value = "typed"
        book.create_sheet("Notes")["A1"].value = "one's own"

    rewritten(path, type_values)
    assert read_card(path) == gated_card


def test_document_of_another_kind_is_refused(card):
    packed = base64.b64encode(zlib.compress(json.dumps([1]).encode())).decode()
    with pytest.raises(ExportError, match="damaged"):
        card_of_lines([f"plainscore digest {card.digest}", f"plainscore document {packed}"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.sql", b"SELECT 1"),
        ("a.py", b"print(1)\n"),
        ("a.pmml", b"<PMML xmlns='http://www.dmg.org/PMML-4_4'/>"),
        ("a.pmml", b"<PMML"),
        ("a.xlsx", b"PK\x03\x04 not a workbook"),
        ("empty", b""),
        ("a.sql", b"SELECT '\xff'"),
    ],
)
def test_other_files_are_refused(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ExportError):
        read_card(tmp_path / name)


def test_entities_are_not_expanded(tmp_path):
    path = tmp_path / "bomb.pmml"
    path.write_text(
        '<!DOCTYPE PMML [<!ENTITY a "plainscore"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
        '<PMML xmlns="http://www.dmg.org/PMML-4_4"><Extension extender="plainscore">&a;&b;'
        "</Extension></PMML>",
        encoding="utf-8",
    )
    with pytest.raises(ExportError, match="document type of its own"):
        read_card(path)


def test_workbook_of_someone_else(tmp_path):
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    with pytest.raises(ExportError, match="no scorecard document"):
        read_card(tmp_path / "other.xlsx")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), target=st.sampled_from(["py", "pmml", "duckdb", "tsql", "bigquery"]))
def test_any_card_comes_back(cards, data, target, tmp_path_factory):
    card = data.draw(cards)
    assert read_card(write(card, target, tmp_path_factory.mktemp("card"))) == card
