"""What every test may use."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

DEFAULT_DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real public data; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("PLAINSCORE_DATA", DEFAULT_DATA))
    if not folder.is_dir():
        pytest.skip(f"real data not present at {folder}: set PLAINSCORE_DATA")
    return folder
