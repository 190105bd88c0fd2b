"""What the tests of features share: a slow reference and a town of odd people."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def load(name: str) -> ModuleType:
    """Load a module that stands beside this file (test folders are no packages)."""
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"features_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def reference() -> ModuleType:
    """Return the features in plain Python."""
    return load("reference")


@pytest.fixture(scope="session")
def town() -> ModuleType:
    """Return the module that makes up people."""
    return load("town")


@pytest.fixture(scope="session")
def cases() -> ModuleType:
    """Return the module of people at every edge of the contract."""
    return load("cases")
