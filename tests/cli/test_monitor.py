"""`plainscore monitor`: exit codes for schedulers, a page for people, samples read in parts."""

import lxml.html
import numpy as np
import pandas as pd
import pytest


@pytest.fixture(scope="module")
def months(tmp_path_factory):
    """A scorecard's training table, a month as before, and one with lower balances."""
    folder = tmp_path_factory.mktemp("months")
    rng = np.random.default_rng(3)

    def month(n, moved=0.0):
        table = pd.DataFrame(
            {"balance": rng.normal(900 - 400 * moved, 400, n), "late": rng.poisson(2, n) * 1.0}
        )
        risk = -1.7 - (table["balance"] - 900) / 450 + 0.5 * (table["late"] - 2)
        table["bad"] = (rng.random(n) < 1 / (1 + np.exp(-risk))).astype(int)
        table["overridden"] = rng.random(n) < 0.03
        return table

    for name, table in (
        ("training", month(4000)),
        ("quiet", month(2000)),
        ("moved", month(2000, 0.7)),
    ):
        table.to_parquet(folder / f"{name}.parquet")
        table.to_csv(folder / f"{name}.csv", index=False)
    return folder


@pytest.fixture
def card(run, months, tmp_path):
    path = tmp_path / "card.json"
    words = ("--target", "bad", "--exclude", "overridden", "--out", path)
    assert run("fit", months / "training.parquet", *words).code == 0
    return path


def test_a_quiet_month_exits_with_0_and_a_moved_one_with_3(run, months, card, tmp_path):
    words = ("monitor", card, months / "training.parquet")
    assert run(*words, months / "quiet.parquet").code == 0
    moved = run(*words, months / "quiet.parquet", months / "moved.parquet")
    assert moved.code == 3
    assert "act: feature balance" in moved.out
    assert run(*words, months / "moved.parquet", "--fail-on", "never").code == 0


def test_the_page_tells_every_sample_feature_and_rate(run, months, card, tmp_path):
    page = tmp_path / "monitor.html"
    words = ("--target", "bad", "--flag", "overridden", "--out", page)
    files = [months / f"{name}.parquet" for name in ("training", "quiet", "moved")]
    assert run("monitor", card, *files, *words).code == 3
    read = lxml.html.parse(page).getroot()
    said = " ".join(read.text_content().split())
    for word in ("quiet", "moved", "balance", "late", "overridden", "Act", "AUC"):
        assert word in said
    links = {link.get("href")[1:] for link in read.cssselect("nav a")}
    assert links == {section.get("id") for section in read.cssselect("main section")}
    assert not read.cssselect("script, link, img")


def test_csv_and_parquet_give_the_same(run, months, card):
    said = [
        run(
            "monitor",
            card,
            months / f"training.{kind}",
            months / f"moved.{kind}",
            "--target",
            "bad",
            "--bad",
            "1",
        ).out
        for kind in ("csv", "parquet")
    ]
    assert said[0] == said[1]


def test_a_column_that_is_absent_is_named(run, months, card):
    files = [months / f"{name}.parquet" for name in ("training", "quiet")]
    ran = run("monitor", card, *files, "--flag", "disputed")
    assert ran.code == 1
    assert "training.parquet: there is no column 'disputed'" in ran.err


def test_a_folder_of_parquet_is_a_sample(run, months, card, tmp_path):
    whole = pd.read_parquet(months / "moved.parquet")
    for at in range(3):
        (tmp_path / "moved" / f"{at}").mkdir(parents=True)
        whole.iloc[at::3].to_parquet(tmp_path / "moved" / f"{at}" / "part.parquet")
    words = ("--target", "bad", "--flag", "overridden")
    files = [months / "training.parquet", months / "moved.parquet"]
    said = run("monitor", card, *files, *words)
    again = run("monitor", card, files[0], tmp_path / "moved", *words)
    assert (again.code, again.out) == (said.code, said.out)
    assert said.code == 3


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")
def test_spark_says_the_same(run, months, card, spark):
    words = ("monitor", card, months / "training.parquet", months / "moved.parquet")
    outcomes = ("--target", "bad", "--flag", "overridden")
    said = run(*words, *outcomes, "--engine", "spark")
    assert (said.code, said.out) == (3, run(*words, *outcomes).out)


def test_what_is_not_there_and_masters_without_spark_are_refused(run, months, card, tmp_path):
    ran = run("monitor", card, months / "training.parquet", tmp_path / "june.parquet")
    assert (ran.code, "june.parquet is not there" in ran.err) == (1, True)
    ran = run("monitor", card, months / "training.parquet", months / "quiet.parquet",
              "--master", "local[1]")  # fmt: skip
    assert "--master is for --engine spark" in ran.err
