"""My data: accounts with their coverage, and every item with its source line, month by month."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from plainscore.service.access.person_keys import open_person_key
from plainscore.service.access.signed_in import PersonHere
from plainscore.service.data import held_of, include
from plainscore.service.data.accounts import HeldAccount, accounts_at
from plainscore.service.data.items import HeldItem, imports_of, items_of, months_of
from plainscore.service.data.marks import TRADELINE
from plainscore.service.data.words import KIND_WORDS, ROLE_WORDS, SOURCE_WORDS, STANDING_WORDS
from plainscore.service.problems import Refusal
from plainscore.service.scores import Cause, demand_rescore
from plainscore.service.sealing import PersonKey
from plainscore.service.service import Service, ServiceHere
from plainscore.service.web.page import page

router = APIRouter()
ITEMS_A_PAGE = 50
Name = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,80}$")]


@router.get("/me/data")
def my_data(request: Request, service: ServiceHere, person: PersonHere) -> HTMLResponse:
    """Show the accounts, how much of each is held, and where it comes from."""
    with service.database.transaction(person) as connection:
        held = held_of(connection, service, person.person_id)
        key = open_person_key(connection, service, person.person_id)
        months = months_of(connection, person.person_id)
        imports = imports_of(connection, key)
    listed = []
    for account in held.accounts:
        own = [month for month in months if month.account_id == account.account_id]
        listed.append(
            {
                "account": account,
                "name": account_name(account),
                "months": own,
                "items": sum(month.items for month in own),
                "first_day": min((month.first_day for month in own), default=None),
                "last_day": max((month.last_day for month in own), default=None),
            }
        )
    return page(
        request,
        "my_data.html",
        accounts=listed,
        coverage=held.coverage,
        first_day=_day(held.coverage.first_day),
        last_day=_day(held.coverage.last_day),
        imports=imports,
        tradelines=held.records.tradelines.to_pylist(),
        disputed={name for owner, name in held.marks.disputed if owner == TRADELINE},
    )


@router.post("/me/data/{account_id}/include")
def choose(
    service: ServiceHere,
    person: PersonHere,
    account_id: Name,
    included: Annotated[bool, Form()],
) -> RedirectResponse:
    """Let an account count, or leave it out."""
    with service.database.transaction(person) as connection:
        include(connection, service, person.person_id, account_id, included=included)
        now = service.clock.now()
        demand_rescore(connection, person.person_id, Cause.INCLUDED, now=now)
    return RedirectResponse("/me/data", status_code=303)


@router.get("/me/data/{account_id}/{month}")
def month_page(
    request: Request,
    service: ServiceHere,
    person: PersonHere,
    account_id: Name,
    month: Annotated[str, Path(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")],
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> HTMLResponse:
    """Show the items of an account and month, with their source lines."""
    first = date.fromisoformat(f"{month}-01")
    with service.database.transaction(person) as connection:
        key = open_person_key(connection, service, person.person_id)
        account = _account(connection, service, key, account_id)
        months = [
            each.month
            for each in months_of(connection, person.person_id)
            if each.account_id == account_id
        ]
        items = items_of(connection, key, service.clock.now(), account_id=account_id, month=first)
    if first not in months:
        raise Refusal(404, "no_such_month", "Nothing is held of this month.")
    start = (number - 1) * ITEMS_A_PAGE
    return page(
        request,
        "my_month.html",
        account=account,
        name=account_name(account),
        month=first,
        later=min((each for each in months if each > first), default=None),
        earlier=max((each for each in months if each < first), default=None),
        items=[_told(item) for item in items[start : start + ITEMS_A_PAGE]],
        total=len(items),
        first=start + 1,
        number=number,
        last=max(1, -(-len(items) // ITEMS_A_PAGE)),
    )


def account_name(account: HeldAccount) -> str:
    """Return what a person reads for an account.

    Parameters
    ----------
    account : HeldAccount
        The account.

    Returns
    -------
    str
        Its kind and the end of its number.
    """
    return f"{KIND_WORDS[account.kind]} ending in {account.last_digits}"


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _account(
    connection: Connection, service: Service, key: PersonKey, account_id: str
) -> HeldAccount:
    for account in accounts_at(connection, key, service.clock.now()):
        if account.account_id == account_id:
            return account
    raise Refusal(404, "no_such_account", "You have no such account here.")


def _told(item: HeldItem) -> dict[str, object]:
    source = item.source
    own = "one of your files" if ", " in source.names else "your file"
    origin = f"from {source.lender}" if source.lender else f"from {own} {source.names}"
    return {
        "item": item,
        "role": ROLE_WORDS[item.role],
        "how": SOURCE_WORDS[item.role_source],
        "standing": STANDING_WORDS[item.standing],
        "source": f"{origin}, {source.at.strftime('%-d %B %Y')}",
    }
