"""Every feature of odd people, held against the plain-Python reference."""

from types import ModuleType

import pytest

from plainscore.features import CATALOGUE, GATES, compute_features

PEOPLE = 120


@pytest.fixture(scope="module")
def compared(town: ModuleType, reference: ModuleType) -> list[tuple[dict, dict]]:
    """Return what the engine and the reference say of each application of a town."""
    made_up = town.Town(seed=20, people=PEOPLE)
    applications = made_up.applications()
    found = compute_features(made_up.records(), applications)
    return [
        (row, reference.features(made_up.tables, application))
        for row, application in zip(found.to_pylist(), made_up.tables["applications"], strict=True)
    ]


@pytest.mark.parametrize("name", [*GATES, *CATALOGUE])
def test_equals_the_reference(name: str, compared: list[tuple[dict, dict]]) -> None:
    for found, expected in compared:
        assert found["application_id"] == expected["application_id"]
        value = expected.get(name)
        wanted = None if value is None else pytest.approx(float(value), rel=1e-9, abs=1e-9)
        assert found[name] == wanted, (found["application_id"], found["history_days"])


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_the_town_exercises_the_feature(name: str, compared: list[tuple[dict, dict]]) -> None:
    values = {found[name] for found, _ in compared}
    assert None in values
    assert len(values) > 3
