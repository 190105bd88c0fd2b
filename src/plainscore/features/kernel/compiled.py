"""Compilation of the kernels."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

import plainscore.records.roles

_Function = TypeVar("_Function", bound=Callable[..., Any])

Whole = int | np.integer[Any]
"""A whole number of a kernel."""

_HERE = Path(__file__).parent

CONSTANTS = ("balances", "cadence", "days", "flows", "intervals", "stream_fold", "streams")
"""Modules of features whose figures are compiled into kernels."""


def _digest() -> str:
    """Return a digest of everything that is compiled into kernels."""
    sources = [
        *sorted(_HERE.glob("*.py")),
        *(_HERE.parent / f"{name}.py" for name in CONSTANTS),
        Path(plainscore.records.roles.__file__),
    ]
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


_VERSION = _digest()


def compiled(function: _Function) -> _Function:
    """Compile a kernel to machine code, kept on disk between runs.

    Kernels release the interpreter's lock, so that ordinary threads run them side by side, and no
    float is rounded in another order than the one written.

    Parameters
    ----------
    function : callable
        A function of numbers and arrays.

    Returns
    -------
    callable
        The compiled function, with the same signature.
    """
    # numba keeps code by a function's name and its own file, but a kernel also holds the code of
    # those it calls, and figures from other files: the name carries the version of them all
    function.__qualname__ = f"{function.__qualname__}_{_VERSION}"
    return cast("_Function", njit(cache=True, nogil=True)(function))
