"""Who may call what: every role on every route. A route that is not in the table fails the test."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from plainscore.service.access.scopes import Scope

ANYONE, PERSON, SIGNED_IN, STAFF_PAGES, ANALYST, REVIEWER, AUDITOR = (
    {"nobody", "person", "other person", "analyst", "reviewer", "auditor", "lender"},
    {"person", "other person"},
    {"person", "other person", "analyst", "reviewer", "auditor"},
    {"analyst", "reviewer", "auditor"},
    {"analyst"},
    {"reviewer"},
    {"auditor"},
)


@dataclass
class Row:
    """Who may, what they are answered, and what others of the same kind are answered."""

    who: set[str] | Scope
    owner: int = 200
    # another person or another lender; the owner's by default
    other: int | None = None
    json: dict | None = None
    form: dict = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


A_SCORE = {"person_id": "{person_id}", "purpose": "extension_of_credit"}
A_DECISION = {"score_id": "{score_id}", "outcome": "withdrawn", "applied_at": "2026-03-01T00:00Z"}
STATEMENTS = A_SCORE | {"document": "date,amount\n2026-01-01,1.00\n"}
RENEWED = {"days": "30", "notice": "another than the one shown"}

# those that end something stand last
TABLE = {
    "GET /health": Row(ANYONE),
    "GET /ready": Row(ANYONE),
    "GET /v1/keys": Row(ANYONE),
    "POST /oauth/token": Row(ANYONE, 400),
    "GET /v1/consents": Row(Scope.CONSENTS_READ),
    "GET /v1/consents/{consent_id}": Row(Scope.CONSENTS_READ, 200, 404),
    "POST /v1/data": Row(Scope.DATA_WRITE, 201, 403, json=STATEMENTS),
    "GET /v1/data/{import_id}": Row(Scope.DATA_WRITE, 200, 404, names={"import_id": "{pushed_id}"}),
    "POST /v1/decisions": Row(Scope.DECISIONS_WRITE, 201, 404, json=A_DECISION),
    "GET /v1/decisions/{decision_id}": Row(Scope.DECISIONS_READ, 200, 404),
    "GET /v1/decisions/{decision_id}/letter": Row(Scope.DECISIONS_READ, 200, 404),
    "GET /v1/scorecards/approved": Row(Scope.SCORES_READ),
    "GET /v1/scorecards/{digest}": Row(Scope.SCORES_READ),
    "POST /v1/scores": Row(Scope.SCORES_WRITE, 201, 403, json=A_SCORE),
    "GET /v1/scores": Row(Scope.SCORES_READ, 422, 422),
    "GET /v1/scores/{score_id}": Row(Scope.SCORES_READ, 200, 404),
    "GET /v1/scores/{score_id}/receipt": Row(Scope.SCORES_READ, 200, 404),
    "GET /v1/disputes": Row(Scope.DISPUTES_READ),
    "GET /v1/disputes/{dispute_id}": Row(Scope.DISPUTES_READ, 200, 404),
    "POST /v1/disputes/{dispute_id}/answer": Row(
        Scope.DISPUTES_WRITE, 201, 404, json={"finding": "verified"}
    ),
    "POST /v1/disputes/{dispute_id}/certification": Row(
        Scope.DISPUTES_WRITE, 409, 404, json={"certified": True, "note": "It is right."}
    ),
    "GET /v1/notices": Row(Scope.DISPUTES_READ),
    "GET /": Row(ANYONE),
    "GET /home": Row(ANYONE, 303),
    "GET /sign-in": Row(ANYONE),
    "GET /sign-up": Row(ANYONE),
    "POST /sign-in": Row(ANYONE, 403, form={"code": "no such code"}),
    "POST /sign-in/passkey/options": Row(ANYONE),
    "POST /sign-in/passkey": Row(ANYONE, 400, json={}),
    # no identity provider is set up here: test_oidc.py has one
    "GET /sign-in/oidc": Row(ANYONE, 404),
    "GET /sign-in/oidc/callback": Row(ANYONE, 404),
    "GET /keys": Row(SIGNED_IN),
    "POST /keys/passkey/options": Row(SIGNED_IN),
    "POST /keys/passkey": Row(SIGNED_IN, 400, json={}),
    "POST /keys/passkey/remove": Row(SIGNED_IN, 303, form={"credential_id": "none"}),
    "POST /keys/recovery-codes": Row(SIGNED_IN),
    "GET /me/data": Row(PERSON),
    "GET /me/data/{account_id}/{month}": Row(PERSON, 200, 404),
    "POST /me/data/{account_id}/include": Row(PERSON, 303, 404, form={"included": "true"}),
    "GET /me/upload": Row(PERSON),
    "POST /me/upload": Row(PERSON, 422),
    "GET /me/imports/{import_id}": Row(PERSON, 200, 404),
    "GET /me/consents": Row(PERSON),
    "GET /me/consents/new": Row(PERSON),
    "POST /me/consents": Row(
        PERSON, 422, form={"to": "own", "days": "9", "notice": "", "data": "tradelines"}
    ),
    "GET /me/consents/receipts/{event_id}": Row(PERSON, 200, 404),
    "GET /me/consents/{consent_id}/renew": Row(PERSON, 200, 404),
    "POST /me/consents/{consent_id}/renew": Row(PERSON, 409, form=RENEWED),
    "POST /me/consents/{consent_id}/revoke": Row(PERSON, 303, 404),
    "GET /me": Row(PERSON),
    "POST /me/score": Row(PERSON, 303),
    "GET /me/why": Row(PERSON, 303),
    "GET /me/why/{score_id}": Row(PERSON, 200, 404),
    "GET /me/history": Row(PERSON),
    "GET /me/what-if": Row(PERSON, 303),
    "GET /me/decisions": Row(PERSON),
    "GET /me/letters/{letter_id}": Row(PERSON, 200, 404),
    "GET /me/letters/{letter_id}.pdf": Row(PERSON, 200, 404),
    "GET /me/seen": Row(PERSON),
    "GET /me/disputes": Row(PERSON),
    "GET /me/disputes/new": Row(PERSON),
    "POST /me/disputes": Row(PERSON, 422),
    "GET /me/disputes/{dispute_id}": Row(PERSON, 200, 404),
    "POST /me/disputes/{dispute_id}/information": Row(PERSON, 303, 404, form={"words": "More."}),
    "POST /me/disputes/{dispute_id}/statement": Row(PERSON, 409, 404, form={"words": "So it is."}),
    "GET /staff/queue": Row(REVIEWER | AUDITOR),
    "GET /staff/disputes/{dispute_id}": Row(REVIEWER),
    "POST /staff/disputes/{dispute_id}/told": Row(REVIEWER, 409),
    "POST /staff/disputes/{dispute_id}/decide": Row(REVIEWER, 422),
    "GET /staff/reviews/{review_id}": Row(REVIEWER),
    "POST /staff/reviews/{review_id}/decide": Row(REVIEWER, 422),
    "POST /me/disputes/{dispute_id}/withdraw": Row(PERSON, 303, 404),
    "GET /me/reviews": Row(PERSON),
    "POST /me/reviews": Row(PERSON, 409, 404, form={"score_id": "{score_id}"}),
    "GET /me/export": Row(PERSON),
    "GET /me/erase": Row(PERSON),
    "GET /staff": Row(STAFF_PAGES),
    "GET /staff/monitoring": Row(ANALYST | AUDITOR),
    "GET /staff/scorecards": Row(ANALYST | AUDITOR),
    "GET /staff/scorecards/{digest}": Row(ANALYST | AUDITOR),
    "GET /staff/scorecards/{digest}/document.json": Row(ANALYST | AUDITOR),
    "GET /staff/scorecards/{digest}/report.html": Row(ANALYST | AUDITOR, 404),
    "POST /staff/scorecards": Row(ANALYST, 422),
    "POST /staff/scorecards/{digest}/approve": Row(ANALYST, 422, form={"days": "30"}),
    "POST /staff/scorecards/{digest}/end": Row(ANALYST, 303, form={"kind": "retired"}),
    "POST /me/erase": Row(PERSON, 422),
    "POST /sign-up": Row(ANYONE),
    "POST /sign-out": Row(ANYONE, 303),
}
STAFF = ("analyst", "reviewer", "auditor")


def filled(value, names):
    """The value with the names of this world in their places."""
    if isinstance(value, dict):
        return {key: filled(each, names) for key, each in value.items()}
    return value.format(**names) if isinstance(value, str) else value


@pytest.fixture
def visitors(world, nobody, new_person, analyst, reviewer, auditor):
    """Those who look at pages, the owner of everything last."""
    everyone = {"nobody": nobody, "analyst": analyst, "reviewer": reviewer, "auditor": auditor}
    return everyone | {"other person": new_person("Another"), "person": world.person}


@pytest.fixture
def programs(world, new_lender):
    """Access tokens of the lender: ``may(scopes)``; and of another lender that may everything."""

    def headers(program, scopes=tuple(Scope)):
        answer = program.client.post(
            "/oauth/token",
            data={"grant_type": "client_credentials", "scope": " ".join(scopes)},
            auth=(program.client_id, program.secret),
        )
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    another = new_lender(name="Another lender")
    return lambda scopes: headers(world.lender, scopes), headers(another)


def expected(row: Row, who: str, method: str) -> int:
    if who in row.who:
        return row.other if who == "other person" and row.other is not None else row.owner
    if who in STAFF and row.who & set(STAFF) and not row.who & PERSON:
        return 403
    return 303 if method == "GET" else 401


def test_every_route_is_in_the_table(every_route):
    assert {f"{method} {path}" for method, path in every_route} == set(TABLE)


def test_every_role_on_every_route(world, visitors, programs, clock, work):
    clock.forward(timedelta(minutes=2))
    # the ledger is signed: there are receipts
    work()
    may, another = programs
    found, wanted = {}, {}
    sent = 0
    for name, row in TABLE.items():
        clock.forward(timedelta(seconds=61))
        method, pattern = name.split(" ")
        path = filled(pattern, world.names | filled(row.names, world.names))
        json = filled(row.json, world.names)

        def send(client, headers, *, path=path, method=method, row=row, json=json):
            nonlocal sent
            sent += 1
            form = None
            if json is None and method == "POST":
                form = filled(row.form, world.names)
            headers = {"Accept": "text/html", "Idempotency-Key": f"every-{sent}"} | headers
            return client.request(method, path, json=json, data=form, headers=headers).status_code

        bearer = world.lender.client
        bearer.headers.pop("Authorization", None)
        if isinstance(row.who, Scope):
            for who, visitor in visitors.items():
                wanted[name, who] = 401
                found[name, who] = send(visitor.client, {})
            wanted[name, "other scopes"] = 403
            found[name, "other scopes"] = send(bearer, may(set(Scope) - {row.who}))
            wanted[name, "another lender"] = row.owner if row.other is None else row.other
            found[name, "another lender"] = send(bearer, another)
            wanted[name, "this scope alone"] = row.owner
            found[name, "this scope alone"] = send(bearer, may({row.who}))
            continue
        for who, visitor in visitors.items():
            token = {"X-CSRF-Token": visitor.csrf()} if method == "POST" else {}
            if method == "POST" and path.startswith(("/me", "/keys", "/staff", "/sign")):
                wanted[name, who, "no form"] = 403
                found[name, who, "no form"] = send(visitor.client, {})
            wanted[name, who] = expected(row, who, method)
            found[name, who] = send(visitor.client, token)
        if row.who is not ANYONE:
            # a token of programs opens no page
            wanted[name, "lender"] = 303 if method == "GET" else 403
            found[name, "lender"] = send(bearer, may(set(Scope)))
    wrong = {key: (found[key], status) for key, status in wanted.items() if found[key] != status}
    assert not wrong, "\n".join(
        f"{' as '.join(key)}: {was}, not {status}" for key, (was, status) in wrong.items()
    )
    assert len(wanted) > 5 * len(TABLE)
