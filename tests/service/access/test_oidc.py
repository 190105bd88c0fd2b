"""Staff sign in at an identity provider: discovery, code, challenge, token and keys."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import select

from plainscore.service.access.enrolment import add_staff, end_staff
from plainscore.service.access.oidc_settings import OidcSettings, read_roles
from plainscore.service.actors import StaffRole, System, Task
from plainscore.service.clock import FixedClock
from plainscore.service.database.schema import staff
from plainscore.service.masked import Masked

GROUPS = read_roles("risk-desk=analyst, complaints=reviewer")


@pytest.fixture
def clock():
    # the provider goes by the time of the machine
    return FixedClock(datetime.now(UTC))


@pytest.fixture
def settings(settings, identity_provider):
    secret = Masked(identity_provider.client.secret.encode())
    oidc = OidcSettings(identity_provider.issuer, "scores", secret, "groups", GROUPS)
    return replace(settings, oidc=oidc)


def to_provider(visitor) -> str:
    answer = visitor.get("/sign-in/oidc")
    assert answer.status_code == 303
    return answer.headers["Location"]


def from_provider(address: str) -> str:
    """Go to the provider, where one is signed in, and be sent back."""
    answer = httpx2.get(address)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}" == "https://score.example"
    return f"{back.path}?{back.query}"


def come_in(visitor):
    return visitor.get(from_provider(to_provider(visitor)))


def members(service):
    with service.database.transaction(System(Task.ENROLMENT)) as connection:
        return connection.execute(select(staff).where(staff.c.oidc_subject.is_not(None))).all()


def test_the_role_is_that_of_the_group_at_each_sign_in(service, identity_provider, nobody):
    identity_provider.user = {"sub": "u-1", "name": "One of the desk", "groups": ["risk-desk"]}
    assert "/sign-in/oidc" in nobody.get("/sign-in").text
    answer = come_in(nobody)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/home")
    assert "signed in as analyst" in nobody.get("/staff").text
    identity_provider.user["groups"] = ["complaints", "others"]
    assert come_in(nobody).status_code == 303
    assert "signed in as reviewer" in nobody.get("/staff").text
    (member,) = members(service)
    assert (member.name, member.role) == ("One of the desk", "reviewer")
    end_staff(service, member.staff_id)
    refused = come_in(nobody)
    assert refused.status_code == 403
    assert "access was ended" in refused.text


def test_without_a_group_of_ours_nobody_comes_in(service, identity_provider, nobody):
    for groups in ([], ["others"], "risk", None, 7):
        identity_provider.user = {"sub": "u-2", "groups": groups}
        assert come_in(nobody).status_code == 403
    assert nobody.get("/staff").status_code == 303
    assert members(service) == []


def test_what_is_asked_of_the_provider_proves_whose_request_it_is(nobody, identity_provider):
    first, second = (parse_qs(urlsplit(to_provider(nobody)).query) for _ in range(2))
    assert first["code_challenge_method"] == ["S256"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name][0]) >= 43
        assert first[name] != second[name]


def test_an_answer_to_another_request_is_refused(browser, new_staff, nobody, identity_provider):
    identity_provider.user = {"sub": "u-3", "groups": ["risk-desk"]}
    # of a browser that asked nothing, of another browser's request, used twice, too late
    other = nobody.__class__(browser())
    theirs = from_provider(to_provider(other))
    assert nobody.get(theirs).status_code == 400
    to_provider(nobody)
    assert nobody.get(theirs).status_code == 403
    assert other.get(theirs).status_code == 303
    assert other.get(theirs).status_code == 400


def test_an_answer_in_time_and_by_the_provider_that_was_asked(nobody, identity_provider, clock):
    identity_provider.user = {"sub": "u-4", "groups": ["risk-desk"]}
    late = from_provider(to_provider(nobody))
    clock.forward(timedelta(minutes=6))
    assert nobody.get(late).status_code == 400
    elsewhere = from_provider(to_provider(nobody)) + "&iss=https%3A%2F%2Fother.example"
    assert nobody.get(elsewhere).status_code == 403
    to_provider(nobody)
    assert nobody.get("/sign-in/oidc/callback?error=access_denied").status_code == 403


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"iss": "https://other.example"}, "another provider"),
        ({"aud": "another client"}, "another client"),
        ({"aud": ["scores", "another"]}, "another client"),
        ({"exp": 1}, "over"),
        ({"nonce": "of before"}, "another request"),
        ({"sub": ""}, "nobody"),
    ],
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(nobody, identity_provider, wrong, why):
    identity_provider.user = {"sub": "u-5", "groups": ["risk-desk"]}
    identity_provider.wrong = wrong
    refused = come_in(nobody)
    assert refused.status_code == 403
    assert why in refused.text


def test_keys_are_read_anew_when_they_change_and_no_other_key_will_do(nobody, identity_provider):
    identity_provider.user = {"sub": "u-6", "groups": ["risk-desk"]}
    assert come_in(nobody).status_code == 303
    identity_provider.key = RSAKey.generate_key(2048, auto_kid=True)
    assert come_in(nobody).status_code == 303

    # the published key stays, another one signs
    honest = identity_provider.key
    forged = RSAKey.generate_key(2048, {"kid": honest.kid})
    forged.as_dict = lambda **_: honest.as_dict(private=False)
    identity_provider.key = forged
    refused = come_in(nobody)
    assert refused.status_code == 403
    assert "not signed" in refused.text


def test_who_is_known_without_groups_has_the_role_that_was_given(
    service, identity_provider, nobody, settings
):
    object.__setattr__(service.settings.oidc, "roles", ())
    add_staff(service, "An auditor", StaffRole.AUDITOR, oidc_subject="u-7")
    identity_provider.user = {"sub": "u-7", "groups": ["risk-desk"]}
    assert come_in(nobody).status_code == 303
    assert "signed in as auditor" in nobody.get("/staff").text
    identity_provider.user = {"sub": "u-8", "groups": ["risk-desk"]}
    assert come_in(nobody).status_code == 403


def test_a_provider_that_is_away_is_said_so(service, nobody, identity_provider):
    object.__setattr__(service.settings.oidc, "issuer", "http://127.0.0.1:9")
    assert nobody.get("/sign-in/oidc").status_code == 503
