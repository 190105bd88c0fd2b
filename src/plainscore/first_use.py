"""Names of a package that are imported when they are first used."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def on_first_use(package: str, home_of: Mapping[str, str]) -> Callable[[str], object]:
    """Return the ``__getattr__`` of a package whose names load their modules when first used.

    Parameters
    ----------
    package : str
        Name of the package.
    home_of : mapping of str to str
        Name to the module of the package that defines it.

    Returns
    -------
    callable
        As PEP 562 has it: takes a name, returns what it stands for, or raises AttributeError.

    Examples
    --------
    >>> find = on_first_use("plainscore", {"Purpose": "records"})
    >>> find("Purpose")
    <enum 'Purpose'>
    >>> find("guesses")
    Traceback (most recent call last):
    ...
    AttributeError: module 'plainscore' has no attribute 'guesses'
    """

    def find(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{home_of[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return find
