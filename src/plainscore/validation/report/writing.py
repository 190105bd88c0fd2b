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
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
