"""Exchanging two folders in one step, so that no moment is without either."""

import ctypes
import os
import tempfile
from pathlib import Path

AT_FDCWD = -100
RENAME_EXCHANGE = 2


def exchange(first: Path, second: Path) -> None:
    """Exchange the names of two existing files or folders on one file system.

    On Linux this is one system call (renameat2(2) with RENAME_EXCHANGE), so a process killed at
    any moment leaves both under one name or the other. Where the system or the file system cannot
    do it, two renames are used, and a kill between them leaves `second` beside its old place.

    Parameters
    ----------
    first, second : pathlib.Path
        What to exchange.

    Raises
    ------
    OSError
        If either does not exist or may not be renamed.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as place:
    ...     one, two = Path(place) / "one", Path(place) / "two"
    ...     _ = one.write_text("1"), two.write_text("2")
    ...     exchange(one, two)
    ...     one.read_text(), two.read_text()
    ('2', '1')
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "renameat2"):
        result = libc.renameat2(
            AT_FDCWD, os.fsencode(first), AT_FDCWD, os.fsencode(second), RENAME_EXCHANGE
        )
        if result == 0:
            return
    _exchange_in_steps(first, second)


def _exchange_in_steps(first: Path, second: Path) -> None:
    beside = Path(tempfile.mkdtemp(prefix=f".{second.name}-", dir=second.parent))
    kept = beside / second.name
    try:
        second.rename(kept)
        try:
            first.rename(second)
        except OSError:
            kept.rename(second)
            raise
        kept.rename(first)
    finally:
        beside.rmdir()
