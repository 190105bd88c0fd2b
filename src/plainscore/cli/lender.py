"""``plainscore lender``: which lenders' programs may ask the service."""

from typing import TYPE_CHECKING, Annotated

import typer

from plainscore.cli.console import CommandError, out
from plainscore.cli.service_place import DATA, DatabaseOption, DataOption, opened_service

if TYPE_CHECKING:
    from plainscore.service.service import Service

lender = typer.Typer(
    no_args_is_help=True, help="Which lenders' programs may ask the service for scores."
)
Scopes = Annotated[
    list[str] | None,
    typer.Option("--scope", help="What the program may do, such as scores:write; all by default."),
]


@lender.command()
def add(
    name: Annotated[str, typer.Argument(help="As people know the lender.")],
    contact: Annotated[str, typer.Option(help="Where people can write to; stands on letters.")],
    scope: Scopes = None,
    data: DataOption = DATA,
    database: DatabaseOption = None,
) -> None:
    """Make a lender known, and print the name and the secret of its program, this once.

    On an embedded database, end the service first: one program works on its folder at a time.

    **Example:** plainscore lender add "A lender" --contact "1 Long Street" --scope scores:write
    """
    with opened_service(data, database) as service:
        from plainscore.service.access.enrolment import add_lender  # noqa: PLC0415 - slow, an extra

        scopes = _scopes(scope)
        lender_id = add_lender(service, name, contact)
        _print_client(service, lender_id, scopes)


@lender.command()
def renew(
    lender_id: Annotated[str, typer.Argument(help="As `add` printed it.")],
    scope: Scopes = None,
    data: DataOption = DATA,
    database: DatabaseOption = None,
) -> None:
    """Give a lender's program a new name and secret; those before end at once.

    **Example:** plainscore lender renew lender_01kaqd3c8e4m5n6p7q8r9s0t1v
    """
    with opened_service(data, database) as service:
        from plainscore.service.access.clients import end_clients  # noqa: PLC0415 - slow, an extra

        scopes = _scopes(scope)
        if not end_clients(service, lender_id):
            raise CommandError(f"there is no lender {lender_id} with a program")
        _print_client(service, lender_id, scopes)


def _scopes(stated: list[str] | None) -> tuple[str, ...]:
    from plainscore.service.access.scopes import Scope  # noqa: PLC0415 - slow, and an extra

    known = tuple(each.value for each in Scope)
    for each in stated or ():
        if each not in known:
            raise CommandError(f"{each} is no scope; there are {', '.join(known)}")
    return tuple(stated or known)


def _print_client(service: "Service", lender_id: str, scopes: tuple[str, ...]) -> None:
    from plainscore.service.access.clients import add_client  # noqa: PLC0415 - slow, and an extra
    from plainscore.service.access.scopes import Scope  # noqa: PLC0415 - see above

    client_id, secret = add_client(service, lender_id, [Scope(each) for each in scopes])
    out.print(f"Lender {lender_id}", markup=False)
    out.print(f"  client id      {client_id}", markup=False)
    out.print(f"  client secret  {secret.reveal().decode()}", markup=False)
    out.print(f"  scopes         {' '.join(scopes)}", markup=False)
