"""Whose file is whose: a folder of folders is a folder of people."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from plainscore.sources.identifiers import read_text


@dataclass(frozen=True, slots=True)
class Person:
    """One person and their files.

    Parameters
    ----------
    person_id : str
        The person.
    files : tuple of (pathlib.Path, str)
        Each file and its name for messages, in the order of the names.
    """

    person_id: str
    files: tuple[tuple[Path, str], ...]


def find_people(paths: Iterable[Path | str], person_id: str) -> list[Person]:
    """Find whose each file is, and name it for messages.

    Parameters
    ----------
    paths : iterable of paths
        Files and folders. Each direct sub-folder of a folder is one person, with everything in it;
        hidden files are passed over.
    person_id : str
        Whose the other files are.

    Returns
    -------
    list of Person
        In the order of their ids; nobody twice.

    Raises
    ------
    FileNotFoundError
        If a path does not exist.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     (Path(place) / "ada").mkdir()
    ...     _ = (Path(place) / "ada" / "may.csv").write_text("")
    ...     find_people([place], "self")[0].files[0][1]
    'ada/may.csv'
    """
    files: dict[str, dict[Path, str]] = defaultdict(dict)
    for stated in paths:
        path = Path(stated).absolute()
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                inside = file.relative_to(path)
                if not file.is_file() or any(part.startswith(".") for part in inside.parts):
                    continue
                holder = read_text(inside.parts[0]) if len(inside.parts) > 1 else person_id
                files[holder][file] = read_text(inside.as_posix())
        elif path.exists():
            files[person_id][path] = read_text(path.name)
        else:
            raise FileNotFoundError(f"{stated} does not exist")
    return [Person(holder, _distinctly_named(files[holder])) for holder in sorted(files)]


def _distinctly_named(files: dict[Path, str]) -> tuple[tuple[Path, str], ...]:
    """Name files by their folder too where two would have the same name."""
    times = Counter(files.values())
    named = [
        (path, name if times[name] == 1 else f"{read_text(path.parent.name)}/{name}")
        for path, name in files.items()
    ]
    return tuple(sorted(named, key=lambda file: (file[1], file[0].as_posix())))
