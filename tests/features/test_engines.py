"""One behaviour on every engine: the same people, the same features.

Sums of money are exact on every engine. What is compared here comes after the last division, so
two engines may differ in the last bits of a float: by at most a part in 10^12.
"""

import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from plainscore.features import CATALOGUE, GATES, compute_features, person_features
from plainscore.features.chosen import chosen_features
from plainscore.features.plan_route import features_by_plan

Row = dict[str, Any]
Tables = dict[str, list[Row]]
COLUMNS = [*GATES, *CATALOGUE]
RELATIVE = 1e-12
ABSOLUTE = 1e-12
"""For differences of like sums, which may leave little of either."""


def on_duckdb(town: ModuleType, tables: Tables, **options: Any) -> list[Row]:
    applications = town.table("applications", tables["applications"])
    return compute_features(town.records(tables), applications, **options).to_pylist()


def on_spark(town: ModuleType, tables: Tables, **options: Any) -> list[Row]:
    return on_duckdb(town, tables, engine="spark", **options)


def by_the_plan_on_spark(town: ModuleType, tables: Tables, **options: Any) -> list[Row]:
    return on_duckdb(town, tables, engine="spark-plan", **options)


def one_by_one(town: ModuleType, tables: Tables, **options: Any) -> list[Row]:
    rows = []
    for row in tables["applications"]:
        records = town.records(rows_of(tables, row["person_id"]))
        values = person_features(records, row["as_of"], **options)
        rows.append({"application_id": row["application_id"]} | values)
    return rows


def by_the_plan(town: ModuleType, tables: Tables, **options: Any) -> list[Row]:
    """Run every step of the plan on DuckDB, which the kernel stands in for where it can."""
    applications = town.table("applications", tables["applications"])
    chosen = chosen_features(options.get("features"))
    return features_by_plan(town.records(tables), applications, chosen).to_pylist()


ENGINES: dict[str, Callable[..., list[Row]]] = {
    "duckdb": on_duckdb,
    "the plan": by_the_plan,
    "spark": on_spark,
    "the plan on spark": by_the_plan_on_spark,
    "one person": one_by_one,
}
# Spark keeps sockets to its virtual machine open until the process ends
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Callable[..., list[Row]]:
    """Return each engine in turn."""
    if "spark" in request.param:
        request.getfixturevalue("spark")
    return ENGINES[request.param]


@pytest.fixture(scope="module")
def everyone(town: ModuleType, cases: ModuleType) -> tuple[Tables, Tables]:
    """Return the rows of the ordinary cases, and of the extreme ones."""
    return cases.every_case(town)


@pytest.fixture(scope="module")
def expected(everyone: tuple[Tables, Tables], reference: ModuleType) -> list[Row]:
    """Return what the plain-Python reference says of the ordinary cases."""
    ordinary, _ = everyone
    return [
        {name: reference.features(part, row).get(name) for name in COLUMNS}
        | {"application_id": row["application_id"]}
        for row in ordinary["applications"]
        for part in [rows_of(ordinary, row["person_id"])]
    ]


@pytest.fixture(scope="module")
def found(
    engine: Callable[..., list[Row]],
    town: ModuleType,
    cases: ModuleType,
    everyone: tuple[Tables, Tables],
) -> dict[str, Row]:
    """Return what the engine says of every case."""
    # amounts beyond what the kernel holds would send everybody the way of the plan; but Spark is
    # slow to start, and takes them all at once
    on_executors = engine in {on_spark, by_the_plan_on_spark}
    groups = [cases.together(list(everyone))] if on_executors else everyone
    return {row["application_id"]: row for group in groups for row in engine(town, group)}


def rows_of(tables: Tables, person: str) -> Tables:
    """Return the rows of one person, so that the slow reference need not look for them."""
    accounts = {row["account_id"] for row in tables["accounts"] if row["person_id"] == person}
    lines = {row["tradeline_id"] for row in tables["tradelines"] if row["person_id"] == person}
    return {
        name: [
            row
            for row in rows
            if row.get("person_id") == person
            or row.get("account_id") in accounts
            or row.get("tradeline_id") in lines
        ]
        for name, rows in tables.items()
    }


def same(value: Any, other: Any) -> bool:
    if value is None or other is None or isinstance(value, bool):
        return value is other
    return math.isclose(value, other, rel_tol=RELATIVE, abs_tol=ABSOLUTE)


@pytest.mark.parametrize("name", COLUMNS)
def test_says_what_the_reference_says(
    name: str, found: dict[str, Row], expected: list[Row]
) -> None:
    for row in expected:
        value, other = found[row["application_id"]][name], row[name]
        wanted = None if other is None else pytest.approx(float(other), rel=1e-9, abs=1e-9)
        assert value == wanted, row["application_id"]


@pytest.mark.parametrize("name", COLUMNS)
def test_says_what_the_plan_says(name: str, found: dict[str, Row], planned: dict[str, Row]) -> None:
    assert found.keys() == planned.keys()
    differing = {
        application: (row[name], planned[application][name])
        for application, row in found.items()
        if not same(row[name], planned[application][name])
    }
    assert not differing


@pytest.fixture(scope="module")
def planned(town: ModuleType, cases: ModuleType, everyone: tuple[Tables, Tables]) -> dict[str, Row]:
    rows = by_the_plan(town, cases.together(list(everyone)))
    return {row["application_id"]: row for row in rows}


def test_extremes_are_finite(found: dict[str, Row], everyone: tuple[Tables, Tables]) -> None:
    _, extreme = everyone
    for application in extreme["applications"]:
        row = found[application["application_id"]]
        assert row["enough_information"] is True
        for name in CATALOGUE:
            assert row[name] is None or math.isfinite(row[name]), name


def test_empty_tables_tell_nothing(
    engine: Callable[..., list[Row]], town: ModuleType, cases: ModuleType
) -> None:
    tables = cases.together([cases.Case("nobody").apply(cases.at(town.TODAY)).tables])
    (row,) = engine(town, tables, features=["housing_ratio"])
    assert row["enough_information"] is False
    assert row["housing_ratio"] is None
    nobody = tables | {"applications": []}
    assert engine(town, nobody, features=["housing_ratio"]) == []
