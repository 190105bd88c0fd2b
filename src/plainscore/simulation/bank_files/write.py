"""Writing everybody's bank files from simulated records."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from plainscore.records import AccountKind, read_table, table_path, whole_folder
from plainscore.simulation.arrays import Ints
from plainscore.simulation.bank_files.files import Bank
from plainscore.simulation.bank_files.statement import Account, Entry, spelled
from plainscore.simulation.bank_files.wording import Wording
from plainscore.simulation.layout import streams_path
from plainscore.simulation.streams import STREAM_NAMES, Stream

_MONEY_UNITS_PER_CENT = 100
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class _Holding:
    """One account as the accounts table has it."""

    person_id: str
    account_id: str
    currency: str
    savings: bool
    limit: int
    opened: str


@dataclass(frozen=True, slots=True)
class _Rows:
    """The columns of one part of the transactions that files are written from."""

    transaction_id: pa.Array
    day: Ints
    cents: Ints
    balance: Ints
    stream: Ints
    starts: dict[str, tuple[int, int]]


def write_bank_files(
    folder: Path,
    out: Path,
    *,
    seed: int = 0,
    damage: float = 0.0002,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write each simulated person's statements as a bank would hand them over.

    Each person has a sub-folder named by their ``person_id``. Its bank writes camt.053, UK Open
    Banking 4, Plaid, CSV, MT940 or OFX; as one file or as monthly ones that overlap by a few days.
    Texts are made of neutral words; how much the bank's codes tell differs from bank to bank. The
    account and transaction ids are those of the records. ``applications.csv``, ``outcomes.csv``,
    ``tradelines.parquet`` and ``tradeline_months.parquet`` stand beside the sub-folders.

    Parameters
    ----------
    folder : pathlib.Path
        A folder written by `simulate`.
    out : pathlib.Path
        Folder to write, whole or not at all; replaced when it exists.
    seed : int
        The same seed gives the same files.
    damage : float
        Chance of a line to be spoilt, so that no reader can make sense of it.
    progress : callable, optional
        Called with people done and people in all.

    Returns
    -------
    int
        Number of lines in the files; a line in two overlapping files counts once.

    Raises
    ------
    FileNotFoundError
        If `folder` was not written by `simulate`.
    ValueError
        If `damage` is outside [0, 1].

    Examples
    --------
    >>> import tempfile
    >>> from plainscore.simulation import simulate
    >>> with tempfile.TemporaryDirectory() as place:
    ...     made = simulate(3, 2, 7, Path(place) / "people")
    ...     lines = write_bank_files(made.folder, Path(place) / "files", seed=7)
    ...     sorted(path.name for path in (Path(place) / "files").glob("[!.]*"))
    ['P000000000', 'P000000001', 'P000000002', 'applications.csv', 'outcomes.csv',
     'tradeline_months.parquet', 'tradelines.parquet']
    >>> lines == made.transactions
    True
    """
    if not 0 <= damage <= 1:
        raise ValueError(f"damage is {damage}; it must lie between 0 and 1")
    people = _people(folder)
    parts = sorted(table_path(folder, "transactions").glob("*.parquet"))
    lines = done = 0
    with whole_folder(out) as scratch:
        for part in parts:
            rows = _read_part(folder, part)
            for person_id, holdings in _holders(people, rows):
                lines += _write_person(scratch / person_id, holdings, rows, seed, damage)
                done += 1
                if progress is not None:
                    progress(done, len(people))
        _write_beside(folder, scratch)
    return lines


def _people(folder: Path) -> dict[str, list[_Holding]]:
    accounts = read_table(folder, "accounts")
    if not streams_path(folder).is_dir():
        raise FileNotFoundError(f"{folder} was not written by simulate: it has no audit/streams")
    people: dict[str, list[_Holding]] = {}
    for row in accounts.to_pylist():
        holding = _Holding(
            person_id=row["person_id"],
            account_id=row["account_id"],
            currency=row["currency"],
            savings=row["kind"] == AccountKind.SAVINGS,
            limit=int((row["credit_limit"] or 0) * 100),
            opened=row["opened_on"].isoformat(),
        )
        people.setdefault(holding.person_id, []).append(holding)
    return people


