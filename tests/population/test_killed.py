"""Killed at any moment, a run loses nothing, doubles nothing and shows nothing half-written."""

import random
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from plainscore.population import population_features
from plainscore.population.location import locate
from plainscore.population.manifest import Manifest

Start = Callable[[Path, Path], ForkServerProcess]


@pytest.fixture
def start(few: tuple[str, ...]) -> Iterator[Start]:
    """Start runs in processes of their own, which begin with everything imported."""
    context = get_context("forkserver")
    context.set_forkserver_preload(
        ["plainscore.population", "plainscore.features.kernel", "ibis.backends.sql.compilers"]
    )
    begun: list[ForkServerProcess] = []

    def run(records: Path, out: Path) -> ForkServerProcess:
        asked = {"features": few, "partitions": 6}
        process = context.Process(target=population_features, args=(records, out), kwargs=asked)
        process.start()
        begun.append(process)
        return process

    yield run
    for process in begun:
        process.kill()
        process.join()
        process.close()


def finished_partitions(out: Path) -> int:
    return len(list((out / "features").glob("*.parquet")))


def killed(run: ForkServerProcess, out: Path, partitions: int, delay: float) -> bool:
    """Kill a run so many seconds after it has so many partitions; False if it ends before."""
    while finished_partitions(out) < partitions and run.is_alive():
        time.sleep(0.002)
    run.join(delay)
    run.kill()
    run.join()
    assert run.exitcode is not None
    return run.exitcode < 0


def test_ten_kills_lose_and_double_nothing(start, mixed, few, tmp_path, contents):
    undisturbed = tmp_path / "undisturbed"
    began = time.perf_counter()
    run = start(mixed, undisturbed)
    run.join()
    assert run.exitcode == 0
    a_part = (time.perf_counter() - began) / 6
    expected = contents(undisturbed)
    assert len(expected) == 7

    out, places = tmp_path / "out-0", 1
    moments = random.Random(20)
    kills = 0
    while kills < 10:
        partitions = min(finished_partitions(out) + moments.randint(0, 1), 5)
        run = start(mixed, out)
        if not killed(run, out, partitions, moments.uniform(0, a_part)):
            assert run.exitcode == 0
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


def test_two_runs_cannot_write_one_output(start, mixed, few, tmp_path):
    out = tmp_path / "out"
    start(mixed, out)
    while not (out / ".work" / "lock").exists():
        time.sleep(0.001)
    with pytest.raises(ValueError, match="another run is writing"):
        population_features(mixed, out, features=few, partitions=6)
