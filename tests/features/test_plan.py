"""The plan: how often the transactions are scanned, and what is left out when not asked for."""

from types import ModuleType

import ibis
import pytest

from plainscore.features import CATALOGUE, compute_features
from plainscore.features.chosen import numbered
from plainscore.features.duckdb_engine import open_duckdb, open_table
from plainscore.features.plan import Plan, last_reader
from plainscore.features.readable import READABLE
from plainscore.features.steps import plan_for
from plainscore.records import write_records


@pytest.fixture(scope="module")
def scans(town: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """Return how many scans of the transactions each step's physical plan holds."""
    made_up = town.Town(3, 5)
    folder = tmp_path_factory.mktemp("records") / "town"
    write_records(folder, made_up.records())
    found = {}
    with open_duckdb() as connection:
        for name in READABLE:
            # the transactions alone stand in Parquet, so that each read of Parquet is one of them
            source = folder if name == "transactions" else made_up.records()
            open_table(connection, source, name)
        connection.register("moments", numbered(made_up.applications()))
        for step in plan_for(tuple(CATALOGUE)):
            sql = step.sql("duckdb")
            explained = connection.execute(f"EXPLAIN {sql}").fetchall()[0][1]
            found[step.name] = explained.count("READ_PARQUET")
            connection.execute(f'CREATE TEMP TABLE "{step.name}" AS {sql}')
    return found


def test_the_whole_catalogue_takes_three_scans(scans: dict[str, int]) -> None:
    assert {name: count for name, count in scans.items() if count} == {
        "sums": 1,
        "days": 1,
        "candidates": 1,
    }


def test_no_feature_adds_a_step() -> None:
    whole = {step.name for step in plan_for(tuple(CATALOGUE))}
    one_of_each = {feature.factor: name for name, feature in CATALOGUE.items()}
    for name in one_of_each.values():
        assert {step.name for step in plan_for((name,))} <= whole


def test_passes_that_are_not_needed_are_not_run() -> None:
    names = {step.name for step in plan_for(("net_flow_ratio",))}
    assert "candidates" not in names
    assert "folded_tradelines" not in names


def test_a_feature_is_the_same_alone_and_among_others(town: ModuleType) -> None:
    made_up = town.Town(5, 15)
    wanted = ["utilisation_revolving", "net_flow_ratio", "bills_on_time_share"]
    every = compute_features(made_up.records(), made_up.applications())
    some = compute_features(made_up.records(), made_up.applications(), features=wanted)
    assert some.column_names[-3:] == ["bills_on_time_share", "net_flow_ratio", wanted[0]]
    for name in some.column_names:
        assert some[name].equals(every[name])


def test_every_kept_table_is_read_later() -> None:
    *before, last = plan_for(tuple(CATALOGUE))
    assert {step.name for step in before} <= set(last_reader((*before, last)))


def test_a_plan_refuses_a_name_twice() -> None:
    plan = Plan()
    numbers = ibis.table({"number": "int64"}, name="numbers")
    plan.keep("some", numbers)
    with pytest.raises(ValueError, match="already has a step 'some'"):
        plan.keep("some", numbers)
