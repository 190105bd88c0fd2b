"""How many processors there are to divide work between."""

import os


def processors() -> int:
    """Return how many processors this process may use.

    Returns
    -------
    int
        At least 1; as few as the process was bound to (a container's limit in whole processors,
        ``taskset``), not as many as the machine has.

    Examples
    --------
    >>> processors() >= 1
    True
    """
    # not every system says which ones a process may use
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
