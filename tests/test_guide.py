"""Every block of the guide runs as it stands there, one after the other."""

import re
from pathlib import Path

import numpy as np

GUIDE = (Path(__file__).parents[1] / "docs" / "guide.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", GUIDE, flags=re.DOTALL)


def test_the_guide_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    given = {}
    for text in BLOCKS:
        exec(text, given)  # noqa: S102 - the guide's own code
    card, test = given["card"], given["test"]
    said = capsys.readouterr().out
    assert "late_payments kept" in said
    assert "shoe_size low_iv" in said
    assert "one policy group" in card.summary()
    assert "held out in 5 folds" in said
    assert np.all(card.base_points + card.points(test).sum(axis=1) == card.score(test))
    program = {}
    exec(given["program"], program)  # noqa: S102 - what was exported
    row = test.iloc[0].to_dict()
    assert program["score"](row)["score"] == card.score_row(row)
    assert (tmp_path / "report.html").stat().st_size > 10_000
    assert len(BLOCKS) >= 8
