"""`plainscore ledger`: verify the record of everything, export it, sign what it is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainscore.cli.console import CommandError, out, print_problems, progress_bar

if TYPE_CHECKING:
    from plainscore.service.ledger import CheckpointSigner
    from plainscore.service.ledger.postgres import PostgresLedger
    from plainscore.service.service import Service

ledger = typer.Typer(
    no_args_is_help=True, help="The record of every event, which nobody can quietly change."
)

Data = Annotated[Path, typer.Option(help="Folder of the embedded database and the keys.")]
Database = Annotated[
    str | None,
    typer.Option(envvar="PLAINSCORE_DATABASE", help="A PostgreSQL instead of the embedded one."),
]
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
_DATA = Path("plainscore-service")
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
    """Walk every link of an exported ledger, offline.

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
    )


@ledger.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Folder to write.")],
    data: Data = _DATA,
    database: Database = None,
    origin: Origin = _ORIGIN,
) -> None:
    """Write the ledger as a folder that anyone can verify. It holds no personal data.

    **Example:** plainscore ledger export export
    """
    from plainscore.service.ledger import export_ledger  # noqa: PLC0415 - slow, and an extra

    with _opened(data, database, origin) as (_, record, signer):
        entries = (row.data for row in record.rows())
        written = export_ledger(folder, entries, record.checkpoints(), signer.verifier)
    out.print(f"Wrote {written:,} entries to {folder}", markup=False)


@ledger.command()
def checkpoint(
    published: Published = None,
    data: Data = _DATA,
    database: Database = None,
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
    from plainscore.service.actors import System, Task  # noqa: PLC0415 - slow, and an extra
    from plainscore.service.keys import MissingKey  # noqa: PLC0415 - see above
    from plainscore.service.ledger import CheckpointSigner  # noqa: PLC0415 - see above
    from plainscore.service.ledger.postgres import PostgresLedger  # noqa: PLC0415 - see above
    from plainscore.service.serving import Place, opened  # noqa: PLC0415 - see above
    from plainscore.service.settings import Settings  # noqa: PLC0415 - see above

    settings = Settings(origin)
    try:
        with opened(settings, Place(data, database, None, os.environ)) as service:
            signer = CheckpointSigner.from_seed(settings.host, service.keys.checkpoint.reveal())
            with service.database.transaction(System(Task.LEDGER)) as connection:
                record = PostgresLedger(connection, signer.verifier)
                record.lock()
                yield service, record, signer
    except (MissingKey, ValueError) as error:
        raise CommandError(str(error)) from error
