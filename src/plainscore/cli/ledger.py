"""`plainscore ledger`: verify the record of everything, export it, sign what it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainscore.cli.console import CommandError, out, print_problems, progress_bar
from plainscore.cli.service_place import DATA, DatabaseOption, DataOption, opened_service

if TYPE_CHECKING:
    from plainscore.service.ledger import CheckpointSigner
    from plainscore.service.ledger.postgres import PostgresLedger
    from plainscore.service.service import Service

ledger = typer.Typer(
    no_args_is_help=True, help="The record of every event, which nobody can quietly change."
)

Origin = Annotated[
    str,
    typer.Option(
        envvar="PLAINSCORE_PUBLIC_URL", help="Address of the service; its host names the ledger."
    ),
]
Published = Annotated[
    str | None,
    typer.Option(help="Folder or object store (s3://...) where checkpoints are published."),
]
_ORIGIN = "http://localhost:8000"


@ledger.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="An exported ledger.", exists=True)],
    key: Annotated[
        str | None,
        typer.Option(help="The ledger's public key, or a file with it; else the folder's own."),
    ] = None,
    published: Published = None,
) -> None:
    """Walk every link of an exported ledger, offline, and compare what it opens.

    Take the public key and the published checkpoints from elsewhere than the folder: whoever made
    the folder could have made both.

    **Example:** plainscore ledger verify export --key key.txt --published s3://other/checkpoints
    """
    from plainscore.service.ledger import (  # noqa: PLC0415 - slow, and an extra
        CheckpointVerifier,
        SigningKeyError,
        checkpoint_place,
        verify_export,
    )

    stated = str(folder / "public-key.txt") if key is None else key
    text = Path(stated).read_text() if Path(stated).is_file() else stated
    try:
        verifier = CheckpointVerifier.read(text)
    except SigningKeyError as error:
        raise CommandError(f"{stated} {error}") from error
    outside = checkpoint_place(published).published() if published else None
    with progress_bar("Verifying") as progress:
        found = verify_export(folder, verifier, published=outside, progress=progress)
    print_problems(found.problems)
    if not found.holds:
        raise CommandError("the ledger does not hold")
    out.print(
        f"The ledger holds: {found.covered:,} of {found.size:,} entries are under "
        f"{found.checkpoints:,} signed checkpoints of {verifier.name}."
        + (f" What {found.opened:,} of them say was compared." if found.opened else "")
    )


@ledger.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Folder to write.")],
    data: DataOption = DATA,
    database: DatabaseOption = None,
    origin: Origin = _ORIGIN,
    openings: Annotated[
        bool,
        typer.Option(
            "--openings",
            help="With what the entries of consents, disputes, reviews and scores commit to, as it "
            "is stored now, so that `verify` compares it. It tells who, by their names here: for "
            "auditors only.",
        ),
    ] = False,
) -> None:
    """Write the ledger as a folder that anyone can verify. It holds no personal data.

    **Example:** plainscore ledger export export
    """
    from plainscore.service.ledger import export_ledger  # noqa: PLC0415 - slow, and an extra
    from plainscore.service.openings import openings_of  # noqa: PLC0415 - see above

    with _opened(data, database, origin) as (service, record, signer):
        entries = (row.data for row in record.rows())
        found = openings_of(service) if openings else None
        written = export_ledger(folder, entries, record.checkpoints(), signer.verifier, found)
    out.print(f"Wrote {written:,} entries to {folder}", markup=False)


@ledger.command()
def checkpoint(
    published: Published = None,
    data: DataOption = DATA,
    database: DatabaseOption = None,
    origin: Origin = _ORIGIN,
) -> None:
    """Sign what the ledger is now and publish it outside the database.

    **Example:** plainscore ledger checkpoint --published s3://other/checkpoints
    """
    from plainscore.service.ledger import (  # noqa: PLC0415 - slow, and an extra
        CheckpointConflictError,
        LedgerBrokenError,
        checkpoint_place,
        make_checkpoint,
    )

    place = checkpoint_place(published or str(data / "checkpoints"))
    try:
        with _opened(data, database, origin) as (service, record, signer):
            made = make_checkpoint(record, signer, service.clock.now())
        place.publish(made.size, made.text())
    except (LedgerBrokenError, CheckpointConflictError) as error:
        raise CommandError(str(error)) from error
    out.print(made.text(), markup=False, end="")


@contextmanager
def _opened(
    data: Path, database: str | None, origin: str
) -> Iterator[tuple["Service", "PostgresLedger", "CheckpointSigner"]]:
    with opened_service(data, database, origin) as service:
        from plainscore.service.actors import System, Task  # noqa: PLC0415 - slow, and an extra
        from plainscore.service.ledger import CheckpointSigner  # noqa: PLC0415 - see above
        from plainscore.service.ledger.postgres import PostgresLedger  # noqa: PLC0415 - see above

        seed = service.keys.checkpoint.reveal()
        signer = CheckpointSigner.from_seed(service.settings.host, seed)
        with service.database.transaction(System(Task.LEDGER)) as connection:
            record = PostgresLedger(connection, signer.verifier)
            record.lock()
            yield service, record, signer
