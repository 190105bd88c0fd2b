"""A service, and each process that makes its scores, starts without what few requests need."""

import subprocess
import sys

import pytest

LATER = {
    # formulas of features, and engines: loaded by warming
    *("ibis", "sqlglot", "duckdb", "pandas", "pyarrow.dataset", "pyspark"),
    # fitting, and what a score is explained with: the latter is loaded by warming
    *("scipy.special", "scipy.stats", "scipy.optimize", "sklearn", "lightgbm"),
    # reports, letters and files for others
    *("plainscore.validation", "altair", "matplotlib", "weasyprint", "openpyxl"),
    # changes of the schema, the command line, simulated people
    *("alembic", "typer", "rich", "plainscore.simulation", "plainscore.cli"),
}
ROUTES = """
import plainscore.service.serving
from plainscore.service.web.discovery import modules_of
found = [*modules_of("plainscore.service.api"), *modules_of("plainscore.service.pages")]
assert len(found) > 20
"""


@pytest.mark.parametrize(
    "code",
    [ROUTES, "import plainscore.service.scores.processes", "import plainscore.cli.serve"],
    ids=["service", "process that makes scores", "command"],
)
def test_it_starts_without_them(code):
    wanted = f"{code}\nimport sys; print('|'.join(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", wanted], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.strip().split("|"))
    allowed = {"typer", "rich", "plainscore.cli"} if "cli" in code else set()
    assert loaded & LATER == allowed
    assert ("numpy" in loaded) == ("cli" not in code)