def _read_part(folder: Path, part: Path) -> _Rows:
    columns = ["transaction_id", "account_id", "booked_on", "amount", "balance_after"]
    table = pq.read_table(part, columns=columns).combine_chunks()
    streams = pq.read_table(streams_path(folder) / part.name)["stream"].combine_chunks()
    accounts = pc.run_end_encode(table["account_id"].combine_chunks(), run_end_type=pa.int64())
    ends = accounts.run_ends.to_pylist()
    starts = zip(accounts.values.to_pylist(), [0, *ends[:-1]], ends, strict=True)
    names = pa.array(STREAM_NAMES)
    return _Rows(
        transaction_id=table["transaction_id"].combine_chunks(),
        day=table["booked_on"].combine_chunks().cast(pa.int32()).to_numpy().astype(np.int64),
        cents=_cents(table["amount"]),
        balance=_cents(table["balance_after"]),
        stream=pc.index_in(streams, names).to_numpy().astype(np.int64),
        starts={account: (start, end) for account, start, end in starts},
    )


def _cents(column: pa.ChunkedArray) -> Ints:
    scaled = pc.multiply(column, pa.scalar(_MONEY_UNITS_PER_CENT, pa.int64()))
    cents: Ints = scaled.cast(pa.decimal128(38, 0)).cast(pa.int64()).to_numpy()
    return cents


def _holders(
    people: dict[str, list[_Holding]], rows: _Rows
) -> Iterator[tuple[str, list[_Holding]]]:
    """Yield the people whose transactions stand in this part."""
    for person_id, holdings in people.items():
        if any(holding.account_id in rows.starts for holding in holdings):
            yield person_id, holdings


def _write_person(
    folder: Path, holdings: list[_Holding], rows: _Rows, seed: int, damage: float
) -> int:
    random = Random(f"{seed}/{folder.name}")  # noqa: S311 - made-up people need no secrets
    bank, wording = Bank.draw(random, damage), Wording(random)
    named = [
        _other_accounts(holding, holdings) if bank.names_accounts else {} for holding in holdings
    ]
    accounts = [
        _account(holding, rows, wording, others)
        for holding, others in zip(holdings, named, strict=True)
    ]
    folder.mkdir()
    for name, content in bank.files(accounts, random):
        (folder / name).write_text(content, encoding="utf-8", newline="")
    return sum(len(account.entries) for account in accounts)


def _other_accounts(holding: _Holding, holdings: list[_Holding]) -> dict[Stream, str]:
    """Return the account on the other side of transfers from one of a person's own accounts."""
    main, *others = holdings
    if holding is not main:
        return dict.fromkeys((Stream.SAVINGS, Stream.OWN), main.account_id)
    return {Stream.SAVINGS if other.savings else Stream.OWN: other.account_id for other in others}


def _account(
    holding: _Holding, rows: _Rows, wording: Wording, other_accounts: dict[Stream, str]
) -> Account:
    start, end = rows.starts.get(holding.account_id, (0, 0))
    entries: list[Entry] = []
    other_side = ""
    for transaction_id, epoch_day, cents, balance, code in zip(
        rows.transaction_id[start:end].to_pylist(),
        rows.day[start:end].tolist(),
        rows.cents[start:end].tolist(),
        rows.balance[start:end].tolist(),
        rows.stream[start:end].tolist(),
        strict=True,
    ):
        day = date.fromordinal(_EPOCH_ORDINAL + epoch_day).isoformat()
        stream = Stream(code)
        text, named = wording.line(stream, day)
        # what comes back names whoever it had been sent to, on the line before
        other_side = other_side if stream is Stream.RETURNED and other_side else named
        entries.append(
            Entry(
                transaction_id,
                day,
                spelled(cents),
                cents,
                balance,
                stream,
                text,
                other_side,
                other_accounts.get(stream, ""),
            )
        )
    return Account(
        account_id=holding.account_id,
        currency=holding.currency,
        savings=holding.savings,
        limit=holding.limit,
        opened=holding.opened,
        entries=tuple(entries),
    )


def _write_beside(folder: Path, out: Path) -> None:
    for name in ("applications", "outcomes"):
        pa_csv.write_csv(read_table(folder, name), out / f"{name}.csv")
    for name in ("tradelines", "tradeline_months"):
        path = table_path(folder, name)
        shutil.copyfile(path, out / path.name)
