"""What a running service is made of: every handler gets it whole."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from plainscore.service.access.rates import Rates
from plainscore.service.clock import Clock
from plainscore.service.database.database import Database
from plainscore.service.keys import Keys
from plainscore.service.sealing import MasterKeys
from plainscore.service.settings import Settings


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of a running service.

    Parameters
    ----------
    settings : Settings
        What the operator decided.
    keys : Keys
        Its secrets.
    master_keys : MasterKeys
        What wraps people's keys.
    clock : Clock
        What time it is.
    database : Database
        The only way to the data.
    rates : Rates
        Who asked how often.
    """

    settings: Settings
    keys: Keys
    master_keys: MasterKeys
    clock: Clock
    database: Database
    rates: Rates


def service_of(request: Request) -> Service:
    """Return the service that a request came to."""
    service: Service = request.app.state.service
    return service


async def _here(request: Request) -> Service:
    # what only looks is not worth a thread
    return service_of(request)


ServiceHere = Annotated[Service, Depends(_here)]
