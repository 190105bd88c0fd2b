"""Where a simulation puts what does not belong to the records."""

from pathlib import Path

FILES = "files"
"""Sub-folder of a records folder for its bank files."""

AUDIT = "audit"
"""Sub-folder for what no scorer may read: protected attributes, and what rows really were."""


def streams_path(folder: Path) -> Path:
    """Return the folder that tells, part by part and row for row, what transactions were.

    Examples
    --------
    >>> streams_path(Path("out")).as_posix()
    'out/audit/streams'
    """
    return folder / AUDIT / "streams"


def protected_path(folder: Path) -> Path:
    """Return the table of protected attributes.

    Examples
    --------
    >>> protected_path(Path("out")).as_posix()
    'out/audit/protected.parquet'
    """
    return folder / AUDIT / "protected.parquet"
