"""A service with made-up people in it: what ``plainscore demo --serve`` ends with."""

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from plainscore.cli.console import CommandError, err, out
from plainscore.cli.demo_consent import allow_everything
from plainscore.cli.demo_people import MadeUp, three_people
from plainscore.records import Purpose
from plainscore.scorecard import Scorecard
from plainscore.service.access.clients import add_client, end_clients
from plainscore.service.access.enrolment import add_lender, add_staff
from plainscore.service.access.recovery import renew_codes
from plainscore.service.access.scopes import Scope
from plainscore.service.actors import Lender, Person, Staff, StaffRole
from plainscore.service.cards import CardState, approve_card, events_of, state_of, submit_card
from plainscore.service.data.importing import take_in
from plainscore.service.database.embedded import EmbeddedPostgres, FolderInUse
from plainscore.service.evidence import Party
from plainscore.service.pages.sign_up import add_person
from plainscore.service.problems import Refusal
from plainscore.service.scores import StoredScore, score_for_self
from plainscore.service.scores.asking import ask_for_score
from plainscore.service.scores.decisions import Outcome, decide, record_decision
from plainscore.service.scores.notices import Notice
from plainscore.service.service import Service
from plainscore.service.serving import Place, run_service
from plainscore.service.settings import Settings
from plainscore.service.web.idempotency import Repeat

KNOWN = "demo.json"
PEOPLE = ("Person one", "Person two", "Person three")
DAYS = 365
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Known:
    """Names of those whom the service of the demo knows; kept beside its database.

    Parameters
    ----------
    lender, author, analyst, reviewer : str
        The lender, the analyst who hands in, the one who approves, and the reviewer.
    people : tuple of str
        The people.
    """

    lender: str
    author: str
    analyst: str
    reviewer: str
    people: tuple[str, ...] = ()

    @classmethod
    def read(cls, folder: Path) -> "Known | None":
        """Return who is known; None in a new folder."""
        file = folder / KNOWN
        if not file.exists():
            return None
        read = json.loads(file.read_text())
        return cls(**read | {"people": tuple(read["people"])})

    def write(self, folder: Path) -> None:
        """Keep it, whole or not at all."""
        part = folder / f"{KNOWN}.part"
        part.write_text(json.dumps(asdict(self)))
        part.rename(folder / KNOWN)


def refuse_if_served(place: Path) -> None:
    """Refuse to replace a demo whose service runs.

    Raises
    ------
    CommandError
        If it does.
    """
    try:
        EmbeddedPostgres(place).stop()
    except FolderInUse as error:
        raise CommandError(f"{error}: end it first, or name another folder") from error


def serve_demo(folder: Path, place: Path, *, seed: int, port: int) -> None:
    """Serve three made-up people, a lender and staff until Ctrl-C, and tell how to come in.

    Parameters
    ----------
    folder : pathlib.Path
        Of the demo: its scorecard and report are there.
    place : pathlib.Path
        Folder of the service, which a demo before may have left.
    seed : int
        Of the made-up people.
    port : int
        To listen on.

    Raises
    ------
    CommandError
        If the scorecard is not fit for use, or the port is taken.
    """
    address = f"http://localhost:{port}"
    settings = Settings(address, checkpoints=place / "checkpoints")
    told: list[str] = []

    def fill(service: Service) -> None:
        with err.status("Making up people for the service"):
            known = _filled(service, folder, place, seed)
            told.extend(_how_to_come_in(service, known, address))

    def ready() -> None:
        out.print("\n".join(told), markup=False)

    try:
        run_service(
            settings,
            Place(place, environment=os.environ),
            host=HOST,
            port=port,
            ready=ready,
            started=fill,
        )
    except Refusal as refusal:
        raise CommandError(refusal.detail) from refusal
    except (ValueError, RuntimeError) as error:
        raise CommandError(str(error)) from error


def _filled(service: Service, folder: Path, place: Path, seed: int) -> Known:
    known = Known.read(place)
    if known is None:
        author, analyst, reviewer = (
            add_staff(service, f"{role.value.capitalize()} of the demo", role)[0]
            for role in (StaffRole.ANALYST, StaffRole.ANALYST, StaffRole.REVIEWER)
        )
        lender = add_lender(service, "The lender of the demo", "lender@lender.example")
        known = Known(lender, author, analyst, reviewer)
        known.write(place)
    card = Scorecard.load(folder / "card.json")
    _approve(service, known, card, folder)
    if len(known.people) < len(PEOPLE):
        with TemporaryDirectory(dir=place) as scratch:
            # other people than those the scorecard was fitted on
            made_up = three_people(card, seed + 1, service.clock.now(), Path(scratch))
        done = len(known.people)
        for name, made in list(zip(PEOPLE, made_up, strict=False))[done:]:
            person_id = _add(service, known.lender, name, made)
            known = replace(known, people=(*known.people, person_id))
            known.write(place)
    return known


