"""People simulated once for many tests."""

from pathlib import Path

import numpy as np
import pytest

from plainscore.simulation import Economy, Simulated, simulate
from plainscore.simulation.life import Lived, live
from plainscore.simulation.people import calendar_for

MONTHS = 6


@pytest.fixture(scope="session")
def lived() -> Lived:
    economy = Economy()
    return live(economy, calendar_for(economy, MONTHS), 11, np.arange(2500), MONTHS)


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    return simulate(150, 4, 5, tmp_path_factory.mktemp("simulated") / "people", people_per_part=60)


@pytest.fixture(scope="session")
def records_folder(simulated: Simulated) -> Path:
    return simulated.folder
