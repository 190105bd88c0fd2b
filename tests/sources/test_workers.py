"""Several processes read the same as one, wherever they were started."""

from plainscore.sources import read

LINES = "account_id,date,amount,currency\nA1,2024-05-06,-12.50,EUR\n"


def people(folder):
    for name in ("ada", "bob", "eve"):
        (folder / "statements" / name).mkdir(parents=True)
        (folder / "statements" / name / "may.csv").write_text(LINES.replace("A1", name))


def test_a_relative_path_means_the_same_to_workers_started_elsewhere(tmp_path, monkeypatch):
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        people(tmp_path / name)
        monkeypatch.chdir(tmp_path / name)
        imported = read("statements", workers=2)
        assert imported.kept == 3
        assert imported.records == read("statements", workers=1).records
        (tmp_path / name / "statements").rename(tmp_path / name / "gone")
