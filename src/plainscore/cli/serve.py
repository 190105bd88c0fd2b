"""``plainscore serve``: the service for people, lenders and staff."""

import os
from pathlib import Path
from typing import Annotated

import typer

from plainscore.cli.console import CommandError, err
from plainscore.processors import processors

SCORE_PROCESSES_MAX = 4


def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    data: Annotated[
        Path, typer.Option(help="Folder of the embedded database, the keys and the checkpoints.")
    ] = Path("plainscore-service"),
    database: Annotated[
        str | None,
        typer.Option(
            envvar="PLAINSCORE_DATABASE",
            help="A PostgreSQL to use instead of the embedded one: postgresql://user@host/name. "
            "Keys are then not made but read (PLAINSCORE_MASTER_KEY_FILE and the like).",
        ),
    ] = None,
    owner_database: Annotated[
        str | None,
        typer.Option(
            envvar="PLAINSCORE_OWNER_DATABASE",
            help="The same database with the login that migrates it.",
        ),
    ] = None,
    public_url: Annotated[
        str | None,
        typer.Option(
            envvar="PLAINSCORE_PUBLIC_URL",
            help="Address under which people reach the service; http://localhost:PORT by default.",
        ),
    ] = None,
    operator: Annotated[
        str, typer.Option(envvar="PLAINSCORE_OPERATOR", help="Who runs the service.")
    ] = "Plainscore",
    contact: Annotated[
        str, typer.Option(envvar="PLAINSCORE_CONTACT", help="Where people can write to.")
    ] = "",
    zone: Annotated[
        str,
        typer.Option(
            envvar="PLAINSCORE_ZONE",
            help="Time zone in which the days of legal clocks are counted, such as Europe/Berlin.",
        ),
    ] = "UTC",
    lender_requests: Annotated[
        int,
        typer.Option(
            envvar="PLAINSCORE_LENDER_REQUESTS",
            help="How many requests of one lender are let through a minute.",
            min=1,
        ),
    ] = 6_000,
    score_processes: Annotated[
        int | None,
        typer.Option(
            envvar="PLAINSCORE_SCORE_PROCESSES",
            help="How many processes make the scores that lenders ask for; one for each processor "
            "by default, at most four; with 0 they are made in the process that serves.",
            min=0,
        ),
    ] = None,
    oidc_issuer: Annotated[
        str | None,
        typer.Option(
            envvar="PLAINSCORE_OIDC_ISSUER",
            help="Identity provider (OpenID Connect) at which staff sign in; its secret is read "
            "from PLAINSCORE_OIDC_CLIENT_SECRET or PLAINSCORE_OIDC_CLIENT_SECRET_FILE.",
        ),
    ] = None,
    oidc_client_id: Annotated[
        str,
        typer.Option(envvar="PLAINSCORE_OIDC_CLIENT_ID", help="This service's name there."),
    ] = "",
    oidc_role_claim: Annotated[
        str,
        typer.Option(
            envvar="PLAINSCORE_OIDC_ROLE_CLAIM",
            help="Claim of the identity token that tells what somebody may do.",
        ),
    ] = "roles",
    oidc_roles: Annotated[
        str,
        typer.Option(
            envvar="PLAINSCORE_OIDC_ROLES",
            help="Which of its values makes which role: 'risk-desk=analyst, complaints=reviewer'. "
            "Without any, only those come in whom `plainscore staff add --oidc-subject` named.",
        ),
    ] = "",
) -> None:
    """Serve people, lenders and staff: pages, API and the record of it all.

    The schema is brought up to date at the start. SIGTERM or Ctrl-C ends the service when the
    requests at hand are answered.
    """
    try:
        from plainscore.service.access.oidc_settings import OidcSettings  # noqa: PLC0415 - see below
        from plainscore.service.serving import Place, run_service  # noqa: PLC0415 - slow, and an extra
        from plainscore.service.settings import Settings  # noqa: PLC0415 - see above
    except ModuleNotFoundError as error:
        raise CommandError(
            f"{error.name} is not installed: pip install 'plainscore[service]'"
        ) from error
    address = public_url or f"http://localhost:{port}"
    stated = {
        "PLAINSCORE_OIDC_ISSUER": oidc_issuer or "",
        "PLAINSCORE_OIDC_CLIENT_ID": oidc_client_id,
        "PLAINSCORE_OIDC_ROLE_CLAIM": oidc_role_claim,
        "PLAINSCORE_OIDC_ROLES": oidc_roles,
    }
    try:
        settings = Settings(
            address,
            operator,
            contact,
            checkpoints=data / "checkpoints",
            zone=zone,
            lender_requests_a_minute=lender_requests,
            oidc=OidcSettings.load({**os.environ, **stated}),
        )
        run_service(
            settings,
            Place(data, database, owner_database, os.environ),
            host=host,
            port=port,
            ready=lambda: err.print(f"Serving on {address}", markup=False),
            score_processes=(
                min(processors(), SCORE_PROCESSES_MAX)
                if score_processes is None
                else score_processes
            ),
        )
    except (ValueError, RuntimeError) as error:
        raise CommandError(str(error)) from error
