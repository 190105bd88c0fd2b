"""`read`: bank files in, records out, every row accounted for."""

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import joblib

from plainscore.processors import processors
from plainscore.sources.assembly import Assembled, assemble
from plainscore.sources.berka import read_berka
from plainscore.sources.camt053 import read_camt
from plainscore.sources.contract import contract_of_file, read_contract
from plainscore.sources.csv import read_csv
from plainscore.sources.formats import HEAD_BYTES, Format, recognise
from plainscore.sources.imported import Import, joined
from plainscore.sources.mapping import CsvMapping
from plainscore.sources.mt940 import read_mt940
from plainscore.sources.obie import read_obie
from plainscore.sources.ofx import read_ofx
from plainscore.sources.parquet import read_parquet
from plainscore.sources.parsed import Parsed
from plainscore.sources.people import Person, find_people
from plainscore.sources.plaid import read_plaid
from plainscore.sources.unreadable import UnreadableError

FEWEST_FILES_FOR_WORKERS = 64
"""Below this number of files the start of other processes costs more than it saves."""

_READERS: dict[Format, Callable[[Path, str], Parsed]] = {
    Format.PLAID: read_plaid,
    Format.OBIE: read_obie,
    Format.CAMT053: read_camt,
    Format.MT940: read_mt940,
    Format.OFX: read_ofx,
    Format.RECORDS: read_contract,
}

_TABLE_READERS: dict[Format, Callable[[Path, str, CsvMapping | None], Parsed]] = {
    Format.CSV: read_csv,
    Format.PARQUET: read_parquet,
}

_SELDOM = 1_000_000
"""Objects made between two searches for cycles in a worker: searching costs a tenth of the time."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Options:
    known_at: datetime | None
    mapping: CsvMapping | None
    format: Format | None
    hide_labels: bool


def read(
    path: Path | str | Sequence[Path | str],
    *,
    person_id: str = "self",
    known_at: datetime | None = None,
    mapping: CsvMapping | None = None,
    format: Format | str | None = None,  # noqa: A002 - the word of the contract
    hide_labels: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Import:
    r"""Read bank files of any understood format into records.

    Names and texts are read to recognise what each transaction is for, and are not kept.

    Parameters
    ----------
    path : path or sequence of paths
        A file; a folder, each direct sub-folder of which is one person, and whose own files belong
        to `person_id`; or several of these.
    person_id : str
        Whose files these are, where no folder says so.
    known_at : datetime.datetime, optional
        When the files were learned, with a time zone; by default each line counts as known from
        the end of its booking day, so that a history can be replayed.
    mapping : CsvMapping, optional
        What the columns of CSV and Parquet files mean, where they are not our own.
    format : Format or str, optional
        Read every file as this format, whatever it looks like.
    hide_labels : bool
        Keep the labels of research data (``k_symbol`` of Berka) from the recognition of roles.
    workers : int, optional
        Processes to use; by default one, or one a core for many files. The result is the same.
    progress : callable, optional
        Called with the number of files done and in all.

    Returns
    -------
    Import
        Records, problems and counts. Nothing in a file raises: what cannot be read is a problem.

    Raises
    ------
    FileNotFoundError
        If a path does not exist.
    ValueError
        If `format` is not known, or `known_at` has no time zone.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     file = Path(place) / "may.csv"
    ...     _ = file.write_text("account_id,date,amount,currency\nA1,2024-05-06,-12.50,EUR\n")
    ...     imported = read(file)
    >>> imported.kept, imported.accounted_for
    (1, True)
    """
    if known_at is not None and known_at.tzinfo is None:
        raise ValueError("known_at needs a time zone")
    forced = None if format is None else Format(format)
    options = _Options(known_at, mapping, forced, hide_labels)
    people = find_people([path] if isinstance(path, Path | str) else path, person_id)
    total = sum(len(person.files) for person in people)
    if workers is None:
        workers = processors() if total >= FEWEST_FILES_FOR_WORKERS else 1
    done = 0
    assembled: list[Assembled] = []
    for parts in _assembled(people, options, workers):
        assembled += parts
        done += sum(len(part.files) for part in parts)
        if progress is not None:
            progress(done, total)
    return joined(assembled, [person.person_id for person in people])


def _assembled(
    people: Sequence[Person], options: _Options, workers: int
) -> Iterator[list[Assembled]]:
    size = max(1, min(32, len(people) // (4 * workers)))
    chunks = [people[start : start + size] for start in range(0, len(people), size)]
    work = partial(_read_people, options=options)
    if workers < 2 or len(chunks) < 2:
        yield from map(work, chunks)
        return
    pool = joblib.Parallel(n_jobs=workers, return_as="generator", batch_size=1)
    yield from pool(joblib.delayed(_in_worker)(work, chunk) for chunk in chunks)


def _in_worker(
    work: Callable[[Sequence[Person]], list[Assembled]], chunk: Sequence[Person]
) -> list[Assembled]:
    """Read in a process of its own; what is made there holds no cycles worth looking for."""
    gc.set_threshold(_SELDOM)
    return work(chunk)


def _read_people(people: Sequence[Person], options: _Options) -> list[Assembled]:
    return [
        assemble(person.person_id, _read_files(person.files, options), options.known_at)
        for person in people
    ]


def _read_files(files: Sequence[tuple[Path, str]], options: _Options) -> list[Parsed]:
    """Read the files of one person; the tables of the Berka bank are read together."""
    parsed: dict[int, Parsed] = {}
    tables = []
    for place, (path, name) in enumerate(files):
        try:
            found = _format(path, options)
            if found is Format.BERKA:
                tables.append(place)
            else:
                parsed[place] = _read_file(path, name, found, options)
        except (UnreadableError, OSError) as reason:
            parsed[place] = Parsed.unreadable(name, options.format, reason)
    if tables:
        bank = read_berka([files[place] for place in tables], hide_labels=options.hide_labels)
        parsed.update(zip(tables, bank, strict=True))
    return [parsed[place] for place in range(len(files))]


def _format(path: Path, options: _Options) -> Format:
    if options.format is not None:
        return options.format
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if options.mapping is None and contract_of_file(path, head) is not None:
        return Format.RECORDS
    return recognise(head, mapped=options.mapping is not None)


def _read_file(path: Path, name: str, found: Format, options: _Options) -> Parsed:
    """Read one file; whatever is wrong with it is a problem of that file."""
    try:
        if found in _TABLE_READERS:
            return _TABLE_READERS[found](path, name, options.mapping)
        return _READERS[found](path, name)
    except (UnreadableError, OSError) as reason:
        return Parsed.unreadable(name, found, reason)
