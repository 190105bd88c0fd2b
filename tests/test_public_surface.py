"""The public surface is a list: a name joins or leaves it on purpose."""

import subprocess
import sys

import pytest

import plainscore as ps
from plainscore.features import GATES
from plainscore.scorecard.protected import GATE_COLUMNS, protected_ground

PUBLIC = {
    *("CATALOGUE", "Feature", "compute_features"),
    *("AccountKind", "Problem", "Purpose", "Records", "Role", "RoleSource", "TradelineKind"),
    *("read_records", "write_records"),
    *("FeatureNote", "Scorecard", "ScorecardClassifier"),
    *("simulate", "write_bank_files"),
    *("CsvMapping", "Import", "read"),
    *("Evidence", "validate", "write_report"),
}


def test_the_public_names_are_exactly_these():
    assert set(ps.__all__) == PUBLIC


@pytest.mark.parametrize("name", sorted(PUBLIC - {"CATALOGUE"}))
def test_every_public_name_is_documented(name):
    assert getattr(ps, name).__doc__


def test_importing_it_does_not_import_the_command_line():
    code = "import sys, plainscore; sys.exit('typer' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("heavy", ["sklearn", "ibis", "numba", "altair", "pandas"])
def test_importing_it_loads_no_library_that_is_not_used(heavy):
    code = f"import sys, plainscore; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_public_name_is_listed_and_found():
    assert set(ps.__all__) <= set(dir(ps))
    assert all(getattr(ps, name) is not None for name in ps.__all__)


def test_a_name_that_is_not_public_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'blacklist'"):
        _ = ps.blacklist


def test_every_gate_is_refused_by_the_scorer():
    assert set(GATES) == GATE_COLUMNS
    assert not GATE_COLUMNS & set(ps.CATALOGUE)


def test_no_feature_of_the_catalogue_is_refused():
    assert [name for name in ps.CATALOGUE if protected_ground(name)] == []
