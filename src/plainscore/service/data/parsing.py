"""Bank files and payloads, read in memory: their bytes never lie on a disk."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from plainscore.records import Problem, Records
from plainscore.service.data.exported import MARK, read_export
from plainscore.sources import FileCount, Import, read

SELF = "self"
"""Whose files these are, as far as their readers are told."""

EXPORT = "export"


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it was sent.

    Parameters
    ----------
    name : str
        As its sender calls it.
    content : bytes
        All of it.
    """

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parsed:
    """What files gave.

    Parameters
    ----------
    files : tuple of SentFile
        The files.
    found : Import
        Records, problems and counts.
    formats : tuple of str
        The formats they were read as, each once, sorted.
    """

    files: tuple[SentFile, ...]
    found: Import
    formats: tuple[str, ...]

    @property
    def names(self) -> str:
        """The names of the files, for people."""
        return ", ".join(file.name for file in self.files)

    @property
    def content_digest(self) -> str:
        """SHA-256 of the digests of the files, in hexadecimal."""
        return sha256(b"".join(sha256(file.content).digest() for file in self.files)).hexdigest()


def parse(files: Sequence[SentFile]) -> list[Parsed]:
    r"""Read files that were sent together, in any format that is understood.

    Parameters
    ----------
    files : sequence of SentFile
        Of one person.

    Returns
    -------
    list of Parsed
        Bank files are read together, so that what recurs over months is recognised; each export
        of a service like this one by itself. Nothing in a file raises.

    Examples
    --------
    >>> may = SentFile("may.csv", b"account_id,date,amount,currency\nA1,2024-05-06,-12.50,EUR\n")
    >>> (parsed,) = parse([may])
    >>> parsed.formats, parsed.found.kept
    (('csv',), 1)
    """
    exports = [file for file in files if file.content.lstrip()[: len(MARK)] == MARK]
    others = tuple(file for file in files if file not in exports)
    parsed = [Parsed((file,), read_export(file.content, file.name), (EXPORT,)) for file in exports]
    if others:
        parsed.append(_read(others))
    return [replace(each, found=_of_one_person(each.found)) for each in parsed]


def _read(files: tuple[SentFile, ...]) -> Parsed:
    with ExitStack() as stack:
        paths = [stack.enter_context(_in_memory(file.content)) for file in files]
        found = read(paths, person_id=SELF, workers=1)
    names = {path.name: file.name for path, file in zip(paths, files, strict=True)}
    named = replace(
        found,
        problems=tuple(
            replace(each, file=names.get(each.file, each.file)) for each in found.problems
        ),
        files=tuple(replace(each, file=names.get(each.file, each.file)) for each in found.files),
    )
    formats = {count.format.value for count in found.files if count.format is not None}
    return Parsed(files, named, tuple(sorted(formats)))


@contextmanager
def _in_memory(content: bytes) -> Iterator[Path]:
    """Give a path at which bytes can be read."""
    if not hasattr(os, "memfd_create"):
        with tempfile.NamedTemporaryFile() as file:
            file.write(content)
            file.flush()
            yield Path(file.name)
        return
    descriptor = os.memfd_create("sent", os.MFD_CLOEXEC)
    with os.fdopen(descriptor, "wb", buffering=0) as file:
        file.write(content)
        yield Path(f"/proc/self/fd/{descriptor}")


def _of_one_person(found: Import) -> Import:
    """Leave out files of several people: nobody else's rows become the sender's."""
    tables = (found.records.accounts, found.records.tradelines)
    people = {holder for table in tables for holder in table["person_id"].to_pylist()}
    if len(people) < 2 or people == {SELF}:
        return found
    problem = Problem(
        found.files[0].file if found.files else "all files",
        None,
        None,
        "several_people",
        "holds rows of several people",
        "send the rows of one person",
    )
    counts = tuple(
        FileCount(each.file, each.format, each.rows_in, 0, each.rows_in, 0) for each in found.files
    )
    return Import(Records.empty(), (*found.problems, problem), counts)
