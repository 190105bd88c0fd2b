"""The routes say the same of made-up households and of real ones.

At scale: docs/scale.md. The plan on Spark, slow to start, runs in `test_engines` alone.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from plainscore.features import CATALOGUE, GATES, compute_features, person_features
from plainscore.features.plan_route import features_by_plan
from plainscore.records import Records, read_records, read_table
from plainscore.simulation import simulate
from plainscore.sources import read

COLUMNS = [*GATES, *CATALOGUE]
RELATIVE = 1e-12
SAMPLE = 100

pytestmark = [
    # Spark keeps sockets to its virtual machine open until the process ends
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]


def of_person(records: Records, person: str) -> Records:
    """Return what is held about one person."""
    accounts = records.accounts.filter(pc.equal(records.accounts["person_id"], person))
    lines = records.tradelines.filter(pc.equal(records.tradelines["person_id"], person))

    def of(table: pa.Table, key: str, owned: pa.Table) -> pa.Table:
        return table.filter(pc.is_in(table[key], owned[key]))

    return Records(
        accounts,
        of(records.transactions, "account_id", accounts),
        lines,
        of(records.tradeline_months, "tradeline_id", lines),
    )


def one_by_one(records: Records, applications: pa.Table) -> pa.Table:
    return pa.Table.from_pylist(
        [
            person_features(of_person(records, row["person_id"]), row["as_of"])
            for row in applications.to_pylist()
        ]
    )


ROUTES: dict[str, Callable[[Records, pa.Table], pa.Table]] = {
    "the plan": lambda records, asked: features_by_plan(records, asked, tuple(CATALOGUE)),
    "one person": one_by_one,
    "spark": lambda records, asked: compute_features(records, asked, engine="spark"),
}

People = tuple[Records, pa.Table, pa.Table]


@pytest.fixture(scope="module")
def households(tmp_path_factory: pytest.TempPathFactory) -> People:
    """Return made-up people, whose features are asked for, and what the walk says of them."""
    folder = tmp_path_factory.mktemp("made up") / "people"
    simulate(SAMPLE, 14, 5, folder)
    records, asked = read_records(folder), read_table(folder, "applications")
    return records, asked, compute_features(records, asked)


@pytest.fixture(scope="module")
def berka(shared_data: Path) -> People:
    """Return some borrowers of the Berka bank, and what the walk says of them."""
    imported = read(shared_data / "berka")
    asked = imported.applications.slice(0, SAMPLE)
    return imported.records, asked, compute_features(imported.records, asked)


@pytest.mark.parametrize("people", ["households", "berka"])
@pytest.mark.parametrize("route", ROUTES)
def test_says_what_the_walk_says(request: pytest.FixtureRequest, people: str, route: str) -> None:
    if route == "spark":
        request.getfixturevalue("spark")
    records, asked, walked = request.getfixturevalue(people)
    found = ROUTES[route](records, asked)
    assert found.num_rows == walked.num_rows == SAMPLE
    differing = [name for name in COLUMNS if not same(walked[name], found[name])]
    assert not differing
    # the sample is worth the name: most features are known of somebody
    assert sum(walked[name].null_count < SAMPLE for name in CATALOGUE) > len(CATALOGUE) / 2


def same(first: pa.ChunkedArray, second: pa.ChunkedArray) -> bool:
    values, others = (
        pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False) for column in (first, second)
    )
    return np.allclose(values, others, rtol=RELATIVE, atol=0, equal_nan=True)
