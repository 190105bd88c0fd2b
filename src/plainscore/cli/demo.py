"""`plainscore demo`: from bank files to a scorecard, scores with reasons and a report."""

import hashlib
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import typer

from plainscore.cli.console import CommandError, err, out, print_problems, progress_bar
from plainscore.cli.features import features_table
from plainscore.cli.fit import FEWEST_BADS_A_FEATURE, KEY, fit_card, print_card
from plainscore.cli.import_files import print_counts, write_import
from plainscore.cli.person_card import person_card, typical_row
from plainscore.cli.score import scored_table
from plainscore.records import whole_folder, write_table_file
from plainscore.scorecard import Scorecard
from plainscore.simulation import simulate, write_bank_files
from plainscore.sources import read
from plainscore.validation import validate, write_report

HOLD_OUT_SHARE = 0.3
MOST_FEATURES = 12
FEWEST_BADS_TO_HOLD_OUT = 100
SERVICE = "service"


def demo(
    to: Annotated[Path, typer.Option("--out", help="Folder for everything it makes.")] = Path(
        "plainscore-demo"
    ),
    data: Annotated[
        Path | None,
        typer.Option(
            help="Real data with outcomes (such as the Berka files) in place of made-up people.",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    people: Annotated[int, typer.Option(help="How many people to make up.", min=100)] = 2000,
    months: Annotated[int, typer.Option(help="Months of statements.", min=6, max=36)] = 12,
    seed: Annotated[int, typer.Option(help="Same seed, same people.", min=0)] = 7,
    serve: Annotated[
        bool,
        typer.Option(
            "--serve",
            help="Then serve three more made-up people, a lender and staff, until Ctrl-C. Run "
            "again, it finds them as they were left.",
        ),
    ] = False,
    port: Annotated[int, typer.Option(help="With --serve: port to listen on.")] = 8000,
) -> None:
    """Show the whole way: bank files, records, features, scorecard, scores, report.

    **Example:** plainscore demo --out plainscore-demo
    """
    started = time.perf_counter()
    if (to / SERVICE).is_dir():
        _service().refuse_if_served(to / SERVICE)
    with whole_folder(to) as scratch:
        files = data or _made_up_files(scratch, people, months, seed)
        table = _features_from_files(files, scratch)
        train, hold_out = _split(table)
        path = scratch / "features.parquet"
        with _step("Fitting a scorecard"):
            card = fit_card(
                train, "bad", path=path, name=_name(data), max_features=_most_features(train)
            )
        card.save(scratch / "card.json")
        print_card(card)
        _report(card, hold_out, scratch / "report.html", in_sample=train is hold_out)
        scores = scored_table(card, table, reasons=4, path=path)
        write_table_file(scratch / "scores.csv", scores)
        if (to / SERVICE).is_dir():
            # last: who and what the service of an earlier run knows is taken over
            shutil.move(to / SERVICE, scratch / SERVICE)
    out.print(person_card(card, typical_row(card, hold_out)), soft_wrap=False)
    _say_where(to, made_up=data is None)
    err.print(f"Done in {time.perf_counter() - started:.0f} seconds.", markup=False)
    if serve:
        _service().serve_demo(to, to / SERVICE, seed=seed, port=port)


def _service() -> ModuleType:
    try:
        return import_module("plainscore.cli.demo_service")
    except ModuleNotFoundError as error:
        raise CommandError(
            f"{error.name} is not installed: pip install 'plainscore[service]'"
        ) from error


def _name(data: Path | None) -> str:
    return "demo on made-up people" if data is None else f"demo on {data.resolve().name}"


def _made_up_files(scratch: Path, people: int, months: int, seed: int) -> Path:
    """Simulate people and leave only what a lender would have: bank files and outcomes."""
    with progress_bar(f"Making up {people:,} people") as advance:
        simulate(people, months, seed, scratch / "truth", progress=advance)
    with progress_bar("Writing their bank statements") as advance:
        write_bank_files(scratch / "truth", scratch / "files", seed=seed, progress=advance)
    return scratch / "files"


def _features_from_files(files: Path, scratch: Path) -> pa.Table:
    with progress_bar("Reading bank files") as advance:
        imported = read(files, progress=advance)
    print_problems(imported.problems, shown=3)
    print_counts(imported)
    records = scratch / "records"
    write_import(imported, records)
    with progress_bar("Computing features") as advance:
        table = features_table(records, None, None, advance=advance)
    if "bad" not in table.column_names:
        raise CommandError(f"{files} has no outcomes, so no scorecard can be fitted on it")
    write_table_file(scratch / "features.parquet", table)
    enough = pc.sum(table["enough_information"]).as_py() or 0
    out.print(
        f"{table.num_rows:,} applications, {enough:,} with enough information to score.",
    )
    return table.filter(pc.is_valid(table["bad"]))


def _most_features(table: pa.Table) -> int:
    bads = _bads(table.filter(table["enough_information"]))
    return max(1, min(MOST_FEATURES, bads // FEWEST_BADS_A_FEATURE))


def _bads(table: pa.Table) -> int:
    return int(pc.sum(table["bad"]).as_py() or 0)


def _split(table: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Hold out applications by a digest of their id; too few bads are not split further."""
    able = table.filter(table["enough_information"])
    if _bads(able) < FEWEST_BADS_TO_HOLD_OUT:
        return table, table
    held: npt.NDArray[np.bool_] = np.array(
        [
            int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) / 2**32 < HOLD_OUT_SHARE
            for key in table[KEY].to_pylist()
        ]
    )
    return table.filter(pa.array(~held)), table.filter(pa.array(held))


def _report(card: Scorecard, table: pa.Table, path: Path, *, in_sample: bool) -> None:
    with _step("Validating"):
        evidence = validate(
            card,
            table,
            np.asarray(table["bad"].to_numpy(), dtype=np.int8),
            title=card.name,
            sample="in-sample" if in_sample else "hold-out",
        )
        write_report(evidence, path)
    out.print(evidence.summary(), markup=False)


def _say_where(folder: Path, *, made_up: bool) -> None:
    for name, what in (
        ("report.html", "the report: open it in a browser"),
        ("card.json", "the scorecard"),
        ("scores.csv", "every score with its reasons"),
        ("features.parquet", "the features"),
        ("records", "the records, without names or texts, and quarantine.csv"),
        *((("files", "the bank statements they came from"),) if made_up else ()),
    ):
        out.print(f"  {folder / name}  {what}", markup=False)


@contextmanager
def _step(label: str) -> Iterator[None]:
    with err.status(label):
        yield
