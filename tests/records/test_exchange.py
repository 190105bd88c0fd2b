"""Two folders change places, and both are always there."""

import pytest

import plainscore.records.exchange as module
from plainscore.records.exchange import exchange


@pytest.fixture(params=["one system call", "two renames"])
def way(request, monkeypatch):
    if request.param == "two renames":
        monkeypatch.setattr(module.ctypes, "CDLL", lambda *_, **__: object())
    return request.param


def test_folders_change_places(tmp_path, way):
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "what").write_text(name)
    exchange(tmp_path / "new", tmp_path / "old")
    assert (tmp_path / "old" / "what").read_text() == "new"
    assert (tmp_path / "new" / "what").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "old"]


def test_what_is_absent_cannot_be_exchanged(tmp_path, way):
    (tmp_path / "old").mkdir()
    with pytest.raises(FileNotFoundError):
        exchange(tmp_path / "new", tmp_path / "old")
    assert (tmp_path / "old").is_dir()
