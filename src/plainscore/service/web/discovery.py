"""Finding of what a package holds: adding a file is all it takes to add a route or a job."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def modules_of(package: str) -> Iterator[ModuleType]:
    """Yield the modules of a package, in the order of their names.

    Parameters
    ----------
    package : str
        Its dotted name.

    Yields
    ------
    ModuleType
        Each module, imported.

    Examples
    --------
    >>> [each.__name__.rpartition(".")[2] for each in modules_of("plainscore.service.api")][0]
    'consents'
    """
    parent = import_module(package)
    for found in sorted(iter_modules(parent.__path__), key=lambda each: each.name):
        yield import_module(f"{package}.{found.name}")
