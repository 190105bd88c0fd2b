"""`plainscore alternatives`, from files to a page, a record and a better card."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest

from plainscore.scorecard import Scorecard


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A card that reads a feature which carries the group, and a twin of it that does not."""
    folder = tmp_path_factory.mktemp("people")
    rng = np.random.default_rng(0)
    n = 7000
    woman = rng.random(n) < 0.4
    risk, pay = rng.normal(size=(2, n))
    table = pa.table(
        {
            "id": np.arange(n),
            "pay": pay.round(3),
            "first": (risk + rng.normal(0, 0.5, n) + woman).round(3),
            "second": (risk + rng.normal(0, 0.5, n)).round(3),
            "bad": (rng.random(n) < 1 / (1 + np.exp(1.3 - risk - 0.7 * pay))).astype(int),
        }
    )
    pa_csv.write_csv(table[:3000], folder / "train.csv")
    pa_csv.write_csv(table[3000:], folder / "new.csv")
    sex = pa.table({"id": np.arange(n), "sex": np.where(woman, "f", "m").tolist()})
    pa_csv.write_csv(sex, folder / "people.csv")
    return folder


def test_files_in_a_page_a_record_and_a_card_out(run, files, tmp_path):
    card, better = tmp_path / "card.json", tmp_path / "better.json"
    page, record = tmp_path / "page.html", tmp_path / "record.json"
    common = ("--target", "bad", "--exclude", "id,second", "--out", card)
    assert run("fit", files / "train.csv", *common).code == 0
    words = (
        *("alternatives", card, files / "new.csv", "--train", files / "train.csv"),
        *("--target", "bad", "--protected", files / "people.csv", "--key", "id"),
        *("--attribute", "sex", "--cut-off", 620, "--out", page),
        *("--card-out", better, "--record-out", record),
    )
    kept_out = run(*words, "--exclude", "second")
    assert kept_out.code == 0, kept_out.err
    assert "second" not in json.loads(record.read_text())["certificate"]["features"]

    ran = run(*words)
    assert ran.code == 0, ran.err
    written = json.loads(record.read_text())
    assert written["question"]["group"] == "f"
    assert Scorecard.load(better).digest == written["chosen"]
    assert "first" not in Scorecard.load(better).feature_names
    text = page.read_text()
    assert "A less discriminatory alternative is certified" in text
    assert "http" not in text.replace("http://www.w3.org", "")
    assert "<script" not in text


def test_what_is_wrong_is_said(run, files, tmp_path):
    card = tmp_path / "card.json"
    run("fit", files / "train.csv", "--target", "bad", "--exclude", "id", "--out", card)
    words = (
        *("alternatives", card, files / "new.csv", "--target", "bad", "--key", "id"),
        *("--protected", files / "people.csv", "--out", tmp_path / "p.html"),
    )
    assert "no column 'religion'" in run(*words, "--attribute", "religion").err
    assert "no group 'x'" in run(*words, "--attribute", "sex", "--reference", "x").err
