"""``plainscore recompute``: a stored score made again from what was known then, and compared."""

import os
from pathlib import Path
from typing import Annotated

import typer

from plainscore.cli.console import CommandError, out


def recompute(
    score_id: Annotated[str, typer.Argument(help="Name of the score.")],
    data: Annotated[
        Path, typer.Option(help="Folder of the embedded database and the keys.")
    ] = Path("plainscore-service"),
    database: Annotated[
        str | None,
        typer.Option(
            envvar="PLAINSCORE_DATABASE", help="A PostgreSQL instead of the embedded one."
        ),
    ] = None,
) -> None:
    """Make a stored score again, from the data of then, and say whether it is the same.

    **Example:** plainscore recompute score_01kaqd3c8e4m5n6p7q8r9s0t1v
    """
    from plainscore.service.keys import MissingKey  # noqa: PLC0415 - slow, and an extra
    from plainscore.service.problems import Refusal  # noqa: PLC0415 - see above
    from plainscore.service.scores.recomputing import recompute_score  # noqa: PLC0415 - see above
    from plainscore.service.serving import Place, opened  # noqa: PLC0415 - see above
    from plainscore.service.settings import Settings  # noqa: PLC0415 - see above

    try:
        with opened(Settings(), Place(data, database, None, os.environ)) as service:
            found = recompute_score(service, score_id)
    except Refusal as refusal:
        raise CommandError(refusal.detail) from refusal
    except (MissingKey, ValueError) as error:
        raise CommandError(str(error)) from error
    if not found.same:
        out.print("It differs at:", *found.differences, sep="\n  ", markup=False)
        raise CommandError("the score made again is not the one that is stored")
    out.print("The same, to the byte.")
