"""The only way to the database: a transaction in which one actor acts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from select import POLLIN, poll
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DisconnectionError

from plainscore.service.actors import SETTINGS, Actor
from plainscore.service.clock import Clock
from plainscore.service.database.schema import APPLICATION_ROLE
from plainscore.service.database.url import driver_url

NAMES = (*SETTINGS, "now")
TELL = text(
    "SELECT " + ", ".join(f"set_config('plainscore.{name}', :{name}, true)" for name in NAMES)
)
STATEMENT_TIMEOUT_SECONDS = 30
IDLE_TIMEOUT_SECONDS = 60


class Database:
    """A PostgreSQL database reached as the application's role, which its rules bind.

    Parameters
    ----------
    address : str
        Such as ``postgresql://user@host/name``; the login is a member of ``plainscore_app``.
    clock : Clock
        What the rules of the database take for now.
    connections : int
        At most so many at a time.
    """

    def __init__(self, address: str, clock: Clock, *, connections: int = 10) -> None:
        self.clock = clock
        self.engine: Engine = create_engine(
            driver_url(address),
            pool_size=connections,
            max_overflow=0,
            pool_timeout=10,
            # as a start-up option the role outlives RESET ROLE and RESET ALL
            connect_args={
                "options": f"-c role={APPLICATION_ROLE} -c timezone=UTC "
                f"-c statement_timeout={STATEMENT_TIMEOUT_SECONDS}s "
                f"-c idle_in_transaction_session_timeout={IDLE_TIMEOUT_SECONDS}s "
                # rows are found by their keys whatever the values: to plan each time, rules and
                # all, takes longer than to run
                "-c plan_cache_mode=force_generic_plan",
                "connect_timeout": 5,
                "prepare_threshold": 1,
            },
        )
        event.listen(self.engine, "checkout", _refuse_closed)

    @contextmanager
    def transaction(self, actor: Actor) -> Iterator[Connection]:
        """Open a transaction as an actor; commit at the end, roll back on an exception.

        Parameters
        ----------
        actor : Actor
            Who acts; the database shows and accepts only this actor's rows.

        Yields
        ------
        sqlalchemy.Connection
            To run statements on.
        """
        told: Mapping[str, str] = actor.settings()
        values: dict[str, Any] = {name: told.get(name, "") for name in SETTINGS}
        values["now"] = self.clock.now().isoformat()
        with self.engine.begin() as connection:
            connection.execute(TELL, values)
            yield connection

    def is_bound(self) -> bool:
        """Tell whether row-level security binds the application's role."""
        with self.engine.connect() as connection:
            return bool(
                connection.execute(
                    text(
                        "SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles "
                        "WHERE rolname = current_user"
                    )
                ).scalar()
            )

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _refuse_closed(connection: Any, _: object, __: object) -> None:
    """Tell the pool of a connection that the server closed, without asking the server.

    An idle server says nothing: what can be read is its farewell, or the end.
    """
    waiting = poll()
    waiting.register(connection.fileno(), POLLIN)
    if waiting.poll(0):
        raise DisconnectionError("the server closed the connection")
