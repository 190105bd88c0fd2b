"""``plainscore staff``: who may sign in as analyst, reviewer or auditor."""

from enum import StrEnum
from typing import Annotated

import typer

from plainscore.cli.console import CommandError, out
from plainscore.cli.service_place import DATA, DatabaseOption, DataOption, opened_service

staff = typer.Typer(
    no_args_is_help=True, help="Who may sign in as analyst, reviewer or auditor of the service."
)


class Role(StrEnum):
    """What a member of staff may do."""

    ANALYST = "analyst"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"


@staff.command()
def add(
    name: Annotated[str, typer.Argument(help="As colleagues know them.")],
    role: Annotated[
        Role,
        typer.Option(
            help="An analyst hands in and approves scorecards, a reviewer decides disputes, "
            "an auditor looks."
        ),
    ],
    oidc_subject: Annotated[
        str | None,
        typer.Option(help="Their subject at the identity provider, where staff sign in there."),
    ] = None,
    data: DataOption = DATA,
    database: DatabaseOption = None,
) -> None:
    """Let somebody sign in as staff. Each recovery code that is printed signs in once.

    On an embedded database, end the service first: one program works on its folder at a time.

    **Example:** plainscore staff add "Risk desk" --role analyst
    """
    with opened_service(data, database) as service:
        from plainscore.service.access.enrolment import add_staff  # noqa: PLC0415 - slow, an extra
        from plainscore.service.actors import StaffRole  # noqa: PLC0415 - see above

        staff_id, codes = add_staff(service, name, StaffRole(role), oidc_subject=oidc_subject)
    out.print(f"Staff {staff_id}, {role.value}", markup=False)
    out.print("Recovery codes, shown this once:", markup=False)
    for code in codes:
        out.print(f"  {code.reveal().decode()}", markup=False)


@staff.command()
def end(
    staff_id: Annotated[str, typer.Argument(help="As `add` printed it.")],
    data: DataOption = DATA,
    database: DatabaseOption = None,
) -> None:
    """Take a member of staff's access away, at once.

    **Example:** plainscore staff end staff_01kaqd3c8e4m5n6p7q8r9s0t1v
    """
    with opened_service(data, database) as service:
        from plainscore.service.access.enrolment import end_staff  # noqa: PLC0415 - slow, an extra

        if not end_staff(service, staff_id):
            raise CommandError(f"nobody of the name {staff_id} may sign in")
    out.print(f"{staff_id} may not sign in any more", markup=False)
