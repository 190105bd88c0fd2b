"""CSV: our own columns, or any with a declared mapping."""

import codecs
import csv
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from plainscore.records import AccountKind
from plainscore.sources.formats import Format
from plainscore.sources.mapping import CANONICAL, CsvMapping
from plainscore.sources.parsed import Parsed, Tally
from plainscore.sources.statement import StatementAccount
from plainscore.sources.tabular import RowReader
from plainscore.sources.unreadable import UnreadableError

MOST_LINES_A_ROW = 50
"""A quoted value that runs over more lines is taken for a quote that was never closed."""

_CHUNK = 1 << 20
_FALLBACK = "cp1252"


def read_csv(path: Path, file: str, mapping: CsvMapping | None = None) -> Parsed:
    r"""Read one CSV file, row by row.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    file : str
        Its name, for messages.
    mapping : CsvMapping, optional
        Which column means what; our own columns by default.

    Returns
    -------
    Parsed
        `rows_in` counts the rows after the header that are not empty; a row is numbered by the
        line it starts on.

    Raises
    ------
    UnreadableError
        If the header does not hold what the mapping names.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     path = Path(place) / "may.csv"
    ...     _ = path.write_text("account_id,date,amount,currency\nA1,2024-05-06,-12.50,EUR\n")
    ...     read_csv(path, "may.csv").lines[0].amount
    Decimal('-12.50')
    """
    tally = Tally(file, Format.CSV)
    declared = CANONICAL if mapping is None else mapping
    encoding = sound_encoding(path, declared.encoding)
    if encoding != declared.encoding and not encoding.startswith("utf"):
        tally.notice(
            "wrong_encoding",
            f"is not {declared.encoding}; read as {encoding}",
            "name the encoding in a mapping",
        )
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        rows = numbered_rows(islice(stream, declared.skip_rows, None), declared.delimiter)
        header = next((values for _, values in rows if any(values or ())), None)
        if header is None:
            raise UnreadableError("empty", None, "has no header", "export the file again")
        columns = [name.strip() for name in header]
        if declared == CANONICAL:
            columns = [name.casefold() for name in columns]
        reader = RowReader(file, declared, columns)
        width = 0
        for number, values in rows:
            if values is not None and not any(values):
                continue
            row = number + declared.skip_rows
            tally.rows_in += 1
            try:
                width = width or _width(columns, values)
                tally.lines.append(reader.line(row, _of_width(values, width)))
            except UnreadableError as reason:
                tally.quarantine(row, reason)
    add_accounts(tally)
    return tally.parsed()


def add_accounts(tally: Tally) -> None:
    """Add the accounts that the lines of a table belong to.

    Parameters
    ----------
    tally : Tally
        What was gathered of the table; a current account is added for each account named.

    Examples
    --------
    >>> tally = Tally("may.csv", Format.CSV)
    >>> add_accounts(tally)
    >>> tally.accounts
    {}
    """
    for line in tally.lines:
        if line.account_id not in tally.accounts:
            tally.accounts[line.account_id] = StatementAccount(
                line.account_id, AccountKind.CURRENT, line.currency
            )


def _width(columns: list[str], first: list[str] | None) -> int:
    """Return how many values a row has: some banks end every row with a delimiter too many."""
    if first is None or len(first) < len(columns) or any(first[len(columns) :]):
        return len(columns)
    return len(first)


def _of_width(values: list[str] | None, width: int) -> list[str]:
    """Refuse a row that has more or fewer values than others: they would be misplaced."""
    if values is None:
        raise UnreadableError(
            "broken_quotes", None, "holds a quote that is not closed", "close or double the quote"
        )
    if len(values) != width:
        raise UnreadableError(
            "wrong_columns",
            None,
            f"has {len(values)} values where there should be {width}",
            "quote values that hold the delimiter",
        )
    return values


def numbered_rows(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    r"""Split delimited text into rows; a quote that is never closed costs one line, not the rest.

    Parameters
    ----------
    lines : iterable of str
        Lines with their ends.
    delimiter : str
        What separates values.

    Yields
    ------
    number : int
        1-based line the row starts on.
    values : list of str or None
        The values; None when the line cannot be split.

    Examples
    --------
    >>> list(numbered_rows(['a,b\n', '"c,d\n', 'e,f\n'], ","))
    [(1, ['a', 'b']), (2, None), (3, ['e', 'f'])]
    """
    source = iter(lines)
    again: deque[str] = deque()
    used: list[str] = []

    def feed() -> Iterator[str]:
        while len(used) < MOST_LINES_A_ROW:
            line = again.popleft() if again else next(source, None)
            if line is None:
                return
            used.append(line)
            yield line

    number = 1
    reader = csv.reader(feed(), delimiter=delimiter, strict=True)
    while True:
        try:
            values = next(reader, None)
        except csv.Error:
            again.extendleft(reversed(used[1:]))
            yield number, None
            number += 1
            used.clear()
            reader = csv.reader(feed(), delimiter=delimiter, strict=True)
            continue
        if values is None:
            return
        yield number, values
        number += len(used)
        used.clear()


def sound_encoding(path: Path, declared: str) -> str:
    """Return the encoding a text file can be read in without loss.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    declared : str
        The encoding that is expected.

    Returns
    -------
    str
        UTF-16 or UTF-8 with a signature when the file has one; otherwise `declared` if every
        byte fits it, and Windows-1252 if not.

    Examples
    --------
    >>> sound_encoding(Path(__file__), "utf-8")
    'utf-8'
    """
    with path.open("rb") as stream:
        first = stream.read(4)
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if first.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        stream.seek(0)
        decoder = codecs.getincrementaldecoder(declared)()
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeError:
            return _FALLBACK
    return declared
