"""`validate --facts --strict`: the model document is whole, or what is missing is named."""

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
