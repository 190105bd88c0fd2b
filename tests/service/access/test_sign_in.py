from datetime import timedelta

import pytest

from plainscore.service.access.enrolment import end_staff


def test_a_code_signs_in_once(person, nobody):
    code = person.codes[0].upper().replace("-", " ")
    assert nobody.send("/sign-in", {"code": code, "next": "/keys"}).headers["location"] == "/keys"
    assert "You have 7 unused" in nobody.get("/keys").text
    nobody.send("/sign-out", page="/keys")
    assert nobody.send("/sign-in", {"code": code}).status_code == 403


@pytest.mark.parametrize("code", ["", "x", "nope", "\0", "é", "2222-2222-2222-2222-2222"])
def test_no_other_code_does(nobody, code):
    assert nobody.send("/sign-in", {"code": code}).status_code == 403


def test_half_a_code_is_none(person, nobody):
    wrong = person.codes[0][:-1] + ("2" if person.codes[0][-1] != "2" else "3")
    assert nobody.send("/sign-in", {"code": wrong}).status_code == 403


def test_new_codes_end_the_old_ones(person, nobody):
    person.send("/keys/recovery-codes", page="/keys")
    assert nobody.send("/sign-in", {"code": person.codes[1]}).status_code == 403


def test_sign_out_ends_the_session_itself(person):
    cookies = dict(person.client.cookies)
    assert person.get("/keys").status_code == 200
    person.send("/sign-out", page="/keys")
    person.client.cookies.update(cookies)
    assert person.get("/keys").headers["location"] == "/sign-in?next=/keys"


def test_a_session_ends_by_itself(person, clock):
    clock.forward(timedelta(hours=12) - timedelta(seconds=1))
    assert person.get("/keys").status_code == 200
    clock.forward(timedelta(seconds=1))
    assert person.get("/keys").status_code == 303


def test_staff_who_left_are_out_at_once(analyst, service):
    assert analyst.get("/keys").status_code == 200
    end_staff(service, analyst.actor.staff_id)
    assert analyst.get("/keys").status_code == 303


def test_cookies_are_bound_to_host_and_hidden_from_scripts(nobody):
    answer = nobody.send("/sign-up")
    for cookie in answer.headers.get_list("set-cookie"):
        assert cookie.startswith("__Host-plainscore")
        assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))


@pytest.mark.parametrize("sent", ["", "0" * 64, "é"])
def test_a_form_of_another_site_is_refused(person, sent):
    answer = person.client.post("/keys/recovery-codes", data={"csrf": sent})
    assert (answer.status_code, answer.json()["code"]) == (403, "form_expired")
    assert "You have 8 unused" in person.get("/keys").text


def test_a_form_of_another_visitor_is_refused(person, nobody):
    answer = person.client.post("/keys/recovery-codes", data={"csrf": nobody.csrf()})
    assert answer.status_code == 403


def test_too_many_tries(nobody, clock):
    answers = [nobody.send("/sign-in", {"code": "x"}).status_code for _ in range(11)]
    assert answers == [403] * 10 + [429]
    clock.forward(timedelta(minutes=1))
    assert nobody.send("/sign-in", {"code": "x"}).status_code == 403


def test_every_page_that_changes_something_wants_a_form_token(every_route, browser):
    client = browser()
    for method, path in every_route:
        if method == "GET" or path.startswith(("/v1", "/oauth")):
            continue
        answer = client.request(method, path, json={})
        assert answer.status_code in {403, 422}, (method, path)
        assert answer.json()["code"] in {"form_expired", "invalid_request"}, (method, path)
