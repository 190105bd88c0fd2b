"""The project's own pages and files keep their promises."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_local_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_decision_page_stands_in_the_index():
    index = (ROOT / "docs" / "decisions" / "README.md").read_text()
    pages = {page.name for page in (ROOT / "docs" / "decisions").glob("*.md")} - {"README.md"}
    assert pages == set(re.findall(r"\]\(([a-z0-9-]+\.md)\)", index))


def test_every_decision_page_has_its_three_parts():
    for page in (ROOT / "docs" / "decisions").glob("*.md"):
        if page.name != "README.md":
            text = page.read_text()
            for part in ("Context", "Choice", "Consequence"):
                assert f"**{part}.**" in text or f"## {part}" in text, f"{page.name} lacks {part}"


def test_no_file_names_an_index_or_a_machine():
    forbidden = re.compile(rb"(?:pypi|npmjs|debian)\.(?:org|com)|pythonhosted|/work/|/root/")
    for path in tracked_files():
        if path != Path(__file__):
            assert not forbidden.search(path.read_bytes()), path


def test_most_modules_stay_short():
    lengths = [len(path.read_text().splitlines()) for path in (ROOT / "src").rglob("*.py")]
    assert sum(length <= 300 for length in lengths) / len(lengths) > 0.9


def test_no_module_is_a_drawer():
    for path in (ROOT / "src").rglob("*.py"):
        assert not re.search(r"util|helper|manager|common|misc", path.stem), path
