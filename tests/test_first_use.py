import subprocess
import sys
from importlib import import_module

import pytest

from plainscore.first_use import on_first_use


def test_a_name_loads_its_module_when_it_is_first_used_and_then_stands_in_the_package():
    code = (
        "import sys, plainscore\n"
        "before = 'plainscore.records' in sys.modules, 'Purpose' in vars(plainscore)\n"
        "found = plainscore.Purpose\n"
        "after = 'plainscore.records' in sys.modules, vars(plainscore)['Purpose'] is found\n"
        "sys.exit(before != (False, False) or after != (True, True))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("package", ["plainscore", "plainscore.features", "plainscore.scorecard"])
def test_a_name_that_no_module_defines_is_an_attribute_error(package):
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'guesses'"):
        import_module(package).guesses  # noqa: B018
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'guesses'"):
        on_first_use(package, {})("guesses")
