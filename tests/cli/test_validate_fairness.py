"""`plainscore validate` with protected attributes and periods: what is missing is said."""

import pyarrow.parquet as pq


def test_what_is_missing_is_said(run, loans, tmp_path):
    table = tmp_path / "loans.parquet"
    pq.write_table(loans, table)
    card = tmp_path / "card.json"
    assert run("fit", table, "--target", "bad", "--out", card).code == 0
    words = ("validate", card, table, "--target", "bad", "--out", tmp_path / "r.html")
    assert "--protected needs --key" in run(*words, "--protected", table).err
    wrong = run(*words, "--protected", table, "--key", "nobody")
    assert (wrong.code, "no column 'nobody'" in wrong.err) == (1, True)
    assert (
        "ATTRIBUTE=GROUP"
        in run(*words, "--protected", table, "--key", "bad", "--reference", "x").err
    )
    assert "no column 'when'" in run(*words, "--period", "when").err
