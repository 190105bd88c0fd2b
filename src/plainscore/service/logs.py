"""Logs as lines of JSON, without personal data: no values of errors, no paths, no queries."""

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

request_id: ContextVar[str] = ContextVar("request_id", default="")
OWN = "plainscore"
QUIET = ("uvicorn", "uvicorn.error", "uvicorn.access", "sqlalchemy", "alembic", "httpx")


class JsonLines(logging.Formatter):
    """One JSON object a record: time, level, source, event, request, and what the event tells.

    Only the unformatted message is written, never its arguments, and of an error its type and the
    places it passed, never its text: both may hold what a person sent.

    Examples
    --------
    >>> record = logging.LogRecord("plainscore", 20, "", 0, "read %s", ("Ann",), None)
    >>> "Ann" in JsonLines().format(record)
    False
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "source": record.name,
            "event": str(record.msg) if record.name.startswith(OWN) else "note",
        }
        if request_id.get():
            told["request"] = request_id.get()
        told.update(getattr(record, "told", {}))
        if record.exc_info and record.exc_info[0] is not None:
            told["error"] = record.exc_info[0].__name__
            told["places"] = _places(record.exc_info[2])  # type: ignore[assignment]
        return json.dumps(told, ensure_ascii=False, default=str)


def set_up(stream: TextIO = sys.stderr, level: int = logging.INFO) -> None:
    """Send the logs of this process to a stream as lines of JSON.

    Parameters
    ----------
    stream : TextIO
        Where to.
    level : int
        Least level of the service's own records; others only tell of warnings.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OWN).setLevel(level)
    for name in QUIET:
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = True
        logger.setLevel(logging.WARNING)


def _places(trace: TracebackType | None) -> list[str]:
    return [
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]
