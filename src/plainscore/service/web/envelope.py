"""What every request passes through: an id, a log line, security headers, a limit on size."""

import logging
import secrets
import time
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plainscore.service.logs import request_id

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
TLS_HEADERS = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
log = logging.getLogger("plainscore.request")


class TooLarge(HTTPException):
    """The request has more bytes than are read."""

    def __init__(self) -> None:
        super().__init__(status_code=413)


class Envelope:
    """The outermost layer of the application.

    Parameters
    ----------
    app : ASGIApp
        What is inside.
    secure : bool
        Whether people reach the service over TLS.
    bytes_max : int
        Largest request body that is read.
    """

    def __init__(self, app: ASGIApp, *, secure: bool, bytes_max: int) -> None:
        self.app = app
        self.headers = HEADERS | (TLS_HEADERS if secure else {})
        self.bytes_max = bytes_max

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id.set(secrets.token_hex(8))
        began = time.perf_counter()
        status = 500
        started = False
        read = 0

        async def receive_limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.bytes_max:
                raise TooLarge
            return message

        async def send_with_headers(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                started = True
                status = message["status"]
                self._add_headers(message)
            await send(message)

        try:
            await self.app(scope, receive_limited, send_with_headers)
        except Exception:
            log.exception("failed")
            if not started:
                await _failed()(scope, receive, send_with_headers)
        finally:
            log.info(
                "request",
                extra={
                    "told": {
                        "method": scope["method"],
                        "route": _route(scope),
                        "status": status,
                        "milliseconds": round((time.perf_counter() - began) * 1000, 1),
                    }
                },
            )

    def _add_headers(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in self.headers.items():
            headers.setdefault(name, value)
        headers["X-Request-ID"] = request_id.get()


def _route(scope: MutableMapping[str, Any]) -> str:
    # the pattern, not the path: paths hold identifiers
    route = scope.get("route")
    return str(getattr(route, "path", "")) or "none"


def _failed() -> JSONResponse:
    return JSONResponse(
        {
            "type": "urn:plainscore:problem:failed",
            "title": "Internal Server Error",
            "status": 500,
            "code": "failed",
            "detail": "Something went wrong here. The request's id helps the operator to find it.",
        },
        status_code=500,
        media_type="application/problem+json",
    )
