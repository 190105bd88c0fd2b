import dataclasses

from plainscore.service.database.database import Database


def test_health_needs_nothing(nobody):
    assert nobody.client.get("/health").json() == {"status": "alive"}


def test_ready_with_its_database(nobody):
    answer = nobody.client.get("/ready")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)


def test_not_ready_without_a_database(browser, app, service, clock, tmp_path):
    away = Database(f"postgresql://nobody@/none?host={tmp_path}", clock)
    app.state.service = dataclasses.replace(service, database=away)
    answer = browser().get("/ready")
    assert (answer.status_code, answer.json()) == (
        503,
        {"ready": False, "checks": {"database": False}},
    )
    away.close()


def test_routes(every_route, person, analyst, lender):
    assert ("GET", "/health") in every_route
    assert person.get("/").status_code == 200
