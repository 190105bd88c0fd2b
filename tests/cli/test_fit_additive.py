"""The joint additive fit at the keyboard, and every command on a scorecard with pairs."""

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from plainscore.scorecard import Scorecard
from plainscore.scorecard.export import read_card


@pytest.fixture(scope="module")
def together(tmp_path_factory):
    """3,000 made-up loans whose risk jumps where two things come together."""
    rng = np.random.default_rng(5)
    used, late = rng.uniform(0, 1, 3000), rng.poisson(1.0, 3000)
    log_odds = -1.5 + used + 2.5 * ((used > 0.5) & (late > 1))
    bad = (rng.random(3000) < 1 / (1 + np.exp(-log_odds))).astype(np.int8)
    path = tmp_path_factory.mktemp("loans") / "loans.csv"
    pa_csv.write_csv(pa.table({"used_share": used, "late_payments": late, "bad": bad}), path)
    return path


@pytest.fixture
def paired(run, together, tmp_path):
    path = tmp_path / "card.json"
    ran = run(
        *("fit", together, "--target", "bad", "--out", path),
        *("--method", "additive", "--pairs", "auto"),
    )
    assert ran.code == 0, ran.err
    return path, ran


def test_fit_names_the_pair(paired):
    path, ran = paired
    card = Scorecard.load(path)
    assert card.fitted_on.method == "additive"
    assert [pair.name for pair in card.pairs] == ["used_share & late_payments"]
    assert "Together: used share and late payments, a table of" in " ".join(ran.out.split())


def test_cap_of_features(run, loans_csv, tmp_path):
    path = tmp_path / "card.json"
    words = ("--method", "additive", "--max-features", "1", "--exclude", "weight")
    assert run("fit", loans_csv, "--target", "bad", "--out", path, *words).code == 0
    assert Scorecard.load(path).feature_names == ("late_payments",)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--pairs", "1"), "pairs need method='additive'"),
        (("--method", "additive", "--pairs", "many"), "--pairs takes a number or auto"),
        (("--method", "trees"), "trees"),
    ],
)
def test_what_makes_no_sense_is_said(run, loans_csv, tmp_path, words, message):
    ran = run("fit", loans_csv, "--target", "bad", "--out", tmp_path / "c.json", *words)
    assert ran.code != 0
    assert message in " ".join(ran.err.split())
    assert not (tmp_path / "c.json").exists()


def test_score_and_explain(run, paired, together, tmp_path):
    path, _ = paired
    card = Scorecard.load(path)
    scored = tmp_path / "scores.parquet"
    assert run("score", path, together, "--out", scored).code == 0
    rows = pa_csv.read_csv(together)
    assert pq.read_table(scored)["score"].to_pylist() == card.score(rows).tolist()
    assert (
        run("validate", path, together, "--target", "bad", "--out", tmp_path / "r.html").code == 0
    )


@pytest.mark.parametrize("target", ["sql", "pmml", "python", "excel", "json"])
def test_exports_come_back(run, paired, tmp_path, target):
    path, _ = paired
    suffix = {"python": "py", "excel": "xlsx"}.get(target, target)
    file = tmp_path / f"out.{suffix}"
    ran = run("export", path, "--to", target, "--out", file)
    assert ran.code == 0
    assert read_card(file) == Scorecard.load(path)
