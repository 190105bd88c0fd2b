"""From a table to a scorecard, scores, an explanation and a report."""

import json

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from plainscore.scorecard import Scorecard


@pytest.fixture
def card_json(run, loans_csv, tmp_path):
    path = tmp_path / "card.json"
    assert run("fit", loans_csv, "--target", "bad", "--out", path).code == 0
    return path


def test_fit_writes_a_document_without_what_must_not_count(card_json):
    card = Scorecard.load(card_json)
    assert set(card.feature_names) <= {"income", "late_payments", "home", "weight"}
    assert "late_payments" in card.feature_names
    assert "sex" in {excluded.name for excluded in card.excluded}


def test_fit_says_what_it_left_out_and_why(run, loans_csv, tmp_path):
    ran = run("fit", loans_csv, "--target", "bad", "--out", tmp_path / "c.json")
    assert "left out sex" in ran.err
    assert "protected" in ran.err


def test_excluded_columns_and_weights_do_not_become_features(run, loans_csv, tmp_path):
    words = ("--exclude", "home, income", "--weight", "weight", "--max-bins", "4")
    path = tmp_path / "c.json"
    assert run("fit", loans_csv, "--target", "bad", "--out", path, *words).code == 0
    assert Scorecard.load(path).feature_names == ("late_payments",)


def test_weights_change_the_scorecard(run, loans_csv, tmp_path):
    for name, words in (
        ("plain", ("--exclude", "weight")),
        ("weighted", ("--weight", "weight")),
    ):
        run("fit", loans_csv, "--target", "bad", "--out", tmp_path / f"{name}.json", *words)
    plain, weighted = (Scorecard.load(tmp_path / f"{n}.json") for n in ("plain", "weighted"))
    assert plain.digest != weighted.digest


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_score_adds_up_and_keeps_the_order_of_rows(
    run, loans, loans_csv, card_json, tmp_path, suffix
):
    path = tmp_path / f"scores.{suffix}"
    assert run("score", card_json, loans_csv, "--out", path, "--reasons", "2").code == 0
    scored = pq.read_table(path) if suffix == "parquet" else pa_csv.read_csv(path)
    assert scored.column_names == [
        "application_id",
        "score",
        "probability_bad",
        "reason_1",
        "reason_2",
    ]
    card = Scorecard.load(card_json)
    assert scored["application_id"].to_pylist() == loans["application_id"].to_pylist()
    assert scored["score"].to_pylist() == card.score(loans).tolist()
    points = card.points(loans).sum(axis=1) + card.base_points
    assert scored["score"].to_pylist() == points.tolist()


def test_rows_with_too_little_information_get_no_score(run, loans, tmp_path):
    gated = loans.append_column(
        "enough_information", pa.array([i % 10 != 0 for i in range(loans.num_rows)])
    )
    table, card, scores = (tmp_path / name for name in ("g.parquet", "g.json", "g.csv"))
    pq.write_table(gated, table)
    fitted = run("fit", table, "--target", "bad", "--out", card)
    assert "120 rows have too little information" in fitted.err
    ran = run("score", card, table, "--out", scores)
    assert "1,080 scored, 120 without" in ran.out
    rows = pa_csv.read_csv(scores).to_pylist()
    assert all((row["score"] in {None, ""}) == (i % 10 == 0) for i, row in enumerate(rows))
    assert rows[0]["reason_1"] == "not enough information"
    assert "not enough information" in run("explain", card, table, "--row", "0").out


def test_explain_shows_the_sum_of_one_row(run, loans, loans_csv, card_json):
    ran = run("explain", card_json, loans_csv, "--row", "3")
    score = Scorecard.load(card_json).score(loans)[3]
    assert ran.code == 0
    assert str(score) in ran.out


def test_explain_of_a_row_that_is_not_there_says_which_are(run, loans_csv, card_json):
    ran = run("explain", card_json, loans_csv, "--row", "1200")
    assert ran.code == 1
    assert "rows 0 to 1199" in ran.err


def test_validate_writes_one_self_contained_page(run, loans_csv, card_json, tmp_path):
    page = tmp_path / "report.html"
    ran = run("validate", card_json, loans_csv, "--target", "bad", "--out", page)
    assert ran.code == 0
    text = page.read_text()
    assert "AUC" in ran.out
    assert "<svg" in text
    assert 'src="http' not in text


def test_an_altered_scorecard_is_refused(run, loans_csv, card_json, tmp_path):
    document = json.loads(card_json.read_text())
    document["base_points"] += 100
    card_json.write_text(json.dumps(document))
    ran = run("score", card_json, loans_csv, "--out", tmp_path / "s.csv")
    assert ran.code == 1
    assert "not a usable scorecard" in ran.err


def test_a_table_without_the_scorecard_s_columns_is_refused(run, card_json, tmp_path):
    table = tmp_path / "other.csv"
    table.write_text("a,b\n1,2\n")
    ran = run("score", card_json, table, "--out", tmp_path / "s.csv")
    assert ran.code == 1
    assert "lacks columns the scorecard needs" in ran.err
    assert not (tmp_path / "s.csv").exists()


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("fit",),
        ("fit", "nowhere.csv", "--target", "bad", "--out", "c.json"),
        ("score", "nowhere.json", "nowhere.csv", "--out", "s.csv"),
        ("simulate", "--people", "0", "--out", "x"),
        ("divine",),
    ],
)
def test_a_wrong_call_exits_with_2(run, words):
    assert run(*words).code == 2


@pytest.mark.parametrize(
    "command",
    ["import", "features", "fit", "score", "explain", "validate", "simulate", "demo"],
)
def test_help_teaches_by_example(run, command):
    ran = run(command, "--help")
    assert ran.code == 0
    assert f"plainscore {command}" in ran.out
    assert "Example" in ran.out
