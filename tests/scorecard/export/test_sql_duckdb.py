"""The SQL for DuckDB gives what the scorecard gives, row by row."""

from dataclasses import replace

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plainscore.scorecard import Reference
from plainscore.scorecard.export import ExportError, export_sql


def run(text, table):
    with duckdb.connect() as connection:
        connection.register("applicants", table)
        return connection.sql(text).to_arrow_table()


def test_same_scores_points_and_reasons(card, rows, wanted):
    wanted.check_table(run(export_sql(card, keep=["id"]), rows))


def test_every_piece_of_the_calibration_is_reached(card, rows):
    places = np.searchsorted([420, 560], card.score(rows), side="right")
    assert set(places.tolist()) == {0, 1, 2}


def test_same_for_a_fitted_card(fitted_card, table_of, expect):
    table = table_of(fitted_card, 2000, 9)
    expect(fitted_card, table).check_table(run(export_sql(fitted_card, keep=["id"]), table))


def test_same_under_a_gate(gated_card, table_of, expect):
    table = table_of(gated_card, 5000, 2)
    found = run(export_sql(gated_card, keep=["id"]), table)
    expect(gated_card, table).check_table(found)
    assert found["score"].null_count > 1000


@pytest.mark.parametrize("reasons", [0, 1, 7, 9])
def test_any_number_of_reasons(card, rows, expect, reasons):
    table = rows.slice(0, 2000)
    found = run(export_sql(card, keep=["id"], reasons=reasons), table)
    assert [name for name in found.column_names if name.startswith("reason_")] == [
        f"reason_{rank}" for rank in range(1, reasons + 1)
    ]
    expect(card, table, reasons).check_table(found)


def test_another_reference(card, rows):
    table = rows.slice(0, 2000)
    found = run(export_sql(card, keep=["id"], reference="best_bin"), table).sort_by("id")
    texts = [each[0].text for each in card.reasons(table, n=1, reference="best_bin") if each]
    assert [text for text in found["reason_1"].to_pylist() if text is not None] == texts


def test_view_and_renamed_columns(card, rows, wanted):
    names = ["gross" if name == "income" else name for name in rows.column_names]
    text = export_sql(
        card,
        table="applicants",
        view='"scored applicants"',
        keep=["id"],
        columns={"income": "gross"},
    )
    with duckdb.connect() as connection:
        connection.register("renamed", rows.rename_columns(names))
        connection.execute("CREATE TABLE applicants AS SELECT * FROM renamed")
        connection.execute(text)
        wanted.check_table(connection.sql('SELECT * FROM "scored applicants"').to_arrow_table())


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_card(cards, table_of, expect, data):
    card = data.draw(cards)
    table = table_of(card, 150, data.draw(st.integers(0, 99)))
    expect(card, table).check_table(run(export_sql(card, keep=["id"]), table))


def test_spaces_of_texts_stay_as_they_are(card, expect, table_of):
    # a straight quote in the label of a group once turned the blanks of the sentences behind it
    few = Reference("all_applicants", "all", card.references[0].points[:4])
    odd = "no\N{NO-BREAK SPACE}break"
    note = replace(card.features[0].note, label="it's", sentence=odd)
    binning = card.features[0].binning
    bins = (replace(binning.bins[0], label="it's"), *binning.bins[1:])
    first = replace(card.features[0], note=note, binning=replace(binning, bins=bins))
    changed = replace(card, features=(first, *card.features[1:4]), pairs=(), references=(few,))
    text = export_sql(changed, keep=["id"])
    table = table_of(changed, 300, 3)
    found = run(text, table)
    assert odd in found["reason_1"].to_pylist()
    expect(changed, table).check_table(found)


def test_table_name_stays_a_name(card):
    assert 'FROM "a; drop table b" AS' in export_sql(card, table="a; drop table b")


def test_text_column_of_whole_numbers(card, rows, expect):
    table = rows.slice(0, 500).append_column("late_text", rows["late"].slice(0, 500).cast("string"))
    found = run(export_sql(card, keep=["id"], columns={"late": "late_text"}), table)
    expect(card, table).check_table(found)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dialect": "access"}, "no SQL dialect"),
        ({"table": "read_csv('/etc/passwd')"}, "not the name of a table"),
        ({"table": ""}, "not the name of a table"),
        ({"keep": ["score"]}, "would be called score"),
        ({"columns": {"unknown": "x"}}, "no column unknown"),
        ({"reasons": -1}, "negative"),
    ],
)
def test_what_cannot_be_written_is_said(card, options, message):
    with pytest.raises(ExportError, match=message):
        export_sql(card, **options)
