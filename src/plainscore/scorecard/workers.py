"""How many threads the passes over all rows take."""

import os


def workers() -> int:
    """Return how many processors this process may use.

    Returns
    -------
    int
        At least 1; as few as the process was bound to (a container's limit in whole processors,
        ``taskset``), not as many as the machine has.

    Examples
    --------
    >>> workers() >= 1
    True
    """
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
