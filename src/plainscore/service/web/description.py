"""The description of the API (OpenAPI 3.1): what routes say, and errors as they really are."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "What is the case and what to do (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "description": "urn:plainscore:problem: and the code."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "A short stable name to decide by."},
        "detail": {"type": "string", "description": "For a reader, without personal data."},
        "errors": {
            "description": "With invalid_request: what is not as described.",
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "where": {"type": "array", "items": {"type": "string"}},
                    "what": {"type": "string"},
                },
            },
        },
    },
}
OAUTH_ERROR: dict[str, Any] = {
    "title": "TokenError",
    "description": "Why no token is given (RFC 6749, section 5.2).",
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string"}, "error_description": {"type": "string"}},
}
ABOUT = """Scores by consent, the decisions that rest on them, and disputes.

Every request carries an access token of `POST /oauth/token` with the scope the route names.
Requests that make something carry an `Idempotency-Key`. Lists come in pages: `limit` at most, and
`next` of the answer is the `after` or `before` of the next request; it is null on the last page.
Errors are problem documents."""


def describe(app: FastAPI) -> None:
    """Let an application describe its errors as problems, on every route.

    Parameters
    ----------
    app : FastAPI
        With all its routes.
    """

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title, version=app.version, description=ABOUT, routes=app.routes
            )
            schemas = made["components"]["schemas"]
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            schemas |= {"Problem": PROBLEM, "TokenError": OAUTH_ERROR}
            for path, operations in made["paths"].items():
                for operation in operations.values():
                    _describe_errors(path, operation["responses"])
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _describe_errors(path: str, answers: dict[str, Any]) -> None:
    answers.pop("422", None)
    for status, answer in answers.items():
        if status >= "400" and path.startswith("/v1/"):
            answer["content"] = _content("Problem", "application/problem+json")
    if path == "/oauth/token":
        answers |= {
            status: {"description": what, "content": _content("TokenError", "application/json")}
            for status, what in (("400", "Not as asked for."), ("401", "Wrong id or secret."))
        }
    problem = _content("Problem", "application/problem+json")
    answers["4XX"] = {"description": "Refused; the code says why.", "content": problem}
    answers["503"] = answers.get("503") or {"description": "Try again.", "content": problem}


def _content(schema: str, kind: str) -> dict[str, Any]:
    return {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
