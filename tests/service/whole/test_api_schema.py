"""The whole API against its own description: nothing fails, and every answer is as described."""

import json

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

EXAMPLES = 12
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "pattern": "^urn:plainscore:problem:[a-z_]+$"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
}


@pytest.fixture
def schema(app):
    return schemathesis.openapi.from_asgi("/v1/openapi.json", app)


@pytest.fixture
def description(nobody):
    return nobody.client.get("/v1/openapi.json").json()


def test_no_request_fails_and_every_answer_is_as_described(world, app, schema, clock):
    token = world.lender.client.headers["Authorization"]
    problems = {}
    count = 0

    def check(case):
        nonlocal count
        count += 1
        name = f"{case.method} {case.path}"
        # half of the examples name what there is: an unknown name is answered early
        for key in case.path_parameters or {}:
            if count % 2 and key in world.names:
                case.path_parameters[key] = world.names[key]
        if count % 2 and isinstance(case.body, dict):
            case.body |= {key: world.names[key] for key in case.body if key in world.names}
        answer = case.call(headers={"Authorization": token})
        try:
            case.validate_response(answer, checks=CHECKS)
            if answer.status_code >= 400 and not case.path.startswith(("/oauth", "/ready")):
                assert answer.headers["content-type"][0] == "application/problem+json"
                jsonschema.validate(json.loads(answer.content), PROBLEM)
        except (Exception, FailureGroup) as error:  # noqa: BLE001 - all that is wrong is told at once
            problems.setdefault(name, f"{answer.status_code} {_told(error)}")

    operations = [each.ok() for each in schema.get_all_operations()]
    for operation in operations:
        run = settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(given(case=operation.as_strategy())(check))
        run()
    assert count >= EXAMPLES * len(operations) / 2
    assert not problems, "\n".join(f"{name}: {what}" for name, what in problems.items())


def _told(error):
    parts = getattr(error, "exceptions", (error,))
    return "; ".join(f"{type(each).__name__} {str(each)[:400]}" for each in parts)


def test_the_description_is_openapi_3_1(description):
    assert description["openapi"].startswith("3.1")
    for path, item in description["paths"].items():
        assert path.startswith("/v1/") or path in {"/health", "/ready", "/oauth/token"}
        for method, operation in item.items():
            name = f"{method} {path}"
            assert operation["summary"], name
            assert operation["tags"], name
            if path.startswith("/v1/") and path != "/v1/keys":
                assert operation["security"], name
            if method == "post" and path.startswith("/v1/"):
                headers = {
                    each["name"].lower()
                    for each in operation["parameters"]
                    if each["in"] == "header" and each["required"]
                }
                assert "idempotency-key" in headers, name


def test_errors_are_described_as_problems(description):
    for path, item in description["paths"].items():
        for method, operation in item.items():
            for status, answer in operation["responses"].items():
                if status >= "400" and path.startswith("/v1/"):
                    kinds = set(answer.get("content", {}))
                    assert kinds == {"application/problem+json"}, f"{method} {path} {status}"


def test_every_list_has_pages(description):
    for path, item in description["paths"].items():
        answer = item.get("get", {}).get("responses", {}).get("200", {})
        reference = answer.get("content", {}).get("application/json", {}).get("schema", {})
        named = reference.get("$ref", "").rpartition("/")[2]
        if not named:
            continue
        fields = description["components"]["schemas"][named]["properties"]
        if "next" in fields:
            names = {each["name"] for each in item["get"]["parameters"]}
            assert "limit" in names, path
            assert names & {"before", "after"}, path
