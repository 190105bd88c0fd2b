"""Every block of the guide runs as it stands there, and prints what stands under it."""

import re
from pathlib import Path

import numpy as np

GUIDE = (Path(__file__).parents[1] / "docs" / "guide.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```\n)?", GUIDE, flags=re.DOTALL)


def without_digests(text):
    """Digests follow the last bits of sums, which differ between processors."""
    return re.sub(r"\b[0-9a-f]{12}\b", "...", text)


def test_the_guide_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    given = {}
    for code, shown in BLOCKS:
        exec(code, given)  # noqa: S102 - the guide's own code
        said = capsys.readouterr().out
        assert without_digests(said.strip()) == without_digests(shown.strip())
    card, test = given["card"], given["test"]
    assert np.all(card.base_points + card.points(test).sum(axis=1) == card.score(test))
    assert (tmp_path / "report.html").stat().st_size > 10_000
    assert len(BLOCKS) >= 10
    assert GUIDE.count("```") == 2 * (len(BLOCKS) + sum(bool(shown) for _, shown in BLOCKS))
