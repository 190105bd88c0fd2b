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


@pytest.fixture
def coded(run, tmp_path):
    """A scorecard on text codes with leading zeros, as fitted from a CSV."""
    path = tmp_path / "coded.csv"
    risk = {"001": 14, "002": 6, "A10": 2}
    rows = [f"{code},{int(i % 20 < risk[code])}" for code in risk for i in range(200)]
    path.write_text("\n".join(["code,bad", *rows]) + "\n")
    card = tmp_path / "coded.json"
    assert run("fit", path, "--target", "bad", "--out", card).code == 0
    return card


def test_a_row_scores_the_same_whatever_stands_beside_it(run, coded, tmp_path):
    scores = []
    for name, text in (("alone", "code\n001\n"), ("beside", "code\n001\nA10\n")):
        (tmp_path / f"{name}.csv").write_text(text)
        out = tmp_path / f"{name}.parquet"
        assert run("score", coded, tmp_path / f"{name}.csv", "--out", out).code == 0
        scores.append(pq.read_table(out)["score"][0].as_py())
    assert scores[0] == scores[1]


def test_identifiers_are_carried_along_as_they_are_written(run, coded, tmp_path):
    (tmp_path / "one.csv").write_text("application_id,code\n007,001\n")
    assert run("score", coded, tmp_path / "one.csv", "--out", tmp_path / "s.parquet").code == 0
    assert pq.read_table(tmp_path / "s.parquet")["application_id"].to_pylist() == ["007"]


def test_a_column_without_a_value_is_missing(run, card_json, tmp_path):
    table = tmp_path / "one.csv"
    columns = Scorecard.load(card_json).feature_names
    table.write_text(",".join(["application_id", *columns]) + "\nL1" + "," * len(columns) + "\n")
    assert run("score", card_json, table, "--out", tmp_path / "s.csv").code == 0
    ran = run("explain", card_json, table)
    assert ran.code == 0
    assert "missing" in ran.out


@pytest.mark.parametrize("command", ["score", "explain", "validate"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda table: table.drop_columns(["late_payments"]), "late_payments"),
        (
            lambda table: table.drop_columns(["late_payments"]).append_column(
                "late_payments", pa.array(["many"] * table.num_rows)
            ),
            "cannot be scored",
        ),
    ],
)
def test_a_table_that_cannot_be_scored_is_refused_in_words(
    run, loans, card_json, tmp_path, command, change, said
):
    path = tmp_path / "other.parquet"
    pq.write_table(change(loans), path)
    words = {
        "score": ("--out", tmp_path / "s.csv"),
        "explain": (),
        "validate": ("--target", "bad", "--out", tmp_path / "r.html"),
    }[command]
    ran = run(command, card_json, path, *words)
    assert ran.code == 1
    assert said in ran.err


def test_a_table_without_the_gate_is_refused(run, loans, tmp_path):
    gated = loans.append_column("enough_information", pa.array([True] * loans.num_rows))
    pq.write_table(gated, tmp_path / "gated.parquet")
    pq.write_table(loans, tmp_path / "loans.parquet")
    card = tmp_path / "c.json"
    assert run("fit", tmp_path / "gated.parquet", "--target", "bad", "--out", card).code == 0
    ran = run("score", card, tmp_path / "loans.parquet", "--out", tmp_path / "s.csv")
    assert ran.code == 1
    assert "enough_information" in ran.err


def test_a_place_that_cannot_be_written_is_said(run, loans_csv, tmp_path):
    ran = run("fit", loans_csv, "--target", "bad", "--out", tmp_path)
    assert ran.code == 1
    assert ran.err.splitlines()[-1].startswith("Error: ")


def test_weights_that_are_dates_are_refused(run, tmp_path):
    (tmp_path / "t.csv").write_text("x,w,bad\n1,2024-01-01,0\n2,2024-01-01,1\n")
    words = ("--target", "bad", "--weight", "w", "--out", tmp_path / "c.json")
    ran = run("fit", tmp_path / "t.csv", *words)
    assert ran.code == 1
    assert "cannot be used as weights" in ran.err


@pytest.mark.parametrize("yes", [1, "yes", True])
def test_the_gate_may_be_a_number_or_a_word(run, loans, tmp_path, yes):
    no = "no" if yes == "yes" else type(yes)(0)
    gate = pa.array([yes if row % 4 else no for row in range(loans.num_rows)])
    pq.write_table(loans.append_column("enough_information", gate), tmp_path / "t.parquet")
    card = tmp_path / "c.json"
    assert run("fit", tmp_path / "t.parquet", "--target", "bad", "--out", card).code == 0
    assert Scorecard.load(card).fitted_on.rows == 900


def test_points_to_double_the_odds_are_finite(run, loans_csv, tmp_path):
    ran = run("fit", loans_csv, "--target", "bad", "--pdo", "inf", "--out", tmp_path / "c.json")
    assert ran.code == 1
    assert "cannot be inf" in ran.err


def test_a_scorecard_without_a_feature_says_so(run, tmp_path):
    (tmp_path / "t.csv").write_text("x,bad\n" + "1,0\n1,1\n" * 50)
    ran = run("fit", tmp_path / "t.csv", "--target", "bad", "--out", tmp_path / "c.json")
    assert ran.code == 0
    assert "no column became a feature" in ran.err
