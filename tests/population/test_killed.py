"""Killed at any moment, a run loses nothing, doubles nothing and shows nothing half-written."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plainscore.population import population_features
from plainscore.population.location import locate
from plainscore.population.manifest import Manifest

PROGRAM = """
import sys
from plainscore.population import population_features
print("begun", flush=True)
population_features(sys.argv[1], sys.argv[2], features=sys.argv[3].split(), partitions=6)
"""


def started(records: Path, out: Path, few: tuple[str, ...]) -> subprocess.Popen[bytes]:
    run = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(records), str(out), " ".join(few)],
        stdout=subprocess.PIPE,
    )
    assert run.stdout is not None
    assert run.stdout.readline() == b"begun\n"
    return run


def finished_partitions(out: Path) -> int:
    return len(list((out / "features").glob("*.parquet")))


def killed(run: subprocess.Popen[bytes], out: Path, partitions: int, delay: float) -> bool:
    """Kill a run so many seconds after it has so many partitions; False if it ends before."""
    while finished_partitions(out) < partitions and run.poll() is None:
        time.sleep(0.002)
    try:
        run.wait(delay)
    except subprocess.TimeoutExpired:
        run.kill()
        return run.wait() < 0
    return False


def test_ten_kills_lose_and_double_nothing(mixed, few, tmp_path, contents):
    undisturbed = tmp_path / "undisturbed"
    with started(mixed, undisturbed, few) as run:
        began = time.perf_counter()
        assert run.wait() == 0
    a_part = (time.perf_counter() - began) / 6
    expected = contents(undisturbed)
    assert len(expected) == 7

    out, places = tmp_path / "out-0", 1
    moments = random.Random(20)
    kills = 0
    while kills < 10:
        partitions = moments.randint(min(finished_partitions(out), 5), 5)
        with started(mixed, out, few) as run:
            if not killed(run, out, partitions, moments.uniform(0, a_part)):
                assert run.wait() == 0
                assert contents(out) == expected
                out, places = tmp_path / f"out-{places}", places + 1
                continue
        kills += 1
        visible = contents(out)
        visible.pop("manifest.json", None)
        assert visible.items() <= expected.items()
        manifest = Manifest.load(locate(out))
        if manifest is not None:
            names = {f"features/{name}.parquet" for name in manifest.finished}
            assert names <= visible.keys()
            # at most the one partition that was moved but not yet entered
            assert len(visible.keys() - names) <= 1

    population_features(mixed, out, features=few, partitions=6)
    assert contents(out) == expected


def test_two_runs_cannot_write_one_output(mixed, few, tmp_path):
    out = tmp_path / "out"
    with started(mixed, out, few) as run:
        try:
            while not (out / ".work" / "lock").exists():
                time.sleep(0.001)
            with pytest.raises(ValueError, match="another run is writing"):
                population_features(mixed, out, features=few, partitions=6)
        finally:
            run.kill()
