"""``plainscore recompute``: a stored score made again from what was known then, and compared."""

from typing import Annotated

import typer

from plainscore.cli.console import CommandError, out
from plainscore.cli.service_place import DATA, DatabaseOption, DataOption, opened_service


def recompute(
    score_id: Annotated[str, typer.Argument(help="Name of the score.")],
    data: DataOption = DATA,
    database: DatabaseOption = None,
) -> None:
    """Make a stored score again, from the data of then, and say whether it is the same.

    **Example:** plainscore recompute score_01kaqd3c8e4m5n6p7q8r9s0t1v
    """
    with opened_service(data, database) as service:
        from plainscore.service.scores import recompute_score  # noqa: PLC0415 - slow, and an extra

        found = recompute_score(service, score_id)
    if not found.same:
        out.print("It differs at:", *found.differences, sep="\n  ", markup=False)
        raise CommandError("the score made again is not the one that is stored")
    out.print("The same, to the byte.")
