"""The service on which a command works: its options, and how it is opened."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plainscore.cli.console import CommandError

if TYPE_CHECKING:
    from plainscore.service.service import Service

DataOption = Annotated[Path, typer.Option(help="Folder of the embedded database and the keys.")]
DatabaseOption = Annotated[
    str | None,
    typer.Option(envvar="PLAINSCORE_DATABASE", help="A PostgreSQL instead of the embedded one."),
]
DATA = Path("plainscore-service")


@contextmanager
def opened_service(
    data: Path, database: str | None, public_url: str = "http://localhost:8000"
) -> Iterator["Service"]:
    """Open a service for one command, and say plainly what stands against it.

    Parameters
    ----------
    data : pathlib.Path
        Folder of the embedded database and the keys.
    database : str or None
        Another database.
    public_url : str
        Address of the service.

    Yields
    ------
    Service
        Its parts.

    Raises
    ------
    CommandError
        If keys are lacking, the folder is in use, or the service refuses what is asked.
    """
    from plainscore.service.keys import MissingKey  # noqa: PLC0415 - slow, and an extra
    from plainscore.service.problems import Refusal  # noqa: PLC0415 - see above
    from plainscore.service.serving import Place, opened  # noqa: PLC0415 - see above
    from plainscore.service.settings import Settings  # noqa: PLC0415 - see above

    try:
        with opened(Settings(public_url), Place(data, database, None, os.environ)) as service:
            yield service
    except Refusal as refusal:
        raise CommandError(refusal.detail) from refusal
    except (MissingKey, ValueError, RuntimeError) as error:
        raise CommandError(str(error)) from error
