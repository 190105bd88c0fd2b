"""A page written whole or not at all."""

from pathlib import Path


def write_whole(text: str, path: str | Path) -> None:
    """Write a text file so that nobody ever sees half of it.

    Parameters
    ----------
    text : str
        What to write.
    path : str or pathlib.Path
        The file; folders on the way are made.
    """
    write_bytes_whole(text.encode("utf-8"), path)


def write_bytes_whole(content: bytes, path: str | Path) -> None:
    """Write a file so that nobody ever sees half of it.

    Parameters
    ----------
    content : bytes
        What to write.
    path : str or pathlib.Path
        The file; folders on the way are made.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_bytes(content)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
