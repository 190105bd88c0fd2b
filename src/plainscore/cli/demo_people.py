"""Made-up people for a service to show: their bank files up to today, and three to choose."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plainscore.features import person_features
from plainscore.records import Records
from plainscore.scorecard import Scorecard
from plainscore.service.data.parsing import SELF, Parsed, SentFile, parse
from plainscore.simulation import Economy, simulate, write_bank_files
from plainscore.sources import FileCount, Format, Import

MADE_UP = 24
MONTHS = 13
_NAMES = ("tradelines", "tradeline_months")


@dataclass(frozen=True, slots=True)
class MadeUp:
    """Somebody who does not exist.

    Parameters
    ----------
    files : tuple of Parsed
        Their bank files, read.
    tradelines : Parsed
        What lenders report of them.
    score : int
        By the scorecard of the demo.
    """

    files: tuple[Parsed, ...]
    tradelines: Parsed
    score: int


def three_people(card: Scorecard, seed: int, now: datetime, folder: Path) -> tuple[MadeUp, ...]:
    """Make up people whose statements end today, and choose a low, a middling and a high score.

    Parameters
    ----------
    card : Scorecard
        By which they are scored.
    seed : int
        The same seed gives the same lives.
    now : datetime.datetime
        The present moment.
    folder : pathlib.Path
        Where their files are written.

    Returns
    -------
    tuple of MadeUp
        Three, the lowest score first; fewer where fewer can be scored.
    """
    economy = Economy(first_application=now.date(), application_days=1)
    simulate(MADE_UP, MONTHS, seed, folder / "truth", economy=economy, workers=1)
    write_bank_files(folder / "truth", folder / "files", seed=seed)
    reported = tuple(pq.read_table(folder / "files" / f"{name}.parquet") for name in _NAMES)
    people = sorted(each for each in (folder / "files").glob("P*") if each.is_dir())
    read = [
        (
            tuple(
                parse([SentFile(file.name, file.read_bytes()) for file in sorted(each.iterdir())])
            ),
            _tradelines(each.name, reported),
        )
        for each in people
    ]
    rows = [person_features(_records(*each), now, features=card.feature_names) for each in read]
    able = [place for place, row in enumerate(rows) if row["enough_information"]]
    if not able:
        return ()
    scores = np.asarray(card.score(pa.Table.from_pylist([rows[place] for place in able])))
    order = np.argsort(scores, kind="stable")
    chosen = [order[place] for place in sorted({0, len(order) // 2, len(order) - 1})]
    found = []
    for place in chosen:
        files, tradelines = read[able[place]]
        found.append(MadeUp(files, tradelines, int(scores[place])))
    return tuple(found)


def _tradelines(person: str, reported: tuple[pa.Table, ...]) -> Parsed:
    lines, months = reported
    lines = lines.filter(pc.equal(lines["person_id"], person))
    months = months.filter(pc.is_in(months["tradeline_id"], lines["tradeline_id"]))
    rows, place = lines.num_rows + months.num_rows, lines.schema.get_field_index("person_id")
    owner = pa.repeat(pa.scalar(SELF, pa.string()), lines.num_rows)
    lines = lines.set_column(place, lines.schema.field(place), owner)
    sink = pa.BufferOutputStream()
    pq.write_table(months, sink)
    file = SentFile("credit accounts", sink.getvalue().to_pybytes())
    found = Import(
        replace(Records.empty(), tradelines=lines, tradeline_months=months),
        (),
        (FileCount(file.name, Format.RECORDS, rows, rows, 0, 0),),
    )
    return Parsed((file,), found, (Format.RECORDS.value,))


def _records(files: tuple[Parsed, ...], tradelines: Parsed) -> Records:
    (bank,), lent = files, tradelines.found.records
    held = bank.found.records
    return Records(held.accounts, held.transactions, lent.tradelines, lent.tradeline_months)
