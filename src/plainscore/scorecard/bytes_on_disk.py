"""Arrays of one byte a cell that may be larger than memory."""

import tempfile

import numpy as np
from numpy.typing import NDArray


def byte_array(shape: tuple[int, ...], *, on_disk: bool) -> NDArray[np.uint8]:
    """Return an array to be filled, in memory or in a nameless temporary file.

    Parameters
    ----------
    shape : tuple of int
        Its shape.
    on_disk : bool
        Whether it stands in a file, in the folder for temporary files (``TMPDIR``). The file has
        no name and is gone with the array, also when the process dies; its pages are given back
        to the system when memory is short.

    Returns
    -------
    ndarray of uint8
        The array; a `numpy.memmap` on disk.

    Examples
    --------
    >>> byte_array((2, 3), on_disk=True).shape
    (2, 3)
    """
    if not on_disk or 0 in shape:
        return np.empty(shape, dtype=np.uint8)
    with tempfile.TemporaryFile() as file:
        return np.memmap(file, dtype=np.uint8, mode="w+", shape=shape)