def _approve(service: Service, known: Known, card: Scorecard, folder: Path) -> None:
    """Hand in the scorecard by one analyst, and approve it by another, where that is not done."""
    author, approver = (Staff(each, StaffRole.ANALYST) for each in (known.author, known.analyst))
    now = service.clock.now()
    with service.database.transaction(author) as connection:
        events = events_of(connection, card.digest).get(card.digest, ())
    if not events:
        document = (folder / "card.json").read_bytes()
        submit_card(service, author, document, report=(folder / "report.html").read_bytes())
    # who retired it in an earlier demo meant it
    if not events or state_of(events, now) in {CardState.SUBMITTED, CardState.EXPIRED}:
        approve_card(service, approver, card.digest, expires_at=now + timedelta(days=DAYS))


def _add(service: Service, lender_id: str, name: str, made: MadeUp) -> str:
    """Do what a person and a lender do: sign up, hand in, allow, look, ask, decide."""
    person, _, _ = add_person(service, name)
    lender = Lender(lender_id, frozenset(scope.value for scope in Scope))
    allow_everything(service, person, None, Purpose.OWN_VIEW, days=DAYS)
    for file in made.files:
        with service.database.transaction(person) as connection:
            take_in(connection, service, person.person_id, file)
    allow_everything(service, person, lender_id, Purpose.EXTENSION_OF_CREDIT, days=DAYS)
    if made.tradelines.found.rows_in:
        with service.database.transaction(lender) as connection:
            take_in(connection, service, person.person_id, made.tradelines, lender_id=lender_id)
    score_for_self(service, person)
    digest = sha256(person.person_id.encode()).digest()
    purpose = Purpose.EXTENSION_OF_CREDIT.value
    repeat = Repeat(f"demo-{person.person_id}", digest)
    score = ask_for_score(service, lender, person.person_id, purpose, repeat)
    _decide(
        service, lender, name, score, Outcome.DECLINED if name == PEOPLE[0] else Outcome.APPROVED
    )
    return person.person_id


def _decide(
    service: Service, lender: Lender, name: str, score: StoredScore, outcome: Outcome
) -> None:
    notice = Notice(
        applicant=name,
        creditor=Party("The lender of the demo", "1 Long Street"),
        scorer=Party(service.settings.operator, "", web=service.settings.public_url),
        authority=Party("The authority of the demo", "2 Long Street"),
    )
    with service.database.transaction(lender) as connection:
        applied_at = service.clock.now() - timedelta(minutes=5)
        made = decide(connection, service, lender, score, outcome, applied_at, {}, notice)
        record_decision(connection, made)


def _how_to_come_in(service: Service, known: Known, address: str) -> list[str]:
    """Return what is printed; codes and the secret of earlier starts end."""

    def code(actor: Person | Staff) -> str:
        return renew_codes(service, actor)[0].reveal().decode()

    end_clients(service, known.lender)
    client_id, secret = add_client(service, known.lender, tuple(Scope))
    people = zip(PEOPLE, known.people, strict=False)
    staff = (("Analyst", known.analyst, "analyst"), ("Reviewer", known.reviewer, "reviewer"))
    return [
        "",
        f"Serving on {address} until Ctrl-C.",
        "",
        f"Sign in at {address}/sign-in with a recovery code. Each serves once; more are at",
        f"{address}/keys, where a passkey can be added too.",
        *(f"  {name:13} {code(Person(person))}" for name, person in people),
        *(
            f"  {name:13} {code(Staff(staff_id, StaffRole(role)))}"
            for name, staff_id, role in staff
        ),
        "",
        "The lender's program:",
        f"  client id     {client_id}",
        f"  client secret {secret.reveal().decode()}",
        "It asks for a score of Person one:",
        _curl(address, client_id, secret.reveal().decode(), known.people[0])
        if known.people
        else "",
    ]


def _curl(address: str, client_id: str, secret: str, person_id: str) -> str:
    body = json.dumps({"person_id": person_id, "purpose": Purpose.EXTENSION_OF_CREDIT.value})
    return (
        f"TOKEN=$(curl -sS -u {client_id}:{secret} -d grant_type=client_credentials "
        f'{address}/oauth/token | sed -E \'s/.*"access_token":"([^"]+)".*/\\1/\'); '
        "curl -sS -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' "
        f"-H \"Idempotency-Key: demo-$RANDOM\" -d '{body}' {address}/v1/scores"
    )
