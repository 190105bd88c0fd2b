"""Addresses: files of this machine, stores that Arrow opens, and those that fsspec opens."""

import sys

import pytest

from plainscore.population import LocationError, population_features
from plainscore.population.location import locate, publish


def test_a_path_and_its_address_are_the_same_place(tmp_path):
    assert locate(tmp_path).path == locate(f"file://{tmp_path}").path
    assert locate(f"file://{tmp_path}").is_local


def test_what_is_published_is_there_and_leaves_no_draft(tmp_path):
    out = locate("memory://published/out")
    for text in ("one", "two"):
        draft = tmp_path / "draft"
        draft.write_text(text)
        publish(draft, out / "rows" / "a.parquet", out)
    assert (out / "rows" / "a.parquet").read() == b"two"
    assert [place.name for place in (out / "rows").parquet_files()] == ["a.parquet"]
    assert (out / ".work").names() == []


def test_an_address_without_its_package_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(LocationError, match=r"install plainscore\[remote\]"):
        locate("memory://bucket/people")


def test_an_unknown_kind_of_address_is_refused():
    with pytest.raises(LocationError, match="nosuch://bucket cannot be opened"):
        locate("nosuch://bucket")


def test_a_store_without_its_package_names_the_package():
    with pytest.raises(LocationError, match="dropbox"):
        locate("dropbox://bucket")


def test_amazon_s3_needs_nothing_more():
    place = locate("s3://bucket/people?region=eu-central-1")
    assert place.filesystem.type_name == "s3"
    assert not place.is_local


@pytest.mark.parametrize("partitions", [None, 2])
def test_from_store_to_store(people, few, finished, rows_of, tmp_path, partitions):
    """Records at an address, features at an address: the rows are those of local folders."""
    name = f"memory://store-{partitions}"
    there, out = locate(f"{name}/records"), locate(f"{name}/out")
    for file in people.rglob("*.parquet"):
        if "audit" not in file.parts:
            target = there / file.relative_to(people).as_posix()
            copy = tmp_path / "copy"
            copy.write_bytes(file.read_bytes())
            publish(copy, target, there)
    work = tmp_path / "work"
    manifest = population_features(
        f"{name}/records", f"{name}/out", features=few, partitions=partitions, work=work
    )
    assert manifest.complete
    local = tmp_path / "features"
    local.mkdir()
    for place in (out / "features").parquet_files():
        (local / place.name).write_bytes(place.read())
    assert rows_of(local).equals(rows_of(finished / "features"))
    assert not work.exists()
    assert (
        population_features(
            f"{name}/records", f"{name}/out", features=few, partitions=partitions, work=work
        )
        == manifest
    )
