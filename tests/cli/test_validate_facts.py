"""`validate --facts --strict`: the model document is whole, or what is missing is named."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

FACTS = """
purpose = "Loans"
not_for = "Hiring"
"""


@pytest.fixture
def words(run, loans, tmp_path):
    table = tmp_path / "loans.parquet"
    pq.write_table(loans, table)
    card = tmp_path / "card.json"
    assert run("fit", table, "--target", "bad", "--exclude", "weight", "--out", card).code == 0
    return ("validate", card, table, "--target", "bad", "--out", tmp_path / "r.html")


def test_strict_names_what_is_missing_and_writes_the_report(run, words, tmp_path):
    facts = tmp_path / "facts.toml"
    facts.write_text(FACTS)
    ran = run(*words, "--facts", facts, "--strict")
    assert ran.code == 1
    assert "owner: give in the facts the role that answers for it" in ran.err
    assert "purpose:" not in ran.err
    assert "section fairness: give protected attributes with --protected" in ran.err
    assert "Hiring" in (tmp_path / "r.html").read_text()
    assert run(*words, "--facts", facts).code == 0


def test_facts_that_cannot_be_read_are_refused(run, words, tmp_path):
    facts = tmp_path / "facts.toml"
    facts.write_text('pupose = "Loans"')
    ran = run(*words, "--facts", facts)
    assert (ran.code, "'pupose' is no fact about a model" in ran.err) == (1, True)
    assert not (tmp_path / "r.html").exists()


def test_rows_and_people_of_the_fit_are_found_among_those_measured(run, loans, words, tmp_path):
    again = loans[:300].append_column("day", pa.array(["2026-01-31"] * 300))
    later = loans[300:400].append_column("day", pa.array(["2025-12-31"] * 100))
    both = pa.concat_tables([again.slice(0, 200), later])
    pq.write_table(again, tmp_path / "fit.parquet")
    pq.write_table(both, tmp_path / "measured.parquet")
    card = words[1]
    ran = run("validate", card, tmp_path / "measured.parquet", "--target", "bad",
              "--out", tmp_path / "s.html", "--train", tmp_path / "fit.parquet",
              "--key", "application_id", "--as-of", "day")  # fmt: skip
    assert ran.code == 0, ran.err
    assert "200 persons stand in two samples" in ran.out
    assert "rows stand in two samples or folds with all their values" in ran.out
    assert "overlap" in (tmp_path / "s.html").read_text()
    wrong = run(*words, "--as-of", "nowhere")
    assert (wrong.code, "no column 'nowhere'" in wrong.err) == (1, True)
