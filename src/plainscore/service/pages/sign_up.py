"""Sign-up: a name if one likes, and the keys to come back with."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from plainscore.service.access.person_keys import make_person_key
from plainscore.service.access.rates import Rate
from plainscore.service.access.recovery import add_codes
from plainscore.service.access.sessions import digest_of, open_session, set_session_cookie
from plainscore.service.access.signed_in import client_address, limit
from plainscore.service.actors import Person
from plainscore.service.database.schema import persons
from plainscore.service.identifiers import new_id
from plainscore.service.masked import Masked
from plainscore.service.service import Service, ServiceHere
from plainscore.service.web.page import page
from plainscore.service.web.visit import Visit

router = APIRouter()
SIGN_UP_RATE = Rate("sign_up", 20, timedelta(hours=1))
NAME_LETTERS_MAX = 80


@router.get("/sign-up")
def form(request: Request) -> HTMLResponse:
    """Show the form."""
    return page(request, "sign_up.html")


@router.post("/sign-up")
def sign_up(
    request: Request,
    service: ServiceHere,
    name: Annotated[str, Form(max_length=NAME_LETTERS_MAX)] = "",
) -> HTMLResponse:
    """Make a person known, signed in, with recovery codes that are shown this once."""
    limit(service, SIGN_UP_RATE, client_address(request))
    person, token, codes = add_person(service, name.strip())
    request.state.visit = Visit(person, digest_of(token))
    shown = [code.reveal().decode() for code in codes]
    response = page(request, "recovery_codes.html", codes=shown, welcome=True)
    set_session_cookie(response, service, token)
    return response


def add_person(service: Service, name: str) -> tuple[Person, str, tuple[Masked, ...]]:
    """Make a person known.

    Parameters
    ----------
    service : Service
        Its parts.
    name : str
        As the person likes to be called; sealed under the person's own key.

    Returns
    -------
    tuple of Person, str and tuple of Masked
        The person, the token of a session, and the recovery codes, shown once.
    """
    now = service.clock.now()
    person = Person(new_id("person", now))
    with service.database.transaction(person) as connection:
        connection.execute(persons.insert().values(person_id=person.person_id, created_at=now))
        key = make_person_key(connection, service, person.person_id)
        if name:
            sealed = key.seal(name.encode(), "name")
            connection.execute(persons.update().values(name_sealed=sealed))
        codes = add_codes(connection, now, person_id=person.person_id)
        token = open_session(connection, service, person, "sign_up")
    return person, token, codes
