"""The labels of a target, where one look at each tells them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def two_whole_labels(labels: NDArray[Any]) -> NDArray[Any] | None:
    """Return the two labels of a target of whole numbers or truth values.

    Parameters
    ----------
    labels : ndarray, shape (n_rows,)
        The target.

    Returns
    -------
    ndarray, shape (2,), or None
        What `numpy.unique` gives, without its sort; None where there are not two, or of other
        kinds.

    Examples
    --------
    >>> two_whole_labels(np.array([2, 0, 2]))
    array([0, 2])
    >>> two_whole_labels(np.array([2, 0, 1])) is None
    True
    """
    if labels.ndim != 1 or labels.size == 0 or labels.dtype.kind not in "biu":
        return None
    least, greatest = labels.min(), labels.max()
    if least == greatest or not bool(np.all((labels == least) | (labels == greatest))):
        return None
    return np.array([least, greatest], dtype=labels.dtype)
