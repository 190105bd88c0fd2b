"""Compilation of the numeric kernels."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function) -> _Function:
    """Compile a kernel to machine code, kept on disk between runs.

    Kernels release the interpreter's lock and are run on chunks by ordinary threads: numba's own
    parallel loops abort the process when a web server calls them from two threads at once.

    Parameters
    ----------
    function : callable
        A function of numbers and arrays.

    Returns
    -------
    callable
        The compiled function, with the same signature.

    Examples
    --------
    >>> import numpy as np
    >>> from plainscore.scorecard.binning.segments import segment_sums  # a compiled kernel
    >>> segment_sums(np.array([1.0, 2.0]))
    array([[1., 3.],
           [0., 2.]])
    """
    return cast("_Function", njit(cache=True, nogil=True)(function))


def compiled_fast(function: _Function) -> _Function:
    """Compile a kernel whose sums may be taken in any order, so that they use vector registers.

    Parameters
    ----------
    function : callable
        A function of finite numbers and arrays of them.

    Returns
    -------
    callable
        The compiled function, with the same signature.
    """
    allowed = {"reassoc", "contract", "nsz"}
    return cast("_Function", njit(cache=True, nogil=True, fastmath=allowed)(function))
