"""Every block of docs/validation.md runs as it stands there, one after the other."""

import re
import shlex
from pathlib import Path

import pytest

from plainscore.cli import main

PAGE = (Path(__file__).parents[1] / "docs" / "validation.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(python|toml|bash)\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_page_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    given = {}
    for language, text in BLOCKS:
        if language == "python":
            exec(text, given)  # noqa: S102 - the page's own code
        elif language == "toml":
            Path("facts.toml").write_text(text)
        else:
            for line in text.strip().splitlines():
                with pytest.raises(SystemExit) as stop:
                    main(shlex.split(line)[1:])
                assert stop.value.code == 0, (line, capsys.readouterr().err)
    report = Path("report.html").read_text()
    for anchor in ("model", "weaknesses", "champion", "fairness", "stability", "requirements"):
        assert f'<section id="{anchor}"' in report
    assert "No mandatory field or section is missing" in report
    assert given["weak"].found == ()
    assert given["at_best"].profit.low > 0
    assert len(given["found"].refitted) == 3
    assert given["split"].pays is False
    assert Path("monitor.html").stat().st_size > 10_000
    assert len(BLOCKS) >= 8
